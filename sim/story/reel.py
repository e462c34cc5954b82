"""Which moments of a run a film shows, and what it tells at each."""

from __future__ import annotations

from dataclasses import dataclass

from sim.engines.events import Event
from sim.story.history import History, Snapshot
from sim.story.story import told_events

AFTER_DAYS = 2.0  # that a film goes on after the last thing that is told


@dataclass(frozen=True)
class Shot:
    """A moment, and what of the run's story happened since the one before."""

    seen: Snapshot
    told: tuple[Event, ...]


def shots(history: History, step_hours: float) -> list[Shot]:
    """The start, a moment every ``step_hours``, and each at which something is told.

    Up to a little after the last thing that is told: nothing follows that a map would show.
    """
    snapshots = [history.at(tick) for tick in range(history.last_tick + 1)]
    story = set(told_events(history.model.state, history.events(history.last_tick)))
    told = [tuple(event for event in seen.events if event in story) for seen in snapshots]
    every = max(1, round(step_hours / 24.0 / history.world.tick_days))
    last = max((tick for tick, events in enumerate(told) if events), default=0)
    end = min(history.last_tick, last + max(every, round(AFTER_DAYS / history.world.tick_days)))
    ticks = [tick for tick in range(end + 1) if told[tick] or tick % every == 0 or tick == end]
    return [Shot(snapshots[tick], told[tick]) for tick in ticks]
