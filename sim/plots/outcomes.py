"""How the runs end."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.compare import Comparison
from sim.analysis.sentences import OUTCOME_WORDS, percent, sample_note
from sim.plots.style import finished, look, whiskers


def outcome_bars(axes: Axes, comparison: Comparison) -> Axes:
    """Share of runs by outcome class, a bar for each result, with Wilson intervals."""
    table = comparison.outcomes
    seen = table.seen
    sides = len(comparison.sides)
    height = 0.8 / sides
    for s, side in enumerate(comparison.sides):
        cells = [table.shares[s][k] for k in seen]
        middles = np.arange(len(seen)) - 0.4 + (s + 0.5) * height
        shares = np.array([100 * cell.value for cell in cells])
        ends = np.array([[100 * cell.low, 100 * cell.high] for cell in cells])
        mark = look(s)
        axes.barh(
            middles, shares, 0.92 * height, color=mark.colour, hatch=mark.hatch, edgecolor="white",
            linewidth=0, label=side.name,
        )  # fmt: skip
        whiskers(axes, shares, middles, ends, across=True)
        for y, share, high in zip(middles, shares, ends[:, 1], strict=True):
            axes.annotate(
                percent(share / 100),
                (high, y),
                xytext=(3, 0),
                textcoords="offset points",
                va="center",
                fontsize=8.5,
            )
    axes.set_yticks(np.arange(len(seen)), [OUTCOME_WORDS[table.names[k]].capitalize() for k in seen])
    axes.invert_yaxis()
    axes.grid(False, axis="y")
    axes.set_xlim(0, 112)
    axes.set_xticks(range(0, 101, 20))
    axes.set_title("How the runs end")
    absent = [OUTCOME_WORDS[name] for i, name in enumerate(table.names) if i not in seen]
    notes = [sample_note(comparison)] + (["No run ended in: " + ", ".join(absent)] if absent else [])
    return finished(axes, comparison.names, "Share of runs, %", ". ".join(notes), width=0.75)
