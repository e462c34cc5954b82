"""The simulations nearest to what is known: some of them teach, the others are conditioned on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calibration.fit import Space

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

REGION_SHARE, LEAST_REGION = 0.3, 2_000  # the simulations nearest to the record: only these teach and answer
FITTED = 0.6  # of these teach the summaries; the others are what is conditioned on
KEPT_SHARE, LEAST_KEPT, MOST_KEPT = 0.125, 50, 1_000


@dataclass(frozen=True)
class Region:
    """Rows of the simulations, both ascending, and the places of ``answer`` by distance."""

    teach: Ints
    answer: Ints
    near: Ints

    @classmethod
    def of(cls, space: Space, days: Floats) -> Region:
        """Those nearest to these days (places,)."""
        away = space.distances(space.place(days))
        size = min(len(away), max(LEAST_REGION, int(REGION_SHARE * len(away))))
        rows = np.sort(np.argsort(away, kind="stable")[:size])
        split = int(FITTED * size)
        near = np.argsort(away[rows[split:]], kind="stable")
        return cls(rows[:split], rows[split:], near)

    @property
    def keep(self) -> int:
        """How many of those that answer count as near a summary."""
        return int(np.clip(KEPT_SHARE * len(self.answer), LEAST_KEPT, MOST_KEPT))
