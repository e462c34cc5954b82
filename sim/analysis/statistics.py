"""Intervals, bands and tests, on counts rather than on raw samples where that is the same thing.

A day is a whole number of ticks, so a million runs hold a few hundred different days: a
bootstrap of the runs is a multinomial draw over those days, a permutation of the labels
a hypergeometric one, and both cost the same for a thousand runs as for a million. Every
function here is checked in the tests against scipy's raw-sample version or a closed form.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

CONFIDENCE = 0.95
RESAMPLES = 2_000


@dataclass(frozen=True)
class Estimate:
    """A number with its interval; ``error`` is its standard Monte Carlo error, in the same unit."""

    value: float
    low: float
    high: float
    error: float

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval lies on one side of zero."""
        return self.low > 0.0 or self.high < 0.0


def normal_quantile(confidence: float) -> float:
    """Two-sided standard normal quantile: 1.96 for 0.95."""
    return float(special.ndtri(0.5 + 0.5 * confidence))


def wilson(count: ArrayLike, n: ArrayLike, confidence: float = CONFIDENCE) -> tuple[Floats, Floats]:
    """Wilson's score interval of a share, elementwise; [0, 1] where ``n`` is 0.

    Source: E. B. Wilson, JASA 22 (1927), 209-212.
    """
    k, size = np.broadcast_arrays(np.asarray(count, dtype=np.float64), np.asarray(n, dtype=np.float64))
    safe = np.maximum(size, 1.0)
    z = normal_quantile(confidence)
    share = k / safe
    middle = (share + z * z / (2.0 * safe)) / (1.0 + z * z / safe)
    half = z / (1.0 + z * z / safe) * np.sqrt(share * (1.0 - share) / safe + z * z / (4.0 * safe * safe))
    # at 0 and n the bound is 0 and 1 exactly; rounding must not leave it at 1e-17
    low = np.where((k <= 0.0) | (size == 0.0), 0.0, middle - half)
    high = np.where((k >= size) | (size == 0.0), 1.0, middle + half)
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)


def share(count: int, n: int, confidence: float = CONFIDENCE) -> Estimate:
    """A share of runs with Wilson's interval; not a number when there are no runs."""
    low, high = wilson(count, n, confidence)
    value = count / n if n else float("nan")
    return Estimate(value, float(low), float(high), share_error(value, n))


def share_error(value: float, n: int) -> float:
    """Standard Monte Carlo error of a share: sqrt(p (1 - p) / n)."""
    return float(np.sqrt(value * (1.0 - value) / n)) if n else float("nan")


def share_difference(
    count_a: int, n_a: int, count_b: int, n_b: int, confidence: float = CONFIDENCE
) -> Estimate:
    """B's share minus A's, for independent runs.

    One success and one failure are added to each side for the interval. Source: A. Agresti
    and B. Caffo, The American Statistician 54 (2000), 280-288.
    """
    p, q = (count_a + 1) / (n_a + 2), (count_b + 1) / (n_b + 2)
    half = normal_quantile(confidence) * np.sqrt(p * (1 - p) / (n_a + 2) + q * (1 - q) / (n_b + 2))
    value = count_b / n_b - count_a / n_a
    error = float(np.hypot(share_error(count_a / n_a, n_a), share_error(count_b / n_b, n_b)))
    return Estimate(value, float(max(-1.0, q - p - half)), float(min(1.0, q - p + half)), error)


def paired_share_difference(only_a: int, only_b: int, n: int, confidence: float = CONFIDENCE) -> Estimate:
    """B's share minus A's, for ``n`` pairs of runs with common random numbers.

    Only the pairs that differ carry information: ``only_a`` in A alone, ``only_b`` in B alone.
    Half a pair is added to each of the four cells for the interval. Source: A. Agresti and
    Y. Min, Statistics in Medicine 24 (2005), 729-740.
    """
    middle, spread = _discordant(only_a + 0.5, only_b + 0.5, n + 2.0)
    value, error = _discordant(only_a, only_b, n)
    half = normal_quantile(confidence) * spread
    return Estimate(value, max(-1.0, middle - half), min(1.0, middle + half), error)


def _discordant(only_a: float, only_b: float, n: float) -> tuple[float, float]:
    difference = (only_b - only_a) / n
    variance = ((only_a + only_b) / n - difference * difference) / n
    return difference, float(np.sqrt(max(variance, 0.0)))


def dkw_half_width(n: int, confidence: float = CONFIDENCE) -> float:
    """Half width of the band that holds a whole distribution function with this confidence.

    sqrt(ln(2 / alpha) / (2 n)); 1 without runs. Source: P. Massart, Annals of Probability
    18 (1990), 1269-1283, for the bound of Dvoretzky, Kiefer and Wolfowitz.
    """
    return min(1.0, float(np.sqrt(np.log(2.0 / (1.0 - confidence)) / (2.0 * n)))) if n else 1.0


def mean_t(values: Floats, counts: Counts, confidence: float = CONFIDENCE) -> Estimate:
    """Mean of ``values`` that occur ``counts`` times, with Student's interval."""
    n, mean, error = _moments(values, counts)
    half = float(special.stdtrit(n - 1, 0.5 + 0.5 * confidence)) * error if n > 1 else float("inf")
    return Estimate(mean, mean - half, mean + half, error)


def mean_bootstrap(
    values: Floats, counts: Counts, rng: np.random.Generator, confidence: float = CONFIDENCE
) -> Estimate:
    """The same mean with the percentile interval of a bootstrap over the runs."""
    n, mean, _ = _moments(values, counts)
    means = rng.multinomial(n, counts / n, size=RESAMPLES) @ values / n
    low, high = np.quantile(means, [0.5 - 0.5 * confidence, 0.5 + 0.5 * confidence])
    return Estimate(mean, float(low), float(high), float(means.std(ddof=1)))


def _moments(values: Floats, counts: Counts) -> tuple[int, float, float]:
    """Number, mean and standard error of the mean."""
    n = int(counts.sum())
    if n == 0:
        return 0, float("nan"), float("nan")
    mean = float(values @ counts) / n
    variance = float(((values - mean) ** 2) @ counts) / max(n - 1, 1)
    return n, mean, float(np.sqrt(variance / n)) if n > 1 else float("inf")


@dataclass(frozen=True)
class Test:
    """A test's statistic and its p-value."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    statistic: float
    p_value: float


def kolmogorov_smirnov(counts_a: Counts, counts_b: Counts) -> Test:
    """Two-sample Kolmogorov-Smirnov test on counts over the same ascending values.

    The greatest gap between the two distribution functions, and its asymptotic p-value as
    scipy's ``ks_2samp`` gives it; with ties, as days have, the test is conservative.
    """
    n, m = int(counts_a.sum()), int(counts_b.sum())
    gap = greatest_gap(counts_a, counts_b)
    from scipy import stats  # slow to import, and not needed for a batch's summary

    return Test(gap, float(stats.kstwo.sf(gap, max(1, round(n * m / (n + m))))))


def greatest_gap(counts_a: Counts, counts_b: Counts) -> float:
    """The greatest gap between two distribution functions, on counts over the same ascending values."""
    gaps = np.cumsum(counts_a) / counts_a.sum() - np.cumsum(counts_b) / counts_b.sum()
    return float(np.max(np.abs(gaps), initial=0.0))


def wasserstein(values: Floats, counts_a: Counts, counts_b: Counts) -> float:
    """Mean distance, in the unit of ``values``, by which one distribution must be moved onto the other."""
    from scipy import stats  # slow to import, and not needed for a batch's summary

    return float(stats.wasserstein_distance(values, values, counts_a, counts_b))


def permutation(values: Floats, counts_a: Counts, counts_b: Counts, rng: np.random.Generator) -> Test:
    """Whether two independent means differ: labels are exchanged at random, ``RESAMPLES`` times."""
    n, m = int(counts_a.sum()), int(counts_b.sum())
    both = counts_a + counts_b
    drawn = rng.multivariate_hypergeometric(both, n, size=RESAMPLES, method="marginals")
    total = float(values @ both)
    shifts = (total - drawn @ values) / m - drawn @ values / n
    seen = float(values @ counts_b) / m - float(values @ counts_a) / n
    return Test(seen, _at_least(shifts, seen))


def sign_flip(values: Floats, counts: Counts, rng: np.random.Generator) -> Test:
    """Whether paired differences have mean zero: each pair is swapped or not, at random."""
    n = int(counts.sum())
    ahead = rng.binomial(counts, 0.5, size=(RESAMPLES, len(counts)))
    means = (2 * ahead - counts) @ values / n
    seen = float(values @ counts) / n
    return Test(seen, _at_least(means, seen))


def _at_least(simulated: Floats, seen: float) -> float:
    """Share of simulated statistics at least as far from zero; the seen one counts as one of them."""
    slack = 1e-9 * max(1.0, abs(seen))
    return float(1 + np.count_nonzero(np.abs(simulated) >= abs(seen) - slack)) / (1 + len(simulated))


def chi_square(counts: NDArray[np.int64]) -> Test:
    """Whether rows of counts (results, classes) come from one distribution; empty classes are left out."""
    table = counts[:, counts.sum(axis=0) > 0]
    if table.shape[1] < 2:
        return Test(0.0, 1.0)
    from scipy import stats  # slow to import, and not needed for a batch's summary

    outcome = stats.chi2_contingency(table, correction=False)
    return Test(float(outcome.statistic), float(outcome.pvalue))


def binomial_quantile(q: float, n: int, p: float) -> int:
    """The least k with P(X <= k) >= q for X binomial (n, p).

    ``scipy.stats`` itself takes most of a second to import.
    """
    if n == 0:
        return 0
    k = math.ceil(float(special.bdtrik(q, n, p)))
    below = max(k - 1, 0)
    enough = bool(special.bdtr(below, n, p) >= q)
    return below if enough else k
