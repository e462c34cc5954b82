"""A scenario made into the first state of a run: every table's columns, and how to draw what is not known.

``World.template`` is a block of memory (see ``memory``) with everything that a scenario states. A run starts
from a copy of it, with the run's drawn numbers and its design point written over their words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import ScenarioError
from sim.model import vocabulary as v
from sim.model.causes import CAUSES
from sim.model.chance import key_of
from sim.model.fields import TABLES
from sim.model.joint import KEY as JOINT_KEY
from sim.model.joint import Joint, decided
from sim.model.memory import Layout, Words, columns_of, lay_out, new_block
from sim.model.rules.breaking import RISK_ROWS
from sim.model.unknown import SHAPE_NAMES, UNIFORM, draw_numbers
from sim.scenario.schema import Distribution, JointColumn, Scenario, Unit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Fill = Callable[[int, Ints, Ints, Ints, Floats, Floats], None]

ONE_SHARE = np.array([JOINT_KEY]), np.array([UNIFORM]), np.array([[0.0, 1.0, 0.0, 0.0, 1.0]])
"""What ``draw_numbers`` asks for to draw which share of a posterior's weight a run stands at."""

LOSS_KINDS = {"place lost", "retreat", "withdrawal", "surrender", "defection"}
"""Events of the past that tell, at a place that is not the state's, that it was."""


@dataclass(frozen=True)
class Points:
    """Numbers set per run by a design: row i of ``values`` (runs, names) belongs to the i-th run."""

    names: tuple[str, ...]
    values: Floats


@dataclass(frozen=True)
class World:
    """A scenario ready to run: names, a template of its state, and how to draw what is not known.

    ``index`` says in which word of a block the number of a dotted name stands; ``distributions`` holds
    those that are drawn once per run, ``joint`` those that are drawn together, ``bounds`` every range.
    """

    scenario: Scenario
    names: dict[str, tuple[str, ...]]
    lengths: dict[str, int]
    template: Words = field(repr=False)
    index: dict[str, int] = field(repr=False)
    distributions: dict[str, Distribution]
    joint: Joint = field(repr=False)
    bounds: dict[str, tuple[float, float]] = field(repr=False)

    @property
    def places(self) -> tuple[str, ...]:
        """Names of the places."""
        return self.names["places"]

    @property
    def formations(self) -> tuple[str, ...]:
        """Names of the formations or sub-units."""
        return self.names["formations"]

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the armed groups."""
        return self.names["groups"]

    @property
    def communities(self) -> tuple[str, ...]:
        """Names of the communities."""
        return self.names["communities"]

    @property
    def backers(self) -> tuple[str, ...]:
        """Names of the backers."""
        return self.names["backers"]

    @property
    def patched(self) -> tuple[str, ...]:
        """Names of what is drawn once per run: numbers, then the columns of the posterior."""
        return (*self.distributions, *self.joint.names)

    @property
    def days(self) -> int:
        """Whole days of a run, rounded up."""
        return math.ceil(self.scenario.scenario.horizon_days)

    @property
    def tick_days(self) -> float:
        """Length of a time step in days."""
        return float(self.template.view(np.float64)[self.layout.first["nation", "tick_days"]])

    @property
    def ticks_per_day(self) -> int:
        """Time steps of a day."""
        return int(self.template[self.layout.first["nation", "ticks_per_day"]])

    @property
    def ticks(self) -> int:
        """Time steps of a run."""
        return int(self.template[self.layout.first["nation", "ticks"]])

    @cached_property
    def layout(self) -> Layout:
        """Where everything lies in the template."""
        return lay_out(self.lengths)

    def position(self, name: str) -> int:
        """The word of a dotted name's number; KeyError when there is no such number."""
        return self.index[name]

    @cached_property
    def unknown(self) -> tuple[Ints, Ints, Floats]:
        """What ``draw_numbers`` asks for: keys (K, 2), shapes (K,) and numbers (K, 5)."""
        keys = [key_of(name) for name in self.distributions]
        shapes = [SHAPE_NAMES.index(one.kind) for one in self.distributions.values()]
        numbers = [
            (*one.values, *(0.0,) * (3 - len(one.values)), *self.bounds[name])
            for name, one in self.distributions.items()
        ]
        k = len(keys)
        return (
            np.array(keys, np.int64).reshape(k, 2), np.array(shapes, np.int64),
            np.array(numbers, np.float64).reshape(k, 5),
        )  # fmt: skip

    def draw(self, seed: int, runs: Ints, fill: Fill = draw_numbers) -> Floats:
        """Draw what is not known: (runs, patched); ``fill`` may be a compiled one."""
        values = np.empty((len(runs), len(self.distributions)))
        fill(seed, runs, *self.unknown, values)
        if not self.joint.columns:
            return values
        shares = np.empty((len(runs), 1))
        fill(seed, runs, *ONE_SHARE, shares)
        return np.hstack([values, self.joint.at(shares[:, 0])])

    def run_numbers(
        self, seed: int, runs: Ints, points: Points | None, fill: Fill = draw_numbers
    ) -> tuple[Ints, Floats, Floats]:
        """Words of a run's own numbers, their values (runs, numbers), and the values of what is drawn.

        ``points`` wins over what is drawn. Raises KeyError for a name that is no number of the scenario.
        """
        drawn = self.draw(seed, runs, fill)
        numbers = {name: drawn[:, i] for i, name in enumerate(self.distributions)}
        numbers |= self.decided(self.joint.columns, drawn[:, len(numbers) :], numbers)
        if points is not None:
            numbers |= {name: points.values[:, i] for i, name in enumerate(points.names)}
        where = np.array([self.position(name) for name in numbers], np.int64)
        values = np.empty((len(runs), len(numbers)))
        for i, column in enumerate(numbers.values()):
            values[:, i] = column
        known = [numbers.get(name, drawn[:, i]) for i, name in enumerate(self.patched)]
        return where, values, np.stack(known, axis=1) if known else drawn

    def decided(
        self, columns: Sequence[JointColumn], values: Floats, drawn: Mapping[str, Floats]
    ) -> dict[str, Floats]:
        """The numbers (runs,) that columns' ``values`` (runs, columns) make of those stated or ``drawn``."""
        reals = self.template.view(np.float64)

        def stated(name: str) -> Floats | float:
            return drawn[name] if name in drawn else float(reals[self.position(name)])

        return decided(columns, values, stated, self.bounds.__getitem__)


def build_world(scenario: Scenario) -> World:
    """Turn a validated scenario into a world that every engine can run."""
    return _Builder(scenario).world()


class _Builder:
    """Fills the tables of one scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = s = scenario
        self.raising = tuple(name for name, community in s.communities.items() if not community.loyal)
        fighters = (s.communities[name].fighters or f"{name} fighters" for name in self.raising)
        pieces = range(s.scenario.resolution)
        divided = len(pieces) > 1
        self.names: dict[str, tuple[str, ...]] = {
            "places": tuple(s.places),
            "roads": tuple(s.roads),
            "siblings": tuple(s.units),
            "formations": tuple(f"{n} #{i + 1}" if divided else n for n in s.units for i in pieces),
            "groups": (*s.groups, *fighters),
            "communities": tuple(s.communities),
            "backers": tuple(s.backers),
            "orders": tuple(sorted(s.orders)),  # whatever their order in the file: the last given counts
        }
        self.place_of = {name: at for at, name in enumerate(self.names["places"])}
        self.rows: dict[str, dict[str, Sequence[float]]] = {}
        self.index: dict[str, int] = {}
        self.distributions: dict[str, Distribution] = {}
        columns = scenario.posterior.columns
        self.set_together = {key for column in columns if column.how == "set" for key in column.keys}
        self.bounds: dict[str, tuple[float, float]] = {}

    def world(self) -> World:
        """The world of the scenario."""
        self._fix()
        lengths = {name: 1 if table.single else len(self._first(name)) for name, table in TABLES.items()}
        lengths |= {"events": 0, "reports": 0, "watched": 0, "causes": len(CAUSES)}
        layout = lay_out(lengths)
        template = new_block(layout)
        columns = columns_of(template, layout)
        for table in TABLES.values():
            for one in table.fields:
                columns[table.name][one.name][:] = self.rows.get(table.name, {}).get(one.name, one.start)
        self._set_numbers(template, layout)
        return World(
            scenario=self.scenario,
            names=self.names,
            lengths=lengths,
            template=template,
            index=self.index,
            distributions=self.distributions,
            joint=self._joint(),
            bounds=self.bounds,
        )

    def _first(self, table: str) -> Sequence[float]:
        """The first column that the scenario gives of a table; none for what it does not have."""
        return next(iter(self.rows.get(table, {}).values()), ())

    # --- numbers ---------------------------------------------------------------
    def _set_numbers(self, template: Words, layout: Layout) -> None:
        """Every number of the scenario in its word, in the order in which they are drawn."""
        s, reals = self.scenario, template.view(np.float64)
        owners: dict[str, list[tuple[str, Any]]] = {
            "parameters": [("parameters", s.parameters)],
            "places": _dotted("places", s.places),
            "roads": _dotted("roads", s.roads),
            "siblings": _dotted("units", s.units),
            "groups": _dotted("groups", s.groups)
            + [(f"communities.{name}", s.communities[name]) for name in self.raising],
            "communities": _dotted("communities", s.communities),
            "backers": _dotted("backers", s.backers),
            "orders": [(f"orders.{name}", s.orders[name]) for name in self.names["orders"]],
        }
        for table, rows in owners.items():
            for one in TABLES[table].fields:
                if one.role == "number":
                    for row, (name, owner) in enumerate(rows):
                        word = layout.first[table, one.name] + row
                        reals[word] = self._number(name, owner, one.key, word, one.start)
        for one_of, name, owner, key in (
            ("confidence", "command", s.command, "confidence"),
            ("own_air", "command", s.command, "air"),
            ("branch_from_day", "branch", s.branch, "from_day"),
            ("branch_until_day", "branch", s.branch, "until_day"),
        ):
            word = layout.first["nation", one_of]
            reals[word] = self._number(name, owner, key, word)

    def _joint(self) -> Joint:
        """The vectors of the posterior. Raises ScenarioError for a number that no run has."""
        joint = Joint.of(self.scenario.posterior)
        missing = next((name for name in joint.targets if name not in self.index), "")
        if missing:
            raise ScenarioError(f"posterior.file: decides {missing}, which is no number that a run draws")
        return joint

    def _number(self, name: str, owner: Any, key: str, word: int, missing: float = 0.0) -> float:
        """The value of a number, the middle of one that is drawn; ``missing`` where the owner has none."""
        if key not in type(owner).model_fields:
            return missing
        value = getattr(owner, key)
        dotted = f"{name}.{key}"
        self.index[dotted] = word
        self.bounds[dotted] = bounds_of(type(owner), key)
        if isinstance(value, Distribution):
            if dotted not in self.set_together:
                self.distributions[dotted] = value
            value = value.middle
        return float(value)

    # --- what is fixed ---------------------------------------------------------
    def _at(self, name: str) -> int:
        return self.place_of[name] if name else v.NOWHERE

    def _fix(self) -> None:
        """The rows of every table, as far as the scenario fixes them."""
        s = self.scenario
        self.rows["roads"] = {"km": [0.0] * len(s.roads)}
        self.rows["siblings"] = {"rank": ranks(self.names["siblings"])}
        self.rows["risks"] = {"most": [0.0] * RISK_ROWS}
        mechanisms = type(s.mechanisms).model_fields
        self.rows["mechanisms"] = {name: [int(getattr(s.mechanisms, name))] for name in mechanisms}
        self._fix_places()
        self._fix_formations()
        self._fix_groups()
        self._fix_communities()
        self._fix_backers()
        self._fix_orders()
        self._fix_history()
        self._fix_nation()

    def _fix_places(self) -> None:
        places = self.scenario.places.values()
        group_of = {name: i + 1 for i, name in enumerate(self.names["groups"])}
        ends: list[list[tuple[int, int]]] = [[] for _ in places]
        for i, road in enumerate(self.scenario.roads.values()):
            a, b = (self.place_of[name] for name in road.between)
            ends[a].append((b, i))
            ends[b].append((a, i))
        rank = ranks(self.names["places"])
        rows = [sorted(row, key=lambda end: (rank[end[0]], end[1])) for row in ends]
        self.rows["edges"] = {
            "to": [a for row in rows for a, _ in row], "road": [i for row in rows for _, i in row],
        }  # fmt: skip
        self.rows["places"] = {
            **keys("place", self.names["places"]),
            **slices("edges", rows),
            "rank": rank,
            "provincial": [p.provincial_capital for p in places],
            "air_exit": [p.air_exit for p in places],
            "controller_at_start": [group_of.get(p.controller, v.STATE) for p in places],
            "held_before": [
                self._held_before(name, p.controller) for name, p in self.scenario.places.items()
            ],
        }

    def _held_before(self, name: str, controller: str) -> bool:
        """Whether the state holds a place at the start, or the history says that it lost it."""
        lost = (e.place == name and e.kind in LOSS_KINDS for e in self.scenario.history)
        return controller == "state" or any(lost)

    def _fix_formations(self) -> None:
        units = list(self.scenario.units.values())
        pieces = self.scenario.scenario.resolution
        rank = ranks(self.names["siblings"])

        def spread(values: Iterable[int]) -> list[int]:
            return [value for value in values for _ in range(pieces)]

        number = [i for _ in units for i in range(pieces)]
        self.rows["formations"] = {
            **keys("unit", self.names["formations"]),
            "parent": spread(range(len(units))),
            "number": number,
            "rank": [rank * pieces + i for rank, i in zip(spread(rank), number, strict=True)],
            "backer": spread(position(self.names["backers"], u.backer) for u in units),
            "community": spread(position(self.names["communities"], u.community) for u in units),
            "militia": spread(u.militia for u in units),
            "reserve": spread(u.reserve for u in units),
            "dormant": spread(u.dormant for u in units),
            "native": spread(self._native(u) for u in units),
            "home": spread(self._at(u.place) for u in units),
        }

    def _native(self, unit: Unit) -> bool:
        """Whether a formation starts where the loyal community lives that it was raised from."""
        people = self.scenario.communities.get(unit.community)
        return people is not None and people.loyal and people.place == unit.place

    def _fix_groups(self) -> None:
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
        none = [v.NOWHERE] * len(raised)
        aims = [[self._at(name) for name in owner.aims] for owner in owners]
        self.rows["aims"] = {"place": [at for row in aims for at in row]}
        self.rows["groups"] = {
            **keys("group", self.names["groups"]),
            "home": [self._at(o.place) for o in owners],
            "rank": ranks(self.names["groups"]),
            "backer": [*(position(self.names["backers"], g.backer) for g in groups), *none],
            "community": [
                *(v.NOWHERE for _ in groups),
                *(position(self.names["communities"], name) for name in self.raising),
            ],
            "opportunist": [*(g.opportunist for g in groups), *(0 for _ in raised)],
            "only_aims": [owner.only_aims for owner in owners],
            "mode_at_start": modes,
            "target_at_start": targets,
            **slices("aims", aims),
        }

    def _fix_communities(self) -> None:
        communities = self.scenario.communities.values()
        armed = {name: len(self.scenario.groups) + i for i, name in enumerate(self.raising)}
        self.rows["communities"] = {
            **keys("community", self.names["communities"]),
            "place": [self._at(c.place) for c in communities],
            "loyal": [c.loyal for c in communities],
            "negotiates": [c.negotiates for c in communities],
            "group": [armed.get(name, v.NOWHERE) for name in self.names["communities"]],
            "stance_at_start": [v.STANCE_NAMES.index(c.stance) for c in communities],
        }

    def _fix_backers(self) -> None:
        backers = list(self.scenario.backers.values())
        entries = [[self._at(name) for name in backer.entry] for backer in backers]
        self.rows["entries"] = {"place": [at for row in entries for at in row]}
        limits = [backer.constraints for backer in backers]
        self.rows["limits"] = {
            "day": [limit.day for row in limits for limit in row],
            "most": [limit.most for row in limits for limit in row],
        }
        self.rows["backers"] = {
            **keys("backer", self.names["backers"]),
            "role": [v.BACKER_ROLE_NAMES.index(b.role) for b in backers],
            **slices("limits", limits),
            **slices("entries", entries),
        }

    def _fix_orders(self) -> None:
        orders = [self.scenario.orders[name] for name in self.names["orders"]]
        moved = [[position(self.names["siblings"], name) for name in order.units] for order in orders]
        self.rows["ordered"] = {"unit": [unit for row in moved for unit in row]}
        self.rows["orders"] = {
            "place": [self._at(order.place) for order in orders],
            "to": [self._at(order.to or self.scenario.scenario.capital) for order in orders],
            **slices("ordered", moved),
        }

    def _fix_history(self) -> None:
        events = [e for e in self.scenario.history if e.kind != "pay rise"]
        self.rows["history"] = {
            "kind": [v.EVENT_NAMES.index(e.kind) for e in events],
            "place": [self._at(e.place) for e in events],
            "day": [e.day for e in events],
            "men": [e.men for e in events],
            "lost": [e.lost for e in events],
            "days": [e.days for e in events],
            "size": [e.size for e in events],
        }

    def _fix_nation(self) -> None:
        s = self.scenario.scenario
        per_day = round(24.0 / s.tick_hours)
        low, high = key_of(f"command {self.scenario.command.name}")
        values = {
            "key_low": low,
            "key_high": high,
            "capital": self._at(s.capital),
            "bellwether": self._at(s.bellwether),
            "refuge": self._at(s.refuge),
            "resolution": s.resolution,
            "branch_kind": v.BRANCH_NAMES.index(self.scenario.branch.kind),
            "branch_place": self._at(self.scenario.branch.place or s.bellwether),
            "ticks": round(s.horizon_days * per_day),
            "ticks_per_day": per_day,
            "basis_given": s.army_men,
            "pay_raised": int(any(e.kind == "pay rise" for e in self.scenario.history)),
            "tick_days": s.tick_hours / 24.0,
        }
        self.rows["nation"] = {name: [value] for name, value in values.items()}
        self.rows["junctions"] = {"place": [self._at(name) for name in s.corridor_junctions]}


def _dotted(table: str, owners: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(f"{table}.{name}", owner) for name, owner in owners.items()]


def bounds_of(owner: type[Any], field: str) -> tuple[float, float]:
    """The range a field allows, from the schema: infinite where it names none."""
    extra: Any = owner.model_fields[field].json_schema_extra or {}
    low, high = extra.get("x-low"), extra.get("x-high")
    return (-math.inf if low is None else float(low), math.inf if high is None else float(high))


def keys(kind: str, names: Sequence[str]) -> dict[str, list[int]]:
    """Key words of agents: a hash of kind and name, never of position."""
    words = [key_of(f"{kind} {name}") for name in names]
    return {"key_low": [low for low, _ in words], "key_high": [high for _, high in words]}


def slices(table: str, rows: Sequence[Sequence[Any]]) -> dict[str, list[int]]:
    """Where the rows of each owner begin and end in another table."""
    ends = np.cumsum([0, *(len(row) for row in rows)]).tolist()
    return {f"{table}_from": ends[:-1], f"{table}_to": ends[1:]}


def ranks(names: Sequence[str]) -> list[int]:
    """Each name's place in the sorted order of all: settles ties whatever the order of agents."""
    order = {name: i for i, name in enumerate(sorted(names))}
    return [order[name] for name in names]


def position(names: Sequence[str], name: str) -> int:
    """Index of a name, or -1 for none."""
    return names.index(name) if name else v.NOWHERE
