"""When a batch is long enough: a figure of the results and how exactly it shall be known.

``P(capital_fell) +- 0.01`` is reached when half the width of the 95 % interval of that share
is 0.01 or less. Runs are looked at in their order, a part at a time, so that the number at
which a batch stops depends on the scenario and the seed, never on the machine.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.analysis.days import DayCounts
from sim.analysis.statistics import Counts, Estimate, Floats, mean_t, share
from sim.errors import UsageError
from sim.model.columns import kind_of
from sim.model.vocabulary import OUTCOME_NAMES
from sim.model.world import World
from sim.results import column_types, sound

LEAST_RUNS = 100  # per point: with fewer, an interval may be narrow by chance
FORM = re.compile(
    r"\s*(?P<what>[A-Za-z]+)\s*(?P<q>0?\.\d+)?\s*\((?P<of>.+)\)\s*(?:\+/?-|±)\s*(?P<width>\S+)\s*"
)
EXAMPLES = '"P(capital_fell) +- 0.01", "Q0.5(capital_lost_day) +- 0.25" or "mean(men_end) +- 100"'


@dataclass(frozen=True)
class Target:
    """What shall be known how exactly: ``kind`` is share, quantile or mean, ``of`` an outcome or a column."""

    kind: str
    of: str
    half_width: float
    q: float = 0.5

    @property
    def column(self) -> str:
        """The column it is read from."""
        return "outcome" if self.of in OUTCOME_NAMES else self.of

    @property
    def words(self) -> str:
        """The figure as it is asked for."""
        name = {"share": "P", "mean": "mean", "quantile": f"Q{self.q:g}"}[self.kind]
        return f"{name}({self.of})"


def parse_target(text: str, columns: Sequence[str]) -> Target:
    """Read a target. Raises UsageError when it has another form or names nothing that is known."""
    found = FORM.fullmatch(text)
    kind = _kind(found["what"], found["q"]) if found else None
    if found is None or kind is None:
        raise UsageError(f"--until {text!r}: expected {EXAMPLES}")
    target = Target(kind, found["of"].strip(), _width(text, found["width"]), float(found["q"] or 0.5))
    _require_known(text, target, columns)
    return target


def _kind(what: str, q: str | None) -> str | None:
    kinds = {"p": "share", "mean": "mean", "median": "quantile"}
    return "quantile" if q and what.lower() == "q" else None if q else kinds.get(what.lower())


def _width(text: str, written: str) -> float:
    try:
        width = float(written)
    except ValueError:
        width = math.nan
    if not 0.0 < width < math.inf:
        raise UsageError(f"--until {text!r}: the precision {written!r} is not a number above 0")
    return width


def _require_known(text: str, target: Target, columns: Sequence[str]) -> None:
    is_outcome = target.of in OUTCOME_NAMES
    if target.kind != "share" and is_outcome:
        raise UsageError(f"--until {text!r}: an outcome has a share, P({target.of}), and no {target.kind}")
    if not is_outcome and target.of not in columns:
        known = ", ".join(OUTCOME_NAMES)
        raise UsageError(f"--until {text!r}: no outcome or column is called {target.of!r}; outcomes: {known}")
    if target.kind == "share" and not is_outcome and kind_of(target.of) != "day":
        raise UsageError(f"--until {text!r}: P() takes an outcome or a column of days")


@dataclass
class RunCounts:
    """The values of one point so far: ascending, how often each occurs, and how many runs have none."""

    values: Floats = field(default_factory=lambda: np.empty(0))
    counts: Counts = field(default_factory=lambda: np.empty(0, np.int64))
    never: int = 0

    def add(self, values: Floats) -> None:
        """Count more runs' values; not a number is never."""
        known = values[~np.isnan(values)]
        self.never += len(values) - len(known)
        merged, where = np.unique(np.concatenate([self.values, known]), return_inverse=True)
        weights = np.concatenate([self.counts, np.ones(len(known), np.int64)])
        self.values, self.counts = merged, np.bincount(where, weights, len(merged)).astype(np.int64)

    @property
    def n(self) -> int:
        """Runs counted."""
        return int(self.counts.sum()) + self.never


@dataclass
class Watch:
    """A target and the runs seen so far; called with each part of a batch, true when it is reached."""

    target: Target
    points: int = 1

    @classmethod
    def of(cls, text: str, world: World, points: int) -> Watch:
        """A watch of what was asked for. Raises UsageError for what cannot be watched."""
        return cls(parse_target(text, list(column_types(world))), points)

    @cached_property
    def by_point(self) -> Mapping[int, RunCounts]:
        """What was counted at each point."""
        return {point: RunCounts() for point in range(self.points)}

    def __call__(self, table: pa.Table) -> bool:
        """Count the runs of a part that came to an end; whether every point is known exactly enough."""
        ended = sound(table)
        values, point = self._values(ended), ended["point"].to_numpy()
        for at, seen in self.by_point.items():
            seen.add(values if self.points == 1 else values[point == at])
        return all(self._reached(seen) for seen in self.by_point.values())

    def _values(self, table: pa.Table) -> Floats:
        column = table[self.target.column]
        if self.target.column == "outcome":
            return np.array(pc.equal(column.cast(pa.string()), self.target.of), dtype=np.float64)
        values = np.array(column, dtype=np.float64)
        return (~np.isnan(values)).astype(np.float64) if self.target.kind == "share" else values

    def _reached(self, seen: RunCounts) -> bool:
        if seen.n < LEAST_RUNS:
            return False
        estimate = self.estimate(seen)
        settled = math.isinf(estimate.low) and math.isinf(estimate.high)  # never, whatever comes
        return settled or (estimate.high - estimate.low) / 2.0 <= self.target.half_width

    def estimate(self, seen: RunCounts) -> Estimate:
        """The figure with its 95 % interval. Raises UsageError for a mean of days that never came."""
        if self.target.kind == "share":
            return share(int(seen.values @ seen.counts), seen.n)
        if self.target.kind == "quantile":
            days = DayCounts(seen.values, seen.counts, seen.never, math.inf)
            low, high = days.quantile_interval(self.target.q)
            return Estimate(days.quantile(self.target.q), low, high, math.nan)
        if seen.never:
            of = self.target.of
            raise UsageError(f"{self.target.words}: some runs have none; ask for P({of}) or median({of})")
        return mean_t(seen.values, seen.counts)

    def worst(self) -> Estimate:
        """The figure of the point that is known least exactly."""
        estimates = [self.estimate(seen) for seen in self.by_point.values() if seen.n]
        return max(estimates, key=lambda one: one.high - one.low)
