"""Could the record have come from the model at all? How far it lies from what the priors can make.

The distance of two outcomes is the mean over the recorded places of how far their days lie apart, each
in units of the place's spread over all simulations. The record's distance to its nearest simulations is
held against that of simulated truths to theirs: where it is farther than nearly all of them, nothing fits.
Which places the record's distance comes from says where the model, or the record, is to be looked at.
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
    """The record's distance to its nearest simulations, and those of simulated truths (truths,) to theirs.

    ``apart`` and ``usual`` are the same of each place (places,), in its spreads: the record's, and the mean
    of the truths'; 0 for a place that never differs. ``nearest`` are the simulations, (10,), that are
    nearest to the record.
    """

    record: float
    truths: Floats
    apart: Floats
    usual: Floats
    nearest: Ints

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

    @property
    def shares(self) -> Floats:
        """Each place's share of the record's distance, (places,)."""
        return share_of_all(self.apart)

    @property
    def usual_shares(self) -> Floats:
        """The same of simulated truths, (places,)."""
        return share_of_all(self.usual)


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

    def apart(self, spot: NDArray[np.float32], rows: Ints) -> Floats:
        """How far a spot lies from some simulations, place by place, in the mean of them, (places,)."""
        found: Floats = np.zeros(len(self.used))
        found[self.used] = np.abs(self.days[rows] - spot).mean(axis=0)
        return found

    def distances(self, spot: NDArray[np.float32]) -> Floats:
        """From a spot to every simulation, (n,)."""
        away: Floats = np.abs(self.days - spot).mean(axis=1).astype(np.float64)
        return away

    def nearest(self, spot: NDArray[np.float32], own: int | None = None) -> tuple[float, Ints]:
        """The mean distance to the nearest simulations but its own, and which they are, (10,)."""
        away = self.distances(spot)
        if own is not None:
            away[own] = np.inf
        rows = np.sort(np.argpartition(away, NEAREST)[:NEAREST])
        return float(away[rows].mean()), rows


def fit(space: Space, record: Floats, truths: Ints) -> Fit:
    """Hold the record's days (places,) against some of the simulations as truths, each without itself."""
    spot = space.place(record)
    own, rows = space.nearest(spot)
    distances, usual = [], np.zeros(len(space.used))
    for truth in truths:
        away, near = space.nearest(space.days[truth], truth)
        distances.append(away)
        usual += space.apart(space.days[truth], near) / len(truths)
    return Fit(own, np.array(distances), space.apart(spot, rows), usual, rows)


def share_of_all(parts: Floats) -> Floats:
    """Each part's share of their sum, (places,)."""
    shares: Floats = parts / max(float(parts.sum()), LEAST_SPREAD)
    return shares
