"""The run page: one run on a map, tick by tick."""

from __future__ import annotations

import solara

from sim.view import components as ui
from sim.view import controls, panels
from sim.view.choice import film_command, link_of
from sim.view.parts import CausesPart, ChartsPart, FiguresPart, LogPart, MapPart
from sim.view.save_row import FilmRow, SaveRow
from sim.view.saved import formations_file, log_file, series_file
from sim.view.state import TabState
from sim.view.watched import Watched


@solara.component
def RunPage(state: TabState) -> None:
    """Map, time, figures, log, what was chosen, and the assumptions."""
    watched, picked = state.watched.value, state.picked.value
    assumptions = solara.use_memo(
        lambda: controls.assumptions(watched, picked) if watched else [], [watched, picked]
    )
    if watched is None:
        return
    seen = watched.history.at(state.tick.value)
    with solara.Div(classes=["rout-run"]):
        with solara.Div(classes=["rout-main"]):
            ui.Controls(
                groups=controls.what_is_shown(watched.choice, watched.scenario),
                event_change=state.change,
            )
            TimePanel(state, watched)
            ui.StandingOf(watched, seen)
            ui.MapKey()
            command = film_command(watched.choice)
            film = f" Film of this run: {command}" if command else ""
            MapPart(watched, seen, picked, state.pick, film)
            ChartsPart(watched, seen, picked)
            SavePanel(state, watched)
        with solara.Div(classes=["rout-side"]):
            FiguresPart(watched, seen)
            LogPart(watched, seen, state.pick)
            CausesPart(watched, seen, picked, state.pick)
        with solara.Div(classes=["rout-assume"]):
            ui.Words("h2", "Assumptions")
            ui.Controls(groups=assumptions, event_change=state.change)


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
def SavePanel(state: TabState, watched: Watched) -> None:
    """The run as files: what happened, its figures, its formations, and a film."""
    tick = state.tick.value
    offers = {
        "log": ("Log (CSV)", lambda: log_file(watched, tick)),
        "series": ("Figures by tick (CSV)", lambda: series_file(watched, tick)),
        "formations": ("Formations and causes (CSV)", lambda: formations_file(watched, tick)),
    }
    with solara.Div(classes=["rout-saves"]):
        SaveRow("Save", offers, state.problems.set)
        FilmRow(state.film, watched)
