"""The run page: one run on a map, tick by tick."""

from __future__ import annotations

import solara

from sim.geography.basemap import noted
from sim.view import components as ui
from sim.view import controls, panels
from sim.view.choice import film_command, link_of
from sim.view.courses import courses
from sim.view.detail import detail
from sim.view.log import log as event_log
from sim.view.map_layer import layer_of, what_is_picked
from sim.view.state import TabState
from sim.view.watched import Watched


@solara.component
def RunPage(state: TabState) -> None:
    """Map, time, figures, log, what was chosen, and the assumptions."""
    watched = state.watched.value
    picked = state.picked.value
    assumptions = solara.use_memo(
        lambda: controls.assumptions(watched, picked) if watched else [], [watched, picked]
    )
    if watched is None:
        return
    with solara.Div(classes=["rout-run"]):
        with solara.Div(classes=["rout-main"]):
            ui.Controls(
                groups=controls.what_is_shown(watched.choice, watched.scenario),
                event_change=state.change,
            )
            TimePanel(state, watched)
            MapPanel(state, watched)
            kind, chosen = what_is_picked(watched.history.at(0), picked)
            charts = courses(watched, state.tick.value, chosen if kind == "f" else -1)
            ui.Courses(charts=ui.Sent(charts))
        with solara.Div(classes=["rout-side"]):
            SidePanel(state, watched)
        with solara.Div(classes=["rout-assume"]):
            ui.Words("h2", "Assumptions")
            ui.Controls(groups=assumptions, event_change=state.change)


@solara.component
def MapPanel(state: TabState, watched: Watched) -> None:
    """The map with its legend and the scenario's note."""
    seen = watched.history.at(state.tick.value)
    layer = layer_of(watched, seen, state.picked.value)
    with solara.Div():
        label = f"Map at {watched.date(seen.day)}: {panels.map_words(watched, seen)}"
        ui.MapOf(watched, layer, label, state.pick)
        note = noted(watched.scenario.scenario.map_note)
        command = film_command(watched.choice)
        film = f" Film of this run: {command}" if command else ""
        ui.Legend(state=watched.state_name, parties=watched.parties, note=f"{note}{film}")


@solara.component
def TimePanel(state: TabState, watched: Watched) -> None:
    """Play, step, reset, speed and the time line."""
    seen = watched.history.at(state.tick.value)
    ui.Transport(
        tick=seen.tick,
        last=watched.history.last_tick,
        now=f"{watched.date(seen.day)} (day {seen.day:.1f})",
        marks=panels.marks(watched, watched.history.known),
        link=link_of(state.view),
        run=repr(watched.choice),
        event_seek=state.seek,
    )


@solara.component
def SidePanel(state: TabState, watched: Watched) -> None:
    """Figures, what was chosen, the formations and the log."""
    seen = watched.history.at(state.tick.value)
    with solara.Div():
        ui.Tiles(tiles=panels.outcome_so_far(watched, seen))
        with solara.Div(classes=["rout-panel"]):
            ui.Words("h2", "What happened")
            told = event_log(watched.history.events(seen.tick), seen.tick)
            ui.EventLog(story=ui.Sent(told), event_pick=state.pick)
        with solara.Div(classes=["rout-panel"]):
            ui.Words("h2", "Details")
            DetailPanel(state, watched)


@solara.component
def DetailPanel(state: TabState, watched: Watched) -> None:
    """A place or a formation, chosen on the map or in the list; without one, all formations."""
    seen, picked = watched.history.at(state.tick.value), state.picked.value
    with solara.Div():
        ui.Controls(
            groups=[controls.picker(watched, picked)], event_change=lambda what: state.pick(what["value"])
        )
        ui.Chosen(detail(watched, seen, picked), state.pick)
