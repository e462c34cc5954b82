"""Levers: what could have helped the state's side to hold a place, each by several amounts.

A level of a lever is a set of changes of a scenario, by dotted names. No two levers set the same field, so
that levels of several levers can be laid together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario import Distribution, Scenario
from sim.scenario.schema import middle_of
from sim.studies.runner import changed

MEN_TIMES = (1.5, 2.0, 3.0, 5.0)
COHESION_LOG_ODDS = (0.5, 1.0, 2.0, 3.0)
PAY_TIMES = (2.0, 5.0, 10.0)
ATTACKERS_TIMES = (0.75, 0.5, 0.25)
EXPECTED_DAYS_TIMES = (2.0, 4.0)
LEAST_MEN = 1.0
TOGETHER = "together"

Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Level:
    """One amount of a lever: in a few words beside the lever's title, in words of its own, and as changes."""

    amount: str
    words: str
    changes: Changes


@dataclass(frozen=True)
class Lever:
    """Something that could have helped, and its amounts, the least first."""

    key: str
    title: str
    levels: tuple[Level, ...]


def men(scenario: Scenario, place: str) -> Lever:
    """More men in the formations that stand at the place at the start; the army is larger by as many."""
    garrison = [name for name, unit in scenario.units.items() if unit.place == place]
    army, there = scenario.scenario.army_men, sum(middle_of(scenario.units[name].men) for name in garrison)
    levels = []
    for times in MEN_TIMES:
        changes: dict[str, Any] = {
            f"units.{name}.men": _men(scenario.units[name].men, times) for name in garrison
        }
        if army > 0 and garrison:  # of how many men news counts shares; otherwise it counts those there are
            changes["scenario.army_men"] = army + round((times - 1.0) * there)
        levels.append(Level(f"{times:g} times", f"{times:g} times the men at {place}", changes))
    return Lever("men", f"Men at {place}", tuple(levels))


def cohesion(scenario: Scenario, place: str) -> Lever:
    """A higher morale at rest of every formation."""
    levels = (
        Level(
            f"+{more:g} log-odds",
            f"cohesion of the whole army higher by {more:g} log-odds",
            {f"units.{name}.cohesion": _higher(unit.cohesion, more) for name, unit in scenario.units.items()},
        )
        for more in COHESION_LOG_ODDS
    )
    return Lever("cohesion", "Cohesion of the army", tuple(levels))


def officers(scenario: Scenario, place: str) -> Lever:
    """Officers who leave more seldom, or not at all."""
    rate = _times(scenario.parameters.officers_rate, 0.5)
    seldom = {"parameters.officers_rate": rate}
    half = Level("leave at half the rate", "officers who leave at half the rate", seldom)
    never = Level("never leave", "officers who never leave", {"mechanisms.officers": False})
    return Lever("officers", "Officers", (half, never) if scenario.mechanisms.officers else ())


def pay(scenario: Scenario, place: str) -> Lever:
    """A pay rise that reaches conscripts too, and is worth more to everybody."""
    all_paid = {"mechanisms.pay_reaches_conscripts": True}
    effect = scenario.parameters.pay_effect
    levels = (
        Level(
            f"to everybody, {times:g} times its effect",
            f"a pay rise that reaches everybody and has {times:g} times its effect",
            {**all_paid, "parameters.pay_effect": _times(effect, times)},
        )
        for times in PAY_TIMES
    )
    return Lever(
        "pay",
        "Pay rise",
        (Level("to everybody", "a pay rise that reaches everybody", all_paid), *levels),
    )


def backers(scenario: Scenario, place: str) -> Lever:
    """Backers of the state who never leave, then also give all they can from the start, without limits."""
    names = [name for name, backer in scenario.backers.items() if backer.role == "state"]
    stay = {f"backers.{name}.patience": 0.0 for name in names}
    full = {f"backers.{name}.commitment": 1.0 for name in names}
    unlimited: Changes = {f"backers.{name}.constraints": [] for name in names}
    return Lever(
        "backers",
        "Backers of the state",
        (
            Level("never leave", "backers who never leave", stay),
            Level(
                "never leave, fully committed",
                "backers who never leave and are fully committed",
                {**stay, **full, **unlimited},
            ),
        ),
    )


def news(scenario: Scenario, place: str) -> Lever:
    """News without rumours, then of the own place alone: soldiers hear only what happens where they are."""
    quiet = {"mechanisms.rumours": False}
    return Lever(
        "news",
        "News",
        (
            Level("without rumours", "news without rumours", quiet),
            Level(
                "of the own place alone",
                "news of the own place alone",
                {**quiet, "mechanisms.news": False},
            ),
        ),
    )


def attackers(scenario: Scenario, place: str) -> Lever:
    """Fewer men in every armed group."""
    levels = (
        Level(
            f"{times:g} times",
            f"{times:g} times the men of the armed groups",
            {f"groups.{name}.men": _men(group.men, times) for name, group in scenario.groups.items()},
        )
        for times in ATTACKERS_TIMES
    )
    return Lever("attackers", "Men of the armed groups", tuple(levels))


def expectation(scenario: Scenario, place: str) -> Lever:
    """Soldiers who expect a garrison in contact to last longer; what they compare with stays."""
    expected = scenario.parameters.expected_days
    levels = (
        Level(
            f"{times:g} times",
            f"{times:g} times the expected days in contact",
            {"parameters.expected_days": _times(expected, times)},
        )
        for times in EXPECTED_DAYS_TIMES
    )
    return Lever("expectation", "Expected days in contact", tuple(levels))


LEVERS: dict[str, Callable[[Scenario, str], Lever]] = {
    "men": men,
    "cohesion": cohesion,
    "officers": officers,
    "pay": pay,
    "backers": backers,
    "news": news,
    "attackers": attackers,
    "expectation": expectation,
}
"""Each lever by its key, given the scenario and the place that is to be held."""


def levers_of(scenario: Scenario, place: str, keys: Sequence[str]) -> tuple[Lever, ...]:
    """The levers by their keys, without levels that change nothing in this scenario, and these together.

    A lever that changes nothing has no levels. Raises ScenarioError where a level leaves a field's range.
    """
    single = [LEVERS[key](scenario, place) for key in keys]
    single = [Lever(one.key, one.title, tuple(_different(scenario, one.levels))) for one in single]
    working = [one.levels for one in single if one.levels]
    if len(working) < 2:
        return tuple(single)
    together = tuple(_different(scenario, _together(working)))
    which = "All" if set(keys) == set(LEVERS) else "These"
    return (*single, Lever(TOGETHER, f"{which} levers together", together))


def _different(scenario: Scenario, levels: Iterable[Level]) -> Iterator[Level]:
    """Levels whose scenario differs from the unchanged one and from those of all levels before."""
    made = [scenario]
    for level in levels:
        new = changed(scenario, level.changes)
        if new not in made:
            made.append(new)
            yield level


def _together(levers: Sequence[Sequence[Level]]) -> Iterator[Level]:
    """All levers at their least, their middle (the lower of two) and their greatest amounts."""
    picks: dict[str, Callable[[Sequence[Level]], Level]] = {
        "least": lambda levels: levels[0],
        "middle": lambda levels: levels[(len(levels) - 1) // 2],
        "greatest": lambda levels: levels[-1],
    }
    for word, pick in picks.items():
        changes: dict[str, Any] = {}
        for lever in levers:
            changes |= pick(lever).changes
        amount = f"each at its {word} amount"
        yield Level(amount, f"the levers together, {amount}", changes)


def _times(value: float | Distribution, factor: float) -> Any:
    """A number times a factor above 0, or every member of the distribution that it is drawn from."""
    if isinstance(value, Distribution):
        return {value.kind: [factor * member for member in value.values]}
    return factor * value


def _men(value: float | Distribution, factor: float) -> Any:
    """A number of men times a factor: whole where it is one number, and never below one man."""
    if isinstance(value, Distribution):
        return {value.kind: [max(LEAST_MEN, factor * member) for member in value.values]}
    return max(LEAST_MEN, float(round(factor * value)))


def _higher(value: float | Distribution, by: float) -> Any:
    """A number moved up, or the distribution that it is drawn from (of a log-uniform, both ends)."""
    if not isinstance(value, Distribution):
        return value + by
    if value.kind == "normal":
        mean, deviation = value.values
        return {value.kind: [mean + by, deviation]}
    return {value.kind: [member + by for member in value.values]}
