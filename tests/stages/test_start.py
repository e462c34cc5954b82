"""Start: what a run begins with."""

from __future__ import annotations

import math
from typing import Any

import pytest
from stages.bench import Bench, draw, three

from sim.model import vocabulary as v
from sim.model.numeric import probit
from sim.model.stages.start import start


def begun(overrides: dict[str, Any] | None = None, tree: Any = None) -> Bench:
    return Bench(overrides, assessed=False, tree=tree)


# --- formations ----------------------------------------------------------------------------


def test_a_formation_begins_where_it_stands_rested() -> None:
    bench = begun()
    first = bench.formations["1st"]
    expected = {
        "status": v.HOLDING, "place": bench.place("Town"), "origin": bench.place("Town"), "days_left": 0.0,
        "men": 1000, "men_start": 1000, "dead": 0, "loss_carry": 0.0, "quality_permille": 1200,
        "cohesion": 0.9, "conscript_share": 0.5, "adviser_share": 0.4, "officers": 1,
        "broken": 0, "order": v.NOWHERE,
    }  # fmt: skip
    assert {name: getattr(first, name) for name in expected} == expected
    assert first.morale == pytest.approx(0.9 - 0.6 * 0.5)
    assert bench.nation.army_men == 2000


@pytest.mark.parametrize(("drawn", "men"), [(1000.4, 1000), (1000.6, 1001)])
def test_men_are_whole(drawn: float, men: int) -> None:
    about = {"uniform": [drawn - 0.05, drawn + 0.05]}
    bench = begun({"units.1st.men": about, "groups.North.men": about})
    assert bench.formations["1st"].men == bench.siblings["1st"].men == bench.groups["North"].men == men
    assert bench.nation.army_men == 1000 + men


@pytest.mark.parametrize(("quality", "permille"), [(1.2344, 1234), (1.2346, 1235)])
def test_quality_is_in_whole_thousandths(quality: float, permille: int) -> None:
    bench = begun({"units.1st.quality": quality, "groups.North.quality": quality})
    assert bench.formations["1st"].quality_permille == permille
    assert bench.groups["North"].quality_permille == permille


def test_sub_units_share_the_men_and_spread_in_cohesion() -> None:
    bench = begun({"scenario.resolution": 3, "units.Hill.men": 2, "parameters.cohesion_spread": 0.4})
    names = [f"1st #{k}" for k in (1, 2, 3)]
    assert [bench.formations[name].men for name in names] == [334, 333, 333]
    for name in names:
        cohesion = 0.9 + 0.4 * probit(draw(f"unit {name}", v.DRAW_SPREAD, 0))
        assert bench.formations[name].cohesion == pytest.approx(cohesion)
        assert bench.formations[name].morale == pytest.approx(cohesion - 0.3)
    assert [bench.formations[f"Hill #{k}"].men for k in (1, 2, 3)] == [1, 1, 0]
    assert [bench.formations[f"Hill #{k}"].status for k in (1, 2, 3)] == [v.HOLDING, v.HOLDING, v.DISSOLVED]
    assert [row.men for row in bench.siblings.values()] == [500, 400, 1000, 2]
    assert bench.nation.army_men == 1902


# --- groups, people, backers ---------------------------------------------------------------


def test_groups_begin_at_home() -> None:
    bench = begun()
    expected: dict[str, Any] = {
        "mode": v.RESTING, "place": bench.place("Border"), "home": bench.place("Border"), "target": v.NOWHERE,
        "days_left": 0.0, "men": 1500, "dead": 0, "loss_carry": 0.0, "quality_permille": 1500,
        "readiness": 0.8, "will_at_rest": 0.4, "reach_km": 100.0, "joined": 0, "opportunist": 0,
    }  # fmt: skip
    assert {name: getattr(bench.groups["North"], name) for name in expected} == expected
    fighters = {
        "mode": v.DORMANT,
        "place": bench.place("Town"),
        "men": 300,
        "quality_permille": 800,
        "readiness": 1.0,
    }
    assert {name: getattr(bench.groups["Hill Fighters"], name) for name in fighters} == fighters
    assert [bench.groups["Hill Fighters"].will_at_rest, bench.groups["Hill Fighters"].reach_km] == [0.3, 60.0]


def test_a_group_may_begin_before_a_place() -> None:
    north = begun({"groups.North.paused_before": "Town"}).groups["North"]
    assert (north.mode, north.target) == (v.PAUSED, 1)


@pytest.mark.parametrize(("place", "garrison"), [("Capital", 500), ("Town", 1500), ("Border", 0)])
def test_people_have_the_garrison_of_the_start_before_their_eyes(place: str, garrison: int) -> None:
    people = begun({"communities.Hills.place": place}).communities["Hills"]
    assert people.garrison_start == garrison
    assert (people.stance, people.grievance, people.fear, people.first_risen) == (v.QUIET, 0.6, 0.7, v.NEVER)


def test_people_begin_in_their_stance() -> None:
    assert begun({"communities.Hills.stance": "defiant"}).communities["Hills"].stance == v.DEFIANT


def test_backers_begin_supporting() -> None:
    ally = begun({"backers.Ally.reinforcements_per_day": 0.2}).backers["Ally"]
    expected = {
        "stance": v.SUPPORTING, "urging": 0, "first_left": v.NEVER, "weight": 0.8, "air": 0.25,
        "patience": 0.3, "commitment_start": 0.9, "arriving_men": 50.0, "arrivals_per_day": 0.2,
        "role": v.BACKS_STATE,
    }  # fmt: skip
    assert {name: getattr(ally, name) for name in expected} == expected


# --- places and news -----------------------------------------------------------------------


def test_places_begin_as_the_scenario_says() -> None:
    bench = begun()
    rows = [(row.controller, row.prestige, row.population, row.haven) for row in bench.places.values()]
    assert rows == [(0, 4.0, 4000.0, 0.0), (0, 2.0, 2000.0, 0.0), (1, 0.5, 1000.0, 0.4)]
    assert [bench.km("Capital", name) for name in bench.places] == [0.0, 60.0, 100.0]


NEAR = 0.1 + 0.9 * math.exp(-60 / 50)
FAR = 0.1 + 0.9 * math.exp(-100 / 50)


def test_the_nearer_the_more_is_heard_and_a_place_of_public_attention_everywhere() -> None:
    bench = begun()
    heard = {source: [bench.hears(source, listener) for listener in bench.places] for source in bench.places}
    assert heard["Capital"] == pytest.approx([1.0, NEAR, FAR])
    assert heard["Town"] == pytest.approx([0.8, 1.0, 0.8])
    assert heard["Border"] == pytest.approx([FAR, 0.1 + 0.9 * math.exp(-40 / 50), 1.0])


def test_a_bellwether_next_door_is_heard_even_better() -> None:
    bench = begun({"roads.South.km": 5.0})
    assert bench.hears("Town", "Capital") == pytest.approx(0.1 + 0.9 * math.exp(-5 / 50))


def test_a_place_is_heard_like_any_other_where_public_attention_is_off() -> None:
    bench = begun({"mechanisms.public_attention": False})
    assert bench.hears("Town", "Capital") == pytest.approx(NEAR)


def test_attention_follows_prestige_where_none_is_given() -> None:
    watched = {"places.Town.attention": -1.0, "parameters.public_attention": 0.2}
    bench = begun(watched)
    assert bench.hears("Town", "Border") == pytest.approx(0.1 + 0.9 * math.exp(-40 / 50))
    assert bench.hears("Town", "Capital") == pytest.approx(0.4)  # prestige 2
    assert bench.hears("Capital", "Border") == pytest.approx(0.8)
    bench = begun(watched | {"mechanisms.prestige": False})
    assert bench.hears("Capital", "Border") == pytest.approx(FAR)
    assert bench.places["Capital"].prestige == 1.0


def test_without_news_only_what_happens_here_is_heard() -> None:
    bench = begun({"mechanisms.news": False})
    heard = [[bench.hears(source, listener) for listener in bench.places] for source in bench.places]
    assert heard == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


# --- history -------------------------------------------------------------------------------


def after(*events: dict[str, Any], **mechanisms: bool) -> Bench:
    tree = three()
    tree["history"] = list(events)
    tree["mechanisms"] |= mechanisms
    return begun(tree=tree)


def heard(bench: Bench, field: str) -> list[float]:
    return [getattr(row, field) for row in bench.places.values()]


# 60 men are 3 per cent of the army
RETREAT = {"day": -5.0, "kind": "retreat", "place": "Capital", "men": 60}
STAND = {"day": -10.0, "kind": "stand", "place": "Capital", "men": 60, "days": 2.0}
REGAINED = {"day": -10.0, "kind": "place regained", "place": "Capital"}
DEPARTURE = {"day": -5.0, "kind": "departure", "size": 3.0}
LEFT = 2.0 ** (-5.0 / 10.0)


def test_what_broke_before_the_start_is_remembered_by_prestige_and_distance() -> None:
    bench = after(RETREAT)
    # 3 per cent of the army, 2 for each of them, at prestige 4
    assert heard(bench, "broke") == pytest.approx([24 * LEFT * share for share in (1.0, NEAR, FAR)])
    assert heard(bench, "held") == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("event", "evidence"),
    [
        ({"kind": "retreat"}, 6.0),
        ({"kind": "surrender"}, 6.0),
        ({"kind": "withdrawal"}, 3.6),
        ({"kind": "officers left"}, 1.8),
        ({"kind": "retreat", "lost": True}, 6.0 + 3.0),
        ({"kind": "retreat", "size": 0.5}, 6.0 + 0.5),
        ({"kind": "place lost", "men": 0, "lost": True}, 3.0),
        ({"kind": "rising", "men": 0}, 2.5),
        ({"kind": "rumour", "men": 0}, 1.5),
        ({"kind": "stand"}, 0.0),
    ],
)
def test_the_past_counts_by_the_weights_of_a_run(event: dict[str, Any], evidence: float) -> None:
    bench = after(RETREAT | event)
    assert bench.places["Capital"].broke == pytest.approx(4 * LEFT * evidence)


def test_men_count_by_the_army_that_the_scenario_names() -> None:
    tree = three()
    tree["history"] = [RETREAT, STAND]
    tree["scenario"]["army_men"] = 4000
    bench = begun(tree=tree)
    assert bench.places["Capital"].broke == pytest.approx(12 * LEFT)
    assert bench.places["Capital"].held == pytest.approx(6.0)


def test_an_army_is_never_smaller_than_who_is_there() -> None:
    bench = begun({"scenario.army_men": 1})
    assert bench.nation.basis_men == bench.nation.army_men == 2000


def test_what_held_before_the_start_is_remembered_a_stand_by_its_men_and_days() -> None:
    # a place regained makes up for 4 breaks, ten days each
    assert heard(after(REGAINED), "held") == pytest.approx([80.0, 80.0 * NEAR, 80.0 * FAR])
    repelled = REGAINED | {"kind": "attack repelled"}
    assert heard(after(repelled), "held") == pytest.approx([30.0, 30.0 * NEAR, 30.0 * FAR])
    assert heard(after(STAND), "held") == pytest.approx([12.0, 12.0 * NEAR, 12.0 * FAR])
    assert heard(after(STAND, REGAINED), "broke") == [0.0, 0.0, 0.0]


def test_a_departure_is_remembered_everywhere_whatever_the_prestige() -> None:
    assert heard(after(DEPARTURE), "broke") == pytest.approx([3 * LEFT] * 3)


def test_events_of_history_add_up() -> None:
    bench = after(RETREAT, DEPARTURE, STAND, REGAINED)
    assert bench.places["Capital"].broke == pytest.approx(24 * LEFT + 3 * LEFT)
    assert bench.places["Capital"].held == pytest.approx(12.0 + 80.0)


def test_without_rumours_none_of_the_past_is_remembered() -> None:
    rumour = {"day": -5.0, "kind": "rumour", "place": "Capital"}
    assert heard(after(rumour, rumours=False), "broke") == [0.0, 0.0, 0.0]
    assert heard(after(rumour), "broke")[0] > 0.0


def test_without_news_history_is_remembered_only_where_it_happened() -> None:
    assert heard(after(RETREAT, news=False), "broke") == pytest.approx([24 * LEFT, 0.0, 0.0])
    assert heard(after(DEPARTURE, news=False), "broke") == [0.0, 0.0, 0.0]


def test_without_stands_none_is_remembered() -> None:
    bench = after(RETREAT, STAND, REGAINED, stands=False)
    assert heard(bench, "held") == heard(after(REGAINED), "held")  # a place regained is no stand
    assert bench.places["Capital"].broke > 0.0


@pytest.mark.parametrize(("raised", "tick"), [(True, 0), (False, v.NEVER)])
def test_pay_may_have_been_raised_before_the_start(raised: bool, tick: int) -> None:
    pay = {"day": -2.0, "kind": "pay rise", "size": 0.0}
    assert after(*([pay] if raised else [])).nation.pay_tick == tick


# --- the nation ----------------------------------------------------------------------------


def test_the_nation_begins_with_its_leadership_and_an_open_corridor() -> None:
    bench = begun({"branch.kind": "fall", "branch.from_day": 1.5})
    expected: dict[str, Any] = {
        "credibility": 0.7, "confidence": 0.2, "branch_from_day": 1.5, "branch_done": 0, "left_tick": v.NEVER,
        "pay_tick": v.NEVER, "map_changed": 1, "corridor": 1, "first_cut": v.NEVER,
        "withdrawals": 0, "officers_gone": 0, "rumours": 0, "urged": 0, "sent_broke": 0, "sent_held": 0,
    }  # fmt: skip
    assert {name: getattr(bench.nation, name) for name in expected} == expected


def test_a_corridor_may_be_cut_from_the_start() -> None:
    bench = begun()
    bench.nation.refuge = bench.place("Border")
    start(bench._state)
    assert (bench.nation.corridor, bench.nation.first_cut) == (0, 0)


def test_what_is_not_known_is_drawn_for_the_run() -> None:
    unknown = {
        "units.1st.cohesion": {"uniform": [1.0, 3.0]},
        "parameters.conscript_effect": {"uniform": [0.0, 2.0]},
    }
    bench = Bench(unknown, run=7, assessed=False)
    cohesion = 1.0 + 2.0 * draw("units.1st.cohesion", v.DRAW_PARAMETER, 0, run=7)
    effect = 2.0 * draw("parameters.conscript_effect", v.DRAW_PARAMETER, 0, run=7)
    assert bench.formations["1st"].morale == pytest.approx(cohesion - 0.5 * effect)


# --- nothing of an earlier run --------------------------------------------------------------

CHANGING = {
    "places": "broke held sent_broke sent_held lost_tick first_lost first_regained rumour_due rumour_size"
    " denied_tick retaken prestige population haven controller",
    "formations": "status place origin purpose days_left men men_start dead loss_carry cohesion"
    " quality_permille conscript_share adviser_share morale officers broken order",
    "siblings": "men sent_broke sent_held broke held shift",
    "groups": "will_at_rest readiness reach_km mode place target days_left men dead loss_carry"
    " quality_permille joined",
    "communities": "stance garrison_start first_risen grievance fear",
    "backers": "stance urging first_left weight air patience commitment_start arriving_men arrivals_per_day",
}
NATION = (
    "sent_broke sent_held pay_tick left_tick map_changed corridor first_cut army_men withdrawals"
    " officers_gone rumours urged branch_done credibility confidence branch_from_day"
    " branch_until_day"
)


def snapshot(bench: Bench) -> dict[str, list[Any]]:
    rows = {table: [getattr(row, name) for row in getattr(bench, table).values() for name in names.split()]
            for table, names in CHANGING.items()}  # fmt: skip
    return rows | {"nation": [getattr(bench.nation, name) for name in NATION.split()]}


NEVER = {"lost_tick", "first_lost", "first_regained", "rumour_due", "denied_tick"}


def test_nothing_has_been_heard_or_sent() -> None:
    bench = begun({"scenario.resolution": 2})
    for table, names in (
        ("places", "broke held sent_broke sent_held rumour_size retaken lost_tick first_lost"),
        ("places", "first_regained rumour_due denied_tick"),
        ("siblings", "broke held sent_broke sent_held shift"),
    ):
        for row in getattr(bench, table).values():
            for name in names.split():
                assert getattr(row, name) == (v.NEVER if name in NEVER else 0), name


def test_the_two_halves_of_a_formation_differ() -> None:
    bench = begun({"scenario.resolution": 2, "parameters.cohesion_spread": 0.4})
    assert bench.formations["1st #1"].cohesion != bench.formations["1st #2"].cohesion


@pytest.mark.parametrize("resolution", [1, 2])
def test_nothing_of_an_earlier_run_remains(resolution: int) -> None:
    bench = begun({"scenario.resolution": resolution, "parameters.rumours_per_day": 24.0})
    fresh = snapshot(bench)
    bench.places["Town"].threat = bench.places["Town"].garrison = 1
    bench.run("rumours")
    for table, names in CHANGING.items():
        for row in getattr(bench, table).values():
            for name in names.split():
                setattr(row, name, 2)
    for name in NATION.split():
        setattr(bench.nation, name, 2)
    assert len(bench.events) == 1
    bench.start()
    assert snapshot(bench) == fresh
    assert bench.events == []
