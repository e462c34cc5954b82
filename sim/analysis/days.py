"""A day on which something happened, over many runs, with the runs in which it never did.

"Never" means never within the horizon: every run is watched to the same day, so the share
that has happened by any day up to there is known, and only the mean and the high quantiles
are not. Nothing here drops a run that has no day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.statistics import CONFIDENCE, Counts, Estimate, Floats, binomial_quantile, share

MINUTES_PER_DAY = 1440.0


@dataclass(frozen=True)
class DayCounts:
    """How many runs saw it on which day.

    ``days`` (k,) ascending, ``counts`` (k,), ``never`` the runs without a day, ``horizon``
    the day to which every run was watched.
    """

    days: Floats
    counts: Counts
    never: int
    horizon: float

    @property
    def happened(self) -> int:
        """Runs in which it happened."""
        return int(self.counts.sum())

    @property
    def n(self) -> int:
        """All runs."""
        return self.happened + self.never

    def share(self, confidence: float = CONFIDENCE) -> Estimate:
        """Share of runs in which it happened within the horizon."""
        return share(self.happened, self.n, confidence)

    def share_by(self, days: Floats) -> Floats:
        """Share of all runs in which it had happened by each of ``days``."""
        upto = np.concatenate(([0], np.cumsum(self.counts)))
        return upto[np.searchsorted(self.days, days, side="right")] / max(self.n, 1)

    def quantile(self, q: float) -> float:
        """Day by which a share ``q`` of all runs had seen it; infinite when that many never did."""
        return self._ranked(int(np.ceil(q * self.n)))

    def quantile_interval(self, q: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
        """Interval of that day from the binomial distribution of ranks: no shape is assumed."""
        tail = 0.5 - 0.5 * confidence
        low = binomial_quantile(tail, self.n, q)
        high = binomial_quantile(1.0 - tail, self.n, q) + 1
        return self._ranked(max(low, 1)), self._ranked(min(high, self.n))

    def _ranked(self, rank: int) -> float:
        """Day of the run at this rank, from 1; the runs without a day come last."""
        if rank > self.happened or self.n == 0:
            return float("inf")
        return float(self.days[np.searchsorted(np.cumsum(self.counts), max(rank, 1))])

    def watched(self) -> tuple[Floats, Counts]:
        """Days until it happened or the horizon, whichever came first: values and counts."""
        return np.append(self.days, self.horizon), np.append(self.counts, self.never)


def count_days(days: Floats, horizon: float) -> DayCounts:
    """Count a column of days (n,), not a number where it never happened."""
    values, counts = distinct(days[~np.isnan(days)])
    return DayCounts(values, counts, int(np.isnan(days).sum()), horizon)


def distinct(values: Floats) -> tuple[Floats, Counts]:
    """The different values, ascending, to the minute, and how often each occurs."""
    minutes, counts = np.unique(np.rint(values * MINUTES_PER_DAY).astype(np.int64), return_counts=True)
    return minutes / MINUTES_PER_DAY, counts.astype(np.int64)


def on_shared_days(a: DayCounts, b: DayCounts) -> tuple[Floats, Counts, Counts]:
    """Both distributions over one list of days, the last of which stands for never."""
    end = max(a.horizon, b.horizon) + 1.0
    days = np.union1d(np.union1d(a.days, b.days), [end])
    return days, _spread(a, days), _spread(b, days)


def _spread(one: DayCounts, days: Floats) -> Counts:
    counts = np.zeros(len(days), dtype=np.int64)
    counts[np.searchsorted(days, one.days)] = one.counts
    counts[-1] = one.never
    return counts
