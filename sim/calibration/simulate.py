"""Runs for vectors drawn from the prior, one of every scenario for each, in parts that are never lost.

A vector is a number: what is drawn of it and what happens in its runs is keyed by the seed and that
number, so a study that was stopped, or asked for more vectors, goes on with the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.unattacked import places_lost
from sim.calibration.priors import Priors, Record
from sim.calibration.store import Progress, Store, read_manifest
from sim.engines import sources_of
from sim.engines.compiled import draw_many, simulate
from sim.errors import UsageError
from sim.model.world import World
from sim.results import Points
from sim.results.manifest import hash_of_sources, now
from sim.scenario import digest
from sim.scenario.schema import JointColumn

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PART = 1024  # vectors
MOST_TRIED = 200  # vectors drawn for each that is asked for
MANIFEST = "calibration.json"


@dataclass(frozen=True)
class Simulated:
    """Vectors and what came of them.

    ``shares`` (vectors, unknowns): where each number lies within its prior's probability.
    ``days`` (vectors, places of all records): day of loss, the horizon where it held.
    ``dead`` (vectors, records): share of the army's men killed.
    """

    numbers: Ints
    shares: Floats
    days: Floats
    dead: Floats

    def __len__(self) -> int:
        return len(self.numbers)

    def of(self, rows: Ints) -> Simulated:
        """Some of the vectors."""
        return Simulated(self.numbers[rows], self.shares[rows], self.days[rows], self.dead[rows])


def engine_hash() -> str:
    """A hash of the sources that decide what a run does."""
    return hash_of_sources(sources_of("ensemble"))


def drawn(priors: Priors, seed: int, numbers: Ints) -> Floats:
    """The shares of the priors' probability at which vectors stand, (vectors, unknowns)."""
    shares = np.empty((len(numbers), len(priors.unknowns)))
    draw_many(seed, numbers, *priors.draws, shares)
    return shares


def run(priors: Priors, record: Record, seed: int, numbers: Ints, values: Floats) -> tuple[Floats, Floats]:
    """One run of a scenario for each vector: days of loss (vectors, places) and share of men killed."""
    at, columns = priors.columns(record)
    world = record.world
    points = decided_points(world, columns, seed, numbers, values[:, at])
    return as_recorded(record, simulate(world, seed, numbers, points).columns)


def as_recorded(record: Record, found: Mapping[str, Any]) -> tuple[Floats, Floats]:
    """Of the columns of runs: days of loss (runs, places), the horizon for never, and share of men killed."""
    days = np.stack([found[f"place_lost_day.{place}"] for place in record.places], axis=1)
    return np.fmin(days, record.horizon), found["dead_men"] / found["men_start"]


def decided_points(
    world: World, columns: Sequence[JointColumn], seed: int, runs: Ints, values: Floats
) -> Points:
    """The numbers that columns' ``values`` (runs, columns) make of a world's own, run by run."""
    own = world.draw(seed, runs, draw_many)
    stated = {name: own[:, i] for i, name in enumerate(world.patched)}
    made = world.decided(columns, values, stated)
    return Points(tuple(made), np.stack(list(made.values()), axis=1))


def standing(priors: Priors, seed: int, numbers: Ints, shares: Floats) -> NDArray[np.bool_]:
    """Under which vectors an army that nobody attacks stands, one run of each scenario, (vectors,)."""
    stands = np.ones(len(numbers), np.bool_)
    values = priors.values(shares)
    for one in priors.calm:
        rows = np.flatnonzero(stands)
        if not len(rows):
            break
        at, columns = priors.columns(one)
        points = decided_points(one.world, columns, seed, numbers[rows], values[rows][:, at])
        lost = places_lost(one.world, simulate(one.world, seed, numbers[rows], points).columns)
        stands[rows] = lost <= one.most_lost
    return stands


def standing_shares(priors: Priors, seed: int, size: int) -> Floats:
    """The first so many vectors drawn from the prior under which it stands, (size, unknowns).

    Raises UsageError where hardly any does.
    """
    found: list[Floats] = []
    first = 0
    while (missing := size - sum(map(len, found))) > 0:
        if first > MOST_TRIED * size:
            raise UsageError(
                f"{priors.path}: of {first:,} vectors hardly any keeps an army standing that nobody attacks; "
                "look at the priors, or at [unattacked]"
            )
        numbers = np.arange(first, first + max(PART, missing), dtype=np.int64)
        shares = drawn(priors, seed, numbers)
        found.append(shares[standing(priors, seed, numbers, shares)][:missing])
        first += len(numbers)
    return np.concatenate(found) if found else drawn(priors, seed, np.arange(0, dtype=np.int64))


def simulate_vectors(
    priors: Priors, seed: int, numbers: Ints, stands: NDArray[np.bool_] | None = None
) -> Simulated:
    """Runs of every scenario for those vectors drawn from the prior under which an unattacked army stands.

    ``stands`` (vectors,) says which, where that is known.
    """
    shares = drawn(priors, seed, numbers)
    rows = np.flatnonzero(standing(priors, seed, numbers, shares) if stands is None else stands)
    return simulate_at(priors, seed, numbers[rows], shares[rows])


def simulate_at(priors: Priors, seed: int, numbers: Ints, shares: Floats) -> Simulated:
    """The same for vectors whose shares are given; ``numbers`` key their runs."""
    values = priors.values(shares)
    runs = [run(priors, record, seed, numbers, values) for record in priors.records]
    days, dead = np.hstack([days for days, _ in runs]), np.stack([dead for _, dead in runs], axis=1)
    return Simulated(numbers, shares, days, dead)


# --- stored in parts ---------------------------------------------------------------------
def identity(priors: Priors, seed: int) -> dict[str, Any]:
    """What decides the bytes of a part."""
    return {
        "priors_sha256": priors.sha256,
        "scenarios": {f"{one.war}/{one.name}": digest(one.world.scenario) for one in priors.records},
        "seed": seed,
        "engine_hash": engine_hash(),
        "part": PART,
        "created": now(),
    }


def study(
    priors: Priors,
    folder: Path,
    seed: int,
    size: int,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    replace: bool = False,
    counted: Ints | None = None,
) -> Simulated:
    """Bring a folder to ``size`` vectors; parts that are there are not repeated.

    Returns those under which an army that nobody attacks stands; ``counted`` are their numbers, where that
    is known. ``replace`` deletes what the folder holds first.

    Raises ResultError where the folder holds another study, InterruptedCalibrationError after Ctrl-C.
    """
    places = sum(len(record.places) for record in priors.records)
    widths = {"stands": 1, "days": places, "dead": len(priors.records)}

    def compute(numbers: Ints) -> dict[str, Floats]:
        known = np.isin(numbers, counted) if counted is not None else None
        found = simulate_vectors(priors, seed, numbers, known)
        made = {name: np.zeros((len(numbers), width)) for name, width in widths.items()}
        rows = np.searchsorted(numbers, found.numbers)
        made["stands"][rows], made["days"][rows], made["dead"][rows] = 1.0, found.days, found.dead
        return made

    store = Store(folder, MANIFEST, identity(priors, seed), widths, PART)
    found = store.filled(size, compute, jobs=jobs, progress=progress, replace=replace)
    numbers = np.flatnonzero(found["stands"][:, 0]).astype(np.int64)
    return Simulated(numbers, drawn(priors, seed, numbers), found["days"][numbers], found["dead"][numbers])


def created(folder: Path) -> str:
    """When a study was begun, so that whoever goes on with it writes the same bytes."""
    return str(read_manifest(folder / MANIFEST).get("created", ""))
