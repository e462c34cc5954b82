"""People who defend their own town, who take up arms, and who hand a place over by agreement."""

from __future__ import annotations

import math
from typing import Any

import pytest
from stages.bench import Bench, Event, hazard, three
from stages.scenes import BREAKING, at_the_edge, hold

from sim.errors import ScenarioError
from sim.model import vocabulary as v
from sim.model.stages.formations import escapes
from sim.model.stages.over import anything_open
from sim.scenario import build

AT_HOME = {"communities.Hills.loyal": True, "communities.Hills.fighters": ""}
"""The formation Hill stands in Town, where the Hills live; now they are loyal."""
WAITING = AT_HOME | {"units.Hill.dormant": True}
DEAL = {"parameters.deal_rate": 100.0}


def logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


# --- a level for a whole war -------------------------------------------------------------


def test_a_level_for_the_war_is_added_to_every_cohesion() -> None:
    before, after = Bench(), Bench({"parameters.army_cohesion": -0.25})
    for name, unit in before.formations.items():
        assert after.formations[name].cohesion == pytest.approx(unit.cohesion - 0.25)
        assert after.causes(name)["cohesion"] == pytest.approx(before.causes(name)["cohesion"] - 0.25)


# --- home ground -------------------------------------------------------------------------


def test_who_defends_their_home_hears_less_of_the_army() -> None:
    bench = Bench(AT_HOME | {"parameters.home_share": 0.3})
    bench.places["Town"].shift_broke, bench.places["Town"].shift_held = 0.9, 0.4
    assert bench.causes("Hill")["home ground"] == pytest.approx(0.3 * 1.2 * (0.9 - 0.4))
    assert bench.causes("1st")["home ground"] == 0.0


@pytest.mark.parametrize(
    "given",
    [
        {"mechanisms.home_ground": False},
        {"communities.Hills.loyal": False},
        {"communities.Hills.place": "Capital"},
    ],
)
def test_who_is_not_at_home_hears_as_much_as_anybody(given: dict[str, Any]) -> None:
    bench = Bench(AT_HOME | {"parameters.home_share": 0.3} | given)
    bench.places["Town"].shift_broke = 0.9
    assert bench.causes("Hill")["home ground"] == 0.0


def test_away_from_home_they_are_like_anybody() -> None:
    bench = Bench(AT_HOME | {"parameters.home_share": 0.3})
    bench.places["Capital"].shift_broke = 0.9
    bench.formations["Hill"].place = bench.places["Capital"].index
    assert bench.causes("Hill")["home ground"] == 0.0


@pytest.mark.parametrize(("attack", "status"), [(0, v.DISSOLVED), (1, v.SURRENDERED)])
def test_broken_they_go_nowhere_else(attack: int, status: int) -> None:
    bench = Bench(BREAKING | AT_HOME | {"parameters.quit_base": -10.0})
    town, hill = bench.places["Town"], bench.formations["Hill"]
    town.attack = attack
    assert escapes(bench._state, bench.formations["1st"], town)
    bench.run("formations")
    assert (hill.status, hill.broken) == (status, 1)
    assert bench.formations["1st"].status == v.MOVING


def test_without_the_mechanism_they_retreat_like_the_others() -> None:
    off = {"mechanisms.home_ground": False, "parameters.quit_base": -10.0}
    bench = Bench(BREAKING | AT_HOME | off).run("formations")
    assert bench.formations["Hill"].status == v.MOVING


# --- mobilisation ------------------------------------------------------------------------


def test_who_waits_for_the_call_is_not_there_yet() -> None:
    bench, without = Bench(WAITING), Bench()
    hill = bench.formations["Hill"]
    assert (hill.status, hill.men, hill.men_start) == (v.NOT_RAISED, 100, 100)
    assert bench.nation.army_men == bench.nation.basis_men == without.nation.army_men - 100
    assert bench.places["Town"].garrison == without.places["Town"].garrison - 100
    assert bench.communities["Hills"].garrison_start == without.communities["Hills"].garrison_start - 100


def test_an_army_of_which_everybody_waits_is_refused() -> None:
    tree = three()
    for unit in tree["units"].values():
        unit["dormant"] = True
    with pytest.raises(ScenarioError, match="every unit is dormant"):
        build(tree)


@at_the_edge
def test_the_call_is_likelier_the_less_belief_there_is(factor: float, strikes: bool) -> None:
    rate = factor * hazard("community Hills", v.DRAW_COMMUNITY, 0) / logistic((0.5 - 0.4) / 0.2)
    numbers = {"mobilise_rate": rate, "mobilise_belief": 0.5, "mobilise_width": 0.2}
    bench = Bench(WAITING | {f"parameters.{name}": value for name, value in numbers.items()})
    bench.places["Town"].belief = 0.4
    bench.run("communities")
    assert bench.formations["Hill"].status == (v.HOLDING if strikes else v.NOT_RAISED)
    raised = [Event("mobilisation", "Town", "Hills", 100)]
    assert bench.events == (raised if strikes else [])


CALL = WAITING | {"parameters.mobilise_rate": 100.0, "parameters.mobilise_belief": 1.0}


def test_the_call_raises_those_who_wait_for_it_and_no_others() -> None:
    bench = Bench(CALL)
    bench.formations["1st"].status = v.DISSOLVED
    bench.run("communities")
    assert bench.formations["Hill"].status == v.HOLDING
    assert bench.formations["1st"].status == v.DISSOLVED
    bench.run("communities")
    assert len(bench.events) == 1


@pytest.mark.parametrize("given", [{"mechanisms.mobilisation": False}, {"parameters.mobilise_rate": 0.0}])
def test_what_keeps_them_from_it(given: dict[str, Any]) -> None:
    bench = Bench(CALL | given).run("communities")
    assert bench.formations["Hill"].status == v.NOT_RAISED


def test_nobody_is_raised_in_a_place_that_is_lost() -> None:
    bench = Bench(CALL)
    hold(bench, Town="North")
    bench.run("communities")
    assert bench.formations["Hill"].status == v.NOT_RAISED
    assert bench.events == []


@pytest.mark.parametrize(
    ("on", "held", "opened"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_a_run_is_not_over_while_somebody_may_be_raised(on: bool, held: bool, opened: bool) -> None:
    bench = Bench(
        CALL | {"mechanisms.mobilisation": on, "groups.North.reach_km": 0, "groups.Band.reach_km": 0}
    )
    for group in bench.groups.values():
        group.target = v.NOWHERE
    if not held:
        hold(bench, Town="North")
    assert anything_open(bench._state) == opened


# --- deals -------------------------------------------------------------------------------


def besieged(given: dict[str, Any] | None = None) -> Bench:
    bench = Bench(DEAL | (given or {}))
    town = bench.places["Town"]
    town.besieging = town.threat = 1
    town.dealing = 1000
    return bench


def test_a_garrison_with_an_enemy_before_it_hands_over_by_agreement_as_one() -> None:
    bench = besieged().run("formations")
    broke = [bench.formations[name] for name in ("1st", "2nd", "Hill")]
    assert [unit.status for unit in broke] == [v.SURRENDERED] * 3
    assert set(bench.logged("trigger")) == {v.BY_DEAL}
    assert bench.formations["Guard"].status == v.HOLDING


@at_the_edge
def test_a_deal_is_likelier_the_lower_morale_is(factor: float, strikes: bool) -> None:
    steady = {"units.2nd.cohesion": 3.0}
    willing = logistic(besieged({"parameters.deal_rate": 0.0}).run("formations").formations["1st"].morale)
    rate = factor * hazard("place Town", v.DRAW_HANDOVER, 1) / (1.0 - willing) ** 2
    bench = besieged({"parameters.deal_rate": rate, **steady}).run("formations")
    assert bool(bench.formations["1st"].broken) == strikes
    assert bench.formations["2nd"].broken == 0


def test_nobody_deals_with_an_enemy_who_is_not_there() -> None:
    bench = besieged()
    bench.places["Town"].besieging = 0
    assert bench.run("formations").formations["1st"].broken == 0


@pytest.mark.parametrize(
    "given", [{"mechanisms.deals": False}, {"parameters.deal_rate": 0.0}, {"branch.kind": "hold"}]
)
def test_what_keeps_a_garrison_from_a_deal(given: dict[str, Any]) -> None:
    assert besieged(given).run("formations").formations["1st"].broken == 0


@pytest.mark.parametrize(("dealing", "broken"), [(0, 0), (1000, 1)])
def test_nobody_hands_over_to_who_makes_no_deals(dealing: int, broken: int) -> None:
    bench = besieged()
    bench.places["Town"].dealing = dealing
    assert bench.run("formations").formations["1st"].broken == broken


def test_the_policy_of_those_before_a_place_is_their_mean_by_strength() -> None:
    bench = Bench({"groups.North.deals": 0.5, "groups.Band.deals": 0.0})
    for name in ("North", "Band"):
        bench.groups[name].mode, bench.groups[name].target = v.PAUSED, bench.place("Town")
    town = bench.run("assess").places["Town"]
    assert (town.dealing, town.besieging) == (2250 * 500, 2250 + 300)


def test_fighters_of_a_community_have_a_policy_of_their_own() -> None:
    bench = Bench({"communities.Hills.deals": 0.25})
    fighters = bench.groups["Hill Fighters"]
    fighters.mode, fighters.target = v.PAUSED, bench.place("Town")
    town = bench.run("assess").places["Town"]
    assert town.dealing == 250 * town.besieging > 0


def test_who_defends_their_home_makes_no_deal() -> None:
    bench = besieged(AT_HOME).run("formations")
    assert (bench.formations["Hill"].broken, bench.formations["1st"].broken) == (0, 1)
