"""Tell: what one agent does becomes news for the next step, and an event in the log of a watched run."""

from __future__ import annotations

from sim.model import vocabulary as v
from sim.model.rules import news
from sim.model.state import Row, State


def note(
    s: State, kind: int, place: int, agent_kind: int, agent: int, amount: int,
    towards: int = v.NOWHERE, trigger: int = v.NO_TRIGGER,
) -> None:  # fmt: skip
    """Count an event, and write it to the log while there is room in it."""
    at = s.nation.events
    s.nation.events = at + 1
    if at < s.events.room:
        event = s.events[at]
        event.tick = s.nation.tick
        event.kind = kind
        event.place = place
        event.agent_kind = agent_kind
        event.agent = agent
        event.amount = amount
        event.towards = towards
        event.trigger = trigger


def report(s: State, held: int, kind: int, place: int, agent_kind: int, agent: int, size: int) -> None:
    """Write a piece of evidence to the log of a watched run."""
    at = s.nation.reports
    if at < s.reports.room:
        s.nation.reports = at + 1
        entry = s.reports[at]
        entry.tick = s.nation.tick
        entry.held = held
        entry.kind = kind
        entry.place = place
        entry.agent_kind = agent_kind
        entry.agent = agent
        entry.size = size


def tell_broke(s: State, kind: int, place: Row, size: int) -> None:
    """Evidence in millionths, from a place, that comrades broke; a denial takes some back."""
    place.sent_broke += size
    report(s, 0, kind, place.index, v.NO_AGENT, v.NOWHERE, size)


def tell_held(s: State, kind: int, place: Row, size: int) -> None:
    """Evidence from a place that comrades held."""
    place.sent_held += size
    report(s, 1, kind, place.index, v.NO_AGENT, v.NOWHERE, size)


def tell_all_broke(s: State, kind: int, agent_kind: int, agent: int, size: int) -> None:
    """Evidence that is heard alike everywhere that comrades broke."""
    s.nation.sent_broke += size
    report(s, 0, kind, v.NOWHERE, agent_kind, agent, size)


def tell_all_held(s: State, kind: int, agent_kind: int, agent: int, size: int) -> None:
    """Evidence that is heard alike everywhere that comrades held."""
    s.nation.sent_held += size
    report(s, 1, kind, v.NOWHERE, agent_kind, agent, size)


def army_per_cent(s: State, men: int) -> float:
    """Men as per cent of the army's, as news counts them."""
    return 100.0 * men / s.nation.basis_men


def tell_stood(s: State, place: Row, men: int) -> None:
    """Evidence of men who stood through a step: it counts by their share of the army and their exposure."""
    weight = news.stood_days(place.exposure, s.parameters.exposure_rear, s.nation.tick_days)
    size = news.evidence(weight, army_per_cent(s, men), place.prestige)
    if size > 0:
        tell_held(s, v.STAND, place, size)


def tell_made_up(s: State, kind: int, place: Row, weight: float) -> None:
    """Evidence that they held which makes up for ``weight`` breaks at the hazard that soldiers expected."""
    size = news.evidence(weight * s.parameters.expected_days, 1.0, place.prestige)
    tell_held(s, kind, place, size)


def tell_men_broke(s: State, kind: int, place: Row, weight: float, men: int) -> None:
    """Evidence of what so many men did: it counts by their share of the army."""
    tell_broke(s, kind, place, news.evidence(weight, army_per_cent(s, men), place.prestige))
