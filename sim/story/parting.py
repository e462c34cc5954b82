"""Where two histories of one luck part: the first event that happened in one run and not in the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.why import ChangedRuns
from sim.engines.events import Event
from sim.model.vocabulary import OUTCOME_NAMES
from sim.rerun import replay
from sim.results import Result


@dataclass(frozen=True)
class Parting:
    """A pair of runs that ended differently: the day and the events that only one of them had then."""

    run: int
    point: int
    before: str
    after: str
    day: float
    kind: str
    only_before: tuple[str, ...]  # sentences
    only_after: tuple[str, ...]
    spread_day: float  # first difference at another place than those where they parted
    spread_kind: str
    spread: str  # its sentence


def partings(a: Result, b: Result, changed: ChangedRuns, most: int) -> list[Parting]:
    """Replay up to ``most`` pairs, spread evenly over the changed runs, and find where each parted.

    Raises ResultError when a run does not end as stored.
    """
    count = min(most, len(changed.runs))
    chosen = np.linspace(0, max(0, len(changed.runs) - 1), count).round().astype(int).tolist()
    return [_parting(a, b, changed, k) for k in chosen]


def first_kinds(found: Sequence[Parting]) -> list[tuple[str, int]]:
    """Kinds of event through which histories parted, the most frequent first."""
    return _counted([one.kind for one in found])


def spread_kinds(found: Sequence[Parting]) -> list[tuple[str, int]]:
    """Kinds of the first event that differed elsewhere, the most frequent first."""
    return _counted([one.spread_kind for one in found if one.spread_kind])


def _counted(kinds: Sequence[str]) -> list[tuple[str, int]]:
    counted = Counter(kinds)
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _parting(a: Result, b: Result, changed: ChangedRuns, k: int) -> Parting:
    run, point = int(changed.runs[k]), int(changed.points[k])
    events = [replay(result, run, point).events for result in (a, b)]
    day, only = first_difference(events[0], events[1])
    first = only[1] or only[0]
    parted = {event.where for event in (*only[0], *only[1])}
    spread_day, others = first_difference(*([e for e in own if e.where not in parted] for own in events))
    then = others[1] or others[0]
    return Parting(
        run=run,
        point=point,
        before=OUTCOME_NAMES[changed.before[k]],
        after=OUTCOME_NAMES[changed.after[k]],
        day=day,
        kind=first[0].name if first else "nothing that is logged",
        only_before=tuple(event.sentence() for event in only[0]),
        only_after=tuple(event.sentence() for event in only[1]),
        spread_day=spread_day,
        spread_kind=then[0].name if then else "",
        spread=then[0].sentence() if then else "",
    )


def first_difference(a: Sequence[Event], b: Sequence[Event]) -> tuple[float, tuple[list[Event], list[Event]]]:
    """The first day on which the logs differ, and what only the one and only the other holds then.

    Events are compared by kind, place and agent, not by how many men they concern. Not a number
    and nothing when the logs do not differ.
    """
    by_day = [_by_day(events) for events in (a, b)]
    for day in sorted(by_day[0].keys() | by_day[1].keys()):
        here = [days.get(day, []) for days in by_day]
        keys = [{_key(event) for event in events} for events in here]
        if keys[0] != keys[1]:
            only = [
                [event for event in events if _key(event) not in other]
                for events, other in zip(here, reversed(keys), strict=True)
            ]
            return day, (only[0], only[1])
    return float("nan"), ([], [])


def _by_day(events: Sequence[Event]) -> dict[float, list[Event]]:
    days: dict[float, list[Event]] = {}
    for event in events:
        days.setdefault(event.day, []).append(event)
    return days


def _key(event: Event) -> tuple[str, str, str]:
    return event.name, event.where, event.who
