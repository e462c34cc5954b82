"""What comes after what is known, read from simulations that agree with it.

For each place one summary is learned: the prediction, by a regression on everything known, of when the
place is lost, as a rank among the simulations. The forecast is the days of the simulations nearest in it,
of those alone in which the place still stands when the forecast is made. Behaviour, the numbers of the war
and the state of the run are conditioned on at once, and nothing is simulated again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from sim.analysis.spread import Spread
from sim.calibration.known import Target, open_at
from sim.calibration.posterior import near_weights
from sim.calibration.region import Region
from sim.calibration.simulate import Simulated
from sim.calibration.summaries import linear

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_OPEN = 50
STEADY = 1.0
"""Penalty of the regressions. Records lie outside what most simulations do, and a regression that is hardly
held back follows chance there: halves of the same vectors gave forecasts days apart (docs/forecasting.md)."""


@dataclass(frozen=True)
class Outlook:
    """Simulations to read from: learned summaries, days, and what still stands, (n, targets) each."""

    summaries: Floats
    days: Floats
    stands: NDArray[np.bool_]
    keep: int

    def given(self, summary: Floats, without: int = -1) -> tuple[Spread, ...]:
        """A forecast for each target where these summaries (targets,) are observed, leaving one run out."""
        return tuple(self._alone(k, summary[k], without) for k in range(len(summary)))

    def _alone(self, k: int, at: float, without: int) -> Spread:
        rows = np.flatnonzero(self.stands[:, k])
        rows = rows[rows != without]
        far = np.abs(self.summaries[rows, k] - at)
        near = np.argsort(far, kind="stable")[: self.keep]
        return Spread.of(self.days[rows[near], k], near_weights(far[near]))

    def nearest(self, summary: Floats, size: int) -> Ints:
        """The simulations nearest in all summaries at once."""
        far = ((self.summaries - summary) ** 2).sum(axis=1)
        return np.argsort(far, kind="stable")[:size]


def learn_outlook(
    region: Region,
    x: Floats,
    own: Floats,
    found: Simulated,
    targets: Sequence[Target],
    seed: int,
    penalty: float,
) -> tuple[Outlook, Floats]:
    """What is read from, and the summaries (targets,) of what is known.

    ``x`` (n, features) are those of all simulations, ``own`` (1, features) those of what is known.
    """
    days = np.stack([found.days[:, one.column] for one in targets], axis=1)
    stands = np.stack([open_at(found, one) for one in targets], axis=1)
    ranks = (rankdata(days[region.teach], axis=0) - 0.5) / len(region.teach)
    summarise = linear(x[region.teach], ranks, seed, penalty)
    answers = region.answer
    outlook = Outlook(summarise(x[answers]), days[answers], stands[answers], region.keep)
    return outlook, summarise(own)[0]


def thin(outlook: Outlook, targets: Sequence[Target]) -> list[str]:
    """Places that hardly any of the simulations leave standing: their forecasts rest on a few runs."""
    counts = outlook.stands.sum(axis=0)
    return [one.place for one, count in zip(targets, counts, strict=True) if count < LEAST_OPEN]
