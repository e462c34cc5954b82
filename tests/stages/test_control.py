"""Control: who takes a place, who is driven out, and where the corridor runs."""

from __future__ import annotations

from typing import Any

import pytest
from stages.bench import Bench, Event
from stages.scenes import hold, kinds, line, three

from sim.model import vocabulary as v


def falling(
    overrides: dict[str, Any] | None = None, mode: int = v.PRESSING, tick: int = 3, tree: Any = None
) -> Bench:
    """Nobody holds Town any more, North stands before it, and nobody else could have driven there."""
    slow = {} if tree else {"parameters.group_km_per_day": 1.0}
    bench = Bench(slow | (overrides or {}), tree=tree).at(tick)
    for name in ("1st", "2nd", "Hill"):
        bench.formations[name].status = v.DISSOLVED
    bench.groups["North"].mode, bench.groups["North"].target = mode, bench.place("Town")
    return bench


def holder(bench: Bench, place: str) -> str:
    code = bench.places[place].controller
    return tuple(bench.groups)[code - 1] if code else "state"


# --- lost --------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [v.PRESSING, v.PAUSED])
def test_a_place_nobody_holds_falls_to_the_group_before_it(mode: int) -> None:
    bench = falling(mode=mode).run("control")
    town = bench.places["Town"]
    assert holder(bench, "Town") == "North"
    assert bench.events[0] == Event("place lost", "Town", "North", 1500)
    assert (town.lost_tick, town.first_lost) == (3, 3)
    assert bench.nation.map_changed == 1
    assert town.sent_broke == 6_000_000  # 3 at prestige 2
    assert bench.evidence == [("broke", "place lost", "Town", 6_000_000)]
    assert (bench.nation.left_tick, bench.nation.sent_broke) == (v.NEVER, 0)


@pytest.mark.parametrize("mode", [v.DORMANT, v.RESTING, v.MARCHING])
def test_a_group_not_yet_there_takes_nothing(mode: int) -> None:
    bench = falling(mode=mode).run("control")
    assert (holder(bench, "Town"), bench.events, bench.nation.map_changed) == ("state", [], 0)


def test_nor_does_a_group_before_another_place() -> None:
    bench = falling()
    bench.groups["North"].target = bench.place("Capital")
    assert holder(bench.run("control"), "Town") == "state"
    assert holder(bench, "Capital") == "state"


def test_one_man_holds_a_place() -> None:
    bench = falling()
    bench.formations["Hill"].status, bench.formations["Hill"].men = v.HOLDING, 1
    assert bench.run("control").places["Town"].holders == 1
    assert holder(bench, "Town") == "state"


def test_every_place_is_looked_at_whoever_holds_those_before_it() -> None:
    bench = falling()
    hold(bench, Capital="Band")
    assert holder(bench.run("control"), "Town") == "North"


def test_who_only_passes_through_holds_nothing() -> None:
    bench = falling()
    bench.formations["1st"].status = v.MOVING
    assert holder(bench.run("control"), "Town") == "North"


def test_holders_are_counted_anew() -> None:
    bench = Bench().run("control").run("control")
    assert [place.holders for place in bench.places.values()] == [500, 1500, 0]


def test_the_first_loss_is_remembered() -> None:
    bench = falling()
    bench.places["Town"].first_lost = bench.places["Town"].lost_tick = 0
    bench.run("control")
    assert (bench.places["Town"].first_lost, bench.places["Town"].lost_tick) == (0, 3)


@pytest.mark.parametrize(
    ("north", "band", "taker"),
    [(100, 299, "North"), (100, 300, "Band"), (100, 301, "Band"), (100, 302, "Band")],
)
def test_the_strongest_takes_it_and_of_equals_the_first_by_name(north: int, band: int, taker: str) -> None:
    # at 1.5 a man North is 150 strong, Band at 0.5 a man 149, 150, 150 and 151
    bench = falling()
    bench.groups["Band"].mode, bench.groups["Band"].target = v.PAUSED, bench.place("Town")
    bench.groups["North"].men, bench.groups["Band"].men = north, band
    assert holder(bench.run("control"), "Town") == taker


def test_of_equals_the_first_by_name_takes_it_whatever_its_place_in_the_file() -> None:
    bench = falling()
    for name in ("Band", "Hill Fighters"):
        bench.groups[name].mode, bench.groups[name].target = v.PRESSING, bench.place("Town")
    bench.groups["North"].mode = v.RESTING
    bench.groups["Band"].men, bench.groups["Hill Fighters"].men = 160, 100  # 80 each
    assert holder(bench.run("control"), "Town") == "Band"


def test_even_the_weakest_takes_what_nobody_holds() -> None:
    bench = falling()
    bench.groups["North"].men = 0
    assert holder(bench.run("control"), "Town") == "North"


def test_those_before_it_move_in_tired_if_it_was_defended() -> None:
    bench = falling()
    bench.groups["Band"].mode, bench.groups["Band"].target = v.PAUSED, bench.place("Town")
    bench.groups["Band"].readiness = 0.3
    bench.run("control")
    north, band = bench.groups["North"], bench.groups["Band"]
    assert (north.mode, north.place, north.target) == (v.RESTING, bench.place("Town"), v.NOWHERE)
    assert (band.mode, band.place) == (v.RESTING, bench.place("Town"))
    assert (north.readiness, band.readiness) == (0.4, 0.3)


def test_those_elsewhere_or_still_on_the_march_do_not_move_in() -> None:
    bench = falling()
    bench.groups["Band"].mode, bench.groups["Band"].target = v.MARCHING, bench.place("Town")
    fighters = bench.groups["Hill Fighters"]
    fighters.mode, fighters.target = v.PRESSING, bench.place("Capital")
    bench.run("control")
    assert bench.groups["Band"].mode == v.MARCHING
    assert (fighters.mode, fighters.readiness) == (v.PRESSING, 1.0)


@pytest.mark.parametrize(("garrison", "readiness"), [(0, 0.8), (1, 0.4)])
def test_walking_into_an_empty_place_tires_nobody(garrison: int, readiness: float) -> None:
    bench = falling()
    bench.places["Town"].garrison = garrison
    bench.run("control")
    assert bench.groups["North"].readiness == readiness


def test_with_the_capital_the_leadership_goes() -> None:
    bench = Bench().at(3)
    bench.formations["Guard"].status = v.DISSOLVED
    bench.groups["North"].mode, bench.groups["North"].target = v.PRESSING, bench.place("Capital")
    bench.run("control")
    assert bench.nation.left_tick == 3
    assert kinds(bench)[:2] == ["place lost", "leadership left"]
    assert bench.nation.sent_broke == 100_000_000


@pytest.mark.parametrize("before", [0, 1])
def test_a_leadership_that_has_left_before_does_not_leave_again(before: int) -> None:
    bench = Bench().at(3)
    bench.formations["Guard"].status = v.DISSOLVED
    bench.groups["North"].mode, bench.groups["North"].target = v.PRESSING, bench.place("Capital")
    bench.nation.left_tick = before
    bench.run("control")
    assert (bench.nation.left_tick, bench.nation.sent_broke) == (before, 0)
    assert holder(bench, "Capital") == "North"


@pytest.mark.parametrize(
    ("denied", "tick", "credibility"),
    [(v.NEVER, 3, 0.8), (0, 6, 0.56), (4, 10, 0.56), (0, 7, 0.8), (3, 3, 0.56), (2, 9, 0.8)],
)
def test_a_loss_soon_after_a_denial_costs_credibility(denied: int, tick: int, credibility: float) -> None:
    bench = falling({"parameters.contradiction_loss": 0.3}, tick=tick)
    bench.nation.credibility = 0.8
    bench.places["Town"].denied_tick = denied
    bench.run("control")
    assert bench.nation.credibility == pytest.approx(credibility)


def test_defectors_join_their_group_before_it_is_seen_who_is_strongest() -> None:
    bench = falling()
    bench.groups["Band"].mode, bench.groups["Band"].target = v.PAUSED, bench.place("Town")
    bench.groups["North"].men, bench.groups["Band"].men, bench.groups["Band"].joined = 100, 290, 20
    bench.run("control")
    assert holder(bench, "Town") == "Band"
    left = bench.places["Town"].occupation_men
    assert (bench.groups["Band"].men, bench.groups["Band"].joined, left) == (301, 0, 9)


# --- regained ------------------------------------------------------------------------------


def retaking(overrides: dict[str, Any] | None = None, tree: Any = None) -> Bench:
    """The 1st has just retaken Border."""
    bench = Bench(overrides, tree=tree).at(3)
    bench.formations["1st"].place = bench.place("Border")
    bench.places["Border"].retaken = 1
    return bench


def test_a_place_retaken_is_the_states_again() -> None:
    bench = retaking().run("control")
    border = bench.places["Border"]
    assert holder(bench, "Border") == "state"
    assert bench.events[0] == Event("place regained", "Border", "", 1000)
    assert (border.first_regained, border.lost_tick, bench.nation.map_changed) == (3, v.NEVER, 1)
    assert border.sent_held == 20_000_000  # 4 at prestige 0.5, ten days
    assert bench.evidence == [("held", "place regained", "Border", 20_000_000)]


def test_the_first_time_it_was_regained_is_remembered() -> None:
    bench = retaking()
    bench.places["Border"].first_regained = 0
    assert bench.run("control").places["Border"].first_regained == 0


def test_a_place_just_retaken_is_not_lost_in_the_same_tick() -> None:
    bench = retaking()
    bench.formations["1st"].status = v.DISSOLVED
    bench.groups["North"].mode, bench.groups["North"].target = v.PRESSING, bench.place("Border")
    bench.groups["North"].place = bench.place("Town")
    bench.run("control")
    assert holder(bench, "Border") == "state"
    assert bench.groups["North"].mode == v.PRESSING


def test_groups_that_rest_in_a_place_retaken_fall_back_along_the_road() -> None:
    bench = retaking()
    north = bench.groups["North"]
    hold(bench, Town="North")
    bench.groups["Band"].readiness = 0.3
    bench.run("control")
    assert (north.mode, north.place) == (v.RETURNING, bench.place("Border"))
    assert (north.target, north.days_left) == (bench.place("Town"), pytest.approx(0.4))
    assert (north.readiness, bench.groups["Band"].readiness) == (0.4, 0.3)


@pytest.mark.parametrize("mode", [v.MARCHING, v.PAUSED, v.PRESSING])
def test_those_on_the_road_or_before_another_place_are_not_driven_out(mode: int) -> None:
    bench = retaking()
    north = bench.groups["North"]
    hold(bench, Town="North")
    north.mode, north.target = mode, bench.place("Capital")
    bench.run("control")
    assert (north.mode, north.target, north.readiness) == (mode, bench.place("Capital"), 0.8)


def test_groups_elsewhere_stay() -> None:
    bench = retaking()
    hold(bench, Town="North")
    bench.groups["North"].place = bench.place("Town")
    fighters = bench.groups["Hill Fighters"]
    fighters.place = bench.place("Border")  # dormant
    bench.run("control")
    assert bench.groups["North"].readiness == 0.8
    assert (fighters.mode, fighters.readiness) == (v.DORMANT, 1.0)


def test_a_group_that_pressed_what_is_retaken_keeps_its_target() -> None:
    bench = retaking()
    hold(bench, Town="North")
    north = bench.groups["North"]
    north.place, north.mode, north.target = bench.place("Town"), v.PRESSING, bench.place("Border")
    bench.run("control")
    assert (north.mode, north.target) == (v.PRESSING, bench.place("Border"))


@pytest.mark.parametrize(
    ("lost", "roads", "expected"),
    [
        (["Town", "Capital"], {}, "Town"),
        (["Town", "Capital"], {"North": 130.0}, "Capital"),
        (["Town", "Capital"], {"North": 120.0, "South": 200.0}, "Capital"),  # as far: the first
        (["Capital"], {"North": 130.0}, "Capital"),
        (["Capital"], {}, "Capital"),
        ([], {}, "Border"),
    ],
)
def test_they_fall_back_to_the_nearest_place_not_the_states(
    lost: list[str], roads: dict[str, float], expected: str
) -> None:
    tree = three()
    for name, km in roads.items():
        tree["roads"][name]["km"] = km
    bench = retaking(tree=tree)
    hold(bench, **dict.fromkeys(lost, "North"))
    bench.run("control")
    north = bench.groups["North"]
    assert (north.place if north.target < 0 else north.target) == bench.place(expected)


def test_with_nowhere_to_fall_back_to_a_group_goes_home() -> None:
    bench = Bench().at(3)
    hold(bench, Border="state", Town="North")
    bench.places["Town"].retaken = 1
    bench.groups["North"].place = bench.place("Town")
    bench.run("control")
    assert bench.groups["North"].place == bench.place("Border")
    assert bench.groups["North"].mode == v.RESTING


def test_what_is_retaken_counts_before_what_falls() -> None:
    # North rests in Border, near Town: it is driven out before it is seen who is near what nobody holds
    bench = falling({"parameters.near_km": 50}, mode=v.RESTING)
    bench.groups["North"].target = v.NOWHERE
    bench.groups["Band"].mode = v.DORMANT
    hold(bench, Capital="North")
    bench.places["Border"].retaken = 1
    assert kinds(bench.run("control"))[0] == "place regained"
    assert holder(bench, "Town") == "state"


# --- who lives there -------------------------------------------------------------------------


def left(**given: Any) -> Bench:
    """Town's garrison has just gone; North holds the next place, is near, and stands before nothing."""
    bench = falling({"parameters.near_km": 50.0, "parameters.rise_rate": 1.0} | given, mode=v.RESTING)
    bench.groups["North"].target = v.NOWHERE
    bench.groups["Band"].mode = v.DORMANT
    return bench


def test_who_lives_in_a_place_takes_it_before_who_is_near_and_rises_with_that() -> None:
    bench = left().run("control")
    people, fighters = bench.communities["Hills"], bench.groups["Hill Fighters"]
    assert holder(bench, "Town") == "Hill Fighters"
    assert kinds(bench)[:2] == ["place lost", "rising"]
    assert (people.stance, people.first_risen) == (v.RISEN, 3)
    assert (fighters.mode, fighters.place) == (v.RESTING, bench.place("Town"))
    assert bench.places["Town"].sent_broke == 6_000_000 + 5_000_000


def test_but_not_before_who_stands_before_it() -> None:
    bench = left()
    bench.groups["North"].mode, bench.groups["North"].target = v.PAUSED, bench.place("Town")
    assert holder(bench.run("control"), "Town") == "North"
    assert bench.communities["Hills"].stance == v.QUIET


@pytest.mark.parametrize("why", ["loyal", "never manned", "off", "nobody rises", "held"])
def test_nor_do_people_who_stand_by_the_state_or_were_never_left(why: str) -> None:
    never = {"off": {"mechanisms.risings": False}, "nobody rises": {"parameters.rise_rate": 0.0}}
    bench = left(**never.get(why, {}))
    bench.groups["North"].mode = v.MARCHING
    if why == "loyal":
        bench.communities["Hills"].loyal = 1
    if why == "never manned":
        bench.places["Town"].garrison = 0
    if why == "held":
        bench.formations["1st"].status = v.HOLDING
    assert holder(bench.run("control"), "Town") == "state"
    assert bench.communities["Hills"].stance == v.QUIET


def test_fighters_who_are_in_the_field_take_their_home_from_there() -> None:
    bench = left()
    fighters = bench.groups["Hill Fighters"]
    fighters.mode, fighters.place = v.RESTING, bench.place("Border")
    assert holder(bench.run("control"), "Town") == "Hill Fighters"
    assert (fighters.place, kinds(bench)[0]) == (bench.place("Border"), "place lost")
    assert "rising" not in kinds(bench)


# --- the branch ------------------------------------------------------------------------------


def test_a_place_that_is_held_falls_once_its_last_man_is_gone() -> None:
    assert holder(falling({"branch.kind": "hold"}).run("control"), "Town") == "North"


def test_any_place_can_be_made_to_fall() -> None:
    bench = Bench({"branch.kind": "fall", "branch.place": "Capital"}).run("control")
    assert [holder(bench, name) for name in ("Capital", "Town")] == ["North", "state"]


@pytest.mark.parametrize(("tick", "taker"), [(2, "state"), (3, "North"), (4, "North")])
def test_a_bellwether_that_is_made_to_fall_falls_whoever_holds_it(tick: int, taker: str) -> None:
    bench = Bench({"branch.kind": "fall", "branch.from_day": 1.5}).at(tick).run("control")
    assert holder(bench, "Town") == taker
    assert bench.nation.branch_done == int(taker == "North")
    assert holder(bench, "Capital") == "state"


def test_it_is_made_to_fall_only_once() -> None:
    bench = Bench({"branch.kind": "fall"})
    bench.nation.branch_done = 1
    assert holder(bench.run("control"), "Town") == "state"


def struck(**groups: Any) -> str:
    """Who takes the bellwether when it is made to fall, with fields of groups changed."""
    bench = Bench({"branch.kind": "fall"})
    for name, fields in groups.items():
        for field, value in fields.items():
            setattr(bench.groups[name], field, bench.place(value) if field in ("place", "target") else value)
    return holder(bench.run("control"), "Town")


def test_it_falls_to_the_nearest_group_that_attacks_places() -> None:
    fighters = "Hill Fighters"
    assert struck() == "North"
    assert struck(**{fighters: {"mode": v.RESTING}}) == fighters  # at 0 km, against 40
    assert struck(**{fighters: {"mode": v.RESTING, "place": "Capital"}}) == "North"  # at 60
    assert struck(Band={"place": "Town"}) == "North"  # an opportunist
    assert struck(Band={"opportunist": 0}) == "Band"  # as near: the first by name
    assert struck(Band={"opportunist": 0, "place": "Capital"}) == "North"
    assert struck(Band={"opportunist": 0}, **{fighters: {"mode": v.RESTING, "place": "Border"}}) == "Band"
    assert struck(North={"opportunist": 1}) == "Hill Fighters"  # all idle: the nearest
    assert struck(North={"mode": v.DORMANT}, **{fighters: {"place": "Capital"}}) == "Band"
    assert struck(North={"place": "Town"}, **{fighters: {"mode": v.RESTING}}) == fighters
    before_capital = {"mode": v.PAUSED, "target": "Capital"}
    assert struck(North=before_capital, **{fighters: {"mode": v.RESTING, "place": "Border"}}) == fighters


# --- the corridor ------------------------------------------------------------------------------


def test_a_loss_on_the_way_cuts_the_corridor_to_the_bellwether() -> None:
    bench = falling().run("control")
    assert bench.events[-1] == Event("corridor cut", "Town", "", 0)
    assert (bench.nation.corridor, bench.nation.first_cut) == (0, 3)


def test_the_first_cut_is_remembered_and_no_cut_is_counted_twice() -> None:
    bench = falling()
    bench.nation.first_cut = 0
    assert bench.run("control").nation.first_cut == 0
    bench = falling()
    bench.nation.corridor = 0
    bench.run("control")
    assert (kinds(bench), bench.nation.first_cut) == (["place lost"], v.NEVER)


def test_where_there_is_a_refuge_the_corridor_runs_there() -> None:
    bench = falling()
    bench.formations["Hill"].status, bench.formations["Hill"].place = v.HOLDING, bench.place("Border")
    hold(bench, Border="state")
    bench.nation.refuge = bench.place("Border")
    assert "corridor cut" not in kinds(bench.run("control"))  # the road in the east is open
    assert bench.nation.corridor == 1
    bench = falling(tree=line())
    hold(bench, Border="state")
    bench.nation.refuge = bench.place("Border")
    assert bench.run("control").events[-1] == Event("corridor cut", "Border", "", 0)


def test_any_place_may_be_the_refuge() -> None:
    bench = falling()
    bench.nation.capital, bench.nation.refuge = bench.place("Town"), bench.place("Capital")
    bench.formations["1st"].status = v.HOLDING
    hold(bench, Capital="North")
    bench.run("control")
    assert bench.events == [Event("corridor cut", "Capital", "", 0)]


def test_a_place_regained_opens_the_corridor() -> None:
    bench = retaking()
    bench.nation.refuge, bench.nation.corridor = bench.place("Border"), 0
    bench.run("control")
    assert bench.events[-1] == Event("corridor opened", "Border", "", 0)
    assert (bench.nation.corridor, bench.nation.first_cut) == (1, v.NEVER)
    bench = retaking()
    bench.nation.refuge = bench.place("Border")
    assert kinds(bench.run("control")) == ["place regained"]


def test_the_corridor_is_looked_at_only_when_the_map_has_changed() -> None:
    bench = Bench()
    hold(bench, Town="North")
    bench.nation.map_changed = 0
    assert bench.run("control").nation.corridor == 1
    bench.nation.map_changed = 1
    assert bench.run("control").nation.corridor == 0
