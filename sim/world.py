"""A scenario made into arrays: the map and the agents as codes, every number in one vector.

``Fixed`` holds what no draw can change (who is where, who belongs to whom), ``Numbers`` what
a distribution or a design may set. A run's numbers are one vector ``theta``: the scenario's
own values with the run's draws and its design point written over them. ``Numbers`` is a set
of views on that vector, so the engines read ``numbers.unit_men[i]`` and never look up a name.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import vocabulary as v
from sim.chance import draw4, key_of
from sim.numeric import exp, log, probit
from sim.scenario.schema import Distribution, Mechanisms, Parameters, Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_AIMS = 6
MOST_ENTRIES = 4
MOST_CONSTRAINTS = 8

PARAMETER_NAMES: tuple[str, ...] = tuple(Parameters.model_fields)
MECHANISM_NAMES: tuple[str, ...] = tuple(Mechanisms.model_fields)
P = NamedTuple("P", [(name, float) for name in PARAMETER_NAMES])  # type: ignore[misc]
"""The parameters of one run, by name: floats in the units of the schema."""
Switches = NamedTuple("Switches", [(name, int) for name in MECHANISM_NAMES])  # type: ignore[misc]
"""The mechanisms of one run: 1 is on, 0 is off."""


class Fixed(NamedTuple):
    """What no draw changes. Shapes: L places, R roads, F formations, G groups, C communities, B backers."""

    road_start: Ints  # (L + 1,) compressed rows of the road graph
    road_neighbour: Ints  # (2R,)
    road_index: Ints  # (2R,) which road
    place_key: Ints  # (L, 2) key words of the name
    place_controller: Ints  # (L,) 0 the state, g + 1 group g
    place_provincial: Ints  # (L,)
    place_air_exit: Ints  # (L,)
    unit_place: Ints  # (F,)
    unit_backer: Ints  # (F,) or -1
    unit_community: Ints  # (F,) or -1
    unit_militia: Ints  # (F,)
    unit_reserve: Ints  # (F,)
    unit_parent: Ints  # (F,) the formation a sub-unit belongs to
    unit_number: Ints  # (F,) the sub-unit's number within it, from 0
    unit_rank: Ints  # (F,) order by name: settles ties, whatever the order of agents
    unit_key: Ints  # (F, 2)
    group_place: Ints  # (G,)
    group_mode: Ints  # (G,) at the start
    group_target: Ints  # (G,) place it stands before at the start, or -1
    group_opportunist: Ints  # (G,)
    group_backer: Ints  # (G,) or -1
    group_community: Ints  # (G,) the community that raises it, or -1
    group_aims: Ints  # (G, 6) places or -1
    group_rank: Ints  # (G,)
    group_key: Ints  # (G, 2)
    community_place: Ints  # (C,)
    community_loyal: Ints  # (C,)
    community_stance: Ints  # (C,) at the start
    community_negotiates: Ints  # (C,)
    community_group: Ints  # (C,) its armed group, or -1
    community_key: Ints  # (C, 2)
    backer_role: Ints  # (B,)
    backer_entry: Ints  # (B, 4) places or -1
    backer_limit_day: Floats  # (B, 8)
    backer_limit: Floats  # (B, 8) commitment at most from that day
    backer_key: Ints  # (B, 2)
    command_key: Ints  # (2,)
    history_place: Ints  # (H,) or -1: heard everywhere
    history_day: Floats  # (H,) days before the start, negative
    history_broke: Floats  # (H,) evidence that comrades broke, before prestige
    history_held: Floats  # (H,) for a stand: its size in men and days, before the weight of a stand
    history_stand: Floats  # (H,) 1 for a stand
    anchors: Ints  # (9,) see the indices below
    junctions: Ints  # (J,) junctions of the bellwether whose loss cuts it off
    clock: Floats  # (1,) length of a tick, days


CAPITAL, BELLWETHER, REFUGE, PARENTS, RESOLUTION, BRANCH_KIND, TICKS, TICKS_PER_DAY, PAY_RAISED = range(9)


class Numbers(NamedTuple):
    """Views on a run's vector of numbers, in the order of the vector."""

    parameters: Floats
    place_population: Floats
    place_prestige: Floats
    place_haven: Floats
    road_km: Floats
    unit_men: Floats  # (parents,)
    unit_quality: Floats
    unit_cohesion: Floats
    unit_conscripts: Floats
    unit_adviser_share: Floats
    group_men: Floats
    group_quality: Floats
    group_heart: Floats
    group_readiness: Floats
    group_reach_km: Floats
    community_grievance: Floats
    community_fear: Floats
    backer_weight: Floats
    backer_air: Floats
    backer_patience: Floats
    backer_commitment: Floats
    backer_men: Floats
    backer_arrivals_per_day: Floats
    command_confidence: Floats  # (1,)
    branch_from_day: Floats  # (1,)


PLACE_FIELDS = ("population", "prestige", "haven")
UNIT_FIELDS = ("men", "quality", "cohesion", "conscript_share", "adviser_share")
GROUP_FIELDS = ("men", "quality", "heart", "readiness", "reach_km")
COMMUNITY_FIELDS = ("grievance", "fear")
BACKER_FIELDS = ("weight", "air", "patience", "commitment", "reinforcement_men", "reinforcements_per_day")
BROKE_KINDS = {
    "retreat", "withdrawal", "surrender", "defection", "officers left", "place lost",
    "rising", "departure", "rumour",
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """A scenario ready to run: names, codes, numbers and how to draw those that are not known.

    ``theta`` (numbers,) holds the scenario's own values (distributions at their middle);
    ``patched`` names the drawn numbers and ``patch_index`` says where in ``theta`` they go.
    """

    scenario: Scenario
    places: tuple[str, ...]
    units: tuple[str, ...]
    groups: tuple[str, ...]
    communities: tuple[str, ...]
    backers: tuple[str, ...]
    fixed: Fixed
    switches: Switches
    theta: Floats
    offsets: tuple[int, ...]
    index: dict[str, int]
    distributions: dict[str, Distribution]
    bounds: dict[str, tuple[float, float]]

    @property
    def patched(self) -> tuple[str, ...]:
        """Dotted names of the numbers that are drawn once per run."""
        return tuple(self.distributions)

    @property
    def days(self) -> int:
        """Whole days of a run, rounded up."""
        return math.ceil(self.scenario.scenario.horizon_days)

    @property
    def tick_days(self) -> float:
        """Length of a tick in days."""
        return self.scenario.scenario.tick_hours / 24.0

    @property
    def ticks(self) -> int:
        """Ticks in a run."""
        return int(self.fixed.anchors[TICKS])

    @cached_property
    def risers(self) -> tuple[int, ...]:
        """The communities that can rise."""
        return tuple(i for i in range(len(self.communities)) if not self.fixed.community_loyal[i])

    def draw(self, seed: int, runs: Ints) -> Floats:
        """Draw the numbers that are not known: (runs, patched), keyed by seed, run and name."""
        values = np.empty((len(runs), len(self.distributions)))
        for column, (name, shape) in enumerate(self.distributions.items()):
            low, high = key_of(name)
            bounds = self.bounds[name]
            for row, run in enumerate(runs):
                u = draw4(seed, int(run), 0, low, high, v.DRAW_PARAMETER)[0]
                values[row, column] = min(bounds[1], max(bounds[0], quantile(shape, u)))
        return values

    def position(self, name: str) -> int:
        """Where a dotted name's number stands in ``theta``; KeyError when there is no such number."""
        return self.index[name]


def quantile(shape: Distribution, u: float) -> float:
    """The value of a distribution at the share ``u`` in (0, 1)."""
    a, *rest = shape.values
    b = rest[0]
    if shape.kind == "uniform":
        return a + (b - a) * u
    if shape.kind == "log_uniform":
        return exp(log(a) + (log(b) - log(a)) * u)
    if shape.kind == "normal":
        return a + b * probit(u)
    c = rest[1]
    if c <= a:
        return a
    turn = (b - a) / (c - a)
    if u < turn:
        return a + math.sqrt(u * (c - a) * (b - a))
    return c - math.sqrt((1.0 - u) * (c - a) * (c - b))


def build_world(scenario: Scenario) -> World:
    """Turn a validated scenario into a world that both engines can run."""
    return _Builder(scenario).world()


def numbers_of(theta: Any, offsets: tuple[int, ...]) -> Numbers:
    """The views of ``Numbers`` on a vector ``theta``."""
    return Numbers(*(theta[a:b] for a, b in pairwise(offsets)))


class _Builder:
    """Collects the codes and numbers of one scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.places = tuple(scenario.places)
        self.units = tuple(scenario.units)
        self.communities = tuple(scenario.communities)
        self.backers = tuple(scenario.backers)
        self.raising = tuple(n for n in self.communities if not scenario.communities[n].loyal)
        fighters = tuple(scenario.communities[n].fighters or f"{n} fighters" for n in self.raising)
        self.groups = (*scenario.groups, *fighters)
        self.place_of = {name: i for i, name in enumerate(self.places)}
        self.index: dict[str, int] = {}
        self.distributions: dict[str, Distribution] = {}
        self.bounds: dict[str, tuple[float, float]] = {}
        self.values: list[float] = []
        self.offsets = [0]

    def world(self) -> World:
        self._numbers()
        s = self.scenario
        return World(
            scenario=s,
            places=self.places,
            units=self.units,
            groups=self.groups,
            communities=self.communities,
            backers=self.backers,
            fixed=self._fixed(),
            switches=Switches(*(int(getattr(s.mechanisms, n)) for n in MECHANISM_NAMES)),
            theta=np.array(self.values),
            offsets=tuple(self.offsets),
            index=self.index,
            distributions=self.distributions,
            bounds=self.bounds,
        )

    # --- numbers ---------------------------------------------------------------
    def _put(self, name: str, owner: Any, field: str) -> None:
        value = getattr(owner, field)
        self.index[name] = len(self.values)
        if isinstance(value, Distribution):
            self.distributions[name] = value
            self.bounds[name] = bounds_of(type(owner), field)
            value = value.middle
        self.values.append(float(value))

    def _block(self, table: str, owners: dict[str, Any], field: str) -> None:
        for name, owner in owners.items():
            self._put(f"{table}.{name}.{field}", owner, field)

    def _close(self) -> None:
        self.offsets.append(len(self.values))

    def _numbers(self) -> None:
        s = self.scenario
        for name in PARAMETER_NAMES:
            self._put(f"parameters.{name}", s.parameters, name)
        self._close()
        for field in PLACE_FIELDS:
            self._block("places", s.places, field)
            self._close()
        self._block("roads", s.roads, "km")
        self._close()
        for field in UNIT_FIELDS:
            self._block("units", s.units, field)
            self._close()
        for field in GROUP_FIELDS:
            self._block("groups", s.groups, field)
            self._raised(field)
            self._close()
        for field in COMMUNITY_FIELDS:
            self._block("communities", s.communities, field)
            self._close()
        for field in BACKER_FIELDS:
            self._block("backers", s.backers, field)
            self._close()
        self._put("command.confidence", s.command, "confidence")
        self._close()
        self._put("branch.from_day", s.branch, "from_day")
        self._close()

    def _raised(self, field: str) -> None:
        for name in self.raising:
            if field == "readiness":
                self.values.append(1.0)
            else:
                self._put(f"communities.{name}.{field}", self.scenario.communities[name], field)

    # --- codes -----------------------------------------------------------------
    def _at(self, name: str) -> int:
        return self.place_of[name] if name else v.NOWHERE

    def _fixed(self) -> Fixed:
        start, neighbour, road = self._graph()
        fields: dict[str, Any] = {"road_start": start, "road_neighbour": neighbour, "road_index": road}
        fields |= self._place_codes() | self._unit_codes() | self._group_codes()
        fields |= self._community_codes() | self._backer_codes() | self._history_codes()
        fields["command_key"] = np.array(key_of(f"command {self.scenario.command.name}"), np.int64)
        fields["anchors"], fields["clock"] = self._anchors()
        fields["junctions"] = ints(self._at(name) for name in self.scenario.scenario.corridor_junctions)
        return Fixed(**fields)

    def _graph(self) -> tuple[Ints, Ints, Ints]:
        ends: list[list[tuple[int, int]]] = [[] for _ in self.places]
        for i, road in enumerate(self.scenario.roads.values()):
            a, b = (self.place_of[name] for name in road.between)
            ends[a].append((b, i))
            ends[b].append((a, i))
        rows = [sorted(row) for row in ends]
        start = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)
        flat = [pair for row in rows for pair in row]
        return start, ints(a for a, _ in flat), ints(i for _, i in flat)

    def _place_codes(self) -> dict[str, Any]:
        places = self.scenario.places.values()
        group_of = {name: i + 1 for i, name in enumerate(self.groups)}
        return {
            "place_key": keys("place", self.places),
            "place_controller": ints(group_of.get(p.controller, v.STATE) for p in places),
            "place_provincial": ints(p.provincial_capital for p in places),
            "place_air_exit": ints(p.air_exit for p in places),
        }

    def _unit_codes(self) -> dict[str, Any]:
        units = list(self.scenario.units.values())
        k = self.scenario.scenario.resolution
        rank = ranks(self.units)
        parent = np.repeat(np.arange(len(units), dtype=np.int64), k)
        number = np.tile(np.arange(k, dtype=np.int64), len(units))
        names = self.units if k == 1 else tuple(f"{n} #{i + 1}" for n in self.units for i in range(k))

        def spread(values: Any) -> Ints:
            return np.repeat(ints(values), k)

        return {
            "unit_place": spread(self._at(u.place) for u in units),
            "unit_backer": spread(position(self.backers, u.backer) for u in units),
            "unit_community": spread(position(self.communities, u.community) for u in units),
            "unit_militia": spread(u.militia for u in units),
            "unit_reserve": spread(u.reserve for u in units),
            "unit_parent": parent,
            "unit_number": number,
            "unit_rank": rank[parent] * k + number,
            "unit_key": keys("unit", names),
        }

    def _group_codes(self) -> dict[str, Any]:
        s = self.scenario
        groups = list(s.groups.values())
        raised = [s.communities[name] for name in self.raising]
        owners: list[Any] = [*groups, *raised]
        modes = [v.PAUSED if g.paused_before else v.RESTING for g in groups]
        targets = [self._at(g.paused_before) for g in groups]
        for c in raised:
            at_home = s.places[c.place].controller == "state"
            risen = v.PRESSING if at_home else v.RESTING
            modes.append(risen if c.stance == "risen" else v.DORMANT)
            targets.append(self._at(c.place) if c.stance == "risen" and at_home else v.NOWHERE)
        aims = np.full((len(self.groups), MOST_AIMS), v.NOWHERE, np.int64)
        for row, owner in enumerate(owners):
            aims[row, : len(owner.aims)] = [self._at(name) for name in owner.aims]
        backer = [position(self.backers, g.backer) for g in groups]
        return {
            "group_place": ints(self._at(o.place) for o in owners),
            "group_mode": ints(modes),
            "group_target": ints(targets),
            "group_opportunist": ints([*(g.opportunist for g in groups), *(0 for _ in raised)]),
            "group_backer": ints([*backer, *(v.NOWHERE for _ in raised)]),
            "group_community": ints(
                [*(v.NOWHERE for _ in groups), *(position(self.communities, n) for n in self.raising)]
            ),
            "group_aims": aims,
            "group_rank": ranks(self.groups),
            "group_key": keys("group", self.groups),
        }

    def _community_codes(self) -> dict[str, Any]:
        communities = self.scenario.communities.values()
        armed = {name: len(self.scenario.groups) + i for i, name in enumerate(self.raising)}
        return {
            "community_place": ints(self._at(c.place) for c in communities),
            "community_loyal": ints(c.loyal for c in communities),
            "community_stance": ints(v.STANCE_NAMES.index(c.stance) for c in communities),
            "community_negotiates": ints(c.negotiates for c in communities),
            "community_group": ints(armed.get(n, v.NOWHERE) for n in self.communities),
            "community_key": keys("community", self.communities),
        }

    def _backer_codes(self) -> dict[str, Any]:
        backers = list(self.scenario.backers.values())
        entry = np.full((len(backers), MOST_ENTRIES), v.NOWHERE, np.int64)
        day = np.full((len(backers), MOST_CONSTRAINTS), np.inf)
        most = np.ones((len(backers), MOST_CONSTRAINTS))
        for row, backer in enumerate(backers):
            entry[row, : len(backer.entry)] = [self._at(name) for name in backer.entry]
            day[row, : len(backer.constraints)] = [c.day for c in backer.constraints]
            most[row, : len(backer.constraints)] = [c.most for c in backer.constraints]
        return {
            "backer_role": ints(v.BACKER_ROLE_NAMES.index(b.role) for b in backers),
            "backer_entry": entry,
            "backer_limit_day": day,
            "backer_limit": most,
            "backer_key": keys("backer", self.backers),
        }

    def _history_codes(self) -> dict[str, Any]:
        events = [e for e in self.scenario.history if e.kind != "pay rise"]
        return {
            "history_place": ints(self._at(e.place) for e in events),
            "history_day": np.array([e.day for e in events], np.float64),
            "history_broke": np.array([e.size if e.kind in BROKE_KINDS else 0.0 for e in events], np.float64),
            "history_stand": np.array([float(e.kind == "stand") for e in events], np.float64),
            "history_held": np.array([0.0 if e.kind in BROKE_KINDS else e.size for e in events], np.float64),
        }

    def _anchors(self) -> tuple[Ints, Floats]:
        s = self.scenario.scenario
        per_day = round(24.0 / s.tick_hours)
        tick = s.tick_hours / 24.0
        anchors = [0] * 9
        anchors[CAPITAL] = self._at(s.capital)
        anchors[BELLWETHER] = self._at(s.bellwether)
        anchors[REFUGE] = self._at(s.refuge)
        anchors[PARENTS] = len(self.units)
        anchors[RESOLUTION] = s.resolution
        anchors[BRANCH_KIND] = v.BRANCH_NAMES.index(self.scenario.branch.kind)
        anchors[TICKS] = round(s.horizon_days * per_day)
        anchors[TICKS_PER_DAY] = per_day
        anchors[PAY_RAISED] = int(any(e.kind == "pay rise" for e in self.scenario.history))
        return ints(anchors), np.array([tick])


def bounds_of(owner: type[Any], field: str) -> tuple[float, float]:
    """The range a field allows, from the schema: infinite where it names none."""
    extra: Any = owner.model_fields[field].json_schema_extra or {}
    low, high = extra.get("x-low"), extra.get("x-high")
    return (-math.inf if low is None else float(low), math.inf if high is None else float(high))


def ints(values: Any) -> Ints:
    """An integer array of any iterable of numbers or truths."""
    return np.array([int(value) for value in values], dtype=np.int64)


def keys(kind: str, names: tuple[str, ...]) -> Ints:
    """Key words (names, 2) of agents: a hash of kind and name, never of position."""
    return np.array([key_of(f"{kind} {name}") for name in names], np.int64).reshape(len(names), 2)


def ranks(names: tuple[str, ...]) -> Ints:
    """Each name's place in the sorted order of all: settles ties whatever the order of agents."""
    order = {name: i for i, name in enumerate(sorted(names))}
    return ints(order[name] for name in names)


def position(names: tuple[str, ...], name: str) -> int:
    """Index of a name, or -1 for none."""
    return names.index(name) if name else v.NOWHERE
