"""Two or more results side by side: outcomes, days, and paired differences from the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.analysis.assumptions import Assumption, by_assumption
from sim.analysis.days import DayCounts, count_days
from sim.analysis.pairs import Distance, PairedDays, UnpairedDays, distance, match, paired_days, unpaired_days
from sim.analysis.source import ResultLike, Runs, Side, Theatre, day_columns, read_runs
from sim.analysis.statistics import (
    Counts,
    Estimate,
    Test,
    chi_square,
    paired_share_difference,
    share,
    share_difference,
)
from sim.model.vocabulary import OUTCOME_NAMES

Matched = tuple[NDArray[np.int64] | slice, NDArray[np.int64] | slice]
RESAMPLING_SEED = 20_241_207  # any constant: the same table gives the same interval


@dataclass(frozen=True)
class OutcomeChange:
    """One result's outcomes against the first's.

    ``differences`` per class; ``moved`` (classes, classes) counts the pairs by the first's
    class (row) and this one's (column), none without common random numbers.
    """

    differences: tuple[Estimate, ...]
    moved: Counts | None
    changed: Estimate | None
    test: Test | None


@dataclass(frozen=True)
class OutcomeTable:
    """Runs by outcome class; ``counts`` (results, classes), ``shares`` alike."""

    names: tuple[str, ...]
    counts: Counts
    shares: tuple[tuple[Estimate, ...], ...]
    changes: tuple[OutcomeChange, ...]

    @property
    def seen(self) -> list[int]:
        """The classes in which any run ended."""
        return [i for i, runs in enumerate(self.counts.sum(axis=0)) if runs]


@dataclass(frozen=True)
class DayTable:
    """One day in every result; differences, one per result after the first, are from the first."""

    column: str
    event: str
    sides: tuple[DayCounts, ...]
    paired: tuple[PairedDays | None, ...]
    unpaired: tuple[UnpairedDays | None, ...]
    distances: tuple[Distance, ...]

    @property
    def happens(self) -> bool:
        """Whether any run of any result sees it."""
        return any(days.happened for days in self.sides)

    def difference(self, other: int) -> PairedDays | UnpairedDays:
        """The ``other``-th result against the first, paired where the runs are."""
        either = self.paired[other - 1] or self.unpaired[other - 1]
        assert either is not None  # every two results are compared one way or the other
        return either


@dataclass(frozen=True)
class Comparison:
    """Everything that tables, figures and the report say of two or more results."""

    theatres: tuple[Theatre, ...]
    sides: tuple[Side, ...]
    pairs: tuple[int, ...]  # per result after the first: pairs with common random numbers, 0 without
    horizon_days: float
    outcomes: OutcomeTable
    days: tuple[DayTable, ...]
    daily: tuple[Mapping[str, NDArray[np.int64]], ...]
    assumptions: tuple[Assumption, ...] = ()  # on which the capital's fall hangs, of the numbers drawn

    @property
    def theatre(self) -> Theatre:
        """The first result's words: they name what is compared."""
        return self.theatres[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The results' names, the first being what the others are compared with."""
        return tuple(side.name for side in self.sides)

    @property
    def happening(self) -> tuple[DayTable, ...]:
        """The days of what happens in any run at all."""
        return tuple(table for table in self.days if table.happens)

    def day(self, column: str) -> DayTable:
        """The table of one day column."""
        return next(table for table in self.days if table.column == column)


def compare(results: Sequence[ResultLike]) -> Comparison:
    """Compare results with the first of them; columns are read one at a time."""
    runs = [read_runs(result) for result in results]
    theatres = [one.theatre for one in runs]
    sides = _distinct([one.side for one in runs])
    horizon = min(theatre.horizon_days for theatre in theatres)
    matched = [common_runs(runs[0], one) for one in runs[1:]]
    shared = set.intersection(*({column for column, _ in day_columns(t)} for t in theatres))
    return Comparison(
        theatres=tuple(theatres),
        sides=tuple(sides),
        pairs=tuple(_number(one, runs[0]) for one in matched),
        horizon_days=horizon,
        outcomes=_outcomes(runs, matched),
        days=tuple(
            _day_table(column, event, runs, matched, horizon)
            for column, event in day_columns(theatres[0])
            if column in shared
        ),
        daily=tuple(result.daily() for result in results),
        assumptions=by_assumption(
            runs, matched, lambda one: ~np.isnan(one.days("capital_lost_day", horizon))
        ),
    )


def _distinct(sides: list[Side]) -> list[Side]:
    """Give results of the same name a number, so that every legend can be read."""
    names = [side.name for side in sides]
    return [
        replace(side, name=f"{side.name} ({names[:i].count(side.name) + 1})")
        if names.count(side.name) > 1
        else side
        for i, side in enumerate(sides)
    ]


def common_runs(first: Runs, other: Runs) -> Matched | None:
    """Where the pairs of runs with common random numbers are; none when the seeds differ."""
    if first.side.seed != other.side.seed:
        return None
    at_first, at_other = match(first.keys, other.keys)
    if isinstance(at_first, np.ndarray) and len(at_first) == 0:
        return None
    return at_first, at_other


def _number(matched: Matched | None, first: Runs) -> int:
    if matched is None:
        return 0
    return len(first.keys) if isinstance(matched[0], slice) else len(matched[0])


def _outcomes(runs: Sequence[Runs], matched: Sequence[Matched | None]) -> OutcomeTable:
    codes = [one.outcomes() for one in runs]
    classes = len(OUTCOME_NAMES)
    counts = np.array([np.bincount(one, minlength=classes) for one in codes], dtype=np.int64)
    return OutcomeTable(
        names=OUTCOME_NAMES,
        counts=counts,
        shares=tuple(tuple(share(int(k), int(row.sum())) for k in row) for row in counts),
        changes=tuple(
            _unmatched_change(counts[0], counts[i])
            if pair is None
            else _change(codes[0][pair[0]], codes[i][pair[1]])
            for i, pair in enumerate(matched, start=1)
        ),
    )


def _change(first: NDArray[np.int8], other: NDArray[np.int8]) -> OutcomeChange:
    """The outcomes of matched runs (n,) against each other."""
    classes = len(OUTCOME_NAMES)
    cells = np.bincount(first.astype(np.int64) * classes + other, minlength=classes * classes)
    moved = cells.reshape(classes, classes).astype(np.int64)
    n, same = len(first), int(np.trace(moved))
    left, joined = moved.sum(axis=1) - np.diag(moved), moved.sum(axis=0) - np.diag(moved)
    differences = tuple(paired_share_difference(int(a), int(b), n) for a, b in zip(left, joined, strict=True))
    return OutcomeChange(differences, moved, share(n - same, n), None)


def _unmatched_change(first: Counts, other: Counts) -> OutcomeChange:
    """The outcomes of independent runs against each other; (classes,) each."""
    n, m = int(first.sum()), int(other.sum())
    differences = tuple(share_difference(int(a), n, int(b), m) for a, b in zip(first, other, strict=True))
    return OutcomeChange(differences, None, None, chi_square(np.array([first, other])))


def _day_table(
    column: str, event: str, runs: Sequence[Runs], matched: Sequence[Matched | None], horizon: float
) -> DayTable:
    columns = [one.days(column, horizon) for one in runs]
    counted = [count_days(days, horizon) for days in columns]
    rng = np.random.default_rng(RESAMPLING_SEED)
    return DayTable(
        column=column,
        event=event,
        sides=tuple(counted),
        paired=tuple(
            None if pair is None else paired_days(columns[0][pair[0]], columns[i][pair[1]], horizon, rng)
            for i, pair in enumerate(matched, start=1)
        ),
        unpaired=tuple(
            unpaired_days(counted[0], counted[i], rng) if pair is None else None
            for i, pair in enumerate(matched, start=1)
        ),
        distances=tuple(distance(counted[0], other) for other in counted[1:]),
    )
