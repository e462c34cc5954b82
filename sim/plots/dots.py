"""Fifty dots: how often, and when, in a count that anyone can make.

Dot i of 50 is the quantile at (i + 0.5) / 50, so each stands for one of fifty equally likely
runs. Source: M. Kay, T. Kola, J. R. Hullman and S. A. Munson, CHI 2016, 5092-5103.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection

from sim.analysis.compare import Comparison, DayTable
from sim.analysis.days import DayCounts
from sim.analysis.sentences import of_fifty, sample_note
from sim.analysis.statistics import Floats
from sim.plots.style import FAINT, foot, look

DOTS = 50
COLUMNS = (48, 60, 75, 90)  # of dots, over the horizon: the fewest in which no stack is too high
NEVER_COLUMNS = 5
WIDTH = 0.86  # of a dot, in columns
GAP = 0.07  # between the last day and never, of the horizon's width
HEADING = 3.2  # room above a result's dots, in dots
SHAPE = 0.47  # height of the plot over its width


def quantile_dots(axes: Axes, comparison: Comparison, table: DayTable) -> Axes:
    """Fifty equally likely runs of each result on their days; those that never see it at the right."""
    columns, room = _grid(table.sides)
    never_at = columns + max(3, round(GAP * columns))
    shown = never_at + NEVER_COLUMNS + 1
    for s, days in enumerate(table.sides):
        base = (len(table.sides) - 1 - s) * room
        seen = fifty(days)
        spots = [
            *_stack(_columns(seen, days.horizon, columns), room - HEADING),
            *_waffle(DOTS - len(seen), never_at),
        ]
        middles = [(x + 0.5, base + y + 0.5) for x, y in spots]
        axes.add_collection(
            EllipseCollection(
                WIDTH, WIDTH, 0, units="x", offsets=middles, offset_transform=axes.transData,
                facecolor=look(s).colour, edgecolor="none",
            )
        )  # fmt: skip
        axes.plot([0, shown], [base, base], color=FAINT, linewidth=0.8, clip_on=False)
        heading = f"{comparison.names[s]}: in {of_fifty(days.share().value)} runs"
        axes.text(
            0, base + room - 0.7, heading, va="top", fontsize=9.5, color=look(s).colour, fontweight="bold"
        )
    axes.axvline(0.5 * (columns + never_at), color=FAINT, linewidth=0.8, linestyle=":")
    _day_ticks(axes, columns, comparison.horizon_days, never_at + 0.5 * NEVER_COLUMNS)
    _frame(axes, shown, room * len(table.sides))
    axes.set_title(f"{table.event}: in how many of {DOTS} runs, and when")
    foot(
        axes,
        "Days after the start (a full stack goes on beside itself)",
        f"Each dot is one of {DOTS} equally likely runs. {sample_note(comparison)}",
    )
    return axes


def fifty(days: DayCounts) -> Floats:
    """Days of the dots that have one, ascending; the rest of the fifty never happened."""
    quantiles = np.array([days.quantile((i + 0.5) / DOTS) for i in range(DOTS)])
    finite: Floats = quantiles[np.isfinite(quantiles)]
    return finite


def _grid(sides: Sequence[DayCounts]) -> tuple[int, int]:
    """How many columns of dots fit the horizon, and how many rows of dots each result has."""
    for columns in COLUMNS:
        room = int(SHAPE * columns / len(sides))
        highest = max(np.bincount(_columns(fifty(d), d.horizon, columns), minlength=1).max() for d in sides)
        if highest <= room - HEADING:
            break
    return columns, max(room, 6)


def _columns(days: Floats, horizon: float, columns: int) -> list[int]:
    return [min(int(day / horizon * columns), columns - 1) for day in days]


def _stack(columns: Sequence[int], most: float) -> list[tuple[int, int]]:
    """Put each dot on the stack of its column, or beside it when that is full."""
    heights: dict[int, int] = {}
    spots = []
    for column in columns:
        at = column
        while heights.get(at, 0) + 1 > most:
            at += 1
        heights[at] = heights.get(at, 0) + 1
        spots.append((at, heights[at] - 1))
    return spots


def _waffle(dots: int, left: int) -> list[tuple[int, int]]:
    """The dots without a day, in rows of ``NEVER_COLUMNS``."""
    return [(left + i % NEVER_COLUMNS, i // NEVER_COLUMNS) for i in range(dots)]


def _day_ticks(axes: Axes, columns: int, horizon: float, never_at: float) -> None:
    """Ticks on round days, and one for never."""
    step = next(step for step in (1, 2, 5, 10, 15, 30, 60, 120, 365, 1000, 10_000) if horizon / step <= 9)
    ticks = np.arange(0, horizon + 0.01, step)
    axes.set_xticks([*(ticks * columns / horizon), never_at], [*(f"{tick:g}" for tick in ticks), "never"])


def _frame(axes: Axes, shown: int, rows: int) -> None:
    """Limits at which dots are round; the dots carry the rest."""
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(False)
    axes.set_xlim(0, shown)
    axes.set_ylim(0, rows)
    axes.set_aspect("equal")
