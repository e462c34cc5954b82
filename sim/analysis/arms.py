"""Two arms of one design, do(hold) and do(fall): what happens in each, and the effect along a number.

The number varies between design points: the day of the branch, or the days that soldiers expected
a garrison to last. At each point the effect is the paired difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import RESAMPLING_SEED
from sim.analysis.pairs import match, paired_days
from sim.analysis.score import score_place
from sim.analysis.source import ResultLike, Theatre, read_runs, theatre_of
from sim.analysis.statistics import Estimate, Floats, share
from sim.errors import UsageError

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class EffectCurve:
    """Differences, second result minus first, at each value of a number.

    ``points`` (k,) ascending; ``happened`` the difference of P(capital falls), a share;
    ``delay`` that of its day in days, each run watched to the horizon. ``admissible``: the
    values that fit the record, where that was worked out.
    """

    number: str
    points: Floats
    happened: tuple[Estimate, ...]
    delay: tuple[Estimate, ...]
    pairs: tuple[int, ...]
    names: tuple[str, str]
    horizon_days: float
    admissible: tuple[float, float] | None = None


def effect_by_point(first: ResultLike, second: ResultLike, values: Floats, number: str) -> EffectCurve:
    """The effect at each design point; ``values`` (points,) is the number's value at point 0, 1, ...

    Raises UsageError when the results share no runs.
    """
    runs = [read_runs(result) for result in (first, second)]
    horizon = runs[0].theatre.horizon_days
    at = match(runs[0].keys, runs[1].keys)
    days = [one.days("capital_lost_day", horizon)[where] for one, where in zip(runs, at, strict=True)]
    point = runs[0].points[at[0]]
    if len(point) == 0 or first.manifest["seed"] != second.manifest["seed"]:
        raise UsageError("the two results have no runs on the same random seeds")
    rng = np.random.default_rng(RESAMPLING_SEED)
    order = np.argsort(values, kind="stable")
    found = [paired_days(days[0][point == k], days[1][point == k], horizon, rng) for k in order]
    return EffectCurve(
        number=number,
        points=values[order],
        happened=tuple(paired.happened for paired in found),
        delay=tuple(paired.restricted_mean for paired in found),
        pairs=tuple(paired.pairs for paired in found),
        names=(str(first.manifest["name"]), str(second.manifest["name"])),
        horizon_days=horizon,
    )


@dataclass(frozen=True)
class Arms:
    """Chances that the capital falls in each arm at each value of a number, and the effect between them.

    ``hold`` and ``fall`` (k,) are shares of runs; ``curve`` is fall minus hold, paired;
    ``too_late`` (k,) the share of runs in which the place was lost before do(hold) came into
    force, a share only where the number is that day and not a number elsewhere.
    """

    theatre: Theatre
    title: str
    curve: EffectCurve
    hold: tuple[Estimate, ...]
    fall: tuple[Estimate, ...]
    too_late: Floats

    def bearing(self, admissible: tuple[float, float] | None) -> Arms:
        """The same with the values that the record allows."""
        return replace(self, curve=replace(self.curve, admissible=admissible))

    def rows(self) -> Iterator[dict[str, float | int]]:
        """One row of plain numbers per value, shares as shares and days as days."""
        pairs = zip(
            self.curve.points, self.hold, self.fall, self.curve.happened, self.curve.delay, strict=True
        )
        for k, (value, hold, fall, happened, delay) in enumerate(pairs):
            yield {
                "value": float(value),
                "pairs": self.curve.pairs[k],
                **spread("capital_falls_hold", hold),
                **spread("capital_falls_fall", fall),
                **spread("effect", happened),
                **spread("effect_days", delay),
                "lost_before_share": float(self.too_late[k]),
            }


def spread(name: str, estimate: Estimate) -> dict[str, float]:
    """An estimate as columns: the value and the ends of its 95 % interval."""
    return {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}


def arms_by_point(hold: ResultLike, fall: ResultLike, values: Floats, number: str, *, dates: bool) -> Arms:
    """Both arms at each design point; ``values`` (points,) is the number at point 0, 1, ...

    ``dates`` says that the number is the day from which the branch is in force.
    """
    theatre = theatre_of(hold.manifest)
    order = np.argsort(values, kind="stable")
    return Arms(
        theatre=theatre,
        title=str(hold.manifest["scenario"]["scenario"]["title"]),
        curve=effect_by_point(hold, fall, values, number),
        hold=_chances(hold, order),
        fall=_chances(fall, order),
        too_late=_lost_before(hold, values, order) if dates else np.full(len(values), np.nan),
    )


def _chances(result: ResultLike, order: Ints) -> tuple[Estimate, ...]:
    runs = read_runs(result)
    point, fell = runs.points, ~np.isnan(runs.days("capital_lost_day"))
    return tuple(share(int(fell[point == k].sum()), int((point == k).sum())) for k in order)


def _lost_before(hold: ResultLike, values: Floats, order: Ints) -> Floats:
    runs = read_runs(hold)
    point, lost = runs.points, runs.days(f"place_lost_day.{runs.theatre.branch_place}")
    return np.array([np.mean(lost[point == k] <= values[k]) for k in order])


@dataclass(frozen=True)
class RecordFit:
    """Free runs against the record at one value.

    ``error_days``: how far the median days of the observed places lie from the recorded day or
    window, in the mean; a place that stands, in a run or in the record, is counted at the horizon.
    ``within_share``: share of the places whose recorded day lies between the 5 and the 95 %
    quantile of the runs, or whose window reaches into that range.
    """

    value: float
    places: int
    error_days: float
    within_share: float


def record_error(free: ResultLike, values: Floats) -> list[RecordFit]:
    """How free runs at each value of a design (points,) fit the record, ascending by value."""
    runs = read_runs(free)
    horizon, point = runs.theatre.horizon_days, runs.points
    record = runs.theatre.observed
    lost = {place: np.fmin(runs.days(f"place_lost_day.{place}"), horizon) for place in record}
    fits = []
    for k in np.argsort(values, kind="stable"):
        found = [score_place(place, day, lost[place][point == k], horizon) for place, day in record.items()]
        error, within = (float(np.mean([getattr(one, of) for one in found])) for of in ("error", "within"))
        fits.append(RecordFit(float(values[k]), len(found), error, within))
    return fits


MOST_ERROR_DAYS = 2.5
LEAST_WITHIN = 0.9


def bearable(fits: Sequence[RecordFit]) -> tuple[float, float] | None:
    """The lowest and the highest value that the record allows.

    There its days lie between the 5 and the 95 % quantile of free runs at nine places in ten at
    least, as they would if the record were one of the runs.
    """
    return _span([fit.value for fit in fits if fit.within_share >= LEAST_WITHIN])


def close(fits: Sequence[RecordFit]) -> tuple[float, float] | None:
    """The lowest and the highest value at which medians miss the record by at most 2.5 days on average."""
    return _span([fit.value for fit in fits if fit.error_days <= MOST_ERROR_DAYS])


def _span(values: Sequence[float]) -> tuple[float, float] | None:
    return (min(values), max(values)) if values else None
