"""Movement on a map of five places: where a retreat leads, who takes what nobody holds, who is left there.

Coast --80-- Town --60-- Capital --50-- Hills --30-- Border (lost)
              \\______________ 40 ______________________/
"""

from __future__ import annotations

import math
from typing import Any

import pytest
from stages.bench import COUNTER_ATTACKING, ORDERED, RETREATING, Bench, Event, three
from stages.scenes import BREAKING, alone, hold, only_group

from sim.model import vocabulary as v


def five(overrides: dict[str, Any] | None = None) -> Bench:
    """The map above; the state holds all but Border, and no formation is in Coast or Hills."""
    tree = three()
    del tree["roads"]["East"]
    spot = {"lat": 10.2, "lon": 20.5}
    tree["places"]["Coast"] = spot | {"haven": 0.9}
    tree["places"]["Hills"] = dict(spot)
    tree["roads"] |= {
        "West": {"between": ["Town", "Coast"], "km": 80},
        "Up": {"between": ["Capital", "Hills"], "km": 50},
        "Down": {"between": ["Hills", "Border"], "km": 30},
    }
    for name, value in (overrides or {}).items():
        table, _, key = name.rpartition(".")
        owner = tree
        for part in table.split("."):
            owner = owner[part]
        owner[key] = value
    return Bench(tree=tree)


# --- retreat -------------------------------------------------------------------------------


@pytest.mark.parametrize(("cost", "expected"), [(1.0, "Coast"), (5.49, "Coast"), (5.51, "Capital")])
def test_a_retreat_weighs_safety_against_the_way(cost: float, expected: str) -> None:
    # from Town: Coast is 100 km (of 120) and 90 more as a haven from danger, 80 km away;
    # Capital is 80 km from it and 60 km away; so 190 - 80 c against 80 - 60 c: as good at 5.5
    assert five({"parameters.retreat_way_cost": cost}).way_out("Town") == expected


def test_it_looks_beyond_the_next_place() -> None:
    assert five().way_out("Capital") == "Coast"  # 190 - 140, against 40 - 60 for Town and 30 - 50 for Hills
    assert five().way_out("Border") == "Coast"  # from a lost place, too


def test_it_goes_by_roads_that_the_state_holds() -> None:
    bench = five()
    hold(bench, Town="North")
    bench.run("assess")
    assert bench.way_out("Capital") == "Hills"
    assert bench.way_out("Coast") == ""
    assert bench.way_out("Town") == "Coast"  # where it stands may itself be lost
    bench = five({"mechanisms.corridor": False})
    hold(bench, Town="North")
    bench.run("assess")
    assert bench.way_out("Capital") == "Coast"  # roads are never cut


def test_a_way_out_is_looked_for_again_when_the_map_has_changed() -> None:
    bench = five()
    assert bench.way_out("Town") == "Coast"
    hold(bench, Coast="North")
    assert bench.way_out("Town") == "Coast"
    assert bench.run("assess").places["Town"].exit == v.UNKNOWN
    assert bench.way_out("Town") == "Capital"


def broken_at(place: str, overrides: dict[str, Any] | None = None) -> Any:
    """The 1st, which breaks in a place that no enemy stands before."""
    bench = five(BREAKING | (overrides or {}))
    alone(bench, "1st").place = bench.place(place)
    for group in bench.groups.values():
        group.mode = v.DORMANT
    bench.run("assess", "formations")
    return bench.formations["1st"]


def test_in_the_rear_it_retreats_only_to_more_safety() -> None:
    assert broken_at("Town").status == v.MOVING
    assert broken_at("Coast").status == v.DISSOLVED  # nowhere is safer


@pytest.mark.parametrize(("cost", "status"), [(1.0, v.MOVING), (1.01, v.DISSOLVED)])
def test_in_the_rear_it_retreats_only_to_safety_that_is_worth_the_way(cost: float, status: int) -> None:
    # from Hills Capital is the best: 50 km farther from the enemy, and 50 km away
    assert broken_at("Hills", {"parameters.retreat_way_cost": cost}).status == status


@pytest.mark.parametrize("besieged", [False, True])
def test_nobody_flees_back_to_where_he_fled_from(besieged: bool) -> None:
    bench = five(dict(BREAKING))
    first = alone(bench, "1st")
    north = only_group(bench, "North")
    north.mode, north.target = v.PAUSED if besieged else v.DORMANT, bench.place("Town")
    first.fled_from = bench.place("Coast")  # the best way out of Town
    bench.run("assess", "formations")
    assert first.status == v.DISSOLVED
    first.status, first.fled_from = v.HOLDING, bench.place("Capital")
    bench.run("assess", "formations")
    assert (first.status, first.place) == (v.MOVING, bench.place("Coast"))
    assert first.fled_from == bench.place("Town")


def test_who_goes_on_orders_has_fled_from_nowhere() -> None:
    bench = five()
    first = alone(bench, "1st")
    first.order, first.fled_from = bench.place("Capital"), bench.place("Capital")
    bench.run("formations")
    assert (first.status, first.fled_from) == (v.MOVING, v.NOWHERE)


def test_with_the_enemy_before_it_any_other_place_is_safer() -> None:
    bench = five(dict(BREAKING))
    alone(bench, "1st").place = bench.place("Coast")
    north = only_group(bench, "North")
    north.mode, north.target = v.PAUSED, bench.place("Coast")
    bench.run("assess", "formations")
    assert bench.formations["1st"].status == v.MOVING


def test_the_time_of_a_retreat_is_that_of_the_held_way() -> None:
    bench = five(BREAKING | {"parameters.retreat_way_cost": 0.5})
    alone(bench, "Guard")
    bench.run("assess", "formations")
    guard = bench.formations["Guard"]
    assert (guard.place, guard.purpose) == (bench.place("Coast"), RETREATING)
    assert guard.days_left == pytest.approx(140 / 120)
    bench = five(BREAKING | {"parameters.retreat_way_cost": 0.5})
    bench.state.km[bench.place("Capital"), bench.place("Coast")] = 10.0  # a shorter road, over enemy land
    alone(bench, "Guard")
    bench.run("assess", "formations")
    assert bench.formations["Guard"].days_left == pytest.approx(140 / 120)


def test_an_ordered_move_follows_held_roads() -> None:
    bench = five()
    bench.state.km[bench.place("Town"), bench.place("Capital")] = 10.0
    alone(bench, "1st").order = bench.place("Capital")
    bench.run("formations")
    assert bench.formations["1st"].days_left == 60 / 120


def test_who_finds_its_goal_lost_looks_again_from_there() -> None:
    bench = five()
    guard = alone(bench, "Guard")
    guard.status, guard.purpose, guard.days_left = v.MOVING, RETREATING, 0.5
    guard.origin, guard.place = bench.place("Capital"), bench.place("Coast")
    hold(bench, Coast="North")
    bench.run("assess", "formations")
    assert (guard.status, guard.origin, guard.place) == (v.MOVING, bench.place("Coast"), bench.place("Town"))
    assert guard.days_left == pytest.approx(80 / 120)


def column(purpose: int) -> tuple[Bench, Any]:
    """The Guard, a day and a half from Coast, which has been lost."""
    bench = five()
    guard = alone(bench, "Guard")
    guard.status, guard.purpose, guard.days_left = v.MOVING, purpose, 1.5
    guard.origin, guard.place = bench.place("Capital"), bench.place("Coast")
    hold(bench, Coast="North")
    bench.run("assess")
    return bench, guard


@pytest.mark.parametrize("purpose", [RETREATING, ORDERED])
def test_a_column_looks_again_as_soon_as_its_goal_is_lost(purpose: int) -> None:
    bench, guard = column(purpose)
    bench.run("formations")
    assert (guard.status, guard.purpose, guard.place) == (v.MOVING, RETREATING, bench.place("Town"))
    assert guard.days_left == pytest.approx(1.0 + 80 / 120)  # half a day has passed


def test_a_column_with_nowhere_to_go_disbands_on_the_road() -> None:
    bench, guard = column(ORDERED)
    bench.places["Coast"].road_out = 0
    bench.run("formations")
    assert (guard.status, guard.broken) == (v.DISSOLVED, 1)
    assert bench.logged("trigger") == [v.ON_THE_ROAD]


def test_who_is_out_to_retake_a_place_goes_on_to_it() -> None:
    bench, guard = column(COUNTER_ATTACKING)
    bench.run("formations")
    assert (guard.status, guard.place, guard.days_left) == (v.MOVING, bench.place("Coast"), 1.0)


def test_of_equally_good_places_a_retreat_leads_to_the_nearest() -> None:
    """Coast lies 10 km behind Hills and is as much safer: it comes first in the file, and is the farther."""
    bench = five(
        {
            "parameters.safe_km": 500.0,
            "parameters.retreat_way_cost": 1.0,
            "places.Coast.haven": 0.0,
            "roads.West.between": ["Town", "Hills"],
            "roads.Up.between": ["Hills", "Coast"],
            "roads.Up.km": 10,
            "roads.Down.between": ["Capital", "Coast"],
            "roads.Down.km": 500,
        }
    )
    hold(bench, Capital="North")
    bench.run("assess")
    assert bench.way_out("Town") == "Hills"


# --- who takes what nobody holds -------------------------------------------------------------


def empty(near_km: float = 40.0, **groups: dict[str, Any]) -> Bench:
    """Nobody holds Town, and nobody could have driven there; groups are dormant but for those named."""
    bench = five({"parameters.near_km": near_km, "parameters.group_km_per_day": 1.0})
    alone(bench, "Guard")
    bench.formations["2nd"].status, bench.formations["2nd"].place = v.HOLDING, bench.place("Hills")
    for name, row in bench.groups.items():
        given = groups.get(name.split()[0].lower())
        row.mode = v.DORMANT if given is None else v.RESTING
        for field, value in (given or {}).items():
            setattr(row, field, bench.place(value) if field in ("place", "target") else value)
    return bench.run("assess").at(3)


def holder(bench: Bench, place: str) -> str:
    code = bench.places[place].controller
    return tuple(bench.groups)[code - 1] if code else "state"


def abandoned(days: float, **given: Any) -> Bench:
    """Town is empty; Border, 40 km of road away, is North's, which is not near it."""
    bench = empty(0.0)
    bench.groups["North"].km_per_day = 40.0
    town = bench.places["Town"]
    town.manned = given.get("manned", 1)
    town.abandoned_days = days - 0.5  # of the half day of this step
    bench.groups["North"].reach_km = given.get("reach_km", 1000.0)
    return bench.run("control")


@pytest.mark.parametrize(("days", "taker"), [(0.99, "state"), (1.01, "North")])
def test_an_abandoned_place_falls_to_who_could_have_driven_there(days: float, taker: str) -> None:
    assert holder(abandoned(days), "Town") == taker


def test_what_is_out_of_reach_or_never_had_a_garrison_does_not() -> None:
    assert holder(abandoned(9.0, reach_km=1.0), "Town") == "state"
    assert holder(abandoned(9.0, manned=0), "Town") == "state"


def test_a_garrison_that_leaves_in_the_first_step_was_there() -> None:
    bench = empty()
    bench.places["Town"].garrison = 1
    assert bench.run("control").places["Town"].abandoned_days == 0.5


def test_who_comes_back_in_time_keeps_it() -> None:
    bench = abandoned(0.9)
    bench.formations["2nd"].place = bench.place("Town")
    assert bench.run("control").places["Town"].abandoned_days == 0.0


@pytest.mark.parametrize(("near_km", "taker"), [(39.9, "state"), (40.0, "North")])
def test_it_falls_to_who_is_near_by_the_way_through_lost_land(near_km: float, taker: str) -> None:
    bench = empty(near_km, north={}).run("control")
    assert holder(bench, "Town") == taker
    assert bench.groups["North"].place == bench.place("Border")  # the column does not move
    assert holder(bench, "Capital") == "state"  # which the Guard holds


def test_a_way_over_held_land_is_no_way() -> None:
    bench = empty(200.0, north={"place": "Capital", "reach_km": 500.0})
    assert holder(bench.run("control"), "Coast") == "state"  # behind Town
    assert holder(bench, "Town") == "North"
    assert holder(bench.run("control"), "Coast") == "North"  # now through Town, one step later


@pytest.mark.parametrize("mode", [v.MARCHING, v.RETURNING])
def test_who_is_on_the_road_takes_nothing_on_the_way(mode: int) -> None:
    bench = empty(40.0, north={"mode": mode, "target": "Coast"})
    assert holder(bench.run("control"), "Town") == "state"


@pytest.mark.parametrize(("mode", "taker"), [(v.PAUSED, "North"), (v.PRESSING, "state")])
def test_who_waits_before_another_place_takes_it_who_fights_does_not(mode: int, taker: str) -> None:
    bench = empty(60.0, north={"mode": mode, "target": "Capital"})  # 60 km from Town
    assert holder(bench.run("control"), "Town") == taker


@pytest.mark.parametrize(("near_km", "taker"), [(79.9, "state"), (80.0, "North")])
def test_who_waits_before_a_held_place_does_not_go_through_it(near_km: float, taker: str) -> None:
    """North, from Border, waits before Town; Coast, 80 km behind it, is empty, and there is no other way."""
    waits = {"mode": v.PAUSED, "target": "Town", "reach_km": 500.0}
    for town_stands, how_near_km, holds_coast in ((True, 500.0, "state"), (False, near_km, taker)):
        bench = empty(how_near_km, north=waits)
        if town_stands:
            bench.formations["2nd"].place = bench.place("Town")
        else:
            hold(bench, Town="North")
        assert holder(bench.run("assess").at(3).run("control"), "Coast") == holds_coast


def test_only_within_reach_of_home() -> None:
    assert holder(empty(40.0, north={"reach_km": 39.9}).run("control"), "Town") == "state"


def test_local_fighters_come_before_others_the_nearer_and_of_equals_the_first_by_name() -> None:
    assert holder(empty(40.0, north={}, band={}).run("control"), "Town") == "Band"
    fighters = {"place": "Border"}
    assert holder(empty(40.0, north={}, band={}, hill=fighters).run("control"), "Town") == "Hill Fighters"
    nearer = empty(60.0, north={}, band={"place": "Capital"})
    assert holder(nearer.run("control"), "Town") == "North"


def test_who_stands_before_it_comes_before_who_is_near() -> None:
    bench = empty(40.0, north={"mode": v.PAUSED, "target": "Town"}, hill={"place": "Border"})
    assert holder(bench.run("control"), "Town") == "North"
    assert bench.groups["North"].place == bench.place("Town")


def test_a_community_that_has_risen_takes_its_place_wherever_its_fighters_are() -> None:
    bench = empty(40.0, north={}, hill={"place": "Capital"})
    bench.communities["Hills"].stance = v.RISEN
    assert holder(bench.run("control"), "Town") == "Hill Fighters"


def test_with_nobody_near_it_stays_the_states_until_somebody_comes_near() -> None:
    bench = empty(40.0, north={"place": "Coast"})
    assert holder(bench.run("control"), "Town") == "state"
    assert bench.places["Town"].passed_over == 1
    bench.groups["North"].place = bench.place("Border")
    assert holder(bench.run("control"), "Town") == "North"


def test_an_intervention_that_holds_keeps_no_place_that_nobody_is_left_in() -> None:
    bench = empty(40.0, north={})
    bench.nation.branch_kind = v.BRANCH_HOLD
    assert holder(bench.run("control"), "Town") == "North"


# --- who is left there ---------------------------------------------------------------------


def test_a_group_leaves_some_of_its_men_in_a_place_it_takes() -> None:
    bench = empty(40.0, north={})
    bench.run("control")
    assert (bench.groups["North"].men, bench.places["Town"].occupation_men) == (1455, 45)  # 3 per cent
    assert bench.run("assess").guard("Town") == 67  # 45 at 1.5


def test_they_rejoin_it_when_the_state_regains_the_place() -> None:
    bench = empty(40.0, north={}).run("control", "assess")
    bench.places["Town"].retaken = 1
    bench.formations["1st"].status = v.HOLDING
    bench.run("control")
    assert (bench.groups["North"].men, bench.places["Town"].occupation_men) == (1500, 0)


def test_places_lost_before_the_start_are_guarded_by_others() -> None:
    bench = five()
    assert bench.places["Border"].occupation_men == 45
    assert bench.groups["North"].men == 1500


# --- attackers pool --------------------------------------------------------------------------


def test_all_who_attack_a_place_count_together() -> None:
    bench = five({"parameters.combat_loss_rate": 0.1, "parameters.overrun_ratio": 1.5})
    for name in ("North", "Band"):
        row = bench.groups[name]
        row.mode, row.target = v.PRESSING, bench.place("Town")
    bench.run("assess")
    town = bench.places["Town"]
    assert town.attack == town.besieging == 2250 + 300
    bench.run("groups")
    ratio = (1620 * 1.225 + 1) / 2551
    assert bench.groups["North"].dead == math.floor(0.1 * 1500 * ratio * 0.5)
    assert bench.groups["Band"].dead == math.floor(0.1 * 600 * ratio * 0.5)
    bench.run("formations")  # 2550 is more than 1.5 times 1620; neither group alone is
    assert all(bench.formations[name].broken for name in ("1st", "2nd", "Hill"))


# --- spread ----------------------------------------------------------------------------------


@pytest.mark.parametrize("pieces", [1, 4])
@pytest.mark.parametrize("spread", [0.4, 0.0])
def test_every_formation_and_sub_unit_has_a_cohesion_of_its_own(pieces: int, spread: float) -> None:
    given = {"scenario.resolution": pieces, "parameters.cohesion_spread": spread}
    bench = Bench(given)
    parents = list(bench.siblings.values())
    off = [row.cohesion - parents[row.parent].cohesion for row in bench.formations.values()]
    assert (len(set(off)) == len(off)) == (spread > 0.0)
    assert all(abs(one) <= 4.0 * spread + 1e-12 for one in off)


def test_a_place_that_falls_is_logged_once_with_its_taker() -> None:
    events = empty(40.0, north={}).run("control").events
    assert [event for event in events if event.kind == "place lost"] == [
        Event("place lost", "Town", "North", 0)
    ]
