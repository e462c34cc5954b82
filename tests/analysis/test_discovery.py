"""Rules: a planted box is found, chance is not taken for one, and what is told of a rule is what it does."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sim.analysis.discovery import FOLDS, Box, best, discover, peeled

SIZE, NUMBERS = 1_500, 6
INSIDE, OUTSIDE = 0.9, 0.1


@pytest.fixture(scope="module")
def shares():
    return np.random.default_rng(1).uniform(size=(SIZE, NUMBERS))


@pytest.fixture(scope="module")
def planted(shares):
    within = (shares[:, 1] < 0.4) & (shares[:, 4] > 0.35)
    return (np.random.default_rng(2).uniform(size=SIZE) < np.where(within, INSIDE, OUTSIDE)).astype(float)


@pytest.fixture(scope="module")
def rule(shares, planted):
    return discover(shares, planted, 1)


def test_a_planted_box_is_found_and_holds_up(rule, planted):
    assert rule.numbers == (1, 4)
    box = rule.kept.box
    assert (box.low[1], box.high[4]) == (0.0, 1.0)
    assert box.high[1] == pytest.approx(0.4, abs=0.05)
    assert box.low[4] == pytest.approx(0.35, abs=0.05)
    assert max(rule.p_values) < 1e-6
    assert rule.holds_up
    assert rule.tested.value == pytest.approx(INSIDE, abs=0.08)
    assert rule.tested_coverage == pytest.approx(0.26 * INSIDE / planted.mean(), abs=0.1)
    assert rule.repeated == (FOLDS, FOLDS)


def test_what_is_told_of_a_box_is_what_is_in_it(rule, shares, planted):
    inside = (shares[:, 1] <= rule.kept.box.high[1]) & (shares[:, 4] >= rule.kept.box.low[4])
    assert rule.kept.mass == inside.mean()
    assert rule.kept.density == pytest.approx(planted[inside].mean())
    assert rule.kept.coverage == pytest.approx(planted[inside].sum() / planted.sum())
    assert rule.outside == pytest.approx(planted[~inside].mean())
    assert rule.base == planted.mean()


@pytest.mark.parametrize("seed", [5, 6, 7])
def test_chance_is_no_rule_on_vectors_that_it_was_not_found_on(shares, seed):
    cases = (np.random.default_rng(seed).uniform(size=SIZE) < 0.3).astype(float)
    rule = discover(shares, cases, 1)
    assert rule.tested.value == pytest.approx(cases.mean(), abs=0.05)
    assert not rule.holds_up


def test_equal_vectors_stay_together(shares, planted):
    path = peeled(np.round(shares, 1), planted, 3)
    assert all(after.mass < before.mass for before, after in pairwise(path))
    assert peeled(np.zeros((100, 2)), np.ones(100), 2)[-1].mass == 1.0


def test_no_more_numbers_than_allowed_and_boxes_only_shrink(shares, planted):
    path = peeled(shares, planted, 1)
    assert all(len(step.box.restricted) <= 1 for step in path)
    masses = [step.mass for step in path]
    assert masses == sorted(masses, reverse=True)
    assert masses[0] == 1.0
    kept = best(path, planted.mean())
    assert kept.box.restricted == (1,)


def test_shares_of_runs_count_as_shares_of_a_case(shares, planted):
    halved = discover(shares, 0.5 * planted, 1)
    assert halved.numbers == (1, 4)
    assert halved.base == pytest.approx(0.5 * planted.mean())
    assert halved.tested.value == pytest.approx(0.5 * INSIDE, abs=0.06)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.99, 1.0])
def test_too_few_of_either_kind_make_no_rule(shares, share):
    cases = (np.arange(SIZE) < share * SIZE).astype(float)
    assert discover(shares, cases, 1) is None


def test_a_box_holds_its_edges():
    box = Box(np.array([0.2, 0.0]), np.array([1.0, 1.0]))
    assert box.holds(np.array([[0.2, 0.5], [0.19, 0.5]])).tolist() == [True, False]
    assert box.restricted == (0,)
    assert box.without(0).restricted == ()
