"""How often an event happens over two numbers that are varied, in one result or several."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import common_runs
from sim.analysis.source import ResultLike, Runs, read_runs
from sim.analysis.statistics import Estimate, Floats, paired_share_difference, share
from sim.analysis.sweep import least_runs
from sim.errors import UsageError

Cells = tuple[tuple[Estimate, ...], ...]  # a row for each value of ``up``, in it one for each of ``across``
NONE = Estimate(float("nan"), float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True)
class Varied:
    """A number that is varied: its dotted name, its unit, and its values, ascending."""

    name: str
    unit: str
    values: Floats


@dataclass(frozen=True)
class Grid:
    """The share of runs in which an event happens at each pair of values of two numbers.

    ``shares`` has cells for each of the results ``names``, ``differences`` for each but the first: its share
    minus the first's, of pairs of runs on the same random seeds. ``runs`` is the least number of runs in any
    cell that has some, 0 where none has; the estimates of a cell without runs are not numbers.
    """

    across: Varied
    up: Varied
    event: str
    names: tuple[str, ...]
    shares: tuple[Cells, ...]
    differences: tuple[Cells, ...]
    runs: int
    horizon_days: float

    @property
    def missing(self) -> int:
        """How many pairs of values have no runs in one of the results."""
        return sum(
            any(math.isnan(one.value) for one in cell)
            for cell in zip(*(chain.from_iterable(cells) for cells in self.shares), strict=True)
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """One row for each cell: shares and differences from 0 to 1."""
        for name, cells in zip(self.names, self.shares, strict=True):
            yield from self._rows(name, "", cells)
        for name, cells in zip(self.names[1:], self.differences, strict=True):
            yield from self._rows(name, self.names[0], cells)

    def _rows(self, name: str, minus: str, cells: Cells) -> Iterator[dict[str, Any]]:
        for second, row in zip(self.up.values.tolist(), cells, strict=True):
            for value, one in zip(self.across.values.tolist(), row, strict=True):
                yield {
                    "result": name, "minus": minus, "number": self.across.name, "value": value,
                    "second_number": self.up.name, "second_value": second, "event": self.event,
                    "share": one.value, "low": one.low, "high": one.high, "standard_error": one.error,
                }  # fmt: skip


def design_values(across: Floats, up: Floats) -> Floats:
    """The design points of a grid (cells, 2): ``across`` changes fastest."""
    return np.array([(one, other) for other in up for one in across], dtype=np.float64)


def grid(results: Sequence[ResultLike], across: Varied, up: Varied, column: str, event: str) -> Grid:
    """Count an event, by its day ``column``, at each design point of ``design_values``.

    A cell without runs has estimates that are not numbers. Raises UsageError where the results have no runs
    on the same random seeds.
    """
    runs = [read_runs(result) for result in results]
    horizon = min(one.theatre.horizon_days for one in runs)
    cells = len(across.values) * len(up.values)
    flags = [~np.isnan(one.days(column, horizon)) for one in runs]
    counts = [_count(one.points, cells) for one in runs]
    happened = [_count(one.points[those], cells) for one, those in zip(runs, flags, strict=True)]
    shares = [
        [share(int(k), int(n)) for k, n in zip(some, all_, strict=True)]
        for some, all_ in zip(happened, counts, strict=True)
    ]
    pairs = [
        _differences(runs[0], flags[0], one, those, cells)
        for one, those in zip(runs[1:], flags[1:], strict=True)
    ]
    return Grid(
        across=across,
        up=up,
        event=event,
        names=tuple(one.side.name for one in runs),
        shares=tuple(_in_rows(each, len(across.values)) for each in shares),
        differences=tuple(_in_rows(each, len(across.values)) for each in pairs),
        runs=least_runs(counts),
        horizon_days=horizon,
    )


def _count(points: NDArray[np.int64], cells: int) -> NDArray[np.int64]:
    """How many runs there are at each point."""
    return np.bincount(points, minlength=cells).astype(np.int64)


def _differences(
    first: Runs, happened: NDArray[np.bool_], other: Runs, there: NDArray[np.bool_], cells: int
) -> list[Estimate]:
    """The other's share minus the first's at each point, of pairs of runs on the same random seeds."""
    if first.side.seed != other.side.seed:
        raise UsageError(f"{first.side.name} and {other.side.name} have no runs on the same random seeds")
    matched = common_runs(first, other)
    if matched is None:  # of batches that have only begun, no run may have its pair
        return [NONE] * cells
    a, b, points = happened[matched[0]], there[matched[1]], first.points[matched[0]]
    only = (_count(points[those], cells) for those in (a & ~b, b & ~a))
    counts = zip(*only, _count(points, cells), strict=True)
    return [paired_share_difference(*map(int, each)) if each[2] else NONE for each in counts]


def _in_rows(estimates: Sequence[Estimate], wide: int) -> Cells:
    return tuple(tuple(estimates[low : low + wide]) for low in range(0, len(estimates), wide))
