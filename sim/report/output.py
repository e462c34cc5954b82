"""What goes where: results to standard output, progress to standard error, JSON when asked for."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.errors import UsageError
from sim.files import json_text

if TYPE_CHECKING:
    from rich.console import Console

SCHEMA_VERSION = 1
FIGURE_KINDS = (".png", ".svg")

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON to standard output and nothing else.")]


def complete_result(incomplete: str) -> list[str]:
    """Names of results that begin like this, for the shell."""
    from sim.results.folder import result_names

    return [name for name in result_names() if name.startswith(incomplete)]


def complete_scenario(incomplete: str) -> list[str]:
    """Names of scenarios that begin like this, for the shell."""
    from sim.scenario.shipped import known_names

    return [name for name in known_names() if name.startswith(incomplete)]


ResultArgument = Annotated[
    str,
    typer.Argument(
        help="A result folder, or its name in results/.", metavar="RESULT", autocompletion=complete_result
    ),
]
PointOption = Annotated[
    int, typer.Option("--point", min=0, metavar="N", help="The design point, for a sweep.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but problems.")]


def require_figure_kind(figure: Path | None) -> None:
    """Refuse a file for a figure that is of no kind a figure can be; before anything is computed."""
    if figure is not None and figure.suffix not in FIGURE_KINDS:
        raise UsageError(f"--figure {figure}: a figure is written as {' or '.join(FIGURE_KINDS)}")


def print_json(command: str, body: Mapping[str, Any]) -> None:
    """Print one JSON object; ``schema_version`` is raised when the meaning of a key changes."""
    whole = {"schema_version": SCHEMA_VERSION, "command": command, **body}
    sys.stdout.write(json_text(whole))


def say_files(done: str, files: Sequence[Path]) -> None:
    """Name the files written, on standard error."""
    console(error=True).print(f"{done}: {', '.join(map(str, files))}", soft_wrap=True)


def console(*, error: bool = False) -> Console:
    """The terminal; without colour when it is none or NO_COLOR is set. What it prints is text, no markup."""
    from rich.console import Console

    return Console(stderr=error, highlight=False, markup=False, emoji=False)


@contextmanager
def bar(name: str, *, quiet: bool, unit: str = "runs") -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error with ``unit`` per second and the time left; none where nobody looks."""
    terminal = None if quiet else console(error=True)
    if terminal is None or not terminal.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=terminal, transient=True) as bars:
        task = bars.add_task(name, total=None, rate="")
        began: list[tuple[float, int]] = []

        def show(done: int, total: int) -> None:
            now = time.perf_counter()
            began.append((now, done))
            fresh, seconds = done - began[0][1], now - began[0][0]
            speed = fresh / seconds if seconds > 0 else 0.0
            rate = f"{speed:,.{0 if speed >= 10.0 else 1}f} {unit}/s" if speed else ""
            bars.update(task, completed=done, total=total, rate=rate)

        yield show
