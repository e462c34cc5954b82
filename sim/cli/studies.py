"""The commands of the studies, whose modules are imported when a command is called, not when it is listed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer

from sim.cli.help import Command

STUDIES = {
    "which-place": (
        "sim.studies.which_place",
        "Which place mattered? Hold each place in turn, paired with free runs.",
    ),
    "how-long": (
        "sim.studies.how_long",
        "How long would a place have to hold? Hold it up to each of several days.",
    ),
    "what-it-takes": (
        "sim.studies.what_it_takes",
        "What would holding a place have taken? Try several amounts of each lever, paired with free runs.",
    ),
    "mechanisms": (
        "sim.studies.mechanisms",
        "What does each mechanism change? Turn off every one in turn, paired with free runs.",
    ),
    "ablate": (
        "sim.studies.ablation",
        "Which mechanisms carry the effect of a place? Hold it and let it fall without each in turn.",
    ),
    "branch-dates": (
        "sim.studies.branch_dates",
        "How late could a place still change the outcome? Hold it and let it fall from each of several days.",
    ),
    "sensitivity": (
        "sim.studies.sensitivity",
        "Which unknown numbers does the answer hang on? Screen all, then take the variance apart.",
    ),
    "discover": (
        "sim.studies.discovery",
        "Under which numbers does a place hold, and when does it matter? Rules of a few limits, by PRIM.",
    ),
    "effect-by-fit": (
        "sim.studies.effect_by_fit",
        "Is the effect of a place other where the numbers fit the record? The effect against the misfit.",
    ),
}
"""Module and summary of each, which is the first line of the command's help."""


def list_studies(app: typer.Typer) -> None:
    """Register every study under its name and summary alone."""
    for name, (_, summary) in STUDIES.items():
        app.command(name, help=summary)(_unopened)


def _unopened() -> None:
    raise AssertionError("a study is opened before it is called")


def opened(command: Any) -> Any:
    """A command as it can be called: that of a study with its options, any other as it is."""
    if command.name not in STUDIES:
        return command
    module, _ = STUDIES[command.name]
    alone = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)
    alone.command(command.name, cls=Command)(getattr(import_module(module), command.name.replace("-", "_")))
    return typer.main.get_command(alone)
