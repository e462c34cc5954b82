"""``rout report``: a comparison as one HTML file."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.report.output import QuietOption, complete_result, console

if TYPE_CHECKING:
    from sim.analysis.branches import Branches
    from sim.results import Result


def report(
    results: Annotated[
        list[str],
        typer.Argument(
            help="Result folders, or names in results/.", metavar="RESULT", autocompletion=complete_result
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write.", metavar="FILE")] = Path(
        "report.html"
    ),
    quiet: QuietOption = False,
) -> None:
    """Write one self-contained HTML page that compares results; it needs no network.

    With a free result among them and one each in which a place is held and let fall,
    the page also says how much of the difference between free runs is confounding.

    Example: [bold]rout report homs homs-hold homs-fall -o report.html[/bold]
    """
    from sim.analysis.compare import compare
    from sim.files import write_atomically
    from sim.plots.maps import find_outline
    from sim.report.page import write_page
    from sim.results import Result

    opened = [Result.open(name) for name in results]
    command = shlex.join(["rout", "report", *results, "-o", str(out)])
    page = write_page(compare(opened), find_outline(opened[0].manifest), _branches(opened), command)
    write_atomically(out, page)
    if not quiet:
        console(error=True).print(f"Written: {out} ({len(page.encode()) / 1e6:.2f} MB)", soft_wrap=True)


def _branches(opened: list[Result]) -> Branches | None:
    """Association and intervention effect, when there is one result of each branch and they share a seed."""
    from sim.analysis.branches import KINDS, branches

    kinds = [result.manifest["scenario"]["branch"]["kind"] for result in opened]
    if sorted(kinds) != sorted(KINDS) or len({result.manifest["seed"] for result in opened}) > 1:
        return None
    return branches(*(opened[kinds.index(kind)] for kind in KINDS))
