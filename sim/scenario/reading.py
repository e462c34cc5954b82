"""Read a scenario: files, overrides, validation and cross-checks, with every problem told at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from itertools import islice
from os import PathLike
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.scenario.crosscheck import crosscheck, with_holes
from sim.scenario.distances import fill_in_km
from sim.scenario.files import read_chain
from sim.scenario.layers import Draft, Layer, plain
from sim.scenario.outline import outline_in, outline_problem
from sim.scenario.positions import Path
from sim.scenario.posterior import fill_in_posterior, named_in
from sim.scenario.references import names_in
from sim.scenario.renamed import warn_of_old_names
from sim.scenario.schema import Scenario
from sim.scenario.wording import validation_problems
from sim.scenario.words import MOST_PROBLEMS, Problem


def load(path: str | PathLike[str], overrides: Mapping[str, object] | None = None) -> Scenario:
    """Read the scenario in a TOML file, with all that it extends and with `overrides` laid on top.

    `overrides` maps dotted names to values: {"parameters.expected_days": 2}. Raises ScenarioError
    whose `problems` name every mistake with its file, line and column. Warns of keys that have
    another name now (RenamedKeyWarning).
    """
    try:
        draft = read_chain(FilePath(path))
        draft.override(overrides or {})
        scenario = _finish(draft)
    except RecursionError:
        raise ScenarioError(f"{path}:1:1: tables are nested too deeply") from None
    warn_of_old_names(draft.notes)
    return scenario


def build(
    tree: Mapping[str, object], label: str = "scenario", overrides: Mapping[str, object] | None = None
) -> Scenario:
    """Make the scenario of a plain tree, such as one that `resolved` gave in this or the last version.

    `overrides` are laid on top, as by `load`. Raises ScenarioError.
    """
    try:
        draft = Draft()
        draft.lay(Layer(label, "", {str(key): plain(value) for key, value in tree.items()}))
        draft.override(overrides or {})
        return _finish(draft)
    except RecursionError:
        raise ScenarioError(f"{label}: tables are nested too deeply") from None


def resolved(scenario: Scenario) -> dict[str, Any]:
    """Write the whole scenario as plain JSON values, every default included; `build` reads it back."""
    return scenario.model_dump(mode="json", exclude_none=True)


def digest(scenario: Scenario) -> str:
    """SHA-256 of the resolved scenario as canonical JSON; the order of names does not matter."""
    text = json.dumps(resolved(scenario), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def outline_path(path: str | PathLike[str], scenario: Scenario) -> FilePath | None:
    """Find the country outline of a scenario read from `path`: it lies beside the file that names it."""
    name, folder = scenario.scenario.outline, _outline_folder(read_chain(FilePath(path)))
    return outline_in(folder, name) if name and folder else None


def posterior_path(path: str | PathLike[str]) -> FilePath | None:
    """Find the posterior that a scenario file names; None where it names none. Raises ScenarioError."""
    return named_in(read_chain(FilePath(path)))


def files_of(path: str | PathLike[str]) -> tuple[FilePath, ...]:
    """The files that a scenario is read from: its own and all that it extends. Raises ScenarioError."""
    return tuple(layer.path for layer in read_chain(FilePath(path)).layers if layer.path)


def _finish(draft: Draft) -> Scenario:
    """Validate and cross-check a draft. Raises ScenarioError with every problem, in reading order."""
    invalid = fill_in_km(draft.tree) + fill_in_posterior(draft)
    try:
        scenario = Scenario.model_validate(_tuples(draft.tree), strict=True)
    except ValidationError as error:
        invalid += validation_problems(error, draft.tree)
        if (
            error.error_count() > MOST_PROBLEMS
        ):  # what is not among these would seem valid to the checks below
            raise ScenarioError(*_told(draft, invalid, more=True)) from None
        scenario = with_holes(draft.tree, {problem.path for problem in invalid})
    crossed = [*islice(crosscheck(scenario, names_in(draft.tree)), MOST_PROBLEMS + 1)]
    crossed += _outline_problems(draft, scenario)
    new = [problem for problem in crossed if not _follows_from(problem, invalid)]
    problems = _told(draft, [*invalid, *new])
    if problems:
        raise ScenarioError(*problems)
    return scenario


def _told(draft: Draft, problems: list[Problem], *, more: bool = False) -> list[str]:
    """The problems as lines, each once, and no more than anybody reads."""
    lines = list(dict.fromkeys([*draft.problems, *draft.report(problems)]))
    more = more or len(lines) > MOST_PROBLEMS
    return [*lines[:MOST_PROBLEMS], *(["and more problems; mend these first"] if more else [])]


def _follows_from(problem: Problem, known: list[Problem]) -> bool:
    """Whether known problems, at the same spot or where it relies on, may be all there is to it."""
    spots = (problem.path, *problem.relies_on)
    return any(_on_one_way(spot, other.path) for spot in spots for other in known)


def _on_one_way(one: Path, other: Path) -> bool:
    """Whether one path is the other or leads to it."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _tuples(value: object) -> Any:
    """Turn lists into tuples, as strict validation wants them."""
    if isinstance(value, dict):
        return {key: _tuples(inner) for key, inner in value.items()}
    return tuple(_tuples(inner) for inner in value) if isinstance(value, list) else value


def _outline_folder(draft: Draft) -> FilePath | None:
    """The folder of the file that names the outline."""
    layer = draft.owner(("scenario", "outline"))
    return layer.path.parent if layer.path is not None else None


def _outline_problems(draft: Draft, scenario: Scenario) -> list[Problem]:
    """Look into the outline's file, where the scenario came from a file."""
    name = scenario.scenario.outline
    folder = _outline_folder(draft)
    problem = outline_problem(folder, name) if name and folder else ""
    return [Problem(("scenario", "outline"), problem)] if problem else []
