"""Our own exponential, logarithm and their kin against ``math``."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numba import njit
from scipy import stats

from sim.engines import compiler  # noqa: F401 (makes the model known to numba)
from sim.model import numeric

POINTS = np.random.default_rng(1)
WIDE = np.concatenate(
    [POINTS.uniform(-60.0, 60.0, 4000), POINTS.normal(0.0, 1e-3, 500), [0.0, -0.0]]
).tolist()
POSITIVE = np.exp(POINTS.uniform(-200.0, 200.0, 4000)).tolist()
SHARES = POINTS.uniform(1e-9, 1.0 - 1e-9, 2000).tolist()


def ulps(found: float, expected: float) -> float:
    return abs(found - expected) / math.ulp(expected)


def test_exp_is_within_two_units_in_the_last_place() -> None:
    assert max(ulps(numeric.exp(x), math.exp(x)) for x in WIDE) <= 2.0


def test_log_is_within_two_units_in_the_last_place() -> None:
    assert max(ulps(numeric.log(x), math.log(x)) for x in POSITIVE) <= 2.0


def test_known_values() -> None:
    assert numeric.exp(0.0) == 1.0
    assert numeric.log(1.0) == 0.0
    assert numeric.logistic(0.0) == 0.5
    assert numeric.log_odds(0.5) == 0.0
    assert numeric.chance_within(0.0, 1.0) == 0.0
    assert numeric.probit(0.5) == 0.0


def test_beyond_its_range_exp_stays_finite_and_above_0() -> None:
    assert 0.0 < numeric.exp(-1e9) < 1e-300
    assert 1e300 < numeric.exp(1e9) < math.inf


def test_log_of_0_is_that_of_the_smallest_normal_number() -> None:
    assert numeric.log(0.0) == pytest.approx(math.log(2.2250738585072014e-308))


def test_log_odds_undoes_logistic() -> None:
    for p in SHARES:
        assert numeric.logistic(numeric.log_odds(p)) == pytest.approx(p, rel=1e-12)


def test_chance_within_is_between_0_and_1_and_grows_with_the_rate() -> None:
    chances = [numeric.chance_within(rate, 0.125) for rate in np.linspace(0.0, 200.0, 500)]
    assert chances == sorted(chances)
    assert 0.0 == chances[0] < chances[-1] <= 1.0


def test_two_half_ticks_are_a_whole_one() -> None:
    half = numeric.chance_within(3.0, 0.0625)
    assert 1.0 - (1.0 - half) ** 2 == pytest.approx(numeric.chance_within(3.0, 0.125), rel=1e-13)


def test_probit_is_the_normal_quantile() -> None:
    for p in SHARES:
        assert numeric.probit(p) == pytest.approx(stats.norm.ppf(p), rel=2e-9, abs=1e-9)


@pytest.mark.parametrize("name", ["exp", "logistic", "log", "log_odds", "probit"])
def test_compiled_and_plain_give_the_same_bits(name: str) -> None:
    plain = getattr(numeric, name)
    compiled = njit(plain)
    points = {"log": POSITIVE, "log_odds": SHARES, "probit": SHARES}.get(name, WIDE)
    for x in points:
        assert compiled(x).hex() == plain(x).hex(), (name, x)
