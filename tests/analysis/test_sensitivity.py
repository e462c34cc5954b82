"""Sensitivity of functions whose indices are known: Ishigami's, one number that is all, and chance alone."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.sensitivity import (
    REST,
    Screened,
    decomposition,
    grouped,
    indices,
    most_telling,
    screened,
    screening,
)
from sim.analysis.statistics import Estimate

pytest.importorskip("SALib")

A, B = 7.0, 0.1
PARTS = np.array([0.5 * (1.0 + B * np.pi**4 / 5.0) ** 2, A**2 / 8.0, 8.0 * B**2 * np.pi**8 / 225.0])
"""Variance of Ishigami's function from its first number, its second, and its first with its third."""
FIRST = (PARTS[0] / PARTS.sum(), PARTS[1] / PARTS.sum(), 0.0)
TOTAL = ((PARTS[0] + PARTS[2]) / PARTS.sum(), FIRST[1], PARTS[2] / PARTS.sum())
RUNS = 4


def ishigami(shares):
    """T. Ishigami and T. Homma, ISUMA 1990, of three numbers that are uniform from -pi to pi."""
    x = np.pi * (2.0 * shares[:, :3] - 1.0)
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def with_noise(means, vectors, spread, seed=1):
    """Runs (vectors, RUNS) around means; within a block equal means have the same noise."""
    chance = np.random.default_rng(seed).normal(0.0, spread, (len(means), RUNS))
    noise = np.empty_like(chance)
    for block in np.unique(vectors.blocks):
        rows = np.flatnonzero(vectors.blocks == block)
        _, where = np.unique(np.round(means[rows], 9), return_inverse=True)
        noise[rows] = chance[rows[: where.max() + 1]][where]
    return means[:, None] + noise


@pytest.mark.parametrize("spread", [0.0, 2.0])
def test_indices_of_a_known_function_with_and_without_noise(spread):
    vectors = decomposition(grouped(4, range(4)), 512, 3)
    outputs = with_noise(ishigami(vectors.shares), vectors, spread)
    found = indices(grouped(4, range(4)), outputs, 1)
    noise = spread**2 / RUNS
    share = noise / (found.deviation**2)
    assert found.noise == pytest.approx(share, abs=0.01)
    for one, first, total in zip(found.each, (*FIRST, 0.0), (*TOTAL, 0.0), strict=True):
        kept = 1.0 - found.noise
        assert one.first.value == pytest.approx(kept * first, abs=0.08)
        assert one.beyond_noise == pytest.approx(kept * total, abs=0.05)
        assert one.total.low <= one.total.value <= one.total.high
    assert found.each[3].total.value == found.each[3].noise == 0.0
    assert not found.each[3].clear


def test_numbers_that_are_one_group_have_one_index():
    groups = grouped(4, [1])
    assert groups == (REST, "1", REST, REST)
    vectors = decomposition(groups, 512, 3)
    found = indices(groups, with_noise(ishigami(vectors.shares), vectors, 0.0), 1)
    rest, own = found.each  # in order of appearance
    assert own.total.value == pytest.approx(TOTAL[1], abs=0.06)
    assert rest.first.value == pytest.approx(1.0 - FIRST[1], abs=0.06)


def test_an_output_of_one_number_gives_it_all():
    groups = grouped(3, range(3))
    vectors = decomposition(groups, 256, 1)
    found = indices(groups, with_noise(vectors.shares[:, 1], vectors, 0.0), 1)
    assert [one.total.value for one in found.each] == pytest.approx([0.0, 1.0, 0.0], abs=0.02)
    assert found.noise == 0.0


def test_where_all_is_chance_no_index_is_clear():
    groups = grouped(3, range(3))
    vectors = decomposition(groups, 256, 1)
    outputs = np.random.default_rng(2).normal(size=(len(vectors.blocks), RUNS))
    found = indices(groups, outputs, 1)
    assert found.noise == pytest.approx(1.0, abs=0.1)
    assert all(one.total.value > 0.5 for one in found.each)
    assert all(one.beyond_noise < 0.15 for one in found.each)


def test_an_output_that_never_changes_has_no_indices():
    groups = grouped(2, range(2))
    vectors = decomposition(groups, 8, 1)
    outputs = np.ones((len(vectors.blocks), RUNS))
    assert indices(groups, outputs, 1).deviation == 0.0
    walk = screening(2, 4, 1)
    assert all(one.size.value == 0.0 for one in screened(walk, np.ones((12, RUNS)), 1))


def test_only_what_is_subtracted_shares_random_numbers():
    vectors = decomposition(grouped(2, range(2)), 4, 1)
    blocks = vectors.blocks.reshape(4, 4)
    assert (blocks[:, :3] == np.arange(4)[:, None]).all()
    assert (blocks[:, 3] == 4 + np.arange(4)).all()


def test_screening_finds_slopes_and_leaves_out_what_does_nothing():
    vectors = screening(3, 12, 1)
    outputs = with_noise(vectors.shares @ np.array([4.0, -1.0, 0.0]), vectors, 0.0)
    found = screened(vectors, outputs, 1)
    width = 0.95  # from the first level to the last
    assert [one.size.value for one in found] == pytest.approx([4.0 * width, width, 0.0])
    assert [one.mean for one in found] == pytest.approx([4.0 * width, -width, 0.0])
    assert most_telling([found], 5) == (0, 1)
    assert most_telling([found], 1) == (0,)


def test_screening_tells_chance_from_an_effect():
    vectors = screening(3, 20, 1)
    chance = np.random.default_rng(1).normal(size=(len(vectors.blocks), RUNS))
    outputs = chance + 10.0 * vectors.shares[:, 2:]
    found = screened(vectors, outputs, 1)
    for one in found[:2]:
        assert one.size.value == pytest.approx(one.noise, rel=0.4)
    assert found[2].clear
    assert most_telling([found], 3)[0] == 2


def test_numbers_are_told_by_what_exceeds_chance_on_any_output():
    def one(size, noise):
        return Screened(Estimate(size, size, size, 0.0), size, 0.0, noise)

    days = [one(10.0, 1.0), one(2.0, 2.0), one(0.0, 0.0)]
    share = [one(0.1, 0.1), one(0.0, 0.0), one(0.4, 0.1)]
    assert most_telling([days, share], 5) == (0, 2)
    assert most_telling([[one(1.0, 2.0), one(1.5, 2.0)]], 1) == (1,)
    assert most_telling([[one(0.0, 0.0)]], 1) == (0,)
