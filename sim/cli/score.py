"""``rout score``: a result against the record of its scenario."""

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
    from sim.analysis.score import Score
    from sim.report.table import Table
    from sim.scenario.record import RecordedDay


def score(
    result: Annotated[
        str,
        typer.Argument(
            help="A result folder, or its name in results/.", metavar="RESULT", autocompletion=complete_result
        ),
    ],
    figure: Annotated[
        Path | None,
        typer.Option(
            help="Draw every place's days and the losses a day into this .png or .svg.", metavar="FILE"
        ),
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(help="Write the score of every place to this .csv.", metavar="FILE")
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Score a result against the record: the day on which each place was lost, or that it held.

    Example: [bold]rout score offensive --figure record.png[/bold]

    The score is the continuous ranked probability score (CRPS), in days: how far the runs are from the \
record on average, less for a spread that holds it well. Simple forecasts stand beside it. The record \
is the table of observed days in the scenario. That runs follow a record they were fitted to is a fit, not \
a test.
    """
    from sim.analysis.score import score as scored
    from sim.analysis.score import sentences
    from sim.results import Result

    require_figure_kind(figure)
    found = scored(Result.open(result))
    said = sentences(found)
    if json:
        print_json(
            "score",
            {
                "sentences": said,
                "mean_crps": found.crps,
                "places": list(found.rows()),
                "recorded_losses": found.recorded_losses.tolist(),
                "losses": dict(zip(("low", "mean", "high"), found.losses.tolist(), strict=True)),
            },
        )
    elif not quiet:
        terminal = console()
        terminal.print(table(found).rich(terminal.width))
        for sentence in said:
            terminal.print(sentence, soft_wrap=True)
    files = _files(found, figure, csv)
    if files and not (quiet or json):
        say_files("Written", files)


def table(found: Score) -> Table:
    """A row for each place, by its recorded day."""
    from sim.analysis.sentences import percent
    from sim.report.table import Table

    start = found.theatre.start
    rows = tuple(
        (
            f"{one.place}{'' if one.within else ' *'}",
            _record(one.recorded, start),
            f"{one.median:.1f}{_date(start, one.median)}",
            f"{one.low:.1f}–{one.high:.1f}",
            percent(one.never),
            f"{one.crps:.2f}",
        )
        for one in found.places
    )
    heads = ("Place", "Observed", "Median", "5 to 95 %", "Never", "CRPS")
    star = "" if all(one.within for one in found.places) else "; * observed outside the range"
    return Table(f"{found.side.name} against the record, days after the start{star}", heads, rows)


def _record(day: RecordedDay, start: str) -> str:
    """A recorded day to one place, as the columns beside it, and its date."""
    if day.held:
        return "held"
    if day.first == day.last:
        return f"{day.first:.1f}{_date(start, day.first)}"
    return f"{day.first:.1f}–{day.last:.1f}{_date(start, day.first, ', from ')}"


def _date(start: str, day: float, joined: str = ", ") -> str:
    from sim.scenario.calendar import date_of

    date = date_of(start, day)
    return f"{joined}{date}" if date else ""


def _files(found: Score, figure: Path | None, csv: Path | None) -> list[Path]:
    files = []
    if csv is not None:
        from sim.files import write_atomically
        from sim.report.table import csv_text

        files.append(write_atomically(csv, csv_text(found.rows())))
    if figure is not None:
        from sim.plots.record import alt_text, title
        from sim.plots.record import figure as drawn
        from sim.plots.style import save

        save(drawn(found), figure, title(found), alt_text(found))
        files.append(figure)
    return files
