"""What is kept from an earlier step is what it would be if it were worked out again, after every step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from stages.bench import Bench
from stages.scenes import falling_apart

from sim.model import causes
from sim.model.numeric import chance_within
from sim.model.rules import advance, breaking, officers
from sim.model.stages.formations import target, under_command
from sim.model.stages.groups import may_go
from sim.model.stages.roads import THROUGH_LOST, search_from

SEEDS = [1, 2, 3, 4]


def steps(seed: int, overrides: dict[str, Any] | None = None) -> Iterator[Bench]:
    """A run in which much happens, after each of its steps."""
    bench = Bench(falling_apart() | (overrides or {}), seed=seed)
    for tick in range(20):
        yield bench.at(tick).tick()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_causes_that_are_kept_are_those_of_now(seed: int) -> None:
    seen = 0
    for bench in steps(seed, {"scenario.resolution": 2}):
        state = bench.state
        for unit in state.formations:
            if under_command(unit) and unit.changed == 0:
                here = state.places[unit.place]
                assert unit.own_causes == causes.own(state, unit, here)
                seen += 1
    assert seen > 5


@pytest.mark.parametrize("seed", SEEDS)
def test_own_common_and_contact_add_up_to_all_causes(seed: int) -> None:
    for bench in steps(seed, {"scenario.resolution": 2}):
        bench.run("assess")
        state = bench.state
        for unit in state.formations:
            if under_command(unit):
                unit.own_causes = causes.own(state, unit, state.places[unit.place])
                parts = causes.parts(state, unit, state.places[unit.place])
                assert target(state, unit) == pytest.approx(sum(parts), abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_groups_recover_with_what_their_backers_give_now(seed: int) -> None:
    for bench in steps(seed):
        bench.run("assess")
        p = bench.state.parameters
        for group in bench.state.groups:
            backer = bench.state.backers[group.backer] if group.backer >= 0 else None
            support = backer.weight * backer.commitment if backer else 0.0
            rate = advance.recovering_rate(p.readiness_rate, support, p.rebel_backing)
            assert group.recovering_share == chance_within(rate, bench.nation.tick_days)


def test_a_group_that_is_said_to_reach_nothing_has_no_target() -> None:
    said = 0
    near = {"groups.North.reach_km": 50.0}
    for bench in (bench for seed in range(1, 9) for bench in steps(seed, near)):
        state = bench.state
        for group in state.groups:
            if bench.nation.map_changed == 0 and group.reachable == 0:
                search_from(state, group.place, THROUGH_LOST)
                assert not any(may_go(state, group, place) for place in state.places)
                said += 1
    assert said > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_no_officers_leave_and_nobody_breaks_where_a_bound_says_so(seed: int) -> None:
    for bench in steps(seed):
        state = bench.state
        p = state.parameters
        for unit in state.formations:
            here = state.places[unit.place]
            numbers = (here.belief, 1.0, p.officers_rate, p.officers_belief, p.officers_width)
            assert officers.leaving_rate(*numbers) <= officers.most_leaving(*numbers)
            most = state.risks[breaking.risk_row(unit.morale)].most
            share = 1.0 / (1.0 + 2.718281828459045**-unit.morale)
            rate = breaking.contact_rate(share, p.break_rate, p.break_steepness, p.critical_morale)
            assert rate * bench.nation.tick_days <= most * (1.0 + 1.0e-9)
