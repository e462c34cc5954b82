"""One result against another, paired on the same random seeds; and an effect along a number."""

from __future__ import annotations

import math
import textwrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from sim.analysis.compare import Comparison, DayTable
from sim.analysis.findings import changes_finding, paired_finding
from sim.analysis.pairs import PairedDays
from sim.analysis.sentences import delay, runs_note, signed
from sim.analysis.statistics import Floats, wilson
from sim.counting import counted
from sim.plots.style import BIN_DAYS, FAINT, INK, Style, foot, headed, styles_of, whiskers

MOST_BINS = 16


def paired_differences(axes: Axes, comparison: Comparison, table: DayTable, other: int) -> Axes:
    """One event in paired runs: how much earlier or later it comes in the ``other``-th result.

    Pairs in which it happened in only one of the two, or not at all, have bars of their own.
    Raises ValueError for results without common random numbers.
    """
    paired = table.paired[other - 1]
    if paired is None:
        raise ValueError("results with different seeds have no pairs to draw")
    first, name = comparison.names[0], comparison.names[other]
    edges, marks = difference_bins(paired), styles_of(comparison.names)
    apart = _places_apart(edges)
    _pair_bars(axes, paired, edges, apart, earlier=marks[other], later=marks[0])
    words = [f"only in\n{_short(name)}", f"only in\n{_short(first)}", "same\nday", "never\nin both"]
    _mark_differences(axes, edges, apart, words)
    headed(axes, paired_finding(comparison, table, other))
    mean = f"on average {delay(paired.restricted_mean)} in {name} (95 %)"
    watched = f"Watched to day {comparison.horizon_days:g}, {mean}"
    note = f"n = {counted(paired.pairs, 'pair')} on the same random seeds. {watched}"
    foot(axes, f"Days later in {name} (earlier to the left)", note)
    return axes


def _places_apart(edges: Floats) -> Floats:
    """Where the bars without a difference in days stand: only in B, only in A, the same day, never."""
    span = edges[-1] - edges[0]
    return np.array([edges[0] - 0.11 * span, *(edges[-1] + np.array([0.11, 0.29, 0.43]) * span)])


def _pair_bars(
    axes: Axes, paired: PairedDays, edges: Floats, apart: Floats, *, earlier: Style, later: Style
) -> None:
    """Bars in the style of the result in which it comes earlier, grey where neither does."""
    counts, same = _difference_counts(paired, edges)
    at = np.concatenate((0.5 * (edges[:-1] + edges[1:]), apart))
    runs = np.concatenate((counts, [paired.only_b, paired.only_a, same, paired.neither]))
    widths = np.concatenate((0.9 * np.diff(edges), np.full(4, 0.075 * (edges[-1] - edges[0]))))
    shares = 100 * runs / paired.pairs
    grey = at >= apart[2]
    kinds = (
        (at < 0.0, earlier.colour, earlier.hatch),
        ((at > 0.0) & ~grey, later.colour, later.hatch),
        (grey, FAINT, ""),
    )
    for chosen, colour, hatch in kinds:
        axes.bar(
            at[chosen],
            shares[chosen],
            widths[chosen],
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0,
        )
    ends = 100 * np.stack(wilson(runs, paired.pairs), axis=1)
    shown = runs > 0
    whiskers(axes, shares[shown], at[shown], ends[shown], across=False)


def _short(name: str) -> str:
    return name if len(name) <= 11 else f"{name[:10]}…"


def _mark_differences(axes: Axes, edges: Floats, apart: Floats, words: list[str]) -> None:
    """Ticks for the days and for the bars beside them, and lines that set those apart."""
    span = edges[-1] - edges[0]
    ticks = [
        float(t) for t in MaxNLocator(5, steps=[1, 2, 5, 10], integer=True).tick_values(edges[0], edges[-1])
    ]
    ticks = [t for t in ticks if edges[0] + 0.07 * span <= t <= edges[-1] - 0.07 * span]
    axes.set_xticks([*ticks, *apart], [*(signed(tick, 0) for tick in ticks), *words], fontsize=8)
    for line in (edges[0] - 0.03 * span, edges[-1] + 0.03 * span, edges[-1] + 0.2 * span):
        axes.axvline(line, color=FAINT, linewidth=0.8, linestyle=":")
    axes.axvline(0.0, color=INK, linewidth=0.8)
    axes.set_xlim(apart[0] - 0.08 * span, apart[-1] + 0.08 * span)
    axes.grid(False, axis="x")
    axes.set_ylabel("Share of pairs, %")


def difference_bins(paired: PairedDays) -> Floats:
    """Edges of bins of equal width, one edge at zero, that hold every difference."""
    reach = float(np.abs(paired.gaps).max(initial=1.0))
    low = min(float(paired.gaps.min(initial=0.0)), -0.25 * reach)
    high = max(float(paired.gaps.max(initial=0.0)), 0.25 * reach)
    width = next((w for w in BIN_DAYS if (high - low) / w < MOST_BINS), (high - low) / MOST_BINS)
    return width * np.arange(math.floor(low / width), math.ceil(high / width) + 1, dtype=np.float64)


def _difference_counts(paired: PairedDays, edges: Floats) -> tuple[NDArray[np.int64], int]:
    """Pairs per bin without those on the same day, and those."""
    moved = paired.gaps != 0.0
    counts = np.histogram(paired.gaps[moved], edges, weights=paired.gap_counts[moved])[0]
    return np.rint(counts).astype(np.int64), int(paired.gap_counts[~moved].sum())


def changes(axes: Axes, comparison: Comparison, other: int) -> Axes:
    """What the ``other``-th result changes: points of P(it happens within the horizon) for every event."""
    tables = comparison.happening
    effects = [table.difference(other).happened for table in tables]
    rows = np.arange(len(tables))
    values = np.array([100 * effect.value for effect in effects])
    ends = np.array([[100 * effect.low, 100 * effect.high] for effect in effects])
    mark = styles_of(comparison.names)[other]
    axes.axvline(0.0, color=INK, linewidth=0.8)
    whiskers(axes, values, rows, ends, across=True)
    axes.plot(values, rows, linestyle="", marker=mark.marker, markersize=6, color=mark.colour)
    axes.set_yticks(
        rows, [textwrap.shorten(table.event, 34, placeholder="…") for table in tables], fontsize=8.5
    )
    axes.invert_yaxis()
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.xaxis.set_major_formatter(lambda points, _: signed(points, 0))
    headed(axes, changes_finding(comparison, other), width=0.8)
    pairs = comparison.pairs[other - 1]
    how = (
        f"n = {counted(pairs, 'pair')} on the same random seeds"
        if pairs
        else f"{runs_note(comparison)}, independent"
    )
    against = f"{comparison.names[other]} minus {comparison.names[0]}"
    note = f"{against}, within {comparison.horizon_days:g} days. {how}; 95 % intervals"
    foot(axes, "Change of the probability, points", note, width=0.65)
    return axes
