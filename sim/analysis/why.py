"""Which paired runs ended otherwise: the part of ``rout why`` that reads tables alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import Matched, common_runs
from sim.analysis.source import DATED, ResultLike, Runs, day_columns, read_runs
from sim.errors import UsageError
from sim.model.vocabulary import OUTCOME_NAMES


@dataclass(frozen=True)
class ChangedRuns:
    """The pairs whose outcome differs.

    ``runs`` and ``points`` (k,) say which they are; ``before`` and ``after`` (k,) are outcome codes.
    """

    names: tuple[str, str]
    pairs: int
    runs: NDArray[np.int64]
    points: NDArray[np.int64]
    before: NDArray[np.int8]
    after: NDArray[np.int8]
    first_event: tuple[str, ...]  # per run: the first dated event that came on another day
    first_day: NDArray[np.float64]  # and the day on which the two histories can be seen to differ

    def kinds(self) -> Iterator[tuple[str, str, int]]:
        """Each change of outcome with its number of runs, the most frequent first."""
        codes, counts = np.unique(np.stack([self.before, self.after]), axis=1, return_counts=True)
        for k in np.argsort(-counts, kind="stable"):
            yield OUTCOME_NAMES[codes[0, k]], OUTCOME_NAMES[codes[1, k]], int(counts[k])

    def first_dated_events(self) -> Iterator[tuple[str, int, float]]:
        """Each first event with its number of runs and their median day, the most frequent first."""
        events = np.array(self.first_event, dtype=object)
        names, counts = np.unique(events.astype(str), return_counts=True)
        for k in np.argsort(-counts, kind="stable"):
            yield str(names[k]), int(counts[k]), float(np.median(self.first_day[events == names[k]]))


def changed_runs(a: ResultLike, b: ResultLike) -> ChangedRuns:
    """The runs whose outcome in ``b`` is not that in ``a``, and their first dated event on another day.

    Raises UsageError when the two have no common random numbers.
    """
    runs = [read_runs(result) for result in (a, b)]
    sides = [one.side for one in runs]
    matched = common_runs(*runs)
    if matched is None:
        raise UsageError(
            f"{sides[0].name} and {sides[1].name} have no runs on the same random seeds: "
            "give one seed to both"
        )
    codes = [one.outcomes()[at] for one, at in zip(runs, matched, strict=True)]
    changed = np.flatnonzero(codes[0] != codes[1])
    events, days = _first_dated_events(runs, matched, changed)
    return ChangedRuns(
        names=(sides[0].name, sides[1].name),
        pairs=len(codes[0]),
        runs=runs[0].numbers[matched[0]][changed],
        points=runs[0].points[matched[0]][changed],
        before=codes[0][changed],
        after=codes[1][changed],
        first_event=events,
        first_day=days,
    )


def _first_dated_events(
    runs: Sequence[Runs], matched: Matched, changed: NDArray[np.int64]
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """For each changed run, the dated event whose day differs first: its words, and the earlier day."""
    theatre = runs[0].theatre
    first = np.full(len(changed), np.inf)
    words = np.full(len(changed), "a number at the horizon", dtype=object)
    for column, event in day_columns(theatre, DATED):
        one, two = (
            np.nan_to_num(each.days(column, theatre.horizon_days)[at][changed], nan=np.inf)
            for each, at in zip(runs, matched, strict=True)
        )
        parted = np.where(one != two, np.minimum(one, two), np.inf)
        words[parted < first] = event
        first = np.minimum(first, parted)
    return tuple(str(word) for word in words), first
