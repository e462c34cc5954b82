"""What a sweep is asked: a number, a second one if wanted, their ends, and the runs at each value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.analysis.grid import Varied, design_values
from sim.analysis.statistics import Floats
from sim.batch import Batch, Design
from sim.errors import UsageError
from sim.model.world import build_world
from sim.scenario import Distribution, field_help, numbers
from sim.scenario.schema import middle_of
from sim.scenario.words import did_you_mean, shown
from sim.view import batches
from sim.view.batches import Job
from sim.view.choice import Choice
from sim.view.controls import span
from sim.view.sources import open_choice

NUMBER = "parameters.expected_days"
POINTS = (5, 9, 17)
RUNS = (100, 300, 1000)
ENDS = ("low", "high", "second_low", "second_high")


@dataclass(frozen=True)
class Asked:
    """What to sweep: numbers by their dotted names, their ends, the values of each and the runs at each.

    ``second`` is "" where one number is swept.
    """

    number: str = NUMBER
    low: float = 0.0
    high: float = 1.0
    points: int = POINTS[1]
    runs: int = RUNS[0]
    second: str = ""
    second_low: float = 0.0
    second_high: float = 1.0

    @property
    def values(self) -> Floats:
        """The values, evenly apart."""
        return np.linspace(self.low, self.high, self.points)

    @property
    def second_values(self) -> Floats:
        """Those of the second number."""
        return np.linspace(self.second_low, self.second_high, self.points)

    @property
    def cells(self) -> int:
        """How many values, or pairs of values, there are."""
        return self.points * (self.points if self.second else 1)

    @property
    def across(self) -> Varied:
        """The number."""
        return Varied(self.number, field_help(self.number).unit, self.values)

    @property
    def up(self) -> Varied:
        """The second number."""
        return Varied(self.second, field_help(self.second).unit, self.second_values)

    @property
    def design(self) -> Design:
        """A point for each value, or for each pair of values."""
        if self.second:
            pairs = design_values(self.values, self.second_values)
            return Design((self.number, self.second), pairs, "sweep")
        return Design((self.number,), self.values[:, None], "sweep")


def jobs_of(asked: Asked, choices: Sequence[Choice], names: Sequence[str], seed: int) -> list[Job]:
    """A job for each scenario. Raises UsageError for what cannot be swept."""
    require_range(asked.number, asked.low, asked.high)
    if asked.second:
        require_range(asked.second, asked.second_low, asked.second_high)
    saved = [name for choice, name in zip(choices, names, strict=True) if choice.result]
    if saved:
        raise UsageError(f"{saved[0]} is a saved result: a sweep needs runs of its own, choose its scenario")
    jobs = []
    for choice, name in zip(choices, names, strict=True):
        scenario = open_choice(choice).scenario
        world = build_world(scenario)
        design = asked.design.fitted(scenario, world)
        jobs.append(Job(choice, Batch(scenario, world, seed, batches.COMPILED, design, name=name)))
    return jobs


def require_range(number: str, low: float, high: float) -> None:
    """Raise UsageError unless the ends are a range within that of the number."""
    help_ = field_help(number)
    least, most = (
        (-np.inf if help_.low is None else help_.low),
        (np.inf if help_.high is None else help_.high),
    )
    if not least <= low < high <= most:
        raise UsageError(f"{number}: from {low:g} to {high:g} is no range within {least:g} to {most:g}")


def changed(asked: Asked, key: str, value: Any, choice: Choice) -> Asked:
    """What to sweep with one control set; another number begins with its own ends. Raises UsageError."""
    if key == "number":
        return with_number(asked, str(value).strip(), choice)
    if key == "second":
        return with_second(asked, str(value).strip(), choice)
    if key in ("points", "each"):
        name, offered = ("points", POINTS) if key == "points" else ("runs", RUNS)
        found = next((each for each in offered if str(each) == str(value)), None)
        if found is None:
            raise UsageError(f"{name}: {shown(str(value))} is none of {', '.join(map(str, offered))}")
        return replace(asked, **{name: found})  # type: ignore[arg-type] # one of two whole numbers
    if key not in ENDS:
        raise UsageError(f"{shown(key)}: no control of a sweep")
    try:
        return replace(asked, **{key: float(value)})  # type: ignore[arg-type] # an end
    except (TypeError, ValueError):
        raise UsageError(f"{key.replace('_', ' ')}: {shown(str(value))} is no number") from None


def with_number(asked: Asked, number: str, choice: Choice) -> Asked:
    """Another number. Raises UsageError for none, and for the second."""
    low, high = ends_of(number, choice)
    if number == asked.second:
        raise UsageError(f"{number}: is the second number already; choose two that differ")
    return replace(asked, number=number, low=low, high=high)


def with_second(asked: Asked, number: str, choice: Choice) -> Asked:
    """Another second number, or none where it is "". Raises UsageError for no number, and for the first."""
    if not number:
        return replace(asked, second="")
    low, high = ends_of(number, choice)
    if number == asked.number:
        raise UsageError(f"{number}: is the first number already; choose two that differ")
    return replace(asked, second=number, second_low=low, second_high=high)


def ends_of(number: str, choice: Choice) -> tuple[float, float]:
    """The ends of the number's slider, or of what it is drawn from. Raises UsageError for no number."""
    known = numbers(open_choice(choice).scenario)
    if number not in known:
        raise UsageError(f"{shown(number)}: no number of {choice.scenario}{did_you_mean(number, known)}")
    given, help_ = known[number], field_help(number)
    low, high = span(float(middle_of(given)), help_.low, help_.high)
    if isinstance(given, Distribution) and given.kind in ("uniform", "triangular"):
        low, high = min(given.values), max(given.values)
    return float(f"{low:.6g}"), float(f"{high:.6g}")
