"""Where two runs diverge: the first events that happened in one and not in the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.why import ChangedRuns
from sim.engines.events import Event
from sim.model.vocabulary import OUTCOME_NAMES
from sim.rerun import replay, retrace
from sim.results import Result


@dataclass(frozen=True)
class Divergence:
    """The first tick with events that only one of two runs has, and those events of each."""

    only: tuple[tuple[Event, ...], tuple[Event, ...]]

    @property
    def first(self) -> Event:
        """The first of these events: the second run's, if it has one."""
        return (self.only[1] or self.only[0])[0]


def divergence(a: Sequence[Event], b: Sequence[Event]) -> Divergence | None:
    """Where two logs diverge; None when they do not.

    Events are compared by kind, place and agent, not by how many men they concern.
    """
    differing = {_key(event) for event in a} ^ {_key(event) for event in b}
    if not differing:
        return None
    first = min(tick for tick, *_ in differing)
    one, two = (
        tuple(event for event in events if event.tick == first and _key(event) in differing)
        for events in (a, b)
    )
    return Divergence((one, two))


def _key(event: Event) -> tuple[int, str, str, str]:
    return event.tick, event.name, event.where, event.who


@dataclass(frozen=True)
class DivergedPair:
    """A pair of runs that ended differently: the day and the events that only one of them had then."""

    run: int
    point: int
    before: str
    after: str
    day: float
    kind: str
    only_before: tuple[str, ...]  # sentences
    only_after: tuple[str, ...]
    spread_day: float  # first difference at another place than those where they diverged
    spread_kind: str
    spread: str  # its sentence


def diverged_pairs(a: Result, b: Result, changed: ChangedRuns, most: int) -> list[DivergedPair]:
    """Replay up to ``most`` pairs, spread evenly over the changed runs, and find where each diverged.

    Raises ResultError when a run does not end as stored.
    """
    count = min(most, len(changed.runs))
    chosen = np.linspace(0, max(0, len(changed.runs) - 1), count).round().astype(int).tolist()
    return [_diverged_pair(a, b, changed, k) for k in chosen]


def kinds_of(found: Sequence[DivergedPair]) -> tuple[dict[str, int], dict[str, int]]:
    """Kinds of event through which runs diverged, and of the first that differed elsewhere, by frequency."""
    first, spread = Counter(one.kind for one in found), Counter(one.spread_kind for one in found)
    del spread[""]
    most_first = [sorted(each.items(), key=lambda pair: (-pair[1], pair[0])) for each in (first, spread)]
    return dict(most_first[0]), dict(most_first[1])


def _diverged_pair(a: Result, b: Result, changed: ChangedRuns, k: int) -> DivergedPair:
    run, point = int(changed.runs[k]), int(changed.points[k])
    events = [(retrace(one, run, point) or replay(one, run, point)).events for one in (a, b)]
    here = divergence(events[0], events[1])
    only = here.only if here else ((), ())
    places = {event.where for event in (*only[0], *only[1])}
    then = divergence(*([event for event in own if event.where not in places] for own in events))
    return DivergedPair(
        run=run,
        point=point,
        before=OUTCOME_NAMES[changed.before[k]],
        after=OUTCOME_NAMES[changed.after[k]],
        day=here.first.day if here else float("nan"),
        kind=here.first.name if here else "nothing that is logged",
        only_before=tuple(event.sentence() for event in only[0]),
        only_after=tuple(event.sentence() for event in only[1]),
        spread_day=then.first.day if then else float("nan"),
        spread_kind=then.first.name if then else "",
        spread=then.first.sentence() if then else "",
    )
