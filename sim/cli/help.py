"""Help texts without types: what an option takes is named by its metavar, and a switch takes nothing."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand


class Command(TyperCommand):
    """A command whose help shows no types and no ranges."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The usage line with arguments as they are typed: SCENARIO..., without braces."""
        return [piece.translate(BRACES) for piece in super().collect_usage_pieces(ctx)]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help."""
        plainly(self.get_params(ctx))
        super().format_help(ctx, formatter)


BRACES = str.maketrans("", "", "{}")


def plainly(parameters: list[Any]) -> None:
    """Take types and ranges out of the help of these parameters; errors still name them."""
    import typer.rich_utils

    typer.rich_utils.RANGE_STRING = ""
    for parameter in parameters:
        if parameter.param_type_name == "argument":
            vars(parameter)["display_type_rich"] = _nothing
        elif parameter.is_flag:
            parameter.metavar = ""


def _nothing(ctx: Any) -> None:
    """What stands in the column of types beside an argument's own name."""
