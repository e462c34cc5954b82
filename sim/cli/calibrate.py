"""``rout calibrate``: learn parameters from records, and say how far that can be believed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.counting import begun
from sim.report.output import JsonOption, QuietOption, bar, console, print_json, say_files

if TYPE_CHECKING:
    from sim.calibration.learn import Learned
    from sim.calibration.predictive import Predicted
    from sim.calibration.table import Row

DRAWS = 50_000
TRUTHS, LEAST_TRUTHS = 1_000, 200

PriorsArgument = Annotated[
    str, typer.Argument(help="A file of priors, or the name of a shipped one.", metavar="PRIORS")
]
DrawsOption = Annotated[
    int, typer.Option("-n", "--draws", min=1, max=2**31, metavar="N", help="Vectors drawn from the prior.")
]
SeedOption = Annotated[int, typer.Option(min=0, max=2**32 - 1, metavar="N", help="Seed of all draws.")]
JobsOption = Annotated[
    int | None, typer.Option(min=1, max=1024, metavar="N", help="Threads; all cores if not given.")
]


def usual_work(priors: Path) -> Path:
    """Where the simulations of a file of priors are kept, if no folder is given."""
    return Path("results") / f"calibrate-{priors.stem}"


def calibrate(
    priors: PriorsArgument,
    without: Annotated[
        str,
        typer.Option(
            help="Leave one war out, using the simulations of all; rout forecast forecasts it.", metavar="WAR"
        ),
    ] = "",
    draws: DrawsOption = DRAWS,
    seed: SeedOption = 1,
    truths: Annotated[
        int, typer.Option(min=LEAST_TRUTHS, metavar="N", help="Simulated truths that check the intervals.")
    ] = TRUTHS,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help="File of the posterior, .parquet; in the work folder if not given.",
            metavar="FILE",
        ),
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option(help="Folder of the simulations; results/calibrate-PRIORS if not given.",
            metavar="FOLDER",),
    ] = None,
    jobs: JobsOption = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Delete the simulations that are there and start anew.")
    ] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Write the posterior even where nothing fits the record.")
    ] = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:  # fmt: skip
    """Learn parameters from the records of one or several wars, and check how far that can be believed.

    Example: [bold]rout calibrate three-wars -n 50000 -o posterior/three-wars.parquet[/bold]

    Each scenario is run once for every vector drawn from the priors. A number has an interval only where \
intervals hold simulated truths as often as they say. A scenario that names the file in its table \
posterior draws a vector for each run. After Ctrl-C the same command goes on from there, and loses no more \
than the last step. Exit code 4: the record lies outside what the priors can make.
    """
    from sim.calibration.known import known_part
    from sim.calibration.known import without as left_out
    from sim.calibration.learn import learn, require_learnable, require_standing
    from sim.calibration.predictive import predict
    from sim.calibration.priors import read_priors
    from sim.calibration.simulate import created, study
    from sim.calibration.table import fit_sentence, rows, vectors
    from sim.cli.running import tell_of_compiling
    from sim.engines import EngineName
    from sim.errors import NothingFitsError
    from sim.files import write_atomically
    from sim.scenario.posterior import SUFFIX, parquet_of

    require_learnable(draws)
    known = read_priors(priors)
    cut = left_out(known, without) if without else None
    folder = work or usual_work(known.path)
    file = _file(out or folder / f"posterior{f'-without-{without}' if cut else ''}{SUFFIX}")
    tell_of_compiling(EngineName.ensemble, quiet=quiet or json)
    with bar(known.path.stem, quiet=quiet or json) as progress:
        found = study(known, folder, seed, draws, jobs=jobs, progress=progress, replace=replace)
    require_standing(known, len(found), draws)
    if cut is not None:
        known, found = known_part(known, found, cut)
    say = say_on_terminal(quiet=quiet or json)
    learned = learn(known, found, seed, truths, folder, jobs=jobs, say=say)
    told = rows(learned)
    predicted = predict(known, learned.whole, found, seed)
    _show(learned, told, predicted, draws, json=json, quiet=quiet)
    if learned.fit.fits or anyway:
        write_atomically(file, parquet_of(vectors(learned, draws, seed, created(folder))))
        if not (quiet or json):
            say_files("Written", [file])
    if not learned.fit.fits:
        raise NothingFitsError(f"{known.path}: {fit_sentence(learned.fit)}")


def _file(file: Path) -> Path:
    from sim.errors import UsageError
    from sim.scenario.posterior import SUFFIX

    if file.suffix != SUFFIX:
        raise UsageError(f"-o {file}: a posterior is a {SUFFIX} file; write -o {file.with_suffix(SUFFIX)}")
    return file


def say_on_terminal(*, quiet: bool) -> Callable[[str], None]:
    """Tell on the terminal what is being worked out."""
    terminal = console(error=True)
    seen = terminal.is_terminal and not quiet
    return lambda text: terminal.print(f"{begun(text)} ...") if seen else None


def _show(
    learned: Learned,
    told: tuple[Row, ...],
    predicted: tuple[Predicted, ...],
    draws: int,
    *,
    json: bool,
    quiet: bool,
) -> None:
    from sim.calibration.gaps import gaps_table
    from sim.calibration.table import predicted_table, sentences, tables

    said = list(sentences(learned, told, draws))
    if json:
        body = {
            "sentences": said,
            "draws": draws,
            "standing": learned.vectors,
            "vectors": len(learned.whole.weights),
            "fits": learned.fit.fits,
            "distance": learned.fit.record,
            "distance_limit": learned.fit.limit,
            "gaps": [vars(one) for one in learned.gaps],
            "tried": [vars(one) for one in learned.tried],
            "numbers": [row.as_json() for row in told],
            "predicted": [vars(one) for one in predicted],
        }
        print_json("calibrate", body)
    elif not quiet:
        terminal = console()
        terminal.print(f"{learned.priors.title}: {draws:,} vectors\n", style="bold")
        for one in (*tables(told), gaps_table(learned.gaps), predicted_table(predicted)):
            terminal.print(one.rich(terminal.width))
        for sentence in said:
            terminal.print(sentence, soft_wrap=True)
