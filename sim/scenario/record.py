"""The record to compare runs with: the day on which a place was lost, a window of days, or that it held.

No rule of the model reads it. A place that held is right-censored at the horizon of whoever compares.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.scenario.words import closest, shown

HELD = "held"
ENDS = ("from", "to")
RULE = 'write a day such as 9.5, a window such as { from = 9.0, to = 9.6 }, or "held"'

Given = float | str | dict[str, float]


def _checked(value: Any) -> Given:
    """A recorded day as a scenario writes it. Raises PydanticCustomError with what to write instead."""
    if value == HELD:
        return HELD
    if isinstance(value, Mapping):
        return _window(value)
    day = _number(value)
    if day is None:
        likely = f"; did you mean {shown(HELD)}?" if isinstance(value, str) and closest(value, [HELD]) else ""
        raise _problem(f"{shown(value)} is no day, no window and not {shown(HELD)}; {RULE}{likely}")
    return day


def _window(value: Mapping[str, Any]) -> dict[str, float]:
    if set(value) != set(ENDS):
        raise _problem(f"{shown(value)}: a window has the two keys from and to; {RULE}")
    first, last = (_number(value[end]) for end in ENDS)
    if first is None or last is None:
        raise _problem(f"{shown(value)}: both ends of a window are numbers of days; {RULE}")
    if first >= last:
        raise _problem(f"{shown(value)}: a window goes from an earlier day to a later one")
    return {"from": first, "to": last}


def _number(value: Any) -> float | None:
    """A finite number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def _problem(words: str) -> PydanticCustomError:
    return PydanticCustomError("observed", "{words}", {"words": words})


_WINDOW = {
    "type": "object",
    "properties": {
        "from": {"type": "number", "description": "First day on which it may have been"},
        "to": {"type": "number", "description": "Last day on which it may have been"},
    },
    "required": list(ENDS),
    "additionalProperties": False,
}
Observed = Annotated[
    Given,
    PlainValidator(_checked),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"const": HELD}, _WINDOW]}),
]


@dataclass(frozen=True)
class RecordedDay:
    """When a place was lost: between ``first`` and ``last``, days; both infinite where it held."""

    first: float
    last: float

    @property
    def held(self) -> bool:
        """Whether the place was not lost."""
        return math.isinf(self.first)

    @property
    def middle(self) -> float:
        """The middle of the window, days; infinite where the place held."""
        return 0.5 * (self.first + self.last)

    @property
    def words(self) -> str:
        """The day, the window or that it held, in words."""
        if self.held:
            return "it held"
        day = f"day {self.first:g}"
        return day if self.first == self.last else f"{day} to {self.last:g}"

    def censored(self, horizon: float) -> RecordedDay:
        """The same for runs that last ``horizon`` days: what is later has not happened in them."""
        return self if self.last <= horizon else RecordedDay(min(self.first, horizon), horizon)

    def missed_by(self, day: float) -> float:
        """How far a day lies from the window, days; 0 within it."""
        return max(self.first - day, day - self.last, 0.0)

    def meets(self, low: float, high: float) -> bool:
        """Whether any day of the window lies from ``low`` to ``high``."""
        return low <= self.last and self.first <= high


def recorded(given: Given) -> RecordedDay:
    """What a scenario or a manifest says of a place, as days."""
    if isinstance(given, str):
        return RecordedDay(math.inf, math.inf)
    if isinstance(given, dict):
        return RecordedDay(given["from"], given["to"])
    return RecordedDay(given, given)
