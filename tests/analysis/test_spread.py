"""A forecast of one day and its scores."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.score import crps
from sim.analysis.spread import MIXED, Spread


def test_equal_weights_score_as_a_result_does():
    days = np.random.default_rng(4).gamma(2.0, 3.0, 300)
    assert Spread.of(days).crps(np.array([1.0, 9.0])) == pytest.approx([crps(days, 1.0), crps(days, 9.0)])


def test_weights_are_as_good_as_repetition():
    weighted = Spread.of(np.array([5.0, 1.0, 3.0]), np.array([1.0, 2.0, 3.0]))
    repeated = Spread.of(np.array([5.0, 1.0, 1.0, 3.0, 3.0, 3.0]))
    at = np.array([0.0, 2.0, 6.0])
    assert weighted.crps(at) == pytest.approx(repeated.crps(at))
    assert weighted.log_scores(at, 0.0, 6.0) == pytest.approx(repeated.log_scores(at, 0.0, 6.0))
    for level in (0.05, 0.3, 0.5, 0.9):
        assert weighted.quantile(level) == repeated.quantile(level)
    assert weighted.before(3.0) == pytest.approx(2.0 / 6.0)


def test_the_log_score_is_of_whole_days_and_of_not_lost():
    spread = Spread.of(np.array([2.5, 3.5, 3.9, 5.0]))  # since day 2 to day 5: three days and "not lost"
    chances = [0.25, 0.5, 0.0, 0.25]
    found = spread.log_scores(np.array([2.0, 3.2, 4.999, 5.0]), 2.0, 5.0)
    assert found == pytest.approx([-math.log((1 - MIXED) * p + MIXED / 4) for p in chances])


def test_nobody_does_better_than_by_what_they_believe():
    """Both scores are proper: the mean over days that are drawn from a forecast is least for itself."""
    days = np.array([1.5, 2.5, 3.5, 6.0])
    belief = np.array([0.1, 0.4, 0.3, 0.2])
    own = Spread.of(days, belief)
    for other in (Spread.of(days), Spread.of(days, belief[::-1]), Spread.of(np.array([2.5]))):
        assert belief @ own.crps(days) < belief @ other.crps(days)
        assert belief @ own.log_scores(days, 0.0, 6.0) < belief @ other.log_scores(days, 0.0, 6.0)
