"""Sequential Monte Carlo by a score: known answers, and what is left out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from sim.calibration.swarm import Swarm, cooled

SIZE, NUMBERS = 2_000, 3
MET = 0.8  # standard deviations from the prior's middle


def begun(score, seed=1):
    shares = np.random.default_rng(seed).uniform(size=(SIZE, NUMBERS))
    return Swarm.of(shares, score(shares))


def brought(swarm, temperature, score, seed=2):
    """The swarm at a temperature, and how many steps that took."""
    chance, steps = np.random.default_rng(seed), 0
    while swarm.cold < 1.0 / temperature:
        swarm, steps = cooled(swarm, temperature, score, chance), steps + 1
    return swarm, steps


def far_in_the_first(shares):
    return (ndtri(shares[:, 0]) - MET) ** 2


@pytest.mark.parametrize("temperature", [1.0, 0.1, 0.02])
def test_a_quadratic_score_gives_the_normal_posterior(temperature):
    """Prior N(0, 1) times exp(-(x - m)^2 / T): normal with precision 1 + 2 / T; the other numbers stay."""
    found, _ = brought(begun(far_in_the_first), temperature, far_in_the_first)
    precision = 1.0 + 2.0 / temperature
    assert found.places[:, 0].mean() == pytest.approx(MET * (2.0 / temperature) / precision, abs=0.06)
    assert found.places[:, 0].std() == pytest.approx(precision**-0.5, rel=0.12)
    assert found.places[:, 1:].mean() == pytest.approx(0.0, abs=0.08)
    assert found.places[:, 1:].std() == pytest.approx(1.0, abs=0.08)


def test_a_score_that_says_nothing_leaves_the_prior_in_one_step():
    def same(shares):
        return np.zeros(len(shares))

    found, steps = brought(begun(same), 0.01, same)
    assert steps == 1
    assert 0.0 < found.accepted / found.tried < 1.0
    assert found.places.mean() == pytest.approx(0.0, abs=0.05)
    assert found.places.std() == pytest.approx(1.0, abs=0.05)


def test_no_step_leaves_few_different_vectors_and_colder_is_better():
    swarm, scores = begun(far_in_the_first), []
    chance = np.random.default_rng(3)
    while swarm.cold < 100.0:
        after = cooled(swarm, 0.01, far_in_the_first, chance)
        assert len(np.unique(after.places, axis=0)) > 0.5 * SIZE
        assert after.cold > swarm.cold
        swarm = after
        scores.append(swarm.scores.mean())
    assert len(scores) > 3
    assert scores == sorted(scores, reverse=True)


def test_a_vector_that_does_not_count_is_never_entered():
    def barred(shares):
        return np.where(shares[:, 1] < 0.5, np.inf, far_in_the_first(shares))

    start = begun(far_in_the_first)
    inside = start.shares[:, 1] >= 0.5
    swarm = Swarm(start.places[inside], start.scores[inside], 0.0)
    found, _ = brought(swarm, 0.1, barred)
    assert (found.shares[:, 1] >= 0.5).all()
    assert np.isfinite(found.scores).all()
    assert found.shares[:, 1].mean() == pytest.approx(0.75, abs=0.03)


def test_a_step_at_the_temperature_that_is_wanted_moves_and_copies_nothing():
    found, _ = brought(begun(far_in_the_first), 0.1, far_in_the_first)
    assert found.settled == 1
    barred = cooled(found, 0.1, lambda shares: np.full(len(shares), np.inf), np.random.default_rng(4))
    assert barred.settled == 2
    assert np.array_equal(barred.places, found.places)
    moved = cooled(found, 0.1, far_in_the_first, np.random.default_rng(4))
    assert (moved.places != found.places).any(axis=1).mean() > 0.5


def test_the_same_chance_gives_the_same_vectors():
    one, other = (brought(begun(far_in_the_first), 0.1, far_in_the_first)[0] for _ in range(2))
    assert np.array_equal(one.places, other.places)
