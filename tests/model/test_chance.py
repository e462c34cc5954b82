"""Keyed chance: the published vectors, uniformity, independence of neighbouring keys."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit
from scipy import stats

from sim.engines import compiler  # noqa: F401 (makes the model known to numba)
from sim.model import vocabulary as v
from sim.model.chance import draw4, key_of, philox

compiled_draw4 = njit(draw4)

# Known answers of D. E. Shaw Research's Random123 (tests/kat_vectors): counter and key to output.
KNOWN = {
    ("00000000 00000000 00000000 00000000", "00000000 00000000"): "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff"): "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0"): "d16cfe09 94fdcceb 5001e420 24126ea1",
}


def words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


@pytest.mark.parametrize(("given", "expected"), KNOWN.items())
def test_philox_gives_the_published_words(given: tuple[str, str], expected: str) -> None:
    assert list(philox(*words(given[0]), *words(given[1]))) == words(expected)


def test_compiled_and_plain_draws_are_the_same() -> None:
    for tick in range(50):
        low, high = key_of(f"unit {tick}")
        assert draw4(7, 99, tick, low, high, 1) == compiled_draw4(7, 99, tick, low, high, 1)


def test_words_from_numpy_arrays_draw_the_same() -> None:
    key = np.array(key_of("unit X"), np.int64)
    run = np.array([3])[0]
    assert draw4(1, run, 2, key[0], key[1], 4) == draw4(1, 3, 2, int(key[0]), int(key[1]), 4)


def sample(count: int, purpose: int = 1) -> np.ndarray:
    low, high = key_of("unit A")
    return np.array([compiled_draw4(1, run, 5, low, high, purpose) for run in range(count)])


def test_draws_are_uniform_and_never_0_or_1() -> None:
    for column in sample(20_000).T:
        assert 0.0 < column.min() < column.max() < 1.0
        assert stats.kstest(column, "uniform").pvalue > 1e-4


def test_a_sample_that_is_not_uniform_is_noticed() -> None:
    assert stats.kstest(sample(20_000)[:, 0] ** 1.1, "uniform").pvalue < 1e-4


def test_runs_ticks_agents_and_purposes_are_independent() -> None:
    low, high = key_of("unit A")
    other = key_of("unit B")
    base = sample(5000)[:, 0]
    shifted = {
        "another run": np.array([compiled_draw4(1, run + 1, 5, low, high, 1)[0] for run in range(5000)]),
        "another tick": np.array([compiled_draw4(1, run, 6, low, high, 1)[0] for run in range(5000)]),
        "another agent": np.array([compiled_draw4(1, run, 5, *other, 1)[0] for run in range(5000)]),
        "another purpose": sample(5000, v.DRAW_GROUP)[:, 0],
        "another seed": np.array([compiled_draw4(2, run, 5, low, high, 1)[0] for run in range(5000)]),
        "another word": sample(5000)[:, 1],
    }
    for name, values in shifted.items():
        assert abs(np.corrcoef(base, values)[0, 1]) < 0.06, name  # four standard errors


def test_a_key_is_a_function_of_the_name_alone() -> None:
    assert key_of("unit 25th Division") == key_of("unit 25th Division")
    keys = {key_of(f"unit {i}") for i in range(10_000)}
    assert len(keys) == 10_000
    assert all(0 <= word < 2**32 for key in keys for word in key)
