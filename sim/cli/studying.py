"""What the commands of studies share: their options, their bench, and how they print what they found."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.output import console, say_files
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.report.sheets import Sheet
    from sim.scenario import Scenario
    from sim.studies.bench import Bench, Progress

RUNS = 1_000
BATCHES = "batches"

ScenarioArgument = Annotated[
    str, typer.Argument(help="A scenario file, or the name of a shipped one.", metavar="SCENARIO")
]
RunsOption = Annotated[
    int, typer.Option("-n", "--runs", min=1, max=2**32, help="Runs in each arm and point.")
]
SeedOption = Annotated[
    int, typer.Option(min=0, max=2**32 - 1, help="Seed: the same luck, run by run, in every arm.")
]
OutOption = Annotated[Path, typer.Option(help="Folder for the results; the study gets a folder in it.")]
ReplaceOption = Annotated[
    bool, typer.Option("--replace", help="Delete the study's stored runs and start anew.")
]
ThreadsOption = Annotated[int | None, typer.Option(min=1, max=1024, help="Threads; all cores if not given.")]


def bench_at(folder: Path, n: int, seed: int, threads: int | None, *, replace: bool, quiet: bool) -> Bench:
    """Where a study's batches run: below its folder, on the compiled engine, with a bar while they run."""
    from sim.cli.running import bar
    from sim.engines import EngineName, engine_named
    from sim.studies.bench import Bench

    @contextmanager
    def watch(name: str) -> Iterator[Progress | None]:
        with bar(name, quiet=quiet) as progress:
            yield progress

    engine = engine_named(EngineName.ensemble)
    command = shlex.join(["rout", *sys.argv[1:]])
    return Bench(engine, folder / BATCHES, n, seed, threads, replace, command, watch)


def scenario_named(name: str) -> Scenario:
    """A scenario by its file or name. Raises ScenarioError with every problem at once."""
    from sim.scenario import load
    from sim.scenario.shipped import find

    return load(find(name))


def listed(option: str, text: str | None) -> tuple[float, ...] | None:
    """Numbers with commas between them. Raises UsageError for anything else."""
    if text is None:
        return None
    try:
        values = tuple(sorted({float(part) for part in text.split(",")}))
    except ValueError:
        raise UsageError(f"{option} {text!r}: expected numbers with commas between them") from None
    if not all(0.0 <= value < float("inf") for value in values):
        raise UsageError(f"{option} {text!r}: expected finite numbers of at least 0")
    return values


def show(sheets: Sequence[Sheet], sentences: Sequence[str], files: Sequence[Path]) -> None:
    """Tables and sentences to standard output, the files' names to standard error."""
    terminal = console()
    for sheet in sheets:
        terminal.print(sheet.rich())
    for sentence in sentences:
        terminal.print(sentence, soft_wrap=True)
    say_files("Written", files)
