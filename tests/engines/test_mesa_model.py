"""The Mesa model as Mesa users meet it."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import mesa
import numpy as np
import pytest

from sim.engines.agents import Backer, Command, Community, Formation, Group, Kinds
from sim.engines.mesa_model import Rout
from sim.engines.recorder import Recorder
from sim.model import vocabulary as v
from sim.model.world import build_world
from sim.results import column_types
from sim.scenario import load

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "scenario" / "small.toml"
OFFENSIVE = ROOT / "scenarios" / "offensive.toml"


@pytest.fixture(scope="module")
def done() -> Rout:
    return Rout(load(SMALL), seed=1, run=0).run_to_end()


def test_it_is_a_mesa_model(done: Rout) -> None:
    assert isinstance(done, mesa.Model)
    assert set(done.agents_by_type) == {Formation, Group, Community, Backer, Command}
    assert list(done.agents_by_type[Formation]) == list(done.formations)
    assert {unit.name for unit in done.formations} == set(load(SMALL).units)


def test_it_runs_to_its_horizon_and_stops(done: Rout) -> None:
    assert not done.running
    assert done.day == pytest.approx(load(SMALL).scenario.horizon_days)
    tick = done.tick
    done.step()
    assert done.tick == tick
    assert done.outcome in v.OUTCOME_NAMES


def test_mesas_own_loop_runs_it_too() -> None:
    model = Rout(load(SMALL, {"scenario.horizon_days": 3.0}))
    model.run_model()
    assert model.tick == 24


def test_the_series_start_at_day_0_and_end_at_the_horizon(done: Rout) -> None:
    series = done.datacollector.get_model_vars_dataframe()
    assert len(series) == done.tick + 1
    assert series["day"].iloc[-1] == done.day
    assert series["men_share"].iloc[0] == 1.0
    assert series["places_held"].between(0, len(done.places)).all()


def test_the_same_seed_and_run_give_the_same_model_and_others_do_not() -> None:
    scenario = load(OFFENSIVE, {"scenario.horizon_days": 6.0})
    first, again, other = (Rout(scenario, seed=1, run=run).run_to_end() for run in (5, 5, 6))
    assert [e.row for e in first.events] == [e.row for e in again.events]
    assert [e.row for e in first.events] != [e.row for e in other.events]


def test_seeds_and_runs_may_come_from_arrays() -> None:
    scenario = load(SMALL, {"scenario.horizon_days": 3.0})
    plain = Rout(scenario, seed=3, run=4).run_to_end()
    from_arrays = Rout(scenario, seed=np.arange(4)[3], run=np.arange(5)[4]).run_to_end()
    assert [e.row for e in plain.events] == [e.row for e in from_arrays.events]


def test_points_win_over_what_is_drawn() -> None:
    name = "parameters.expected_days"
    assert name in build_world(load(SMALL)).patched
    drawn, given = Rout(load(SMALL), run=1), Rout(load(SMALL), run=1, points={name: 1.25})
    assert drawn.state.parameters.expected_days != 1.25
    assert given.state.parameters.expected_days == 1.25
    with pytest.raises(KeyError):
        Rout(load(SMALL), points={"parameters.expected_dais": 1.0})


class Steadfast(Formation):
    """Never breaks."""

    def breaks(self) -> int:
        return v.NO_TRIGGER


class SteadfastRout(Rout):
    """A model in which nobody breaks."""

    kinds: ClassVar[Kinds] = replace(Kinds(), formation=Steadfast)


def test_a_kind_of_agent_can_be_replaced() -> None:
    scenario = load(OFFENSIVE, {"scenario.horizon_days": 12.0})
    usual, steadfast = (model(scenario, seed=1, run=0).run_to_end() for model in (Rout, SteadfastRout))
    assert any(unit.broken for unit in usual.formations)
    assert not any(unit.broken for unit in steadfast.formations)
    assert list(steadfast.agents_by_type[Steadfast]) == list(steadfast.formations)


def test_mesas_generators_are_never_asked() -> None:
    model = Rout(load(SMALL), seed=1, run=0)
    before = model.random.getstate(), model.rng.bit_generator.state
    model.run_to_end()
    assert (model.random.getstate(), model.rng.bit_generator.state) == before


def test_a_model_that_nobody_holds_is_freed() -> None:
    """Mesa before 3.4.2 kept every one: each run that was looked at in a tab left its model behind."""
    model = Rout(load(SMALL), seed=1, run=0)
    model.step()
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_men_are_neither_made_nor_lost_but_by_what_is_counted(done: Rout) -> None:
    for unit in done.formations:
        assert 0 <= unit.men + unit.dead <= unit.men_start
    for group in done.groups:
        assert group.men >= 0
        assert 0.0 <= group.readiness <= 1.0
    for place in done.places:
        assert 0.0 < place.belief < 1.0
        assert place.broke >= 0.0


def test_the_columns_are_the_promised_ones() -> None:
    world = build_world(load(SMALL))
    drawn = np.zeros((2, len(world.patched)))
    chunk = Recorder.of(world, 2).chunk(world, np.arange(2), drawn)
    assert {name: values.dtype for name, values in chunk.columns.items()} == column_types(world)
    assert chunk.daily["held"].shape == (2, world.days + 1, len(world.places))
