"""A run watched tick by tick and kept as a story: its key events, its breaks and their causes, its morale.

A formation matters by the evidence its breaking gave to others: its men times the prestige of
the place. The causes of a break are shares that add up to 1; so do those of the whole run,
each break weighted by its men.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.counting import counted
from sim.engines.attribution import BREAKS
from sim.engines.events import Event
from sim.model import vocabulary as v
from sim.model.columns import dead, men_now, outcome
from sim.model.numeric import logistic
from sim.model.stages.formations import under_command
from sim.model.state import State
from sim.model.world import World

if TYPE_CHECKING:
    from sim.engines.mesa_model import Rout
    from sim.engines.trace import Trace

NATIONAL = (
    v.DEPARTURE, v.RETURN, v.BACKING_BEGUN, v.PAY_RISE, v.CEDED, v.LEADERSHIP_LEFT, v.CORRIDOR_CUT,
    v.CORRIDOR_OPENED, v.RISING, v.MOBILISATION, v.COUNTER_ATTACK, v.PLACE_REGAINED,
)  # fmt: skip
"""Events that are told wherever they happen; so is a rising that calms down."""
LOCAL = (v.PLACE_LOST, v.PAUSE, v.ATTACK_REPELLED, v.RUMOUR, v.DENIAL)
"""Events that are told where they are widely heard."""
ONCE = (v.PAUSE, v.RUMOUR, v.DENIAL, v.DEPARTURE, v.RETURN, v.ATTACK_REPELLED)
"""Events of which only the first of each kind, place and step is told."""
WIDELY_HEARD = 1.0  # prestige
MOST_BREAKS = 12
MOST_CAUSES = 5
MOST_CAUSES_OF_A_RUN = 10
FATES = {
    v.RETREAT: "retreated", v.DISSOLUTION: "disbanded", v.SURRENDER: "surrendered",
    v.DEFECTION: "changed sides",
}  # fmt: skip

Shares = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Break:
    """A formation that broke: ``causes`` are all of them, in shares that add up to 1.

    ``weight`` is men times prestige: how loudly it was heard.
    """

    day: float
    formation: str
    where: str
    men: int
    fate: str
    trigger: str
    morale: float
    morale_at_rest: float
    causes: Shares
    weight: float


@dataclass(frozen=True)
class Course:
    """Morale of one formation, 0 to 1, at the start and after each tick (ticks + 1,).

    Not a number once it is no formation any more; ``broke_days`` are the days on which it broke.
    """

    formation: str
    morale: NDArray[np.float64]
    broke_days: tuple[float, ...]


@dataclass(frozen=True)
class Story:
    """One run from start to end."""

    title: str
    outcome: str
    tick_days: float
    horizon_days: float
    events: tuple[Event, ...]
    key_events: tuple[Event, ...]
    breaks: tuple[Break, ...]  # all of them, in order
    courses: tuple[Course, ...]  # the loudest formation first
    formations: int
    men_start: int
    men_end: int
    dead: int
    landmarks: tuple[tuple[str, float], ...]  # (words, day) of what the run turns on
    start: str  # when day 0 begins, as the scenario writes it

    @property
    def mattered(self) -> tuple[Break, ...]:
        """The breaks that were heard most, in order."""
        return heard_most(self.breaks)

    @property
    def told(self) -> tuple[Event, ...]:
        """The key events and the breaks that mattered, in order."""
        return told_of(self.events, self.key_events, self.mattered)

    @property
    def causes(self) -> Shares:
        """What weighed on all that broke, each by its men, the heaviest first; adds up to 1."""
        return merge_shares((one.causes, one.men) for one in self.breaks)


def tell(model: Rout) -> Story:
    """Run a model from its start and keep what happens."""

    def states() -> Iterator[State]:
        yield model.state
        while model.running:
            model.step()
            yield model.state

    return _story(model.world, states(), lambda: model.events)


def tell_trace(trace: Trace) -> Story:
    """The same of a run of the compiled engine."""
    return _story(trace.world, map(trace.state, range(len(trace.blocks))), lambda: trace.events)


def _story(world: World, states: Iterable[State], log: Callable[[], Sequence[Event]]) -> Story:
    """The story of the states at the start and after each step; the log is read when all have been seen."""
    morale = []
    for state in states:
        morale.append(_morale(state))
    events = tuple(log())
    breaks = _breaks(state, events)
    names = [world.names["siblings"][unit.parent] for unit in state.formations]
    setting = world.scenario.scenario
    return Story(
        title=setting.title,
        outcome=v.OUTCOME_NAMES[outcome(state)],
        tick_days=world.tick_days,
        horizon_days=setting.horizon_days,
        events=events,
        key_events=_key_events(state, events),
        breaks=breaks,
        courses=_courses(names, np.array(morale), breaks, [unit.men_start for unit in state.formations]),
        formations=len(set(names)),
        men_start=state.nation.army_men,
        men_end=men_now(state),
        dead=dead(state),
        landmarks=tuple(_landmarks(world, state)),
        start=setting.start,
    )


def told_events(state: State, events: Sequence[Event]) -> tuple[Event, ...]:
    """What the story of a run tells of its events, in order; any state of the run will do."""
    return told_of(events, _key_events(state, events), heard_most(_breaks(state, events)))


def told_of(events: Sequence[Event], key: Sequence[Event], mattered: Sequence[Break]) -> tuple[Event, ...]:
    """Of all events the key ones and the breaks that mattered."""
    breaks = {(one.day, one.formation) for one in mattered}
    return tuple(
        event for event in events if event in key or (event.causes and (event.day, event.who) in breaks)
    )


def heard_most(breaks: Sequence[Break]) -> tuple[Break, ...]:
    """The breaks with the greatest weight, in order."""
    loudest = sorted(breaks, key=lambda one: (-one.weight, one.day, one.formation))[:MOST_BREAKS]
    return tuple(one for one in breaks if one in loudest)


def merge_shares(parts: Iterable[tuple[Shares, float]]) -> Shares:
    """Shares put together by weight, the heaviest first; they add up to 1 unless there are none."""
    sums: dict[str, float] = {}
    whole = 0.0
    for shares, weight in parts:
        whole += weight
        for label, share in shares:
            sums[label] = sums.get(label, 0.0) + weight * share
    if whole <= 0.0:
        return ()
    return tuple(sorted(((label, part / whole) for label, part in sums.items()), key=lambda p: (-p[1], p[0])))


def in_short(shares: Shares, most: int = MOST_CAUSES) -> tuple[tuple[str, int], ...]:
    """The heaviest causes in whole per cent and all others as one: they add up to 100.

    Rounded by largest remainder, so that no per cent is lost or made.
    """
    heavy, rest = shares[:most], shares[most:]
    listed = [*heavy, (counted(len(rest), "other"), sum(share for _, share in rest))] if rest else list(heavy)
    whole = [int(100.0 * share) for _, share in listed]
    by_remainder = sorted(range(len(listed)), key=lambda i: (whole[i] - 100.0 * listed[i][1], i))
    for i in by_remainder[: 100 - sum(whole)]:
        whole[i] += 1
    return tuple(
        (label, per_cent) for (label, _), per_cent in zip(listed, whole, strict=True) if per_cent > 0
    )


def _breaks(state: State, events: Sequence[Event]) -> tuple[Break, ...]:
    return tuple(_break(state, event) for event in events if event.kind in BREAKS and event.causes)


def _break(state: State, event: Event) -> Break:
    measured = dict(event.measured)
    return Break(
        day=event.day,
        formation=event.who,
        where=event.where,
        men=event.amount,
        fate=FATES[event.kind],
        trigger=event.trigger,
        morale=measured.get("morale", float("nan")),
        morale_at_rest=measured.get("morale at rest", float("nan")),
        causes=event.causes,
        weight=event.amount * state.places[event.place].prestige,
    )


def _key_events(state: State, events: Sequence[Event]) -> tuple[Event, ...]:
    return tuple(_first_only(event for event in events if _is_key(state, event)))


def _is_key(state: State, event: Event) -> bool:
    if event.kind in NATIONAL or (event.kind == v.CALM and event.amount == v.DEFIANT):
        return True
    return event.kind in LOCAL and state.places[event.place].prestige >= WIDELY_HEARD


def _first_only(events: Iterable[Event]) -> Iterator[Event]:
    """Leave out what repeats itself."""
    told: set[tuple[int, int, int, int]] = set()
    for event in events:
        step = (event.agent, event.amount) if event.kind in (v.DEPARTURE, v.RETURN) else (0, 0)
        key = (event.kind, event.place, *step)
        if event.kind not in ONCE or key not in told:
            yield event
        told.add(key)


def _morale(state: State) -> NDArray[np.float64]:
    """Morale of every formation as it stands (formations,); before the first tick nobody has felt."""
    begun = state.nation.tick > 0
    return np.array(
        [logistic(u.morale) if begun and under_command(u) else float("nan") for u in state.formations]
    )


def _courses(
    names: Sequence[str], states: NDArray[np.float64], breaks: Sequence[Break], men_start: Sequence[int]
) -> tuple[Course, ...]:
    """One course per formation, sub-units averaged by their men at the start; the largest first."""
    men = np.array(men_start, dtype=np.float64)
    found = {}
    for name in dict.fromkeys(names):
        own = np.array([other == name for other in names])
        known = ~np.isnan(states[:, own])
        weight = known * men[own]
        total = weight.sum(axis=1)
        mean = (np.nan_to_num(states[:, own]) * weight).sum(axis=1) / np.where(total > 0.0, total, np.nan)
        days = tuple(one.day for one in breaks if one.formation.split(" #")[0] == name)
        found[name] = (float(men[own].sum()), Course(name, mean, days))
    return tuple(
        course for _, course in sorted(found.values(), key=lambda pair: (-pair[0], pair[1].formation))
    )


def _landmarks(world: World, state: State) -> Iterable[tuple[str, float]]:
    """The few days on which a figure hangs: of the bellwether, the branch, the corridor, who leaves."""
    nation = state.nation
    ticks = [
        *(
            (f"{world.places[place]} falls", state.places[place].first_lost)
            for place in dict.fromkeys((nation.bellwether, nation.branch_place))
            if place != nation.capital
        ),
        ("corridor cut", nation.first_cut),
        ("leadership leaves", nation.left_tick),
        (f"{world.places[nation.capital]} falls", state.places[nation.capital].first_lost),
    ]
    ticks += [
        (f"{name} leaves", backer.first_left)
        for name, backer in zip(world.backers, state.backers, strict=True)
    ]
    for words, tick in sorted(ticks, key=lambda pair: pair[1]):
        if tick >= 0:
            yield words, (tick + 1) * world.tick_days
