"""``rout run``: simulate scenarios many times and store what happens."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.setup import BranchName, Setup, Sweep
from sim.engines import EngineName
from sim.report.output import JsonOption, QuietOption, complete_scenario

what, varied, where, how = (
    partial(typer.Option, rich_help_panel=panel)
    for panel in ("What to run", "What to vary", "Where it goes", "How it is computed")
)

Scenarios = Annotated[
    list[str],
    typer.Argument(
        help="Scenario files, or names of shipped ones such as homs-hold.",
        metavar="SCENARIO",
        autocompletion=complete_scenario,
    ),
]
Runs = Annotated[
    int | None,
    what(
        "-n",
        "--runs",
        min=1,
        max=2**32,
        metavar="N",
        help="Runs in all (1,000 if not given); with --until the most there may be (1,000,000).",
    ),
]
Seed = Annotated[
    int,
    what(
        min=0, max=2**32 - 1, metavar="N", help="Seed: run by run, the same random numbers in every scenario."
    ),
]
Until = Annotated[
    str | None,
    what(
        help='Run until a figure is this exact: "P(capital_fell) +- 0.01", "Q0.5(capital_lost_day) +- 0.25".',
        metavar="FIGURE",
    ),
]
Set = Annotated[
    list[str] | None,
    what(
        "--set",
        help='Override a field: parameters.expected_days=1, "units.25th Division.men=2000".',
        metavar="NAME=VALUE",
    ),
]
Branch = Annotated[
    BranchName | None,
    what(
        help="Do this to the bellwether, or to the place of --at, whatever the scenario says.",
        metavar="free|hold|fall",
    ),
]
At = Annotated[
    str | None,
    what(help="Where --branch is done: a place that the state holds at the start.", metavar="PLACE"),
]
TickHours = Annotated[
    float | None, what(help="Length of a tick, hours, whatever the scenario says.", metavar="HOURS")
]
Vary = Annotated[
    list[str] | None,
    varied(
        help="Vary a number: NAME=0.1,0.35,1 or, to sample, NAME=LOW:HIGH. Several make a grid.",
        metavar="NAME=VALUES",
    ),
]
Zip = Annotated[bool, varied("--zip", help="Take the values of all --vary in step instead of a grid.")]
Table = Annotated[
    Path | None,
    varied(help="Take the points from a CSV file: a header of names, one point a line.", metavar="FILE"),
]
LatinHypercube = Annotated[
    int | None,
    varied(min=1, help="Sample this many points of a Latin hypercube from the ranges.", metavar="N"),
]
Sobol = Annotated[
    int | None,
    varied(min=1, help="Sample this many Sobol points from the ranges (a power of two).", metavar="N"),
]
Out = Annotated[
    Path, where(help="Folder for the results; each scenario gets a folder in it.", metavar="FOLDER")
]
Name = Annotated[
    str | None,
    where(help="Name of the result, for one scenario only; otherwise it is the file's.", metavar="NAME"),
]
Replace = Annotated[bool, where("--replace", help="Delete what the result folder holds and start anew.")]
EngineOption = Annotated[
    EngineName,
    how(help="ensemble is compiled; mesa is the readable reference.", metavar="ensemble|mesa"),
]
Threads = Annotated[
    int | None,
    how(min=1, max=1024, metavar="N", help="Threads, or processes for mesa; all cores if not given."),
]
Dask = Annotated[
    str | None,
    how(
        help="Run on a Dask cluster, by its scheduler's address (pip install 'rout\\[dask]').",
        metavar="ADDRESS",
    ),
]


def run(
    scenarios: Scenarios,
    runs: Runs = None,
    seed: Seed = 1,
    until: Until = None,
    override: Set = None,
    branch: Branch = None,
    at: At = None,
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
    [bold]rout run homs --branch fall --set parameters.expected_days=4[/bold]
    [bold]rout run offensive --branch hold --at Hama --set branch.until_day=10[/bold]
    [bold]rout run homs --vary parameters.expected_days=2,4,8,16 --name stand[/bold]
    [bold]rout run offensive --until "P(capital_fell) +- 0.01"[/bold]

    Ctrl-C, or a power cut, loses at most a few seconds: the same command goes on from there, \
and -n 20000 after -n 10000 computes only the new runs. A run that fails is a row that says so, \
and the exit code is 1.
    """
    from sim.cli.running import Running

    sweep = Sweep(tuple(vary or ()), in_step, table, latin_hypercube, sobol)
    setup = Setup(
        tuple(scenarios), seed, tuple(override or ()), branch, at, tick_hours, sweep, name, str(engine)
    )
    running = Running(runs, until, out, replace, threads, dask)
    if running.run_all(setup.batches(), json=json, quiet=quiet):
        raise typer.Exit(1)
