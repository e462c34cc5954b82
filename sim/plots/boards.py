"""Figures put together and saved: each view on its own, and all of them on one board."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.compare import Comparison
from sim.analysis.sentences import headline
from sim.plots import alt
from sim.plots.courses import fan
from sim.plots.days import day_ecdf, day_histogram
from sim.plots.differences import changes, paired_differences
from sim.plots.dots import quantile_dots
from sim.plots.maps import Outline, colour_bar, colour_key, held_map, map_days, map_note
from sim.plots.outcomes import outcome_bars
from sim.plots.style import FAINT, new_figure, save, styled

VIEW_INCHES = (5.4, 3.6)
MAP_INCHES = (2.5, 2.4)
BOARD_COLUMNS = 2
KINDS = (".png", ".svg")


@dataclass(frozen=True)
class View:
    """One figure to be: a file name, a title, its words, and what draws it on an Axes."""

    name: str
    title: str
    alt: str
    draw: Callable[[Axes], Axes]


def views(comparison: Comparison, column: str = "capital_lost_day") -> Iterator[View]:
    """The views of a comparison about one day column, in reading order; maps are drawn by ``map_figure``."""
    table = comparison.day(column)
    words = alt.alt_days(comparison, table)
    yield View(
        "outcomes",
        "How the runs end",
        alt.alt_outcomes(comparison),
        partial(outcome_bars, comparison=comparison),
    )
    yield View(
        "dots",
        table.event,
        alt.alt_dots(comparison, table),
        partial(quantile_dots, comparison=comparison, table=table),
    )
    yield View("days", table.event, words, partial(day_histogram, comparison=comparison, table=table))
    yield View("by-day", table.event, words, partial(day_ecdf, comparison=comparison, table=table))
    for i in range(1, len(comparison.sides)):
        if table.paired[i - 1] is not None:
            draw: Callable[..., Axes] = partial(
                paired_differences, comparison=comparison, table=table, other=i
            )
            yield View(f"paired-{i}", "Run for run", alt.alt_paired(comparison, table, i), draw)
        yield View(
            f"changes-{i}",
            "What changes",
            alt.alt_changes(comparison, i),
            partial(changes, comparison=comparison, other=i),
        )
    for series in ("men_share", "morale"):
        for i, name in enumerate(comparison.names):
            draw = partial(fan, comparison=comparison, side=i, series=series)
            yield View(f"{series.replace('_', '-')}-{i}", name, alt.alt_fan(comparison, i, series), draw)


def view_figure(view: View) -> Figure:
    """One view on a figure of its own."""
    with styled():
        figure = new_figure(*VIEW_INCHES)
        view.draw(figure.add_subplot())
    return figure


def map_figure(comparison: Comparison, side: int, outline: Outline | None) -> Figure:
    """The maps of one result, day by day."""
    with styled():
        figure = new_figure(MAP_INCHES[0] * len(map_days(comparison)) + 0.6, MAP_INCHES[1] + 0.6)
        draw_maps(figure, comparison, side, outline)
        figure.supxlabel(textwrap.fill(map_note(comparison), 120), fontsize=7.5, color=FAINT)
    return figure


def map_panel(comparison: Comparison, side: int, day: int, outline: Outline | None) -> Figure:
    """One map of one result on one day, without a key."""
    with styled():
        figure = new_figure(*MAP_INCHES)
        held_map(figure.add_subplot(), comparison, side, day, outline)
    return figure


def map_key() -> Figure:
    """The key to the colours of all maps, on its own."""
    with styled():
        figure = new_figure(4.0, 0.65)
        colour_key(figure.add_subplot())
    return figure


def draw_maps(figure: Any, comparison: Comparison, side: int, outline: Outline | None) -> None:
    """A row of maps on a figure or a part of one."""
    days = map_days(comparison)
    row = figure.subplots(1, len(days), squeeze=False)[0]
    for axes, day in zip(row, days, strict=True):
        held_map(axes, comparison, side, day, outline)
    colour_bar(list(row))


def board(comparison: Comparison, outline: Outline | None) -> Figure:
    """All views of a comparison on one figure, under its headline."""
    chosen = [view for view in views(comparison) if not view.name.startswith("morale")]
    rows = -(-len(chosen) // BOARD_COLUMNS)
    heights = [rows * VIEW_INCHES[1], *(MAP_INCHES[1] + 0.3 for _ in comparison.sides)]
    with styled():
        figure = new_figure(BOARD_COLUMNS * VIEW_INCHES[0], sum(heights) + 1.2)
        parts = figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
        # a part of the figure for each view: a long label in one then takes no room from another
        cells = parts[0].subfigures(rows, BOARD_COLUMNS, squeeze=False).flat
        for view, cell in zip(chosen, cells, strict=False):
            view.draw(cell.add_subplot())
        for side, part in enumerate(parts[1:]):
            draw_maps(part, comparison, side, outline)
        figure.suptitle(
            textwrap.fill(headline(comparison), 95), x=0.01, ha="left", fontsize=12.5, fontweight="bold"
        )
        figure.supxlabel(textwrap.fill(map_note(comparison), 150), fontsize=8, color=FAINT)
    return figure


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
    return _save(figure, folder, name, headline(comparison), board_alt(comparison), kinds)


def save_views(comparison: Comparison, folder: Path, outline: Outline | None) -> list[Path]:
    """Write every view as PNG and SVG; returns the files."""
    files = []
    for view in views(comparison):
        files += _save(view_figure(view), folder, view.name, view.title, view.alt)
    for side, name in enumerate(comparison.names):
        figure = map_figure(comparison, side, outline)
        files += _save(
            figure, folder, f"maps-{side}", f"Where the state holds, {name}", alt.alt_maps(comparison, side)
        )
    return files


def _save(
    figure: Figure, folder: Path, name: str, title: str, words: str, kinds: Sequence[str] = KINDS
) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{name}{kind}" for kind in kinds]
    for path in files:
        save(figure, path, title, words)
    return files
