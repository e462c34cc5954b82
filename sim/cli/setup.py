"""From the words of a command to the batches it asks for; every scenario is checked before any is run."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sim.engines import engine_named
from sim.errors import ScenarioError, UsageError

if TYPE_CHECKING:
    from sim.batch import Batch, Design
    from sim.scenario import Scenario


class BranchName(StrEnum):
    """What can be done to a place."""

    free = "free"
    hold = "hold"
    fall = "fall"


@dataclass(frozen=True)
class Sweep:
    """What is varied, as it was typed."""

    vary: tuple[str, ...]
    in_step: bool
    table: Path | None
    latin_hypercube: int | None
    sobol: int | None

    def design(self, seed: int) -> Design | None:
        """The points, or None when nothing is varied. Raises UsageError for ways that do not go together."""
        from sim.batch import design as ways

        given = [
            bool(self.in_step),
            self.table is not None,
            self.latin_hypercube is not None,
            self.sobol is not None,
        ]
        if sum(given) > 1:
            raise UsageError("give at most one of --zip, --table, --latin-hypercube and --sobol")
        if self.table is not None:
            if self.vary:
                raise UsageError("--table names what is varied; leave --vary out")
            return ways.read_table(self.table)
        if not self.vary:
            if any(given):
                raise UsageError("nothing to vary: add --vary NAME=VALUES")
            return None
        axes = [ways.parse_axis(text) for text in self.vary]
        if self.latin_hypercube is not None:
            return ways.latin_hypercube(axes, self.latin_hypercube, seed)
        if self.sobol is not None:
            return ways.sobol(axes, self.sobol, seed)
        return ways.zipped(axes) if self.in_step else ways.grid(axes)


@dataclass(frozen=True)
class Setup:
    """Everything in a command that decides what is simulated."""

    scenarios: tuple[str, ...]
    seed: int
    overrides: tuple[str, ...]
    branch: BranchName | None
    at: str | None
    tick_hours: float | None
    sweep: Sweep
    name: str | None
    engine: str

    def batches(self) -> list[Batch]:
        """One batch per scenario. Raises ScenarioError with the problems of all of them."""
        names = self._names()
        found, problems = [], []
        for scenario in self.scenarios:
            try:
                found.append(self._load(scenario))
            except ScenarioError as error:
                problems += error.problems
        if problems:
            raise ScenarioError(*dict.fromkeys(problems))
        design = self.sweep.design(self.seed)
        return [self._batch(name, path, one, design) for name, (path, one) in zip(names, found, strict=True)]

    def _names(self) -> list[str]:
        """What each result is called."""
        if self.name is not None:
            if len(self.scenarios) > 1:
                raise UsageError("--name is for one scenario")
            return [_require_name(self.name)]
        suffix = "".join(f".{part}" for part in (self.branch, _as_file_name(self.at or "")) if part)
        names = [Path(scenario).stem + suffix for scenario in self.scenarios]
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise UsageError(f"two results would be called {twice[0]!r}; run them one by one, with --name")
        return [_require_name(name) for name in names]

    def _load(self, scenario: str) -> tuple[Path, Scenario]:
        return load_changed(scenario, self.overrides, self.branch, self.at, self.tick_hours)

    def _batch(self, name: str, path: Path, scenario: Scenario, design: Design | None) -> Batch:
        from sim.batch import Batch

        engine = engine_named(self.engine)
        world = engine.build_world(scenario)
        fitting = design.fitted(scenario, world) if design else None
        return Batch(
            scenario,
            world,
            self.seed,
            engine,
            fitting,
            name=name,
            scenario_file=path.as_posix(),
            command=shlex.join(["rout", *sys.argv[1:]]),
        )


def load_changed(
    scenario: str,
    overrides: Sequence[str],
    branch: BranchName | None,
    at: str | None,
    tick_hours: float | None = None,
) -> tuple[Path, Scenario]:
    """The file of a scenario, and the scenario with what a command lays over it. Raises ScenarioError."""
    from sim.scenario import load, parse_override
    from sim.scenario.shipped import find

    changes: dict[str, object] = dict(parse_override(text) for text in overrides)
    changes |= {"branch.kind": str(branch)} if branch else {}
    changes |= {"branch.place": at} if at else {}
    changes |= {"scenario.tick_hours": tick_hours} if tick_hours is not None else {}
    path = find(scenario)
    return path, load(path, changes)


def _as_file_name(place: str) -> str:
    """A place's name as part of a folder's: letters and digits, the rest as dashes."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in place).split())


def _require_name(name: str) -> str:
    if not name or Path(name).name != name or name in {".", ".."} or "\\" in name or not name.isprintable():
        raise UsageError(f"--name {name!r}: a name, not a path; the folder is given by --out")
    return name
