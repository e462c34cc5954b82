"""What is shown of a run at one tick: the map, the figures, the charts, the log and the causes.

The run page and Mesa's own page (``sim.view.mesa_page``) are both made of these.
"""

from __future__ import annotations

import solara

from sim.geography.basemap import noted
from sim.story.history import Snapshot
from sim.view import components as ui
from sim.view import controls, panels
from sim.view.components import Pick
from sim.view.courses import courses
from sim.view.detail import detail
from sim.view.log import log
from sim.view.map_layer import layer_of, what_is_picked
from sim.view.watched import Watched


@solara.component
def MapPart(watched: Watched, seen: Snapshot, picked: str, pick: Pick, more: str = "") -> None:
    """The map with its legend and the scenario's note; ``more`` stands after the note."""
    layer = layer_of(watched, seen, picked)
    with solara.Div(classes=["rout-mapped"]):
        label = f"Map at {watched.date(seen.day)}: {panels.map_words(watched, seen)}"
        ui.MapOf(watched, layer, label, pick)
        note = noted(watched.scenario.scenario.map_note)
        ui.Legend(state=watched.state_name, parties=watched.parties, note=f"{note}{more}")


@solara.component
def FiguresPart(watched: Watched, seen: Snapshot) -> None:
    """The figures of a tick."""
    ui.Tiles(tiles=panels.outcome_so_far(watched, seen))


@solara.component
def ChartsPart(watched: Watched, seen: Snapshot, picked: str) -> None:
    """Men, belief and morale by day, as far as anyone has looked."""
    kind, index = what_is_picked(seen, picked)
    ui.Courses(charts_text=ui.Sent(courses(watched, seen.tick, index if kind == "f" else -1)))


@solara.component
def LogPart(watched: Watched, seen: Snapshot, pick: Pick) -> None:
    """What has happened so far, the latest first, and a field to search it."""
    search, set_search = solara.use_state("")
    told = log(watched.history.events(seen.tick), seen.tick, search=search)
    with solara.Div(classes=["rout-panel"]):
        ui.Words("h2", "What happened")
        ui.EventLog(story_text=ui.Sent(told), event_pick=pick, searched=True, event_find=set_search)


@solara.component
def CausesPart(watched: Watched, seen: Snapshot, picked: str, pick: Pick) -> None:
    """A place or a formation, chosen on the map or in the list, with the causes of its morale.

    All formations by morale where nothing is chosen.
    """
    with solara.Div(classes=["rout-panel"]):
        ui.Words("h2", "Details")
        ui.Controls(
            groups=[controls.picker(watched, picked)], event_change=lambda what: pick(str(what["value"]))
        )
        ui.Chosen(detail(watched, seen, picked), pick)
