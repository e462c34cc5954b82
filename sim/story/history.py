"""A run as it was seen: one snapshot per tick, so that a reader can go back.

The model itself only goes forward. Snapshots hold what the pages draw; they are small, and
frozen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engines.agents import Formation, Group
from sim.engines.agents import Place as PlaceNow
from sim.engines.attribution import Ledger, Source
from sim.engines.events import Event
from sim.engines.mesa_model import Rout
from sim.model import vocabulary as v
from sim.model.columns import mean_morale, men_share
from sim.model.numeric import logistic
from sim.model.rules.news import in_units
from sim.model.world import World


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
    purpose: int
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
    outcome: str  # so far


class History:
    """One run, stepped as far as anyone has looked."""

    def __init__(self, world: World, seed: int, run: int, points: dict[str, float]) -> None:
        self.follow(Rout(world, seed, run, points))
        before = snapshot(self.model, ())
        self.model.step()  # the first step fills in what everybody feels at the start
        after = snapshot(self.model, tuple(self.model.events))
        self.snapshots = [start(before, after), after]

    def follow(self, model: Rout) -> None:
        """Watch a model."""
        self.model, self.world = model, model.world
        self.hears = np.array(model.state.hears.values).T  # (places, places): at the first, from the second

    @property
    def last_tick(self) -> int:
        """The horizon, in ticks."""
        return self.world.ticks

    @property
    def critical(self) -> float:
        """Morale at which a formation in contact breaks."""
        return float(self.model.state.parameters.critical_morale)

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


class Followed(History):
    """The run of a model that somebody else steps, who calls ``see`` after each step."""

    def __init__(self, model: Rout) -> None:
        self.follow(model)
        self.snapshots = [start(snapshot(model, ()), first_step(model))]

    @property
    def now(self) -> Snapshot:
        """The model as it stands."""
        return self.snapshots[-1]

    def see(self) -> None:
        """Take a snapshot, unless there is one of this tick."""
        if self.model.tick > self.known:
            told = sum(len(seen.events) for seen in self.snapshots)
            self.snapshots.append(snapshot(self.model, tuple(self.model.events[told:])))

    def at(self, tick: int) -> Snapshot:
        """The snapshot of a tick, or the last one that there is: the model is not stepped."""
        return self.snapshots[max(0, min(tick, self.known))]


def first_step(model: Rout) -> Snapshot:
    """What another model of the same run, with the same kinds of agents, sees after one step."""

    class Ahead(Rout):
        kinds = model.kinds

    nation = model.state.nation
    ahead = Ahead(model.world, nation.seed, nation.run)
    ahead.step()
    return snapshot(ahead, ())


def start(seen: Snapshot, felt: Snapshot) -> Snapshot:
    """Tick 0: who stands where before anyone acts, with what the first step says they feel."""
    places = tuple(
        replace(there, controller=here.controller, bad_news=0.0, good_news=0.0)
        for here, there in zip(seen.places, felt.places, strict=True)
    )
    formations = tuple(
        replace(here, progress=0.0, morale=there.morale, officers=True)
        for here, there in zip(seen.formations, felt.formations, strict=True)
    )
    feelings = ("commitments", "support", "morale", "parts", "broke", "held")
    felt_so: dict[str, Any] = {name: getattr(felt, name) for name in feelings}
    return replace(seen, places=places, formations=formations, **felt_so)


def snapshot(model: Rout, events: tuple[Event, ...]) -> Snapshot:
    """The model as it stands."""
    state, attribution = model.state, model.attribution
    return Snapshot(
        tick=model.tick,
        day=model.day,
        places=tuple(place_seen(place) for place in model.places),
        formations=tuple(formation_seen(model, unit) for unit in model.formations),
        groups=tuple(group_seen(model, group) for group in model.groups),
        stances=tuple(community.stance for community in model.communities),
        commitments=tuple(backer.commitment for backer in model.backers),
        support=state.nation.support,
        men_share=men_share(state),
        morale=mean_morale(state),
        events=events,
        parts=np.array(state.parts.values),
        broke=evidence(attribution.broke),
        held=evidence(attribution.held),
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
        bad_news=in_units(place.sent_broke),
        good_news=in_units(place.sent_held),
    )


def formation_seen(model: Rout, unit: Formation) -> FormationSeen:
    """A formation as it stands."""
    speed = model.state.parameters.retreat_km_per_day
    return FormationSeen(
        status=unit.status,
        place=unit.place,
        origin=unit.origin,
        purpose=unit.purpose,
        progress=progress(model.state.km[unit.origin, unit.place] / speed, unit.days_left),
        men=unit.men,
        morale=logistic(unit.morale),
        officers=unit.officers == 1,
    )


def group_seen(model: Rout, group: Group) -> GroupSeen:
    """A group as it stands."""
    done = 0.0
    if group.target >= 0:
        road_km = model.state.km[group.place, group.target]
        done = progress(road_km / group.km_per_day, group.days_left)
    return GroupSeen(
        mode=group.mode,
        place=group.place,
        target=group.target,
        progress=done,
        men=group.men,
        readiness=group.readiness,
    )


def progress(days: float, days_left: float) -> float:
    """How much of a road of so many days is done, 0 to 1."""
    return 1.0 if days <= 0.0 else max(0.0, min(1.0, 1.0 - days_left / days))
