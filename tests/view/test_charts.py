"""What the small charts show: values that a page can hold, and causes that add up."""

from __future__ import annotations

import math

import pytest

from sim.view.charts import Line, causes, line_chart


def test_a_line_without_a_value_is_broken_and_told_as_none():
    chart = line_chart("Morale", [Line("unit", [0.5, math.nan, 0.4], "b")], 360, 8.0, now=1)
    assert chart["lines"][0]["values"] == [0.5, None, 0.4]
    assert chart["words"] == "Morale by day; now unit none"


def test_the_present_is_told_in_per_cent():
    chart = line_chart("Men", [Line("men", [1.0, 0.876], "a")], 360, 8.0, now=1)
    assert chart["lines"][0]["told"] == "88 %"


@pytest.mark.parametrize(
    ("known", "last", "days"),
    [(1, 24, 3), (25, 56, 7), (57, 112, 14), (200, 240, 30), (241, 360, 45)],
)
def test_as_many_days_are_shown_as_anyone_has_looked(known, last, days):
    chart = line_chart("Men", [Line("men", [1.0] * (known + 1), "a")], 360, 8.0, now=0)
    assert chart["last"] == last
    assert [tick / 8.0 for tick, _ in chart["days"]] == [float(day) for _, day in chart["days"]]
    assert float(chart["days"][-1][1]) <= days
    assert len(chart["days"]) <= 8


def test_causes_are_sorted_by_weight_and_stand_on_their_side_of_zero():
    found = causes([("small", 0.001), ("news", -0.5), ("pay", 1.0)])
    assert [(one["label"], one["value"], one["kind"]) for one in found] == [
        ("pay", "+1.00", "up"),
        ("news", "−0.50", "down"),
    ]
    assert (found[0]["left"], found[0]["share"]) == (50.0, 50.0)
    assert (found[1]["left"], found[1]["share"]) == (25.0, 25.0)
