"""One run of the compiled engine, step by step: its memory after each step, and its events."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engines.attribution import Attribution
from sim.engines.compiled import Machine
from sim.engines.events import Event
from sim.engines.recorder import Recorder
from sim.engines.views import state_of
from sim.model.fields import TABLES
from sim.model.memory import FIRST_WORD, LOGS, Layout, Words, lay_out, matrix_of, new_block, table_columns
from sim.model.state import State
from sim.model.world import Points, World
from sim.results import Chunk


@dataclass(frozen=True)
class Trace:
    """A whole run. ``blocks`` (steps + 1) are copies of its memory without logs; ``last`` has them.

    ``row`` is its row of results.
    """

    world: World
    layout: Layout
    blocks: list[Words]
    last: Words
    row: Chunk

    def state(self, tick: int) -> State:
        """The state after ``tick`` steps."""
        return state_of(self.blocks[tick], self.layout, self.last)

    def columns(self, tick: int) -> dict[str, NDArray[Any]]:
        """Every column and matrix after ``tick`` steps by dotted name, such as ``places.belief``."""
        block = self.blocks[tick]
        tables = (table for name, table in TABLES.items() if name not in LOGS)
        named = {
            f"{table.name}.{field}": values
            for table in tables
            for field, values in table_columns(block, self.layout, table).items()
        }
        return named | {name: matrix_of(block, self.layout, name) for name in self.layout.matrices}

    @cached_property
    def events(self) -> list[Event]:
        """What happened, in order, with reasons."""
        attribution = Attribution(self.world, self.state(0))
        for tick in range(1, len(self.blocks)):
            attribution.follow(self.state(tick))
        return attribution.events


def trace(world: World, seed: int, run: int, points: Points | None = None) -> Trace:
    """Run one run and keep everything. ``points`` has one row."""
    runs = np.array([run], np.int64)
    where, values, drawn = world.run_numbers(seed, runs, points)
    recorder = Recorder.of(world, 1)
    machine = watched(world)
    blocks = []
    for last in range(world.ticks + 1):
        machine.run(where, values, seed, runs, last, recorder, go_on=last > 0)
        blocks.append(machine.block[: machine.layout.logs].copy())
    return Trace(world, machine.layout, blocks, machine.block, recorder.chunk(world, runs, drawn))


def watched(world: World) -> Machine:
    """A machine with room for the logs and for the parts of morale."""
    room = most_events(world)
    lengths = {**world.lengths, "events": room, "reports": 2 * room, "watched": world.lengths["formations"]}
    layout = lay_out(lengths)
    block = new_block(layout)
    restored = world.layout.restored
    block[FIRST_WORD:restored] = world.template[FIRST_WORD:restored]
    return Machine(world, layout, block)


def most_events(world: World) -> int:
    """More events than a run can have: a few for every agent and place in every step."""
    agents = sum(len(world.names[table]) for table in ("formations", "groups", "communities", "backers"))
    return (4 * agents + 6 * len(world.places) + 8) * world.ticks
