"""How fast the engines run, side by side in one session.

    python benchmarks/speed.py [--repeats 5]

Prints runs per second and nanoseconds per agent and step, on shipped scenarios, for the Mesa model,
Mesa's own ``batch_run`` around it, and the compiled engine on one and two threads. One thread:
process CPU time; two threads: wall time, so only meaningful on a machine with two free cores.
Medians over interleaved repetitions; every repetition uses its own run numbers.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import mesa
import numpy as np

from sim.api import load
from sim.engines import compiled, mesa_model
from sim.engines.mesa_model import Rout
from sim.model.world import World, build_world
from sim.scenario.shipped import find

SCENARIOS = ("homs", "homs-hold", "homs-fall", "offensive")
MESA_RUNS = 2
COMPILED_RUNS = 400
PLAIN = "Mesa model, plain Python"
LEAD = "compiled, one thread"


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


def mesa_batch(world: World, first: int) -> float:
    """CPU seconds per run of Mesa's batch_run, where this Mesa still has it."""
    if not hasattr(mesa, "batch_run"):
        return float("nan")
    ByRun.world_of_batch = world
    values = {"run": list(range(first, first + MESA_RUNS))}
    ticks = world.ticks
    return cpu(lambda: mesa.batch_run(ByRun, values, max_steps=ticks, display_progress=False)) / MESA_RUNS


def two_threads(world: World, first: int) -> float:
    """Wall seconds per run of the compiled engine on two threads."""
    parts = np.array_split(np.arange(first, first + 2 * COMPILED_RUNS), 2)
    with ThreadPoolExecutor(2) as pool:
        seconds = wall(lambda: list(pool.map(lambda runs: compiled.simulate(world, 1, runs), parts)))
    return seconds / (2 * COMPILED_RUNS)


def measure(name: str, repeats: int) -> dict[str, list[float]]:
    """Seconds per run of every engine, repetition by repetition."""
    world = build_world(load(name))
    compiled.simulate(world, 1, np.arange(1))
    mesa_model.simulate(world, 1, np.arange(1))
    seconds: dict[str, list[float]] = {}
    for repeat in range(repeats):
        first = 10_000 * repeat
        some = np.arange(first, first + MESA_RUNS)
        many = np.arange(first, first + COMPILED_RUNS)
        taken = {
            PLAIN: cpu(lambda: mesa_model.simulate(world, 1, some)) / MESA_RUNS,  # noqa: B023
            "Mesa's batch_run": mesa_batch(world, first),
            LEAD: cpu(lambda: compiled.simulate(world, 1, many)) / COMPILED_RUNS,  # noqa: B023
            "compiled, two threads (wall)": two_threads(world, first),
            "compiled, one thread (wall)": wall(lambda: compiled.simulate(world, 1, many)) / COMPILED_RUNS,  # noqa: B023
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
        agents = len(world.formations) + len(world.groups) + len(world.communities) + len(world.backers) + 1
        print(f"\n{name}: {agents} agents, {len(world.places)} places, {world.ticks} steps a run")
        print(f"{'':36s} {'runs/s':>9s} {'ns/agent-step':>14s} {'x plain':>8s}")
        medians = {engine: statistics.median(taken) for engine, taken in measure(name, repeats).items()}
        for engine, taken in medians.items():
            each = taken / world.ticks / agents * 1e9
            print(f"{engine:36s} {1 / taken:9.1f} {each:14.0f} {medians[PLAIN] / taken:8.0f}")


if __name__ == "__main__":
    main()
