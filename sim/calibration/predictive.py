"""What the posterior makes of the data it was learned from: runs of its vectors, and their score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.score import score_place
from sim.calibration.posterior import Sample
from sim.calibration.priors import Priors
from sim.calibration.simulate import Simulated, simulate_at

Floats = NDArray[np.float64]

RUNS = 1_000
FIRST = 2**31
"""Numbers of these runs: of no vector that the posterior was learned from."""


@dataclass(frozen=True)
class Predicted:
    """One scenario: the mean score over its places under the posterior and under the prior, days."""

    war: str
    scenario: str
    places: int
    crps: float
    prior_crps: float
    within: int  # recorded days that lie within 5 to 95 % of the posterior's runs
    width: float  # of that range on average, days


def runs_of(priors: Priors, sample: Sample, seed: int) -> Simulated:
    """One run of every scenario for ``RUNS`` vectors of a posterior of all unknowns, drawn by weight."""
    chance = np.random.default_rng([seed, FIRST])
    rows = chance.choice(len(sample.weights), RUNS, p=sample.weights)
    return simulate_at(priors, seed, FIRST + np.arange(RUNS), sample.shares[rows])


def predict(priors: Priors, sample: Sample, found: Simulated, seed: int) -> tuple[Predicted, ...]:
    """Score runs of the posterior, and the first of the prior's, against the record."""
    runs = runs_of(priors, sample, seed)
    return tuple(_scored(priors, k, runs.days, found.days[:RUNS]) for k in range(len(priors.records)))


def _scored(priors: Priors, k: int, posterior: Floats, prior: Floats) -> Predicted:
    record = priors.records[k]
    after, before = (
        [
            score_place(place, day, own, record.horizon)
            for place, day, own in zip(record.places, record.days, days[:, priors.parts[k]].T, strict=True)
        ]
        for days in (posterior, prior)
    )
    return Predicted(
        war=record.war,
        scenario=record.name,
        places=len(after),
        crps=float(np.mean([one.crps for one in after])),
        prior_crps=float(np.mean([one.crps for one in before])),
        within=sum(one.within for one in after),
        width=float(np.mean([one.high - one.low for one in after])),
    )
