"""Ours against closed forms and against scipy's raw-sample versions."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.analysis.sentences import percent_interval, span
from sim.analysis.statistics import (
    Estimate,
    binomial_quantile,
    chi_square,
    dkw_half_width,
    kolmogorov_smirnov,
    mean_bootstrap,
    mean_t,
    paired_share_difference,
    permutation,
    share,
    share_difference,
    share_error,
    sign_flip,
    wasserstein,
    wilson,
)


def expand(values, counts):
    return np.repeat(values, counts)


@given(st.integers(1, 10**6), st.data())
def test_wilson_is_scipys(n, data):
    k = data.draw(st.integers(0, n))
    low, high = wilson(k, n)
    expected = stats.binomtest(k, n).proportion_ci(method="wilson")
    assert low == pytest.approx(expected.low, abs=1e-12)
    assert high == pytest.approx(expected.high, abs=1e-12)


def test_wilson_at_the_ends_and_without_runs():
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == 1.0
    z2 = stats.norm.ppf(0.975) ** 2
    assert wilson(0, 10)[1] == pytest.approx(z2 / (10 + z2))  # the closed form at nought
    assert wilson(0, 0) == (0.0, 1.0)
    assert np.isnan(share(0, 0).value)


def test_wilson_covers_at_its_rate():
    counts = np.arange(201)
    low, high = wilson(counts, 200)
    truths = np.linspace(0.02, 0.98, 97)
    exact = [stats.binom.pmf(counts, 200, truth)[(low <= truth) & (truth <= high)].sum() for truth in truths]
    assert min(exact) > 0.92
    assert np.mean(exact) == pytest.approx(0.95, abs=0.005)


def test_share_error_is_that_of_many_batches():
    seen = np.random.default_rng(2).binomial(400, 0.3, 20_000) / 400
    assert share_error(0.3, 400) == pytest.approx(seen.std(), rel=0.03)


@pytest.mark.parametrize(("p", "q"), [(0.1, 0.1), (0.2, 0.6), (0.02, 0.05)])
def test_difference_of_independent_shares_covers(p, q):
    rng = np.random.default_rng(3)
    pairs = zip(rng.binomial(150, p, 3000), rng.binomial(150, q, 3000), strict=True)
    inside = [e.low <= q - p <= e.high for e in (share_difference(a, 150, b, 150) for a, b in pairs)]
    assert 0.93 < np.mean(inside) < 0.99


def test_paired_difference_of_shares_covers_and_beats_independence():
    rng = np.random.default_rng(4)
    draws = rng.multinomial(200, [0.1, 0.25, 0.65], 3000)  # only A, only B, alike
    estimates = [paired_share_difference(a, b, 200) for a, b, _ in draws]
    assert 0.935 < np.mean([e.low <= 0.15 <= e.high for e in estimates]) < 0.97
    paired = paired_share_difference(5, 25, 200)
    unpaired = share_difference(105, 200, 125, 200)
    assert paired.value == pytest.approx(unpaired.value)
    assert paired.high - paired.low < unpaired.high - unpaired.low


def test_paired_difference_closed_form():
    estimate = paired_share_difference(10, 30, 100)
    assert estimate.value == pytest.approx(0.2)
    assert estimate.error == pytest.approx(np.sqrt((0.4 - 0.04) / 100))
    assert paired_share_difference(0, 0, 100).low < 0.0 < paired_share_difference(0, 0, 100).high


def test_the_band_holds_the_whole_curve_at_its_rate():
    rng = np.random.default_rng(5)
    n = 100
    assert dkw_half_width(n) == pytest.approx(np.sqrt(np.log(40.0) / 200.0))
    sample = np.sort(rng.random((5000, n)), axis=1)
    gaps = np.maximum(np.arange(1, n + 1) / n - sample, sample - np.arange(n) / n).max(axis=1)
    assert 0.945 < np.mean(gaps <= dkw_half_width(n)) < 0.97
    assert dkw_half_width(0) == 1.0


def test_mean_interval_is_students():
    values, counts = np.array([-3.0, 0.5, 2.0, 7.25]), np.array([3, 10, 4, 2])
    raw = stats.ttest_1samp(expand(values, counts), 0.0)
    ours, theirs = mean_t(values, counts), raw.confidence_interval()
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))
    assert ours.error == pytest.approx(stats.sem(expand(values, counts)))


def test_bootstrap_over_counts_is_scipys_over_runs():
    rng = np.random.default_rng(6)
    values, counts = np.array([0.0, 1.0, 5.0, 45.0]), np.array([100, 60, 30, 10])
    ours = mean_bootstrap(values, counts, rng)
    raw = stats.bootstrap((expand(values, counts),), np.mean, method="percentile", n_resamples=4000, rng=7)
    theirs = raw.confidence_interval
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), rel=0.06)
    assert ours.error == pytest.approx(raw.standard_error, rel=0.08)


def test_kolmogorov_smirnov_is_scipys():
    rng = np.random.default_rng(8)
    values = np.arange(30.0)
    a, b = rng.multinomial(300, np.full(30, 1 / 30)), rng.multinomial(200, np.arange(1.0, 31.0) / 465)
    ours = kolmogorov_smirnov(a, b)
    theirs = stats.ks_2samp(expand(values, a), expand(values, b), method="asymp")
    assert ours.statistic == pytest.approx(theirs.statistic)
    assert ours.p_value == pytest.approx(theirs.pvalue)


def test_wasserstein_of_a_shift_is_the_shift():
    values = np.arange(10.0)
    a = np.array([5, 5, 0, 0, 0, 0, 0, 0, 0, 0])
    assert wasserstein(values, a, np.roll(a, 3)) == pytest.approx(3.0)


def test_permutation_is_scipys():
    values = np.array([0.0, 1.0, 2.0, 9.0])
    a, b = np.array([20, 15, 10, 5]), np.array([10, 15, 15, 12])
    ours = permutation(values, a, b, np.random.default_rng(9))
    theirs = stats.permutation_test(
        (expand(values, a), expand(values, b)),
        lambda x, y, axis: y.mean(axis=axis) - x.mean(axis=axis),
        vectorized=True,
        n_resamples=4000,
        rng=10,
    )
    assert ours.statistic == pytest.approx(theirs.statistic)
    assert ours.p_value == pytest.approx(theirs.pvalue, abs=0.03)


def test_sign_flip_is_scipys():
    values, counts = np.array([-2.0, 0.0, 1.0, 3.0]), np.array([8, 20, 12, 6])
    ours = sign_flip(values, counts, np.random.default_rng(11))
    theirs = stats.permutation_test(
        (expand(values, counts),),
        lambda x, axis: x.mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=4000,
        rng=12,
    )
    assert ours.p_value == pytest.approx(theirs.pvalue, abs=0.03)


def test_a_test_can_see_a_difference():
    values = np.arange(5.0)
    early, late = np.array([60, 30, 10, 0, 0]), np.array([0, 0, 10, 30, 60])
    assert permutation(values, early, late, np.random.default_rng(13)).p_value < 0.001
    assert sign_flip(np.array([-1.0, 2.0]), np.array([10, 60]), np.random.default_rng(14)).p_value < 0.001
    assert chi_square(np.array([early, late])).p_value < 1e-6


def test_chi_square_leaves_out_empty_classes():
    table = np.array([[10, 0, 20], [12, 0, 18]])
    expected = stats.chi2_contingency(table[:, [0, 2]], correction=False)
    assert chi_square(table).p_value == pytest.approx(expected.pvalue)
    assert chi_square(np.array([[10, 0], [7, 0]])).p_value == 1.0


def test_an_estimate_knows_when_it_excludes_zero():
    assert Estimate(1.0, 0.5, 1.5, 0.2).excludes_zero
    assert not Estimate(1.0, -0.5, 1.5, 0.2).excludes_zero


@given(st.floats(1e-6, 1 - 1e-6), st.integers(1, 100_000), st.floats(0.001, 0.999))
def test_binomial_quantile_is_the_least_that_reaches_it(q, n, p):
    k = binomial_quantile(q, n, p)
    assert stats.binom.cdf(k, n, p) >= q - 1e-9
    assert stats.binom.cdf(k - 1, n, p) < q + 1e-9


@pytest.mark.parametrize("count", [0, 1, 160, 178, 370, 1003, 8997, 9841, 9999, 10_000])
def test_an_interval_as_printed_holds_the_share_as_printed(count):
    words = percent_interval(share(count, 10_000))
    value, low, high = map(float, re.fullmatch(r"([\d.]+) % \(([\d.]+)–([\d.]+)\)", words).groups())
    assert low <= value <= high


def test_the_ends_of_a_range_have_as_many_places():
    assert span(1.4, 1.56) == "1.40 to 1.56"
    assert span(9.96, 12.04) == "10.0 to 12.0"
    assert span(0.0, 0.0) == "0 to 0"
