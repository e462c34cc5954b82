"""Days of a run as dates of the calendar: day 0 begins when the scenario says."""

from __future__ import annotations

from datetime import datetime, timedelta


def date_of(start: str, day: float, *, hour: bool = False) -> str:
    """A day's date, as '7 Dec', or with its hour '7 Dec, 01:12'; with the year in another than the start's.

    ``start`` is the scenario's, such as '2024-12-07T06:00'. Empty for never, and for what no calendar holds.
    """
    try:
        begun = datetime.fromisoformat(start)
        when = begun + timedelta(days=day)
    except (ValueError, OverflowError):
        return ""
    words = f"{when.day} {when:%b}" + ("" if when.year == begun.year else f" {when.year}")
    return f"{words}, {when:%H:%M}" if hour else words


def day_and_date(start: str, day: float) -> str:
    """A day of the run with its date and hour: 'day 10.8 (7 Dec, 01:12)'."""
    return f"day {day:.1f}{in_brackets(date_of(start, day, hour=True))}"


def on_day(start: str, day: float) -> str:
    """The same at the beginning of a sentence."""
    words = day_and_date(start, day)
    return words[0].upper() + words[1:]


def in_brackets(date: str) -> str:
    """A date to put behind a day, or nothing where there is none."""
    return f" ({date})" if date else ""
