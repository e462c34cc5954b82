"""The class of a run: every class and every boundary."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from sim.model import vocabulary as v
from sim.model.outcome import classify

HELD: dict[str, Any] = {
    "capital_lost_day": -1.0,
    "left_day": -1.0,
    "regained": 0,
    "bellwether_held": 1,
    "junctions_held": 1,
    "refuge_held": 1,
    "joined": 1,
}


def outcome(**facts: Any) -> str:
    """The class of a run in which all held, but for these facts."""
    return v.OUTCOME_NAMES[classify(**(HELD | facts))]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "line_holds"),
        ({"joined": 0}, "siege"),
        ({"junctions_held": 0}, "line_holds"),
        ({"junctions_held": 0, "joined": 0}, "two_enclaves"),
        ({"bellwether_held": 0}, "two_enclaves"),
        ({"refuge_held": 0}, "capital_alone"),
        ({"refuge_held": 0, "bellwether_held": 0}, "capital_alone"),
        ({"regained": 1}, "recovery"),
        ({"regained": 1, "refuge_held": 0, "bellwether_held": 0}, "recovery"),
    ],
)
def test_a_run_whose_capital_held_is_classed_by_what_is_left(facts: dict[str, Any], expected: str) -> None:
    assert outcome(**facts) == expected


@pytest.mark.parametrize(
    ("lost", "left", "expected"),
    [
        (10.0, -1.0, "capital_fell"),
        (0.0, -1.0, "capital_fell"),
        (0.0, 0.0, "capital_fell"),
        (0.5, 0.0, "capital_fell"),
        (10.0, 9.0, "exile"),  # a day before
        (10.0, 9.01, "capital_fell"),
        (10.0, 10.0, "capital_fell"),
        (1.0, 0.0, "exile"),
        (-1.0, 0.0, "exile"),
        (-1.0, 30.0, "exile"),
    ],
)
def test_leaving_a_day_before_the_fall_is_exile(lost: float, left: float, expected: str) -> None:
    for regained in (0, 1):
        assert outcome(capital_lost_day=lost, left_day=left, regained=regained) == expected


def test_every_run_has_a_class() -> None:
    names = [name for name in HELD if not name.endswith("_day")]
    found = {
        outcome(capital_lost_day=lost, left_day=left, **dict(zip(names, facts, strict=True)))
        for lost, left in ((-1.0, -1.0), (4.0, -1.0), (4.0, 1.0))
        for facts in itertools.product((0, 1), repeat=len(names))
    }
    assert found == set(v.OUTCOME_NAMES)
