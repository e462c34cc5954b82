"""A result folder, opened for reading."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.counting import counted
from sim.errors import ResultError
from sim.files import write_atomically
from sim.results.daily import add_up, no_counts
from sim.results.manifest import FILE, read_manifest
from sim.results.parts import (
    Layout,
    daily_files,
    part_files,
    read_daily,
    read_rows,
    read_runs,
    read_schema,
    stored_rows,
)
from sim.scenario.renamed import current_name

POINTS = "points.parquet"
USUAL_FOLDER = Path("results")
MOST_NAMES = 20  # of results, told to someone who asked for another


@dataclass(frozen=True)
class Failure:
    """A run that did not come to an end, and what happened."""

    run: int
    point: int
    error: str


@dataclass(frozen=True)
class Result:
    """A folder of runs: its manifest, its rows and its counts per day.

    ``Result.open("results/homs-hold")``, then ``.table(["outcome", "capital_lost_day"])``.
    """

    path: Path
    manifest: dict[str, Any]

    @classmethod
    def open(cls, path: str | Path) -> Result:
        """Open a folder, or one in ``results/`` by its name. Raises ResultError when it is no result."""
        folder = _folder(Path(path))
        return cls(folder, read_manifest(folder))

    @property
    def name(self) -> str:
        """The result's name: that of its scenario unless another was given."""
        return str(self.manifest["name"])

    @cached_property
    def rows(self) -> int:
        """How many rows are stored: runs times design points, failed ones among them."""
        return sum(stored_rows(self.path).values())

    @property
    def runs(self) -> int:
        """How many runs each design point has at least; without a design, how many runs there are."""
        return self.rows // self.layout.points

    @cached_property
    def layout(self) -> Layout:
        """Which rows are stored in which part."""
        return Layout.of(self.manifest)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        for _, path in part_files(self.path):
            return tuple(read_schema(path).names)
        return ()

    def table(self, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows, ascending by point and run; all columns or those named, null for never.

        A failed run is a row whose ``error`` is not empty and whose other columns are null.
        Raises ResultError for a column that is not there or a damaged part.
        """
        wanted = list(self.columns if columns is None else columns)
        ordered = bool(self.manifest["design"])
        keys = [key for key in ("point", "run") if ordered and key not in wanted]
        tables = list(self.each_table([*wanted, *keys]))
        if not tables:
            raise ResultError(f"{self.path}: holds no run yet")
        whole = pa.concat_tables(tables).unify_dictionaries()
        return (
            whole.sort_by([("point", "ascending"), ("run", "ascending")]).select(wanted) if ordered else whole
        )

    def each_table(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """The same part by part, in the order in which they are stored: for more rows than memory holds."""
        unknown = [name for name in columns if name not in self.columns]
        if unknown and self.columns:
            hint = _likely(unknown[0], self.columns)
            raise ResultError(f"{self.path}: has no column {unknown[0]!r}{hint and f'; {hint}'}")
        first = None
        for index, path in part_files(self.path):
            rows = read_rows(path, index, self.layout, columns)
            first = first or rows.schema
            if rows.schema != first:
                raise ResultError(f"{path}: its columns are of other types than those of the first part")
            yield rows

    def daily(self) -> dict[str, NDArray[np.int64]]:
        """Runs per day: ``men_share`` and ``morale`` (days + 1, 101), ``held`` (days + 1, places).

        Bin i of 101 holds the runs whose value rounds to i per cent. Failed runs are not counted;
        the points of a design are counted together.
        """
        nothing = no_counts(self.manifest["days"], len(self.manifest["places"]))
        counts = [nothing]
        for path in daily_files(self.path):
            counts.append(read_daily(path))
            if counts[-1].held.shape != nothing.held.shape:
                raise ResultError(f"{path}: of other days or places than the manifest tells")
        return add_up(counts).as_arrays()

    def failures(self) -> list[Failure]:
        """The runs that failed."""
        found: list[Failure] = []
        for table in self.each_table(["run", "point", "error"]):
            rows = table.filter(pc.not_equal(table["error"], "")).to_pylist()
            found += [Failure(row["run"], row["point"], row["error"]) for row in rows]
        return sorted(found, key=lambda failure: (failure.point, failure.run))

    def row(self, run: int, point: int = 0) -> dict[str, Any]:
        """One run's row by its number. Raises ResultError when it is not there."""
        part, place = self.layout.place(run, point)
        path = dict(part_files(self.path)).get(part)
        if path is not None and 0 <= point < self.layout.points:
            rows = read_rows(path, part, self.layout).slice(place, 1).to_pylist()
            if rows:
                row: dict[str, Any] = rows[0]
                return row
        at = f" of point {point}" if self.manifest["design"] else ""
        raise ResultError(
            f"{self.path}: has no run {run}{at}; it has {counted(self.runs, 'run')}, numbered from 0"
        )

    def points(self) -> pa.Table | None:
        """The design: one row per point, ``point`` and the numbers it sets; None without a design."""
        design = self.manifest["design"]
        if not design:
            return None
        table = read_runs(self.path / POINTS)
        numbered = np.array_equal(np.array(table.column(0)), np.arange(design["points"]))
        if table.column_names != ["point", *design["names"]] or not numbered or not _are_numbers(table):
            raise ResultError(f"{self.path / POINTS}: not the points of the design that the manifest tells")
        return table

    def numbers_at(self, point: int) -> dict[str, float]:
        """The numbers that a design point sets, by name; none without a design.

        Raises ResultError when there is no such point.
        """
        points = self.points()
        if points is None and not point:
            return {}
        for row in points.to_pylist() if points else []:
            if row.pop("point") == point:
                return {current_name(name): value for name, value in row.items()}
        raise ResultError(f"{self.name}: has no design point {point}")


def _are_numbers(table: pa.Table) -> bool:
    """Whether every column but the first holds numbers, without a gap."""
    return all(column.type == pa.float64() and not column.null_count for column in table.columns[1:])


def write_points(folder: Path, names: Sequence[str], values: NDArray[np.float64]) -> None:
    """Store a design's points (points, names)."""
    columns = {"point": pa.array(np.arange(len(values), dtype=np.int32))}
    columns |= {name: pa.array(values[:, i]) for i, name in enumerate(names)}
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    write_atomically(folder / POINTS, memoryview(sink.getvalue()))


def _folder(path: Path) -> Path:
    """The folder meant: as given, or by its name in the usual place."""
    for candidate in (path, USUAL_FOLDER / path):
        if (candidate / FILE).is_file():
            return candidate
    if path.is_dir():
        raise ResultError(f"{path}: not a result: it has no {FILE}")
    places = list(dict.fromkeys((path, USUAL_FOLDER / path)))
    names = sorted({name for place in places for name in result_names(place.parent)})
    if names:
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        known = f"{_likely(path.name, names)} known: {', '.join(names[:MOST_NAMES])}{more}"
    else:
        known = "there are no results yet: 'rout run' makes them"
    looked = " or ".join(f"{place}/" for place in places)
    raise ResultError(f"{path}: no such result: looked for {looked}; {known.strip()}")


def result_names(folder: Path = USUAL_FOLDER) -> list[str]:
    """Names of the results that stand in a folder, in order; none when there is no such folder."""
    return sorted(found.parent.name for found in folder.glob(f"*/{FILE}"))


def _likely(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else ""
