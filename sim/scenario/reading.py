"""Read a scenario: file, chain, overrides, validation, cross-checks; every problem at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.scenario.crosscheck import crosscheck, lenient, names_in
from sim.scenario.files import Draft, Layer, lay_overrides, plain, read_chain
from sim.scenario.positions import Path
from sim.scenario.schema import Scenario
from sim.scenario.wording import validation_problems
from sim.scenario.words import Problem, did_you_mean, shown


def load(path: str | PathLike[str], overrides: Mapping[str, object] | None = None) -> Scenario:
    """The scenario in a TOML file, with all that it extends and with `overrides` laid on top.

    `overrides` maps dotted names to values: {"parameters.stand_weight": 2}. Raises ScenarioError
    whose `problems` name every mistake with its file, line and column.
    """
    try:
        draft = read_chain(FilePath(path))
        lay_overrides(draft, overrides or {})
        return _finish(draft)
    except RecursionError:
        raise ScenarioError(f"{path}:1:1: tables are nested too deeply") from None


def build(tree: Mapping[str, object], label: str = "scenario") -> Scenario:
    """The scenario in a plain tree, such as one that `resolved` gave. Raises ScenarioError."""
    try:
        draft = Draft()
        draft.lay(Layer(label, "", {str(key): plain(value) for key, value in tree.items()}))
        return _finish(draft)
    except RecursionError:
        raise ScenarioError(f"{label}: tables are nested too deeply") from None


def resolved(scenario: Scenario) -> dict[str, Any]:
    """The whole scenario as plain JSON values, every default written out; `build` reads it back."""
    return scenario.model_dump(mode="json", exclude_none=True)


def digest(scenario: Scenario) -> str:
    """SHA-256 of the resolved scenario as canonical JSON; the order of names does not matter."""
    text = json.dumps(resolved(scenario), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _finish(draft: Draft) -> Scenario:
    """Validate and cross-check a draft; raises ScenarioError with every problem in reading order."""
    invalid: list[Problem] = []
    try:
        scenario = Scenario.model_validate(_tuples(draft.tree), strict=True)
    except ValidationError as error:
        invalid = validation_problems(error, draft.tree)
        scenario = lenient(draft.tree, {problem.path for problem in invalid})
    crossed = [problem for problem in (*crosscheck(scenario, names_in(draft.tree)), *_outline(draft, scenario))
               if not any(_same_spot(problem.path, known.path) for known in invalid)]  # fmt: skip
    located = sorted(draft.locate(problem) for problem in (*invalid, *crossed))
    problems = list(dict.fromkeys([*draft.problems, *(line for _, _, line in located)]))
    if problems:
        raise ScenarioError(*problems)
    return scenario


def outline_path(path: str | PathLike[str], scenario: Scenario) -> FilePath | None:
    """The country outline of a scenario that was read from `path`, beside the file that names it."""
    return _outline_file(read_chain(FilePath(path)), scenario.scenario.outline)


def _outline_file(draft: Draft, name: str) -> FilePath | None:
    layer = draft.owner(("scenario", "outline"))
    return layer.path.parent / name if name and layer.path is not None else None


def _outline(draft: Draft, scenario: Scenario) -> list[Problem]:
    """The outline's file exists, where the scenario came from a file."""
    file = _outline_file(draft, scenario.scenario.outline)
    if file is None or file.is_file():
        return []
    near = did_you_mean(file.name, [entry.name for entry in file.parent.glob("*.geojson")])
    return [Problem(("scenario", "outline"), f"there is no file {shown(str(file))}{near}")]


def _same_spot(one: Path, other: Path) -> bool:
    """Whether one path is the other or leads to it: then the first report is enough."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _tuples(value: object) -> Any:
    """The tree with lists as tuples, as strict validation wants them."""
    if isinstance(value, dict):
        return {key: _tuples(inner) for key, inner in value.items()}
    return tuple(_tuples(inner) for inner in value) if isinstance(value, list) else value
