"""``rout why``: which runs end otherwise, and where their histories part."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.output import JsonOption, console, print_json

NAME = "A result folder, or its name in results/."


def why(
    first: Annotated[str, typer.Argument(help=NAME, metavar="A")],
    other: Annotated[str, typer.Argument(help=NAME, metavar="B")],
    json: JsonOption = False,
) -> None:
    """Say which runs with the same luck end otherwise in B than in A, and through which dated event first.

    Example: [bold]rout why homs-hold homs-fall[/bold]
    """
    from sim.analysis.why import changed_runs
    from sim.report.changed import plain_why, render_why
    from sim.results import Result

    changed = changed_runs(Result.open(first), Result.open(other))
    if json:
        print_json("why", plain_why(changed))
    else:
        render_why(changed, console())
