"""From a world and run numbers to a chunk of results."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.ensemble.kernel import run_many
from sim.ensemble.state import PARAMETERS, SWITCHES, Codes, Records, State, codes_of, new_state, readable
from sim.results import Chunk, Points
from sim.tally import Tally, chunk_of, new_tally, run_numbers
from sim.world import PARAMETER_NAMES, Floats, Ints, World


@dataclass(frozen=True)
class Machine:
    """What the kernel needs of a world: codes, switches, and a vector of numbers of its own."""

    codes: Codes
    switches: Records
    parameters: Records
    theta: Floats
    offsets: Ints
    state: State

    @classmethod
    def of(cls, world: World, log_capacity: int = 1) -> Machine:
        """Prepare a world; one machine serves one thread."""
        theta = world.theta.copy()
        return cls(
            codes=codes_of(world.fixed),
            switches=readable(np.array(world.switches, np.int64), SWITCHES),
            parameters=readable(theta[: len(PARAMETER_NAMES)], PARAMETERS),
            theta=theta,
            offsets=np.array(world.offsets, np.int64),
            state=new_state(world.fixed, log_capacity),
        )

    def run(
        self, where: Ints, values: Floats, seed: int, runs: Ints, first: int, last: int, tally: Tally
    ) -> None:
        """Take ``runs`` from tick ``first`` to tick ``last``."""
        run_many(
            self.codes, self.switches, self.parameters, self.theta, self.offsets, where, values, seed, runs,
            first, last, self.state, tally,
        )  # fmt: skip


def simulate(world: World, seed: int, runs: Ints, points: Points | None = None) -> Chunk:
    """Run ``runs`` (any run numbers, in any order) and return one row for each.

    ``points`` overrides numbers run by run; they win over drawn ones. Releases the
    interpreter lock while it computes. The same bits for any chunking and order.
    """
    runs = np.ascontiguousarray(runs, np.int64)
    where, values, drawn = run_numbers(world, seed, runs, points)
    tally = new_tally(world.fixed, len(runs))
    Machine.of(world).run(where, values, seed, runs, 0, world.ticks, tally)
    return chunk_of(world, runs, tally, drawn)
