"""Two runs side by side, ticking together, with the place where they diverged marked."""

from __future__ import annotations

from dataclasses import replace

import solara

from sim.story.divergence import Divergence
from sim.view import controls, panels
from sim.view.choice import View, link_of
from sim.view.components import Controls, MapOf, Markup, Transport
from sim.view.courses import both_courses
from sim.view.detail import detail
from sim.view.legend import legend_of
from sim.view.log import log_since
from sim.view.map_layer import layer_of
from sim.view.markup import button, safe
from sim.view.pair import Pair, place_of, tick_of, told
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
        DivergenceWords(state, pair)
        solara.HTML(unsafe_innerHTML=legend_of(pair.left.names.state), classes=["rout-legend"])
        Markup(html=both_courses(pair, state.tick.value), kind="rout-courses", event_pick=state.pick)


@solara.component
def SideBySide(state: TabState, pair: Pair, side: Watched) -> None:
    """One of the two: its map, its figures and what happens only there."""
    tick = min(state.tick.value, pair.last_tick)
    seen, diverged = side.history.at(tick), pair.divergence(tick)
    words = branch_words(side)
    with solara.Div(classes=["rout-panel"]):
        solara.HTML(tag="h2", unsafe_innerHTML=safe(words))
        place = place_of(diverged) if diverged else -1
        layer = layer_of(side.geometry, side.names, side.zooms, seen, state.picked.value, place)
        MapOf(side, layer, f"{words}: {panels.map_words(side, seen)}", state.pick)
        Markup(html=f"<dl>{panels.standing(side, seen)}</dl>", kind="rout-tiles", event_pick=state.pick)
        Markup(html=log_since(side, tick, diverged), kind="rout-log", event_pick=state.pick)
        if state.picked.value:
            Markup(html=detail(side, seen, state.picked.value), kind="rout-detail", event_pick=state.pick)


def branch_words(side: Watched) -> str:
    """What is done at the bellwether in a run."""
    place = side.scenario.scenario.bellwether
    kinds = {"hold": f"{place} holds (intervention)", "fall": f"{place} falls (intervention)"}
    return kinds.get(side.scenario.branch.kind, f"{place}: the model decides")


@solara.component
def PairTime(state: TabState, pair: Pair) -> None:
    """One time line for both, and where they diverge."""
    tick = min(state.tick.value, pair.last_tick)
    diverged, day = pair.divergence(tick), pair.left.history.at(tick).day
    view = View("pair", replace(state.choice, branch=""), tick, "-".join(state.branches.value))
    Transport(
        tick=tick,
        last=pair.last_tick,
        now=f"{pair.left.date(day)} (day {day:.1f})",
        marks=divergence_mark(diverged, pair.last_tick),
        link=link_of(view),
        run=repr((state.choice, state.branches.value)),
        event_seek=state.seek_pair,
    )


@solara.component
def DivergenceWords(state: TabState, pair: Pair) -> None:
    """Where the two diverged, in words."""
    diverged = pair.divergence(min(state.tick.value, pair.last_tick))
    Markup(
        html=divergence_words(pair, diverged),
        kind="rout-divergence",
        event_pick=lambda _: state.seek_divergence(),
    )


def divergence_mark(diverged: Divergence | None, last: int) -> str:
    """The divergence on the time line."""
    if diverged is None:
        return ""
    tick = tick_of(diverged)
    return f'<i data-tick="{tick}" style="left:{100 * tick / last:.2f}%" title="They diverge here"></i>'


def divergence_words(pair: Pair, diverged: Divergence | None) -> str:
    """Where they diverged, or a way to find out."""
    if diverged is None:
        return f"<p>So far both runs are the same. {button('part', 'Go to where they diverge')}</p>"
    place, (left, right) = place_of(diverged), told(diverged)
    where = pair.left.names.places[place] if place >= 0 else "everywhere"
    return (
        f"<p><b>They diverged on day {diverged.first.day:.1f} at {safe(where)}.</b> "
        "Until then the same events happened in both.</p>"
        f"<p>Left: {safe(left)}</p><p>Right: {safe(right)}</p>"
    )
