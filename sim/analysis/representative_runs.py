"""Representative runs: the one closest to the medians of a result, and the least likely one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.sentences import OUTCOME_WORDS, percent
from sim.analysis.source import ResultLike, Runs, day_columns, read_runs
from sim.analysis.statistics import Floats
from sim.counting import counted
from sim.errors import ResultError
from sim.model.vocabulary import OUTCOME_NAMES

COUNTS = ("formations_broken", "men_end", "dead_men")


@dataclass(frozen=True)
class Choice:
    """A run, and why this one."""

    run: int
    why: str


def median_run(result: ResultLike, point: int = 0) -> Choice:
    """The run closest to the medians of the most frequent outcome.

    Each day and count of a run is placed among the runs of that outcome, 0 to 1; the chosen run
    is on average closest to the middle. A day that never came is later than any other.
    """
    found, here = _of_point(result, point)
    runs, outcomes = found.numbers[here], found.outcomes()[here]
    code = int(np.argmax(np.bincount(outcomes)))
    chosen = np.flatnonzero(outcomes == code)
    away = np.zeros(len(chosen))
    for values in _columns(found):
        away += np.abs(_place(values[here][chosen]) - 0.5)
    run = int(runs[chosen[int(np.argmin(away))]])
    share = f"{percent(len(chosen) / len(runs))} of {counted(len(runs), 'run')}"
    return Choice(run, f"closest to the medians of its outcome: {_words(code)}, {share}")


def surprising_run(result: ResultLike, point: int = 0) -> Choice:
    """The least likely run: the rarest outcome together with the day on which the capital fell.

    The chance of a run is the share of its outcome times, within it, the share of the runs whose
    capital (or bellwether, where no capital fell) was lost on the same whole day.
    """
    found, here = _of_point(result, point)
    runs, outcomes = found.numbers[here], found.outcomes()[here]
    capital, bellwether = (found.days(name)[here] for name in ("capital_lost_day", "bellwether_lost_day"))
    day = np.where(np.isnan(capital), np.nan_to_num(bellwether, nan=-1.0), capital)
    cells = np.stack([outcomes.astype(np.int64), np.ceil(day).astype(np.int64)])
    _, at, counts = np.unique(cells, axis=1, return_inverse=True, return_counts=True)
    own = counts[np.ravel(at)]
    rarity = np.bincount(outcomes, minlength=len(OUTCOME_NAMES))[outcomes]
    chosen = int(np.lexsort((runs, rarity, own))[0])
    like_it = f"{int(own[chosen]):,} of {len(runs):,} runs with this outcome on this day"
    of_all = f"{_words(outcomes[chosen])} in {int(rarity[chosen]):,} of them"
    return Choice(int(runs[chosen]), f"least likely: {like_it}; {of_all}")


def _words(code: int) -> str:
    """An outcome in words."""
    return OUTCOME_WORDS[OUTCOME_NAMES[code]]


def _of_point(result: ResultLike, point: int) -> tuple[Runs, NDArray[np.bool_]]:
    """The sound runs, and which of them belong to a point. Raises ResultError when none does."""
    runs = read_runs(result)
    here = np.asarray(runs.points == point)
    if not here.any():
        raise ResultError(f"{result.manifest['name']}: has no sound run of point {point}")
    return runs, here


def _columns(runs: Runs) -> list[Floats]:
    """What a run is placed by among the others: its days, never as infinite, and its counts."""
    days = [runs.days(column) for column, _ in day_columns(runs.theatre)]
    counts = [runs.column(name).astype(np.float64) for name in COUNTS]
    return [np.nan_to_num(one, nan=np.inf) for one in (*days, *counts)]


def _place(values: Floats) -> Floats:
    """Where each value stands among all, 0 to 1; equal values share their middle."""
    ordered = np.sort(values)
    low, high = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    return (low + high) / (2.0 * len(values))
