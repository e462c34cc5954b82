"""When a batch is long enough, against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from sim.analysis.precision import Target, Watch, parse_target
from sim.errors import UsageError

COLUMNS = ["run", "outcome", "capital_lost_day", "men_end"]


def part(values, column="capital_lost_day", point=None, error=None):
    n = len(values)
    return pa.table(
        {
            column: pa.array(values, from_pandas=True),
            "point": pa.array(np.zeros(n, np.int32) if point is None else np.asarray(point, np.int32)),
            "error": [""] * n if error is None else error,
        }
    )


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("P(capital_fell) +- 0.01", Target("share", "capital_fell", 0.01)),
        ("p( siege )+/-1e-3", Target("share", "siege", 0.001)),
        ("P(capital_lost_day) ± 0.02", Target("share", "capital_lost_day", 0.02)),
        ("Q0.9(capital_lost_day) +- 0.25", Target("quantile", "capital_lost_day", 0.25, 0.9)),
        ("Q.5(men_end) +- 10", Target("quantile", "men_end", 10.0, 0.5)),
        ("median(capital_lost_day) +- 1", Target("quantile", "capital_lost_day", 1.0)),
        ("mean(men_end) +- 100", Target("mean", "men_end", 100.0)),
    ],
)
def test_targets_are_read(text, target):
    assert parse_target(text, COLUMNS) == target


REFUSED = (
    "",
    "P()",
    "P(siege)",
    "P(siege) +- x",
    "P(siege) +- -1",
    "P0.5(siege) +- 1",
    "Q(men_end) +- 1",
    "Q1.5(men_end) +- 1",
    "mode(men_end) +- 1",
    "P(x) +- 1",
)


@pytest.mark.parametrize("text", REFUSED)
def test_other_texts_are_refused(text):
    with pytest.raises(UsageError, match="--until"):
        parse_target(text, COLUMNS)


def test_a_share_is_watched_to_its_wilson_interval():
    watch = Watch(Target("share", "siege", 0.05))
    values = np.array(["siege"] * 3 + ["exile"] * 7)
    parts = 0
    while not watch(part(pa.array(np.tile(values, 10)), "outcome")):
        parts += 1
    n = 100 * (parts + 1)
    interval = stats.binomtest(3 * n // 10, n).proportion_ci(method="wilson")
    before = stats.binomtest(3 * (n - 100) // 10, n - 100).proportion_ci(method="wilson")
    assert interval.high - interval.low <= 0.1 < before.high - before.low


def test_failed_runs_do_not_count():
    watch = Watch(Target("share", "siege", 0.5))
    assert not watch(part(pa.array(["siege"] * 150), "outcome", error=["", "broken", "broken"] * 50))
    assert watch.by_point[0].n == 50


def test_a_median_is_bracketed_by_order_statistics():
    days = np.sort(np.random.default_rng(1).exponential(5, 1001).round(3))
    watch = Watch(Target("quantile", "capital_lost_day", 1e-9))
    for piece in np.array_split(np.random.default_rng(2).permutation(days), 7):
        assert not watch(part(piece))
    estimate = watch.worst()
    low, high = stats.binom.ppf([0.025, 0.975], 1001, 0.5).astype(int)
    assert estimate.value == days[500]
    assert estimate.low == days[low - 1]
    assert estimate.high == days[high]


def test_a_median_that_never_comes_is_settled_once_the_interval_says_never():
    watch = Watch(Target("quantile", "capital_lost_day", 0.5))
    assert watch(part(np.where(np.arange(400) < 40, 3.0, np.nan)))
    assert math.isinf(watch.worst().value)
    undecided = Watch(Target("quantile", "capital_lost_day", 0.5))
    assert not undecided(part(np.where(np.arange(400) < 200, 3.0, np.nan)))


def test_a_mean_has_students_interval():
    men = np.random.default_rng(3).integers(0, 1000, 400).astype(np.float64)
    watch = Watch(Target("mean", "men_end", 1e-9))
    watch(part(men, "men_end"))
    low, high = stats.t.interval(0.95, 399, men.mean(), stats.sem(men))
    assert watch.worst().low == pytest.approx(low)
    assert watch.worst().high == pytest.approx(high)


def test_every_point_of_a_design_must_be_known_exactly_enough():
    watch = Watch(Target("share", "capital_lost_day", 0.06), points=2)
    values = np.where(np.arange(1000) % 4 < 2, 3.0, np.nan)
    known, unknown = np.zeros(1000), np.repeat([0, 1], [900, 100])
    assert not watch(part(values, point=known))
    assert not watch(part(values, point=unknown))
    assert watch(part(values, point=1 - known))


def test_only_a_day_that_may_never_come_has_a_chance() -> None:
    with pytest.raises(UsageError, match="takes an outcome or a column of days"):
        parse_target("P(contested_days) +- 0.1", [*COLUMNS, "contested_days"])
    assert parse_target("P(left_day.Ally) +- 0.1", [*COLUMNS, "left_day.Ally"]).of == "left_day.Ally"
