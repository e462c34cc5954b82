"""How the runs end."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.branches import Branches
from sim.analysis.compare import Comparison
from sim.analysis.findings import branches_finding, outcomes_finding
from sim.analysis.sentences import OUTCOME_WORDS, outcomes_told, percent, points, sample_note
from sim.plots.style import (
    PAPER,
    finished,
    foot,
    headed,
    label_right,
    legend_label,
    style,
    styles_of,
    whiskers,
)


def outcome_bars(axes: Axes, comparison: Comparison) -> Axes:
    """Share of runs by outcome class, a bar for each result, with Wilson intervals."""
    table = comparison.outcomes
    seen = table.seen
    sides, marks = len(comparison.sides), styles_of(comparison.names)
    height = 0.8 / sides
    for s, side in enumerate(comparison.sides):
        cells = [table.shares[s][k] for k in seen]
        middles = np.arange(len(seen)) - 0.4 + (s + 0.5) * height
        shares = np.array([100 * cell.value for cell in cells])
        ends = np.array([[100 * cell.low, 100 * cell.high] for cell in cells])
        mark = marks[s]
        axes.barh(
            middles, shares, 0.92 * height, color=mark.colour, hatch=mark.hatch, edgecolor="white",
            linewidth=0, label=legend_label(side.name),
        )  # fmt: skip
        whiskers(axes, shares, middles, ends, across=True)
        for y, share, high in zip(middles, shares, ends[:, 1], strict=True):
            label_right(axes, percent(share / 100), (high, y))
    axes.set_yticks(np.arange(len(seen)), [OUTCOME_WORDS[table.names[k]].capitalize() for k in seen])
    _shares_across(axes)
    headed(axes, outcomes_finding(comparison), width=0.85)
    absent = [OUTCOME_WORDS[name] for i, name in enumerate(table.names) if i not in seen]
    notes = [sample_note(comparison)] + (["No run ended in: " + ", ".join(absent)] if absent else [])
    notes += filter(None, [outcomes_told(comparison).removesuffix(".")])
    return finished(
        axes, comparison.names, "How the runs end: share of runs, %", ". ".join(notes), width=0.95
    )


def _shares_across(axes: Axes) -> None:
    """Rows from above, and per cent along the x axis with room for a label behind the longest bar."""
    axes.invert_yaxis()
    axes.grid(False, axis="y")
    axes.set_xlim(0, 114)
    axes.set_xticks(range(0, 101, 20))


def branch_bars(axes: Axes, found: Branches) -> Axes:
    """P(capital falls) four ways: what free runs show of a place's fate, and what its fate does."""
    place, capital = found.theatre.branch_place, found.theatre.capital
    rows = (
        (f"free, and {place} held\n({found.held:,} runs)", found.free_held, 0, True),
        (f"free, and {place} fell\n({found.fell:,} runs)", found.free_fell, 1, True),
        (f"{place} held by intervention\n({found.pairs:,} runs)", found.do_hold, 0, False),
        (f"{place} let fall by intervention\n({found.pairs:,} runs)", found.do_fall, 1, False),
    )
    for y, (_, chance, fate, seen) in enumerate(rows):
        mark = style(fate)
        axes.barh(
            y, 100 * chance.value, 0.72, color=PAPER if seen else mark.colour, hatch=mark.hatch,
            edgecolor=mark.colour if seen else PAPER, linewidth=1.2 if seen else 0,
        )  # fmt: skip
        if math.isnan(chance.value):
            label_right(axes, percent(chance.value), (0.0, y))
            continue
        ends = np.array([[100 * chance.low, 100 * chance.high]])
        whiskers(axes, np.array([100 * chance.value]), np.array([y]), ends, across=True)
        label_right(axes, percent(chance.value), (ends[0, 1], y))
    axes.set_yticks(range(4), [row[0] for row in rows], fontsize=8.5)
    axes.set_ylim(-0.5, 3.5)  # a row without runs has no bar to make room for it
    _shares_across(axes)
    headed(axes, branches_finding(found), width=0.75)
    note = (
        f"In points: association {points(found.seen)}, effect {points(found.done)}, confounding "
        f"{points(found.confounding)}. n = {found.pairs:,} runs asked all three ways, 95 % intervals"
    )
    foot(axes, f"Runs in which {capital} falls within {found.horizon_days:g} days, %", note, width=0.75)
    return axes
