"""The posterior of a record: the simulations nearest to it in learned summaries, moved to where it is.

Approximate Bayesian computation with local-linear regression adjustment (Beaumont, Zhang and Balding,
Genetics 162, 2002) on the logit of each share of the prior's probability, so that no vector leaves its
prior. Nothing is simulated: the same table answers for the record and for every simulated truth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EDGE = 1e-6
RIDGE = 1e-3


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
    """Simulations to condition on: their summaries (n, summaries) and vectors (n, unknowns)."""

    summaries: Floats
    shares: Floats
    keep: int
    adjusted: bool = True

    def given(self, summary: Floats, without: int = -1) -> Sample:
        """The posterior where these summaries (summaries,) are observed, leaving one simulation out."""
        far = ((self.summaries - summary) ** 2).sum(axis=1)
        if without >= 0:
            far[without] = np.inf
        near = np.argpartition(far, self.keep)[: self.keep]
        near = near[np.lexsort((near, far[near]))]
        radius = far[near[-1]]
        weights = 1.0 - far[near] / radius if radius > 0 else np.ones(len(near))
        weights = np.maximum(weights, EDGE)
        weights /= weights.sum()
        shares = self.shares[near]
        if self.adjusted:
            shares = _moved(shares, self.summaries[near] - summary, weights)
        return Sample(shares, weights)


def _moved(shares: Floats, away: Floats, weights: Floats) -> Floats:
    """Shares as they would be at the observed summaries, by a weighted linear regression on the logit."""
    inside = np.clip(shares, EDGE, 1.0 - EDGE)
    logits = np.log(inside / (1.0 - inside))
    centre = weights @ away
    spread = np.sqrt(weights @ (away - centre) ** 2) + 1e-12
    x = (away - centre) / spread
    weighted = x * weights[:, None]
    gram = x.T @ weighted + RIDGE * np.eye(x.shape[1])
    slopes = np.linalg.solve(gram, weighted.T @ (logits - weights @ logits))
    moved = logits - (away / spread) @ slopes
    found: Floats = 1.0 / (1.0 + np.exp(-moved))
    return found
