"""A run as it was seen: one snapshot per tick, so that a reader can go back.

The model itself only goes forward. Snapshots hold what the pages draw; they are small, and
frozen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim import vocabulary as v
from sim.agents import Event, Formation, Group
from sim.agents import Place as PlaceNow
from sim.agents.ledger import Ledger, Source
from sim.model import Rout, mean_morale, men_share
from sim.numeric import logistic
from sim.world import World


@dataclass(frozen=True, slots=True)
class PlaceSeen:
    """A place at one tick."""

    controller: int  # 0 the state, g + 1 group g
    belief: float  # that comrades hold
    connected: bool  # by held roads to the capital
    exposure: float
    bad_news: float  # evidence sent from here in this tick
    good_news: float

    @property
    def state_held(self) -> bool:
        """Whether the state controls it."""
        return self.controller == v.STATE


@dataclass(frozen=True, slots=True)
class FormationSeen:
    """A formation at one tick."""

    status: int
    place: int  # where it stands or is going
    origin: int
    errand: int
    progress: float  # on the road, 0 to 1
    men: int
    morale: float  # 0 to 1
    officers: bool

    @property
    def under_command(self) -> bool:
        """Whether it still is a formation."""
        return self.status <= v.MOVING


@dataclass(frozen=True, slots=True)
class GroupSeen:
    """An armed group at one tick."""

    mode: int
    place: int
    target: int  # or -1
    progress: float
    men: int
    readiness: float


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the pages show of one tick."""

    tick: int
    day: float
    places: tuple[PlaceSeen, ...]
    formations: tuple[FormationSeen, ...]
    groups: tuple[GroupSeen, ...]
    stances: tuple[int, ...]  # of communities
    commitments: tuple[float, ...]  # of backers, 0 to 1
    support: float
    men_share: float
    morale: float  # mean, by men
    events: tuple[Event, ...]  # of this tick
    parts: NDArray[np.float64]  # (formations, causes) log-odds
    broke: dict[Source, float]  # evidence by source, faded
    held: dict[Source, float]
    outcome: str  # if it ended now


class History:
    """One run, stepped as far as anyone has looked."""

    def __init__(self, world: World, seed: int, run: int, points: dict[str, float]) -> None:
        self.world = world
        self.model = Rout(world, seed, run, points)
        first = Rout(world, seed, run, points)
        first.step()  # the first tick fills in what everyone feels at the start
        self.hears = np.array([place.hears for place in self.model.places])
        self.snapshots = [start(self.model, first)]

    @property
    def last_tick(self) -> int:
        """The horizon, in ticks."""
        return self.model.country.ticks

    @property
    def known(self) -> int:
        """The last tick computed so far."""
        return len(self.snapshots) - 1

    def at(self, tick: int) -> Snapshot:
        """The snapshot of a tick within the horizon, computed when it is asked for."""
        tick = max(0, min(tick, self.last_tick))
        while self.known < tick:
            seen = len(self.model.events)
            self.model.step()
            self.snapshots.append(snapshot(self.model, tuple(self.model.events[seen:])))
        return self.snapshots[tick]

    def events(self, tick: int) -> list[Event]:
        """Everything that has happened up to a tick."""
        return [event for seen in self.snapshots[: tick + 1] for event in seen.events]


def start(model: Rout, first: Rout) -> Snapshot:
    """Tick 0: who stands where before anyone acts, with what the first tick says they feel."""
    seen, felt = snapshot(model, ()), snapshot(first, ())
    places = tuple(
        PlaceSeen(here.controller, there.belief, there.connected, there.exposure, 0.0, 0.0)
        for here, there in zip(seen.places, felt.places, strict=True)
    )
    formations = tuple(
        FormationSeen(here.status, here.place, here.origin, here.errand, 0.0, here.men, there.morale, True)
        for here, there in zip(seen.formations, felt.formations, strict=True)
    )
    return replace(
        seen,
        places=places,
        formations=formations,
        commitments=felt.commitments,
        support=felt.support,
        morale=felt.morale,
        parts=felt.parts,
        broke=felt.broke,
        held=felt.held,
    )


def snapshot(model: Rout, events: tuple[Event, ...]) -> Snapshot:
    """The model as it stands."""
    country = model.country
    return Snapshot(
        tick=model.tick,
        day=model.day,
        places=tuple(place_seen(place) for place in model.places),
        formations=tuple(formation_seen(unit, country.p.retreat_km_per_day) for unit in model.formations),
        groups=tuple(group_seen(group, country.p.group_km_per_day) for group in model.groups),
        stances=tuple(community.stance for community in model.communities),
        commitments=tuple(backer.commitment for backer in model.backers),
        support=country.support,
        men_share=men_share(model),
        morale=mean_morale(model),
        events=events,
        parts=np.array([unit.parts for unit in model.formations]),
        broke=evidence(country.broke),
        held=evidence(country.held),
        outcome=model.outcome,
    )


def evidence(ledger: Ledger) -> dict[Source, float]:
    """What is left of each source's evidence."""
    return {source: ledger.faded(source) for source in ledger.known}


def place_seen(place: PlaceNow) -> PlaceSeen:
    """A place as it stands."""
    return PlaceSeen(
        controller=place.controller,
        belief=place.belief,
        connected=place.connected == 1,
        exposure=place.exposure,
        bad_news=place.sent_broke / v.EVIDENCE_UNIT,
        good_news=place.sent_held / v.EVIDENCE_UNIT,
    )


def formation_seen(unit: Formation, km_per_day: float) -> FormationSeen:
    """A formation as it stands."""
    return FormationSeen(
        status=unit.status,
        place=unit.place.index,
        origin=unit.origin.index,
        errand=unit.errand,
        progress=progress(unit.origin, unit.place, unit.days_left, km_per_day),
        men=unit.men,
        morale=logistic(unit.morale),
        officers=unit.officers == 1,
    )


def group_seen(group: Group, km_per_day: float) -> GroupSeen:
    """A group as it stands."""
    return GroupSeen(
        mode=group.mode,
        place=group.place.index,
        target=v.NOWHERE if group.target is None else group.target.index,
        progress=0.0
        if group.target is None
        else progress(group.place, group.target, group.days_left, km_per_day),
        men=group.men,
        readiness=group.readiness,
    )


def progress(here: PlaceNow, there: PlaceNow, days_left: float, km_per_day: float) -> float:
    """How much of the road is done, 0 to 1."""
    days = here.km[there.index] / km_per_day
    return 1.0 if days <= 0.0 else max(0.0, min(1.0, 1.0 - days_left / days))
