"""A posterior for one scenario: the vectors under which its army stands when nobody attacks it.

What three wars say of behaviour comes with a level of the army that nobody knows of another war. Under many
of those levels its army would come apart by itself, and forecasts from them say how armies dissolve rather
than how they are beaten. Runs in which nobody attacks tell which: assumption A132.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.analysis.unattacked import held_at_start, places_lost, unattacked
from sim.calibration.simulate import decided_points
from sim.engines.compiled import simulate
from sim.model.world import World, build_world
from sim.scenario import Scenario, build, resolved
from sim.scenario.posterior import ANY_WAR, MOST_VECTORS, Vectors

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

TIMES = 8  # each vector is tried with so many levels of a war that was not fitted
RUNS = 3  # of each vector: its army has to stand in all
PART = 500  # vectors at a time
SEED = 132


@dataclass(frozen=True)
class Stood:
    """The vectors that are left, of how many, and with how many levels of the army each was tried.

    ``places`` is how many the state holds at the start.
    """

    vectors: Vectors
    tried: int
    levels: int
    places: int

    @property
    def kept(self) -> int:
        """Vectors that are left."""
        return len(self.vectors.weights)


def stand(
    stored: Vectors,
    scenario: Scenario,
    days: float,
    most_lost: int,
    progress: Progress | None = None,
) -> Stood:
    """Runs of the scenario for each vector in which nobody attacks; vectors under which its army stands stay.

    ``stored`` is the posterior that the scenario names. For a war that was not fitted, what is drawn for
    each war apart is tried in several combinations with the rest: nothing says how they hang together.
    """
    war = scenario.posterior.war
    tried = stored if war else combined(stored)
    given = {**unattacked(days), "posterior.file": ""}
    world = build_world(build(resolved(scenario), overrides=given))
    at = {stored.meanings[k].key: k for k in stored.of_war(war)}
    used = [at[column.name] for column in scenario.posterior.columns]
    lost = np.concatenate([
        _lost(world, scenario, tried.values[low : low + PART][:, used], low, len(tried.weights), progress)
        for low in range(0, len(tried.weights), PART)
    ])  # fmt: skip
    rows = np.flatnonzero(lost <= most_lost)[:MOST_VECTORS]
    kept = replace(tried, values=tried.values[rows], weights=tried.weights[rows])
    return Stood(
        kept, len(tried.weights), len(tried.weights) // len(stored.weights), len(held_at_start(world))
    )


def _lost(
    world: World, scenario: Scenario, values: Floats, first: int, wanted: int, progress: Progress | None
) -> Floats:
    """The most places that are lost under each of some vectors, (vectors,)."""
    runs = np.arange(RUNS * first, RUNS * (first + len(values)), dtype=np.int64)
    points = decided_points(world, scenario.posterior.columns, SEED, runs, np.repeat(values, RUNS, axis=0))
    lost = places_lost(world, simulate(world, SEED, runs, points).columns)
    found: Floats = lost.reshape(-1, RUNS).max(axis=1)
    if progress is not None:
        progress(first + len(values), wanted)
    return found


def combined(stored: Vectors) -> Vectors:
    """Every vector several times, each time with another one's numbers of a war that was not fitted."""
    own = [k for k, one in enumerate(stored.meanings) if one.war == ANY_WAR]
    size = len(stored.weights)
    times = max(1, min(TIMES, MOST_VECTORS // size)) if own else 1
    chance = np.random.default_rng(SEED)
    parts = [stored.values]
    for _ in range(1, times):
        values = stored.values.copy()
        values[:, own] = values[chance.permutation(size)][:, own]
        parts.append(values)
    return replace(stored, values=np.concatenate(parts), weights=np.tile(stored.weights, times) / times)
