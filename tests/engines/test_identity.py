"""One model in two containers, compiled and plain: the same bits, always."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from generated import scenarios
from hard.inputs import accepted
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from identity import assert_identical, assert_same_state

from sim.engines import compiled, mesa_model
from sim.engines.mesa_model import Rout
from sim.engines.trace import trace, watched
from sim.engines.views import state_of
from sim.model import vocabulary as v
from sim.model.stages.roads import measure
from sim.model.stages.start import set_hearing, start
from sim.model.step import step
from sim.model.world import World, build_world
from sim.results import Chunk, Points
from sim.scenario import Scenario, build, load, resolved
from sim.scenario.shipped import scenarios_in

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "scenario" / "small.toml"
SHIPPED = [path for path in scenarios_in(ROOT / "scenarios") if path.stem != "syria-2024"]
OFTEN = ("island", "offensive", "homs-fall", "homs-learned", "afghanistan-2021", "iraq-2014")
"""One shipped scenario of each kind; the others differ from one of these in a few numbers."""
RUNS = 10  # of each shipped scenario in the long set; the plain engine takes seconds for each

QUICK = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))


def world_of(path: Path, **overrides: Any) -> World:
    return build_world(load(path, overrides))


@pytest.mark.parametrize("name", OFTEN)
def test_a_run_of_every_kind_of_shipped_scenario_is_the_same_in_both_engines(name: str) -> None:
    assert_identical(world_of(ROOT / "scenarios" / f"{name}.toml"), seed=1, run=0)


@pytest.mark.nightly
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_many_runs_of_every_shipped_scenario_are_the_same(path: Path) -> None:
    world = world_of(path)
    for run in range(1, RUNS + 1):
        assert_identical(world, seed=2, run=run)


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [("formations", "morale", 0.25), ("places", "belief", 0.25), ("nation", "support", 0.25)],
)
def test_a_field_that_differs_is_named(table: str, field: str, value: float) -> None:
    world = world_of(SMALL)
    columns, model = trace(world, 1, 0).columns(0), Rout(world, 1, 0)
    assert_same_state(model, columns, "at the start", set())
    rows = getattr(model.state, table)
    setattr(rows if table == "nation" else rows[1], field, value)
    with pytest.raises(AssertionError, match=rf"{table}\.{field} at the start: .*0\.25"):
        assert_same_state(model, columns, "at the start", set())


@QUICK
@given(scenarios(), st.integers(0, 2**32 - 1))
def test_generated_scenarios_are_the_same(scenario: Scenario, seed: int) -> None:
    assert_identical(build_world(scenario), seed, run=seed % 1000)


@pytest.mark.nightly
@LONG
@given(scenarios(), st.integers(0, 2**32 - 1))
def test_many_generated_scenarios_are_the_same(scenario: Scenario, seed: int) -> None:
    assert_identical(build_world(scenario), seed, run=seed % 1000)


@pytest.mark.nightly
def test_generated_scenarios_show_every_kind_of_event_and_every_outcome() -> None:
    """The same ones every night, as many as it takes: the rarest come in one of hundreds."""
    missing = {name for kind, name in enumerate(v.EVENT_NAMES) if kind != v.STAND} | set(v.OUTCOME_NAMES)

    @settings(LONG, max_examples=500)
    @given(scenarios(), st.integers(0, 2**32 - 1))
    def run(scenario: Scenario, number: int) -> None:
        model = Rout(build_world(scenario), number, run=number % 1000)
        while model.running:
            model.step()
        missing.difference_update(v.EVENT_NAMES[event.kind] for event in model.events)
        missing.discard(model.outcome)

    for first in range(12):
        if missing:
            seed(first)(run)()
    assert not missing


def assert_accepted_are_identical(numbers: range) -> None:
    """Overrides that the schema allows, of runs that are not too long for the plain engine."""
    for number in numbers:
        scenario = accepted(number)
        setting = scenario.scenario
        if setting.horizon_days * 24.0 / setting.tick_hours * setting.resolution <= 40.0:
            assert_identical(build_world(scenario), number, run=number)


def test_what_the_schema_allows_is_the_same() -> None:
    assert_accepted_are_identical(range(40))


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(40, 4000, 660))
def test_very_much_that_the_schema_allows_is_the_same(first: int) -> None:
    assert_accepted_are_identical(range(first, first + 660))


# --- rows ----------------------------------------------------------------------------
def assert_same_rows(ours: Chunk, theirs: Chunk) -> None:
    for kind in ("columns", "daily"):
        found, expected = getattr(ours, kind), getattr(theirs, kind)
        assert list(found) == list(expected)
        for name in expected:
            assert found[name].dtype == expected[name].dtype, name
            np.testing.assert_array_equal(found[name], expected[name], err_msg=name)


def test_both_engines_return_the_same_rows_whatever_the_design() -> None:
    world = world_of(SMALL)
    runs = np.array([7, 3, 1000], np.int64)
    points = Points(
        ("parameters.expected_days", "units.1st Brigade.men", "branch.from_day"),
        np.array([[0.5, 100.0, 1.0], [2.0, 3000.0, 2.0], [1.0, 9000.0, 0.0]]),
    )
    for design in (None, points):
        assert_same_rows(
            mesa_model.simulate(world, 5, runs, design), compiled.simulate(world, 5, runs, design)
        )


def test_a_trace_ends_in_the_row_of_its_run() -> None:
    world = world_of(SMALL)
    runs = np.array([4], np.int64)
    assert_same_rows(trace(world, 5, 4).row, compiled.simulate(world, 5, runs))


def test_a_row_does_not_depend_on_the_other_runs_of_its_chunk() -> None:
    world = world_of(SMALL)
    together = compiled.simulate(world, 5, np.arange(20))
    alone = compiled.simulate(world, 5, np.array([13]))
    backwards = compiled.simulate(world, 5, np.arange(20)[::-1].copy())
    for name, values in together.columns.items():
        np.testing.assert_array_equal(values[13], alone.columns[name][0], err_msg=name)
        np.testing.assert_array_equal(values, backwards.columns[name][::-1], err_msg=name)


# --- without the compiler --------------------------------------------------------------
def test_the_stages_run_plainly_on_a_block_of_memory_too() -> None:
    world = world_of(SMALL, **{"scenario.horizon_days": 10, "scenario.resolution": 2})
    compiled_run = trace(world, 1, 3)
    machine = watched(world)
    block = machine.block
    where, values, _ = world.run_numbers(1, np.array([3]), None)
    block.view(np.float64)[where] = values[0]
    state = state_of(block, machine.layout)
    state.nation.seed, state.nation.run = 1, 3
    measure(state)
    set_hearing(state)
    start(state)
    for tick in range(1, world.ticks + 1):
        step(state)
        np.testing.assert_array_equal(block[: machine.layout.logs], compiled_run.blocks[tick])


# --- order -----------------------------------------------------------------------------
class Shuffled(Rout):
    """Agents of a kind act in another order in every tick."""

    def activation_order(self, agents: Sequence[Any]) -> Iterable[Any]:
        order = list(agents)
        random.Random(self.tick).shuffle(order)
        return order


def assert_order_is_nothing(world: World, seed: int, run: int) -> None:
    assert_identical(world, seed, run, Shuffled)


EXAMPLES = pytest.mark.parametrize("examples", [15, pytest.param(300, marks=pytest.mark.nightly)])


@pytest.mark.parametrize("name", ["offensive", pytest.param("homs-hold", marks=pytest.mark.nightly)])
def test_the_order_of_agents_changes_nothing(name: str) -> None:
    assert_order_is_nothing(world_of(ROOT / "scenarios" / f"{name}.toml"), seed=3, run=1)


@EXAMPLES
def test_the_order_of_agents_changes_nothing_in_generated_scenarios(examples: int) -> None:
    @settings(QUICK, max_examples=examples)
    @given(scenarios())
    def check(scenario: Scenario) -> None:
        assert_order_is_nothing(build_world(scenario), seed=3, run=1)

    check()


def reordered(scenario: Scenario, luck: random.Random) -> Scenario:
    """The same scenario with its agents written down in another order."""
    tree = resolved(scenario)
    for kind in ("units", "groups", "communities", "backers"):
        things = list(tree[kind].items())
        luck.shuffle(things)
        tree[kind] = dict(things)
    return build(tree)


@EXAMPLES
def test_the_order_of_a_files_tables_changes_nothing(examples: int) -> None:
    @settings(QUICK, max_examples=examples)
    @given(scenarios(), st.randoms(use_true_random=False))
    def check(scenario: Scenario, luck: random.Random) -> None:
        assert_same_rows_in_any_order(scenario, luck)
        assert_same_bits_in_any_order(scenario, luck)

    check()


def assert_same_rows_in_any_order(scenario: Scenario, luck: random.Random) -> None:
    runs = np.arange(3)
    before, after = (
        compiled.simulate(build_world(written), 5, runs) for written in (scenario, reordered(scenario, luck))
    )
    assert set(before.columns) == set(after.columns)
    for name, values in before.columns.items():
        np.testing.assert_array_equal(values, after.columns[name], err_msg=name)
    for name, values in before.daily.items():
        np.testing.assert_array_equal(values, after.daily[name], err_msg=name)


def assert_same_bits_in_any_order(scenario: Scenario, luck: random.Random) -> None:
    """On the way too, not only in the row of the end."""
    names = [f"places.{field}" for field in ("belief", "shift_broke", "shift_held", "force")]
    names += ["nation.support", "nation.air"]
    before, after = (trace(build_world(written), 5, 1) for written in (scenario, reordered(scenario, luck)))
    for ours, theirs in [(before.columns(k), after.columns(k)) for k in range(1, len(before.blocks))]:
        for name in names:
            np.testing.assert_array_equal(ours[name], theirs[name], err_msg=name)


# --- luck ------------------------------------------------------------------------------
def test_one_more_unit_changes_nobody_elses_luck() -> None:
    plain = load(SMALL)
    newcomer = {"place": "Ferry", "men": 900}
    more = load(SMALL, {"units.A Newcomer": newcomer, "units.Zealots": newcomer})
    before, after = (Rout(scenario, seed=9, run=2) for scenario in (plain, more))
    known = {unit.name: unit for unit in after.formations}
    assert set(known) > {unit.name for unit in before.formations}
    for tick in (0, 5, 100):
        before.state.nation.tick = after.state.nation.tick = tick
        for unit in before.formations:
            unit.draws()
            known[unit.name].draws()
            assert unit.draw_break == known[unit.name].draw_break
        for ours, theirs in zip(before.groups, after.groups, strict=True):
            assert ours.draws() == theirs.draws()
    assert vars(before.state.parameters) == vars(after.state.parameters), "and drawn parameters are the same"


def test_a_branch_changes_nobodys_luck_and_nothing_before_it() -> None:
    free, hold = (
        Rout(load(SMALL, {"branch.kind": kind, "branch.from_day": 3.0}), seed=1, run=4)
        for kind in ("free", "hold")
    )
    while free.day < 3.0:
        free.step()
        hold.step()
    theirs = trace(build_world(load(SMALL, {"branch.kind": "hold", "branch.from_day": 3.0})), 1, 4)
    assert_same_state(hold, theirs.columns(hold.tick), "at the branch", set())
    assert [event.row for event in free.events] == [event.row for event in hold.events]
