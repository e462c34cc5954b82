"""Assess: strengths, threats, ways out and beliefs as they stand."""

from __future__ import annotations

import math

import pytest
from stages.bench import Bench
from stages.scenes import hold, line, only_group

from sim.model import vocabulary as v


def each(bench: Bench, field: str) -> tuple[float, ...]:
    """A field of Capital, Town and Border."""
    return tuple(getattr(place, field) for place in bench.places.values())


def quiet(bench: Bench) -> None:
    for group in bench.groups.values():
        group.mode = v.DORMANT


# --- the map -------------------------------------------------------------------------


def test_what_held_roads_join_to_the_capital_is_connected() -> None:
    bench = Bench(tree=line())
    assert each(bench, "connected") == (1, 1, 0)
    hold(bench, Town="North", Border="state")
    assert each(bench.run("assess"), "connected") == (1, 0, 0)


def test_danger_is_the_road_distance_to_the_nearest_place_lost() -> None:
    assert each(Bench(), "danger_km") == (100.0, 40.0, 0.0)


def test_the_map_is_read_again_only_after_it_has_changed() -> None:
    bench = Bench()
    hold(bench, Town="North")
    bench.nation.map_changed = 0
    assert each(bench.run("assess"), "connected") == (1, 1, 0)
    bench.nation.map_changed = 1
    assert each(bench.run("assess"), "connected") == (1, 0, 0)
    assert bench.nation.map_changed == 0


def test_a_road_out_leads_to_a_held_neighbour() -> None:
    bench = Bench()
    assert each(bench, "road_out") == (1, 1, 1)
    hold(bench, Town="North")
    assert each(bench.run("assess"), "road_out") == (0, 1, 1)


def test_where_roads_are_never_cut_any_held_place_will_do() -> None:
    tree = line()
    bench = Bench(tree=tree)
    hold(bench, Town="North", Border="state")
    assert each(bench.run("assess"), "road_out") == (0, 1, 0)
    tree["mechanisms"]["corridor"] = False
    bench = Bench(tree=tree)
    hold(bench, Town="North", Border="state")
    assert each(bench.run("assess"), "road_out") == (1, 1, 1)
    assert each(bench, "connected") == (1, 0, 1)
    hold(bench, Capital="North")
    assert each(bench.run("assess"), "road_out") == (1, 1, 0)  # a place is no way out of itself


def test_a_held_place_next_to_a_lost_one_is_at_the_front() -> None:
    assert each(Bench(tree=line()), "front") == (0, 1, 0)
    bench = Bench()
    hold(bench, Town="North")
    assert each(bench.run("assess"), "front") == (1, 0, 0)


def test_the_share_lost_counts_prestige_and_only_what_was_held_at_the_start() -> None:
    bench = Bench()
    assert bench.nation.lost_share == 0.0
    hold(bench, Town="North")
    assert bench.run("assess").nation.lost_share == pytest.approx(2.0 / 6.0)
    hold(bench, Town="state", Border="state")
    assert bench.run("assess").nation.lost_share == 0.0


@pytest.mark.parametrize(("prestige", "share"), [(0.125, 0.5), (0.0, 0.0)])
def test_half_of_little_prestige_is_half_and_half_of_none_is_none(prestige: float, share: float) -> None:
    bench = Bench({"places.Capital.prestige": prestige, "places.Town.prestige": prestige})
    hold(bench, Town="North")
    assert bench.run("assess").nation.lost_share == share


# --- strengths -----------------------------------------------------------------------


def test_strength_is_men_times_quality_rounded_down() -> None:
    bench = Bench()
    assert (each(bench, "garrison"), each(bench, "defence")) == ((500, 1500, 0), (800, 1200 + 320 + 100, 0))
    bench.formations["2nd"].men = 404  # 323.2
    assert bench.run("assess").places["Town"].defence == 1200 + 323 + 100


@pytest.mark.parametrize("status", [v.MOVING, v.DISSOLVED, v.SURRENDERED, v.DEFECTED])
def test_only_formations_that_hold_defend(status: int) -> None:
    bench = Bench()
    bench.formations["1st"].status = status
    bench.run("assess")
    assert (bench.places["Town"].garrison, bench.places["Town"].defence) == (500, 420)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [  # attack, besieging, threat at Town; North is 2250 strong and Border is next to Town
        (v.RESTING, (0, 0, 2250)),
        (v.MARCHING, (0, 0, 2250)),
        (v.PAUSED, (0, 2250, 2250)),
        (v.PRESSING, (2250, 2250, 2250)),
        (v.RETURNING, (0, 0, 0)),
        (v.DORMANT, (0, 0, 0)),
    ],
)
def test_what_a_group_means_for_its_target(mode: int, expected: tuple[int, int, int]) -> None:
    bench = Bench()
    north = only_group(bench, "North")
    north.mode, north.target = mode, bench.place("Town")
    town = bench.run("assess").places["Town"]
    assert (town.attack, town.besieging, town.threat) == expected
    assert bench.places["Border"].occupiers == (2250 if mode == v.RESTING else 0)
    assert bench.places["Capital"].threat == (2250 if mode == v.RESTING else 0)  # next to Border


def test_a_group_at_rest_threatens_its_neighbours_but_not_where_it_stands() -> None:
    bench = Bench()
    only_group(bench, "North")
    assert each(bench.run("assess"), "threat") == (2250, 2250, 0)
    bench = Bench(tree=line())
    only_group(bench, "North")
    assert each(bench.run("assess"), "threat") == (0, 2250, 0)


def test_threats_from_next_door_add_up() -> None:
    bench = Bench({"groups.Band.opportunist": False})
    assert each(bench.run("assess"), "threat") == (2550, 2550, 0)


def test_an_opportunist_threatens_only_its_target() -> None:
    bench = Bench()
    band = only_group(bench, "Band")
    assert each(bench.run("assess"), "threat") == (0, 0, 0)
    assert each(bench, "occupiers") == (0, 0, 300)
    band.mode, band.target = v.MARCHING, bench.place("Capital")
    assert each(bench.run("assess"), "threat") == (300, 0, 0)
    assert each(bench, "occupiers") == (0, 0, 0)


def test_groups_add_up_and_yesterdays_are_forgotten() -> None:
    bench = Bench()
    for name in ("North", "Band"):
        bench.groups[name].mode, bench.groups[name].target = v.PRESSING, bench.place("Town")
    for _ in range(2):
        bench.run("assess")
        town = bench.places["Town"]
        assert (town.attack, town.besieging, town.threat) == (2550, 2550, 2550)
        assert bench.places["Border"].occupiers == 0


def test_a_lost_place_is_guarded_by_who_rests_there_and_whom_its_holder_left() -> None:
    bench = Bench({"parameters.occupation_share": 0.15})
    assert bench.places["Border"].occupation_men == 225  # of 1500
    assert bench.guard("Border") == 2250 + 300 + 337  # 225 * 1.5, rounded down
    bench.groups["North"].mode = v.MARCHING
    bench.groups["North"].target = bench.place("Town")
    assert bench.run("assess").guard("Border") == 300 + 337
    hold(bench, Town="Band")
    bench.places["Town"].occupation_men = 90
    assert bench.run("assess").guard("Town") == 45


# --- backers -------------------------------------------------------------------------


def test_support_and_air_come_from_the_states_backers_alone() -> None:
    bench = Bench()  # Ally's weight is 0.8: a fifth of all support is nobody's, and stays
    assert bench.nation.support == pytest.approx(0.2 + 0.8 * 0.9)
    assert bench.nation.air == pytest.approx(0.25 * 0.9)
    bench.backers["Ally"].stance = v.SCALED_DOWN
    bench.run("assess")
    assert (bench.nation.support, bench.nation.air) == pytest.approx((0.2 + 0.8 * 0.45, 0.1125))


def test_support_weighs_each_backer() -> None:
    bench = Bench({"backers.Sponsor.role": "state", "groups.North.backer": ""})
    assert bench.nation.support == pytest.approx((0.8 * 0.9 + 0.6) / 1.4)
    assert bench.nation.air == pytest.approx(0.25 * 0.9 + 0.5)


def test_the_states_own_aircraft_add_to_those_of_its_backers() -> None:
    assert Bench({"command.air": 0.1}).nation.air == pytest.approx(0.1 + 0.25 * 0.9)
    assert Bench({"command.air": 0.1, "backers.Ally.air": 0.0}).nation.air == pytest.approx(0.1)


def test_a_state_without_backers_misses_none() -> None:
    bench = Bench({"backers.Ally.weight": 0})
    assert (bench.nation.support, bench.nation.air) == (1.0, pytest.approx(0.225))


def test_a_backer_is_not_missed_before_it_comes_and_adds_its_part_then() -> None:
    bench = Bench(
        {"backers.Sponsor.role": "state", "groups.North.backer": "", "backers.Ally.arrives_day": 3.0}
    )
    assert bench.nation.support == pytest.approx((0.8 + 0.6) / 1.4)
    bench.backers["Ally"].arrived = 1
    assert bench.at(1).run("assess").nation.support == pytest.approx((0.8 * 0.9 + 0.6 + 0.8) / 1.4)
    assert bench.causes("1st")["backers' support"] == pytest.approx(1.1 * (2.12 / 1.4 - 1.4 / 1.4))


def test_what_a_backer_had_withdrawn_before_the_start_is_not_missed() -> None:
    bench = Bench()  # Ally gives 0.9 of its 0.8 from the start
    assert bench.nation.support == pytest.approx(0.92)
    assert bench.causes("1st")["backers' support"] == 0.0
    bench.backers["Ally"].stance = v.SCALED_DOWN
    bench.at(1).run("assess")
    assert bench.nation.support_at_start == pytest.approx(0.92)
    assert bench.causes("1st")["backers' support"] == pytest.approx(-1.1 * 0.8 * 0.45)


@pytest.mark.parametrize(("weight", "support"), [(1e-6, 1.0 - 1e-6), (0.1, 0.9), (1.0, 0.0), (2.0, 0.0)])
def test_a_backer_is_missed_by_its_weight_however_few_there_are(weight: float, support: float) -> None:
    bench = Bench({"backers.Ally.weight": weight, "backers.Ally.commitment": 0.0})
    assert bench.nation.support == support


def test_a_limit_is_in_force_from_its_day_until_the_next() -> None:
    limits = [{"day": 1.0, "most": 0.5}, {"day": 2.0, "most": 0.7}]
    tree = line()
    tree["backers"]["Ally"]["constraints"] = limits
    bench = Bench(tree=tree)
    seen = [bench.at(tick).run("assess").backers["Ally"].commitment for tick in range(5)]
    assert seen == [0.9, 0.9, 0.5, 0.5, 0.7]
    assert bench.backers["Sponsor"].commitment == 1.0  # it has none of its own


# --- people --------------------------------------------------------------------------


@pytest.mark.parametrize(("stance", "around"), [(v.QUIET, 0.0), (v.DEFIANT, -0.5), (v.RISEN, -1.0)])
def test_the_mood_around_follows_the_stance(stance: int, around: float) -> None:
    bench = Bench()
    bench.communities["Hills"].stance = stance
    assert each(bench.run("assess"), "around") == (1.0, around, 0.0)
    assert each(bench, "passage") == (0, int(stance == v.RISEN), 0)
    bench.communities["Hills"].stance = v.QUIET
    assert each(bench.run("assess"), "passage") == (0, 0, 0)


def test_only_who_negotiates_gives_safe_passage() -> None:
    bench = Bench({"communities.Hills.negotiates": False})
    bench.communities["Hills"].stance = v.RISEN
    assert each(bench.run("assess"), "passage") == (0, 0, 0)


def test_moods_of_one_place_add_up() -> None:
    bench = Bench({"communities.Traders.place": "Town"})
    bench.communities["Hills"].stance = v.DEFIANT
    for _ in range(2):
        assert each(bench.run("assess"), "around") == (0.0, 0.5, 0.0)


# --- belief --------------------------------------------------------------------------


def test_belief_is_a_hazard_learned_from_breaks_and_from_time_stood_through() -> None:
    bench = Bench()
    bench.places["Town"].held, bench.places["Town"].broke = 60.0, 16.0
    town = bench.run("assess").places["Town"]
    hazard = (4.0 + 16.0) / (4.0 * 10.0 + 60.0)  # 4 breaks and 10 days are what soldiers expected
    assert town.belief == pytest.approx(0.8 / (0.8 + 0.2 * hazard / 0.1))
    assert town.shift_broke - town.shift_held == pytest.approx(math.log(hazard / 0.1))
    assert bench.places["Capital"].belief == pytest.approx(0.8)


def test_a_longer_expected_stand_is_more_belief_before_and_after_news() -> None:
    beliefs = []
    for days in (5.0, 10.0, 20.0):
        bench = Bench({"parameters.expected_days": days})
        bench.places["Town"].broke = 16.0
        bench.run("assess")
        beliefs.append((bench.places["Capital"].belief, bench.places["Town"].belief))
    assert beliefs == sorted(beliefs)
    assert len(set(beliefs)) == 3


def test_an_army_far_from_the_enemy_sends_no_news_of_standing() -> None:
    bench = Bench({"parameters.exposure_rear": 0.3}, assessed=False)
    for group in bench.groups.values():
        group.mode = v.DORMANT
    for tick in range(20):  # ten days in which nothing happens
        bench.at(tick).run("hear", "assess", "formations")
        assert [place.shift_held for place in bench.places.values()] == [0.0] * 3


def test_sub_units_believe_in_each_other() -> None:
    bench = Bench({"scenario.resolution": 2})
    first = bench.siblings["1st"]
    first.held, first.broke = 4.0, 16.0
    bench.run("assess")
    assert first.shift == pytest.approx(math.log(1.0 + 4.0 / (1.6 * 10.0)) - math.log(1.0 + 16.0 / 1.6))


def test_whole_formations_have_no_comrades_to_believe_in() -> None:
    bench = Bench()
    bench.siblings["1st"].broke = 16.0
    assert bench.run("assess").siblings["1st"].shift == 0.0


# --- what a garrison faces -------------------------------------------------------------


REAR = {"parameters.exposure_rear": 0.1}


def coming(days: float) -> float:
    """Exposure to an enemy who is so many days away."""
    return 0.1 + (0.5 - 0.1) * math.exp(-days)


def test_exposure_is_full_in_contact_and_falls_with_the_days_until_one_could_come() -> None:
    bench = Bench(REAR)
    # North is at Border, 40 km from Town and 120 km from Capital; groups make 100 km a day
    assert each(bench, "exposure") == pytest.approx((coming(1.2), coming(0.4), 0.0))  # nobody holds Border
    bench.groups["North"].mode, bench.groups["North"].target = v.PRESSING, bench.place("Town")
    assert each(bench.run("assess"), "exposure") == pytest.approx((coming(1.2), 1.0, 0.0))


def test_who_is_faster_by_its_own_speed_is_there_first() -> None:
    bench = Bench(REAR | {"groups.Band.opportunist": False, "groups.Band.km_per_day": 400.0})
    assert each(bench, "exposure") == pytest.approx((coming(0.3), coming(0.1), 0.0))
    bench.groups["Band"].mode, bench.nation.groups_moved = v.DORMANT, 1
    assert each(bench.run("assess"), "exposure") == pytest.approx((coming(1.2), coming(0.4), 0.0))


def test_who_is_slower_keeps_nobody_from_being_as_near_as_before() -> None:
    slow = Bench(REAR | {"groups.Band.opportunist": False, "groups.Band.km_per_day": 10.0})
    assert each(slow, "exposure") == pytest.approx((coming(1.2), coming(0.4), 0.0))


def test_who_waits_for_its_day_threatens_and_does_not_besiege() -> None:
    bench = Bench({"groups.North.attacks_from_day": 1.0})
    north = only_group(bench, "North")
    north.mode, north.target = v.PAUSED, bench.place("Town")
    seen = []
    for tick in (0, 1, 2):
        town = bench.at(tick).run("assess").places["Town"]
        seen.append((town.threat, town.besieging))
    assert seen == [(2250, 0), (2250, 0), (2250, 2250)]


def test_a_held_place_stands_in_the_way() -> None:
    tree = line()
    tree["parameters"]["exposure_rear"] = 0.1
    bench = Bench(tree=tree)  # no road from Border to Capital but through Town
    assert each(bench, "exposure") == pytest.approx((0.1, coming(0.4), 0.0))
    hold(bench, Town="North")
    assert bench.run("assess").places["Capital"].exposure == pytest.approx(coming(1.0))


def test_who_is_on_the_way_is_as_near_as_its_march() -> None:
    bench = Bench(REAR)
    north = only_group(bench, "North")
    north.mode, north.target, north.days_left = v.MARCHING, bench.place("Capital"), 0.25
    assert bench.run("assess").places["Capital"].exposure == pytest.approx(coming(0.25))
    north.mode = v.PAUSED
    assert bench.run("assess").places["Capital"].exposure == pytest.approx(0.5)
    north.mode = v.RETURNING  # it attacks nobody before it is back in Border
    assert bench.run("assess").places["Capital"].exposure == pytest.approx(coming(1.2))


def test_nobody_comes_who_is_dormant_or_an_opportunist() -> None:
    bench = Bench(REAR)
    for group in bench.groups.values():
        group.mode = v.DORMANT
    bench.nation.groups_moved = 1
    assert each(bench.run("assess"), "exposure") == (0.1, 0.1, 0.0)
    band = bench.groups["North"]
    band.mode, band.opportunist, bench.nation.groups_moved = v.RESTING, 1, 1
    assert each(bench.run("assess"), "exposure") == (0.1, 0.1, 0.0)


def test_without_anticipation_only_a_threat_next_door_counts() -> None:
    bench = Bench(REAR | {"mechanisms.anticipation": False})
    assert each(bench, "exposure") == (0.5, 0.5, 0.0)
    only_group(bench, "North").mode = v.DORMANT
    assert each(bench.run("assess"), "exposure") == (0.1, 0.1, 0.0)


@pytest.mark.parametrize(("mode", "exposure"), [(v.PRESSING, 1.0), (v.PAUSED, 0.5)])
def test_the_least_strength_is_a_threat_and_a_contact(mode: int, exposure: float) -> None:
    bench = Bench()
    band = only_group(bench, "Band")
    band.men, band.mode, band.target = 2, mode, bench.place("Town")  # one man of quality 1
    town = bench.run("assess").places["Town"]
    assert (town.threat, town.exposure, town.force > 0.0) == (1, exposure, mode == v.PRESSING)


def test_the_force_ratio_is_felt_in_contact_with_air_power_on_the_defenders_side() -> None:
    bench = Bench()
    bench.groups["North"].mode, bench.groups["North"].target = v.PRESSING, bench.place("Town")
    expected = 0.5 * math.log((1620 * 1.225 + 1) / 2251)
    assert each(bench.run("assess"), "force") == pytest.approx((0.0, expected, 0.0))
    bench.groups["North"].mode = v.PAUSED
    assert each(bench.run("assess"), "force") == (0.0, 0.0, 0.0)


def test_the_force_ratio_counts_within_limits() -> None:
    bench = Bench({"parameters.force_ratio_limit": 0.01})
    bench.groups["North"].mode, bench.groups["North"].target = v.PRESSING, bench.place("Town")
    assert bench.run("assess").places["Town"].force == pytest.approx(-0.005)
