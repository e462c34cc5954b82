"""How fast the engines run, side by side in one session.

    python benchmarks/speed.py [--repeats 5]

Prints runs per second and nanoseconds per agent and tick, on two shipped scenarios, for the Mesa
model with every rule in plain Python, the Mesa model as shipped, Mesa's own ``batch_run`` around
it, and the ensemble engine on one and two threads. One thread: process CPU time; two threads:
wall time, so only meaningful on a machine with two free cores. Medians over interleaved
repetitions; every repetition uses its own run numbers, so no engine has an easier war.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import mesa
import numpy as np

from sim import ensemble, reference
from sim.api import load
from sim.engines.mesa_model import Rout
from sim.model.world import World, build_world
from sim.scenario.shipped import find

SCENARIOS = ("homs", "offensive")
MESA_RUNS = 2
ENSEMBLE_RUNS = 400
PLAIN = "Mesa model, rules in plain Python"
LEAD = "ensemble, one thread"


class ByRun(Rout):
    """A model that ``batch_run`` can make: run numbers come as a parameter."""

    world_of_batch: World

    def __init__(self, run: int = 0, rng: int | None = None) -> None:
        super().__init__(self.world_of_batch, 1, run)


def cpu(body: Callable[[], object]) -> float:
    """Process CPU seconds of a call."""
    start = time.process_time()
    body()
    return time.process_time() - start


def wall(body: Callable[[], object]) -> float:
    """Wall seconds of a call."""
    start = time.perf_counter()
    body()
    return time.perf_counter() - start


def plain_python(name: str, first: int) -> float:
    """CPU seconds per run of the Mesa model with the compiler off, measured in its own process."""
    code = (
        "import time, numpy as np\n"
        "from sim import reference\nfrom sim.api import load\nfrom sim.model.world import build_world\n"
        f"world = build_world(load({name!r}))\n"
        f"start = time.process_time(); reference.simulate(world, 1, np.arange({first}, {first} + 1))\n"
        "print(time.process_time() - start)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], env=dict(os.environ, NUMBA_DISABLE_JIT="1"), check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return float(found.stdout)


def mesa_batch(world: World, first: int) -> float:
    """CPU seconds per run of Mesa's batch_run, where this Mesa still has it."""
    if not hasattr(mesa, "batch_run"):
        return float("nan")
    ByRun.world_of_batch = world
    values = {"run": list(range(first, first + MESA_RUNS))}
    ticks = world.ticks
    return cpu(lambda: mesa.batch_run(ByRun, values, max_steps=ticks, display_progress=False)) / MESA_RUNS


def two_threads(world: World, first: int) -> float:
    """Wall seconds per run of the ensemble on two threads."""
    parts = np.array_split(np.arange(first, first + 2 * ENSEMBLE_RUNS), 2)
    with ThreadPoolExecutor(2) as pool:
        seconds = wall(lambda: list(pool.map(lambda runs: ensemble.simulate(world, 1, runs), parts)))
    return seconds / (2 * ENSEMBLE_RUNS)


def measure(name: str, repeats: int) -> dict[str, list[float]]:
    """Seconds per run of every engine, repetition by repetition."""
    world = build_world(load(name))
    ensemble.simulate(world, 1, np.arange(1))
    reference.simulate(world, 1, np.arange(1))
    seconds: dict[str, list[float]] = {}
    for repeat in range(repeats):
        first = 10_000 * repeat
        some = np.arange(first, first + MESA_RUNS)
        many = np.arange(first, first + ENSEMBLE_RUNS)
        if repeat < 2:
            seconds.setdefault(PLAIN, []).append(plain_python(name, first))
        taken = {
            "Mesa model as shipped": cpu(lambda: reference.simulate(world, 1, some)) / MESA_RUNS,  # noqa: B023
            "Mesa's batch_run": mesa_batch(world, first),
            LEAD: cpu(lambda: ensemble.simulate(world, 1, many)) / ENSEMBLE_RUNS,  # noqa: B023
            "ensemble, two threads (wall)": two_threads(world, first),
            "ensemble, one thread (wall)": wall(lambda: ensemble.simulate(world, 1, many)) / ENSEMBLE_RUNS,  # noqa: B023
        }
        for engine, value in taken.items():
            seconds.setdefault(engine, []).append(value)
    return seconds


def main() -> None:
    """Measure and print one table for each scenario."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    for name in SCENARIOS:
        world = build_world(load(find(name)))
        agents = len(world.units) + len(world.groups) + len(world.communities) + len(world.backers) + 1
        print(f"\n{name}: {agents} agents, {len(world.places)} places, {world.ticks} ticks a run")
        print(f"{'':36s} {'runs/s':>9s} {'ns/agent-tick':>14s} {'x plain':>8s}")
        medians = {engine: statistics.median(taken) for engine, taken in measure(name, repeats).items()}
        for engine, taken in medians.items():
            each = taken / world.ticks / agents * 1e9
            print(f"{engine:36s} {1 / taken:9.1f} {each:14.0f} {medians[PLAIN] / taken:8.0f}")


if __name__ == "__main__":
    main()
