"""The pieces of a page that run in the browser: drawings one can click, time, and controls.

Each is a small Vue template with native controls, so that it works by keyboard, on a phone
and without a network. Python gives them numbers and words and no markup: the templates
escape what comes from a scenario. What is done to them comes back as one event.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import solara

from sim.story.history import Snapshot
from sim.view.charts import Chart
from sim.view.detail import Detail
from sim.view.log import Log
from sim.view.map_base import Base
from sim.view.map_layer import Layer
from sim.view.panels import ending, holders, standing
from sim.view.watched import Watched

STYLE = Path(__file__).with_name("style.css")
Pick = Callable[[str], None]
Rows = Sequence[Sequence[Any]]
Change = Callable[[dict[str, Any]], None]
T = TypeVar("T")


@dataclass(frozen=True)
class Sent(Generic[T]):
    """Data for a template. At each tick Solara looks for components in lists and dicts, but not in here."""

    data: T


def text_of(sent: Sent[Any], _: Any) -> str:
    """What is sent to the browser: JSON, which the template reads. Vue would watch each number of a list."""
    return json.dumps(sent.data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def template(name: str, *sent: str) -> Any:
    """What makes a component of a template. ``sent``: its arguments of the type Sent, as text."""
    return solara.component_vue(f"vue/{name}.vue", vuetify=False, to_json=dict.fromkeys(sent, text_of))


@template("map", "base_text", "layer_text")
def Map(
    base_text: Sent[Base],
    layer_text: Sent[Layer],
    label: str,
    width: float,
    height: float,
    focus: Sequence[float],
    near: list[list[Any]],
    event_pick: Pick,
) -> None:
    """A map: its ground, what moves on it, and ``event_pick``, which is told what is clicked.

    ``focus`` is the box that is seen at first (x, y, width and height, in the units of the ground).
    ``near`` are places to look at closely: name, x and y as shares of the width and height.
    """


def MapOf(watched: Watched, layer: Layer, label: str, pick: Pick) -> solara.Element:
    """The map of a run."""
    frame = watched.geometry.frame
    return Map(
        base_text=Sent(watched.base), layer_text=Sent(layer), label=label,
        width=frame.width, height=frame.height, focus=watched.geometry.focus,
        near=watched.near, event_pick=pick,
    )  # fmt: skip


@template("page")
def Accessible() -> None:
    """The document's language, and leave to zoom, which Solara's frame takes away."""


@template("history")
def BackAndForward(page: str, event_back: Pick) -> None:
    """The address and the browser's history: each ``page`` that is shown is an entry, which holds its link.

    ``event_back`` is told the query of an entry of this tab that Back or Forward goes to.
    """


def Words(tag: str, text: str, kind: str = "") -> solara.Element:
    """Text in an element of its own."""
    return solara.v.Html(tag=tag, children=[text], class_=kind)


@template("head")
def Head(
    title: str, question: str, page: str, pages: Rows, changed: list[str], link: str, event_pick: Pick
) -> None:
    """What is looked at, the pages (the key and the words of each), what was changed, and a link to here."""


@template("save")
def Save(
    title: str, offers: Rows, file: dict[str, str] | None, event_want: Pick, event_taken: Callable[..., None]
) -> None:
    """Files to save, each by its key, its words and whether it is there yet; ``file`` is then saved."""


@template("problems")
def ProblemList(
    lead: str,
    problems: list[str],
    closable: bool = False,
    astray: bool = False,
    event_close: Pick | None = None,
) -> None:
    """What went wrong, one line each; ``astray`` where there is nothing else on the page."""


@template("progress")
def Progress(words: str, share: float) -> None:
    """How far a batch is, in per cent; nothing without words."""


@template("days")
def Days(day: int, last: int, words: str, event_seek: Callable[[int], None]) -> None:
    """A slider over the days, and the key of the map below it."""


@template("tabs")
def Tabs(tabs: Rows, current: str, title: str, event_pick: Pick) -> None:
    """Tabs, each by its key and its words."""


@template("courses", "charts_text")
def Courses(charts_text: Sent[list[Chart]]) -> None:
    """Shares by day, as ``line_chart`` gives them."""


@template("log", "story_text")
def EventLog(
    story_text: Sent[Log],
    event_pick: Pick,
    kind: str = "rout-log",
    title: str = "",
    searched: bool = False,
    event_find: Pick | None = None,
) -> None:
    """Events, each of which leads to its tick and its place; ``event_find`` is told what is searched for."""


@template("detail", "detail_text")
def Details(detail_text: Sent[Detail], event_pick: Pick) -> None:
    """A place, a formation or a group; or all formations by morale."""


def Chosen(detail: Detail, pick: Pick) -> None:
    """What was chosen, and the events of its own where it has some."""
    Details(detail_text=Sent(detail), event_pick=pick)
    if "story" in detail:
        EventLog(
            story_text=Sent(detail["story"]), event_pick=pick, kind="rout-detail", title=detail["story_title"]
        )


@template("tiles")
def Tiles(tiles: Rows) -> None:
    """Figures of a tick: name, value and unit of each."""


@template("legend")
def Legend(state: str, parties: Rows, note: str = "") -> None:
    """What the marks of the map mean.

    ``state`` is what the scenario calls the side that holds, ``parties`` are the class of a hue and the
    groups that have it.
    """


@template("standing")
def Standing(words: str, outcome: str, holders: Rows) -> None:
    """Where the state stands, and who holds how many places: the class of a hue, the names, a number."""


def StandingOf(watched: Watched, seen: Snapshot) -> solara.Element:
    """Where the state of a run stands."""
    return Standing(
        words=standing(watched, seen), outcome=ending(watched, seen), holders=holders(watched, seen)
    )


@template("key")
def MapKey(state: str = "", parties: Rows = ()) -> None:
    """What the marks of the map mean, in a line above it; ``Legend`` says more.

    Where ``state`` is given, whose colours they are too: that side's, and those of ``parties`` as there.
    """


@template("divergence")
def DivergenceTold(diverged: dict[str, str] | None, event_find: Pick) -> None:
    """Where two runs diverged, or a way to find out."""


@template("verdict")
def Verdict(first: str, sides: Rows) -> None:
    """A comparison in a sentence; each side's name, its file's, and the colour and hatch of its bars."""


@template("said")
def Said(sentences: list[str]) -> None:
    """What a comparison says beside its headline, a paragraph for each sentence or two."""


@template("bars")
def BarChart(chart: dict[str, Any], chosen: str, event_pick: Pick) -> None:
    """Bars as ``sim.view.bars`` lays them out, to be chosen by mouse, touch or keyboard."""


@template("behind")
def RunList(title: str, words: str, runs: list[int], event_pick: Callable[[int], None]) -> None:
    """Runs to choose from."""


@template("figures")
def FigureList(figures: list[dict[str, Any]]) -> None:
    """Finished figures."""


@template("transport")
def Transport(
    tick: int, last: int, now: str, marks: Rows, link: str, run: str, event_seek: Callable[[int], None]
) -> None:
    """Play, pause, step, reset, speed and a time line with ``marks``: the tick and the words of each.

    While it plays the browser asks for one tick after another, at most three before they are on the
    screen: nothing runs on when a tab is closed.
    """


@template("controls", "groups_text")
def Form(groups_text: Sent[list[dict[str, Any]]], event_change: Change) -> None:
    """Groups of fields."""


def Controls(groups: list[dict[str, Any]], event_change: Change) -> solara.Element:
    """Groups of fields: selects, checks, whole numbers, sliders and buttons."""
    return Form(groups_text=Sent(groups), event_change=event_change)
