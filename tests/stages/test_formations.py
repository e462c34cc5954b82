"""Formations: feel, then hold, break, retreat, obey, counter-attack or arrive."""

from __future__ import annotations

import math
from typing import Any

import pytest
from stages.bench import COUNTER_ATTACKING, ORDERED, RETREATING, Bench, Event, hazard, tipping
from stages.scenes import BREAKING, alone, at_the_edge, hold, kinds

from sim.model import vocabulary as v
from sim.model.causes import CAUSES, OFFICERS

UNIT = v.DRAW_FORMATION
COMING = 0.5 * math.exp(-0.4)  # exposure of Town: North is 40 km away and makes 100 a day


def logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


# --- feel ------------------------------------------------------------------------------


def test_every_cause_of_morale() -> None:
    bench = Bench({"scenario.resolution": 1})
    town, first = bench.places["Town"], bench.formations["1st"]
    town.shift_broke, town.shift_held, town.force, town.around = 0.3, 0.2, -0.4, 0.5
    bench.siblings["1st"].shift = -0.6
    first.dead, first.officers = 50, 0
    town.isolation = 1.0
    bench.nation.support_at_start, bench.nation.support = 1.0, 0.6
    bench.nation.pay_tick, bench.nation.left_tick = 0, 0
    bench.backers["Ally"].commitment = 0.25
    assert bench.causes("1st") == pytest.approx(
        {
            "cohesion": 0.9,
            "news of breaking": -1.2 * 0.3,
            "news of standing": 1.2 * 0.2,
            "expectation": 0.0,
            "comrades of the same unit": -0.5 * 0.6,
            "force ratio": -0.4,
            "backers' support": -1.1 * 0.4,
            "isolation": -0.7,
            "losses": -3.0 * 0.05,
            "conscripts": -0.6 * 0.5,
            "pay": 0.15 * 0.5,
            "officers gone": -1.0,
            "advisers gone": -0.8 * 0.4 * 0.75,
            "people around": 0.4 * 0.5,
            "home ground": 0.0,
            "leadership gone": -3.0,
        }
    )


def test_nothing_weighs_on_a_formation_that_has_lost_nothing() -> None:
    bench = Bench({"backers.Ally.commitment": 1.0})
    calm = {"cohesion": 0.9, "conscripts": -0.3}
    assert {name: part for name, part in bench.causes("1st").items() if part} == pytest.approx(calm)


def test_a_cause_that_can_only_lower_morale_is_never_above_nothing() -> None:
    bench = Bench({"backers.Ally.commitment": 1.0})
    for name in bench.formations:
        parts = bench.causes(name)
        lowering = {cause.name: math.copysign(1.0, parts[cause.name]) for cause in CAUSES if cause.sign < 0}
        assert set(lowering.values()) == {-1.0}, lowering  # its zeros are negative too, to the bit


def test_a_formation_on_the_road_is_not_in_contact() -> None:
    bench = Bench()
    bench.places["Town"].force = -0.4
    bench.formations["1st"].status = v.MOVING
    assert bench.causes("1st")["force ratio"] == 0.0


@pytest.mark.parametrize(
    ("mechanism", "on", "cause", "expected"),
    [
        ("isolation", False, "isolation", 0.0),
        ("advisers", False, "advisers gone", 0.0),
        ("pay_reaches_conscripts", True, "pay", 0.15),
    ],
)
def test_causes_that_a_mechanism_changes(mechanism: str, on: bool, cause: str, expected: float) -> None:
    bench = Bench({f"mechanisms.{mechanism}": on})
    bench.nation.pay_tick = 3
    bench.places["Town"].isolation = 1.0
    bench.backers["Ally"].commitment = 0.25
    assert bench.causes("1st")[cause] == expected


def test_a_formation_without_backer_has_no_advisers_to_lose() -> None:
    bench = Bench()
    bench.formations["Guard"].adviser_share = 0.5
    bench.backers["Envoy"].commitment = bench.backers["Ally"].commitment = 0.0
    assert bench.causes("Guard")["advisers gone"] == 0.0
    assert bench.causes("2nd")["advisers gone"] == pytest.approx(-0.8 * 0.7)


def test_morale_is_the_sum_of_its_causes_at_the_start() -> None:
    bench = Bench().run("formations")
    assert bench.formations["1st"].morale == pytest.approx(sum(bench.causes("1st").values()))


@pytest.mark.parametrize(("start", "rate"), [(2.0, 2.0), (-1.0, 0.4)])
@pytest.mark.parametrize("status", [v.HOLDING, v.MOVING])
def test_morale_falls_and_recovers_at_its_own_rate(start: float, rate: float, status: int) -> None:
    bench = Bench().at(1)
    first = bench.formations["1st"]
    first.morale, first.status, first.days_left = start, status, 9.0
    target = sum(bench.causes("1st").values())
    bench.run("formations")
    assert first.morale == pytest.approx(target + (start - target) * math.exp(-rate * 0.5))


def parts(bench: Bench, formation: str) -> list[float]:
    """What each cause has added to a formation's morale."""
    row = tuple(bench.formations).index(formation)
    return [bench._state.parts[row, k] for k in range(len(CAUSES))]


def test_each_cause_of_morale_is_followed_at_the_rate_at_which_morale_is() -> None:
    bench = Bench()
    first, town = bench.formations["1st"], bench.places["Town"]
    for k in range(len(CAUSES)):
        bench._state.parts[2, k] = 5.0  # of an earlier run
    bench.run("formations")
    assert parts(bench, "1st") == list(bench.causes("1st").values())
    for tick, force, rate in ((1, -0.5, 2.0), (2, 0.0, 0.4)):  # morale falls, then recovers
        before = parts(bench, "1st")
        town.force = force
        bench.at(tick).run("formations")
        causes, share = bench.causes("1st").values(), 1.0 - math.exp(-rate * 0.5)
        expected = [part + (cause - part) * share for part, cause in zip(before, causes, strict=True)]
        assert parts(bench, "1st") == pytest.approx(expected)
        assert sum(parts(bench, "1st")) == pytest.approx(first.morale)


@pytest.mark.parametrize(("rows", "kept"), [(0, False), (1, True)])
def test_causes_of_morale_are_kept_of_a_watched_run_alone(rows: int, kept: bool) -> None:
    bench = Bench()
    bench._state.parts.rows = rows
    bench.run("formations")
    assert any(parts(bench, "Guard")) == kept


@pytest.mark.parametrize("status", [v.DISSOLVED, v.SURRENDERED, v.DEFECTED])
def test_who_is_no_formation_any_more_feels_nothing(status: int) -> None:
    bench = Bench(BREAKING).at(1)
    first = bench.formations["1st"]
    first.status, first.morale = status, 2.0
    bench.run("formations")
    assert (first.status, first.morale, first.broken) == (status, 2.0, 0)


# --- officers --------------------------------------------------------------------------


def test_officers_flight_is_logged_counted_and_heard() -> None:
    bench = Bench({"parameters.officers_rate": 100.0})
    alone(bench, "1st")
    bench.places["Town"].belief, bench.nation.officers_gone = 0.1, 3
    bench.run("formations")
    assert bench.formations["1st"].officers == 0
    assert bench.nation.officers_gone == 4
    assert bench.events == [Event("officers left", "Town", "1st", 1000)]
    # 0.3 of a retreat of 2 per cent of the army, of which the 1st is 50, at prestige 2
    assert bench.places["Town"].sent_broke == 60_000_000
    assert ("broke", "officers left", "Town", 60_000_000) in bench.evidence
    assert bench.siblings["1st"].sent_broke == 0


@at_the_edge
@pytest.mark.parametrize(("name", "place", "way"), [("Guard", "Capital", 1.0), ("1st", "Town", 0.4)])
def test_officers_leave_by_air_or_less_readily_by_road(
    factor: float, strikes: bool, name: str, place: str, way: float
) -> None:
    rate = factor * hazard(f"unit {name}", UNIT, 2) / (way * logistic((0.35 - 0.3) / 0.05))
    bench = Bench({"parameters.officers_rate": rate})
    bench.places[place].belief = 0.3
    bench.run("formations")
    assert bench.formations[name].officers == int(not strikes)


@pytest.mark.parametrize("tick", [0, 1])
def test_men_see_at_once_that_their_officers_have_left(tick: int) -> None:
    bench = Bench({"parameters.officers_rate": 100.0, "parameters.break_rate": 0.0}).at(tick)
    first = bench.formations["1st"]
    first.morale = 3.0
    stayed = Bench({"mechanisms.officers": False, "parameters.break_rate": 0.0}).at(tick)
    stayed.formations["1st"].morale = 3.0
    for one in (bench, stayed):
        one.places["Town"].belief = 0.1
        one.run("formations")
    assert first.officers == 0
    assert first.morale == pytest.approx(stayed.formations["1st"].morale - 1.0)
    assert sum(parts(bench, "1st")) - sum(parts(stayed, "1st")) == pytest.approx(-1.0)
    assert parts(bench, "1st")[OFFICERS] == pytest.approx(-1.0)


@pytest.mark.parametrize(("road_out", "left"), [(0, 1), (1, 0)])
def test_officers_with_no_way_out_stay(road_out: int, left: int) -> None:
    bench = Bench({"parameters.officers_rate": 100.0})
    bench.places["Town"].belief, bench.places["Town"].road_out = 0.1, road_out
    bench.run("formations")
    assert bench.formations["1st"].officers == left


@at_the_edge
def test_new_officers_arrive_where_belief_is_high(factor: float, strikes: bool) -> None:
    rate = factor * hazard("unit 1st", UNIT, 2) / logistic((0.4 - 0.35) / 0.05)
    bench = Bench({"parameters.officers_back_per_day": rate})
    bench.places["Town"].belief = 0.4
    bench.formations["1st"].officers = 0
    bench.run("formations")
    assert bench.formations["1st"].officers == int(strikes)
    assert bench.events == []
    assert bench.nation.officers_gone == 0


@pytest.mark.parametrize(("mechanism", "before"), [("officers", 1), ("officers", 0), ("recovery", 0)])
def test_officers_stay_or_stay_away_where_the_mechanism_is_off(mechanism: str, before: int) -> None:
    always = {"parameters.officers_rate": 100.0, "parameters.officers_back_per_day": 24.0}
    bench = Bench(always | {f"mechanisms.{mechanism}": False})
    bench.places["Town"].belief = 0.1 if before else 0.9
    bench.formations["1st"].officers = before
    bench.run("formations")
    assert bench.formations["1st"].officers == before


def test_officers_can_leave_without_the_mechanism_of_recovery() -> None:
    bench = Bench({"parameters.officers_rate": 100.0, "mechanisms.recovery": False})
    bench.places["Town"].belief = 0.1
    bench.run("formations")
    assert bench.formations["1st"].officers == 0


# --- breaking --------------------------------------------------------------------------


@at_the_edge
@pytest.mark.parametrize("cohesion", [0.9, -10.0])
def test_the_hazard_of_breaking_follows_morale_and_exposure(
    factor: float, strikes: bool, cohesion: float
) -> None:
    made_of = {"units.1st.cohesion": cohesion}
    morale = logistic(sum(Bench(made_of).causes("1st").values()))
    rate = factor * hazard("unit 1st", UNIT, 0) / (math.exp(-2.0 * (morale - 0.3)) * COMING)
    steep = {"parameters.break_rate": rate, "parameters.break_steepness": 2.0}
    bench = Bench(made_of | steep).run("formations")
    assert bench.formations["1st"].broken == int(strikes)


def test_who_is_not_exposed_at_all_does_not_break() -> None:
    bench = Bench(BREAKING)
    bench.places["Capital"].exposure = 0.0
    bench.run("formations")
    assert [bench.formations[name].broken for name in ("Guard", "1st")] == [0, 1]


@at_the_edge
def test_the_draw_of_a_tick_is_its_own(factor: float, strikes: bool) -> None:
    rate = factor * hazard("unit 1st", UNIT, 0, tick=3) / COMING
    bench = Bench({"parameters.break_rate": rate, "parameters.break_steepness": 0.0}).at(3).run("formations")
    assert bench.formations["1st"].broken == int(strikes)


@pytest.mark.parametrize(("attack", "broken"), [(8 * 1620, 0), (8 * 1620 + 1, 1)])
def test_defenders_are_overrun_beyond_eight_to_one(attack: int, broken: int) -> None:
    bench = Bench()
    bench.places["Town"].attack = attack
    bench.run("formations")
    assert [bench.formations[name].broken for name in ("1st", "2nd", "Guard")] == [broken, broken, 0]
    assert set(bench.logged("trigger")) == ({v.BY_OVERRUN} if broken else set())


def hopeless(overrides: dict[str, Any] | None = None) -> Bench:
    """Town cut off, with enemies near and nobody to come; the first step hands over if anything does."""
    bench = Bench({"parameters.handover_rate": 100.0} | (overrides or {}))
    bench.places["Town"].isolation = 1.0
    hold(bench, Capital="North")
    return bench


def given_up(bench: Bench) -> bool:
    return bool(bench.run("formations").formations["1st"].broken)


def test_a_garrison_without_hope_surrenders_to_who_is_near() -> None:
    bench = hopeless()
    assert given_up(bench)
    assert bench.formations["1st"].status == v.SURRENDERED
    assert bench.state.events[0].trigger == v.HOPELESS
    bench = hopeless()
    bench.places["Town"].threat = 0  # enemies hold the next place, and nobody comes
    assert given_up(bench)
    assert bench.formations["1st"].status == v.DISSOLVED


def test_men_of_a_community_that_has_risen_go_over() -> None:
    bench = hopeless()
    bench.communities["Hills"].stance = v.RISEN
    bench.run("formations")
    assert bench.formations["Hill"].status == v.DEFECTED


@pytest.mark.parametrize(
    "overrides",
    [{"parameters.handover_rate": 0.0}, {"mechanisms.handover": False}, {"branch.kind": "hold"}],
)
def test_what_keeps_it_from_giving_up(overrides: dict[str, Any]) -> None:
    assert not given_up(hopeless(overrides))


def test_it_does_not_give_up_while_something_comes_by_air() -> None:
    bench = hopeless()
    bench.places["Town"].isolation = 0.5
    assert not given_up(bench)


def test_it_does_not_give_up_where_no_enemy_is_near() -> None:
    bench = hopeless()
    hold(bench, Capital="state", Border="state")
    bench.places["Capital"].defence = 1  # who could come is too weak
    bench.places["Town"].threat = 0
    assert not given_up(bench)
    bench.places["Town"].around = -0.5
    assert given_up(bench)


@pytest.mark.parametrize(("more", "gives_up"), [(0, True), (1, False)])
def test_it_waits_for_a_stronger_place_that_a_held_road_leads_to(more: int, gives_up: bool) -> None:
    bench = hopeless()
    hold(bench, Capital="state")
    bench.places["Capital"].defence = bench.places["Town"].defence + more
    assert given_up(bench) == gives_up


@at_the_edge
def test_the_rate_of_giving_up_falls_with_morale(factor: float, strikes: bool) -> None:
    willing = logistic(hopeless({"parameters.handover_rate": 0.0}).run("formations").formations["1st"].morale)
    rate = factor * hazard("unit 1st", v.DRAW_HANDOVER, 0) / (1.0 - willing) ** 2
    bench = hopeless({"parameters.handover_rate": rate})
    assert given_up(bench) == strikes


# --- who expects to be killed ------------------------------------------------------------------
@pytest.mark.parametrize(("north", "band", "expected"), [(0.2, 1.0, 0.2), (1.0, 0.0, 1.0), (0.0, 1.0, 0.0)])
def test_whoever_threatens_a_place_says_whether_one_is_spared(
    north: float, band: float, expected: float
) -> None:
    bench = Bench({"groups.North.quarter": north, "groups.Band.quarter": band})
    assert bench.places["Town"].quarter == expected  # an opportunist threatens nobody


def test_of_several_who_threaten_the_stronger_counts_for_more() -> None:
    bench = Bench({"groups.North.quarter": 0.2, "groups.Band.opportunist": False})
    strong, weak = 1500 * 1.5, 600 * 0.5
    assert bench.places["Town"].quarter == pytest.approx((0.2 * strong + weak) / (strong + weak), rel=1e-9)


def test_where_nobody_threatens_those_next_door_count_and_nobody_spares_less_than_who_is_there() -> None:
    bench = Bench({"groups.North.quarter": 0.3})
    hold(bench, Border="North", Capital="state")
    for group in bench.groups.values():
        group.mode = v.DORMANT
    bench.run("assess")
    assert (bench.places["Town"].threat, bench.places["Town"].quarter) == (0, 0.3)
    hold(bench, Border="state")
    assert bench.run("assess").places["Town"].quarter == 1.0


def test_without_the_mechanism_everybody_is_spared() -> None:
    bench = Bench({"groups.*.quarter": 0.0, "mechanisms.quarter": False})
    assert {place.quarter for place in bench.places.values()} == {1.0}


@at_the_edge
def test_who_would_be_killed_gives_up_less(factor: float, strikes: bool) -> None:
    willing = logistic(hopeless({"parameters.handover_rate": 0.0}).run("formations").formations["1st"].morale)
    rate = factor * hazard("unit 1st", v.DRAW_HANDOVER, 0) / (1.0 - willing) ** 2 / 0.25
    bench = hopeless({"parameters.handover_rate": rate})
    bench.places["Town"].quarter = 0.25
    assert given_up(bench) == strikes


def cornered(quarter: float, way: int, people: bool = False) -> int:
    """Whether the 1st breaks that would surely break if it could get away, or were spared."""
    bench = Bench(BREAKING)
    place = bench.places["Town"]
    place.road_out, place.quarter = way, quarter
    if people:
        bench.formations["1st"].native, bench.formations["1st"].home = 1, bench.place("Town")
    return int(bench.run("formations").formations["1st"].broken)


def test_who_can_neither_get_away_nor_be_spared_fights_on() -> None:
    assert [cornered(quarter, way) for quarter, way in ((1.0, 0), (1e-9, 0), (1e-9, 1))] == [1, 0, 1]
    assert cornered(1e-9, 1, people=True) == 0  # who is at home goes nowhere
    assert cornered(1.0, 1, people=True) == 1


@pytest.mark.parametrize(("tick", "broken"), [(2, 1), (3, 0), (4, 0)])
def test_while_the_bellwether_is_held_its_garrison_cannot_break(tick: int, broken: int) -> None:
    bench = Bench(BREAKING | {"branch.kind": "hold", "branch.from_day": 1.5}).at(tick).run("formations")
    assert bench.formations["1st"].broken == broken
    assert bench.formations["Guard"].broken == 1


@pytest.mark.parametrize(("tick", "broken"), [(2, 1), (3, 0), (5, 0), (6, 1)])
def test_any_garrison_can_be_held_from_a_day_to_another(tick: int, broken: int) -> None:
    held = {"branch.kind": "hold", "branch.place": "Capital", "branch.from_day": 1.5, "branch.until_day": 3.0}
    bench = Bench(BREAKING | held).at(tick).run("formations")
    assert (bench.formations["Guard"].broken, bench.formations["1st"].broken) == (broken, 1)


@pytest.mark.parametrize(("at", "status"), [("Town", v.HOLDING), ("Capital", v.MOVING)])
def test_a_garrison_that_is_held_is_not_ordered_away(at: str, status: int) -> None:
    bench = Bench({"branch.kind": "hold", "branch.place": at})
    bench.formations["1st"].order = bench.place("Capital")
    bench.run("formations")
    assert bench.formations["1st"].status == status


def test_a_garrison_that_is_held_can_die() -> None:
    bench = Bench({"branch.kind": "hold", "parameters.combat_loss_rate": 1.0})
    bench.places["Town"].attack = 10**9
    for tick in range(8):
        bench.at(tick).run("formations")
    first = bench.formations["1st"]
    assert (first.status, first.men, first.dead, first.broken) == (v.DISSOLVED, 0, 1000, 0)


@pytest.mark.parametrize(("tick", "done", "broken"), [(2, 0, 0), (3, 0, 1), (4, 0, 1), (4, 1, 0)])
def test_when_the_bellwether_is_made_to_fall_its_garrison_breaks_once(
    tick: int, done: int, broken: int
) -> None:
    bench = Bench({"branch.kind": "fall", "branch.from_day": 1.5}).at(tick)
    bench.nation.branch_done = done
    bench.run("formations")
    assert [bench.formations[name].broken for name in ("1st", "2nd", "Guard")] == [broken, broken, 0]
    assert set(bench.logged("trigger")) == ({v.BY_INTERVENTION} if broken else set())


# --- what a broken formation does --------------------------------------------------------


def test_a_broken_formation_retreats_and_is_heard_of() -> None:
    bench = Bench(BREAKING)
    first = alone(bench, "1st")
    first.order = bench.place("Capital")
    bench.run("formations")
    assert bench.events == [Event("retreat", "Town", "1st", 1000)]
    assert (first.broken, first.status, first.purpose) == (1, v.MOVING, RETREATING)
    assert (first.origin, first.place) == (bench.place("Town"), bench.place("Capital"))
    assert first.days_left == 60 / 120
    assert first.order == v.NOWHERE
    assert bench.places["Town"].sent_broke == 2 * 50 * 2 * 1_000_000  # weight, per cent of the army, prestige
    assert bench.evidence[-1] == ("broke", "retreat", "Town", 200_000_000)
    assert (bench.logged("towards"), bench.logged("trigger")) == ([bench.place("Capital")], [v.BY_HAZARD])


@pytest.mark.parametrize(("passage", "men"), [(0, 1000 - 150), (1, 1000)])
def test_stragglers_are_lost_without_safe_passage(passage: int, men: int) -> None:
    bench = Bench(BREAKING)
    bench.places["Town"].passage = passage
    bench.run("formations")
    assert bench.formations["1st"].men == men
    assert bench.formations["1st"].dead == 0


def test_stragglers_are_counted_in_whole_men() -> None:
    bench = Bench(BREAKING)
    bench.formations["1st"].men = 99
    bench.run("formations")
    assert bench.formations["1st"].men == 99 - 14  # 14.85


@pytest.mark.parametrize(("stance", "status"), [(v.DEFIANT, v.MOVING), (v.RISEN, v.DEFECTED)])
def test_a_formation_of_a_people_that_has_risen_defects(stance: int, status: int) -> None:
    bench = Bench(BREAKING)
    hill = alone(bench, "Hill")
    bench.communities["Hills"].stance = stance
    bench.groups["Hill Fighters"].joined = 7
    bench.run("formations")
    defects = status == v.DEFECTED
    assert hill.status == status
    assert bench.groups["Hill Fighters"].joined == (107 if defects else 7)
    assert bench.events == [Event("defection" if defects else "retreat", "Town", "Hill", 100)]
    assert bench.places["Town"].sent_broke == 2 * 5 * 2 * 1_000_000


def test_others_do_not_defect() -> None:
    bench = Bench(BREAKING)
    bench.communities["Hills"].stance = v.RISEN
    bench.run("formations")
    assert bench.formations["1st"].status == v.MOVING


@pytest.mark.parametrize(
    ("attack", "status", "event"), [(0, v.DISSOLVED, "dissolution"), (1, v.SURRENDERED, "surrender")]
)
def test_with_no_way_out_it_surrenders_to_an_attack_or_melts_away(
    attack: int, status: int, event: str
) -> None:
    bench = Bench(BREAKING)
    first = alone(bench, "1st")
    bench.places["Town"].road_out, bench.places["Town"].attack = 0, attack
    bench.run("formations")
    assert (first.status, first.men, first.place) == (status, 1000, bench.place("Town"))
    assert bench.events == [Event(event, "Town", "1st", 1000)]
    assert bench.places["Town"].sent_broke == 200_000_000
    assert bench.evidence[-1] == ("broke", event, "Town", 200_000_000)
    assert (bench.logged("towards"), bench.logged("trigger")) == ([v.NOWHERE], [v.BY_HAZARD])


def test_under_attack_with_a_way_out_it_retreats() -> None:
    bench = Bench(BREAKING)
    bench.places["Town"].attack = 1
    bench.run("formations")
    assert bench.formations["1st"].status == v.MOVING


def test_defection_comes_before_surrender() -> None:
    bench = Bench(BREAKING)
    bench.communities["Hills"].stance = v.RISEN
    bench.places["Town"].road_out, bench.places["Town"].attack = 0, 1
    bench.run("formations")
    assert bench.formations["Hill"].status == v.DEFECTED


@pytest.mark.parametrize(("shift", "quits"), [(1e-6, True), (-1e-6, False)])
@pytest.mark.parametrize(
    ("given", "officers", "weights"),
    [
        ({}, 1, {"quit_conscripts": 1.4}),
        ({"groups.*.quarter": 0.0}, 1, {"quit_conscripts": 1.4}),
        ({"groups.*.quarter": 0.0, "mechanisms.quarter": False}, 1, {"quit_conscripts": 1.4}),
        ({}, 0, {"quit_officers": 2.2}),
        ({}, 1, {"quit_officers": 2.2}),
        ({}, 1, {"quit_despair": 5.0}),
    ],
)
def test_who_melts_away_instead(
    shift: float, quits: bool, given: dict[str, Any], officers: int, weights: dict[str, float]
) -> None:
    calm = {"parameters.critical_morale": 0.9, "parameters.officers_effect": 0.0}
    despair = 0.9 - logistic(sum(Bench(calm).causes("1st").values()))
    spared = 0.0 if len(given) == 1 else 0.5  # half of them are conscripts
    added = weights.get("quit_conscripts", 0.0) * spared
    added += weights.get("quit_officers", 0.0) * (1 - officers) + weights.get("quit_despair", 0.0) * despair
    base = tipping("unit 1st", UNIT, 1) - added + shift
    stated = {f"parameters.{name}": value for name, value in weights.items()}
    bench = Bench(BREAKING | calm | given | stated | {"parameters.quit_base": base})
    bench.formations["1st"].officers = officers
    bench.run("formations")
    assert bench.formations["1st"].status == (v.DISSOLVED if quits else v.MOVING)


def test_sub_units_see_their_comrades_break() -> None:
    bench = Bench(BREAKING | {"scenario.resolution": 2})
    alone(bench, "1st #1")
    bench.run("formations")
    assert bench.siblings["1st"].sent_broke == 2 * 50 * 1_000_000  # half of the formation; no prestige
    assert bench.siblings["2nd"].sent_broke == 0
    assert bench.places["Town"].sent_broke == 2 * 25 * 2 * 1_000_000


def test_what_comrades_see_adds_up() -> None:
    bench = Bench(BREAKING | {"scenario.resolution": 2}).run("formations")
    assert bench.siblings["1st"].sent_broke == 2 * 100 * 1_000_000
    bench = Bench({"scenario.resolution": 2})
    bench.places["Town"].exposure = 0.4
    bench.run("formations")
    assert bench.siblings["1st"].sent_held == 20_000_000  # 0.4, half a day, all of the formation


def test_a_formation_of_one_man_is_seen_to_stand() -> None:
    bench = Bench({"scenario.resolution": 2, "units.1st.men": 1})
    bench.places["Town"].exposure = 0.4
    bench.run("formations")
    assert bench.siblings["1st"].sent_held == 20_000_000


def test_a_formation_of_one_man_is_seen_to_break() -> None:
    bench = Bench(BREAKING | {"scenario.resolution": 2, "units.1st.men": 1})
    bench.run("formations")
    assert bench.siblings["1st"].sent_broke == 2 * 100 * 1_000_000


def test_a_whole_formation_has_no_comrades_to_see_it_break() -> None:
    bench = Bench(BREAKING).run("formations")
    assert bench.siblings["1st"].sent_broke == 0


# --- losses ------------------------------------------------------------------------------


def test_losses_in_contact_are_whole_men_and_the_rest_is_carried() -> None:
    bench = Bench({"parameters.combat_loss_rate": 0.1})
    first = alone(bench, "1st")
    bench.run("assess")
    bench.places["Town"].attack = 2401  # twice the defence of 1200, each with one more
    first.loss_carry = 0.75
    bench.run("formations")
    assert (first.men, first.dead, first.loss_carry) == (900, 100, pytest.approx(0.75))
    bench.run("formations")
    assert (first.men, first.dead, first.loss_carry) == (810, 190, pytest.approx(0.75))


def test_without_an_attack_there_are_no_losses() -> None:
    bench = Bench({"parameters.combat_loss_rate": 0.5})
    bench.formations["1st"].loss_carry = 3.0
    bench.run("formations")
    assert (bench.formations["1st"].men, bench.formations["1st"].loss_carry) == (1000, 3.0)


def test_a_formation_without_men_is_one_no_more() -> None:
    bench = Bench()
    first = alone(bench, "1st")
    first.men, first.loss_carry, bench.places["Town"].attack = 1, 2.5, 1
    bench.run("formations")
    assert (first.status, first.men, first.dead, first.loss_carry) == (v.DISSOLVED, 0, 1, 1.5)
    assert bench.events == []


# --- orders ------------------------------------------------------------------------------


def test_reinforcement_sets_out_by_order() -> None:
    bench = Bench()
    guard = bench.formations["Guard"]
    guard.order = bench.place("Town")
    bench.run("formations")
    assert (guard.status, guard.purpose, guard.order) == (v.MOVING, ORDERED, v.NOWHERE)
    assert (guard.origin, guard.place) == (bench.place("Capital"), bench.place("Town"))
    assert guard.days_left == 60 / 120
    assert bench.events == [Event("reinforcement", "Town", "Guard", 500)]
    assert (bench.logged("towards"), bench.logged("trigger")) == ([bench.place("Town")], [v.NO_TRIGGER])
    assert (bench.nation.withdrawals, bench.places["Capital"].sent_broke) == (0, 0)


def test_a_withdrawal_to_the_capital_counts_as_part_of_a_retreat() -> None:
    bench = Bench()
    first = bench.formations["1st"]
    first.order = bench.place("Capital")
    bench.nation.withdrawals = 3
    bench.run("formations")
    assert (first.status, first.purpose, first.men) == (v.MOVING, ORDERED, 1000)
    assert first.place == bench.place("Capital")
    assert bench.events == [Event("withdrawal", "Town", "1st", 1000)]
    assert bench.logged("towards") == [bench.place("Capital")]
    assert ("broke", "withdrawal", "Town", 120_000_000) in bench.evidence
    assert bench.nation.withdrawals == 4
    assert bench.places["Town"].sent_broke == 120_000_000  # 0.6 * 2 * 50 per cent * prestige 2
    assert first.broken == 0


@pytest.mark.parametrize(
    "obstacle", ["none", "officers", "leadership", "here cut off", "there cut off", "already there"]
)
def test_orders_need_officers_a_leadership_and_a_road(obstacle: str) -> None:
    bench = Bench()
    first = alone(bench, "1st")
    first.order = bench.place("Capital")
    first.officers = int(obstacle != "officers")
    bench.nation.left_tick = 0 if obstacle == "leadership" else v.NEVER
    bench.places["Town"].connected = int(obstacle != "here cut off")
    bench.places["Capital"].connected = int(obstacle != "there cut off")
    if obstacle == "already there":
        first.order = bench.place("Town")
    bench.run("formations")
    assert first.status == (v.MOVING if obstacle == "none" else v.HOLDING)
    assert first.order == v.NOWHERE  # forgotten if not obeyed
    assert kinds(bench) == (["withdrawal"] if obstacle == "none" else [])


def test_who_obeys_is_no_news_of_standing() -> None:
    bench = Bench()
    alone(bench, "1st").order = bench.place("Capital")
    bench.places["Capital"].threat = 1
    bench.run("formations")
    assert [kind for _, kind, _, _ in bench.evidence] == ["withdrawal"]


# --- standing ------------------------------------------------------------------------------


@pytest.mark.parametrize(("exposure", "sent"), [(0.0, 0), (0.25, 12_500_000), (1.0, 50_000_000)])
def test_time_stood_through_is_news_by_its_exposure(exposure: float, sent: int) -> None:
    # half a day, 50 per cent of the army, prestige 2
    bench = Bench()
    alone(bench, "1st")
    bench.places["Town"].exposure = exposure
    bench.run("formations")
    assert bench.places["Town"].sent_held == sent
    assert bench.evidence == ([("held", "stand", "Town", sent)] if sent else [])
    assert bench.siblings["1st"].sent_held == 0


@pytest.mark.parametrize("order", ["Town", "Border", "Capital"])
def test_an_order_not_carried_out_leaves_it_standing(order: str) -> None:
    bench = Bench()
    alone(bench, "1st").order = bench.place(order)
    bench.places["Capital"].connected = 0
    bench.run("formations")
    assert bench.formations["1st"].status == v.HOLDING
    assert bench.places["Town"].sent_held > 0


def test_stands_are_no_news_where_the_mechanism_is_off() -> None:
    bench = Bench({"mechanisms.stands": False}).run("formations")
    assert bench.places["Town"].sent_held == 0


def test_sub_units_see_their_comrades_stand() -> None:
    bench = Bench({"scenario.resolution": 2})
    alone(bench, "1st #2")
    bench.places["Town"].exposure = 0.4
    bench.run("formations")
    assert bench.siblings["1st"].sent_held == 10_000_000  # 0.4, half a day, 50 per cent of the formation
    assert bench.siblings["2nd"].sent_held == 0


# --- travel and arrival ----------------------------------------------------------------------


def travelling(bench: Bench, place: str, purpose: int, days_left: float = 0.5) -> Any:
    """The 1st on the road to a place."""
    first = alone(bench, "1st")
    first.status, first.purpose, first.days_left = v.MOVING, purpose, days_left
    first.origin, first.place = bench.place("Town"), bench.place(place)
    return first


@pytest.mark.parametrize(
    ("days_left", "after", "status"), [(0.75, 0.25, v.HOLDING), (0.76, 0.26, v.MOVING), (2.0, 1.5, v.MOVING)]
)
def test_arrival_is_in_the_nearest_tick(days_left: float, after: float, status: int) -> None:
    bench = Bench()
    first = travelling(bench, "Capital", RETREATING, days_left)
    bench.run("formations")
    assert (first.status, first.days_left) == (status, pytest.approx(after))
    assert bench.events == ([Event("arrival", "Capital", "1st", 1000)] if status == v.HOLDING else [])


def test_who_is_on_the_road_neither_breaks_nor_stands() -> None:
    bench = Bench(BREAKING)
    first = travelling(bench, "Town", ORDERED, 5.0)
    bench.places["Town"].sent_held = 0
    bench.run("formations")
    assert (first.broken, bench.places["Town"].sent_held) == (0, 0)


@pytest.mark.parametrize("purpose", [RETREATING, ORDERED])
def test_from_a_place_lost_meanwhile_it_goes_on_to_the_next(purpose: int) -> None:
    bench = Bench()
    first = travelling(bench, "Border", purpose)
    bench.places["Border"].occupiers = 0
    bench.run("formations")
    assert (first.status, first.purpose) == (v.MOVING, RETREATING)
    assert (first.origin, first.place) == (bench.place("Border"), bench.place("Town"))
    assert first.days_left == pytest.approx(40 / 120)
    assert (first.men, bench.places["Border"].retaken, bench.events) == (1000, 0, [])


def test_on_arrival_with_nowhere_to_go_it_melts_away() -> None:
    bench = Bench()
    first = travelling(bench, "Border", RETREATING)
    bench.places["Border"].road_out = 0
    bench.run("formations")
    assert first.status == v.DISSOLVED
    assert bench.events == [Event("dissolution", "Border", "1st", 1000)]
    assert (bench.logged("towards"), bench.logged("trigger")) == ([v.NOWHERE], [v.ON_THE_ROAD])
    assert bench.places["Border"].sent_broke == 50_000_000  # 2 * 50 per cent * prestige 0.5
    assert bench.evidence == [("broke", "dissolution", "Border", 50_000_000)]


def test_a_place_regained_meanwhile_need_not_be_retaken() -> None:
    bench = Bench()
    first = travelling(bench, "Border", COUNTER_ATTACKING)
    hold(bench, Border="state")
    bench.places["Border"].occupiers = 10_000
    bench.run("formations")
    assert (first.status, bench.places["Border"].retaken) == (v.HOLDING, 0)


def test_nobody_comes_to_stay_in_the_bellwether_as_it_is_made_to_fall() -> None:
    bench = Bench({"branch.kind": "fall", "branch.from_day": 1.0}).at(2)
    first = travelling(bench, "Town", ORDERED)
    bench.run("formations")
    assert (first.status, first.place) == (v.MOVING, bench.place("Capital"))


def test_what_was_retaken_in_the_last_tick_is_retaken_no_more() -> None:
    bench = Bench()
    for place in bench.places.values():
        place.retaken = 1
    bench.run("assess")
    assert [place.retaken for place in bench.places.values()] == [0, 0, 0]


def test_nobody_retreats_to_nowhere() -> None:
    bench = Bench(BREAKING | {"mechanisms.corridor": False})
    hold(bench, Capital="North", Border="North")
    bench.places["Town"].road_out = 1
    bench.run("formations")
    assert {bench.formations[name].status for name in ("1st", "2nd")} <= {
        v.SURRENDERED,
        v.DISSOLVED,
        v.DEFECTED,
    }
    assert v.NOWHERE not in {bench.formations[name].place for name in ("1st", "2nd")}
