"""What a page gives away as files: tables as CSV, figures, and the changed assumptions as a scenario."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.analysis.compare import Comparison
from sim.analysis.findings import held_finding
from sim.analysis.tidy import tidy_rows
from sim.errors import UsageError
from sim.plots.alt import alt_maps
from sim.plots.boards import map_figure
from sim.plots.maps import find_outline
from sim.plots.style import encoded
from sim.plots.views import View, view_figure, views
from sim.report.table import csv_text
from sim.scenario import field_help
from sim.scenario.shipped import find
from sim.scenario.words import one_line, shown, split_name
from sim.view.batches import Side
from sim.view.choice import Choice, written
from sim.view.watched import Watched

BARE = re.compile(r"[A-Za-z0-9_-]+")
UNSAFE = re.compile(r"[^\w.-]+")
MEDIA = {
    "csv": "text/csv",
    "toml": "application/toml",
    "png": "image/png",
    "svg": "image/svg+xml",
    "gif": "image/gif",
}
Make = Callable[[], "File"]


@dataclass(frozen=True)
class File:
    """A file to be: its name and its bytes."""

    name: str
    data: bytes

    def plain(self) -> dict[str, str]:
        """The file as a page can take it."""
        kind = self.name.rpartition(".")[2]
        return {"name": self.name, "media": MEDIA[kind], "data": b64encode(self.data).decode("ascii")}


def named(*parts: object, kind: str) -> str:
    """A file name of some words."""
    stem = "-".join(UNSAFE.sub("-", str(part)).strip("-.") for part in parts if str(part))
    return f"{stem or 'rout'}.{kind}"


def table_file(name: str, rows: Iterable[Mapping[str, Any]]) -> File:
    """Rows as CSV. Raises UsageError where there is none."""
    table = list(rows)
    if not table:
        raise UsageError("there is nothing to save yet")
    return File(named(name, kind="csv"), csv_text(table).encode())


# --- assumptions ---------------------------------------------------------------------
def scenario_file(choice: Choice) -> File:
    """What was changed as a scenario that extends the one it was changed from.

    Raises UsageError for a saved result, whose scenario has no file that another could extend.
    """
    if choice.result:
        raise UsageError(f"{choice.result} is a saved result: choose its scenario to save what you change")
    parent = find(choice.scenario).name
    told = [one_line(line) for line in (f"{choice.scenario}, changed in the browser.", *described(choice))]
    lines = [*(f"# {line}" for line in told), f"extends = {shown(parent)}", ""]
    lines += [f"{toml_key(name)} = {toml_value(value)}" for name, value in choice.overrides.items()]
    name = named(parent.removesuffix(".toml"), "changed", kind="toml")
    return File(name, ("\n".join(lines) + "\n").encode())


def described(choice: Choice) -> Iterable[str]:
    """What each changed number means."""
    for name, _ in choice.changes:
        help_ = field_help(name)
        unit = f" ({help_.unit})" if help_.unit not in ("", "1") else ""
        yield f"{name}: {help_.description}{unit}"


def toml_key(name: str) -> str:
    """A dotted name as a TOML key."""
    return ".".join(part if BARE.fullmatch(part) else shown(part) for part in map(str, split_name(name, {})))


def toml_value(value: object) -> str:
    """A value as TOML writes it."""
    return written(value) if isinstance(value, (bool, float, int)) else shown(value)


# --- one run -------------------------------------------------------------------------
def log_file(watched: Watched, tick: int) -> File:
    """Everything that has happened up to a tick, an event a row."""
    start = watched.scenario.scenario.start
    rows = [
        {
            "tick": event.tick, "day": event.day, "event": event.name, "place": event.where, "who": event.who,
            "towards": event.towards, "men": event.amount, "told": event.sentence(start),
        }
        for event in watched.history.events(tick)
    ]  # fmt: skip
    return table_file(run_name(watched, "log"), rows)


def series_file(watched: Watched, tick: int) -> File:
    """The figures of every tick up to one."""
    setting = watched.scenario.scenario
    at = {place: watched.index(place) for place in dict.fromkeys((setting.bellwether, setting.capital))}
    rows = [
        {
            "tick": seen.tick, "day": seen.day, "men_share": seen.men_share, "morale": seen.morale,
            "places_held": sum(place.state_held for place in seen.places),
            **{f"belief_at_{place}": seen.places[index].belief for place, index in at.items()},
            "outcome_so_far": seen.outcome,
        }
        for seen in watched.history.snapshots[: tick + 1]
    ]  # fmt: skip
    return table_file(run_name(watched, "series"), rows)


def formations_file(watched: Watched, tick: int) -> File:
    """The formations at a tick, each with the causes of its morale in log-odds."""
    from sim.model.causes import CAUSE_NAMES
    from sim.model.vocabulary import FORMATION_STATUS_NAMES

    seen, names = watched.history.at(tick), watched.names
    rows = [
        {
            "formation": names.formations[i], "status": FORMATION_STATUS_NAMES[unit.status],
            "place": names.places[unit.place], "men": unit.men, "morale": unit.morale,
            **dict(zip(CAUSE_NAMES, seen.parts[i].tolist(), strict=True)),
        }
        for i, unit in enumerate(seen.formations)
    ]  # fmt: skip
    return table_file(f"{run_name(watched, 'formations')}-tick-{seen.tick}", rows)


def run_name(watched: Watched, what: str) -> str:
    """The name of a file about a run, without its ending."""
    choice = watched.choice
    return named(choice.name, f"seed-{choice.seed}", f"run-{choice.run}", what, kind="x").removesuffix(".x")


# --- many runs -----------------------------------------------------------------------
def comparison_file(comparison: Comparison) -> File:
    """What ``rout compare --csv`` writes."""
    return table_file("comparison", tidy_rows(comparison))


def runs_file(sides: Sequence[Side], names: Sequence[str]) -> File:
    """All runs of all sides, a run a row; columns that only some have are empty for the others."""
    tables = [side.result.table() for side in sides]
    columns = list(dict.fromkeys(column for table in tables for column in table.column_names))
    rows = (
        {"result": name, **dict.fromkeys(columns, ""), **row}
        for name, table in zip(names, tables, strict=True)
        for row in table.to_pylist()
    )
    return table_file("runs", rows)


def figure_file(
    comparison: Comparison, manifest: Mapping[str, Any], column: str, name: str, kind: str
) -> File:
    """One view of a comparison as "png" or "svg", as ``rout compare --out`` writes it. Raises UsageError."""
    if name.startswith("maps-"):
        side = int(name.removeprefix("maps-"))
        figure = map_figure(comparison, side, find_outline(manifest))
        words = {"Title": held_finding(comparison, side), "Description": alt_maps(comparison, side)}
        return File(named(name, kind=kind), encoded(figure, kind, words))
    view = next((each for each in views(comparison, column) if each.name == name), None)
    if view is None:
        raise UsageError(f"{name}: no such figure")
    return view_file(view, kind)


def view_file(view: View, kind: str) -> File:
    """A view as "png" or "svg", with its title and its words inside."""
    words = {"Title": view.title, "Description": view.alt}
    return File(named(view.name, kind=kind), encoded(view_figure(view), kind, words))
