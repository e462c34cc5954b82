"""Times runs of the compiled engine on request, in whichever checkout of Rout it is started for.

    PYTHONPATH=CHECKOUT python benchmarks/timed_runs.py

Each line of input is a scenario's name, a first run, a number of runs and how often to make them;
each line of output is the processor time of one run in seconds. Works with every version that has
``sim.engines.engine_named``, so that two of them can be timed by turns.
"""

from __future__ import annotations

import functools
import sys
import time

import numpy as np

from sim.api import load
from sim.engines import engine_named

ENGINE = engine_named("ensemble")


@functools.cache
def world_of(name: str) -> object:
    """A shipped scenario's world, after a run that compiles the engine or loads it."""
    world = ENGINE.build_world(load(name))
    ENGINE.simulate(world, 1, np.arange(8), None)
    return world


def seconds_per_run(name: str, first: int, runs: int, times: int) -> float:
    """Process CPU seconds of a run, all on this thread."""
    world = world_of(name)
    numbers = np.tile(np.arange(first, first + runs), times)
    start = time.process_time()
    ENGINE.simulate(world, 1, numbers, None)
    return (time.process_time() - start) / len(numbers)


if __name__ == "__main__":
    for line in sys.stdin:
        scenario, *given = line.split()
        print(seconds_per_run(scenario, *map(int, given)), flush=True)
