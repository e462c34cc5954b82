"""Two runs on the same random numbers, stepped together."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.story.divergence import Divergence, divergence
from sim.view.choice import Choice
from sim.view.watched import Watched, watch

NOTHING = "nothing of the kind"


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

    def divergence(self, known: int) -> Divergence | None:
        """Where they diverged, if they did up to a tick that both have reached."""
        known = min(known, *(side.history.known for side in self.sides))
        return divergence(*(side.history.events(known) for side in self.sides))

    def find_divergence(self) -> Divergence | None:
        """Where they diverge, stepping both until they do."""
        for tick in range(self.last_tick + 1):
            self.reach(tick)
            found = divergence(*(side.history.at(tick).events for side in self.sides))
            if found is not None:
                return found
        return None


def open_pair(choice: Choice, branches: tuple[str, str]) -> Pair:
    """The same run twice, with another branch each. Raises RoutError."""
    left, right = (watch(replace(choice, branch=branch)) for branch in branches)
    return Pair(left, right)


def tick_of(found: Divergence) -> int:
    """The tick after which the events are seen."""
    return found.first.tick + 1


def place_of(found: Divergence) -> int:
    """The place of the first event that has one, or -1."""
    return next((event.place for events in found.only for event in events if event.place >= 0), -1)


def told(found: Divergence) -> tuple[str, str]:
    """What each run did at that place, else its first event, in words."""
    place = place_of(found)
    left, right = (
        next((event.sentence() for event in sorted(events, key=lambda event: event.place != place)), "")
        for events in found.only
    )
    return left or NOTHING, right or NOTHING
