"""Closed forms that the compiled engine must reproduce: |z| < 4 for every answer.

Each world leaves one thing to chance, and its answers are worked out by hand or by SciPy from the
equations of docs/model.md, section 7, none by the model's own rules. Each case can be asked with a rate or
weight wrong by a factor, or by a power of it where little hangs on it, and must then be found out.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from known_answers import breaking, moving, others
from known_answers.worlds import Case

CASES: dict[str, Callable[[float], Case]] = breaking.CASES | moving.CASES | others.CASES
MOST = 4.0
FEW, MANY = 20_000, 1_000_000
QUARTER = MANY // 4  # a rate twice as wrong is as clear in a quarter of the runs


def worst(name: str, scale: float, runs: int) -> float:
    """The greatest |z| of a case whose rate is what it says times ``scale``."""
    scores = CASES[name](scale).scores(runs, seed=2)
    print(name, {what: round(z, 2) for what, z in scores.items()})
    return max(abs(z) for z in scores.values())


@pytest.mark.parametrize("name", CASES)
def test_a_known_answer(name: str) -> None:
    assert worst(name, 1.0, FEW) < MOST


@pytest.mark.parametrize("name", CASES)
def test_a_rate_wrong_by_a_tenth_is_found_out(name: str) -> None:
    assert worst(name, 1.1, FEW) > MOST


@pytest.mark.nightly
@pytest.mark.parametrize("name", CASES)
def test_a_known_answer_over_a_million_runs(name: str) -> None:
    assert worst(name, 1.0, MANY) < MOST


@pytest.mark.nightly
@pytest.mark.parametrize("name", CASES)
def test_a_rate_wrong_by_four_per_cent_is_found_out_over_a_quarter_of_a_million_runs(name: str) -> None:
    """As clear as one wrong by two per cent would be over a million: |z| grows with both."""
    assert worst(name, 1.04, QUARTER) > MOST


@pytest.mark.parametrize(("thresholds", "broken"), [((0, 1, 2, 3, 4), 5), ((0, 2, 2, 3, 4), 1)])
def test_one_threshold_missing_stops_the_whole_crowd(thresholds: tuple[int, ...], broken: int) -> None:
    """Granovetter (1978): with thresholds 0, 1, 2, ... all break; with 2 in the place of 1, one does."""
    tree, cohesion = breaking.crowd()
    for i, threshold in enumerate(thresholds):
        tree["units"][f"Guard {i}"]["cohesion"] = cohesion[threshold]
    case = Case(tree, lambda chunk: iter([("broken", chunk.columns["formations_broken"], broken)]))
    assert case.scores(200, seed=3) == {"broken": 0.0}
