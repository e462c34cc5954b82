"""Association and intervention effect: what a place's fate tells, and what it does.

In free runs a place holds when much else goes well, so runs in which it held differ
from runs in which it fell by more than its fate. Holding it by intervention, and letting it
fall by intervention, change its fate alone. The part of the difference seen between free
runs that the interventions do not make is confounding. After J. Pearl,
Causality (2009), chapters 1 and 3; with keyed chance the same runs can be asked both ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import RESAMPLING_SEED
from sim.analysis.pairs import in_all
from sim.analysis.source import ResultLike, Side, Theatre, read_runs
from sim.analysis.statistics import CONFIDENCE, RESAMPLES, Counts, Estimate, Floats, share
from sim.errors import UsageError

KINDS = ("free", "hold", "fall")
FEW = 30  # runs below which a free half says little


@dataclass(frozen=True)
class Branches:
    """P(capital falls within the horizon) four ways, and what separates them; shares, not points."""

    theatre: Theatre
    names: tuple[str, str, str]  # free, hold, fall
    pairs: int
    horizon_days: float
    held: int  # free runs in which the place held
    fell: int
    free_held: Estimate
    free_fell: Estimate
    do_hold: Estimate
    do_fall: Estimate
    seen: Estimate  # free and fell minus free and held
    done: Estimate  # do(fall) minus do(hold)
    confounding: Estimate  # seen minus done
    held_if_let_fall: Estimate  # of the runs that held freely: P(capital falls) under do(fall)
    fell_if_held: Estimate  # of the runs that fell freely: P(capital falls) under do(hold)

    @property
    def few(self) -> bool:
        """Whether one of the two kinds of free runs is too rare to say much."""
        return min(self.held, self.fell) < FEW


def branches(free: ResultLike, hold: ResultLike, fall: ResultLike) -> Branches:
    """Compare three results of one scenario and seed that differ in its branch alone.

    Raises UsageError when their branches, places or seeds are not those.
    """
    runs = [read_runs(result) for result in (free, hold, fall)]
    sides = [one.side for one in runs]
    _require_branches(sides)
    theatre = runs[1].theatre
    if runs[2].theatre.branch_place != theatre.branch_place:
        raise UsageError(
            f"{theatre.branch_place} is held and {runs[2].theatre.branch_place} let fall: "
            "the two interventions must be at one place"
        )
    matched = in_all([one.keys for one in runs])
    code = 8 * ~np.isnan(runs[0].days(f"place_lost_day.{theatre.branch_place}")[matched[0]])
    for one, at, place in zip(runs, matched, (4, 2, 1), strict=True):
        code = code + place * ~np.isnan(one.days("capital_lost_day", theatre.horizon_days)[at])
    cells = np.bincount(code, minlength=16).reshape(2, 2, 2, 2).astype(np.int64)
    return _from_cells(theatre, (sides[0].name, sides[1].name, sides[2].name), cells)


def _require_branches(sides: Sequence[Side]) -> None:
    found = tuple(side.branch for side in sides)
    if found != KINDS:
        raise UsageError(
            f"results of the branches free, hold and fall are needed, in this order, not {found}"
        )
    if len({side.seed for side in sides}) > 1:
        raise UsageError("the three results need one seed, so that their runs can be paired")


def _from_cells(theatre: Theatre, names: tuple[str, str, str], cells: Counts) -> Branches:
    """From counts (2, 2, 2, 2): free place lost, capital lost in free, hold, fall."""
    n = int(cells.sum())
    held, fell = (int(cells[lost].sum()) for lost in (0, 1))
    draws = np.random.default_rng(RESAMPLING_SEED).multinomial(n, cells.ravel() / n, size=RESAMPLES)
    seen, done = _differences(cells[None]), _differences(draws.reshape(-1, 2, 2, 2, 2))
    estimates = [_interval(float(one[0]), many) for one, many in zip(seen, done, strict=True)]
    return Branches(
        theatre=theatre,
        names=names,
        pairs=n,
        horizon_days=theatre.horizon_days,
        held=held,
        fell=fell,
        free_held=share(int(cells[0, 1].sum()), held),
        free_fell=share(int(cells[1, 1].sum()), fell),
        do_hold=share(int(cells[:, :, 1].sum()), n),
        do_fall=share(int(cells[:, :, :, 1].sum()), n),
        seen=estimates[0],
        done=estimates[1],
        confounding=estimates[2],
        held_if_let_fall=share(int(cells[0, :, :, 1].sum()), held),
        fell_if_held=share(int(cells[1, :, 1].sum()), fell),
    )


def _differences(cells: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    """Seen, done, confounding from counts (draws, 2, 2, 2, 2); NaN without free runs of both kinds."""
    by_fate = cells.sum(axis=(3, 4)).astype(np.float64)  # free place, free capital
    with np.errstate(invalid="ignore"):
        chance = by_fate[:, :, 1] / by_fate.sum(axis=2)
    n = cells.sum(axis=(1, 2, 3, 4))
    hold, fall = cells.sum(axis=(1, 2, 4))[:, 1] / n, cells.sum(axis=(1, 2, 3))[:, 1] / n
    seen, done = chance[:, 1] - chance[:, 0], fall - hold
    return seen, done, seen - done


def _interval(value: float, draws: Floats) -> Estimate:
    """A bootstrap interval over the runs, the same runs asked all three ways."""
    known = draws[np.isfinite(draws)]
    if len(known) < 0.5 * len(draws):
        return Estimate(value, float("nan"), float("nan"), float("nan"))
    low, high = np.quantile(known, [0.5 - 0.5 * CONFIDENCE, 0.5 + 0.5 * CONFIDENCE])
    return Estimate(value, float(low), float(high), float(known.std(ddof=1)))


def intervention_effect(found: Branches) -> str:
    """What conditioning adds to the effect, in one sentence or two."""
    place, capital = found.theatre.branch_place, found.theatre.capital
    seen, done = (
        round(100 * estimate.value) if np.isfinite(estimate.value) else 0
        for estimate in (found.seen, found.done)
    )
    if found.held == 0 or found.fell == 0:
        return (
            f"{place} {'fell' if found.held == 0 else 'held'} in every free run, so there is nothing to "
            f"condition on; by intervention it changes the probability that {capital} falls by "
            f"{done} percentage points."
        )
    if found.confounding.low > 0.0:
        rest = f", the other {seen - done} are confounding."
    elif found.confounding.high < 0.0:
        rest = f": the free runs hide {done - seen} points of what it does."
    else:
        rest = ", and the rest is within the error of these runs."
    rough = f" Only {min(found.held, found.fell)} free runs are of the rarer kind, so this is rough."
    return (
        f"Of the {seen} points between free runs in which {place} fell and those in which it held, "
        f"{done} are {place}{rest}{rough if found.few else ''}"
    )
