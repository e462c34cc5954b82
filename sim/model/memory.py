"""One run's memory: every column of every table in one block of eight-byte words.

A block begins with its directory: the length of each table, the first word of each column, and the
first word and the shape of each matrix. Then come the columns, the matrices, and the logs of a watched
run. Copying the columns of one block to another restarts a run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.fields import MATRICES, TABLES, Table

Words = NDArray[np.int64]
Column = NDArray[Any]

LOGS = ("events", "reports")
"""Tables that only a watched run fills; they come last."""

COLUMNS: tuple[tuple[str, str], ...] = tuple(
    (table.name, field.name) for table in TABLES.values() for field in table.fields
)
"""(table, field) of every column."""


def _directory() -> dict[tuple[str, str], int]:
    """The word of the directory that tells a table's length, a column's or a matrix's place and shape."""
    entries = [(name, "length") for name in TABLES]
    entries += COLUMNS
    entries += [(name, part) for name in MATRICES for part in ("matrix", "rows", "columns")]
    return {entry: at for at, entry in enumerate(entries)}


DIRECTORY = _directory()
FIRST_WORD = len(DIRECTORY)


def single_words() -> dict[tuple[str, str], int]:
    """Words of the tables with one row: the same in every block, since they come first."""
    singles = [entry for entry in COLUMNS if TABLES[entry[0]].single]
    assert list(COLUMNS[: len(singles)]) == singles, "tables with one row come first"
    return {entry: FIRST_WORD + at for at, entry in enumerate(singles)}


@dataclass(frozen=True)
class Layout:
    """Where everything lies in a block."""

    lengths: Mapping[str, int]  # rows of each table
    first: Mapping[tuple[str, str], int]  # first word of each column
    matrices: Mapping[str, tuple[int, int, int]]  # first word, rows, columns
    restored: int  # words from the directory's end up to here restart a run
    logs: int  # the word where the logs begin
    size: int  # words


def lay_out(lengths: Mapping[str, int]) -> Layout:
    """Where everything lies, given the rows of each table; ``watched`` and ``causes`` size ``parts``."""
    first: dict[tuple[str, str], int] = {}
    at = FIRST_WORD
    for table, field in COLUMNS:
        if table not in LOGS:
            first[table, field] = at
            at += lengths[table]
    restored = at
    matrices = {}
    for name, (rows, columns, _, _) in MATRICES.items():
        matrices[name] = (at, lengths[rows], lengths[columns])
        at += lengths[rows] * lengths[columns]
    logs = at
    for table, field in COLUMNS:
        if table in LOGS:
            first[table, field] = at
            at += lengths[table]
    return Layout(lengths, first, matrices, restored, logs, at)


def new_block(layout: Layout) -> Words:
    """An empty block with its directory."""
    block = np.zeros(layout.size, np.int64)
    for (owner, part), at in DIRECTORY.items():
        if part == "length":
            block[at] = layout.lengths[owner]
        elif owner in TABLES:
            block[at] = layout.first[owner, part]
        else:
            block[at] = layout.matrices[owner][("matrix", "rows", "columns").index(part)]
    return block


def columns_of(block: Words, layout: Layout) -> dict[str, dict[str, Column]]:
    """Every column of a block by table and field, as views of it."""
    return {table.name: table_columns(block, layout, table) for table in TABLES.values()}


def table_columns(block: Words, layout: Layout, table: Table) -> dict[str, Column]:
    """The columns of one table, as views of a block."""
    rows = layout.lengths[table.name]
    found = {}
    for field in table.fields:
        at = layout.first[table.name, field.name]
        words = block[at : at + rows]
        found[field.name] = words if field.kind is int else words.view(np.float64)
    return found


def matrix_of(block: Words, layout: Layout, name: str) -> NDArray[np.float64]:
    """A matrix of a block, as a view of it."""
    at, rows, columns = layout.matrices[name]
    return block[at : at + rows * columns].view(np.float64).reshape(rows, columns)
