"""Vectors whose runs follow the record: the runs that ``swarm`` asks for, and steps that are never lost."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.calibration.posterior import Sample
from sim.calibration.priors import Priors
from sim.calibration.simulate import simulate_at, standing
from sim.calibration.store import read_arrays, sole_study, write_arrays
from sim.calibration.swarm import SETTLED, Swarm, cooled
from sim.errors import UsageError
from sim.results.manifest import hash_of_sources

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Say = Callable[[str], None]

RUNS = 8  # of each scenario for a vector, and as many in which nobody attacks
PARTS = 4  # of the vectors, for threads to share
VECTORS = 256
BEGIN = 4  # times as many vectors, those nearest to the record, are looked at first
TEMPERATURE = 0.2
FIRST, APART = 2**33, 2**26
"""Numbers of these runs: of no vector that was drawn, each step's apart from the others'."""
FILES = "moves-*.npz"
RULES = [f"calibration/{name}.py" for name in ("follow", "swarm", "simulate", "priors", "posterior")]
"""What the steps are made by, beside the engine."""


@dataclass
class Judge:
    """Runs vectors and scores them against days (places,); numbers of runs are used once, in order."""

    priors: Priors
    days: Floats
    seed: int
    pool: ThreadPoolExecutor
    units: Floats = field(default_factory=lambda: np.full(1, np.inf))  # (records,) days that count as 1
    next: int = FIRST

    def numbers(self, size: int) -> Ints:
        """The next numbers of runs."""
        self.next += size
        return np.arange(self.next - size, self.next, dtype=np.int64)

    def runs(self, shares: Floats) -> Floats:
        """Days of some runs of each vector, (runs, vectors, places)."""
        numbers = self.numbers(RUNS * len(shares)).reshape(RUNS, -1)
        days = self.pool.map(lambda one: simulate_at(self.priors, self.seed, one, shares).days, numbers)
        return np.stack(list(days))

    def scores(self, runs: Floats) -> Floats:
        """How badly each vector's runs forecast the days: mean of the scenarios, in ``units``, (vectors,)."""
        each = np.abs(runs - self.days).mean(axis=0) - noise(runs)  # from few runs perhaps below 0
        found: Floats = np.maximum((self.by_record(each) / self.units).mean(axis=1), 0.0)
        return found

    def by_record(self, each: Floats) -> Floats:
        """Means over the places of each scenario, (vectors, records)."""
        return np.stack([each[:, part].mean(axis=1) for part in self.priors.parts], axis=1)

    def stands(self, shares: Floats) -> Ints:
        """Under which vectors an army that nobody attacks stands in as many runs; rows, ascending."""
        rows = np.arange(len(shares))
        for _ in range(RUNS if self.priors.calm else 0):
            numbers = self.numbers(len(shares))[rows]
            parts = np.array_split(numbers, PARTS), np.array_split(shares[rows], PARTS)
            stand = self.pool.map(partial(standing, self.priors, self.seed), *parts)
            rows = rows[np.concatenate(list(stand))]
        return rows

    def begun(self, shares: Floats) -> Swarm:
        """The best of these vectors (n, unknowns).

        Raises UsageError where none of them keeps an unattacked army standing.
        """
        shares = shares[self.stands(shares)]
        if not len(shares):
            raise UsageError(
                f"{self.priors.path}: of the vectors nearest to the record none keeps an army standing in "
                f"{RUNS} runs in which nobody attacks; give more with -n, or see [unattacked]"
            )
        scores = self.measured(shares)
        best = np.resize(np.argsort(scores, kind="stable"), VECTORS)  # again from the first where few stand
        return Swarm.of(shares[best], scores[best])

    def measured(self, shares: Floats) -> Floats:
        """Scores of vectors by new runs; how far runs of one of them lie apart becomes the unit.

        A unit never becomes coarser again, as what forecasts vaguely would count for less, and is never finer
        than the record (``precision_days``); it is 1 day where that is 0 and all runs agree.
        """
        runs = self.runs(shares)
        apart = np.minimum(np.median(self.by_record(noise(runs)), axis=0), self.units)
        apart = np.maximum(apart, self.priors.precision_days)
        self.units = np.where(apart > 0.0, apart, 1.0)
        return self.scores(runs)

    def step(self, swarm: Swarm, chance: np.random.Generator) -> Swarm:
        """One step of a swarm towards the temperature; while it cools, its own runs give the units."""
        if not swarm.settled:
            swarm = replace(swarm, scores=self.measured(swarm.shares))
        return cooled(swarm, TEMPERATURE, self, chance)

    def __call__(self, shares: Floats) -> Floats:
        """Scores of vectors, infinite where an army that nobody attacks does not stand."""
        rows = self.stands(shares)
        found = np.full(len(shares), np.inf)
        if len(rows):
            found[rows] = self.scores(self.runs(shares[rows]))
        return found


def noise(runs: Floats) -> Floats:
    """Half the mean difference of two runs (runs, vectors, places): (vectors, places), without bias."""
    size = len(runs)
    ranks = (2.0 * np.arange(size) - size + 1.0)[:, None, None]
    found: Floats = (ranks * np.sort(runs, axis=0)).sum(axis=0) / (size * (size - 1))
    return found


def follow(
    priors: Priors,
    shares: Floats,
    days: Floats,
    seed: int,
    folder: Path,
    *,
    jobs: int | None = None,
    say: Say = lambda text: None,
) -> Sample:
    """Vectors whose runs follow days (places,); all weigh the same.

    ``shares`` (vectors, unknowns) are those to begin with. Steps that are in the folder are not repeated.

    Raises UsageError where no army stands under any of them, InterruptedCalibrationError after Ctrl-C.
    """
    *_, last = swarms(priors, shares, days, seed, folder, jobs=jobs, say=say)
    return last.sample


def swarms(
    priors: Priors,
    shares: Floats,
    days: Floats,
    seed: int,
    folder: Path,
    *,
    jobs: int | None = None,
    say: Say = lambda text: None,
) -> Iterator[Swarm]:
    """What ``follow`` ends with, after all that it comes through: the best to begin with, then each step."""
    with sole_study(folder), ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        judge = Judge(priors, days, seed, pool)
        steps = Steps(folder, key_of(shares, days, seed))
        swarm = steps.taken(0, judge, partial(judge.begun, shares))
        yield swarm
        step = 0
        while swarm.settled < SETTLED:
            say(f"{len(swarm.scores)} vectors follow the record, step {step + 1}: {told(swarm)}")
            step += 1
            chance = np.random.default_rng([seed, FIRST, step])
            swarm = steps.taken(step, judge, partial(judge.step, swarm, chance))
            yield swarm


def told(swarm: Swarm) -> str:
    """How far they are."""
    where = f"temperature {1.0 / swarm.cold:.2f}" if swarm.cold else "the best of the nearest"
    there = f" for step {swarm.settled} of {SETTLED}" if swarm.settled else ""
    return f"{where}{there}, mean score {swarm.scores.mean():.2f}"


@dataclass(frozen=True)
class Steps:
    """The steps of one study in a folder, each in a file of its own."""

    folder: Path
    key: str

    def taken(self, step: int, judge: Judge, make: Callable[[], Swarm]) -> Swarm:
        """A step, read, or made and stored."""
        path = self.folder / FILES.replace("*", f"{self.key}-{step:02d}")
        judge.next = FIRST + step * APART
        found = self._read(path)
        if found is None:
            swarm = make()
            write_arrays(path, {"units": judge.units, **vars(swarm)})
            return swarm
        swarm, judge.units = found
        return swarm

    def _read(self, path: Path) -> tuple[Swarm, Floats] | None:
        """What is in a file; None where there is none, or it is damaged: the step is taken again."""
        stored = read_arrays(path)
        if stored is None or stored.keys() != {"units", *(one.name for one in fields(Swarm))}:
            return None
        units = stored.pop("units")
        numbers = {name: one.item() for name, one in stored.items() if one.ndim == 0}
        return Swarm(**stored | numbers), units


def key_of(shares: Floats, days: Floats, seed: int) -> str:
    """What decides the bytes of the steps, in short; the folder's manifest has the rest."""
    rules = f"{hash_of_sources(RULES)} {TEMPERATURE} {seed}".encode()
    return hashlib.sha256(rules + shares.tobytes() + days.tobytes()).hexdigest()[:12]
