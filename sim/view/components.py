"""The pieces of a page that run in the browser: drawings one can click, time, and controls.

Each is a small Vue template with native controls, so that it works by keyboard, on a phone
and without a network. What they show is made in Python; what is done to them comes back as
one event.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import solara

from sim.view.labels import ZOOMS
from sim.view.watched import Watched

Pick = Callable[[str], None]
Change = Callable[[dict[str, Any]], None]


@solara.component_vue("vue/map.vue", vuetify=False)
def Map(
    base: str,
    layer: str,
    label: str,
    width: float,
    height: float,
    zooms: list[float],
    near: list[list[Any]],
    event_pick: Pick,
) -> None:
    """A map: ``base`` and ``layer`` are SVG; ``event_pick`` is told the data-pick of what is clicked.

    ``near`` are places to look at closely: name, x and y as shares of the width and height.
    """


def MapOf(watched: Watched, layer: str, label: str, pick: Pick) -> solara.Element:
    """The map of a run."""
    frame = watched.geometry.frame
    return Map(
        base=watched.base, layer=layer, label=label, width=frame.width, height=frame.height,
        zooms=list(ZOOMS), near=watched.near, event_pick=pick,
    )  # fmt: skip


@solara.component_vue("vue/page.vue", vuetify=False)
def Accessible() -> None:
    """The document's language, and leave to zoom, which Solara's frame takes away."""


def nothing(_: str) -> None:
    """Nothing happens."""


@solara.component_vue("vue/markup.vue", vuetify=False)
def Markup(html: str, kind: str = "", event_pick: Pick = nothing) -> None:
    """HTML or SVG whose elements with data-pick can be clicked."""


@solara.component_vue("vue/transport.vue", vuetify=False)
def Transport(
    tick: int, last: int, now: str, marks: str, link: str, run: str, event_seek: Callable[[int], None]
) -> None:
    """Play, pause, step, reset, speed and a time line.

    The browser asks for one tick after another, each when the last is on the screen: nothing
    runs on when a tab is closed.
    """


@solara.component_vue("vue/controls.vue", vuetify=False)
def Form(text: str, event_change: Change) -> None:
    """Groups of fields as JSON: one text, so that Solara need not look through all of it at each tick."""


def Controls(groups: list[dict[str, Any]], event_change: Change) -> solara.Element:
    """Groups of fields: selects, checks, whole numbers, sliders and buttons."""
    return Form(text=json.dumps(groups, ensure_ascii=False), event_change=event_change)
