"""The compiled engine: many runs of one world in a loop that holds no lock, so threads share a batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from sim.compiled_cache import problem
from sim.engines import compiler  # noqa: F401 (makes the model's functions callable)
from sim.engines.recorder import Recorder
from sim.engines.records import state_of
from sim.model.columns import write_day, write_row
from sim.model.memory import FIRST_WORD, Layout, Words
from sim.model.stages.roads import measure
from sim.model.stages.start import set_hearing, start
from sim.model.step import step
from sim.model.unknown import draw_numbers
from sim.model.world import Floats, Ints, Points, World
from sim.results import Chunk

KEPT = not problem()


@njit(nogil=True, cache=KEPT, error_model="numpy", _nrt=False)
def run_many(
    block: Words, reals: Floats, template: Words, restored: int, where: Ints, values: Floats, fresh: bool,
    seed: int, runs: Ints, last: int, rows: Floats, men_share: Floats, morale: Floats, held: Words,
) -> None:  # fmt: skip
    """Run every run number of ``runs`` in ``block``; ``values`` (runs, numbers) go to the words ``where``.

    ``reals`` is the block seen as real numbers. Distances and hearing are found for the first run, and
    for every run when they are ``fresh``. A run goes on to step ``last``; with ``restored`` 0 it goes
    on from where the block stands. Compiled without reference counts, which cost more than the model.
    """
    s = state_of(block)
    for row in range(len(runs)):
        if restored > 0:
            for word in range(FIRST_WORD, restored):
                block[word] = template[word]
            for k in range(len(where)):
                reals[where[k]] = values[row, k]
            s.nation.seed = seed
            s.nation.run = runs[row]
            if fresh or row == 0:
                measure(s)
                set_hearing(s)
            start(s)
        while s.nation.tick < last:
            if s.nation.tick % s.nation.ticks_per_day == 0:
                write_day(s, men_share[row], morale[row], held[row], s.nation.tick // s.nation.ticks_per_day)
            step(s)
        if last == s.nation.ticks:
            write_day(s, men_share[row], morale[row], held[row], men_share.shape[1] - 1)
            write_row(s, rows[row], 0)


@njit(nogil=True, cache=KEPT, error_model="numpy")
def draw_many(seed: int, runs: Ints, keys: Ints, shapes: Ints, numbers: Floats, values: Floats) -> None:
    """Fill ``values`` with the numbers that are drawn: ``unknown.draw_numbers`` compiled."""
    draw_numbers(seed, runs, keys, shapes, numbers, values)


@dataclass(frozen=True)
class Machine:
    """A world with a block of memory to run it in; one machine serves one thread."""

    world: World
    layout: Layout
    block: Words

    @classmethod
    def of(cls, world: World) -> Machine:
        """A machine for many runs, which keeps no logs."""
        return cls(world, world.layout, world.template.copy())

    def run(
        self, where: Ints, values: Floats, seed: int, runs: Ints, last: int, recorder: Recorder,
        *, go_on: bool = False,
    ) -> None:  # fmt: skip
        """Take runs to step ``last``: from their start, or the one in memory from where it stands."""
        fresh = bool(np.isin(where, hearing_words(self.world)).any())
        restored = 0 if go_on else self.layout.restored
        run_many(
            self.block, self.block.view(np.float64), self.world.template, restored, where, values, fresh,
            seed, runs, last,
            recorder.rows, recorder.men_share, recorder.morale, recorder.held,
        )  # fmt: skip


def hearing_words(world: World) -> list[int]:
    """Words that distances and hearing depend on."""
    names = ("news_everywhere", "news_reach_km", "public_attention")
    own = [world.layout.first["parameters", name] for name in names]
    for table, field in (("roads", "km"), ("places", "attention"), ("places", "prestige")):
        first = world.layout.first[table, field]
        own += range(first, first + world.lengths[table])
    return own


def simulate(world: World, seed: int, runs: Ints, points: Points | None = None) -> Chunk:
    """Run ``runs`` (any run numbers, in any order) and return one row for each.

    ``points`` overrides numbers run by run; they win over drawn ones. Releases the interpreter lock
    while it computes. The same bits for any chunking and order.
    """
    runs = np.ascontiguousarray(runs, np.int64)
    where, values, drawn = world.run_numbers(seed, runs, points, draw_many)
    recorder = Recorder.of(world, len(runs))
    Machine.of(world).run(where, values, seed, runs, world.ticks, recorder)
    return recorder.chunk(world, runs, drawn)
