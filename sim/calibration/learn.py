"""From simulations to what the record says: summaries, posterior, and whether its intervals hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calibration.coverage import Coverage, coverage
from sim.calibration.fit import Fit, Space, fit
from sim.calibration.posterior import Sample, Table
from sim.calibration.priors import Priors
from sim.calibration.simulate import Simulated
from sim.calibration.summaries import WAYS, features, observed_record, observed_runs
from sim.errors import UsageError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Say = Callable[[str], None]

FITTED = 0.6  # of the simulations teach the summaries; the others are what is conditioned on
KEEP_SHARE, LEAST_KEPT, MOST_KEPT = 0.03, 100, 2000
CHOOSING = 200  # truths by which the way is chosen; coverage is measured on others
LEAST_VECTORS = 1_000


@dataclass(frozen=True)
class Tried:
    """A way to condition on the record, and how it did on simulated truths."""

    way: str
    adjusted: bool
    skill: float  # 1 minus its CRPS over the prior's, mean of the unknowns
    pooled: float  # how often its 90 % intervals hold the truth

    @property
    def name(self) -> str:
        """In words."""
        return f"{self.way} summaries, {'adjusted by regression' if self.adjusted else 'nearest only'}"


@dataclass(frozen=True)
class Learned:
    """Everything that a calibration found."""

    priors: Priors
    vectors: int
    tried: tuple[Tried, ...]
    chosen: Tried
    fit: Fit
    coverage: Coverage
    sample: Sample


def learn(priors: Priors, found: Simulated, seed: int, truths: int, say: Say = lambda text: None) -> Learned:
    """Condition on the record. Raises UsageError for too few vectors."""
    if len(found) < LEAST_VECTORS:
        raise UsageError(f"-n {len(found)}: at least {LEAST_VECTORS:,} vectors are needed")
    seen = observed_runs(priors, found, seed)
    record = observed_record(priors)
    x, own = features(priors, seen), features(priors, record)
    split = int(FITTED * len(found))
    held = found.shares[split:]
    say("how far the record lies from what the priors can make")
    space = Space.of(type(seen)(seen.days[split:], seen.dead[split:]))
    away = space.distances(space.place(record.days[0]))
    near = np.argsort(away, kind="stable")
    fitted = fit(space, record.days[0], _spaced(len(held), truths))
    keep = int(np.clip(KEEP_SHARE * len(held), LEAST_KEPT, MOST_KEPT))
    tried: list[tuple[Tried, Table, Floats]] = []
    for way, teach in WAYS.items():
        say(f"{way} summaries")
        summarise = teach(x[:split], found.shares[:split], seed)
        summaries, at = summarise(x[split:]), summarise(own)[0]
        for adjusted in (False, True):
            table = Table(summaries, held, keep, adjusted)
            checked = coverage(table, near[:CHOOSING])
            one = Tried(way, adjusted, 1.0 - float(checked.crps.mean()), checked.pooled)
            tried.append((one, table, at))
    chosen, table, at = max(tried, key=lambda one: one[0].skill)
    say(f"coverage of {truths:,} simulated truths")
    checked = coverage(table, near[CHOOSING : CHOOSING + truths])
    return Learned(
        priors, len(found), tuple(one for one, _, _ in tried), chosen, fitted, checked, table.given(at)
    )


def _spaced(size: int, wanted: int) -> Ints:
    """Some of ``size`` rows, evenly spread."""
    return np.unique(np.linspace(0, size - 1, min(size, wanted)).astype(np.int64))
