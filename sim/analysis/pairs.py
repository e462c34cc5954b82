"""Differences between two results, paired on the same random seeds.

Runs of the same number and seed have common random numbers in every branch and scenario
(keyed chance), so the difference between them is what the scenarios differ in. A pair in
which something never happened in one run is not dropped: never is later than any day, and
means are restricted means, in which it counts as the horizon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial, reduce

import numpy as np
from numpy.typing import NDArray

from sim.analysis.days import DayCounts, distinct, on_shared_days
from sim.analysis.statistics import (
    CONFIDENCE,
    Counts,
    Estimate,
    Floats,
    Test,
    greatest_gap,
    kolmogorov_smirnov,
    mean_bootstrap,
    mean_t,
    normal_quantile,
    paired_share_difference,
    permutation,
    share,
    share_difference,
    sign_flip,
    wasserstein,
)

Runs = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class PairedDays:
    """B against A over pairs of runs with common random numbers; days, B minus A."""

    pairs: int
    both: int
    only_a: int
    only_b: int
    neither: int
    restricted_mean: Estimate  # every pair, no day later than the horizon
    restricted_bootstrap: Estimate
    both_mean: Estimate  # only the pairs in which it happened in both
    happened: Estimate  # difference of the shares in which it happened at all
    b_later: Estimate  # never is later than any day
    b_earlier: Estimate
    unchanged: Estimate  # the same day, or never in both
    test: Test  # sign-flip test of the restricted mean
    gaps: Floats  # the different differences of the pairs in which it happened in both, ascending
    gap_counts: Counts  # how many pairs have each


@dataclass(frozen=True)
class UnpairedDays:
    """B against A where the runs have no common random numbers; days, B minus A."""

    restricted_mean: Estimate
    happened: Estimate
    test: Test  # permutation test of the restricted mean
    shape: Test  # Kolmogorov-Smirnov, never counted as the last day


@dataclass(frozen=True)
class Distance:
    """How far apart two distributions are: greatest gap of shares, and shift of the restricted mean."""

    greatest_gap: float
    mean_shift_days: float


def match(runs_a: Runs, runs_b: Runs) -> tuple[NDArray[np.int64] | slice, NDArray[np.int64] | slice]:
    """Where the runs of each that the other has too are found; both ascending."""
    if len(runs_a) == len(runs_b) and np.array_equal(runs_a, runs_b):
        return slice(None), slice(None)
    _, at_a, at_b = np.intersect1d(runs_a, runs_b, assume_unique=True, return_indices=True)
    return at_a.astype(np.int64), at_b.astype(np.int64)


def in_all(runs: Sequence[Runs]) -> list[NDArray[np.int64]]:
    """Where the runs that all have are found in each; all ascending."""
    shared = reduce(partial(np.intersect1d, assume_unique=True), runs)
    return [np.searchsorted(one, shared) for one in runs]


def paired_days(a: Floats, b: Floats, horizon: float, rng: np.random.Generator) -> PairedDays:
    """Compare two matched columns of days (n,), not a number where it never happened."""
    n = len(a)
    never_a, never_b = np.isnan(a), np.isnan(b)
    both = ~(never_a | never_b)
    later_a, later_b = np.where(never_a, np.inf, a), np.where(never_b, np.inf, b)
    restricted, counts = _restricted(a, b, horizon)
    gaps, gap_counts = distinct(b[both] - a[both])
    return PairedDays(
        pairs=n,
        both=int(both.sum()),
        only_a=int((never_b & ~never_a).sum()),
        only_b=int((never_a & ~never_b).sum()),
        neither=int((never_a & never_b).sum()),
        restricted_mean=mean_t(restricted, counts),
        restricted_bootstrap=mean_bootstrap(restricted, counts, rng),
        both_mean=mean_t(gaps, gap_counts),
        happened=share_change(~never_a, ~never_b),
        b_later=share(int((later_b > later_a).sum()), n),
        b_earlier=share(int((later_b < later_a).sum()), n),
        unchanged=share(int((later_b == later_a).sum()), n),
        test=sign_flip(restricted, counts, rng),
        gaps=gaps,
        gap_counts=gap_counts,
    )


def share_change(a: Flags, b: Flags, confidence: float = CONFIDENCE) -> Estimate:
    """B's share minus A's over pairs of runs; ``a`` and ``b`` (n,) say whether it happened in each."""
    return paired_share_difference(int((a & ~b).sum()), int((b & ~a).sum()), len(a), confidence)


def restricted_change(a: Floats, b: Floats, horizon: float, confidence: float = CONFIDENCE) -> Estimate:
    """Difference of the restricted means of two matched columns of days (n,), B minus A, in days.

    Days are not a number where it never happened, which counts as the horizon.
    """
    return mean_t(*_restricted(a, b, horizon), confidence)


def _restricted(a: Floats, b: Floats, horizon: float) -> tuple[Floats, Counts]:
    """The different differences, B minus A, never counted as the horizon, and how many pairs have each."""
    return distinct(np.fmin(b, horizon) - np.fmin(a, horizon))


def unpaired_days(a: DayCounts, b: DayCounts, rng: np.random.Generator) -> UnpairedDays:
    """Compare two independent distributions of a day."""
    mean_a, mean_b = mean_t(*a.watched()), mean_t(*b.watched())
    value, error = mean_b.value - mean_a.value, float(np.hypot(mean_a.error, mean_b.error))
    half = normal_quantile(CONFIDENCE) * error
    days, counts_a, counts_b = on_shared_days(a, b)
    return UnpairedDays(
        restricted_mean=Estimate(value, value - half, value + half, error),
        happened=share_difference(a.happened, a.n, b.happened, b.n),
        test=permutation(np.minimum(days, a.horizon), counts_a, counts_b, rng),
        shape=kolmogorov_smirnov(counts_a, counts_b),
    )


def distance(a: DayCounts, b: DayCounts) -> Distance:
    """Distances between two distributions of a day; no test, so pairing doesn't matter."""
    days, counts_a, counts_b = on_shared_days(a, b)
    gap = greatest_gap(counts_a, counts_b)
    return Distance(gap, wasserstein(np.minimum(days, a.horizon), counts_a, counts_b))
