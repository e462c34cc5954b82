"""Vectors whose runs follow the record: the prior, weighed by how well each vector's runs forecast it.

One run that comes near the record may be luck. Here every vector is run several times, and its score is how
badly those runs forecast the record: the continuous ranked probability score of each place, meant over the
places of each scenario, in units of how far runs of one vector lie apart there. The vectors that are wanted
have the probability prior times exp(-score / temperature): a posterior by a scoring rule, which stays sound
where no vector makes the record exactly (Pacchiardi, Khoo and Dutta, J. Mach. Learn. Res. 25, 2024). They
are made by sequential Monte Carlo (Del Moral, Doucet and Jasra, J. R. Statist. Soc. B 68, 2006): the
temperature falls in steps, at each the better vectors are copied, and all are moved along differences of
others (ter Braak, Stat. Comput. 16, 2006), each move accepted by the rule of Metropolis.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from sim.calibration.posterior import EDGE, Sample

Floats = NDArray[np.float64]
Score = Callable[[Floats], Floats]
"""Scores (n,) of shares of the prior's probability (n, unknowns); infinite: the vector does not count."""

KEPT = 0.6  # the effective share of the vectors that a step of the temperature leaves
MOVES = 8  # of each vector in a step
SETTLED = 3  # steps at the last temperature
CROSSED = (0.1, 0.3, 1.0)  # share of the numbers that one move changes, each as often
STEP = (0.3, 0.9)  # of the best length for a normal target
SHAKE = 0.02  # standard deviations: no number is ever left with the values it began with


@dataclass(frozen=True)
class Swarm:
    """Vectors at one temperature, as standard normal quantiles of their shares (vectors, unknowns)."""

    places: Floats
    scores: Floats
    cold: float  # one over the temperature
    settled: int = 0  # steps at the temperature that is wanted
    tried: int = 0  # moves that were tried since the start
    accepted: int = 0

    @property
    def shares(self) -> Floats:
        """The vectors as shares of the prior's probability."""
        found: Floats = ndtr(self.places)
        return found

    @property
    def sample(self) -> Sample:
        """The vectors, which all weigh the same."""
        return Sample(self.shares, np.full(len(self.scores), 1.0 / len(self.scores)))

    @classmethod
    def of(cls, shares: Floats, scores: Floats) -> Swarm:
        """The prior's vectors, as they are drawn."""
        return cls(ndtri(np.clip(shares, EDGE, 1.0 - EDGE)), scores, 0.0)


def cooled(swarm: Swarm, temperature: float, score: Score, chance: np.random.Generator) -> Swarm:
    """One step towards a temperature: how far, copies of the better vectors, and moves of all.

    They are done after ``SETTLED`` steps at it.
    """
    goal = 1.0 / temperature
    cold = _step(swarm, goal)
    weights = _weights(swarm, cold)
    size = len(weights)
    ranks = (chance.random() + np.arange(size)) / size  # systematic resampling
    rows = np.minimum(np.searchsorted(np.cumsum(weights), ranks), size - 1)
    settled = swarm.settled + int(cold == goal)
    found = replace(swarm, places=swarm.places[rows], scores=swarm.scores[rows], cold=cold, settled=settled)
    for _ in range(MOVES):
        found = _moved(found, score, chance)
    return found


def _weights(swarm: Swarm, cold: float) -> Floats:
    weights = np.exp((swarm.cold - cold) * (swarm.scores - swarm.scores.min()))
    found: Floats = weights / weights.sum()
    return found


def _step(swarm: Swarm, goal: float) -> float:
    """The next temperature, one over it: as far as leaves enough different vectors."""

    def spare(cold: float) -> float:
        return 1.0 / float((_weights(swarm, cold) ** 2).sum()) - KEPT * len(swarm.scores)

    if spare(goal) >= 0.0:
        return goal
    return float(brentq(spare, swarm.cold, goal))


def _moved(swarm: Swarm, score: Score, chance: np.random.Generator) -> Swarm:
    """Move each vector along the difference of two others, in some of its numbers, where that is accepted."""
    size, numbers = swarm.places.shape
    one, other = chance.integers(size, size=size), chance.integers(size, size=size)
    changed = chance.random((size, numbers)) < chance.choice(CROSSED, size=size)[:, None]
    changed[np.arange(size), chance.integers(numbers, size=size)] = True
    length = 2.38 / np.sqrt(2.0 * changed.sum(axis=1)) * chance.uniform(*STEP, size)
    along = length[:, None] * (swarm.places[one] - swarm.places[other])
    step = along + SHAKE * chance.standard_normal((size, numbers))
    places = swarm.places + np.where(changed, step, 0.0)
    dare = np.log(chance.random(size))
    prior = 0.5 * (swarm.places**2 - places**2).sum(axis=1)
    rows = np.flatnonzero(dare < prior + swarm.cold * swarm.scores)  # no score is below 0
    scores = score(ndtr(places[rows]))
    kept = dare[rows] < prior[rows] + swarm.cold * (swarm.scores[rows] - scores)
    after, theirs = swarm.places.copy(), swarm.scores.copy()
    after[rows[kept]], theirs[rows[kept]] = places[rows[kept]], scores[kept]
    tried, accepted = swarm.tried + size, swarm.accepted + int(kept.sum())
    return replace(swarm, places=after, scores=theirs, tried=tried, accepted=accepted)
