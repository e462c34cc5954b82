"""The event log: what happened, who did it, and why it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim import vocabulary as v
from sim.agents.sentences import sentence_of

if TYPE_CHECKING:
    from sim.agents.actor import Actor
    from sim.agents.place import Place

Parts = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. The first six numbers are what the ensemble engine logs too.

    ``causes`` of a break are the shares (they add up to 1) in which each cause had lowered
    morale below its resting value; ``measured`` is what the agent saw or felt when it acted.
    """

    tick: int
    day: float
    kind: int
    place: int
    agent_kind: int
    agent: int
    amount: int
    causes: Parts = ()
    measured: Parts = ()
    where: str = ""  # the place's name
    who: str = ""  # the agent's name
    towards: str = ""  # where it goes
    trigger: str = ""  # what made it break: its own hazard, being overrun, an intervention

    @property
    def row(self) -> tuple[int, int, int, int, int, int]:
        """The event as the ensemble engine stores it."""
        return self.tick, self.kind, self.place, self.agent_kind, self.agent, self.amount

    @property
    def name(self) -> str:
        """The kind in words."""
        return v.EVENT_NAMES[self.kind]

    def sentence(self) -> str:
        """The event in one plain sentence."""
        return sentence_of(self)


@dataclass(slots=True)
class Why:
    """What is known about an event beyond its numbers."""

    causes: Parts = ()
    measured: Parts = ()
    towards: str = ""
    trigger: str = ""


UNSAID = Why()


@dataclass(slots=True)
class Journal:
    """The events of a run, in the order in which they were written."""

    tick_days: float
    events: list[Event] = field(default_factory=list)

    def note(
        self, tick: int, kind: int, place: Place | None, actor: Actor | None, amount: int, why: Why = UNSAID
    ) -> None:
        """Write one event."""
        event = Event(
            tick=tick,
            day=(tick + 1) * self.tick_days,
            kind=kind,
            place=v.NOWHERE if place is None else place.index,
            agent_kind=v.NO_AGENT if actor is None else actor.kind,
            agent=v.NOWHERE if actor is None else actor.index,
            amount=amount,
            causes=why.causes,
            measured=why.measured,
            where="" if place is None else place.name,
            who="" if actor is None else actor.name,
            towards=why.towards,
            trigger=why.trigger,
        )
        self.events.append(event)
