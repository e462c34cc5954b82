"""Two runs with the same luck tick together; the first thing they do differently is where they part."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.engines.events import Event
from sim.view.choice import Choice
from sim.view.history import History
from sim.view.watched import Watched, watch


@dataclass(frozen=True)
class Parting:
    """The first tick in which two runs do not do the same, the place of it, and what each did there."""

    tick: int
    place: int  # or -1
    left: str
    right: str


@dataclass(frozen=True)
class Pair:
    """Two runs side by side."""

    left: Watched
    right: Watched

    @property
    def sides(self) -> tuple[Watched, Watched]:
        """Both."""
        return self.left, self.right

    @property
    def last_tick(self) -> int:
        """How far both go."""
        return min(side.history.last_tick for side in self.sides)

    def reach(self, tick: int) -> int:
        """Compute both up to a tick; returns the tick reached."""
        return min(side.history.at(min(tick, self.last_tick)).tick for side in self.sides)

    def parting(self, known: int) -> Parting | None:
        """Where they parted, if they did up to a tick that both have reached."""
        return parting(self.left.history, self.right.history, known)

    def find_parting(self) -> Parting | None:
        """Where they part, stepping both until they do."""
        for tick in range(self.last_tick + 1):
            self.reach(tick)
            found = self.parting(tick)
            if found is not None:
                return found
        return None


def open_pair(choice: Choice, branches: tuple[str, str]) -> Pair:
    """The same run twice, with another branch each. Raises RoutError."""
    left, right = (watch(replace(choice, branch=branch)) for branch in branches)
    return Pair(left, right)


def parting(left: History, right: History, known: int) -> Parting | None:
    """The first event in which two histories differ, up to a tick."""
    for tick in range(min(known, left.known, right.known) + 1):
        ours, theirs = left.snapshots[tick].events, right.snapshots[tick].events
        if rows(ours) != rows(theirs):
            return first_difference(tick, ours, theirs)
    return None


def rows(events: tuple[Event, ...]) -> list[tuple[int, ...]]:
    """Events as numbers: what can differ."""
    return [event.row for event in events]


def first_difference(tick: int, left: tuple[Event, ...], right: tuple[Event, ...]) -> Parting:
    """What happens in one of two ticks and not in the other."""
    here, there = set(rows(left)), set(rows(right))
    only_left = [event for event in left if event.row not in there]
    only_right = [event for event in right if event.row not in here]
    first = next((event for event in (*only_left, *only_right) if event.place >= 0), None)
    return Parting(tick, first.place if first else -1, told(only_left, first), told(only_right, first))


def told(events: list[Event], first: Event | None) -> str:
    """The event at the place where they parted, else the first one, in words."""
    at_place = [event for event in events if first and event.place == first.place]
    found = next(iter([*at_place, *events]), None)
    return found.sentence() if found else "nothing of the kind"
