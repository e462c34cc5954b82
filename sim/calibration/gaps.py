"""Where a record is far from what the model makes: place by place, beside what is usual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.calibration.fit import Fit
from sim.calibration.priors import Priors
from sim.calibration.summaries import Observed
from sim.counting import counted
from sim.report.table import Table

MOST = 8
"""How many places the table tells."""


@dataclass(frozen=True)
class Gap:
    """A recorded place, the days of the ten nearest simulations, and its share of the record's distance."""

    war: str
    place: str
    recorded: str
    low: float
    high: float
    horizon: float
    share: float
    usual: float  # the same share in simulated truths


def gaps(priors: Priors, seen: Observed, fit: Fit) -> tuple[Gap, ...]:
    """Every place of every record, that of the greatest share first."""
    low, high = (end(seen.days[fit.nearest], axis=0) for end in (np.min, np.max))
    shares, usual = fit.shares, fit.usual_shares
    found = [
        Gap(
            record.war, place, day.words, float(low[at]), float(high[at]), record.horizon,
            float(shares[at]), float(usual[at]),
        )
        for record, part in zip(priors.records, priors.parts, strict=True)
        for at, place, day in zip(range(part.start, part.stop), record.places, record.days, strict=True)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda gap: -gap.share))


def gaps_table(found: Sequence[Gap]) -> Table:
    """The places that the record's distance comes from most."""
    told = found[:MOST]
    title = (
        f"Where the record is far: {counted(len(told), 'place')} of {len(found)}, "
        f"{100 * sum(gap.share for gap in told):.0f} % of its distance"
    )
    heads = ("Place", "Observed", "Nearest runs", "Share", "Usual")
    cells = tuple(
        (f"{gap.war}: {gap.place}", gap.recorded, _days(gap), f"{100 * gap.share:.1f} %",
         f"{100 * gap.usual:.1f} %")
        for gap in told
    )  # fmt: skip
    return Table(title, heads, cells)


def _days(gap: Gap) -> str:
    """From the earliest to the latest day of the nearest simulations."""
    first, last = ("it held" if day >= gap.horizon else f"day {day:.1f}" for day in (gap.low, gap.high))
    return first if first == last else f"{first} to {last.removeprefix('day ')}"
