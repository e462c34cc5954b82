"""What the benchmarks make of the record: days, windows and places that held."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import studies
from benchmarks.search import HORIZON, score
from benchmarks.wars import a_day, quantiles, recorded_a_day, told
from sim.scenario.record import recorded

RUNS = np.array([[2.0, 4.0, 9.0]])


def test_the_score_of_one_day_is_the_known_one():
    pairs = np.abs(RUNS[0][:, None] - RUNS[0][None, :]).mean() / 2
    assert score(RUNS, 4.0)[0] == pytest.approx(np.abs(RUNS[0] - 4.0).mean() - pairs)


def test_a_window_is_scored_by_its_middle_and_what_held_at_the_horizon():
    assert score(RUNS, {"from": 3.0, "to": 5.0})[0] == score(RUNS, 4.0)[0]
    assert score(RUNS, "held")[0] == score(RUNS, HORIZON)[0]
    assert score(np.full((1, 3), HORIZON), "held")[0] == 0.0


def test_quantiles_of_days_count_never_as_later_than_any():
    assert quantiles(np.array([1.0, 2.0, np.nan])) == [1.0, 2.0, math.inf]
    assert told(math.inf) == "never"
    assert told(2.0).strip() == "2.0"


def test_capitals_a_day_are_the_mean_of_the_runs_and_of_the_record():
    lost = [np.array([0.5, np.nan]), np.array([0.7, 1.2])]
    assert a_day(lost)[:3].tolist() == [1.0, 0.5, 0.0]
    records = [recorded(given) for given in (0.5, {"from": 0.5, "to": 2.5}, "held")]
    assert recorded_a_day(records)[:3] == [1, 1, 0]


def test_no_benchmark_hides_a_module_of_python():
    """A script that is started by its path has its folder first on the path of modules."""
    scripts = {path.stem for path in Path(studies.__file__).parent.glob("*.py")}
    assert "studies" in scripts
    assert not scripts & sys.stdlib_module_names
