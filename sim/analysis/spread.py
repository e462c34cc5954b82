"""A forecast of one day: weighted days, and its scores against the day that came.

A day at the horizon stands for "not lost by then", in the forecast and in the record alike. The
continuous ranked probability score (CRPS, days) and the log score (nats) are proper: nobody does better
by saying anything but what they believe (Gneiting and Raftery, J. Am. Stat. Assoc. 102, 2007).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.analysis.statistics import Floats

MIXED = 0.01
"""Share of an even distribution that is mixed in before the log score is taken: no day is impossible."""


@dataclass(frozen=True)
class Spread:
    """Days in ascending order (n,) and their weights, which sum to 1."""

    days: Floats
    weights: Floats

    @classmethod
    def of(cls, days: Floats, weights: Floats | None = None) -> Spread:
        """A forecast of days in any order; equally likely where no weights are given."""
        order = np.argsort(days, kind="stable")
        given = np.ones(len(days)) if weights is None else weights[order]
        return cls(days[order], given / given.sum())

    def quantile(self, level: float) -> float:
        """The first day by which at least this share has come."""
        row = int(np.searchsorted(np.cumsum(self.weights), level * (1.0 - 1e-12)))
        return float(self.days[min(row, len(self.days) - 1)])

    def before(self, day: float) -> float:
        """The probability of a day before this one."""
        return float(self.weights[: np.searchsorted(self.days, day)].sum())

    def crps(self, days: Floats) -> Floats:
        """The score against each of some days (n,): (n,), days."""
        upto = np.cumsum(self.weights)[:-1]
        spread = (np.diff(self.days) * upto * (1.0 - upto)).sum()
        found: Floats = np.abs(self.days - days[:, None]) @ self.weights - spread
        return found

    def log_scores(self, days: Floats, since: float, horizon: float) -> Floats:
        """Minus the log of the probability of each day (n,), told to a whole day after ``since``: (n,), nats.

        What is not lost before the horizon is one class more. ``MIXED`` of the probability is spread evenly.
        """
        classes = math.ceil(horizon - since) + 1
        told = _class_of(self.days, since, horizon, classes)
        chances = np.bincount(told, self.weights, classes) * (1.0 - MIXED) + MIXED / classes
        found: Floats = -np.log(chances[_class_of(days, since, horizon, classes)])
        return found


def _class_of(days: Floats, since: float, horizon: float, classes: int) -> np.ndarray:
    whole = np.clip(np.floor(days - since), 0, classes - 2)
    return np.where(days >= horizon, classes - 1, whole).astype(np.int64)
