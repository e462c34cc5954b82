"""Where scenarios come from: those shipped, files named on the command line, and saved results.

A link can name only these: a page must not be a way to read any file of the machine.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sim.errors import ScenarioError
from sim.plots.maps import outline_file
from sim.results import Result
from sim.results.manifest import FILE
from sim.scenario import Scenario, build, load, outline_path
from sim.scenario.shipped import default_name, find, known_names
from sim.scenario.words import shown
from sim.view.choice import Choice, require_settable

FILES = "ROUT_VIEW_FILES"  # scenario files named on the command line, for the server's process
RESULTS = Path("results")


@dataclass(frozen=True)
class Opened:
    """A scenario with what else a run of it needs."""

    scenario: Scenario
    outline: Path | None
    points: dict[str, float]  # numbers of a design point, over the scenario's
    note: str = ""  # what a reader must know of it


def files() -> list[str]:
    """The scenario files named on the command line, the first being shown first."""
    return [name for name in os.environ.get(FILES, "").split(os.pathsep) if name]


def scenario_names() -> list[str]:
    """The scenarios that can be chosen."""
    given = files()
    return [*given, *(name for name in known_names() if name not in given)]


def result_names() -> list[str]:
    """The saved results that can be chosen."""
    return sorted(path.parent.name for path in RESULTS.glob(f"*/{FILE}"))


def first_scenario() -> str:
    """What is shown when a link names nothing."""
    return next(iter(files()), "") or default_name()


def open_choice(choice: Choice) -> Opened:
    """Load what a choice names, with its changes. Raises RoutError with every problem."""
    require_settable(choice.changes)
    if choice.result:
        return open_result(choice)
    if choice.scenario not in scenario_names():
        known = ", ".join(scenario_names())
        raise ScenarioError(f"{shown(choice.scenario)}: no such scenario here; known: {known}")
    path = find(choice.scenario)
    scenario = load(path, choice.overrides)
    return Opened(scenario, outline_path(path, scenario), {})


def open_result(choice: Choice) -> Opened:
    """The scenario that a saved result was run with. Raises RoutError."""
    if choice.result not in result_names():
        raise ScenarioError(
            f"{shown(choice.result)}: no such result here; known: {', '.join(result_names()) or 'none'}"
        )
    result = Result.open(RESULTS / choice.result)
    scenario = build(result.manifest["scenario"], choice.result, choice.overrides)
    return Opened(scenario, outline_file(result.manifest), result.numbers_at(choice.point))
