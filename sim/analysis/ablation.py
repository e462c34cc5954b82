"""What each mechanism is worth: the effect of the bellwether's fate with one switched off, run for run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.arms import spread
from sim.analysis.source import ResultLike, Theatre, read_days, read_runs, theatre_of
from sim.analysis.statistics import Estimate, Floats, mean_t, paired_share_difference, share


@dataclass(frozen=True)
class Ablated:
    """One row: the effect, do(fall) minus do(hold), without a mechanism (or with all of them).

    ``effect`` is the difference of the chance that the capital falls, ``delay`` that of its day
    with every run watched to the horizon, ``change`` this row's effect minus that of the whole
    model over the same runs (0 for the whole model itself).
    """

    off: str
    meaning: str
    hold: Estimate
    fall: Estimate
    effect: Estimate
    delay: Estimate
    change: Estimate
    runs: int

    def row(self) -> dict[str, float | int | str]:
        """Plain numbers: shares as shares, days as days."""
        return {
            "off": self.off,
            "runs": self.runs,
            **spread("capital_falls_hold", self.hold),
            **spread("capital_falls_fall", self.fall),
            **spread("effect", self.effect),
            **spread("change", self.change),
            **spread("effect_days", self.delay),
        }


@dataclass(frozen=True)
class Ablation:
    """The whole model and what is left of its effect without each mechanism."""

    theatre: Theatre
    whole: Ablated
    without: tuple[Ablated, ...]

    def rows(self) -> Iterator[dict[str, float | int | str]]:
        """One row of plain numbers each, the whole model first."""
        for one in (self.whole, *self.without):
            yield one.row()


@dataclass(frozen=True)
class Pair:
    """Results of do(hold) and do(fall) without one mechanism; '' with all of them."""

    off: str
    meaning: str
    hold: ResultLike
    fall: ResultLike


def ablation(whole: Pair, without: Sequence[Pair]) -> Ablation:
    """Compare pairs of results that share scenario, seed and runs but for a mechanism."""
    theatre = theatre_of(whole.hold.manifest)
    shared = read_runs(whole.hold).keys
    for result in (one for pair in (whole, *without) for one in (pair.hold, pair.fall)):
        shared = np.intersect1d(shared, read_runs(result).keys, assume_unique=True)
    all_on = _days(whole, shared, theatre.horizon_days)
    return Ablation(
        theatre,
        _row(whole, all_on, all_on, theatre.horizon_days),
        tuple(
            _row(one, _days(one, shared, theatre.horizon_days), all_on, theatre.horizon_days)
            for one in without
        ),
    )


def _days(pair: Pair, shared: NDArray[np.int64], horizon: float) -> tuple[Floats, Floats]:
    """Days on which the capital falls in the shared runs (runs,), under do(hold) and do(fall)."""
    found = []
    for result in (pair.hold, pair.fall):
        runs = read_runs(result)
        days = read_days(result, runs, "capital_lost_day", horizon)
        found.append(days[np.searchsorted(runs.keys, shared)])
    return found[0], found[1]


def _row(pair: Pair, days: tuple[Floats, Floats], all_on: tuple[Floats, Floats], horizon: float) -> Ablated:
    hold, fall = (~np.isnan(one) for one in days)
    whole_hold, whole_fall = (~np.isnan(one) for one in all_on)
    n = len(hold)
    effect = fall.astype(np.float64) - hold
    before = whole_fall.astype(np.float64) - whole_hold
    watched = [np.minimum(np.nan_to_num(one, nan=np.inf), horizon) for one in days]
    return Ablated(
        off=pair.off,
        meaning=pair.meaning,
        hold=share(int(hold.sum()), n),
        fall=share(int(fall.sum()), n),
        effect=paired_share_difference(int((hold & ~fall).sum()), int((fall & ~hold).sum()), n),
        delay=_mean(watched[1] - watched[0]),
        change=_mean(effect - before),
        runs=n,
    )


def _mean(values: Floats) -> Estimate:
    distinct, counts = np.unique(values, return_counts=True)
    return mean_t(distinct, counts)
