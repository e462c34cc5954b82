"""What goes where: results to standard output, progress to standard error, JSON when asked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.files import json_text

if TYPE_CHECKING:
    from rich.console import Console

SCHEMA_VERSION = 1

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON to standard output and nothing else.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but problems.")]


def print_json(command: str, body: Mapping[str, Any]) -> None:
    """Print one JSON object; ``schema_version`` is raised when the meaning of a key changes."""
    whole = {"schema_version": SCHEMA_VERSION, "command": command, **body}
    sys.stdout.write(json_text(whole))


def print_line(text: str) -> None:
    """Print one line as it is."""
    typer.echo(text)


def say_files(done: str, files: Sequence[Path]) -> None:
    """Name the files written, on standard error."""
    console(error=True).print(f"{done}: {', '.join(map(str, files))}", soft_wrap=True)


def console(*, error: bool = False) -> Console:
    """The terminal; without colour when it is none or NO_COLOR is set."""
    from rich.console import Console

    return Console(stderr=error, highlight=False)
