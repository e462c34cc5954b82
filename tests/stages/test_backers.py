"""Backers: step back or forward, send men, or urge exile."""

from __future__ import annotations

import math
from typing import Any

import pytest
from stages.bench import Bench, Event, hazard, three
from stages.scenes import at_the_edge, hold

from sim.model import vocabulary as v

BACKER = v.DRAW_BACKER
LEAVING = {"parameters.leave_rate": 100.0}
RETURNING = {"parameters.return_rate": 100.0}


def logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


def seeing(belief: float, overrides: dict[str, Any], stance: int = v.SUPPORTING) -> tuple[Bench, Any]:
    """The backers when belief at the capital is such."""
    bench = Bench(overrides)
    bench.places["Capital"].belief = belief
    bench.backers["Ally"].stance = stance
    return bench, bench.backers["Ally"]


@at_the_edge
def test_a_backer_steps_back_when_belief_falls_below_its_patience(factor: float, strikes: bool) -> None:
    rate = factor * hazard("backer Ally", BACKER, 0) / logistic((0.3 - 0.25) / 0.05)
    bench, ally = seeing(0.25, {"parameters.leave_rate": rate})
    bench.run("backers")
    assert ally.stance == (v.SCALED_DOWN if strikes else v.SUPPORTING)


@at_the_edge
def test_a_backer_comes_back_when_belief_does(factor: float, strikes: bool) -> None:
    rate = factor * hazard("backer Ally", BACKER, 1) / logistic((0.4 - 0.3) / 0.05)
    bench, ally = seeing(0.4, {"parameters.return_rate": rate}, v.ORDERED_HOME)
    bench.run("backers")
    assert ally.stance == (v.SCALED_DOWN if strikes else v.ORDERED_HOME)


@pytest.mark.parametrize(("stance", "first_left"), [(v.SUPPORTING, v.NEVER), (v.SCALED_DOWN, 3)])
def test_each_step_back_is_half_of_a_departure(stance: int, first_left: int) -> None:
    bench, ally = seeing(0.0, LEAVING, stance)
    bench.at(3).run("backers")
    assert (ally.stance, ally.first_left) == (stance + 1, first_left)
    assert Event("departure", "", "Ally", stance + 1) in bench.events
    assert (bench.nation.sent_broke, bench.nation.sent_held) == (2_000_000, 0)  # half of 5 at weight 0.8
    assert bench.evidence == [("broke", "departure", "Ally", 2_000_000)]


@pytest.mark.parametrize("stance", [v.ORDERED_HOME, v.SCALED_DOWN])
def test_each_step_forward_is_news_of_holding(stance: int) -> None:
    bench, ally = seeing(1.0, RETURNING, stance)
    bench.run("backers")
    assert ally.stance == stance - 1
    assert bench.events == [Event("return", "", "Ally", stance - 1)]
    assert (bench.nation.sent_broke, bench.nation.sent_held) == (0, 20_000_000)  # ten days
    assert bench.evidence == [("held", "return", "Ally", 20_000_000)]


def test_the_day_a_backer_first_left_is_kept() -> None:
    bench, ally = seeing(0.0, LEAVING, v.SCALED_DOWN)
    ally.first_left = 0
    bench.at(3).run("backers")
    assert (ally.stance, ally.first_left) == (v.ORDERED_HOME, 0)


def test_who_has_left_cannot_leave_and_who_supports_cannot_return() -> None:
    bench, ally = seeing(0.0, LEAVING, v.ORDERED_HOME)
    assert (bench.run("backers").nation.sent_broke, ally.stance) == (0, v.ORDERED_HOME)
    bench, ally = seeing(1.0, RETURNING)
    assert (bench.run("backers").nation.sent_held, ally.stance) == (0, v.SUPPORTING)


@pytest.mark.parametrize("mechanism", ["backers_leave", "recovery"])
def test_mechanisms_keep_backers_from_leaving_and_returning(mechanism: str) -> None:
    bench, ally = seeing(1.0, RETURNING | {f"mechanisms.{mechanism}": False}, v.SCALED_DOWN)
    bench.run("backers")
    assert ally.stance == v.SCALED_DOWN
    bench, ally = seeing(0.0, LEAVING | {f"mechanisms.{mechanism}": False})
    bench.run("backers")
    assert ally.stance == (v.SUPPORTING if mechanism == "backers_leave" else v.SCALED_DOWN)


def test_the_rebels_backers_do_not_ask_what_the_army_does() -> None:
    bench, _ = seeing(0.0, LEAVING | {"backers.Ally.patience": 0.0})
    bench.run("backers")
    assert bench.backers["Sponsor"].stance == v.SUPPORTING


@pytest.mark.parametrize(("patience", "stance"), [(0.0, v.SUPPORTING), (0.01, v.SCALED_DOWN)])
def test_patience_0_never_leaves(patience: float, stance: int) -> None:
    bench, ally = seeing(0.0, LEAVING | {"backers.Ally.patience": patience})
    bench.run("backers")
    assert ally.stance == stance


def limited(most: float, stance: int, overrides: dict[str, Any]) -> Any:
    """The ally, whose commitment at the start is 0.9, with a limit that has outside causes."""
    bench = Bench(overrides | {"backers.Ally.constraints": [{"day": 0.0, "most": most}]})
    ally = bench.backers["Ally"]
    ally.stance = stance
    bench.run("assess")
    bench.places["Capital"].belief = 1.0 if "parameters.return_rate" in overrides else 0.0
    bench.run("backers")
    return ally


@pytest.mark.parametrize(
    ("most", "stance", "then"),
    [
        (0.0, v.ORDERED_HOME, v.ORDERED_HOME), (0.2, v.ORDERED_HOME, v.SCALED_DOWN),
        (0.45, v.SCALED_DOWN, v.SCALED_DOWN), (0.46, v.SCALED_DOWN, v.SUPPORTING),
    ],
)  # fmt: skip
def test_a_backer_does_not_come_back_beyond_its_limit(most: float, stance: int, then: int) -> None:
    assert limited(most, stance, RETURNING).stance == then


@pytest.mark.parametrize(("most", "then"), [(0.0, v.SUPPORTING), (0.1, v.SCALED_DOWN)])
def test_who_is_not_there_cannot_leave(most: float, then: int) -> None:
    assert limited(most, v.SUPPORTING, LEAVING).stance == then


@pytest.mark.parametrize(("tick", "arrived"), [(2, 0), (3, 1), (4, 1)])
def test_a_backer_may_come_later_and_is_heard_of(tick: int, arrived: int) -> None:
    bench = Bench({"backers.Ally.arrives_day": 1.5, "parameters.leave_rate": 100.0})
    bench.places["Capital"].belief = 0.0
    ally = bench.backers["Ally"]
    assert (ally.commitment, bench.nation.support, bench.nation.air) == (0.0, 1.0, 0.0)
    bench.at(tick).run("backers")
    assert (ally.arrived, ally.stance) == (arrived, v.SUPPORTING)
    assert bench.nation.sent_held == arrived * 40_000_000  # 5 breaks of weight 0.8, over 10 expected days
    assert [event.kind for event in bench.events if event.agent == "Ally"] == ["backing begun"] * arrived
    assert bench.run("assess").backers["Ally"].commitment == 0.9 * arrived
    assert bench.nation.support == pytest.approx(1.0 + 0.8 * 0.9 * arrived)


def test_a_rebels_backer_and_a_voice_may_come_later_too() -> None:
    late = {f"backers.{name}.arrives_day": 1.0 for name in ("Sponsor", "Envoy")}
    bench = Bench(late | LEAVING)
    bench.places["Capital"].belief = 0.0
    assert bench.at(1).run("backers").backers["Envoy"].urging == 0
    assert bench.at(2).run("backers").backers["Envoy"].urging == 0
    assert [bench.backers[name].arrived for name in ("Sponsor", "Envoy")] == [1, 1]
    assert bench.at(3).run("backers").backers["Envoy"].urging == 1
    assert "backing begun" not in [event.kind for event in bench.events]


@pytest.mark.parametrize(
    ("held", "closes", "support"),
    [("state", True, 0.92), ("North", True, 0.2 + 0.4 * 0.72), ("North", False, 0.92)],
)
def test_less_is_felt_of_a_backer_whose_entry_is_lost(held: str, closes: bool, support: float) -> None:
    bench = Bench(
        {
            "backers.Ally.entry": ["Town"], "parameters.entry_share": 0.4,
            "mechanisms.entry_closes": closes,
        }
    )  # fmt: skip
    hold(bench, Town=held)
    bench.run("assess")
    assert bench.nation.support == pytest.approx(support)
    assert bench.nation.air == pytest.approx(0.25 * 0.9)


def test_nobody_comes_to_a_state_whose_leadership_has_left() -> None:
    bench, ally = seeing(1.0, RETURNING, v.ORDERED_HOME)
    bench.nation.left_tick = 0
    assert (bench.run("backers").nation.sent_held, ally.stance) == (0, v.ORDERED_HOME)
    bench = sending()
    bench.nation.left_tick = 0
    assert bench.run("backers").events == []
    bench = Bench({"backers.Ally.arrives_day": 1.0})
    bench.nation.left_tick = 0
    assert bench.at(5).run("backers").backers["Ally"].arrived == 0


# --- who urges exile ---------------------------------------------------------------------


@at_the_edge
def test_a_voice_urges_exile_when_belief_is_low(factor: float, strikes: bool) -> None:
    rate = factor * hazard("backer Envoy", BACKER, 3) / logistic((0.35 - 0.3) / 0.05)
    bench, _ = seeing(0.3, {"parameters.leave_rate": rate, "mechanisms.backers_leave": False})
    bench.run("backers")
    assert bench.backers["Envoy"].urging == bench.nation.urged == int(strikes)
    assert bench.events == ([Event("urged exile", "", "Envoy", 0)] if strikes else [])
    assert bench.backers["Envoy"].stance == v.SUPPORTING
    assert bench.nation.sent_broke == 0


def test_nobody_urges_where_the_mechanism_is_off() -> None:
    bench, _ = seeing(0.0, LEAVING | {"mechanisms.voices": False})
    bench.run("backers")
    assert (bench.nation.urged, bench.backers["Envoy"].urging) == (0, 0)


def test_it_urges_but_once() -> None:
    bench, _ = seeing(0.0, LEAVING | {"mechanisms.backers_leave": False})
    bench.run("backers")
    bench.run("backers")
    assert len(bench.events) == 1


# --- reinforcements ------------------------------------------------------------------------


def sending(overrides: dict[str, Any] | None = None, per_day: float = 24.0) -> Bench:
    return Bench({"backers.Ally.reinforcements_per_day": per_day} | (overrides or {}))


def test_men_join_the_backers_militia() -> None:
    bench = sending().run("backers")
    assert {name: row.men for name, row in bench.formations.items()} == {
        "Guard": 500, "2nd": 450, "1st": 1000, "Hill": 100,
    }  # fmt: skip
    assert bench.formations["2nd"].men_start == 450
    assert bench.events == [Event("reinforcement", "Town", "Ally", 50)]
    assert bench.logged("towards") == [1]  # the 2nd


@at_the_edge
def test_they_come_in_proportion_to_commitment(factor: float, strikes: bool) -> None:
    rate = factor * hazard("backer Ally", BACKER, 2) / 0.6
    bench = sending(per_day=rate)
    bench.backers["Ally"].commitment = 0.6
    bench.run("backers")
    assert bench.formations["2nd"].men == (450 if strikes else 400)


def test_they_come_even_where_backers_cannot_leave() -> None:
    assert sending({"mechanisms.backers_leave": False}).run("backers").formations["2nd"].men == 450


def test_a_backer_with_no_men_sends_none() -> None:
    assert sending({"backers.Ally.reinforcement_men": 0}).run("backers").events == []
    assert len(sending({"backers.Ally.reinforcement_men": 1}).run("backers").events) == 1


@pytest.mark.parametrize(
    ("lost", "entry", "closes", "men"),
    [
        ("", ["Capital"], True, 450),
        ("Capital", ["Capital"], True, 400),
        ("Capital", ["Capital"], False, 450),
        ("Capital", ["Capital", "Town"], True, 450),
        ("Town", ["Capital", "Town"], True, 450),
    ],
)
def test_they_need_one_of_the_entry_places(lost: str, entry: list[str], closes: bool, men: int) -> None:
    tree = three()
    tree["backers"]["Ally"] |= {"entry": entry, "reinforcements_per_day": 24.0}
    tree["mechanisms"]["entry_closes"] = closes
    bench = Bench(tree=tree)
    if lost:
        hold(bench, **{lost: "North"})
    assert bench.run("backers").formations["2nd"].men == men


@pytest.mark.parametrize("status", [v.MOVING, v.DISSOLVED])
def test_only_a_militia_that_holds_a_place_is_joined(status: int) -> None:
    bench = sending()
    bench.formations["2nd"].status = status
    assert bench.run("backers").events == []


@pytest.mark.parametrize(
    ("militias", "joined"),
    [(["2nd", "1st"], "1st"), (["2nd"], "2nd"), (["Guard"], "Guard"), (["Guard", "Hill"], "Guard")],
)
def test_of_several_militias_the_first_by_name_is_joined(militias: list[str], joined: str) -> None:
    tree = three()
    tree["backers"]["Ally"]["reinforcements_per_day"] = 24.0
    for name, unit in tree["units"].items():
        unit |= {"backer": "Ally", "militia": name in militias}
    bench = Bench(tree=tree).run("backers")
    grown = {name for name, row in bench.formations.items() if row.men == tree["units"][name]["men"] + 50}
    assert grown == {joined}


def test_another_backers_militia_is_not_joined() -> None:
    tree = three()
    tree["backers"]["Friend"] = {"entry": ["Town"], "reinforcement_men": 30, "reinforcements_per_day": 24.0}
    tree["units"]["1st"] |= {"backer": "Friend", "militia": True}
    bench = Bench(tree=tree).run("backers")
    assert bench.events == [Event("reinforcement", "Town", "Friend", 30)]
    assert (bench.formations["1st"].men, bench.formations["2nd"].men) == (1030, 400)


def test_each_backer_has_its_own_ways_in() -> None:
    tree = three()
    tree["backers"]["Friend"] = {"entry": ["Town"], "reinforcement_men": 30, "reinforcements_per_day": 24.0}
    tree["units"]["2nd"]["backer"] = "Friend"
    bench = Bench(tree=tree)
    hold(bench, Town="North")  # Capital, through which the Ally's men come, is held
    assert bench.run("backers").events == []
