"""An event over two numbers that are varied: a map of shares for each result, and one of each difference."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize, to_rgb
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from sim.analysis.findings import cells_finding, gaps_finding
from sim.analysis.grid import Cells, Grid, Varied
from sim.analysis.sentences import percent, signed
from sim.analysis.statistics import share_error
from sim.counting import counted
from sim.plots.maps import COLOURS, SCALE
from sim.plots.style import DIVERGING, FAINT, INK, PAPER, foot, headed
from sim.plots.views import View

HEIGHT_INCHES = 4.1
CELLS_INCHES = (3.5, 2.6)  # about what title, labels and key leave for the cells
LARGEST, SMALLEST = 8.5, 5.0  # letters in cells, points; smaller ones are left out
LETTER_WIDTH, LINE_HEIGHT = 0.62, 1.35  # of the size of its letters
ENDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0)  # of the scale of differences
MOST_TICKS = 9
UP_LETTERS, ACROSS_LETTERS = 36, 56
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # of linear red, green and blue (WCAG 2.1)


@dataclass(frozen=True)
class Heat:
    """One map: the values of its cells (up, across), the words in them, its colours and their key.

    The value of a cell without runs is not a number.
    """

    values: NDArray[np.float64]
    words: tuple[tuple[str, ...], ...]
    panel: str
    title: str
    colours: Colormap
    scale: Normalize
    key: str
    ticks: tuple[float, ...]
    note: str


def heat_views(grid: Grid) -> list[View]:
    """A map for each result, then one for each difference from the first; some cell has runs."""
    return [heat_view(grid, name, heat) for name, heat in heats(grid)]


def heat_view(grid: Grid, name: str, heat: Heat) -> View:
    """One map as a figure to be."""
    draw = partial(drawn, grid=grid, heat=heat)
    return View(name, heat.panel, heat.title, alt_heat(grid, heat), draw, HEIGHT_INCHES)


def heats(grid: Grid) -> Iterator[tuple[str, Heat]]:
    """Each map with its file name."""
    for i, (name, cells) in enumerate(zip(grid.names, grid.shares, strict=True), 1):
        yield f"heat-{i}", of_shares(grid, name, cells)
    for i, (name, cells) in enumerate(zip(grid.names[1:], grid.differences, strict=True), 2):
        if not np.isnan(values_of(cells)).all():  # of a sweep that has only begun, no run may have its pair
            yield f"heat-{i}-minus-1", of_difference(grid, name, cells)


def of_shares(grid: Grid, name: str, cells: Cells) -> Heat:
    """The share of one result's runs."""
    values = values_of(cells)
    return Heat(
        values=values,
        words=tuple(tuple("" if np.isnan(one) else f"{100.0 * one:.0f}" for one in row) for row in values),
        panel=f"{grid.event}: {name}",
        title=cells_finding(grid, name, cells),
        colours=COLOURS,
        scale=SCALE,
        key="Runs, %",
        ticks=(0.0, 0.25, 0.5, 0.75, 1.0),
        note=f"standard error of a share at most {100.0 * share_error(0.5, grid.runs):.1f} points",
    )


def of_difference(grid: Grid, name: str, cells: Cells) -> Heat:
    """The share of a result's runs minus that of the first's."""
    values = values_of(cells)
    end = next(end for end in ENDS if np.nanmax(np.abs(values)) <= end)
    worst = 100.0 * float(np.nanmax([one.error for row in cells for one in row]))
    return Heat(
        values=values,
        words=tuple(tuple("" if np.isnan(one) else signed(100.0 * one, 0) for one in row) for row in values),
        panel=f"{grid.event}: {name} minus {grid.names[0]}",
        title=gaps_finding(grid, name, cells),
        colours=DIVERGING,
        scale=Normalize(-end, end),
        key="Difference, percentage points",
        ticks=(-end, -end / 2.0, 0.0, end / 2.0, end),
        note=f"paired: standard error of a difference at most {worst:.1f} points in these cells",
    )


def values_of(cells: Cells) -> NDArray[np.float64]:
    """The estimates' values (up, across)."""
    return np.array([[one.value for one in row] for row in cells])


def drawn(axes: Axes, grid: Grid, heat: Heat) -> Axes:
    """One map, the values in its cells where they fit."""
    across, up = np.arange(len(grid.across.values)), np.arange(len(grid.up.values))
    mesh = axes.pcolormesh(
        across, up, heat.values, cmap=heat.colours, norm=heat.scale, edgecolors=PAPER, linewidth=0.6
    )
    hatch_empty(axes, heat)
    write_cells(axes, heat)
    axes.grid(False)
    axes.tick_params(length=0, labelsize=8.5)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_xticks(*ticks_of(grid.across))
    axes.set_yticks(*ticks_of(grid.up))
    axes.set_ylabel(wrapped(grid.up, UP_LETTERS))
    headed(axes, heat.title, width=0.85)
    key = axes.figure.colorbar(mesh, ax=axes, pad=0.02, aspect=28, ticks=heat.ticks)
    key.ax.set_yticklabels([f"{100.0 * tick:g}".replace("-", "−") for tick in heat.ticks])
    key.set_label(heat.key, color=FAINT, fontsize=8.5)
    key.ax.tick_params(labelsize=8)
    key.outline.set_visible(False)
    size = f"{runs_in_cells(grid, heat)}, on the same random seeds"
    note = f"{size}; {heat.note}; within {grid.horizon_days:g} days"
    foot(axes, wrapped(grid.across, ACROSS_LETTERS), note)
    return axes


def runs_in_cells(grid: Grid, heat: Heat) -> str:
    """How many runs the cells have, and how many have none: those of a sweep that was cancelled."""
    cells, empty = heat.values.size, int(np.isnan(heat.values).sum())
    if not empty:
        return f"n = {grid.runs:,} runs in each of {cells:,} cells"
    some = f"n = {grid.runs:,} runs or more in each of {cells - empty:,} cells"
    return f"{some}; hatched: no runs ({empty:,} of {cells:,} cells)"


def hatch_empty(axes: Axes, heat: Heat) -> None:
    """Hatch the ground where some cell has no runs: it shows there, as nothing is drawn upon it."""
    if np.isnan(heat.values).any():
        up, across = heat.values.shape
        axes.add_patch(
            Rectangle(
                (-0.5, -0.5), across, up, facecolor=PAPER, edgecolor=FAINT, hatch="////", linewidth=0.0,
                zorder=0,
            )
        )  # fmt: skip


def write_cells(axes: Axes, heat: Heat) -> None:
    """The words of each cell in ink or paper, whichever is read better on its colour."""
    size = letter_size(heat.words)
    if not size:
        return
    for y, row in enumerate(heat.words):
        for x, words in enumerate(row):
            if not words:
                continue
            colour = read_on(heat.colours(heat.scale(heat.values[y, x])))
            axes.text(x, y, words, ha="center", va="center", fontsize=size, color=colour)


def read_on(ground: Any) -> str:
    """Ink or paper, whichever has the greater contrast with a ground (WCAG 2.1)."""
    light = luminance(ground) + 0.05
    return INK if light / (luminance(INK) + 0.05) > (luminance(PAPER) + 0.05) / light else PAPER


def letter_size(words: Sequence[Sequence[str]]) -> float:
    """The size of letters at which the longest words fit a cell, points; 0 where they would be too small."""
    longest = max(len(each) for row in words for each in row)
    wide, high = 72.0 * CELLS_INCHES[0] / len(words[0]), 72.0 * CELLS_INCHES[1] / len(words)
    size = min(LARGEST, 0.9 * wide / (LETTER_WIDTH * longest), high / LINE_HEIGHT)
    return size if size >= SMALLEST else 0.0


def luminance(colour: Any) -> float:
    """Relative luminance of a colour, 0 to 1 (WCAG 2.1)."""
    rgb = np.array(to_rgb(colour))
    return float(LUMINANCE @ np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4))


def ticks_of(varied: Varied) -> tuple[list[int], list[str]]:
    """Where the values are written along an axis, and as what."""
    every = -(-len(varied.values) // MOST_TICKS)
    at = list(range(0, len(varied.values), every))
    return at, [f"{varied.values[i]:.4g}" for i in at]


def wrapped(varied: Varied, letters: int) -> str:
    """A number with its unit as the label of an axis."""
    words = f"{varied.name}, {varied.unit}" if varied.unit not in ("", "1") else varied.name
    return textwrap.fill(words, letters)


def alt_heat(grid: Grid, heat: Heat) -> str:
    """A map in words: its numbers, and where it is least and most."""
    ends = " and ".join(
        f"{varied.name} from {varied.values[0]:g} to {varied.values[-1]:g}"
        for varied in (grid.across, grid.up)
    )
    told = [
        f"{word} {said(heat, at)} at {where(grid, at)}"
        for word, at in (("least", int(np.nanargmin(heat.values))), ("most", int(np.nanargmax(heat.values))))
    ]
    empty = int(np.isnan(heat.values).sum())
    told += [f"{counted(empty, 'cell has', 'cells have')} no runs"] if empty else []
    return f"{heat.panel}, by {ends}: {'; '.join(told)}."


def said(heat: Heat, at: int) -> str:
    """The value of a cell in words."""
    value = float(heat.values.flat[at])
    return percent(value) if heat.colours is COLOURS else f"{signed(100.0 * value)} points"


def where(grid: Grid, at: int) -> str:
    """The two values of a cell."""
    up, across = divmod(at, len(grid.across.values))
    return f"{grid.across.values[across]:.4g} and {grid.up.values[up]:.4g}"
