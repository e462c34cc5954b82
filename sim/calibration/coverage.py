"""Simulation-based calibration: whether intervals hold simulated truths as often as they say.

Truths are vectors of the prior whose runs are known. Where the posterior is right, the rank of the
truth within it is uniform, and its 90 % interval holds it in 90 % of the cases (Talts et al.,
arXiv:1804.06788), also among the truths whose runs look most like the record, which are those used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chisquare

from sim.calibration.posterior import Sample, Table

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BINS = 20
INTERVAL = (0.05, 0.95)
LEAST_COVERAGE, MOST_COVERAGE = 0.87, 0.93
LEAST_P = 0.001


@dataclass(frozen=True)
class Coverage:
    """Ranks of truths (truths, unknowns) and what they say of each unknown."""

    ranks: Floats
    crps: Floats  # (unknowns,) of the posterior, over that of the prior: 1 is nothing learned

    @property
    def truths(self) -> int:
        """How many there are."""
        return len(self.ranks)

    @property
    def shares(self) -> Floats:
        """How often the 90 % interval holds the truth, (unknowns,)."""
        low, high = INTERVAL
        held: Floats = ((self.ranks >= low) & (self.ranks <= high)).mean(axis=0)
        return held

    @property
    def p_values(self) -> Floats:
        """Chi-square p of uniform ranks, (unknowns,)."""
        counts = [np.histogram(column, BINS, (0.0, 1.0))[0] for column in self.ranks.T]
        return np.array([float(chisquare(count).pvalue) for count in counts])

    @property
    def pooled(self) -> float:
        """How often intervals hold truths, over all unknowns."""
        return float(self.shares.mean())

    @property
    def sound(self) -> NDArray[np.bool_]:
        """Of which unknowns an interval may be printed, (unknowns,)."""
        within = (self.shares >= LEAST_COVERAGE) & (self.shares <= MOST_COVERAGE)
        found: NDArray[np.bool_] = within & (self.p_values >= LEAST_P)
        return found


def coverage(table: Table, truths: Ints) -> Coverage:
    """Ask the table about each of some of its own simulations, leaving it out."""
    ranks, scores, base = [], [], []
    for row in truths:
        truth = table.shares[row]
        sample = table.given(table.summaries[row], without=int(row))
        ranks.append(sample.below(truth))
        scores.append(crps(sample, truth))
        base.append(prior_crps(truth))
    return Coverage(np.array(ranks), np.mean(scores, axis=0) / np.mean(base, axis=0))


def crps(sample: Sample, truth: Floats) -> Floats:
    """Continuous ranked probability score of weighted samples against a vector, (unknowns,)."""
    order = np.argsort(sample.shares, axis=0, kind="stable")
    x = np.take_along_axis(sample.shares, order, axis=0)
    upto = np.cumsum(sample.weights[order], axis=0)
    gaps = np.diff(x, axis=0)
    spread = (gaps * upto[:-1] * (1.0 - upto[:-1])).sum(axis=0)
    found: Floats = sample.weights @ np.abs(sample.shares - truth) - spread
    return found


def prior_crps(truth: Floats) -> Floats:
    """The score of the prior, which is uniform in the shares of its own probability."""
    found: Floats = 0.5 * (truth**2 + (1.0 - truth) ** 2) - 1.0 / 6.0
    return found
