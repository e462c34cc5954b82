"""Does the answer depend on how it is computed? Shorter ticks, and finer agents."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.alike import Alike, alike
from sim.scenario import Scenario
from sim.studies.bench import Bench, changed

TICK_HOURS = (6.0, 3.0, 1.5)
RESOLUTIONS = (1, 2, 4, 8, 16, 32)
TIMED_RUNS = 12
SEED_STEP = 1000  # variants are tested as independent, so each gets a seed of its own


def ticks(bench: Bench, scenario: Scenario, name: str, hours: Sequence[float] = TICK_HOURS) -> Alike:
    """The scenario at several lengths of a tick, each tested against its own."""
    results = [
        bench.run(
            changed(scenario, {"scenario.tick_hours": tick}),
            f"{name}-ticks-{tick:g}",
            seed=bench.seed + SEED_STEP * i,
        )
        for i, tick in enumerate(hours)
    ]
    labels = [f"{tick:g} h" for tick in hours]
    return alike(results, labels, f"{scenario.scenario.tick_hours:g} h")


@dataclass(frozen=True)
class Cost:
    """Agents in a run, and processor time per run and per agent and tick."""

    agents: int
    run_ms: float
    agent_tick_ns: float


def resolutions(
    bench: Bench, scenario: Scenario, name: str, splits: Sequence[int] = RESOLUTIONS
) -> tuple[Alike, tuple[Cost, ...]]:
    """The scenario with each formation split into ever more sub-units, tested against the finest."""
    variants = [changed(scenario, {"scenario.resolution": k}) for k in splits]
    results = [
        bench.run(one, f"{name}-resolution-{k}", seed=bench.seed + SEED_STEP * i)
        for i, (one, k) in enumerate(zip(variants, splits, strict=True))
    ]
    labels = [f"{k}" for k in splits]
    return alike(results, labels, labels[-1]), tuple(cost(bench, one) for one in variants)


def cost(bench: Bench, scenario: Scenario) -> Cost:
    """Time some runs on one thread; the first is not counted, it may have to compile."""
    world = bench.engine.build_world(scenario)
    agents = len(world.units) * scenario.scenario.resolution
    agents += len(world.groups) + len(world.communities) + len(world.backers) + 1
    bench.engine.simulate(world, bench.seed, np.arange(1), None)
    begun = time.process_time()
    bench.engine.simulate(world, bench.seed, np.arange(TIMED_RUNS), None)
    seconds = (time.process_time() - begun) / TIMED_RUNS
    return Cost(agents, 1e3 * seconds, 1e9 * seconds / (agents * world.ticks))
