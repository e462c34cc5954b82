"""A bench to test one stage of the model on: the only file here that knows how the engine keeps its state.

Rows are read and written by the names of the model, such as ``bench.places["Town"].belief = 0.2``.
Fields that hold an agent or a place (``place``, ``exit``, ``order``, ``parent``) are indices.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim import vocabulary as v
from sim.chance import draw4, key_of
from sim.ensemble.engine import Machine
from sim.ensemble.groups import act_groups
from sim.ensemble.kernel import conclude, record_day, run_many
from sim.ensemble.others import act_backers, act_command, act_communities, act_rumours
from sim.ensemble.picture import hear, picture
from sim.ensemble.start import set_roads, start_run
from sim.ensemble.tick import settle, tick
from sim.ensemble.units import act_units, causes
from sim.numeric import log, log_odds
from sim.scenario import build, load, resolved
from sim.tally import Tally, new_tally, run_numbers
from sim.world import BELLWETHER, CAPITAL, REFUGE, World, build_world, numbers_of

THREE = Path(__file__).parent / "three.toml"
TICK_DAYS = 0.5

# The names of the model where the engine has another: the table, and its name there.
RENAMED = {
    "places": {"besieging": ("places", "before")},
    "formations": {
        "purpose": ("units", "errand"),
        "cohesion": ("units", "standing"),
        "conscript_share": ("units", "conscripts"),
    },
    "groups": {"home": ("codes", "place"), "will_at_rest": ("groups", "heart")},
    "nation": {
        "capital": ("anchors", CAPITAL),
        "bellwether": ("anchors", BELLWETHER),
        "refuge": ("anchors", REFUGE),
    },
}
TABLES = {"formations": "units", "siblings": "kin"}
COLUMNS = {
    "places": (
        "broke",
        "held",
        "belief",
        "shift_broke",
        "shift_held",
        "controller",
        "connected",
        "danger_km",
    ),
    "formations": ("morale",),
}

COUNTS = (
    "outcome", "cut_tick", "left_tick", "pay_tick", "men_start", "men_end", "dead_men", "dead_rebels",
    "formations", "broken", "withdrawals", "officers_gone", "rumours",
)  # fmt: skip
SHARES = ("prestige_held", "population_held", "morale_end")

RETREATING, ORDERED, COUNTER_ATTACKING = v.ERRAND_RETREAT, v.ERRAND_ORDERED, v.ERRAND_COUNTER_ATTACK


@dataclass(frozen=True)
class Event:
    """One event as logged: the names of its kind, place and agent ("" for none)."""

    kind: str
    place: str
    agent: str
    amount: int


class Row:
    """One agent, place or nation: its variables and codes as attributes."""

    def __init__(self, fields: Mapping[str, tuple[Any, Any]]) -> None:
        object.__setattr__(self, "_fields", fields)

    def __getattr__(self, name: str) -> Any:
        values, where = self._fields[name]
        return values[where].item()

    def __setattr__(self, name: str, value: float) -> None:
        values, where = self._fields[name]
        values[where] = value


class Bench:
    """A run of the three places, started and assessed once; stages run on it one by one."""

    def __init__(
        self,
        overrides: Mapping[str, object] | None = None,
        seed: int = 1,
        run: int = 0,
        assessed: bool = True,
        tree: Mapping[str, object] | None = None,
    ) -> None:
        self.seed, self.number, self.tick_now = seed, run, 0
        self.world = build_world(build(tree)) if tree else _world(json.dumps(overrides or {}))
        machine = Machine.of(self.world, log_capacity=200)
        self._codes = _named(machine.codes)
        self._state = _named(machine.state)
        self._parameters = machine.parameters.view(np.recarray)[0]
        self._switches = machine.switches.view(np.recarray)[0]
        self._theta, self._where = machine.theta, machine.offsets
        self._tally = new_tally(self.world.fixed, 1)
        self.places = self._rows("places", self.world.places)
        self.formations = self._rows("formations", formation_names(self.world))
        self.siblings = self._rows("siblings", self.world.units)
        self.groups = self._rows("groups", self.world.groups)
        self.communities = self._rows("communities", self.world.communities)
        self.backers = self._rows("backers", self.world.backers)
        self.nation = self._row("nation", 0)
        self.start()
        if assessed:
            self.run("assess")

    # --- what a test does ------------------------------------------------------
    def start(self) -> None:
        """Start the run anew, with the numbers drawn for it."""
        where, values, _ = run_numbers(self.world, self.seed, np.array([self.number]), None)
        self._theta[where] = values[0]
        numbers = numbers_of(self._theta, tuple(self._where.tolist()))
        set_roads(self._codes, numbers, self._state)
        start_run(self._codes, numbers, self._parameters, self._switches, self._state, self.seed, self.number)

    def at(self, tick: int) -> Bench:
        """The tick in which the next stage runs."""
        self.tick_now = tick
        return self

    def run(self, *stages: str) -> Bench:
        """Run stages by name, all in the same tick."""
        for name in stages:
            _STAGES[name](self)
        return self

    def tick(self) -> Bench:
        """Run the whole tick in the engine's own order."""
        tick(*self._given(), self._state, self.seed, self.number, self.tick_now)
        return self

    def causes(self, formation: str) -> dict[str, float]:
        """The causes of a formation's target morale by name, log-odds."""
        i = formation_names(self.world).index(formation)
        return dict(zip(v.CAUSE_NAMES, causes(*self._given(), self._state, i), strict=True))

    def record(self, day: int) -> dict[str, Any]:
        """What is kept of the start of a day."""
        record_day(self._state, self._tally, 0, day)
        kept = self._tally
        return {"men_share": kept.men_share[0, day], "morale": kept.morale[0, day], "held": kept.held[0, day]}

    def conclude(self) -> dict[str, Any]:
        """What is kept of the finished run, by name."""
        conclude(self._codes, self._state, self._tally, 0)
        return _kept(self._tally, 0)

    def whole_runs(self, runs: list[int]) -> list[dict[str, Any]]:
        """Several runs from start to end, one after the other, as a batch runs them."""
        numbers = np.array(runs)
        where, values, _ = run_numbers(self.world, self.seed, numbers, None)
        tally = new_tally(self.world.fixed, len(runs))
        plain = getattr(run_many, "py_func", run_many)
        plain(
            self._codes, [self._switches], [self._parameters], self._theta, self._where, where, values,
            self.seed, numbers, 0, self.world.ticks, self._state, tally,
        )  # fmt: skip
        return [_kept(tally, row) for row in range(len(runs))]

    # --- what a test asks ------------------------------------------------------
    def place(self, name: str) -> int:
        """Index of a place."""
        return self.world.places.index(name)

    def group(self, name: str) -> int:
        """Index of a group."""
        return self.world.groups.index(name)

    def km(self, origin: str, there: str) -> float:
        """Road distance."""
        return self._state.km[self.place(origin), self.place(there)].item()

    def hears(self, source: str, listener: str) -> float:
        """Share of the news of one place heard at another."""
        return self._state.hears[self.place(source), self.place(listener)].item()

    @property
    def events(self) -> list[Event]:
        """What has been logged."""
        world = self.world
        names: list[tuple[str, ...]] = [
            (),
            formation_names(world),
            world.groups,
            world.communities,
            world.backers,
        ]
        names.append((world.scenario.command.name,))
        rows = self._state.log[: self._state.nation["events"][0]].tolist()
        return [
            Event(
                v.EVENT_NAMES[kind],
                world.places[place] if place >= 0 else "",
                names[agents][agent] if agent >= 0 else "",
                amount,
            )
            for _, kind, place, agents, agent, amount in rows
        ]

    @property
    def ticks_logged(self) -> list[int]:
        """The tick of each event."""
        return self._state.log[: self._state.nation["events"][0], 0].tolist()

    # --- the engine's tables -----------------------------------------------------
    def _given(self) -> tuple[Any, Any, Any]:
        return self._codes, self._parameters, self._switches

    def _rows(self, table: str, names: tuple[str, ...]) -> dict[str, Row]:
        return {name: self._row(table, i) for i, name in enumerate(names)}

    def _row(self, table: str, i: int) -> Row:
        engine = TABLES.get(table, table)
        fields: dict[str, tuple[Any, Any]] = {}
        for rows in (getattr(self._codes, engine, None), getattr(self._state, engine)):
            if rows is not None:
                fields |= {name: (rows[name], i) for name in rows.dtype.names}
        fields |= {name: (getattr(self._state, name), i) for name in COLUMNS.get(table, ())}
        for name, (where, old) in RENAMED.get(table, {}).items():
            if where == "anchors":
                fields[name] = (self._codes.anchors, old)
            else:
                rows = getattr(self._codes, engine) if where == "codes" else getattr(self._state, where)
                fields[name] = (rows[old], i)
        return Row(fields)


def _moving(stage: Callable[..., None]) -> Callable[[Bench], None]:
    """A stage that draws."""
    return lambda b: stage(*b._given(), b._state, b.seed, b.number, b.tick_now, TICK_DAYS)


_STAGES: dict[str, Callable[[Bench], None]] = {
    "hear": lambda b: hear(b._codes, b._parameters, b._state, TICK_DAYS),
    "assess": lambda b: picture(*b._given(), b._state, b.tick_now, TICK_DAYS),
    "formations": _moving(act_units),
    "groups": _moving(act_groups),
    "communities": _moving(act_communities),
    "backers": _moving(act_backers),
    "command": _moving(act_command),
    "rumours": _moving(act_rumours),
    "control": lambda b: settle(b._codes, b._parameters, b._state, b.tick_now, TICK_DAYS),
}


def _kept(tally: Tally, row: int) -> dict[str, Any]:
    """A run's row by name."""
    found = dict(zip(COUNTS, tally.counts[row].tolist(), strict=True))
    found |= dict(zip(SHARES, tally.shares[row].tolist(), strict=True))
    series = ("lost", "regained", "risen", "left", "men_share", "morale", "held")
    return found | {name: getattr(tally, name)[row].tolist() for name in series}


def _named(tables: Any) -> Any:
    """Copies of tables, whose records' fields plain Python can name."""
    copies = (rows.copy() for rows in tables)
    return type(tables)(*(rows.view(np.recarray) if rows.dtype.names else rows for rows in copies))


@cache
def _world(overrides: str) -> World:
    return build_world(load(THREE, json.loads(overrides)))


def formation_names(world: World) -> tuple[str, ...]:
    """Names of formations, or of their sub-units where they have more than one."""
    k = world.scenario.scenario.resolution
    return world.units if k == 1 else tuple(f"{name} #{i + 1}" for name in world.units for i in range(k))


def three() -> dict[str, Any]:
    """The scenario as a tree that a test may change before it is built."""
    return resolved(load(THREE))


def draw(agent: str, purpose: int, word: int, tick: int = 0, seed: int = 1, run: int = 0) -> float:
    """The uniform that decides for an agent, such as "unit 1st"."""
    return draw4(seed, run, tick, *key_of(agent), purpose)[word]


def hazard(agent: str, purpose: int, word: int, tick: int = 0) -> float:
    """The rate per day at which a hazard just strikes an agent within a tick."""
    return -log(1.0 - draw(agent, purpose, word, tick)) / TICK_DAYS


def tipping(agent: str, purpose: int, word: int, tick: int = 0) -> float:
    """The log-odds of a chance that just strikes an agent."""
    return log_odds(draw(agent, purpose, word, tick))


def target_draw(group: str, place: str, tick: int) -> float:
    """The uniform behind a group's taste for a place."""
    low, high = (a ^ b for a, b in zip(key_of(f"group {group}"), key_of(f"place {place}"), strict=True))
    return draw4(1, 0, tick, low, high, v.DRAW_TARGET)[0]
