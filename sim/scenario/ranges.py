"""What must hold between numbers: ticks, horizon, dates and the shapes of distributions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime

from sim.scenario.fields import help_at, numbers_by_path
from sim.scenario.positions import Path
from sim.scenario.references import Names
from sim.scenario.schema import Distribution, Scenario
from sim.scenario.words import Problem, did_you_mean, dotted, shown

MOST_TICKS = 1_000_000
MOST_MEN = 100_000_000


def check_ticks(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """Ticks fill a day, at least one and not too many fit into the run."""
    setting = scenario.scenario
    per_day = 24 / setting.tick_hours
    ticks = setting.horizon_days * per_day
    if ticks > MOST_TICKS:
        rule = f"{setting.tick_hours:g} hours make {ticks:g} ticks in {setting.horizon_days:g} days"
        yield Problem(("scenario", "tick_hours"), f"{rule}; at most {MOST_TICKS}: write a longer tick")
    elif abs(per_day - round(per_day)) > 1e-9 * per_day:
        nearest = 24 / round(per_day)
        rule = f"a day is no whole number of ticks of {setting.tick_hours:g} hours; write {nearest:.10g}"
        yield Problem(("scenario", "tick_hours"), rule)
    if ticks < 1:
        rule = f"{setting.horizon_days:g} days are less than one tick of {setting.tick_hours:g} hours"
        yield Problem(("scenario", "horizon_days"), rule)


def check_dates(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """The start is a day of the calendar, and the branch begins within the run."""
    setting = scenario.scenario
    try:
        datetime.fromisoformat(setting.start or "2001-03-01")
    except ValueError:
        yield Problem(("scenario", "start"), f"{shown(setting.start)} is no day of the calendar")
    from_day = highest(scenario.branch.from_day)
    if from_day >= setting.horizon_days:
        rule = (
            f"day {from_day:g} is not before the horizon, {setting.horizon_days:g} days; write a smaller day"
        )
        yield Problem(("branch", "from_day"), rule, relies_on=(("scenario", "horizon_days"),))
    until_day = highest(scenario.branch.until_day)
    if until_day <= lowest(scenario.branch.from_day):
        rule = f"day {until_day:g} is not after the day from which it is held; write a later day"
        yield Problem(("branch", "until_day"), rule, relies_on=(("branch", "from_day"),))


def check_men(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """The men of a side can be counted in whole numbers of the machine."""
    for kind in ("units", "groups"):
        men = sum(highest(thing.men) for thing in getattr(scenario, kind).values())
        if men > MOST_MEN:
            yield Problem((kind,), f"{men:.0f} men in all are more than the {MOST_MEN} that can be counted")


def check_distributions(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A drawn number has finite bounds and some width, and its spread fits its range."""
    for path, value in numbers_by_path(scenario):
        rule = _distribution_rule(value, path) if isinstance(value, Distribution) else ""
        if rule:
            yield Problem(path, rule)


def _distribution_rule(value: Distribution, path: Path) -> str:
    members = value.values
    written = f"{value.kind} = {shown(members)}"
    if not all(math.isfinite(member) for member in members):
        return f"{written}: every member is a finite number"
    if value.kind != "normal":
        return f"{written} has no width; write the number {members[0]:g}" if members[0] == members[-1] else ""
    help_ = help_at(path)
    if help_.low is not None and help_.high is not None and members[1] > help_.high - help_.low:
        return f"{written}: the standard deviation exceeds the whole range, {help_.low:g} to {help_.high:g}"
    return ""


def check_posterior(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """What a posterior decides are numbers of the scenario."""
    if not scenario.posterior.columns:
        return
    known = {dotted(path) for path, _ in numbers_by_path(scenario)}
    for column in scenario.posterior.columns:
        key = next((key for key in column.keys if key not in known), "")
        if key:
            rule = f"decides {shown(key)}, which is no number of this scenario{did_you_mean(key, known)}"
            yield Problem(("posterior", "file"), rule)


def lowest(value: float | Distribution) -> float:
    """Give the smallest value that a number can be drawn to have; of a normal, its mean."""
    return value.values[0] if isinstance(value, Distribution) else value


def highest(value: float | Distribution) -> float:
    """Give the largest value that a number can be drawn to have; of a normal, its mean."""
    if isinstance(value, Distribution):
        return value.values[0] if value.kind == "normal" else value.values[-1]
    return value
