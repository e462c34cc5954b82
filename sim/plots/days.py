"""On which day something happens, or never: as bars, as a curve, as fifty dots."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.analysis.compare import Comparison, DayTable
from sim.analysis.days import DayCounts
from sim.analysis.findings import median_finding, share_finding
from sim.analysis.sentences import runs_note, sample_note
from sim.analysis.statistics import Floats, dkw_half_width, wilson
from sim.plots.style import BIN_DAYS, FAINT, INK, PAPER, finished, headed, legend_label, styles_of, whiskers
from sim.scenario.calendar import date_of, in_brackets
from sim.scenario.record import RecordedDay

MOST_BINS, MOST_BINS_OF_MANY = 16, 8  # up to three results, and more


def shared_bins(table: DayTable, most: int = 0) -> Floats:
    """Edges of day bins that every result shares, up to the last day on which any run saw it.

    There are at most ``most`` bins, or as many as a figure of so many results has room for.
    """
    last = max((float(days.days[-1]) for days in table.sides if days.happened), default=1.0)
    most = most or (MOST_BINS if len(table.sides) <= 3 else MOST_BINS_OF_MANY)
    width = next((w for w in BIN_DAYS if last / w < most), last / most)
    return np.arange(0.0, max(1, math.ceil(last / width)) + 1) * width


def days_label(comparison: Comparison) -> str:
    """What the axis of days counts from, with the date of day 0 where the results begin on one day."""
    starts = {theatre.start for theatre in comparison.theatres}
    date = in_brackets(date_of(next(iter(starts)), 0.0)) if len(starts) == 1 else ""
    return f"Days after the start{date}"


def histogram_counts(days: DayCounts, edges: Floats) -> NDArray[np.int64]:
    """Runs per bin [edge, next edge), the last one closed, and then those in which it never happened."""
    inside, _ = np.histogram(days.days, edges, weights=days.counts)
    return np.append(np.rint(inside).astype(np.int64), days.never)


def day_histogram(axes: Axes, comparison: Comparison, table: DayTable) -> Axes:
    """The day of one event in shared bins, and 'never' as a bar of its own, with Wilson intervals."""
    edges = shared_bins(table)
    width, sides = edges[1], len(table.sides)
    never_at = edges[-1] + 1.5 * width
    middles = np.append(edges[:-1] + 0.5 * width, never_at)
    bar, marks = 0.86 * width / sides, styles_of(comparison.names)
    for s, days in enumerate(table.sides):
        counts = histogram_counts(days, edges)
        shares, ends = 100 * counts / days.n, 100 * np.stack(wilson(counts, days.n), axis=1)
        at = middles - 0.43 * width + (s + 0.5) * bar
        mark = marks[s]
        axes.bar(
            at, shares, bar, color=mark.colour, hatch=mark.hatch, edgecolor="white", linewidth=0,
            label=legend_label(comparison.names[s]),
        )  # fmt: skip
        whiskers(axes, shares, at, ends, across=False)
    _mark_never(axes, edges, never_at, comparison.horizon_days)
    seen, names = observed_day(comparison, table), [*comparison.names]
    if seen is not None and not seen.held and seen.middle <= edges[-1]:
        names.append(f"observed: {seen.words}")
        axes.axvline(seen.middle, color=INK, linewidth=1.0, linestyle=(0, (1, 2)), label=names[-1])
    axes.set_xlim(-0.3 * width, never_at + 0.9 * width)
    axes.set_ylim(bottom=0)
    axes.grid(False, axis="x")
    axes.set_ylabel(f"{table.event} on that day, % of runs")
    headed(axes, median_finding(comparison, table))
    return finished(axes, names, f"{days_label(comparison)}, bins of {width:g}", sample_note(comparison))


def _mark_never(axes: Axes, edges: Floats, never_at: float, horizon: float) -> None:
    """Ticks on the days, a line before the bar 'never', and its label."""
    step = max(1, round(len(edges) / 7))
    ticks = edges[::step]
    axes.set_xticks([*ticks, never_at], [*(f"{t:g}" for t in ticks), f"never\n({horizon:g} days)"])
    axes.axvline(edges[-1] + 0.5 * edges[1], color=FAINT, linewidth=0.8, linestyle=":")


def day_ecdf(axes: Axes, comparison: Comparison, table: DayTable) -> Axes:
    """Share of runs in which it has happened by each day, in bands that hold the whole curve."""
    for s, days in enumerate(table.sides):
        at = np.concatenate(([0.0], days.days, [comparison.horizon_days]))
        curve = days.share_by(at)
        if not (days.happened and days.days[0] == 0.0):
            curve[0] = 0.0
        half, mark = dkw_half_width(days.n), styles_of(comparison.names)[s]
        low, high = np.clip(curve - half, 0, 1), np.clip(curve + half, 0, 1)
        axes.fill_between(at, 100 * low, 100 * high, step="post", color=mark.colour, alpha=0.22, linewidth=0)
        axes.step(at, 100 * curve, where="post", color=mark.colour, linestyle=mark.line, linewidth=1.8,
                  label=legend_label(comparison.sides[s].name))  # fmt: skip
        axes.plot(at[-1], 100 * curve[-1], marker=mark.marker, color=mark.colour, clip_on=False, markersize=5)
    _mark_record(axes, comparison, table)
    axes.set_xlim(0, comparison.horizon_days)
    axes.set_ylim(0, 101)
    axes.set_ylabel(f"{table.event} by that day, % of runs")
    headed(axes, share_finding(comparison, table))
    half = 100 * dkw_half_width(min(side.runs for side in comparison.sides))
    note = f"{runs_note(comparison)}; a band of ±{half:.1f} points holds the whole curve (95 %)"
    return finished(axes, comparison.names, days_label(comparison), note)


def observed_day(comparison: Comparison, table: DayTable) -> RecordedDay | None:
    """The day of the record on which an event happened, or that it did not; none outside of the horizon."""
    theatre = comparison.theatre
    places = {"capital_lost_day": theatre.capital, "bellwether_lost_day": theatre.bellwether}
    seen = theatre.observed.get(places.get(table.column, ""))
    if seen is None or (not seen.held and not 0.0 <= seen.middle <= comparison.horizon_days):
        return None
    return seen


def _mark_record(axes: Axes, comparison: Comparison, table: DayTable) -> None:
    """A line on the day of the record, its window shaded, or words that this place held."""
    seen = observed_day(comparison, table)
    if seen is None:
        return
    if not seen.held:
        axes.axvline(seen.middle, color=INK, linewidth=1.0, linestyle=(0, (1, 2)))
    if seen.first < seen.last:
        axes.axvspan(seen.first, seen.last, color=INK, alpha=0.12, linewidth=0)
    at, side, shift = (comparison.horizon_days, "right", -4) if seen.held else (seen.middle, "left", 4)
    axes.annotate(
        f"observed: {seen.words}", (at, 2), xytext=(shift, 0), textcoords="offset points", fontsize=8.5,
        ha=side, bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.8, "pad": 1.0},
    )  # fmt: skip
