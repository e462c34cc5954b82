"""How often an event happens along a number that is varied, in one result or several."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.source import ResultLike, read_runs
from sim.analysis.statistics import Counts, Estimate, Floats, share


@dataclass(frozen=True)
class Sweep:
    """The share of runs in which an event happens at each value of a number.

    ``values`` (k,) ascending; ``shares`` one row of k for each of the results ``names``; ``runs`` is the
    least number of them at any value that has some, 0 where none has.
    """

    number: str
    unit: str
    event: str
    names: tuple[str, ...]
    values: Floats
    shares: tuple[tuple[Estimate, ...], ...]
    runs: int
    horizon_days: float

    @property
    def missing(self) -> int:
        """How many values have no runs in one of the results."""
        return sum(any(math.isnan(one.value) for one in each) for each in zip(*self.shares, strict=True))

    def rows(self) -> Iterator[dict[str, Any]]:
        """One row for each result and value, shares from 0 to 1."""
        for name, estimates in zip(self.names, self.shares, strict=True):
            for value, one in zip(self.values.tolist(), estimates, strict=True):
                yield {
                    "result": name, "number": self.number, "value": value, "event": self.event,
                    "share": one.value, "low": one.low, "high": one.high,
                }  # fmt: skip


def least_runs(counts: Sequence[Counts]) -> int:
    """The least number of runs at any value that has some, of each result; 0 where a result has none."""
    return min(int(each[each > 0].min()) if each.any() else 0 for each in counts)


def sweep(
    results: Sequence[ResultLike], values: Floats, number: str, unit: str, column: str, event: str
) -> Sweep:
    """Count an event, by its day ``column``, at each design point; ``values`` (points,) are the number's.

    Of a batch that was stopped, the points have as many runs as were done; a value without any has an
    estimate that is not a number.
    """
    order = np.argsort(values, kind="stable")
    runs = [read_runs(result) for result in results]
    horizon = min(one.theatre.horizon_days for one in runs)
    counts = [np.bincount(one.points, minlength=len(values)) for one in runs]
    happened = [
        np.bincount(one.points[~np.isnan(one.days(column, horizon))], minlength=len(values)) for one in runs
    ]
    return Sweep(
        number=number,
        unit=unit,
        event=event,
        names=tuple(one.side.name for one in runs),
        values=values[order],
        shares=tuple(
            tuple(share(int(some[k]), int(all_[k])) for k in order)
            for some, all_ in zip(happened, counts, strict=True)
        ),
        runs=least_runs(counts),
        horizon_days=horizon,
    )
