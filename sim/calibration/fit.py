"""Could the record have come from the model at all? How far it lies from what the priors can make.

The distance of two outcomes is the mean over the recorded places of how far their days lie apart, each
in units of the place's spread over all simulations. The record's distance to its nearest simulations is
held against that of simulated truths to theirs: where it is farther than nearly all of them, nothing fits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calibration.summaries import Observed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEAREST = 10
LEVEL = 0.99
LEAST_SPREAD = 1e-6


@dataclass(frozen=True)
class Fit:
    """The record's distance to its nearest simulations, and those of simulated truths (truths,) to theirs."""

    record: float
    truths: Floats

    @property
    def share_farther(self) -> float:
        """Share of the truths that lie at least as far out as the record."""
        return float((self.truths >= self.record).mean())

    @property
    def limit(self) -> float:
        """The distance that no more than one truth in a hundred exceeds."""
        return float(np.quantile(self.truths, LEVEL))

    @property
    def fits(self) -> bool:
        """Whether the record lies no farther out than that."""
        return self.record <= self.limit


@dataclass(frozen=True)
class Space:
    """Simulated days (n, places), each place scaled by its spread; places that never differ are left out."""

    days: NDArray[np.float32]
    scale: Floats
    used: NDArray[np.bool_]

    @classmethod
    def of(cls, seen: Observed) -> Space:
        """The space of these outcomes."""
        spread = seen.days.std(axis=0)
        used = spread > LEAST_SPREAD
        return cls((seen.days[:, used] / spread[used]).astype(np.float32), spread[used], used)

    def place(self, days: Floats) -> NDArray[np.float32]:
        """Where days (places,) lie in it."""
        return (days[self.used] / self.scale).astype(np.float32)

    def distances(self, spot: NDArray[np.float32]) -> Floats:
        """From a spot to every simulation, (n,)."""
        away: Floats = np.abs(self.days - spot).mean(axis=1).astype(np.float64)
        return away


def fit(space: Space, record: Floats, truths: Ints) -> Fit:
    """Hold the record's days (places,) against some of the simulations as truths, each without itself."""
    own = _nearest(space.distances(space.place(record)))
    found = []
    for row in truths:
        away = space.distances(space.days[row])
        away[row] = np.inf
        found.append(_nearest(away))
    return Fit(own, np.array(found))


def _nearest(away: Floats) -> float:
    return float(np.partition(away, NEAREST)[:NEAREST].mean())
