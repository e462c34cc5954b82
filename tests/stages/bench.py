"""A bench to test one stage of the model on: the only file here that knows how the state is kept.

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

from sim.engines.recorder import Recorder
from sim.engines.trace import watched
from sim.engines.views import state_of
from sim.model import causes, columns
from sim.model import vocabulary as v
from sim.model.chance import draw4, key_of
from sim.model.memory import FIRST_WORD
from sim.model.numeric import log, log_odds
from sim.model.stages.assess import assess
from sim.model.stages.backers import act_backers
from sim.model.stages.command import act_command
from sim.model.stages.communities import act_communities
from sim.model.stages.control import resolve_control
from sim.model.stages.formations import act_formations, guard
from sim.model.stages.groups import act_groups
from sim.model.stages.hear import hear
from sim.model.stages.over import watch_end
from sim.model.stages.roads import measure
from sim.model.stages.rumours import spread_rumours
from sim.model.stages.start import set_hearing, start
from sim.model.state import State
from sim.model.step import step
from sim.model.world import World, build_world
from sim.scenario import build, load, resolved

THREE = Path(__file__).parent / "three.toml"
TICK_DAYS = 0.5

RETREATING, ORDERED, COUNTER_ATTACKING = v.FOR_RETREAT, v.FOR_ORDERS, v.FOR_COUNTER_ATTACK

STAGES: dict[str, Callable[[State], None]] = {
    "hear": hear,
    "assess": assess,
    "formations": act_formations,
    "groups": act_groups,
    "communities": act_communities,
    "backers": act_backers,
    "command": act_command,
    "rumours": spread_rumours,
    "control": resolve_control,
    "over": watch_end,
}


@dataclass(frozen=True)
class Event:
    """One event as logged: the names of its kind, place and agent ("" for none)."""

    kind: str
    place: str
    agent: str
    amount: int


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
        self.seed, self.number = seed, run
        self.world = build_world(build(tree)) if tree else _world(json.dumps(overrides or {}))
        machine = watched(self.world)
        self._block, self._layout = machine.block, machine.layout
        self._state = state_of(self._block, self._layout)
        for table in ("places", "formations", "siblings", "groups", "communities", "backers"):
            names = self.world.names[table]
            setattr(self, table, dict(zip(names, getattr(self._state, table), strict=True)))
        self.nation = self._state.nation
        self._kept = Recorder.of(self.world, 1)
        self.start()
        if assessed:
            self.run("assess")

    # --- what a test does ------------------------------------------------------
    def start(self) -> None:
        """Start the run anew, with the numbers drawn for it."""
        words = slice(FIRST_WORD, self._layout.restored)
        self._block[words] = self.world.template[words]
        where, values, _ = self.world.run_numbers(self.seed, np.array([self.number]), None)
        self._block.view(np.float64)[where] = values[0]
        self.nation.seed, self.nation.run = self.seed, self.number
        measure(self._state)
        set_hearing(self._state)
        start(self._state)

    def at(self, tick: int) -> Bench:
        """The tick in which the next stage runs."""
        self.nation.tick = tick
        return self

    def run(self, *stages: str) -> Bench:
        """Run stages by name, all in the same tick."""
        for name in stages:
            STAGES[name](self._state)
        return self

    def tick(self) -> Bench:
        """Run the whole tick in the engine's own order; the clock stands still."""
        step(self._state)
        self.nation.tick -= 1
        return self

    def causes(self, formation: str) -> dict[str, float]:
        """The causes of a formation's target morale by name, log-odds."""
        unit = self.formations[formation]
        parts = causes.parts(self._state, unit, self._state.places[unit.place])
        return dict(zip(causes.CAUSE_NAMES, parts, strict=True))

    def record(self, day: int) -> dict[str, Any]:
        """What is kept of the start of a day."""
        daily = self._kept.men_share[0], self._kept.morale[0], self._kept.held[0]
        columns.write_day(self._state, *daily, day)
        return {
            name: values[day] for name, values in zip(("men_share", "morale", "held"), daily, strict=True)
        }

    def conclude(self) -> dict[str, Any]:
        """What is kept of the finished run, column by column; steps for days."""
        columns.write_row(self._state, self._kept.rows[0], 0)
        found: dict[str, Any] = {}
        at = 0
        for column in columns.COLUMNS:
            rows = self.world.lengths[column.of] if column.of else 1
            numbers = self._kept.rows[0, at : at + rows].tolist()
            at += rows
            found[column.name] = numbers if column.of else numbers[0]
        daily = ("men_share", "morale", "held")
        return found | {name: getattr(self._kept, name)[0].tolist() for name in daily}

    def whole_runs(self, runs: list[int]) -> list[dict[str, Any]]:
        """Several runs from start to end, one after the other, as a batch runs them."""
        found = []
        for number in runs:
            self.number = number
            self.start()
            while self.nation.tick < self.nation.ticks:
                if self.nation.tick % self.nation.ticks_per_day == 0:
                    self.record(self.nation.tick // self.nation.ticks_per_day)
                step(self._state)
            self.record(self.world.days)
            found.append(self.conclude())
        return found

    # --- what a test asks ------------------------------------------------------
    def place(self, name: str) -> int:
        """Index of a place."""
        return self.world.places.index(name)

    def group(self, name: str) -> int:
        """Index of a group."""
        return self.world.groups.index(name)

    def km(self, origin: str, there: str) -> float:
        """Road distance."""
        return self._state.km[self.place(origin), self.place(there)]

    def hears(self, source: str, listener: str) -> float:
        """Share of the news of one place heard at another."""
        return self._state.hears[self.place(source), self.place(listener)]

    @property
    def state(self) -> State:
        """The whole state, for tests that call functions of the model."""
        return self._state

    def guard(self, name: str) -> int:
        """Strength that guards a lost place."""
        return guard(self._state, self.places[name])

    @property
    def events(self) -> list[Event]:
        """What has been logged."""
        world = self.world
        names = [(), world.formations, world.groups, world.communities, world.backers]
        names.append((world.scenario.command.name,))
        rows = (self._state.events[k] for k in range(self.nation.events))
        return [
            Event(
                v.EVENT_NAMES[row.kind],
                world.places[row.place] if row.place >= 0 else "",
                names[row.agent_kind][row.agent] if row.agent >= 0 else "",
                row.amount,
            )
            for row in rows
        ]

    def logged(self, field: str) -> list[int]:
        """A field of each event, as it is stored."""
        return [getattr(self._state.events[k], field) for k in range(self.nation.events)]

    @property
    def evidence(self) -> list[tuple[str, str, str, int]]:
        """What has been told: "broke" or "held", by what, the place or else the agent, and millionths."""
        places = self.world.places
        agents = {v.COMMAND_AGENT: (self.world.scenario.command.name,), v.BACKER_AGENT: self.world.backers}
        rows = (self._state.reports[k] for k in range(self.nation.reports))
        return [
            (
                "held" if row.held else "broke",
                v.EVENT_NAMES[row.kind],
                places[row.place] if row.place >= 0 else agents[row.agent_kind][row.agent],
                row.size,
            )
            for row in rows
        ]

    @property
    def ticks_logged(self) -> list[int]:
        """The tick of each event."""
        return self.logged("tick")


@cache
def _world(overrides: str) -> World:
    return build_world(load(THREE, json.loads(overrides)))


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
