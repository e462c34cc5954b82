"""``rout view``: watch runs and compare scenarios in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.errors import ScenarioError, UsageError
from sim.report.output import complete_scenario

NEEDS = "rout view needs the extra: pip install 'rout[view]'"


def view(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            help="Scenario files, or names of shipped ones; the first is shown first.",
            metavar="SCENARIO",
            autocompletion=complete_scenario,
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="Port; 0 takes any that is free.")
    ] = 8765,
    host: Annotated[
        str, typer.Option(help="Address to listen on; the default is this machine alone.", metavar="ADDRESS")
    ] = "127.0.0.1",
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    mesa: Annotated[
        bool,
        typer.Option(
            "--mesa",
            help="Mesa's own page: one run with Mesa's play, step, reset and parameter controls. "
            "A Python file in a scenario's place is a page of yours (docs/mesa.md).",
        ),
    ] = False,
) -> None:
    """Open the browser: the war on a map, tick by tick, and outcomes side by side.

    Nothing leaves this machine. Stop with Ctrl-C.

    [bold]rout view homs[/bold]
    [bold]rout view --mesa homs[/bold]
    """
    try:
        import solara  # noqa: F401
    except ImportError:
        raise UsageError(NEEDS) from None
    from sim.view.server import MESA, PAGES, serve

    own, names = own_page(scenarios or [], mesa=mesa)
    require_found(names)
    serve(names, host, port, open_browser=not no_open, pages=own or (MESA if mesa else PAGES))


def own_page(names: list[str], *, mesa: bool) -> tuple[str, list[str]]:
    """The Python file among the names, if there is one, and the other names. Raises UsageError."""
    files = [name for name in names if name.endswith(".py")]
    if not files:
        return "", names
    if not mesa:
        raise UsageError(f"{files[0]}: a page of your own is opened with --mesa (docs/mesa.md)")
    if len(files) > 1 or not Path(files[0]).is_file():
        what = "give one Python file" if len(files) > 1 else "there is no such file"
        raise UsageError(f"{', '.join(files)}: {what}")
    return str(Path(files[0]).resolve()), [name for name in names if name not in files]


def require_found(names: list[str]) -> None:
    """Refuse what is not there at all; a file that is there but broken is explained on the page."""
    from sim.scenario.shipped import find

    missing = [f"{name}: there is no such file" for name in names if not find(name).is_file()]
    if missing:
        raise ScenarioError(*missing)
