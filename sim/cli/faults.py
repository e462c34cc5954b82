"""How a command ends when something goes wrong: one line per problem and an exit code."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any

import typer
from typer.core import TyperGroup

from sim.cli.help import plainly
from sim.cli.studies import opened
from sim.errors import RenamedKeyWarning, RoutError, UsageError

FAULT = 70
INTERRUPTED = 130
PYTHON_FORMAT = warnings.formatwarning
DEBUG = "ROUT_DEBUG"


class Group(TyperGroup):
    """The commands, with their mistakes told in words."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Name, command and its words; a study's command is opened only now."""
        name, command, words = super().resolve_command(ctx, args)
        return name, opened(command), words

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help."""
        plainly(self.get_params(ctx))
        super().format_help(ctx, formatter)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for; turn what it raises into an exit code."""
        try:
            return super().invoke(ctx)
        except RoutError as error:
            tell(*error.problems)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            tell("interrupted")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            _stop_writing()
            raise typer.Exit from None
        except OSError as error:
            tell(f"{error.filename or 'a file'}: {error.strerror or error}")
            raise typer.Exit(UsageError.exit_code) from None
        except Exception as error:
            if _is_typers_own(error) or os.environ.get(DEBUG):
                raise
            words = " ".join(str(error).split())
            tell(f"a fault in Rout: {type(error).__name__}: {words}; run with {DEBUG}=1 for the traceback")
            raise typer.Exit(FAULT) from None


def tell(*problems: str) -> None:
    """Print problems to standard error, one a line."""
    for problem in problems:
        typer.echo(f"rout: {problem}", err=True)


def warning_line(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
) -> str:
    """How a warning is printed: one that is meant for users as one plain line."""
    if issubclass(category, RenamedKeyWarning):
        return f"rout: {message}\n"
    return PYTHON_FORMAT(message, category, filename, lineno, line)


def _is_typers_own(error: Exception) -> bool:
    """Whether the command line's own machinery raised it, to print usage or to stop."""
    return isinstance(error, (typer.Exit, typer.Abort)) or hasattr(error, "exit_code")


def _stop_writing() -> None:
    """Whoever read our output has gone: write the rest nowhere, so that leaving raises nothing."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
