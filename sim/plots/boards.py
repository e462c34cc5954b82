"""Figures put together and saved: each view on its own, and all of them on one board."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from sim.analysis.compare import Comparison
from sim.analysis.findings import held_finding
from sim.analysis.sentences import headline
from sim.geography.theatre import Outline
from sim.plots import alt
from sim.plots.maps import colour_bar, colour_key, held_map, map_days, map_note
from sim.plots.style import FAINT, KINDS, head, new_figure, save_kinds, single, styled
from sim.plots.views import WIDTH_INCHES, View, view_figure, views

MAP_INCHES = (2.5, 2.4)
BOARD_COLUMNS = 2
BOARD_DAYS = 2  # on the maps of each result
MOST_WITH_MAPS = 3  # results on a board that has maps
WITHOUT_ASSUMPTION = ("outcomes", "dots", "days", "by-day")
"""The views of a board of results that draw no number, or too few runs to show what hangs on one."""


def map_figure(comparison: Comparison, side: int, outline: Outline | None) -> Figure:
    """The maps of one result, day by day."""
    with styled():
        figure = new_figure(MAP_INCHES[0] * len(map_days(comparison)) + 0.6, MAP_INCHES[1] + 1.0)
        draw_maps(figure, comparison, side, outline)
        figure.supxlabel(textwrap.fill(map_note(comparison), 120), fontsize=7.5, color=FAINT)
        head(figure, held_finding(comparison, side))
    return figure


def map_panel(comparison: Comparison, side: int, day: int, outline: Outline | None) -> Figure:
    """One map of one result on one day, without a key."""
    return single(lambda axes: held_map(axes, comparison, side, day, outline), *MAP_INCHES)


def map_key() -> Figure:
    """The key to the colours of all maps, on its own."""
    return single(colour_key, 4.0, 0.65)


def draw_maps(figure: Any, comparison: Comparison, side: int, outline: Outline | None) -> None:
    """A row of maps on a figure or a part of one."""
    days = map_days(comparison)
    row = figure.subplots(1, len(days), squeeze=False)[0]
    for axes, day in zip(row, days, strict=True):
        held_map(axes, comparison, side, day, outline)
    colour_bar(list(row))


def board(comparison: Comparison, outline: Outline | None) -> Figure:
    """What a reader needs first, on one figure under its headline; every view is a figure of its own too.

    How the runs end, what that hangs on, when the capital falls, and where the state holds on two days.
    """
    rows = _board_rows(comparison)
    maps = [
        (side, day) for side in range(len(comparison.sides)) for day in map_days(comparison)[-BOARD_DAYS:]
    ]
    if len(comparison.sides) > MOST_WITH_MAPS:
        maps = []
    heights = [max(view.height_inches for view in row) for row in rows]
    heights += [MAP_INCHES[1] + 0.3] * bool(maps)
    with styled():
        figure = new_figure(BOARD_COLUMNS * WIDTH_INCHES, sum(heights) + 1.2)
        parts = figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
        for row, part in zip(rows, parts, strict=False):
            # a cell for each view: a long label in one then takes no room from another
            for view, cell in zip(row, part.subfigures(1, BOARD_COLUMNS, squeeze=False)[0], strict=False):
                view.draw(cell.add_subplot())
        if maps:
            panels = parts[-1].subplots(1, len(maps), squeeze=False)[0]
            for axes, (side, day) in zip(panels, maps, strict=True):
                held_map(axes, comparison, side, day, outline)
            colour_bar(list(panels))
            figure.supxlabel(textwrap.fill(map_note(comparison), 150), fontsize=8, color=FAINT)
        head(figure, headline(comparison))
    return figure


def _board_rows(comparison: Comparison) -> list[list[View]]:
    """The views of a board, row by row."""
    by_name = {view.name: view for view in views(comparison)}
    wanted = ("outcomes", "assumption", "dots", "by-day") if "assumption" in by_name else WITHOUT_ASSUMPTION
    chosen = [by_name[name] for name in wanted]
    return [chosen[i : i + BOARD_COLUMNS] for i in range(0, len(chosen), BOARD_COLUMNS)]


def board_alt(comparison: Comparison) -> str:
    """Words for the board."""
    return f"{headline(comparison)} {alt.alt_outcomes(comparison)}"


def save_board(
    comparison: Comparison,
    folder: Path,
    outline: Outline | None,
    name: str = "comparison",
    kinds: Sequence[str] = KINDS,
) -> list[Path]:
    """Write the board, as PNG and SVG unless told otherwise; returns the files."""
    figure = board(comparison, outline)
    return save_kinds(figure, folder, name, headline(comparison), board_alt(comparison), kinds)


def save_views(comparison: Comparison, folder: Path, outline: Outline | None) -> list[Path]:
    """Write every view as PNG and SVG; returns the files."""
    files = []
    for view in views(comparison):
        files += save_kinds(view_figure(view), folder, view.name, view.title, view.alt)
    for side in range(len(comparison.sides)):
        figure = map_figure(comparison, side, outline)
        files += save_kinds(
            figure, folder, f"maps-{side}", held_finding(comparison, side), alt.alt_maps(comparison, side)
        )
    return files
