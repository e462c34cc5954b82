"""``rout run``: simulate scenarios many times and store what happens."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.setup import BranchName, Setup, Sweep
from sim.engines import EngineName
from sim.report.output import JsonOption, QuietOption

RUN, VARY, WHERE, SPEED = "What to run", "What to vary", "Where it goes", "How it is computed"

Scenarios = Annotated[
    list[str],
    typer.Argument(help="Scenario files, or names of shipped ones such as homs-hold.", metavar="SCENARIO"),
]
Runs = Annotated[
    int | None,
    typer.Option(
        "-n",
        "--runs",
        min=1,
        max=2**32,
        help="Runs in all (1,000 if not given); with --until the most there may be (1,000,000).",
        rich_help_panel=RUN,
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        min=0,
        max=2**32 - 1,
        help="Seed: run by run, the same random numbers in every scenario.",
        rich_help_panel=RUN,
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        help='Run until a figure is this exact: "P(capital_fell) +- 0.01", "Q0.5(capital_lost_day) +- 0.25".',
        rich_help_panel=RUN,
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help='Override a field: parameters.stand_weight=1, "units.25th Division.men=2000".',
        metavar="NAME=VALUE",
        rich_help_panel=RUN,
    ),
]
Branch = Annotated[
    BranchName | None,
    typer.Option(help="Do this to the bellwether, whatever the scenario says.", rich_help_panel=RUN),
]
TickHours = Annotated[
    float | None,
    typer.Option(help="Length of a tick, hours, whatever the scenario says.", rich_help_panel=RUN),
]
Vary = Annotated[
    list[str] | None,
    typer.Option(
        help="Vary a number: NAME=0.1,0.35,1 or, to sample, NAME=LOW:HIGH. Several make a grid.",
        metavar="NAME=VALUES",
        rich_help_panel=VARY,
    ),
]
Zip = Annotated[
    bool,
    typer.Option(
        "--zip", help="Take the values of all --vary in step instead of a grid.", rich_help_panel=VARY
    ),
]
Table = Annotated[
    Path | None,
    typer.Option(
        help="Take the points from a CSV file: a header of names, one point a line.", rich_help_panel=VARY
    ),
]
LatinHypercube = Annotated[
    int | None,
    typer.Option(
        min=1, help="Sample this many points of a Latin hypercube from the ranges.", rich_help_panel=VARY
    ),
]
Sobol = Annotated[
    int | None,
    typer.Option(
        min=1, help="Sample this many Sobol points from the ranges (a power of two).", rich_help_panel=VARY
    ),
]
Out = Annotated[
    Path,
    typer.Option(help="Folder for the results; each scenario gets a folder in it.", rich_help_panel=WHERE),
]
Name = Annotated[
    str | None,
    typer.Option(
        help="Name of the result, for one scenario only; otherwise it is the file's.", rich_help_panel=WHERE
    ),
]
Replace = Annotated[
    bool,
    typer.Option(
        "--replace", help="Delete what the result folder holds and start anew.", rich_help_panel=WHERE
    ),
]
EngineOption = Annotated[
    EngineName,
    typer.Option(help="ensemble is compiled; mesa is the readable reference.", rich_help_panel=SPEED),
]
Threads = Annotated[
    int | None,
    typer.Option(
        min=1, max=1024, help="Threads, or processes for mesa; all cores if not given.", rich_help_panel=SPEED
    ),
]
Dask = Annotated[
    str | None,
    typer.Option(
        help="Run on a Dask cluster, by its scheduler's address (pip install 'rout\\[dask]').",
        metavar="ADDRESS",
        rich_help_panel=SPEED,
    ),
]


def run(
    scenarios: Scenarios,
    runs: Runs = None,
    seed: Seed = 1,
    until: Until = None,
    override: Set = None,
    branch: Branch = None,
    tick_hours: TickHours = None,
    vary: Vary = None,
    in_step: Zip = False,
    table: Table = None,
    latin_hypercube: LatinHypercube = None,
    sobol: Sobol = None,
    out: Out = Path("results"),
    name: Name = None,
    replace: Replace = False,
    engine: EngineOption = EngineName.ensemble,
    threads: Threads = None,
    dask: Dask = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Simulate scenarios many times and store what happens.

    [bold]rout run homs-hold homs-fall -n 10000[/bold]
    [bold]rout run homs --branch fall --set parameters.stand_weight=1[/bold]
    [bold]rout run homs --vary parameters.stand_weight=0.1,0.35,1,2 --name stand[/bold]
    [bold]rout run offensive --until "P(capital_fell) +- 0.01"[/bold]

    Ctrl-C, or a power cut, loses at most a few seconds: the same command goes on from there, \
and -n 20000 after -n 10000 computes only the new runs. A run that fails is a row that says so, \
and the exit code is 1.
    """
    from sim.cli.running import Report, Running

    sweep = Sweep(tuple(vary or ()), in_step, table, latin_hypercube, sobol)
    setup = Setup(tuple(scenarios), seed, tuple(override or ()), branch, tick_hours, sweep, name, str(engine))
    running = Running(runs, until, out, replace, threads, dask)
    report = Report(json=json, quiet=quiet)
    if running.run_all(setup.batches(), report):
        raise typer.Exit(1)
