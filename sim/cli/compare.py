"""``rout compare``: two or more results side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.report.output import (
    JsonOption,
    QuietOption,
    complete_result,
    console,
    print_json,
    require_figure_kind,
    say_files,
)

if TYPE_CHECKING:
    from sim.analysis.compare import Comparison
    from sim.geography.theatre import Outline


def compare(
    results: Annotated[
        list[str],
        typer.Argument(
            help="Result folders, or names in results/; the others are compared with the first.",
            metavar="RESULT",
            autocompletion=complete_result,
        ),
    ],
    figure: Annotated[
        Path | None,
        typer.Option(help="Write all views on one board to this .png or .svg file.", metavar="FILE"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the board and every view into this folder.", metavar="FOLDER")
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            help="Write outcomes, days and differences to this .csv, a number a row.", metavar="FILE"
        ),
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Compare results: outcomes, days, and what changes between paired runs, each with its interval.

    Example: [bold]rout compare homs-hold homs-fall --figure hold-or-fall.png[/bold]
    """
    from sim.analysis.compare import compare as compare_results
    from sim.results import Result

    require_figure_kind(figure)
    opened = [Result.open(name) for name in results]
    comparison = compare_results(opened)
    if json:
        from sim.analysis.as_json import plain_comparison

        print_json("compare", plain_comparison(comparison))
    elif not quiet:
        from sim.report.terminal import render_terminal

        render_terminal(comparison, console())
    if csv is not None:
        _tabulate(comparison, csv, quiet=quiet or json)
    if figure is not None or out is not None:
        from sim.plots.maps import find_outline

        _draw(comparison, find_outline(opened[0].manifest), figure, out, quiet=quiet or json)


def _tabulate(comparison: Comparison, file: Path, *, quiet: bool) -> None:
    """Write the comparison as tidy rows, and say where."""
    from sim.analysis.tidy import tidy_rows
    from sim.files import write_atomically
    from sim.report.table import csv_text

    written = write_atomically(file, csv_text(tidy_rows(comparison)))
    if not quiet:
        say_files("Written", [written])


def _draw(
    comparison: Comparison, outline: Outline | None, figure: Path | None, out: Path | None, *, quiet: bool
) -> None:
    """Write what was asked for, and say where it is."""
    from sim.plots.boards import save_board, save_views

    files = []
    if figure is not None:
        files += save_board(comparison, figure.parent, outline, figure.stem, (figure.suffix,))
    if out is not None:
        files += [*save_board(comparison, out, outline), *save_views(comparison, out, outline)]
    if not quiet:
        say_files("Drawn", files)
