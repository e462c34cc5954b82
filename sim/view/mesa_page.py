"""A run under Mesa's own browser server: components for ``SolaraViz``, and a page of them.

Each component takes a ``Playable`` and draws what the run page draws. What is chosen on one is told
by the others; every tab chooses for itself.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any

import solara

with warnings.catch_warnings():  # Mesa 3.3's own page breaks a rule of Solara's
    warnings.filterwarnings("ignore", message=".*despite early return")
    from mesa.visualization import SolaraViz
    from mesa.visualization.utils import update_counter

from sim.story.history import Snapshot
from sim.view.components import STYLE, Accessible, Pick
from sim.view.parts import CausesPart, ChartsPart, FiguresPart, LogPart, MapPart
from sim.view.playable import Playable, model_params
from sim.view.watched import Watched

NAME = "Rout: a simulation, not a forecast"
picked = solara.reactive("")  # Solara keeps one for each tab
BLOCK = re.compile(r"\.rout \{ (color-scheme: [^}]*)\}")  # of style.css: all colours, light and then dark
COLOUR = re.compile(r"(?:--[\w-]+|color-scheme): [^;]+;")
Draw = Callable[[Watched, Snapshot, str, Pick], None]


def themed(style: str) -> str:
    """Our style under Mesa's choice of light or dark, which a reader can set against the system's."""
    blocks = zip(("light", "dark"), BLOCK.findall(style), strict=True)
    chosen = (f".theme--{name} .rout-part {{ {' '.join(COLOUR.findall(block))} }}" for name, block in blocks)
    return "\n".join([style, *chosen])


def choose(what: str) -> None:
    """Choose a place, a formation or a group; an event of the log leads to its place."""
    _, _, place = what.partition(":")
    picked.value = what if not what.startswith("e") else f"p{place}" if place.isdecimal() else ""


def shown(draw: Draw) -> Any:
    """A component for ``SolaraViz`` of what draws a run: it follows the model's steps."""

    @solara.component
    def Shown(model: Playable) -> None:
        update_counter.get()
        with solara.Div(classes=["rout", "rout-part"]):
            solara.Style(themed(STYLE.read_text("utf-8")))
            Accessible()
            draw(model.watched, model.history.now, picked.value, choose)

    return Shown


@shown
def RunMap(watched: Watched, seen: Snapshot, picked: str, pick: Pick) -> None:
    """The map, and what its marks mean."""
    MapPart(watched, seen, picked, pick)


@shown
def RunCharts(watched: Watched, seen: Snapshot, picked: str, pick: Pick) -> None:
    """The figures of the step, and men, belief and morale by day."""
    FiguresPart(watched, seen)
    ChartsPart(watched, seen, picked)


@shown
def RunLog(watched: Watched, seen: Snapshot, picked: str, pick: Pick) -> None:
    """What has happened, and why."""
    LogPart(watched, seen, pick)


@shown
def RunCauses(watched: Watched, seen: Snapshot, picked: str, pick: Pick) -> None:
    """What was chosen, with the causes of its morale."""
    CausesPart(watched, seen, picked, pick)


COMPONENTS = (RunMap, RunCharts, RunLog, RunCauses)


@solara.component
def Page() -> None:
    """What ``rout view --mesa`` opens. Every tab has a model of its own."""
    model = solara.use_memo(Playable, [])
    SolaraViz(model, components=[*COMPONENTS], model_params=model_params(model), name=NAME)
