"""Over: when a run has ended before its horizon, and that nothing recorded is lost by ending it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from stages.bench import STAGES, Bench
from stages.scenes import falling_apart, hold

from sim.model import vocabulary as v
from sim.model.step import step

BY_BACKERS_AND_COMMAND = ("leadership_left_day", "pay_rise_day", "left_day")
"""Columns that a backer or the command could have changed: without an army neither does anything."""


def no_army(bench: Bench) -> Bench:
    for unit in bench.formations.values():
        unit.status = v.DISSOLVED
    return bench


def defeated(overrides: dict[str, Any] | None = None) -> Bench:
    """No formation under command, and every place in the hands of North."""
    bench = no_army(Bench(overrides))
    hold(bench, Capital="North", Town="North", Border="North")
    for group in bench.groups.values():
        group.mode, group.target = v.RESTING, v.NOWHERE
    return bench.run("assess")


def over(bench: Bench) -> bool:
    return bool(bench.run("control", "over").nation.over)


def test_a_run_is_over_when_there_is_no_army_and_nothing_to_take() -> None:
    assert over(defeated())


@pytest.mark.parametrize("status", [v.HOLDING, v.MOVING])
def test_not_while_a_formation_is_under_command(status: int) -> None:
    bench = defeated()
    bench.formations["1st"].status = status
    assert not over(bench)


def test_not_while_a_group_may_take_a_place() -> None:
    bench = defeated()
    hold(bench, Capital="state")
    assert not over(bench)
    for group in bench.groups.values():
        group.reach_km = -1.0
    assert over(bench)
    bench.nation.over = 0
    bench.groups["North"].target, bench.groups["North"].mode = bench.place("Capital"), v.MARCHING
    assert not over(bench)


def test_not_while_a_community_may_rise() -> None:
    bench = defeated()
    for group in bench.groups.values():
        group.reach_km = -1.0
    hold(bench, Town="state")
    assert not over(bench)
    bench = defeated({"mechanisms.risings": False})
    for group in bench.groups.values():
        group.reach_km = -1.0
    hold(bench, Town="state")
    assert over(bench)


def test_not_while_an_intervention_may_still_strike_a_place_of_the_states() -> None:
    let_fall = {"branch.kind": "fall", "branch.from_day": 5.0, "mechanisms.risings": False}
    bench = defeated(let_fall)
    assert over(bench)  # it was lost before
    bench = defeated(let_fall)
    for group in bench.groups.values():
        group.reach_km = -1.0
    hold(bench, **{tuple(bench.places)[bench.nation.branch_place]: "state"})
    assert not over(bench)
    bench.nation.branch_done = 1
    assert over(bench)


def test_a_place_that_is_made_to_hold_is_open_when_nobody_is_left_in_it() -> None:
    held = {"branch.kind": "hold", "branch.from_day": 0.0}
    far = {"parameters.near_km": 0.0, "parameters.group_km_per_day": 1.0}
    bench = defeated(held | {"mechanisms.risings": False} | far)
    for group in bench.groups.values():
        group.place = bench.place("Capital")
    hold(bench, Town="state")
    assert not over(bench)


def test_nobody_acts_once_a_run_is_over() -> None:
    bench = defeated(falling_apart())
    bench.nation.over = 1
    before = [(row.commitment, row.stance) for row in bench.backers.values()]
    for tick in range(5):
        bench.at(tick).tick()
    assert bench.events == []
    assert before == [(row.commitment, row.stance) for row in bench.backers.values()]


@pytest.mark.parametrize("seed", range(1, 9))
def test_what_is_recorded_of_a_run_that_ends_early_is_what_it_would_have_been(seed: int) -> None:
    ended = 0
    hopeless = falling_apart() | {"parameters.break_rate": 9.0, "parameters.break_steepness": 0.0}
    early, late = (Bench(hopeless, seed=seed, assessed=False) for _ in range(2))
    for tick in range(20):
        for bench in (early, late):
            if tick % 2 == 0:
                bench.record(tick // 2)
        step(early.state)
        late.at(tick)
        late.run(*(name for name in STAGES if name != "over"))
        ended += early.nation.over
    late.at(20)
    for bench in (early, late):
        bench.record(10)
    ours, theirs = early.conclude(), late.conclude()
    for name in BY_BACKERS_AND_COMMAND:
        del ours[name], theirs[name]
    np.testing.assert_equal(ours, theirs)
    if seed == 1:
        assert ended > 0
