"""Two runs side by side, ticking together, with the place where they parted marked."""

from __future__ import annotations

from dataclasses import replace

import solara

from sim.view import controls, panels
from sim.view.choice import View, link_of
from sim.view.components import Controls, Map, Markup, Transport
from sim.view.courses import both_courses
from sim.view.detail import detail
from sim.view.labels import ZOOMS
from sim.view.legend import legend_of
from sim.view.log import log_since
from sim.view.map_layer import layer_of
from sim.view.markup import button, safe
from sim.view.pair import Pair, Parting
from sim.view.state import TabState
from sim.view.watched import Watched


@solara.component
def PairPage(state: TabState) -> None:
    """Controls, the two maps, one time line, and both courses in one chart."""
    pair = state.pair.value
    solara.use_effect(lambda: state.open_pair() if pair is None else None, [pair])
    if pair is None:
        return
    setting = pair.left.scenario.scenario
    picker = {"title": "", "fields": [controls.picker(pair.left, state.picked.value)]}
    with solara.Div():
        Controls(
            groups=[*controls.what_is_paired(state.choice, state.branches.value, setting.bellwether), picker],
            event_change=state.change_pair,
        )
        with solara.Div(classes=["rout-pair"]):
            for side in pair.sides:
                SideBySide(state, pair, side)
        PairTime(state, pair)
        PartingWords(state, pair)
        solara.HTML(unsafe_innerHTML=legend_of(pair.left.names.state), classes=["rout-legend"])
        Markup(html=both_courses(pair, state.tick.value), kind="rout-courses", event_pick=state.pick)


@solara.component
def SideBySide(state: TabState, pair: Pair, side: Watched) -> None:
    """One of the two: its map, its figures and what happens only there."""
    tick = min(state.tick.value, pair.last_tick)
    seen, parted = side.history.at(tick), pair.parting(tick)
    frame, words = side.geometry.frame, branch_words(side)
    with solara.Div(classes=["rout-panel"]):
        solara.HTML(tag="h2", unsafe_innerHTML=safe(words))
        Map(
            base=side.base,
            layer=layer_of(
                side.geometry,
                side.names,
                side.zooms,
                seen,
                state.picked.value,
                parted.place if parted else -1,
            ),
            label=f"{words}: {panels.map_words(side, seen)}",
            width=frame.width,
            height=frame.height,
            zooms=list(ZOOMS),
            near=side.near,
            event_pick=state.pick,
        )
        Markup(html=f"<dl>{panels.standing(side, seen)}</dl>", kind="rout-tiles", event_pick=state.pick)
        Markup(html=log_since(side, tick, parted), kind="rout-log", event_pick=state.pick)
        if state.picked.value:
            Markup(html=detail(side, seen, state.picked.value), kind="rout-detail", event_pick=state.pick)


def branch_words(side: Watched) -> str:
    """What is done at the bellwether in a run."""
    place = side.scenario.scenario.bellwether
    kinds = {"hold": f"{place} holds (intervention)", "fall": f"{place} falls (intervention)"}
    return kinds.get(side.scenario.branch.kind, f"{place}: the model decides")


@solara.component
def PairTime(state: TabState, pair: Pair) -> None:
    """One time line for both, and where they part."""
    tick = min(state.tick.value, pair.last_tick)
    parted, day = pair.parting(tick), pair.left.history.at(tick).day
    view = View("pair", replace(state.choice, branch=""), tick, "-".join(state.branches.value))
    Transport(
        tick=tick,
        last=pair.last_tick,
        now=f"{pair.left.date(day)} (day {day:.1f})",
        marks=parting_mark(parted, pair.last_tick),
        link=link_of(view),
        run=repr((state.choice, state.branches.value)),
        event_seek=state.seek_pair,
    )


@solara.component
def PartingWords(state: TabState, pair: Pair) -> None:
    """Where the two parted, in words."""
    parted = pair.parting(min(state.tick.value, pair.last_tick))
    Markup(html=parting_words(pair, parted), kind="rout-parting", event_pick=lambda _: state.seek_parting())


def parting_mark(parted: Parting | None, last: int) -> str:
    """The parting on the time line."""
    if parted is None:
        return ""
    left = 100 * parted.tick / last
    return f'<i data-tick="{parted.tick}" style="left:{left:.2f}%" title="They part here"></i>'


def parting_words(pair: Pair, parted: Parting | None) -> str:
    """Where they parted, or a way to find out."""
    if parted is None:
        return f"<p>So far both runs are the same. {button('part', 'Go to where they part')}</p>"
    where = pair.left.names.places[parted.place] if parted.place >= 0 else "everywhere"
    day = pair.left.history.snapshots[parted.tick].day
    return (
        f"<p><b>They parted on day {day:.1f} at {safe(where)}.</b> Until then every event was the same.</p>"
        f"<p>Left: {safe(parted.left)}</p><p>Right: {safe(parted.right)}</p>"
    )
