"""Fifty dots: how often, and when, in a count that anyone can make.

Dot i of 50 is the quantile at (i + 0.5) / 50, so each stands for one of fifty equally likely
runs. Source: M. Kay, T. Kola, J. R. Hullman and S. A. Munson, CHI 2016, 5092-5103.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection

from sim.analysis.compare import Comparison, DayTable
from sim.analysis.days import DayCounts
from sim.analysis.findings import fifty_finding
from sim.analysis.sentences import of_fifty, sample_note
from sim.analysis.statistics import Floats
from sim.plots.days import days_label
from sim.plots.style import FAINT, foot, headed, styles_of

DOTS = 50
COLUMNS = (48, 60, 75, 90)  # of dots, over the horizon: the fewest in which no stack is too high
LEAST_NEVER_COLUMNS = 5
WIDTH = 0.86  # of a dot, in columns
GAP = 0.07  # between the last day and never, of the horizon's width
HEADING = 3.2  # room above a result's dots, in dots
SHAPE = 0.47  # height of the plot over its width, for few results
LEAST_ROOM = 0.14  # height of one result's part over the plot's width


@dataclass(frozen=True)
class Grid:
    """Where dots may stand: columns for days, then, apart, columns for never; rows for each result."""

    columns: int
    room: int
    never_columns: int

    @property
    def never_at(self) -> int:
        """The first column of those that never happen."""
        return self.columns + max(3, round(GAP * self.columns))

    @property
    def shown(self) -> int:
        """All columns, with a margin."""
        return self.never_at + self.never_columns + 1


def quantile_dots(axes: Axes, comparison: Comparison, table: DayTable) -> Axes:
    """Fifty equally likely runs of each result on their days; those that never see it at the right."""
    grid, marks = _grid(table.sides), styles_of(comparison.names)
    for s, days in enumerate(table.sides):
        base = (len(table.sides) - 1 - s) * grid.room
        heading = f"{comparison.names[s]}: in {of_fifty(days.share().value)} runs"
        _draw_dots(axes, days, grid, base, marks[s].colour)
        axes.plot([0, grid.shown], [base, base], color=FAINT, linewidth=0.8, clip_on=False)
        axes.annotate(
            heading,
            (0, base + grid.room - 0.7),
            va="top",
            fontsize=9.5,
            color=marks[s].colour,
            fontweight="bold",
        )
    axes.axvline(0.5 * (grid.columns + grid.never_at), color=FAINT, linewidth=0.8, linestyle=":")
    _frame(axes, grid, comparison.horizon_days, len(table.sides))
    headed(axes, fifty_finding(comparison, table))
    note = f"Each dot is one of {DOTS} equally likely runs. {sample_note(comparison)}"
    foot(axes, days_label(comparison), f"{note}. A full stack goes on beside itself")
    return axes


def fifty(days: DayCounts) -> Floats:
    """Days of the dots that have one, ascending; the rest of the fifty never happened."""
    quantiles = np.array([days.quantile((i + 0.5) / DOTS) for i in range(DOTS)])
    finite: Floats = quantiles[np.isfinite(quantiles)]
    return finite


def _grid(sides: Sequence[DayCounts]) -> Grid:
    """The coarsest grid in which no stack is too high, else the finest."""
    for columns in COLUMNS:
        room = int(max(SHAPE / len(sides), LEAST_ROOM) * columns)
        highest = max(np.bincount(_columns(fifty(d), d.horizon, columns), minlength=1).max() for d in sides)
        if highest <= room - HEADING:
            break
    never = max(DOTS - len(fifty(days)) for days in sides)
    return Grid(columns, room, max(LEAST_NEVER_COLUMNS, -(-never // (room - 1))))


def _columns(days: Floats, horizon: float, columns: int) -> list[int]:
    return [min(int(day / horizon * columns), columns - 1) for day in days]


def _draw_dots(axes: Axes, days: DayCounts, grid: Grid, base: int, colour: str) -> None:
    seen = fifty(days)
    spots = [
        *_stack(_columns(seen, days.horizon, grid.columns), grid.room - HEADING),
        *_waffle(DOTS - len(seen), grid),
    ]
    middles = [(x + 0.5, base + y + 0.5) for x, y in spots]
    axes.add_collection(
        EllipseCollection(
            WIDTH, WIDTH, 0, units="x", offsets=middles, offset_transform=axes.transData,
            facecolor=colour, edgecolor="none",
        )
    )  # fmt: skip


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


def _waffle(dots: int, grid: Grid) -> list[tuple[int, int]]:
    """The dots without a day, row by row."""
    wide = grid.never_columns
    return [(grid.never_at + i % wide, i // wide) for i in range(dots)]


def _frame(axes: Axes, grid: Grid, horizon: float, results: int) -> None:
    """Day ticks and one for never, and limits at which dots are round; the dots carry the rest."""
    step = next(step for step in (1, 2, 5, 10, 15, 30, 60, 120, 365, 1000, 10_000) if horizon / step <= 9)
    ticks = np.arange(0, horizon + 0.01, step)
    at = [*(ticks * grid.columns / horizon), grid.never_at + 0.5 * grid.never_columns]
    axes.set_xticks(at, [*(f"{tick:g}" for tick in ticks), "never"])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(False)
    axes.set_xlim(0, grid.shown)
    axes.set_ylim(0, grid.room * results)
    axes.set_aspect("equal", anchor="N")
