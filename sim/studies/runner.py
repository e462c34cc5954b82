"""What all studies share: how their batches are run, the options of their commands, and how these print."""

from __future__ import annotations

import functools
import inspect
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from sim.analysis.arms import Arms, arms_by_point
from sim.analysis.sentences import days_later, percent, points
from sim.batch import Batch, Design, Engine, run_batch
from sim.engines import EngineName, engine_named
from sim.errors import UsageError
from sim.report.output import JsonOption, QuietOption, bar, complete_scenario, console, print_json, say_files
from sim.report.table import Table
from sim.results import Result
from sim.scenario import Scenario, build, load, resolved
from sim.scenario.calendar import date_of, in_brackets
from sim.scenario.schema import NO_DAY, middle_of
from sim.scenario.shipped import find
from sim.scenario.words import did_you_mean

Command = Callable[..., None]
USUAL_RUNS = 1_000
AtOption = Annotated[
    str | None,
    typer.Option(help="The place; that of the scenario's branch if not given.", metavar="PLACE"),
]


@dataclass(frozen=True)
class StudyRunner:
    """How the batches of a study are run: ``n`` runs at each point, kept in folders below ``out``.

    Unless it is ``quiet``, a bar on the terminal shows how far a batch is.
    """

    engine: Engine
    out: Path
    n: int
    seed: int = 1
    threads: int | None = None
    replace: bool = False
    command: str = ""
    quiet: bool = True

    def run(self, scenario: Scenario, name: str, design: Design | None = None, seed: int = 0) -> Result:
        """One batch; runs that its folder has already are not repeated. ``seed`` 0 is the runner's own."""
        world = self.engine.build_world(scenario)
        seed = seed or self.seed
        batch = Batch(scenario, world, seed, self.engine, design, name=name, command=self.command)
        with bar(name, quiet=self.quiet) as progress:
            return run_batch(
                batch, self.out / name, self.n, workers=self.threads, progress=progress, replace=self.replace
            )


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """The scenario with fields set by dotted names, validated anew. Raises ScenarioError."""
    return build(resolved(scenario), scenario.scenario.title, changes)


def along(number: str, values: Sequence[float]) -> Design:
    """A design that sets one number to each of some values."""
    return Design((number,), np.array(values, dtype=np.float64)[:, None], "list")


def both_arms(
    runner: StudyRunner,
    scenario: Scenario,
    name: str,
    number: str,
    values: Sequence[float],
    *,
    dates: bool = False,
) -> Arms:
    """do(hold) and do(fall) at each value of a number; ``dates`` says that it is the day of the branch."""
    hold, fall = (
        runner.run(changed(scenario, {"branch.kind": kind}), f"{name}-{kind}", along(number, values))
        for kind in ("hold", "fall")
    )
    return arms_by_point(hold, fall, np.array(values), number, dates=dates)


ARM_HEADS = ("Capital falls, hold", "Capital falls, fall", "Effect, points")


def arm_cells(arms: Arms, *, dates: bool = False) -> Iterator[tuple[str, ...]]:
    """Cells of a table, a row per value: the value, both arms, the effect and that on the day.

    With ``dates`` the value is a day of the scenario and has its date.
    """
    curve = arms.curve
    for k, value in enumerate(curve.points):
        date = in_brackets(date_of(arms.theatre.start, value, hour=True)) if dates else ""
        yield (
            f"{value:g}{date}",
            percent(arms.hold[k].value),
            percent(arms.fall[k].value),
            points(curve.happened[k], 0),
            days_later(curve.delay[k]),
        )


def numbers_listed(option: str, text: str | None) -> tuple[float, ...] | None:
    """Numbers with commas between them, ascending. Raises UsageError for anything else."""
    if text is None:
        return None
    try:
        values = tuple(sorted({float(part) for part in text.split(",")}))
    except ValueError:
        raise UsageError(f"{option} {text!r}: expected numbers with commas between them") from None
    if not all(0.0 <= value < float("inf") for value in values):
        raise UsageError(f"{option} {text!r}: expected finite numbers of at least 0")
    return values


def garrisons(scenario: Scenario) -> dict[str, float]:
    """Men of the state at each place at which any stand at the start, most first."""
    men: dict[str, float] = {}
    for unit in scenario.units.values():
        men[unit.place] = men.get(unit.place, 0.0) + middle_of(unit.men)
    return dict(sorted(men.items(), key=lambda item: -item[1]))


def garrisoned(scenario: Scenario, option: str, place: str) -> str:
    """The place itself. Raises UsageError where no formation of the state stands at the start."""
    if place not in scenario.places:
        raise UsageError(f"{option} {place}: no such place{did_you_mean(place, scenario.places)}")
    known = garrisons(scenario)
    if place not in known:
        raise UsageError(
            f"{option} {place}: no formation of the state stands there at the start; "
            f"name a place that has a garrison, such as {next(iter(known))}"
        )
    return place


def held(place: str, until_day: float = NO_DAY) -> dict[str, Any]:
    """Changes of a scenario that hold a place from the start up to a day; to the end if none is given."""
    return {
        "branch.kind": "hold",
        "branch.place": place,
        "branch.from_day": 0.0,
        "branch.until_day": until_day,
    }


@dataclass(frozen=True)
class Study:
    """One call of a study's command: what it is about, what runs its batches, and where its files go."""

    command: str
    scenario: Scenario
    file: Path
    name: str
    folder: Path
    runner: StudyRunner
    json: bool
    quiet: bool

    def show(
        self,
        tables: Sequence[Table],
        sentences: Sequence[str],
        files: Sequence[Path],
        body: Mapping[str, Any],
    ) -> None:
        """Tables and sentences to standard output and files' names to standard error, or ``body`` as JSON."""
        if self.json:
            print_json(self.command, {**body, "files": [str(path) for path in files]})
        elif not self.quiet:
            terminal = console()
            for table in tables:
                terminal.print(table.rich(terminal.width))
            for sentence in sentences:
                terminal.print(sentence, soft_wrap=True)
            say_files("Written", files)


def study_options(folder: str, usual_runs: int = USUAL_RUNS) -> Callable[[Command], Command]:
    """Give a command the options that all studies share; it is called with a ``Study`` and its own.

    Its files go to ``folder`` and the scenario's name; it makes ``usual_runs`` if not told otherwise. Its own
    options follow the number of runs in the help.
    """

    def decorate(command: Command) -> Command:
        _, *own = inspect.signature(command, eval_str=True).parameters.values()
        start = functools.partial(_study, command.__name__.replace("_", "-"), folder)
        scenario, runs, *rest = inspect.signature(start, eval_str=True).parameters.values()
        runs = runs.replace(default=usual_runs)

        @functools.wraps(command)
        def called(**given: Any) -> None:
            chosen = {option.name: given.pop(option.name) for option in own}
            command(start(**given), **chosen)

        named = (one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (runs, *own, *rest))
        options = [scenario, *named]  # of which some may be required
        called.__annotations__ = {option.name: option.annotation for option in options}
        vars(called)["__signature__"] = inspect.Signature(options)
        return called

    return decorate


def _study(
    command: str,
    folder: str,
    scenario: Annotated[
        str,
        typer.Argument(
            help="A scenario file, or the name of a shipped one.",
            metavar="SCENARIO",
            autocompletion=complete_scenario,
        ),
    ],
    runs: Annotated[
        int, typer.Option("-n", "--runs", min=1, max=2**32, metavar="N", help="Runs in each arm and point.")
    ] = USUAL_RUNS,
    seed: Annotated[
        int,
        typer.Option(
            min=0, max=2**32 - 1, metavar="N", help="Seed: run by run, the same random numbers in every arm."
        ),
    ] = 1,
    out: Annotated[
        Path, typer.Option(help="Folder for the results; the study gets a folder in it.", metavar="FOLDER")
    ] = Path("results"),
    replace: Annotated[
        bool, typer.Option("--replace", help="Delete the study's stored runs and start anew.")
    ] = False,
    threads: Annotated[
        int | None, typer.Option(min=1, max=1024, metavar="N", help="Threads; all cores if not given.")
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> Study:
    """A study from the words of its command, on the compiled engine. Raises ScenarioError."""
    name = Path(scenario).stem
    place = out / f"{folder}-{name}"
    runner = StudyRunner(
        engine_named(EngineName.ensemble),
        place / "batches",
        runs,
        seed,
        threads,
        replace,
        shlex.join(["rout", *sys.argv[1:]]),
        quiet or json,
    )
    return Study(command, scenario_named(scenario), find(scenario), name, place, runner, json, quiet)


def scenario_named(name: str) -> Scenario:
    """A scenario by its file or name. Raises ScenarioError with every problem at once."""
    return load(find(name))
