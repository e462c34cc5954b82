"""The Mesa model and the compiled engine are one model: the same bits, always."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from generated import scenarios
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twins import assert_same_state, assert_twins

from sim import ensemble, reference
from sim.engines.mesa_model import Rout, forget
from sim.engines.trace import trace
from sim.model import vocabulary as v
from sim.model.world import World, build_world
from sim.results import Chunk, Points
from sim.scenario import Scenario, build, load, resolved

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "tests" / "scenario" / "small.toml"
SHIPPED = sorted(path for path in (ROOT / "scenarios").glob("*.toml") if path.stem != "syria-2024")
RUNS = 200

QUICK = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))


def world_of(path: Path, **overrides: Any) -> World:
    return build_world(load(path, overrides))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_run_of_every_shipped_scenario_is_the_same_in_both_engines(path: Path) -> None:
    assert_twins(world_of(path), seed=1, run=0)


@pytest.mark.nightly
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_many_runs_of_every_shipped_scenario_are_the_same(path: Path) -> None:
    world = world_of(path)
    for run in range(1, RUNS + 1):
        forget(assert_twins(world, seed=2, run=run))


@QUICK
@given(scenarios(), st.integers(0, 2**32 - 1))
def test_generated_scenarios_are_the_same(scenario: Scenario, seed: int) -> None:
    assert_twins(build_world(scenario), seed, run=seed % 1000)


@pytest.mark.nightly
def test_many_generated_scenarios_are_the_same_and_show_every_kind_of_event() -> None:
    seen: Counter[int] = Counter()
    outcomes: Counter[str] = Counter()

    @LONG
    @given(scenarios(), st.integers(0, 2**32 - 1))
    def check(scenario: Scenario, seed: int) -> None:
        model = assert_twins(build_world(scenario), seed, run=seed % 1000)
        seen.update(event.kind for event in model.events)
        outcomes[model.outcome] += 1
        forget(model)

    check()
    missing = [name for kind, name in enumerate(v.EVENT_NAMES) if not seen[kind] and kind != v.STAND]
    assert not missing, f"never happened: {missing}"
    assert set(outcomes) == set(v.OUTCOME_NAMES), outcomes


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
        ("parameters.stand_weight", "units.1st Brigade.men", "branch.from_day"),
        np.array([[0.5, 100.0, 1.0], [2.0, 3000.0, 2.0], [1.0, 9000.0, 0.0]]),
    )
    for design in (None, points):
        assert_same_rows(
            reference.simulate(world, 5, runs, design), ensemble.simulate(world, 5, runs, design)
        )


def test_a_trace_ends_in_the_row_of_its_run() -> None:
    world = world_of(SMALL)
    runs = np.array([4], np.int64)
    assert_same_rows(trace(world, 5, 4).row, ensemble.simulate(world, 5, runs))


def test_a_row_does_not_depend_on_the_other_runs_of_its_chunk() -> None:
    world = world_of(SMALL)
    together = ensemble.simulate(world, 5, np.arange(20))
    alone = ensemble.simulate(world, 5, np.array([13]))
    backwards = ensemble.simulate(world, 5, np.arange(20)[::-1].copy())
    for name, values in together.columns.items():
        np.testing.assert_array_equal(values[13], alone.columns[name][0], err_msg=name)
        np.testing.assert_array_equal(values, backwards.columns[name][::-1], err_msg=name)


# --- without the compiler --------------------------------------------------------------
PLAIN = """
import sys
sys.path.insert(0, "tests")
from test_twin import SMALL, world_of
from twins import assert_twins
world = world_of(SMALL, **{"scenario.horizon_days": 10, "scenario.resolution": 2})
model = assert_twins(world, 1, 3)
print(sorted(event.row for event in model.events), model.formations[0].morale.hex())
"""


def test_nothing_depends_on_the_compiler() -> None:
    found = [
        subprocess.run(
            [sys.executable, "-W", "error", "-c", PLAIN],
            env=os.environ | {"NUMBA_DISABLE_JIT": jit_off, "PYTHONPATH": "."},
            cwd=ROOT, capture_output=True, text=True, check=False,
        )
        for jit_off in ("1", "0")
    ]  # fmt: skip
    for process in found:
        assert process.returncode == 0, process.stderr
    assert found[0].stdout == found[1].stdout


# --- order -----------------------------------------------------------------------------
class Shuffled(Rout):
    """Agents of a kind act in another order in every tick."""

    def activation_order(self, agents: Sequence[Any]) -> Iterable[Any]:
        order = list(agents)
        random.Random(self.tick).shuffle(order)
        return order


def assert_order_is_nothing(world: World, seed: int, run: int) -> None:
    assert_twins(world, seed, run, Shuffled)


@pytest.mark.parametrize("name", ["offensive", "homs-hold"])
def test_the_order_of_agents_changes_nothing(name: str) -> None:
    assert_order_is_nothing(world_of(ROOT / "scenarios" / f"{name}.toml"), seed=3, run=1)


@QUICK
@given(scenarios())
def test_the_order_of_agents_changes_nothing_in_generated_scenarios(scenario: Scenario) -> None:
    assert_order_is_nothing(build_world(scenario), seed=3, run=1)


def reordered(scenario: Scenario, luck: random.Random) -> Scenario:
    """The same scenario with its agents written down in another order."""
    tree = resolved(scenario)
    for kind in ("units", "groups", "communities", "backers"):
        things = list(tree[kind].items())
        luck.shuffle(things)
        tree[kind] = dict(things)
    return build(tree)


@QUICK
@given(scenarios(), st.randoms(use_true_random=False))
def test_the_order_of_a_files_tables_changes_nothing(scenario: Scenario, luck: random.Random) -> None:
    runs = np.arange(3)
    before, after = (
        ensemble.simulate(build_world(written), 5, runs) for written in (scenario, reordered(scenario, luck))
    )
    assert set(before.columns) == set(after.columns)
    for name, values in before.columns.items():
        np.testing.assert_array_equal(values, after.columns[name], err_msg=name)
    for name, values in before.daily.items():
        np.testing.assert_array_equal(values, after.daily[name], err_msg=name)


@QUICK
@given(scenarios(), st.randoms(use_true_random=False))
def test_the_order_of_a_files_tables_changes_no_bit_on_the_way(
    scenario: Scenario, luck: random.Random
) -> None:
    before, after = (trace(build_world(written), 5, 1) for written in (scenario, reordered(scenario, luck)))
    for ours, theirs in zip(before.states[1:], after.states[1:], strict=True):
        for name in ("belief", "shift_broke", "shift_held", "places.force", "nation.support", "nation.air"):
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
        before.country.tick = after.country.tick = tick
        for unit in before.formations:
            assert unit.draws(v.DRAW_FORMATION) == known[unit.name].draws(v.DRAW_FORMATION)
        for ours, theirs in zip(before.groups, after.groups, strict=True):
            assert ours.draws(v.DRAW_GROUP) == theirs.draws(v.DRAW_GROUP)
    assert before.country.p == after.country.p, "and the drawn parameters are the same"


def test_a_branch_changes_nobodys_luck_and_nothing_before_it() -> None:
    free, hold = (
        Rout(load(SMALL, {"branch.kind": kind, "branch.from_day": 3.0}), seed=1, run=4)
        for kind in ("free", "hold")
    )
    while free.day < 3.0:
        free.step()
        hold.step()
    theirs = trace(build_world(load(SMALL, {"branch.kind": "hold", "branch.from_day": 3.0})), 1, 4)
    assert_same_state(hold, theirs.states[hold.tick], "at the branch", set())
    assert [event.row for event in free.events] == [event.row for event in hold.events]
