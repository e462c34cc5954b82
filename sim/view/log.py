"""The log of events in plain words."""

from __future__ import annotations

from typing import Any

from sim.engines.events import Event
from sim.model import vocabulary as v
from sim.story.divergence import Divergence
from sim.view.watched import Watched

MOST_EVENTS = 150
WEIGHTY = {
    v.PLACE_LOST, v.PLACE_REGAINED, v.LEADERSHIP_LEFT, v.CORRIDOR_CUT, v.CORRIDOR_OPENED, v.SURRENDER,
    v.DEFECTION, v.RISING, v.DEPARTURE, v.PAY_RISE,
}  # fmt: skip


# Entries, how many more there are, what to say where there are none, and what was searched for.
Log = dict[str, Any]


def log(events: list[Event], now: int, none: str = "Nothing yet.", search: str = "") -> Log:
    """What has happened, the latest first; each entry leads to its tick and its place.

    With ``search``, the events in whose sentences all of its words stand.
    """
    words = search.casefold().split()
    if words:
        told = ((event, event.sentence().casefold()) for event in events)
        events = [event for event, sentence in told if all(word in sentence for word in words)]
        none = "Nothing so far has these words."
    shown = events[: -MOST_EVENTS - 1 : -1]
    more = len(events) - len(shown)
    return {"entries": [entry(event, now) for event in shown], "more": more, "none": none, "search": search}


def entry(event: Event, now: int) -> dict[str, Any]:
    """One event."""
    day, _, what = event.sentence().partition(": ")
    told, _, why = what.partition("; ")
    return {
        "pick": f"e{event.tick + 1}:{event.place}",
        "day": day,
        "told": told.rstrip("."),
        "why": why,
        "fresh": event.tick + 1 == now,
        "weighty": event.kind in WEIGHTY,
    }


def log_since(watched: Watched, now: int, diverged: Divergence | None) -> Log:
    """What has happened since two runs diverged; before that, nothing: they are the same."""
    if diverged is None:
        return log([], now, "Nothing yet that does not happen in the other run too.")
    return log([event for event in watched.history.events(now) if event.tick >= diverged.first.tick], now)
