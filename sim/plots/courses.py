"""The course of a batch over the days: fans of men under command and of morale."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.analysis.compare import Comparison
from sim.analysis.sentences import quoted, worst_error
from sim.analysis.statistics import Counts, Floats
from sim.counting import begun
from sim.plots.days import days_label
from sim.plots.style import foot, headed, legend_above, styles_of

BANDS = ((0.95, 0.16), (0.80, 0.28), (0.50, 0.42))  # share of the runs, and how dark
LEAST_SHARE = 0.05  # of the runs, below which bands would be those of a few odd runs
WORDS = {"men_share": "Men under command, % of the start", "morale": "Mean morale, %"}


def series_title(series: str) -> str:
    """The words for a series without its unit."""
    return WORDS[series].partition(",")[0].lower()


def course_finding(comparison: Comparison, side: int, series: str) -> str:
    """Where a series ends in the median run of one result, and in 95 % of its runs."""
    counts = comparison.daily[side][series]
    seen = np.flatnonzero(counts.sum(axis=1) >= LEAST_SHARE * comparison.sides[side].runs)
    last = int(seen[-1]) if len(seen) else 0
    low, middle, high = (quantiles(counts, q)[last] for q in (0.025, 0.5, 0.975))
    where = f"in the median run of {quoted(comparison.names[side])} on day {last}"
    span = f"{low:.0f} to {high:.0f} % in 95 % of the runs"
    return f"{begun(series_title(series))}: {middle:.0f} % {where}, {span}"


def fan(axes: Axes, comparison: Comparison, side: int, series: str) -> Axes:
    """Median and 50, 80 and 95 % bands of ``men_share`` or ``morale`` by day, for one result."""
    counts = comparison.daily[side][series]
    days = np.arange(counts.shape[0])
    enough = counts.sum(axis=1) >= LEAST_SHARE * comparison.sides[side].runs
    mark = styles_of(comparison.names)[side]
    for share, dark in BANDS:
        low, high = (np.where(enough, quantiles(counts, 0.5 + end * 0.5 * share), np.nan) for end in (-1, 1))
        label = f"{100 * share:.0f} %" + (" of the runs" if share == BANDS[-1][0] else "")
        axes.fill_between(days, low, high, color=mark.colour, alpha=dark, linewidth=0, label=label)
    axes.plot(
        days,
        np.where(enough, quantiles(counts, 0.5), np.nan),
        color=mark.colour,
        linewidth=1.8,
        label="median",
    )
    axes.set_xlim(0, days[-1])
    axes.set_ylim(0, 100)
    axes.set_ylabel(WORDS[series])
    headed(axes, course_finding(comparison, side, series))
    legend_above(axes, 4)
    foot(axes, days_label(comparison), _note(comparison, side, counts))
    return axes


def quantiles(counts: Counts, q: float) -> Floats:
    """Per day, the per cent by which a share ``q`` of the runs lies; counts (days, 101).

    Not a number on a day on which no run has a value.
    """
    upto = np.cumsum(counts, axis=1)
    total = upto[:, -1]
    reached: NDArray[np.bool_] = upto >= np.ceil(q * total)[:, None]
    return np.where(total > 0, reached.argmax(axis=1).astype(np.float64), np.nan)


def _note(comparison: Comparison, side: int, counts: Counts) -> str:
    """Runs, the error of the median's rank, and the runs that have no value any more."""
    runs = comparison.sides[side].runs
    error = f"the median's rank is known to ±{worst_error(runs):.1f} points (95 %)"
    note = f"n = {runs:,}; values to the per cent; {error}"
    left = int(counts[-1].sum())
    if left == runs:
        return note
    last = f"Only runs with men left have a morale ({left:,} on the last day)"
    return f"{note}. {last}; drawn for 1 run in 20 and more"
