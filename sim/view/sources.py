"""Where scenarios come from: those shipped, files named on the command line, and saved results.

A link can name only these: a page must not be a way to read any file of the machine.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path

from sim.errors import ScenarioError
from sim.plots.maps import outline_file
from sim.results import Result
from sim.results.manifest import FILE
from sim.scenario import Scenario, build, files_of, load, outline_path
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
    return _opened(find(choice.scenario), replace(choice, seed=0, run=0))


@dataclass(frozen=True)
class Kept:
    """A scenario that was read, and when the files that it was read from had last been written."""

    opened: Opened
    written: dict[Path, int]

    @property
    def current(self) -> bool:
        """Whether the files are as they were."""
        return all(_written(path) == when for path, when in self.written.items())


_kept: OrderedDict[tuple[Path, Choice], Kept] = OrderedDict()
MOST_KEPT = 16


def _opened(path: Path, choice: Choice) -> Opened:
    """Read a scenario, unless it was read already and its files have not been written since."""
    kept = _kept.get((path, choice))
    if kept is not None and kept.current:
        return kept.opened
    written = {each: _written(each) for each in files_of(path)}
    scenario = load(path, choice.overrides)
    opened = Opened(scenario, outline_path(path, scenario), {})
    if opened.outline is not None:
        written[opened.outline] = _written(opened.outline)
    if not scenario.posterior.file:  # that is a file too, and large
        _kept[path, choice] = Kept(opened, written)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return opened


def _written(path: Path) -> int:
    """When a file was last written, ns; 0 for one that is not there."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def open_result(choice: Choice) -> Opened:
    """The scenario that a saved result was run with. Raises RoutError."""
    if choice.result not in result_names():
        raise ScenarioError(
            f"{shown(choice.result)}: no such result here; known: {', '.join(result_names()) or 'none'}"
        )
    result = Result.open(RESULTS / choice.result)
    scenario = build(result.manifest["scenario"], choice.result, choice.overrides)
    return Opened(scenario, outline_file(result.manifest), result.numbers_at(choice.point))
