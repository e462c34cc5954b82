"""Groups: rest, set out, march, pause, press, turn back."""

from __future__ import annotations

import math
from typing import Any

import pytest
from stages.bench import Bench, Event, hazard, target_draw, three
from stages.scenes import at_the_edge, hold, only_group

from sim.model import vocabulary as v
from sim.model.stages.groups import will_to_fight, within_reach

GROUP = v.DRAW_GROUP
WILL = 1.0 / (1.0 + math.exp(-0.4))  # North's at rest


def north_at(mode: int, target: str = "Town", overrides: dict[str, Any] | None = None) -> tuple[Bench, Any]:
    """North alone, in a mode before a target."""
    bench = Bench(overrides)
    north = only_group(bench, "North")
    north.mode, north.target = mode, bench.place(target)
    bench.run("assess")
    return bench, north


# --- readiness -------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [v.RESTING, v.PAUSED])
def test_readiness_comes_back_faster_with_a_backer(mode: int) -> None:
    bench, north = north_at(mode, overrides={"parameters.readiness_rate": 0.8})
    bench.groups["Band"].mode = v.RESTING
    bench.backers["Sponsor"].commitment_start = 0.5
    bench.run("assess", "groups")
    assert north.readiness == pytest.approx(1 - 0.2 * math.exp(-0.8 * (1 + 0.5 * 0.6 * 0.5) * 0.5))
    assert bench.groups["Band"].readiness == pytest.approx(1 - 0.4 * math.exp(-0.8 * 0.5))


@pytest.mark.parametrize("mode", [v.DORMANT, v.MARCHING, v.RETURNING])
def test_readiness_does_not_come_back_on_the_march(mode: int) -> None:
    bench, north = north_at(
        mode, overrides={"parameters.readiness_rate": 0.8, "parameters.fatigue_rate": 0.8}
    )
    north.days_left = 5.0
    bench.run("groups")
    assert north.readiness == 0.8


def test_readiness_wears_down_in_contact() -> None:
    bench, north = north_at(v.PRESSING, overrides={"parameters.fatigue_rate": 0.6})
    bench.run("groups")
    assert north.readiness == pytest.approx(0.8 * math.exp(-0.3))


# --- setting out -------------------------------------------------------------------------


@at_the_edge
def test_a_group_sets_out_the_readier_and_the_more_willing_it_is(factor: float, strikes: bool) -> None:
    will = 1.0 / (1.0 + math.exp(-(0.4 + 1.5 * (0.5 - 0.2))))
    rate = factor * hazard("group North", GROUP, 0) / (0.8 * will)
    bench = Bench({"parameters.advance_rate": rate, "parameters.will_effect": 1.5})
    bench.places["Border"].shift_broke, bench.places["Border"].shift_held = 0.5, 0.2
    bench.run("groups")
    assert bench.groups["North"].mode == (v.MARCHING if strikes else v.RESTING)


LEAVING = {"parameters.advance_rate": 100.0, "groups.North.reach_km": 120.0}
NO_TASTE_FOR_ANYTHING = {f"parameters.target_{name}": 0.0 for name in ("prize", "distance", "aim", "force")}


def target_of(bench: Bench, name: str = "North") -> str:
    """Where a group is bound for, "" for nowhere."""
    there = bench.groups[name].target
    return tuple(bench.places)[there] if there >= 0 else ""


def test_a_march_takes_its_distance_over_the_speed() -> None:
    bench = Bench(LEAVING | {"parameters.target_aim": 20.0}).run("groups")
    assert (bench.groups["North"].mode, target_of(bench)) == (v.MARCHING, "Town")
    assert bench.groups["North"].days_left == pytest.approx(0.4)
    assert bench.groups["North"].place == bench.place("Border")
    assert bench.events == []


# From Border: Town is 40 km away and Capital 120 km, since the 100 km through Town are blocked.
# What a weight of 1 adds to Town's attraction over Capital's.
TASTES = {
    "prize": 2.0 - 4.0,
    "distance": -0.4 + 1.2,
    "aim": (40 - 0) / 100 - (40 - 60) / 100,  # Town itself is North's first aim
    "force": -math.log(1621 / 2251) + math.log(801 / 2251),
}


def gap(tick: int) -> float:
    """How much more the tick's taste is for Capital than for Town."""
    capital, town = (-math.log(-math.log(target_draw("North", name, tick))) for name in ("Capital", "Town"))
    return capital - town


def tick_for(difference: float) -> int:
    """A tick whose taste a weight on the difference can outweigh."""
    return next(tick for tick in range(100) if 0.05 < gap(tick) / difference < 15.0)


def chosen(weight: str, difference: float, more: bool, prepare: Any = None) -> str:
    """North's target when a weight is just more, or just less, than taste requires."""
    tick = tick_for(difference)
    value = gap(tick) / difference * (1.0001 if more else 0.9999)
    bench = Bench(LEAVING | NO_TASTE_FOR_ANYTHING | {f"parameters.target_{weight}": value})
    if prepare:
        prepare(bench)
    return target_of(bench.at(tick).run("groups"))


@pytest.mark.parametrize(("weight", "difference"), TASTES.items())
def test_a_target_attracts_by_prize_distance_aim_and_force(weight: str, difference: float) -> None:
    liked, other = ("Town", "Capital") if difference > 0 else ("Capital", "Town")
    assert chosen(weight, difference, more=True) == liked
    assert chosen(weight, difference, more=False) == other


def test_an_empty_place_attracts_no_more_than_one_held_by_a_twentieth() -> None:
    def empty(bench: Bench) -> None:
        bench.places["Capital"].defence = 0

    difference = -math.log(1621 / 2251) - 3.0
    assert chosen("force", difference, more=True, prepare=empty) == "Capital"
    assert chosen("force", difference, more=False, prepare=empty) == "Town"


def with_aims(*aims: str) -> Bench:
    tree = three()
    tree["groups"]["North"]["aims"] = list(aims)
    tree["groups"]["North"]["reach_km"] = 120.0
    tree["parameters"] |= {"advance_rate": 100.0} | {name[11:]: 0.0 for name in NO_TASTE_FOR_ANYTHING}
    tree["parameters"]["target_aim"] = 20.0
    return Bench(tree=tree)


def test_the_first_aim_that_the_state_still_holds_counts() -> None:
    # 20 for every 100 km outweighs any taste of these ticks
    for tick in range(5):
        assert target_of(with_aims("Capital", "Town").at(tick).run("groups")) == "Capital"
        assert target_of(with_aims("Town", "Capital").at(tick).run("groups")) == "Town"
        assert target_of(with_aims("Border", "Capital", "Town").at(tick).run("groups")) == "Capital"


def test_each_group_has_its_own_aims() -> None:
    tree = three()
    tree["groups"]["Band"] |= {"opportunist": False, "aims": ["Capital"]}
    tree["groups"]["North"]["aims"] = ["Town"]
    tree["parameters"] |= {"advance_rate": 100.0} | {name[11:]: 0.0 for name in NO_TASTE_FOR_ANYTHING}
    tree["parameters"]["target_aim"] = 20.0
    bench = Bench(tree=tree).run("groups")
    assert (target_of(bench), target_of(bench, "Band")) == ("Town", "Capital")


@pytest.mark.parametrize("aims", [(), ("Border",)])
def test_without_an_aim_that_is_left_taste_decides(aims: tuple[str, ...]) -> None:
    for tick in range(8):
        bench = with_aims(*aims).at(tick).run("groups")
        assert target_of(bench) == ("Capital" if gap(tick) > 0 else "Town")


def test_targets_are_within_reach_of_home_and_by_the_way() -> None:
    # Capital is 100 km from North's home by road, but 120 km by the way through lost land
    fond_of_capital = LEAVING | NO_TASTE_FOR_ANYTHING | {"parameters.target_prize": 20.0}
    assert target_of(Bench(fond_of_capital).run("groups")) == "Capital"
    short = fond_of_capital | {"groups.North.reach_km": 119.9}
    assert target_of(Bench(short).run("groups")) == "Town"
    bench = Bench(short)
    hold(bench, Town="North")
    assert target_of(bench.run("assess", "groups")) == "Capital"  # now through Town
    bench = Bench(fond_of_capital | {"groups.North.reach_km": 99.9})
    hold(bench, Town="North")
    bench.groups["North"].place = bench.place("Town")
    assert target_of(bench.run("groups")) == ""  # too far from home, if not from where it stands
    assert bench.groups["North"].mode == v.RESTING


def test_only_held_places_that_a_free_way_leads_to_are_targets() -> None:
    bench = Bench(LEAVING)
    hold(bench, Town="North")
    assert target_of(bench.run("groups")) == "Capital"
    tree = three()
    del tree["roads"]["East"]
    tree["parameters"] |= {"advance_rate": 100.0, "target_prize": 20.0, "target_distance": 0.0}
    assert target_of(Bench(tree=tree).run("groups")) == "Town"  # Capital lies behind it
    bench = Bench(tree=tree)
    hold(bench, Town="North")
    bench.run("groups")
    assert (target_of(bench), bench.groups["North"].days_left) == ("Capital", 1.0)


def test_a_group_sets_out_from_a_place_that_the_state_holds_too() -> None:
    bench = Bench(LEAVING | {"parameters.target_prize": 20.0})
    hold(bench, Border="state")
    assert target_of(bench.run("groups")) == "Capital"


def test_an_opportunist_goes_only_where_nobody_defends() -> None:
    bench = Bench(LEAVING).run("groups")
    assert target_of(bench, "Band") == ""
    bench = Bench(LEAVING)
    bench.places["Capital"].defence, bench.places["Town"].defence = 1, 0
    assert target_of(bench.run("groups"), "Band") == "Town"


@pytest.mark.parametrize(
    ("aims", "only", "target"),
    [(["Town"], True, "Town"), (["Town"], False, "Capital"), (["Border"], True, "")],
)
def test_a_group_may_want_its_aims_alone(aims: list[str], only: bool, target: str) -> None:
    tree = three()
    tree["groups"]["North"] |= {"aims": aims, "only_aims": only, "reach_km": 120.0}
    fond_of_capital = {name[11:]: 0.0 for name in NO_TASTE_FOR_ANYTHING} | {"target_prize": 20.0}
    tree["parameters"] |= {"advance_rate": 100.0} | fond_of_capital
    bench = Bench(tree=tree).run("groups")
    assert target_of(bench) == target
    assert bench.groups["North"].reachable == (1 if target else 0)


def test_fighters_who_want_their_aims_alone_take_where_they_live_too() -> None:
    tree = three()
    tree["communities"]["Hills"] |= {"aims": [], "only_aims": True}
    bench = Bench(tree=tree)
    fighters = bench.groups["Hill Fighters"]
    wanted = [
        place for place in ("Town", "Capital") if within_reach(bench.state, fighters, bench.places[place])
    ]
    assert wanted == [tree["communities"]["Hills"]["place"]]


def test_with_nothing_left_to_take_a_group_rests() -> None:
    bench = Bench(LEAVING)
    hold(bench, Town="North", Capital="North")
    bench.run("groups")
    assert (bench.groups["North"].mode, target_of(bench)) == (v.RESTING, "")


def test_a_dormant_group_does_nothing() -> None:
    bench = Bench(LEAVING | {"parameters.readiness_rate": 1.0})
    fighters = bench.groups["Hill Fighters"]
    fighters.readiness = 0.5
    bench.run("groups")
    assert (fighters.mode, fighters.readiness) == (v.DORMANT, 0.5)


# --- marching ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days_left", "after", "mode"), [(0.75, 0.25, v.PAUSED), (0.76, 0.26, v.MARCHING), (2.0, 1.5, v.MARCHING)]
)
def test_a_group_arrives_in_the_nearest_tick(days_left: float, after: float, mode: int) -> None:
    bench, north = north_at(v.MARCHING)
    north.days_left = days_left
    bench.run("groups")
    assert (north.mode, north.days_left) == (mode, pytest.approx(after))
    assert north.place == bench.place("Border")
    assert bench.events == ([Event("pause", "Town", "North", 1500)] if mode == v.PAUSED else [])


def test_where_nobody_pauses_it_presses_at_once() -> None:
    bench, north = north_at(v.MARCHING, overrides={"mechanisms.pausing": False})
    bench.run("groups")
    assert (north.mode, north.target) == (v.PRESSING, bench.place("Town"))
    assert bench.events == [Event("attack begun", "Town", "North", 1500)]


@pytest.mark.parametrize(
    ("garrison", "defence", "mode"), [(0, 0, v.PRESSING), (1, 0, v.PAUSED), (0, 1, v.PAUSED)]
)
def test_it_walks_into_a_place_that_nobody_holds(garrison: int, defence: int, mode: int) -> None:
    bench, north = north_at(v.MARCHING)
    bench.places["Town"].garrison, bench.places["Town"].defence = garrison, defence
    bench.run("groups")
    assert north.mode == mode
    assert (bench.events == []) == (mode == v.PRESSING)


@pytest.mark.parametrize("mode", [v.MARCHING, v.PAUSED, v.PRESSING])
def test_it_rests_in_a_target_that_others_have_taken(mode: int) -> None:
    bench, north = north_at(mode)
    hold(bench, Town="Band")
    bench.run("groups")
    assert (north.mode, north.place, north.target) == (v.RESTING, bench.place("Town"), v.NOWHERE)
    assert bench.events == []


def test_an_opportunist_turns_back_from_a_defended_place() -> None:
    bench = Bench()
    band = only_group(bench, "Band")
    band.mode, band.target = v.MARCHING, bench.place("Town")
    bench.run("groups")
    assert (band.mode, band.target, band.days_left) == (v.RETURNING, bench.place("Border"), 0.4)
    bench = Bench()
    band = only_group(bench, "Band")
    band.mode, band.target = v.MARCHING, bench.place("Town")
    bench.places["Town"].garrison = bench.places["Town"].defence = 0
    bench.run("groups")
    assert band.mode == v.PRESSING


# --- pausing -----------------------------------------------------------------------------


@at_the_edge
def test_it_presses_by_force_will_and_readiness(factor: float, strikes: bool) -> None:
    # all who stand before the place count, and its air power: 0.225 of its own strength
    lean = math.log((2250 + 300 + 1) / (1620 * 1.225 + 1)) + 3.0 * (WILL - 0.5) - 0.4
    rate = factor * hazard("group North", GROUP, 1) / (0.8 / (1.0 + math.exp(-lean / 0.7)))
    weights = {"parameters.press_ratio": 0.4, "parameters.press_width": 0.7, "parameters.press_will": 3.0}
    bench, north = north_at(v.PAUSED, overrides=weights | {"parameters.press_rate": rate})
    bench.places["Town"].besieging += 300
    bench.run("groups")
    assert north.mode == (v.PRESSING if strikes else v.PAUSED)
    assert bench.events == ([Event("attack begun", "Town", "North", 1500)] if strikes else [])
    assert north.target == bench.place("Town")


@at_the_edge
@pytest.mark.parametrize("mode", [v.PAUSED, v.PRESSING])
def test_it_turns_back_the_more_tired_and_the_less_willing(factor: float, strikes: bool, mode: int) -> None:
    rate = factor * hazard("group North", GROUP, 2) / ((1.0 - WILL) * 0.2)
    bench, north = north_at(mode, overrides={"parameters.turn_rate": rate})
    bench.run("groups")
    assert north.mode == (v.RETURNING if strikes else mode)
    assert north.place == bench.place("Town" if strikes else "Border")
    assert north.target == bench.place("Border" if strikes else "Town")
    repelled = strikes and mode == v.PRESSING
    assert bench.events == ([Event("attack repelled", "Town", "North", 1500)] if repelled else [])
    assert bench.places["Town"].sent_held == (30_000_000 if repelled else 0)  # 1.5 at prestige 2, ten days


def test_before_an_empty_place_it_waits_no_longer() -> None:
    bench, north = north_at(v.PAUSED)
    bench.places["Town"].garrison = 0
    bench.run("groups")
    assert (north.mode, bench.events) == (v.PRESSING, [])


def test_it_presses_rather_than_turning_back() -> None:
    both = {"parameters.press_rate": 100.0, "parameters.press_ratio": -10.0, "parameters.turn_rate": 100.0}
    bench, north = north_at(v.PAUSED, overrides=both)
    bench.run("groups")
    assert north.mode == v.PRESSING


# --- pressing ----------------------------------------------------------------------------


def test_losses_in_contact_are_whole_men_and_the_rest_is_carried() -> None:
    bench, north = north_at(v.PRESSING, overrides={"parameters.combat_loss_rate": 0.1})
    bench.places["Town"].attack = 1000
    lost = 0.1 * 1500 * (1620 * 1.225 + 1) / 1001 * 0.5
    north.loss_carry = 0.9
    bench.run("groups")
    whole = math.floor(lost + 0.9)
    assert (north.men, north.dead) == (1500 - whole, whole)
    assert north.loss_carry == pytest.approx(lost + 0.9 - whole)
    bench.places["Town"].defence = 1  # at least a quarter of the rate
    north.men, north.loss_carry = 1000, 0.0
    bench.run("groups")
    assert (north.men, north.dead) == (1000 - 12, whole + 12)


def test_a_group_cannot_lose_more_men_than_it_has() -> None:
    bench, north = north_at(v.PRESSING)
    north.men, north.loss_carry = 2, 3.5
    bench.run("groups")
    assert (north.men, north.dead, north.loss_carry) == (0, 2, 1.5)


def test_an_empty_place_costs_nobody_and_nobody_turns_back() -> None:
    costly = {"parameters.combat_loss_rate": 1.0, "parameters.turn_rate": 100.0}
    bench, north = north_at(v.PRESSING, overrides=costly)
    bench.places["Town"].garrison = 0
    bench.run("groups")
    assert (north.mode, north.men) == (v.PRESSING, 1500)


def test_fighters_at_home_have_nowhere_to_turn_back_to() -> None:
    bench = Bench({"parameters.turn_rate": 100.0})
    fighters = bench.groups["Hill Fighters"]
    fighters.mode, fighters.target, fighters.readiness = v.PRESSING, bench.place("Town"), 0.0
    bench.run("groups")
    assert (fighters.mode, bench.events) == (v.PRESSING, [])


# --- back --------------------------------------------------------------------------------


def returning(target: str = "Border", days_left: float = 0.5) -> tuple[Bench, Any]:
    """North on the way back from Town."""
    bench, north = north_at(v.RETURNING, target)
    north.place, north.days_left = bench.place("Town"), days_left
    return bench, north


@pytest.mark.parametrize(("days_left", "mode"), [(0.75, v.RESTING), (0.76, v.RETURNING)])
def test_it_is_back_in_the_nearest_tick(days_left: float, mode: int) -> None:
    bench, north = returning(days_left=days_left)
    bench.run("groups")
    back = mode == v.RESTING
    assert (north.mode, north.place) == (mode, bench.place("Border" if back else "Town"))
    assert north.target == (v.NOWHERE if back else bench.place("Border"))


def test_if_that_is_lost_to_the_state_it_goes_on_to_the_nearest_place_that_is_not() -> None:
    bench, north = returning()
    hold(bench, Border="state", Capital="North")
    bench.run("groups")
    assert (north.mode, north.place, north.target) == (
        v.RETURNING, bench.place("Border"), bench.place("Capital"),
    )  # fmt: skip
    assert north.days_left == 1.2  # 120 km by the eastern road: Town is the state's
    bench, north = returning()
    hold(bench, Border="state")
    bench.run("groups")
    assert (north.mode, north.place) == (v.RESTING, bench.place("Border"))  # home, where there is no other


def test_cut_off_from_all_that_is_left_it_goes_by_the_shortest_way() -> None:
    tree = three()
    del tree["roads"]["East"]
    bench = Bench(tree=tree)
    north = only_group(bench, "North")
    north.mode, north.target = v.RETURNING, bench.place("Border")
    north.place, north.days_left = bench.place("Town"), 0.5
    hold(bench, Border="state", Capital="North")
    bench.run("groups")
    assert (north.mode, north.target) == (v.RETURNING, bench.place("Capital"))
    assert north.days_left == 1.0  # 100 km through Town, which is the state's


def test_it_turns_back_to_where_it_came_from_or_to_the_nearest_place_that_is_left() -> None:
    always = {"parameters.turn_rate": 100.0, "groups.North.readiness": 0.0}
    bench, north = north_at(v.PAUSED, overrides=always)
    hold(bench, Capital="Band")
    north.place = bench.place("Capital")  # at 60 km, against 40 to Border
    bench.run("groups")
    assert (north.target, north.days_left) == (bench.place("Capital"), 0.6)
    bench, north = north_at(v.PAUSED, overrides=always)
    north.place = bench.place("Capital")  # which is the state's again
    bench.run("groups")
    assert (north.target, north.days_left) == (bench.place("Border"), 0.4)


@pytest.mark.parametrize("mode", [v.PAUSED, v.PRESSING])
def test_before_a_place_it_hears_what_is_heard_there(mode: int) -> None:
    bench, north = north_at(mode, overrides={"parameters.will_effect": 2.0})
    bench.places["Border"].shift_broke = 5.0
    assert will_to_fight(bench.state, north) == pytest.approx(WILL)
    bench.places["Town"].shift_broke = 0.5
    assert will_to_fight(bench.state, north) == pytest.approx(1.0 / (1.0 + math.exp(-1.4)))


def test_ways_are_looked_at_again_once_a_group_rests_elsewhere() -> None:
    bench, north = north_at(v.PAUSED)
    bench.places["Town"].controller = 1 + north.index
    assert bench.nation.groups_moved == 0
    bench.run("groups")
    assert (north.mode, north.place, bench.nation.groups_moved) == (v.RESTING, bench.place("Town"), 1)


# --- a day of its own --------------------------------------------------------------------


@pytest.mark.parametrize(("day", "mode"), [(0.5, v.MARCHING), (0.50001, v.RESTING)])
def test_a_group_sets_out_from_its_day_on(day: float, mode: int) -> None:
    bench, north = north_at(v.RESTING, overrides={"parameters.advance_rate": 100.0})
    north.attacks_from_day, north.target = day, v.NOWHERE
    bench.at(1).run("groups")
    assert north.mode == mode


@pytest.mark.parametrize(("day", "mode"), [(0.5, v.PRESSING), (0.50001, v.PAUSED)])
def test_nor_does_it_attack_before(day: float, mode: int) -> None:
    bench, north = north_at(v.PAUSED, overrides={"parameters.press_rate": 100.0})
    north.attacks_from_day = day
    bench.at(1).run("groups")
    assert north.mode == mode


def test_it_does_not_give_up_before_and_takes_what_is_empty() -> None:
    bench, north = north_at(v.PAUSED, overrides={"parameters.turn_rate": 100.0})
    north.attacks_from_day = 9.0
    assert bench.at(1).run("groups").groups["North"].mode == v.PAUSED
    bench.places["Town"].garrison = 0
    assert bench.run("groups").groups["North"].mode == v.PRESSING


def test_a_group_marches_at_its_own_speed() -> None:
    given = {"parameters.advance_rate": 100.0, "groups.North.km_per_day": 20.0}
    bench, north = north_at(v.RESTING, overrides=given)
    north.target = v.NOWHERE
    bench.at(1).run("groups")
    assert (north.target, north.days_left) == (bench.place("Town"), 2.0)
