"""The log of events in plain words."""

from __future__ import annotations

from sim.engines.events import Event
from sim.model import vocabulary as v
from sim.story.divergence import Divergence
from sim.view.markup import button, joined, safe
from sim.view.watched import Watched

MOST_EVENTS = 150
WEIGHTY = {
    v.PLACE_LOST, v.PLACE_REGAINED, v.LEADERSHIP_LEFT, v.CORRIDOR_CUT, v.CORRIDOR_OPENED, v.SURRENDER,
    v.DEFECTION, v.RISING, v.DEPARTURE, v.PAY_RISE,
}  # fmt: skip


def log(events: list[Event], now: int) -> str:
    """What has happened, the latest first; each entry leads to its tick and its place."""
    if not events:
        return "<p class='none'>Nothing yet.</p>"
    shown = events[: -MOST_EVENTS - 1 : -1]
    more = len(events) - len(shown)
    rest = f"<li class='none'>and {more} earlier</li>" if more > 0 else ""
    return f"<ol>{joined(entry(event, now) for event in shown)}{rest}</ol>"


def entry(event: Event, now: int) -> str:
    """One event."""
    kind = ("fresh " if event.tick + 1 == now else "") + ("weighty" if event.kind in WEIGHTY else "")
    day, _, what = event.sentence().partition(": ")
    told, _, why = what.partition("; ")
    reason = f"<small>{safe(why)}</small>" if why else ""
    inner = f"<b>{safe(day)}</b> {safe(told.rstrip('.'))}{reason}"
    return f"<li class='{kind}'>{button(f'e{event.tick + 1}:{event.place}', inner)}</li>"


def log_since(watched: Watched, now: int, diverged: Divergence | None) -> str:
    """What has happened since two runs diverged; before that, nothing worth telling apart."""
    if diverged is None:
        return "<p class='none'>Nothing yet that does not happen in the other run too.</p>"
    events = [event for event in watched.history.events(now) if event.tick >= diverged.first.tick]
    return log(events, now)
