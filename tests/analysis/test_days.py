"""Days that may never come: nothing drops a run without a day."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sim.analysis.days import count_days, distinct, on_shared_days
from sim.analysis.pairs import match, paired_days, unpaired_days

HORIZON = 30.0
TICKS = st.one_of(st.integers(0, 240).map(lambda tick: tick / 8), st.just(float("nan")))
COLUMNS = hnp.arrays(np.float64, st.integers(1, 60), elements=TICKS)


@given(COLUMNS)
def test_every_run_is_counted_once(days):
    counted = count_days(days, HORIZON)
    assert counted.n == len(days)
    assert counted.never == np.isnan(days).sum()
    assert np.all(np.diff(counted.days) > 0)


@given(COLUMNS, st.floats(0.001, 1.0))
def test_a_quantile_is_the_ranked_run(days, q):
    counted = count_days(days, HORIZON)
    ranked = np.sort(np.where(np.isnan(days), np.inf, days))
    assert counted.quantile(q) == ranked[int(np.ceil(q * len(days))) - 1]


@given(COLUMNS)
def test_the_curve_is_the_share_that_happened(days):
    counted = count_days(days, HORIZON)
    at = np.array([0.0, 1.0, 7.5, 29.9, HORIZON])
    assert counted.share_by(at) == pytest.approx([np.mean(days <= day) for day in at])


def test_the_interval_of_the_median_covers():
    rng = np.random.default_rng(1)
    inside = 0
    for _ in range(400):
        waits = np.ceil(rng.exponential(20.0, 120) * 8) / 8
        low, high = count_days(np.where(waits <= HORIZON, waits, np.nan), HORIZON).quantile_interval(0.5)
        inside += low <= 20.0 * np.log(2.0) + 0.0625 <= high
    assert 0.93 < inside / 400 <= 0.99


def test_a_median_that_most_runs_never_see_is_never():
    counted = count_days(np.array([1.0, np.nan, np.nan]), HORIZON)
    assert counted.quantile(0.5) == np.inf
    assert counted.quantile_interval(0.5)[1] == np.inf


@given(COLUMNS, COLUMNS)
def test_shared_days_keep_every_run(a, b):
    first, other = count_days(a, HORIZON), count_days(b, HORIZON)
    days, counts_a, counts_b = on_shared_days(first, other)
    assert counts_a.sum() == len(a)
    assert counts_b.sum() == len(b)
    assert days[-1] == HORIZON + 1
    assert counts_a[-1] == first.never


@given(st.data())
def test_pairs_fall_into_four_kinds_and_three_orders(data):
    n = data.draw(st.integers(2, 50))
    a, b = (data.draw(hnp.arrays(np.float64, n, elements=TICKS)) for _ in range(2))
    paired = paired_days(a, b, HORIZON, np.random.default_rng(0))
    assert paired.both + paired.only_a + paired.only_b + paired.neither == n
    total = paired.b_later.value + paired.b_earlier.value + paired.unchanged.value
    assert total == pytest.approx(1.0)
    assert paired.happened.value == pytest.approx((paired.only_b - paired.only_a) / n)
    assert paired.gap_counts.sum() == paired.both


@given(st.data())
def test_swapping_the_two_turns_every_sign(data):
    n = data.draw(st.integers(2, 50))
    a, b = (data.draw(hnp.arrays(np.float64, n, elements=TICKS)) for _ in range(2))
    one = paired_days(a, b, HORIZON, np.random.default_rng(0))
    two = paired_days(b, a, HORIZON, np.random.default_rng(0))
    assert one.restricted_mean.value == pytest.approx(-two.restricted_mean.value)
    assert one.b_later.value == two.b_earlier.value
    assert one.happened.low == pytest.approx(-two.happened.high)


def test_paired_days_by_hand():
    nan = np.nan
    a = np.array([1.0, 2.0, nan, 4.0, nan])
    b = np.array([3.0, nan, 5.0, 4.0, nan])
    paired = paired_days(a, b, 10.0, np.random.default_rng(0))
    assert (paired.both, paired.only_a, paired.only_b, paired.neither) == (2, 1, 1, 1)
    assert paired.restricted_mean.value == pytest.approx((2 + 8 - 5 + 0 + 0) / 5)
    assert paired.both_mean.value == pytest.approx(1.0)
    assert paired.b_later.value == pytest.approx(2 / 5)  # never is later than any day
    assert paired.unchanged.value == pytest.approx(2 / 5)


def test_runs_are_matched_by_number():
    at_a, at_b = match(np.array([1, 3, 5, 9]), np.array([0, 3, 4, 9, 12]))
    assert list(at_a) == [1, 3]
    assert list(at_b) == [1, 3]


def test_pairing_narrows_the_interval():
    rng = np.random.default_rng(2)
    common = rng.exponential(5.0, 500)
    a, b = common, common + rng.normal(1.0, 0.3, 500)
    paired = paired_days(a, b, 100.0, rng).restricted_mean
    unpaired = unpaired_days(count_days(a, 100.0), count_days(b, 100.0), rng).restricted_mean
    assert paired.value == pytest.approx(unpaired.value, abs=1e-3)
    assert (unpaired.high - unpaired.low) > 10 * (paired.high - paired.low)


def test_days_are_tallied_to_the_minute():
    values, counts = distinct(np.array([0.1 + 0.2, 0.3, 1.0]))
    assert values == pytest.approx([0.3, 1.0])
    assert list(counts) == [2, 1]
