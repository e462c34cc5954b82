"""Conditioning on summaries: against posteriors that are known, and whether the checks notice a wrong one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta

from sim.calibration.coverage import Coverage, coverage, crps, prior_crps
from sim.calibration.fit import Space, fit
from sim.calibration.posterior import Sample, Table
from sim.calibration.summaries import Observed, linear

SIZE = 20_000
LEVELS = (0.05, 0.5, 0.95)


@pytest.fixture
def chance():
    """A generator of each test's own: what it draws does not hang on the tests before it."""
    return np.random.default_rng(1)


@pytest.fixture(scope="module")
def binomial():
    """Shares of a uniform prior, and how many of ten trials succeed at each: the posterior is a beta."""
    chance = np.random.default_rng(1)
    shares = chance.uniform(size=(SIZE, 1))
    return shares, chance.binomial(10, shares).astype(np.float64)


@pytest.mark.parametrize("count", [0, 3, 9])
def test_the_nearest_are_the_known_posterior(binomial, count):
    shares, counts = binomial
    found = Table(counts, shares, keep=1500, one_by_one=False).given(np.array([count]))
    known = beta.ppf(LEVELS, 1 + count, 11 - count)
    assert found.quantiles(LEVELS)[:, 0] == pytest.approx(known, abs=0.025)


def noisy(chance, noise):
    """A share whose logit is seen with noise, and one of which nothing is seen."""
    shares = chance.uniform(size=(SIZE, 2))
    logit = np.log(shares[:, :1] / (1.0 - shares[:, :1]))
    seen = logit + noise * chance.standard_normal((SIZE, 1))
    return shares, np.column_stack([seen, chance.standard_normal(SIZE)])


def test_one_by_one_is_sharper_than_all_together(chance):
    shares, seen = noisy(chance, 0.2)
    truths = np.arange(1000)
    scores = {alone: coverage(Table(seen, shares, 1000, alone), truths).crps[0] for alone in (False, True)}
    assert scores[True] < 0.9 * scores[False]


def test_a_truth_lies_within_its_interval_and_what_is_not_seen_stays_as_it_was(chance):
    shares, seen = noisy(chance, 0.3)
    truth = np.array([0.8, 0.1])
    at = np.log(0.8 / 0.2)
    found = Table(seen, shares, 600).given(np.array([at, 0.0]))
    low, middle, high = found.quantiles(LEVELS).T[0]
    assert low < truth[0] < high
    assert middle == pytest.approx(truth[0], abs=0.03)
    assert high - low < 0.25
    assert found.quantiles(LEVELS)[:, 1] == pytest.approx(LEVELS, abs=0.06)


def test_intervals_of_a_sound_posterior_hold_truths_as_often_as_they_say(binomial, chance):

    shares, seen = noisy(chance, 0.5)
    checked = coverage(Table(seen, shares, 600), np.arange(1000))
    assert checked.sound.all()
    assert checked.pooled == pytest.approx(0.9, abs=0.02)
    assert checked.crps[0] < 0.8
    assert checked.crps[1] == pytest.approx(1.0, abs=0.03)


def test_a_posterior_that_claims_too_much_is_noticed(chance, monkeypatch):
    shares, seen = noisy(chance, 0.5)
    whole = Table.given

    def narrow(self, summary, without=-1):
        found = whole(self, summary, without)
        middle = found.quantiles((0.5,))[0]
        return Sample(middle + 0.6 * (found.shares - middle), found.weights)

    monkeypatch.setattr(Table, "given", narrow)
    checked = coverage(Table(seen, shares, 600), np.arange(1000))
    assert not checked.sound.any()
    assert checked.pooled < 0.87


@pytest.mark.parametrize(("a", "b"), [(0.6, 0.6), (2.0, 2.0), (1.0, 1.5)])
def test_ranks_that_are_not_uniform_are_not_sound(chance, a, b):
    ranks = np.column_stack([chance.uniform(size=1000), chance.beta(a, b, 1000)])
    assert Coverage(ranks, np.ones(2)).sound.tolist() == [True, False]


def test_the_score_of_a_sample_of_the_prior_is_that_of_the_prior():
    size = 4001
    shares = np.linspace(0.0, 1.0, size)[:, None]
    sample = Sample(shares, np.full(size, 1.0 / size))
    for truth in (0.0, 0.3, 1.0):
        assert crps(sample, np.array([truth])) == pytest.approx(prior_crps(np.array([truth])), abs=1e-3)
    assert prior_crps(np.array([0.5])) == pytest.approx(1.0 / 12.0)


def test_numbers_hang_together_as_in_the_nearest_of_all(chance):
    first = chance.uniform(size=(SIZE, 1))
    shares = np.column_stack([first, 1.0 - first])
    seen = chance.standard_normal((SIZE, 2))  # tells nothing of either
    found = Table(seen, shares, 500).given(np.zeros(2))
    assert np.corrcoef(found.shares.T)[0, 1] < -0.98


def test_weights_count():
    sample = Sample(np.array([[0.1], [0.9]]), np.array([0.2, 0.8]))
    assert sample.quantiles((0.1, 0.5)).tolist() == [[0.1], [0.9]]
    assert sample.below(np.array([0.5])) == pytest.approx(0.2)


def test_linear_summaries_find_the_direction_that_tells(chance):
    x = chance.standard_normal((4000, 5))
    shares = 1.0 / (1.0 + np.exp(-(x[:, :1] - x[:, 1:2])))
    summaries = linear(x, shares, 1)(x)
    assert np.corrcoef(summaries[:, 0], x[:, 0] - x[:, 1])[0, 1] > 0.99


def test_a_record_within_the_simulations_fits_and_one_outside_does_not(chance):
    days = chance.uniform(0.0, 20.0, (3000, 6))
    space = Space.of(Observed(days, np.zeros((3000, 1))))
    truths = np.arange(300)
    assert fit(space, np.full(6, 10.0), truths).fits
    out = fit(space, np.full(6, 40.0), truths)
    assert not out.fits
    assert out.share_farther == 0.0


def test_places_that_no_run_tells_apart_do_not_decide_whether_anything_fits(chance):
    days = np.column_stack([chance.uniform(0.0, 20.0, 500), np.full(500, 20.0)])
    space = Space.of(Observed(days, np.zeros((500, 1))))
    assert fit(space, np.array([10.0, 3.0]), np.arange(100)).fits


def test_a_place_that_no_run_reaches_makes_the_distance(chance):
    days = chance.uniform(0.0, 20.0, (3000, 4))
    space = Space.of(Observed(days, np.zeros((3000, 1))))
    far = fit(space, np.array([10.0, 45.0, 10.0, 10.0]), np.arange(100))
    assert far.apart.sum() / 4 == pytest.approx(far.record, rel=1e-5)
    assert far.shares.argmax() == 1
    assert far.shares[1] > 0.6
    assert far.usual_shares == pytest.approx(np.full(4, 0.25), abs=0.05)
    assert np.abs(days[far.nearest] - [10.0, 20.0, 10.0, 10.0]).mean() < 4.0
