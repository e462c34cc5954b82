"""A block of memory seen as the model's tables: rows whose attributes are columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.model.fields import MATRICES, TABLES
from sim.model.memory import LOGS, Column, Layout, Words, matrix_of, table_columns
from sim.model.state import State


class ColumnRow:
    """One row of a table of columns."""

    __slots__ = ("_columns", "index")

    def __init__(self, columns: dict[str, Column], index: int) -> None:
        object.__setattr__(self, "_columns", columns)
        object.__setattr__(self, "index", index)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._columns[name][self.index].item()
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: float) -> None:
        self._columns[name][self.index] = value


class ColumnRows(Sequence[ColumnRow]):
    """A table of columns."""

    def __init__(self, columns: dict[str, Column], length: int) -> None:
        self.columns = columns
        self.room = length

    def __len__(self) -> int:
        return self.room

    def __getitem__(self, at: Any) -> Any:
        if not 0 <= at < self.room:
            raise IndexError(at)
        return ColumnRow(self.columns, at)


class MatrixView:
    """A matrix of a block."""

    def __init__(self, numbers: Any) -> None:
        self.numbers = numbers
        self.rows = len(numbers)

    def __getitem__(self, at: tuple[int, int]) -> float:
        return float(self.numbers[at])

    def __setitem__(self, at: tuple[int, int], value: float) -> None:
        self.numbers[at] = value


def state_of(block: Words, layout: Layout, logs: Words | None = None) -> State:
    """The state in a block; changing it changes the block. ``logs`` is a block to read the logs from."""
    state = State()
    for name, table in TABLES.items():
        source = logs if logs is not None and name in LOGS else block
        rows = ColumnRows(table_columns(source, layout, table), layout.lengths[name])
        setattr(state, name, rows[0] if table.single else rows)
    for name in MATRICES:
        setattr(state, name, MatrixView(matrix_of(block, layout, name)))
    return state
