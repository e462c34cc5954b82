"""Days as dates of the calendar."""

from __future__ import annotations

import math

import pytest

from sim.scenario.calendar import date_of, day_and_date, in_brackets

START = "2024-11-27T06:00"


@pytest.mark.parametrize(
    ("day", "date", "with_hour"),
    [
        (0.0, "27 Nov", "27 Nov, 06:00"),
        (10.8, "8 Dec", "8 Dec, 01:12"),
        (4.75, "2 Dec", "2 Dec, 00:00"),
        (40.0, "6 Jan 2025", "6 Jan 2025, 06:00"),
        (-30.0, "28 Oct", "28 Oct, 06:00"),
        (math.inf, "", ""),
        (math.nan, "", ""),
    ],
)
def test_date_of_a_day(day, date, with_hour):
    assert date_of(START, day) == date
    assert date_of(START, day, hour=True) == with_hour


def test_a_start_without_an_hour_is_midnight():
    assert day_and_date("2024-11-27", 10.8) == "day 10.8 (7 Dec, 19:12)"


@pytest.mark.parametrize("start", ["", "2024-02-30", "9999-12-31"])
def test_what_no_calendar_holds_has_no_date(start):
    assert day_and_date(start, 3.0) == "day 3.0"
    assert in_brackets(date_of(start, 3.0)) == ""
