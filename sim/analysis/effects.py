"""An effect along a number: what the bellwether's fate changes, by day of the branch or weight of a stand.

Two results of one design and seed, do(hold) and do(fall), give at each design point the
difference run for run. Points are told apart by a number that varies between them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.compare import RESAMPLING_SEED
from sim.analysis.pairs import match, paired_days
from sim.analysis.source import ResultLike, read_runs
from sim.analysis.statistics import Estimate, Floats
from sim.errors import UsageError


@dataclass(frozen=True)
class EffectCurve:
    """Differences, second result minus first, at each value of a number.

    ``points`` (k,) ascending; ``happened`` the difference of P(capital falls), a share;
    ``delay`` that of its day in days, each run watched to the horizon. ``admissible``: the
    values that the record can still bear, where that was worked out.
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
