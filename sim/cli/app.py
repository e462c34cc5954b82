"""The commands by name, and what happens when one goes wrong.

A user's mistake is one line per problem on standard error and an exit code; only a fault
of Rout's own has a traceback, and only when it is asked for.
"""

from __future__ import annotations

import warnings
from typing import Annotated

import typer

from sim.cli.calibrate import calibrate
from sim.cli.check import check
from sim.cli.compare import compare
from sim.cli.explain import explain
from sim.cli.faults import Group, warning_line
from sim.cli.film import film
from sim.cli.forecast import forecast
from sim.cli.help import Command
from sim.cli.list import list_all
from sim.cli.new import new
from sim.cli.replay import replay
from sim.cli.report import report
from sim.cli.run import run
from sim.cli.schema import schema
from sim.cli.score import score
from sim.cli.selftest import selftest
from sim.cli.stand import stand
from sim.cli.studies import list_studies
from sim.cli.view import view
from sim.cli.why import why
from sim.version import VERSION

HELP = """
Simulates military morale: does the army that still stands keep standing?

Start with [bold]rout run homs-hold homs-fall[/bold] and [bold]rout compare homs-hold homs-fall[/bold].
"""

EXIT_CODES = """
[bold]Exit codes[/bold]

0 all well · 1 some runs failed · 2 usage · 3 a scenario has problems · 4 nothing fits the record · \
5 a result folder cannot be used · 70 a fault in Rout · 130 interrupted, what was done is kept

Colour follows NO_COLOR and FORCE_COLOR. Results go to standard output, progress to standard error.
"""

app = typer.Typer(
    cls=Group,
    help=HELP,
    epilog=EXIT_CODES,
    rich_markup_mode="rich",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("list", cls=Command)(list_all)
app.command(cls=Command)(run)
app.command(cls=Command)(compare)
app.command(cls=Command)(score)
app.command(cls=Command)(calibrate)
app.command(cls=Command)(forecast)
app.command(cls=Command)(report)
app.command(cls=Command)(replay)
app.command(cls=Command)(explain)
app.command(cls=Command)(why)
app.command(cls=Command)(film)
app.command(cls=Command)(view)
list_studies(app)
app.command(cls=Command)(check)
app.command(cls=Command)(new)
app.command(cls=Command)(stand)
app.command(cls=Command)(schema)
app.command(cls=Command)(selftest)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"rout {VERSION}")
        raise typer.Exit


@app.callback()
def rout(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


def main() -> None:
    """Run the command line of this process."""
    warnings.formatwarning = warning_line
    app(prog_name="rout")
