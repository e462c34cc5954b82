"""``rout forecast``: what was not used, forecast from the rest and held against what came."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.calibrate import (
    DRAWS,
    DrawsOption,
    JobsOption,
    PriorsArgument,
    SeedOption,
    say_on_terminal,
    usual_work,
)
from sim.report.output import (
    JsonOption,
    QuietOption,
    bar,
    console,
    print_json,
    require_figure_kind,
    say_files,
)

if TYPE_CHECKING:
    from sim.calibration.forecast import Forecast
    from sim.calibration.known import Cut
    from sim.calibration.priors import Priors


def forecast(
    priors: PriorsArgument,
    without: Annotated[
        str, typer.Option(help="Use every war but this one, and forecast it from its start.", metavar="WAR")
    ] = "",
    as_of: Annotated[
        str,
        typer.Option(
            help="Use what had happened by then in all wars, and forecast the rest; a day is its beginning.",
            metavar="DATE",
        ),
    ] = "",
    follow: Annotated[
        bool,
        typer.Option(
            "--follow",
            help="With --without: forecast by new runs of vectors that follow the other wars; a quarter of "
            "an hour more for three wars.",
        ),
    ] = False,
    draws: DrawsOption = DRAWS,
    seed: SeedOption = 1,
    work: Annotated[
        Path | None,
        typer.Option(
            help="Folder of the simulations, those of rout calibrate; results/calibrate-PRIORS if not given.",
            metavar="FOLDER",
        ),
    ] = None,
    jobs: JobsOption = None,
    figure: Annotated[
        Path | None,
        typer.Option(help="Draw every place's forecast and record into this .png or .svg.", metavar="FILE"),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(help="Write forecast and scores of every place to this .csv.", metavar="FILE"),
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:  # fmt: skip
    """Forecast what was not used: a war that is left out, or what came after a date.

    Example: [bold]rout forecast campaigns --as-of 2024-12-05T18:00[/bold]

    Learns from the other wars, or from all that had happened by the date, and reads the days to come from \
the simulations that agree with it. They are scored against what came by the continuous ranked probability \
score (CRPS, days) and the log score (nats), with simple forecasts beside them that are told no more. \
The simulations are those of rout calibrate and are not repeated.

    The days that are forecast are not used, but whoever wrote the scenario and the priors knew them.
    """
    from sim.calibration.forecast import forecast as forecasted
    from sim.calibration.learn import require_enough, require_standing
    from sim.calibration.left_out import forecast_by_following
    from sim.calibration.priors import read_priors
    from sim.calibration.simulate import study
    from sim.cli.running import tell_of_compiling
    from sim.engines import EngineName

    require_enough(draws)
    require_figure_kind(figure)
    known = read_priors(priors)
    cut = _cut(known, without, as_of, follow=follow)
    folder = work or usual_work(known.path)
    tell_of_compiling(EngineName.ensemble, quiet=quiet or json)
    with bar(known.path.stem, quiet=quiet or json) as progress:
        simulated = study(known, folder, seed, draws, jobs=jobs, progress=progress)
    require_standing(known, len(simulated), draws)
    say = say_on_terminal(quiet=quiet or json)
    if follow:
        found = forecast_by_following(known, simulated, cut, seed, folder, jobs=jobs, say=say)
    else:
        found = forecasted(known, simulated, cut, seed, say)
    _show(found, json=json, quiet=quiet)
    files = _files(found, figure, csv)
    if files and not (quiet or json):
        say_files("Written", files)


def _cut(priors: Priors, war: str, moment: str, *, follow: bool) -> Cut:
    from sim.calibration.known import as_of, without
    from sim.errors import UsageError

    if bool(war) == bool(moment):
        raise UsageError(
            "give one of --without WAR and --as-of DATE, such as "
            f"--without {priors.wars[-1]} or --as-of 2024-12-05T18:00"
        )
    if moment and follow:
        raise UsageError(
            "--follow: only with --without WAR; after a date every vector would need runs that agree with "
            "what had happened by then"
        )
    return without(priors, war) if war else as_of(priors, moment)


def _show(found: Forecast, *, json: bool, quiet: bool) -> None:
    from sim.calibration.forecast_table import as_json, places_table, scores_tables, sentences

    if json:
        print_json("forecast", as_json(found))
    elif not quiet:
        terminal = console()
        for one in found.records:
            for table in (places_table(found, one), *scores_tables(one)):
                terminal.print(table.rich(terminal.width))
        for sentence in sentences(found):
            terminal.print(sentence, soft_wrap=True)


def _files(found: Forecast, figure: Path | None, csv: Path | None) -> list[Path]:
    files = []
    if csv is not None:
        from sim.calibration.forecast_table import rows
        from sim.files import write_atomically
        from sim.report.table import csv_text

        files.append(write_atomically(csv, csv_text(rows(found))))
    if figure is not None:
        from sim.calibration.forecast_table import drawn
        from sim.plots.style import save

        image, title, alt = drawn(found)
        save(image, figure, title, alt)
        files.append(figure)
    return files
