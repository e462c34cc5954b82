"""One run with everything a page needs to draw it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sim.geography.colours import GROUPS
from sim.model.world import World, build_world
from sim.plots.maps import read_outline
from sim.scenario import Scenario
from sim.story.history import History
from sim.story.marks import holder_hues, parties
from sim.view.choice import Choice
from sim.view.geometry import Geometry, geometry_of
from sim.view.map_base import Base, base_of
from sim.view.sources import Opened, open_choice


@dataclass(frozen=True)
class Watched:
    """A run that is being watched."""

    choice: Choice
    opened: Opened
    history: History
    geometry: Geometry

    @property
    def scenario(self) -> Scenario:
        """The scenario, with the changes."""
        return self.opened.scenario

    @property
    def names(self) -> World:
        """What the agents are called, by kind."""
        return self.history.world

    @property
    def state_name(self) -> str:
        """What the scenario calls the defending side."""
        return self.scenario.scenario.state_name

    @cached_property
    def critical(self) -> float:
        """Morale at which a formation in contact breaks."""
        return self.history.critical

    @cached_property
    def base(self) -> Base:
        """The map's ground."""
        return base_of(self.geometry)

    @cached_property
    def hues(self) -> tuple[str, ...]:
        """The class of the hue of each who can hold a place: the state, then the groups."""
        return ("h0", *(f"h{1 + GROUPS.index(hue)}" for hue in holder_hues(self.names)[1:]))

    def hue(self, controller: int) -> str:
        """The class of the hue of who controls a place: 0 is the state, g + 1 group g."""
        return self.hues[controller]

    @cached_property
    def parties(self) -> list[tuple[str, str]]:
        """For the legend: each hue's class and the groups that have it, in words."""
        return parties(self.names.groups, self.hues[1:])

    @property
    def near(self) -> list[list[Any]]:
        """The places of the map that one wants to see closely: name, x and y as shares of its size."""
        setting, frame = self.scenario.scenario, self.geometry.frame
        spots = {place.name: place.spot for place in self.geometry.places}
        names = dict.fromkeys((setting.bellwether, setting.capital))
        return [[name, spots[name][0] / frame.width, spots[name][1] / frame.height] for name in names]

    def index(self, place: str) -> int:
        """A place's index."""
        return self.names.places.index(place)

    def date(self, day: float) -> str:
        """The calendar's day and hour of a day of the run."""
        when = datetime.fromisoformat(self.scenario.scenario.start) + timedelta(days=day)
        return f"{when:%a} {when.day} {when:%b %Y, %H:%M}"


def watch(choice: Choice) -> Watched:
    """Open a run at its start. Raises RoutError with every problem."""
    opened = open_choice(choice)
    history = History(build_world(opened.scenario), choice.seed, choice.run, opened.points)
    return watched_run(choice, opened, history)


def watched_run(choice: Choice, opened: Opened, history: History) -> Watched:
    """A run with its map laid out."""
    outline = read_outline(opened.outline) if opened.outline else None
    return Watched(choice, opened, history, geometry_of(opened.scenario, outline))
