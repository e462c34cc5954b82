"""Tell: what is sent for the next step, and what the log of a watched run keeps of it."""

from __future__ import annotations

from typing import Any

from stages.bench import Bench

from sim.model import vocabulary as v
from sim.model.stages import tell

EVENT = "tick kind place agent_kind agent amount towards trigger"
REPORT = "tick held kind place agent_kind agent size"


def log(rows: Any, count: int, fields: str) -> list[tuple[int, ...]]:
    """The first entries of a log."""
    return [tuple(getattr(rows[k], name) for name in fields.split()) for k in range(count)]


def test_an_event_is_logged_with_all_that_is_known_of_it() -> None:
    bench = Bench().at(4)
    s = bench._state
    tell.note(s, v.RETREAT, 1, v.FORMATION_AGENT, 2, 300, 0, v.BY_OVERRUN)
    tell.note(s, v.PAY_RISE, v.NOWHERE, v.COMMAND_AGENT, 0, 0)
    assert bench.nation.events == 2
    assert log(s.events, 2, EVENT) == [
        (4, v.RETREAT, 1, v.FORMATION_AGENT, 2, 300, 0, v.BY_OVERRUN),
        (4, v.PAY_RISE, v.NOWHERE, v.COMMAND_AGENT, 0, 0, v.NOWHERE, v.NO_TRIGGER),
    ]


def test_events_without_room_are_counted_only() -> None:
    bench = Bench()
    s = bench._state
    s.events.room = 1
    for amount in (5, 6):
        tell.note(s, v.RETREAT, 0, v.FORMATION_AGENT, 0, amount)
    s.events.room = 2
    assert bench.nation.events == 2
    assert [s.events[k].amount for k in range(2)] == [5, 0]


def test_evidence_adds_up_where_it_is_sent_from_and_is_logged() -> None:
    bench = Bench().at(3)
    s, town = bench._state, bench.places["Town"]
    for size in (70, -20):
        tell.tell_broke(s, v.RUMOUR, town, size)
        tell.tell_held(s, v.STAND, town, size + 1)
    assert (town.sent_broke, town.sent_held) == (50, 52)
    assert log(s.reports, bench.nation.reports, REPORT) == [
        (3, 0, v.RUMOUR, 1, v.NO_AGENT, v.NOWHERE, 70),
        (3, 1, v.STAND, 1, v.NO_AGENT, v.NOWHERE, 71),
        (3, 0, v.RUMOUR, 1, v.NO_AGENT, v.NOWHERE, -20),
        (3, 1, v.STAND, 1, v.NO_AGENT, v.NOWHERE, -19),
    ]


def test_evidence_for_everybody_adds_up_and_is_logged_with_its_agent() -> None:
    bench = Bench().at(3)
    s = bench._state
    for agent, size in ((0, 70), (2, 30)):
        tell.tell_all_broke(s, v.DEPARTURE, v.BACKER_AGENT, agent, size)
        tell.tell_all_held(s, v.RETURN, v.BACKER_AGENT, agent, size + 1)
    assert (bench.nation.sent_broke, bench.nation.sent_held) == (100, 102)
    assert log(s.reports, bench.nation.reports, REPORT) == [
        (3, 0, v.DEPARTURE, v.NOWHERE, v.BACKER_AGENT, 0, 70),
        (3, 1, v.RETURN, v.NOWHERE, v.BACKER_AGENT, 0, 71),
        (3, 0, v.DEPARTURE, v.NOWHERE, v.BACKER_AGENT, 2, 30),
        (3, 1, v.RETURN, v.NOWHERE, v.BACKER_AGENT, 2, 31),
    ]


def test_evidence_without_room_is_sent_but_not_logged() -> None:
    bench = Bench()
    s, town = bench._state, bench.places["Town"]
    s.reports.room = 1
    for size in (5, 6):
        tell.tell_broke(s, v.RETREAT, town, size)
    s.reports.room = 2
    assert (town.sent_broke, bench.nation.reports) == (11, 1)
    assert [s.reports[k].size for k in range(2)] == [5, 0]


def test_men_are_heard_of_by_their_share_of_the_army() -> None:
    bench = Bench()
    s, town = bench._state, bench.places["Town"]
    assert tell.army_per_cent(s, 500) == 25.0
    tell.tell_men_broke(s, v.SURRENDER, town, 0.5, 500)
    assert town.sent_broke == 25_000_000  # weight 0.5, 25 per cent, prestige 2
    assert log(s.reports, 1, REPORT) == [(0, 0, v.SURRENDER, 1, v.NO_AGENT, v.NOWHERE, 25_000_000)]
