"""``rout new``: begin a theatre from a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.counting import counted
from sim.errors import UsageError
from sim.report.output import say_files


def new(
    places: Annotated[Path, typer.Option("--places", help="Table of places, as CSV.", metavar="CSV")],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Scenario file to write; it must not exist.", metavar="FILE")
    ],
    roads: Annotated[
        Path | None,
        typer.Option("--roads", help="Table of roads, as CSV; guessed if not given.", metavar="CSV"),
    ] = None,
) -> None:
    """Begin a theatre from a spreadsheet: a scenario that passes the checks, marked where to fill it in.

    Example: [bold]rout new --places places.csv --roads roads.csv -o my-war.toml[/bold]

    Columns of places: place, lat, lon, holder, men, prestige, population, seat, provincial, source; the \
first three are needed. Columns of roads: from, to, km, name, source; the first two are needed.
    """
    from sim.scenario.spreadsheet import read_places, read_roads
    from sim.scenario.starting import begin

    if out.exists():
        raise UsageError(f"{out} exists; give another name with -o, or move it away")
    if out.suffix != ".toml":
        raise UsageError(f"{out}: a scenario is a .toml file; write -o {out.with_suffix('.toml')}")
    found = read_places(places)
    text = begin(out.stem, found, read_roads(roads, found) if roads else None, str(roads or places))
    _write(out, text)
    say_files("Written", [out])
    typer.echo(f"{counted(len(found), 'place')}. Look for TO FILL IN, then: rout check {out} --summary")


def _write(path: Path, text: str) -> None:
    """Write a file that is not there yet. Raises UsageError when it cannot be made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path.parent}: cannot be made: {error.strerror}") from None
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} exists; give another name with -o, or move it away") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
