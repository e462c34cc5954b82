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
REASONS: tuple[tuple[str, dict[str, object]], ...] = (
    ("no counter-attacks or other recovery", {"mechanisms.recovery": False}),
    ("and no spread of cohesion", {"parameters.cohesion_spread": 0.0}),
    ("and sub-units do not watch each other first", {"parameters.comrades_effect": 0.0}),
)
"""What may make sub-units differ from a whole formation, taken away one after the other."""
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


def reasons(
    bench: Bench, scenario: Scenario, name: str, splits: Sequence[int] = (1, 16)
) -> tuple[tuple[str, Alike], ...]:
    """Why the number of sub-units matters: the same with one reason after the other taken away."""
    found, changes = [], dict[str, object]()
    for step, (words, change) in enumerate((("as shipped", {}), *REASONS)):
        changes |= change
        results = [
            bench.run(
                changed(scenario, {**changes, "scenario.resolution": k}),
                f"{name}-reasons-{step}-{k}",
                seed=bench.seed + SEED_STEP * i,
            )
            for i, k in enumerate(splits)
        ]
        labels = [f"{k}" for k in splits]
        found.append((words, alike(results, labels, labels[-1])))
    return tuple(found)


def cost(bench: Bench, scenario: Scenario) -> Cost:
    """Time some runs on one thread; the first is not counted, it may have to compile."""
    world = bench.engine.build_world(scenario)
    agents = len(world.formations)
    agents += len(world.groups) + len(world.communities) + len(world.backers) + 1
    bench.engine.simulate(world, bench.seed, np.arange(1), None)
    begun = time.process_time()
    bench.engine.simulate(world, bench.seed, np.arange(TIMED_RUNS), None)
    seconds = (time.process_time() - begun) / TIMED_RUNS
    return Cost(agents, 1e3 * seconds, 1e9 * seconds / (agents * world.ticks))
