"""Every kind of event in one plain sentence."""

from __future__ import annotations

import pytest

from sim.engines.events import Event
from sim.model import vocabulary as v


def event(kind: int, **fields: object) -> Event:
    known = {
        "tick": 66, "day": 8.375, "kind": kind, "place": 3, "agent_kind": v.FORMATION_AGENT, "agent": 1,
        "amount": 1, "where": "Hama", "who": "25th Division", "towards": "Rastan",
    }  # fmt: skip
    return Event(**(known | fields))  # type: ignore[arg-type]


KINDS = [kind for kind in range(len(v.EVENT_NAMES)) if kind != v.STAND]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: v.EVENT_NAMES[kind])
def test_every_kind_has_a_sentence(kind: int) -> None:
    sentence = event(kind).sentence()
    assert sentence.startswith("Day 8.4: ")
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert "Hama" in sentence or "25th Division" in sentence


def test_a_break_says_why() -> None:
    retreat = event(
        v.RETREAT,
        measured=(("morale", 0.281), ("exposure", 1.0)),
        causes=(("loss of Aleppo", 0.61), ("isolation", 0.37), ("losses", 0.02)),
    )
    assert retreat.sentence() == (
        "Day 8.4: 25th Division retreated from Hama to Rastan; "
        "morale 0.28, exposure 1.00: loss of Aleppo 61 %, isolation 37 %."
    )


def test_overrun_and_intervention_are_named() -> None:
    measured = (("morale", 0.5),)
    overrun = event(v.RETREAT, trigger="overrun", measured=measured).sentence()
    struck = event(v.RETREAT, trigger="intervention", measured=measured).sentence()
    assert "; overrun, morale 0.50." in overrun
    assert "; by intervention, morale 0.50." in struck


@pytest.mark.parametrize(
    ("kind", "amount", "words"),
    [
        (v.DEPARTURE, v.SCALED_DOWN, "Iran scaled down its support"),
        (v.DEPARTURE, v.ORDERED_HOME, "Iran ordered its people home"),
        (v.RETURN, v.SUPPORTING, "Iran supported as before again"),
        (v.RETURN, v.SCALED_DOWN, "Iran came back in part"),
        (v.REINFORCEMENT, 300, "300 men sent by Iran joined Rastan at Hama"),
    ],
)
def test_backers(kind: int, amount: int, words: str) -> None:
    sentence = event(kind, agent_kind=v.BACKER_AGENT, who="Iran", amount=amount).sentence()
    assert sentence == f"Day 8.4: {words}."


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: v.EVENT_NAMES[kind])
def test_no_sentence_hangs_on_the_number_of_a_name(kind: int) -> None:
    sentence = event(kind, who="Quarters", agent_kind=v.COMMUNITY_AGENT).sentence()
    verbs = ("rises", "halts", "retreats", "reaches", "falls", "attacks", "leaves")
    assert not any(f"Quarters {verb} " in sentence for verb in verbs)
    assert "the Quarters" not in sentence


def test_who_disbands_on_the_road_is_not_said_to_be_at_its_goal() -> None:
    on_the_road = event(v.DISSOLUTION, trigger=v.TRIGGER_NAMES[v.ON_THE_ROAD])
    assert on_the_road.sentence() == "Day 8.4: 25th Division disbanded on the way to Hama."
    assert event(v.DISSOLUTION).sentence() == "Day 8.4: 25th Division disbanded at Hama."


def test_a_row_is_what_the_ensemble_logs() -> None:
    assert event(v.RETREAT).row == (66, v.RETREAT, 3, v.FORMATION_AGENT, 1, 1)
    assert event(v.RETREAT).name == "retreat"
