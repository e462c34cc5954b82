"""Command: cedes, sends the reserve, raises pay, leaves."""

from __future__ import annotations

import math
from typing import Any

import pytest
from stages.bench import Bench, Event, hazard, three
from stages.scenes import at_the_edge, hold, kinds

from sim.model import vocabulary as v

COMMAND = v.DRAW_COMMAND
LEADERS = "command High command"


def belief_for(seen: float) -> float:
    """The belief at the capital that the command, with its confidence of 0.2, sees as such."""
    return 1.0 / (1.0 + (1.0 - seen) / seen * math.exp(0.2))


# --- ceding ------------------------------------------------------------------------------


def ceding(overrides: dict[str, Any] | None = None, tree: dict[str, Any] | None = None) -> Bench:
    """Capital is the bellwether; Town and Border, held and calm, may be ceded. The 1st is in Border.

    The shortest way from Border is its own road to Capital.
    """
    near = {"parameters.cede_rate": 100.0, "roads.East.km": 90.0, "parameters.cede_km": 30.0}
    bench = Bench(near | (overrides or {}), tree=tree)
    hold(bench, Border="state")
    bench.formations["1st"].place = bench.place("Border")
    bench.nation.bellwether = bench.place("Capital")
    bench.run("assess")
    bench.nation.lost_share = 0.25
    return bench


def ceded(bench: Bench) -> str:
    """What the command cedes, "" for nothing."""
    bench.run("command")
    return next((event.place for event in bench.events if event.kind == "place ceded"), "")


def test_the_far_and_unimportant_is_ceded_and_its_garrison_ordered_to_the_capital() -> None:
    bench = ceding()
    bench.formations["Hill"].place, bench.formations["Hill"].status = bench.place("Border"), v.MOVING
    bench.run("command")
    assert bench.events == [Event("place ceded", "Border", "High command", 1000)]
    orders = {name: row.order for name, row in bench.formations.items()}
    assert orders == {"Guard": v.NOWHERE, "2nd": v.NOWHERE, "1st": bench.place("Capital"), "Hill": v.NOWHERE}


def test_the_order_is_told_as_the_commands() -> None:
    bench = ceding({"parameters.ceding_weight": 2.0}).run("command")
    told = [bench.state.reports[k] for k in range(bench.nation.reports)]
    told = [one for one in told if one.kind == v.CEDED]
    assert [(one.agent_kind, one.agent, one.place) for one in told] == [(v.COMMAND_AGENT, 0, v.NOWHERE)]


def test_distance_is_weighed_against_prestige() -> None:
    bench = ceding()
    bench.places["Border"].prestige = 3.5  # 90 / 3.6 against 60 / 2.1
    assert ceded(bench) == "Town"
    assert bench.formations["2nd"].order == bench.place("Capital")
    assert bench.formations["1st"].order == v.NOWHERE


def test_of_places_as_little_worth_the_first_by_name_is_ceded() -> None:
    tree = three()
    tree["roads"]["North"]["km"], tree["roads"]["East"]["km"] = 100.0, 60.0
    tree["parameters"]["cede_rate"] = 100.0
    bench = ceding(tree=tree)
    bench.places["Border"].prestige = 2.0
    assert ceded(bench) == "Border"


@at_the_edge
def test_the_rate_of_ceding(factor: float, strikes: bool) -> None:
    bench = ceding({"parameters.cede_rate": factor * hazard(LEADERS, COMMAND, 0)})
    assert (ceded(bench) != "") == strikes


@pytest.mark.parametrize(("lost", "cedes"), [(0.24, False), (0.25, True), (0.3, True)])
def test_nothing_is_ceded_before_a_quarter_is_lost(lost: float, cedes: bool) -> None:
    bench = ceding()
    bench.nation.lost_share = lost
    assert (ceded(bench) != "") == cedes


def test_nothing_is_ceded_where_the_mechanism_is_off() -> None:
    assert ceded(ceding({"mechanisms.ceding": False})) == ""


@pytest.mark.parametrize(
    ("field", "value"), [("connected", 0), ("garrison", 0), ("attack", 1), ("haven", 0.5), ("haven", 0.9)]
)
def test_what_is_cut_off_empty_attacked_or_a_stronghold_is_not_ceded(field: str, value: float) -> None:
    bench = ceding()
    setattr(bench.places["Border"], field, value)
    assert ceded(bench) == "Town"


@pytest.mark.parametrize(
    ("field", "value"), [("garrison", 1), ("attack", 0), ("haven", 0.49), ("threat", 99)]
)
def test_what_is_weak_or_threatened_can_be_ceded(field: str, value: float) -> None:
    bench = ceding()
    setattr(bench.places["Border"], field, value)
    assert ceded(bench) == "Border"


def test_everybody_hears_of_an_order_to_give_a_place_up() -> None:
    bench = ceding({"parameters.ceding_weight": 3.0}).run("command")
    assert bench.nation.sent_broke == 3 * 0.5 * 1_000_000  # weight, prestige
    assert ceding({"parameters.ceding_weight": 0.0}).run("command").nation.sent_broke == 0


def test_a_place_is_ceded_but_once() -> None:
    bench = ceding()
    assert ceded(bench) == "Border"
    bench.run("command")
    assert [event.place for event in bench.events] == ["Border", "Town"]
    bench.run("command")
    assert len(bench.events) == 2


def test_what_was_won_back_is_not_ceded() -> None:
    bench = ceding()
    bench.places["Border"].first_regained = 1
    assert ceded(bench) == "Town"


@pytest.mark.parametrize(("km", "place"), [(90.0, "Border"), (90.1, "")])
def test_the_capitals_own_surroundings_are_not_ceded(km: float, place: str) -> None:
    assert ceded(ceding({"parameters.cede_km": km})) == place


@pytest.mark.parametrize(("field", "value"), [("officers", 0), ("status", v.MOVING)])
def test_nothing_is_ordered_where_nobody_can_obey(field: str, value: int) -> None:
    bench = ceding()
    setattr(bench.formations["1st"], field, value)
    assert ceded(bench) == "Town"


@pytest.mark.parametrize(("share", "place"), [(0.99, "Border"), (1.0, "Town")])
def test_what_is_a_backers_own_is_not_the_commands_to_order(share: float, place: str) -> None:
    bench = ceding()
    bench.formations["1st"].adviser_share = share
    assert ceded(bench) == place


def test_without_a_backer_a_formation_is_the_commands() -> None:
    bench = ceding()
    bench.formations["1st"].backer, bench.formations["1st"].adviser_share = v.NOWHERE, 1.0
    assert ceded(bench) == "Border"


@pytest.mark.parametrize(("home", "ordered"), [("Town", False), ("Capital", True)])
def test_those_who_live_in_a_place_stay_when_its_garrison_is_ordered_away(home: str, ordered: bool) -> None:
    bench = ceding()
    bench.places["Border"].ceded = 1
    bench.communities["Hills"].place = bench.place(home)
    assert ceded(bench) == "Town"
    orders = {name: bench.formations[name].order for name in ("2nd", "Hill")}
    capital = bench.place("Capital")
    assert orders == {"2nd": capital, "Hill": capital if ordered else v.NOWHERE}


def test_a_garrisons_way_home_is_not_ceded_before_it() -> None:
    bench = ceding({"roads.East.km": 120.0})  # the way home from Border is through Town
    bench.places["Border"].prestige = 3.5
    assert ceded(bench) == "Border"
    bench.places["Border"].garrison = 0
    assert bench.run("command").events[-1].place == "Town"


def test_a_garrison_that_is_not_the_commands_needs_no_way_home() -> None:
    bench = ceding({"roads.East.km": 120.0})  # the way home from Border is through Town
    bench.formations["1st"].adviser_share = 1.0
    assert ceded(bench) == "Town"


@pytest.mark.parametrize(
    ("kind", "place", "share"),
    [
        ("place lost", "Border", 0.5 / 6.5), ("withdrawal", "Border", 0.5 / 6.5),
        ("rising", "Border", 0.0), ("retreat", "Town", 0.0),
    ],
)  # fmt: skip
def test_what_was_lost_before_the_start_counts(kind: str, place: str, share: float) -> None:
    tree = three()
    tree["history"] = [{"day": -1.0, "kind": kind, "place": place, "size": 1.0}]
    assert Bench(tree=tree).nation.lost_share == share


@pytest.mark.parametrize("anchor", ["bellwether", "refuge"])
def test_the_bellwether_and_the_refuge_are_not_ceded(anchor: str) -> None:
    bench = ceding()
    setattr(bench.nation, anchor, bench.place("Border"))
    assert ceded(bench) == "Town"


def test_what_is_held_by_intervention_is_not_ceded() -> None:
    assert ceded(ceding({"branch.kind": "fall", "branch.place": "Town", "branch.from_day": 9.0})) == "Border"
    bench = ceding({"branch.kind": "hold", "branch.place": "Town"})
    bench.nation.branch_place = bench.place("Border")
    assert ceded(bench) == "Town"


def test_any_place_but_the_capital_may_be_ceded() -> None:
    bench = ceding()
    bench.nation.capital = bench.nation.bellwether = bench.place("Town")
    bench.nation.map_changed = 1
    bench.run("assess")
    bench.nation.lost_share = 0.25
    bench.places["Capital"].prestige = 0.1  # 60 / 0.2 against 40 / 0.6
    assert ceded(bench) == "Capital"
    assert bench.formations["Guard"].order == bench.place("Town")


def test_the_capital_is_not_ceded() -> None:
    bench = ceding()
    bench.nation.bellwether, bench.nation.refuge = bench.place("Border"), bench.place("Town")
    assert ceded(bench) == ""
    assert {row.order for row in bench.formations.values()} == {v.NOWHERE}


# --- the reserve ---------------------------------------------------------------------------


def sending(overrides: dict[str, Any] | None = None) -> Bench:
    return Bench({"parameters.reinforce_rate": 100.0} | (overrides or {}))


def orders(bench: Bench) -> dict[str, int]:
    bench.run("command")
    return {name: row.order for name, row in bench.formations.items() if row.order != v.NOWHERE}


def test_the_reserve_is_sent_to_a_threatened_bellwether() -> None:
    bench = sending()
    assert orders(bench) == {"Guard": bench.place("Town")}
    assert bench.events == []


@at_the_edge
def test_the_rate_of_sending_the_reserve(factor: float, strikes: bool) -> None:
    bench = sending({"parameters.reinforce_rate": factor * hazard(LEADERS, COMMAND, 1)})
    assert (orders(bench) != {}) == strikes


@pytest.mark.parametrize(("seen", "sends"), [(0.5501, True), (0.5499, False)])
def test_it_is_kept_when_the_capital_doubts(seen: float, sends: bool) -> None:
    bench = sending()
    bench.places["Capital"].belief = belief_for(seen)
    bench.places["Town"].belief = 1.0 - bench.places["Capital"].belief
    assert (orders(bench) != {}) == sends


def certain_by_half(bench: Bench) -> None:
    """The command sees exactly a half."""
    bench.places["Capital"].belief, bench.nation.confidence = 0.5, 0.0


def test_at_the_very_threshold_the_reserve_is_kept_and_the_leadership_stays() -> None:
    bench = sending({"parameters.reinforce_belief": 0.5})
    certain_by_half(bench)
    assert orders(bench) == {}
    bench = desperate({"parameters.exile_belief": 0.5})
    certain_by_half(bench)
    assert not left(bench)


@pytest.mark.parametrize(("field", "sends"), [("threat", False), ("connected", False), ("attack", True)])
def test_it_goes_where_there_is_a_threat_and_a_road(field: str, sends: bool) -> None:
    bench = sending()
    setattr(bench.places["Town"], field, 0)
    assert (orders(bench) != {}) == sends


def test_the_least_threat_is_enough() -> None:
    bench = sending()
    bench.places["Town"].threat = 1
    assert orders(bench) != {}


def test_only_a_reserve_that_holds_another_place_is_sent() -> None:
    bench = sending()
    bench.formations["Guard"].place = bench.place("Town")
    assert orders(bench) == {}
    bench = sending()
    bench.formations["Guard"].status = v.MOVING
    assert orders(bench) == {}
    bench = sending({"units.1st.reserve": True})
    bench.formations["1st"].place = bench.place("Border")
    assert orders(bench) == {"Guard": bench.place("Town"), "1st": bench.place("Town")}


def test_it_stays_where_the_mechanism_is_off() -> None:
    assert orders(sending({"mechanisms.reserve": False})) == {}


# --- pay -----------------------------------------------------------------------------------


def paying(overrides: dict[str, Any] | None = None, lost: float = 0.2) -> Bench:
    bench = Bench({"parameters.pay_rate": 100.0} | (overrides or {})).at(3)
    bench.nation.lost_share = lost
    return bench


def test_pay_is_raised_once() -> None:
    bench = paying().run("command")
    assert bench.nation.pay_tick == 3
    assert bench.events == [Event("pay rise", "", "High command", 0)]
    assert bench.at(4).run("command").nation.pay_tick == 3


def test_pay_raised_in_the_first_tick_is_raised() -> None:
    bench = paying()
    bench.nation.pay_tick = 0
    assert bench.run("command").nation.pay_tick == 0


@at_the_edge
def test_the_rate_of_a_pay_rise(factor: float, strikes: bool) -> None:
    bench = paying({"parameters.pay_rate": factor * hazard(LEADERS, COMMAND, 2, tick=3)})
    assert bench.run("command").nation.pay_tick == (3 if strikes else v.NEVER)


@pytest.mark.parametrize(("lost", "pays"), [(0.19, False), (0.2, True), (0.21, True)])
def test_pay_is_raised_once_a_fifth_is_lost(lost: float, pays: bool) -> None:
    assert paying(lost=lost).run("command").nation.pay_tick == (3 if pays else v.NEVER)


def test_pay_is_not_raised_where_the_mechanism_is_off() -> None:
    assert paying({"mechanisms.pay_rise": False}).run("command").nation.pay_tick == v.NEVER


# --- exile ---------------------------------------------------------------------------------


def desperate(overrides: dict[str, Any] | None = None) -> Bench:
    """Belief is low at the capital, which is threatened, and backers are gone."""
    bench = Bench({"parameters.exile_rate": 100.0} | (overrides or {})).at(3)
    bench.places["Capital"].belief = belief_for(0.2)
    bench.nation.support = 0.4
    return bench


def left(bench: Bench) -> bool:
    bench.run("command")
    return bool(bench.nation.left_tick == 3)


def test_the_leaderships_leaving_is_heard_everywhere() -> None:
    bench = desperate()
    assert left(bench)
    assert bench.events == [Event("leadership left", "Capital", "High command", 0)]
    assert bench.nation.sent_broke == 100_000_000
    assert bench.evidence == [("broke", "leadership left", "High command", 100_000_000)]


@at_the_edge
def test_the_rate_of_leaving(factor: float, strikes: bool) -> None:
    assert left(desperate({"parameters.exile_rate": factor * hazard(LEADERS, COMMAND, 3, tick=3)})) == strikes


@pytest.mark.parametrize(("seen", "leaves"), [(0.2499, True), (0.2501, False)])
def test_it_stays_while_it_believes_in_its_army(seen: float, leaves: bool) -> None:
    bench = desperate()
    bench.places["Capital"].belief = belief_for(seen)
    bench.places["Town"].belief = 1.0 - bench.places["Capital"].belief
    assert left(bench) == leaves


@pytest.mark.parametrize(("support", "urged", "leaves"), [(0.5, 0, False), (0.49, 0, True), (0.5, 1, False)])
def test_it_stays_while_backers_do(support: float, urged: int, leaves: bool) -> None:
    bench = desperate()
    bench.nation.support, bench.nation.urged = support, urged
    assert left(bench) == leaves


@at_the_edge
def test_voices_raise_the_rate_of_leaving(factor: float, strikes: bool) -> None:
    rate = factor * hazard(LEADERS, COMMAND, 3, tick=3)
    bench = desperate({"parameters.exile_rate": rate / 3.0, "parameters.voice_effect": 3.0})
    bench.nation.urged = 1
    assert left(bench) == strikes
    bench = desperate({"parameters.exile_rate": rate / 3.0, "parameters.voice_effect": 3.0})
    assert not left(bench)


@pytest.mark.parametrize(
    ("threat", "refuge", "connected", "leaves"),
    [(1, "", 0, True), (0, "", 0, False), (0, "Town", 1, False), (0, "Town", 0, True)],
)
def test_it_leaves_a_capital_that_is_threatened_or_cut_off(
    threat: int, refuge: str, connected: int, leaves: bool
) -> None:
    bench = desperate()
    bench.places["Capital"].threat = threat
    bench.places["Town"].connected = bench.places["Border"].connected = connected
    if refuge:
        bench.nation.refuge = bench.place(refuge)
    assert left(bench) == leaves


def test_a_capital_can_be_cut_off_from_any_refuge() -> None:
    bench = desperate()
    bench.nation.capital, bench.nation.refuge = bench.place("Town"), bench.place("Capital")
    bench.places["Town"].belief = belief_for(0.2)
    bench.places["Town"].threat = bench.places["Capital"].connected = 0
    assert left(bench)


def test_it_does_not_leave_where_the_mechanism_is_off_or_the_capital_has_fallen() -> None:
    assert not left(desperate({"mechanisms.exile": False}))
    bench = desperate()
    hold(bench, Capital="North")
    assert not left(bench)


def test_a_leadership_that_has_left_decides_nothing() -> None:
    rates = ("cede", "reinforce", "pay", "exile")
    bench = desperate({f"parameters.{name}_rate": 100.0 for name in rates})
    bench.nation.left_tick, bench.nation.lost_share = 0, 1.0
    bench.run("command")
    assert (bench.nation.left_tick, bench.events) == (0, [])
    assert {row.order for row in bench.formations.values()} == {v.NOWHERE}


def test_a_leadership_may_decide_several_things_at_once() -> None:
    bench = ceding({"parameters.pay_rate": 100.0})
    bench.run("command")
    assert kinds(bench) == ["place ceded", "pay rise"]
