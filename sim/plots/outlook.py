"""A forecast against what came: the days of each place that still stood when it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from sim.analysis.score import PlaceScore
from sim.plots.record import LEAST_INCHES, ROW_INCHES, place_days, told_days
from sim.plots.style import FAINT, headed, new_figure, styled

WIDTH_INCHES = 7.5
BESIDE_NAMES = 0.8  # of the width: what the names of places leave
LEGEND: dict[str, Any] = {"fontsize": 7.5, "columnspacing": 1.0, "handlelength": 1.4, "handletextpad": 0.4}


@dataclass(frozen=True)
class Panel:
    """One record: what it is, its places, day 0, the day of the forecast and the last day."""

    title: str
    places: Sequence[PlaceScore]
    start: str
    since: float
    horizon: float


def finding(one: Panel) -> str:
    """How many observed days lie within the forecast's range."""
    within = sum(place.within for place in one.places)
    return f"{one.title}: {within} of {len(one.places)} observed days within the forecast's 5 to 95 %"


def figure(panels: Sequence[Panel], vectors: int) -> Figure:
    """One record below another."""
    with styled():
        rows = [len(one.places) for one in panels]
        inches = sum(max(LEAST_INCHES, 1.7 + ROW_INCHES * count) for count in rows)
        drawn = new_figure(WIDTH_INCHES, inches)
        grid = drawn.subplots(len(panels), 1, height_ratios=[8.0 + count for count in rows], squeeze=False)
        for axes, one in zip(grid[:, 0], panels, strict=True):
            whose = f"forecast, learned from {vectors:,} simulations"
            place_days(axes, one.places, one.horizon, one.start, whose)
            headed(axes, finding(one), BESIDE_NAMES, pad=26)
            axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=4, **LEGEND)
            if one.since > 0.0:
                axes.axvline(one.since, color=FAINT, linestyle="--", linewidth=1.0)
                at = ("data", "axes fraction")
                axes.annotate(
                    "known until here ", (one.since, 0.015), xycoords=at, ha="right", fontsize=8, color=FAINT
                )
    return drawn


def alt_text(panels: Sequence[Panel]) -> str:
    """Words for ``figure``."""
    return " ".join(
        f"{one.title}. Days of loss by place: {told_days(one.places, 'forecast')}." for one in panels
    )
