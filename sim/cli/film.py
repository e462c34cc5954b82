"""``rout film``: one run on the map, day by day, as a film."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.run import At, Branch, Seed, Set
from sim.cli.setup import load_changed
from sim.errors import UsageError
from sim.report.output import QuietOption, bar, complete_scenario, say_files

MOST = 2**32 - 1


def film(
    scenario: Annotated[
        str,
        typer.Argument(
            help="A scenario file, or the name of a shipped one such as homs-hold.",
            metavar="SCENARIO",
            autocompletion=complete_scenario,
        ),
    ],
    run: Annotated[int, typer.Option("--run", min=0, max=MOST, metavar="N", help="The run's number.")] = 0,
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", help="The file to write: .gif, or .mp4 where ffmpeg is installed.", metavar="FILE"
        ),
    ] = Path("film.gif"),
    seed: Seed = 1,
    override: Set = None,
    branch: Branch = None,
    at: At = None,
    step: Annotated[
        float,
        typer.Option(
            "--step",
            min=0.0,
            help="Hours between two pictures while nothing happens; an event has a picture of its own.",
            metavar="HOURS",
        ),
    ] = 24.0,
    quiet: QuietOption = False,
) -> None:
    """Film one run: who controls the ground, who stands where, and what happened.

    [bold]rout film homs --run 3 -o homs.gif[/bold]
    [bold]rout film offensive --branch hold --step 6 -o held.mp4[/bold]

    The run is the one that rout run stores under the same number and seed.
    """
    from sim.files import write_atomically
    from sim.model.world import build_world
    from sim.plots.film import film as film_of
    from sim.plots.maps import read_outline
    from sim.plots.moving import require_film_kind
    from sim.scenario import outline_path
    from sim.story.history import History

    require_film_kind(out)
    if not math.isfinite(step):
        raise UsageError(f"--step {step}: expected a number of hours")
    path, chosen = load_changed(scenario, override or (), branch, at)
    outline = outline_path(path, chosen)
    with bar(f"{chosen.scenario.title}, run {run}", quiet=quiet, unit="pictures") as progress:
        history = History(build_world(chosen), seed, run, {})
        data = film_of(history, read_outline(outline) if outline else None, run, out.suffix, step, progress)
    write_atomically(out, data)
    if not quiet:
        say_files(f"Written ({len(data) / 1e6:.1f} MB)", [out])
