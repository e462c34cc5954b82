"""The posterior of a record: what is known of simulations whose learned summaries are nearly the record's.

Two ways. *Together*: the simulations nearest in all summaries at once; with thirty of them even the
nearest are far. *One by one*: for each number the simulations nearest in its own summary, moved to
where the record is by a local-linear regression on the logit of their share of the prior's probability
(Beaumont, Zhang and Balding, Genetics 162, 2002), so that none leaves its prior; how the numbers hang
together is taken from the nearest in all, by their ranks (marginal adjustment: Nott, Fan, Marshall and
Sisson, J. Comput. Graph. Stat. 23, 2014). Nothing is simulated: one table answers for the record and for
every simulated truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EDGE = 1e-6


@dataclass(frozen=True)
class Sample:
    """Weighted vectors, as shares of the priors' probability (vectors, unknowns); weights sum to 1."""

    shares: Floats
    weights: Floats

    def quantiles(self, levels: tuple[float, ...]) -> Floats:
        """Weighted quantiles of every unknown, (levels, unknowns)."""
        order = np.argsort(self.shares, axis=0, kind="stable")
        upto = np.cumsum(self.weights[order], axis=0)
        found = np.empty((len(levels), self.shares.shape[1]))
        for k in range(self.shares.shape[1]):
            rows = np.minimum(np.searchsorted(upto[:, k], levels), len(order) - 1)
            found[:, k] = self.shares[order[rows, k], k]
        return found

    def below(self, truth: Floats) -> Floats:
        """The weight of what lies below a vector (unknowns,): its rank, from 0 to 1."""
        weight: Floats = self.weights @ (self.shares < truth)
        return weight


@dataclass(frozen=True)
class Table:
    """Simulations to condition on: their summaries, one for each unknown, and vectors, (n, unknowns) both."""

    summaries: Floats
    shares: Floats
    keep: int
    one_by_one: bool = True

    def given(self, summary: Floats, without: int = -1) -> Sample:
        """The posterior where these summaries (unknowns,) are observed, leaving one simulation out."""
        far = np.sqrt(((self.summaries - summary) ** 2).sum(axis=1))
        if without >= 0:
            far[without] = np.inf
        rows = np.argpartition(far, self.keep)[: self.keep]
        rows = rows[np.lexsort((rows, far[rows]))]
        found = Sample(self.shares[rows], near_weights(far[rows]))
        if not self.one_by_one:
            return found
        moved = [self._alone(k, summary[k], without, found) for k in range(len(summary))]
        return Sample(np.stack(moved, axis=1), found.weights)

    @cached_property
    def _sorted(self) -> tuple[Ints, Floats]:
        """The rows in the order of each summary, and the summaries in that order."""
        order = np.argsort(self.summaries, axis=0, kind="stable")
        return order, np.take_along_axis(self.summaries, order, axis=0)

    def _alone(self, k: int, at: float, without: int, together: Sample) -> Floats:
        """One unknown given its own summary, in the ranks that it has in the sample of all."""
        order, column = self._sorted
        spot = int(np.searchsorted(column[:, k], at))
        rows = order[max(0, spot - self.keep - 1) : spot + self.keep + 1, k]
        rows = rows[rows != without]
        far = np.abs(self.summaries[rows, k] - at)
        near = np.argsort(far, kind="stable")[: self.keep]
        rows, weights = rows[near], near_weights(far[near])
        values = _moved(self.shares[rows, k], self.summaries[rows, k] - at, weights)
        by_rank = np.argsort(together.shares[:, k], kind="stable")
        up = np.argsort(values, kind="stable")
        found = np.empty(len(by_rank))
        found[by_rank] = np.interp(_middles(together.weights[by_rank]), _middles(weights[up]), values[up])
        return found


def near_weights(far: Floats) -> Floats:
    """Epanechnikov weights of ascending distances (n,), which sum to 1."""
    radius = far[-1]
    weights = np.maximum(1.0 - (far / radius) ** 2, EDGE) if radius > 0 else np.ones(len(far))
    found: Floats = weights / weights.sum()
    return found


def _middles(weights: Floats) -> Floats:
    """The share of the weight up to the middle of each of a sorted sample."""
    found: Floats = np.cumsum(weights) - 0.5 * weights
    return found


def _moved(shares: Floats, away: Floats, weights: Floats) -> Floats:
    """Shares as they would be where the summary is, by a weighted linear regression on the logit."""
    inside = np.clip(shares, EDGE, 1.0 - EDGE)
    logits = np.log(inside / (1.0 - inside))
    centred = away - weights @ away
    spread = weights @ centred**2
    slope = (weights * centred) @ logits / spread if spread > 0 else 0.0
    with np.errstate(over="ignore"):  # far below any probability: 0
        found: Floats = 1.0 / (1.0 + np.exp(-(logits - slope * away)))
    return found
