"""From a world and run numbers to a chunk of results."""

from __future__ import annotations

import numpy as np

from sim.ensemble.kernel import run_many
from sim.ensemble.state import new_state
from sim.results import Chunk, Points
from sim.tally import chunk_of, new_tally, run_numbers
from sim.world import Ints, World


def simulate(world: World, seed: int, runs: Ints, points: Points | None = None) -> Chunk:
    """Run ``runs`` (any run numbers, in any order) and return one row for each.

    ``points`` overrides numbers run by run; they win over drawn ones. Releases the
    interpreter lock while it computes. The same bits for any chunking and order.
    """
    runs = np.ascontiguousarray(runs, np.int64)
    where, values, drawn = run_numbers(world, seed, runs, points)
    tally = new_tally(world.fixed, len(runs))
    state = new_state(world.fixed, log_capacity=1)
    run_many(
        world.fixed, np.array(world.switches, np.int64), np.array(world.offsets, np.int64),
        world.theta.copy(),
        where, values, seed, runs, state, tally,
    )  # fmt: skip
    return chunk_of(world, runs, tally, drawn)
