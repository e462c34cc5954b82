"""What there is: scenarios with their interventions, results with their state, as plain data."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from sim.analysis.source import branch_place
from sim.counting import counted
from sim.engines import EngineName, sources_of
from sim.errors import RoutError
from sim.results import Result
from sim.results.folder import result_names
from sim.results.manifest import hash_of_sources
from sim.scenario import load, resolved
from sim.scenario.calendar import date_of
from sim.scenario.schema import NO_DAY
from sim.scenario.shipped import folders, scenarios_in, shipped_folder

RUNS_ASKED = re.compile(r"^(?:--runs=?|-n)(\d*)$")
NOTHING = "none"


def scenarios() -> Iterator[dict[str, Any]]:
    """Each scenario that a name finds: name, where it is, title, intervention, or what is wrong with it.

    A name that stands in several folders is that of the first, as everywhere.
    """
    seen: set[str] = set()
    for folder in folders():
        shipped = folder.resolve() == shipped_folder().resolve()
        for path in scenarios_in(folder):
            if path.stem not in seen:
                seen.add(path.stem)
                where = "shipped" if shipped else "this folder" if folder == Path() else f"{folder}/"
                yield {"name": path.stem, "where": where, "file": path.as_posix(), **_told(path)}


def _told(path: Path) -> dict[str, str]:
    try:
        scenario = resolved(load(path))
    except RoutError as error:
        number = len(error.problems)
        problem = f"has {counted(number, 'problem')}: rout check {path.stem}"
        return {"title": "", "intervention": "", "problem": problem}
    title = scenario["scenario"]["title"]
    return {"title": title, "intervention": intervention(scenario), "problem": ""}


def intervention(scenario: Mapping[str, Any]) -> str:
    """What is done to a place in a scenario, as plain data, with its days and dates."""
    branch, start = scenario.get("branch", {}), scenario["scenario"]["start"]
    kind = branch.get("kind", "free")
    if kind == "free":
        return NOTHING
    words = f"{branch_place(scenario)} {'is held' if kind == 'hold' else 'is let fall'}"
    for key, word, unset in (("from_day", "from", 0.0), ("until_day", "until", NO_DAY)):
        day = branch.get(key, unset)
        if day != unset and (key, kind) != ("until_day", "fall"):
            words += f" {word} day {day:g} ({date_of(start, day)})"
    return words


def results_in(folder: Path) -> Iterator[dict[str, Any]]:
    """Each result of a folder, by name: its scenario's title, runs, intervention, and what to know of it."""
    current = {str(name): hash_of_sources(sources_of(name)) for name in EngineName}
    for name in result_names(folder):
        path = folder / name
        try:
            yield {"name": name, "path": path.as_posix(), **_state(Result.open(path), current)}
        except RoutError as error:
            problem = " ".join(error.problems)
            empty = {"title": "", "runs": None, "points": None, "intervention": "", "seed": None}
            yield {"name": name, "path": path.as_posix(), **empty, "made": "", "notes": [problem]}


def _state(result: Result, current: Mapping[str, str]) -> dict[str, Any]:
    manifest = result.manifest
    return {
        "title": manifest["scenario"]["scenario"]["title"],
        "runs": result.runs,
        "points": result.layout.points,
        "intervention": intervention(manifest["scenario"]),
        "seed": manifest["seed"],
        "made": str(manifest.get("updated") or manifest.get("created", "")),
        "notes": list(_notes(result, current)),
    }


def _notes(result: Result, current: Mapping[str, str]) -> Iterator[str]:
    """What one should know before using a result."""
    manifest = result.manifest
    asked = runs_asked(str(manifest.get("command", "")))
    if asked is not None and result.runs < asked:
        yield f"incomplete: {result.runs:,} of {counted(asked, 'run')}"
    elif result.runs != manifest["runs"] or not result.runs:
        yield "incomplete: its command was stopped"
    if result.layout.points > 1:
        yield counted(result.layout.points, "point")
    engine = str(manifest.get("engine", ""))
    if manifest.get("engine_hash") != current.get(engine):
        yield "made by another state of the engine"


def runs_asked(command: str) -> int | None:
    """The number of runs in the command that made a result; None where it gives none, or a precision."""
    try:
        words = shlex.split(command)
    except ValueError:
        return None
    if any(word.startswith("--until") for word in words):
        return None
    for word, following in pairwise([*words, ""]):
        found = RUNS_ASKED.match(word)
        if found and (found[1] or following).isdecimal():
            return int(found[1] or following)
    return None
