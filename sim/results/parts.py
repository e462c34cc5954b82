"""Parts: a batch's rows on disk in fixed ranges, each complete or not there at all.

Part k holds the rows from ``k * part_rows`` on: a Parquet file of runs and an archive of
daily counts. The runs' file is the one that counts: the archive is written first, under a
name that says how many rows it covers, so that at whatever moment a machine stops, each
part either has both or is done again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import ResultError
from sim.files import read_plain, write_atomically
from sim.results.columns import FIRST_COLUMNS, joined, require_types
from sim.results.daily import DailyCounts, add_up, decode, encode

RUNS = "runs"
DAILY = "daily"
MOST_BYTES = 100_000_000  # of an archive of daily counts
PART_NAME = re.compile(r"part-(\d{5,})\.parquet")


@dataclass(frozen=True)
class Part:
    """Some rows and what was counted of them day by day."""

    table: pa.Table
    daily: DailyCounts


def merged(parts: Sequence[Part]) -> Part:
    """Parts one below the other."""
    return Part(joined([part.table for part in parts]), add_up(part.daily for part in parts))


def write_part(folder: Path, index: int, part: Part) -> None:
    """Store a part so that it is there as a whole or not at all. Raises OSError; what was there stays."""
    daily = _daily_path(folder, index, part.table.num_rows)
    known = daily.exists()
    write_atomically(daily, encode(part.daily))
    try:
        write_atomically(_runs_path(folder, index), _parquet(part.table))
    except OSError:
        if not known:
            daily.unlink(missing_ok=True)
        raise
    for stale in (folder / DAILY).glob(f"part-{index:05d}-*.npz"):
        if stale != daily:
            stale.unlink()


def _parquet(table: pa.Table) -> memoryview:
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        use_dictionary=["outcome", "error"],  # the other columns rarely repeat a value
        write_statistics=False,
        write_page_checksum=True,
    )
    return memoryview(sink.getvalue())


def clear_leftovers(folder: Path) -> None:
    """Remove what a killed writer left: files half written, and archives that no part needs any more."""
    wanted = set(daily_files(folder))
    unneeded = [path for path in (folder / DAILY).glob("part-*.npz") if path not in wanted]
    half_written = [path for kind in (folder, folder / RUNS, folder / DAILY) for path in kind.glob(".*.tmp")]
    for leftover in (*unneeded, *half_written):
        leftover.unlink()


@dataclass(frozen=True)
class Layout:
    """Which rows belong into which part: ``part_rows`` to each, numbered run by run over all points."""

    part_rows: int
    points: int

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Layout:
        """The layout that a manifest tells."""
        design = manifest["design"]
        return cls(manifest["part_rows"], design["points"] if design else 1)

    def place(self, run: int, point: int) -> tuple[int, int]:
        """The part that a row belongs into, and where it stands there."""
        return divmod(run * self.points + point, self.part_rows)

    def holds(self, index: int, keys: pa.Table) -> bool:
        """Whether rows with these runs and points are those of part ``index``, from its first on."""
        rows = np.array(keys["run"]) * self.points + np.array(keys["point"])
        first = index * self.part_rows
        return len(rows) <= self.part_rows and np.array_equal(rows, first + np.arange(len(rows)))


def read_part(folder: Path, index: int, layout: Layout) -> Part:
    """A stored part. Raises ResultError when it is damaged."""
    table = read_rows(_runs_path(folder, index), index, layout)
    path = _daily_path(folder, index, table.num_rows)
    return Part(table, read_daily(path))


def read_rows(path: Path, index: int, layout: Layout, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of part ``index``. Raises ResultError when they cannot be read or belong to another part."""
    keys = [key for key in FIRST_COLUMNS if columns is not None and key not in columns]
    table = read_runs(path, None if columns is None else [*columns, *keys])
    with _reading(path):
        if not layout.holds(index, table):
            raise ValueError("these are not the runs of this part")
    return table.drop_columns(keys)


def read_runs(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of one file. Raises ResultError when they cannot be read."""
    with _reading(path):
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            table = file.read(columns=None if columns is None else list(columns))
        table.validate(full=True)
        require_types(table, columns or ())
    return table


def read_schema(path: Path) -> pa.Schema:
    """The columns of one file. Raises ResultError when they cannot be read."""
    with _reading(path):
        return pq.read_schema(path)


def read_daily(path: Path) -> DailyCounts:
    """The counts of one file. Raises ResultError when they cannot be read."""
    with _reading(path):
        return decode(read_plain(path, MOST_BYTES))


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # whatever the bytes of a damaged file make its reader raise
        reason = " ".join(str(error).split())[:160] or type(error).__name__
        again = "delete it and repeat its `rout run`, which redoes these runs"
        raise ResultError(f"{path}: missing or damaged ({reason}); {again}") from None


def stored_rows(folder: Path) -> dict[int, int]:
    """How many rows each sound part holds, by its number; a damaged part is not among them."""
    found = {}
    for index, path in part_files(folder):
        try:
            rows = pq.read_metadata(path).num_rows
        except Exception:  # whatever the bytes of a damaged file make its reader raise
            continue
        if _daily_path(folder, index, rows).is_file():
            found[index] = rows
    return found


def part_files(folder: Path) -> Iterator[tuple[int, Path]]:
    """The runs' files in order, each with its part's number."""
    names = [(PART_NAME.fullmatch(path.name), path) for path in (folder / RUNS).glob("part-*.parquet")]
    yield from sorted((int(name[1]), path) for name, path in names if name and path.is_file())


def daily_files(folder: Path) -> Iterator[Path]:
    """The archives of daily counts that belong to the stored parts, in order."""
    for index, rows in stored_rows(folder).items():
        yield _daily_path(folder, index, rows)


def remove_parts(folder: Path) -> None:
    """Empty a result folder of its runs; files that are not ours stay."""
    for index, path in list(part_files(folder)):
        path.unlink()
        for daily in (folder / DAILY).glob(f"part-{index:05d}-*.npz"):
            daily.unlink()


def _runs_path(folder: Path, index: int) -> Path:
    return folder / RUNS / f"part-{index:05d}.parquet"


def _daily_path(folder: Path, index: int, rows: int) -> Path:
    return folder / DAILY / f"part-{index:05d}-{rows}.npz"
