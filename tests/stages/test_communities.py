"""Communities: a step towards rising, or back."""

from __future__ import annotations

import math
from typing import Any

import pytest
from stages.bench import Bench, Event, hazard
from stages.scenes import at_the_edge, hold

from sim.model import vocabulary as v
from sim.model.stages.communities import leans

PEOPLE = v.DRAW_COMMUNITY
RISING = {"parameters.rise_rate": 100.0, "communities.Hills.grievance": 1.0, "communities.Hills.fear": 0.0}
CALMING = {"parameters.calm_rate": 100.0, "communities.Hills.grievance": 0.0, "communities.Hills.fear": 1.0}


def logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


def hills(overrides: dict[str, Any], stance: int = v.QUIET) -> tuple[Bench, Any]:
    bench = Bench(overrides)
    bench.communities["Hills"].stance = stance
    return bench, bench.communities["Hills"]


@at_the_edge
@pytest.mark.parametrize(("stance", "margin"), [(v.QUIET, 0.1), (v.DEFIANT, 0.0)])
@pytest.mark.parametrize(("garrison", "left"), [(1500, 1.0), (750, 0.5), (3000, 1.0)])
def test_the_step_up_is_likelier_the_less_fear_is_left(
    factor: float, strikes: bool, stance: int, margin: float, garrison: int, left: float
) -> None:
    fear = 0.7 * (0.5 / 0.8) * (0.6 + 0.4 * left)
    rate = factor * hazard("community Hills", PEOPLE, 0) / logistic((0.6 + margin - fear) / 0.08)
    bench, people = hills({"parameters.rise_rate": rate}, stance)
    bench.places["Town"].belief, bench.places["Town"].garrison = 0.5, garrison
    bench.run("communities")
    assert people.stance == stance + int(strikes)


@at_the_edge
@pytest.mark.parametrize(("stance", "margin"), [(v.DEFIANT, 0.1), (v.RISEN, 0.0)])
def test_the_step_down_is_likelier_the_more_fear_there_is(
    factor: float, strikes: bool, stance: int, margin: float
) -> None:
    fear = 0.7 * (0.7 / 0.8)
    rate = factor * hazard("community Hills", PEOPLE, 1) / logistic((fear - 0.6 - margin) / 0.08)
    bench, people = hills({"parameters.calm_rate": rate}, stance)
    bench.places["Town"].belief = 0.7
    bench.run("communities")
    assert people.stance == stance - int(strikes)


@at_the_edge
def test_where_there_never_was_a_garrison_there_is_none_to_miss(factor: float, strikes: bool) -> None:
    fear = 0.7 * (0.5 / 0.8)
    rate = factor * hazard("community Hills", PEOPLE, 0) / logistic((0.7 - fear) / 0.08)
    bench, people = hills({"parameters.rise_rate": rate})
    people.garrison_start, bench.places["Town"].garrison, bench.places["Town"].belief = 0, 0, 0.5
    bench.run("communities")
    assert people.stance == (v.DEFIANT if strikes else v.QUIET)


def test_one_man_who_has_left_is_missed() -> None:
    fear = 0.7 * (0.5 / 0.8)
    rate = 0.9999 * hazard("community Hills", PEOPLE, 0) / logistic((0.7 - fear) / 0.08)
    bench, people = hills({"parameters.rise_rate": rate})
    people.garrison_start, bench.places["Town"].garrison, bench.places["Town"].belief = 1, 0, 0.5
    bench.run("communities")
    assert people.stance == v.DEFIANT


def test_people_lean_one_way_the_other_or_neither() -> None:
    for overrides, leaning in ((RISING, 1), (CALMING, -1), ({}, 0)):
        bench, people = hills(overrides, v.DEFIANT)
        assert leans(bench._state, people) == leaning


def test_quiet_people_become_defiant_first() -> None:
    bench, people = hills(RISING)
    bench.run("communities")
    assert people.stance == v.DEFIANT
    assert bench.events == [Event("defiance", "Town", "Hills", 0)]
    assert (bench.places["Town"].sent_broke, people.first_risen) == (0, v.NEVER)
    assert bench.groups["Hill Fighters"].mode == v.DORMANT


def test_a_rising_raises_fighters_and_is_heard_of() -> None:
    bench, people = hills(RISING, v.DEFIANT)
    fighters = bench.groups["Hill Fighters"]
    fighters.readiness = 0.3
    fighters.place = bench.place("Border")
    bench.at(3).run("communities")
    assert (people.stance, people.first_risen) == (v.RISEN, 3)
    assert bench.events == [Event("rising", "Town", "Hills", 300)]
    assert bench.places["Town"].sent_broke == 5_000_000  # 2.5 at prestige 2
    assert bench.evidence == [("broke", "rising", "Town", 5_000_000)]
    assert (fighters.mode, fighters.readiness) == (v.PRESSING, 1.0)
    assert (fighters.place, fighters.target) == (bench.place("Town"), bench.place("Town"))


def test_fighters_already_in_the_field_stay_there() -> None:
    bench, people = hills(RISING, v.DEFIANT)
    fighters = bench.groups["Hill Fighters"]
    fighters.mode, fighters.place, fighters.readiness = v.RESTING, bench.place("Border"), 0.3
    people.first_risen = 0
    bench.at(3).run("communities")
    assert (people.stance, people.first_risen) == (v.RISEN, 0)
    assert (fighters.mode, fighters.place, fighters.readiness) == (v.RESTING, bench.place("Border"), 0.3)


def test_people_who_have_risen_cannot_rise_further() -> None:
    bench, people = hills(RISING, v.RISEN)
    bench.run("communities")
    assert (people.stance, bench.events) == (v.RISEN, [])


@pytest.mark.parametrize(("place", "mode"), [("Town", v.DORMANT), ("Border", v.PRESSING)])
def test_when_people_calm_down_the_fighters_at_home_go_back_to_their_houses(place: str, mode: int) -> None:
    bench, people = hills(CALMING, v.RISEN)
    fighters = bench.groups["Hill Fighters"]
    fighters.mode, fighters.place, fighters.target = v.PRESSING, bench.place(place), bench.place("Town")
    bench.run("communities")
    assert people.stance == v.DEFIANT
    assert bench.events == [Event("calm", "Town", "Hills", v.DEFIANT)]
    assert fighters.mode == mode
    assert fighters.target == (v.NOWHERE if mode == v.DORMANT else bench.place("Town"))


def test_people_calm_down_to_quiet() -> None:
    bench, people = hills(CALMING, v.DEFIANT)
    fighters = bench.groups["Hill Fighters"]
    fighters.mode, fighters.target = v.PRESSING, bench.place("Town")
    bench.run("communities")
    assert people.stance == v.QUIET
    assert bench.events == [Event("calm", "Town", "Hills", v.QUIET)]
    assert fighters.mode == v.PRESSING  # only a rising that ends sends fighters home
    bench.run("communities")
    assert people.stance == v.QUIET


def test_the_step_up_is_drawn_before_the_step_down() -> None:
    both = {"parameters.rise_rate": 100.0, "parameters.calm_rate": 100.0, "communities.Hills.fear": 0.55}
    bench, people = hills(both, v.DEFIANT)
    bench.run("communities")
    assert people.stance == v.RISEN


def test_nobody_calms_down_without_the_mechanism_of_recovery() -> None:
    bench, people = hills(CALMING | {"mechanisms.recovery": False}, v.RISEN)
    bench.run("communities")
    assert people.stance == v.RISEN


@pytest.mark.parametrize("why", ["mechanism", "lost"])
def test_no_step_is_taken_without_the_mechanism_or_where_the_state_is_gone(why: str) -> None:
    bench, people = hills(RISING | {"mechanisms.risings": why != "mechanism"})
    if why == "lost":
        hold(bench, Town="North")
    bench.run("communities")
    assert (people.stance, bench.events) == (v.QUIET, [])


def test_loyal_people_never_rise() -> None:
    certain = {"communities.Traders.grievance": 1.0, "communities.Traders.fear": 0.0}
    bench = Bench(RISING | certain)
    bench.run("communities")
    assert bench.communities["Traders"].stance == v.QUIET
