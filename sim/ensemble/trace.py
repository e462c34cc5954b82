"""One run of the compiled engine, tick by tick: every array of its state, and its event log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.engine import Machine
from sim.ensemble.state import State
from sim.results import Chunk, Points
from sim.tally import chunk_of, new_tally, run_numbers
from sim.world import Ints, World

SCRATCH = ("travel", "done", "share", "risk", "draws", "log")
"""What a tick works with and forgets."""


@dataclass(frozen=True)
class Trace:
    """A whole run: the state at its start and after each tick, its events and its row.

    ``states`` (ticks + 1) are copies of the arrays of ``State`` by name; ``log`` (events, 6) holds
    tick, kind, place, agent kind, agent and amount.
    """

    states: list[dict[str, NDArray[Any]]]
    log: Ints
    row: Chunk


def trace(world: World, seed: int, run: int, points: Points | None = None) -> Trace:
    """Run one run and keep everything. ``points`` has one row."""
    runs = np.array([run], np.int64)
    where, values, drawn = run_numbers(world, seed, runs, points)
    tally = new_tally(world.fixed, 1)
    machine = Machine.of(world, log_capacity=most_events(world))
    state = machine.state
    states = []
    for last in range(world.ticks + 1):
        first = max(0, last - 1)
        machine.run(where, values, seed, runs, first, last, tally)
        states.append(copied(state))
    events = int(state.nation["events"][0])
    return Trace(states, state.log[:events].copy(), chunk_of(world, runs, tally, drawn))


def most_events(world: World) -> int:
    """More events than a run can have: a few for every agent and place in every tick."""
    f = world.fixed
    agents = len(f.unit_place) + len(f.group_place) + len(f.community_place) + len(f.backer_role)
    return (4 * agents + 6 * len(world.places) + 8) * world.ticks


def copied(state: State) -> dict[str, NDArray[Any]]:
    """Every field of a state by name, such as ``units.morale`` or ``broke``, without its scratch."""
    tables: dict[str, NDArray[Any]] = {}
    for name, rows in zip(State._fields, state, strict=True):
        if rows.dtype.names:
            tables |= {f"{name}.{field}": np.array(rows[field]) for field in rows.dtype.names}
        elif name not in SCRATCH:
            tables[name] = rows.copy()
    return tables
