"""From a theatre's map in degrees to a drawing: one flat projection, right at the middle latitude."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from sim.geography.packed import Line
from sim.geography.theatre import Outline, TheatreMap, theatre_map
from sim.scenario import Scenario
from sim.scenario.schema import middle_of

WIDTH = 1000.0
AROUND_PLACES = 0.08  # of the longer side of the places' box: what is seen around them at first
LEAST_SHOWN = 0.2  # of WIDTH: a box of fewer places than that is no picture of a theatre
Spot = tuple[float, float]
Box = tuple[float, float, float, float]  # x, y, width, height


@dataclass(frozen=True)
class Frame:
    """How a theatre lies on the page: x grows east, y grows south, and the box begins at 0, 0."""

    west: float
    north: float
    scale: float  # units per degree of latitude
    squeeze: float  # a degree of longitude against one of latitude
    width: float
    height: float

    def spot(self, lon: float, lat: float) -> Spot:
        """Where a point is drawn; longitudes count on east of 180 as those of the theatre's map do."""
        x = (lon - self.west) * self.squeeze * self.scale
        return round(x, 1), round((self.north - lat) * self.scale, 1)

    def path(self, line: Line) -> str:
        """A line as the data of an SVG path, in tenths of a unit and without points that fall together."""
        x = (line[:, 0] - self.west) * self.squeeze * self.scale
        y = (self.north - line[:, 1]) * self.scale
        spots = [f"{a:.1f} {b:.1f}" for a, b in zip(x.tolist(), y.tolist(), strict=True)]
        kept = [spot for spot, before in zip(spots, ["", *spots], strict=False) if spot != before]
        return "M" + "L".join(kept)


@dataclass(frozen=True)
class Road:
    """A road as it is drawn."""

    start: Spot
    end: Spot
    name: str


@dataclass(frozen=True)
class MapPlace:
    """A place as it is drawn: where, how large (px), and how early its name appears."""

    name: str
    spot: Spot
    radius: float
    rank: int  # 0 for the places that the scenario names, then by population


@dataclass(frozen=True)
class Geometry:
    """Everything of a map that never changes."""

    theatre: TheatreMap
    frame: Frame
    roads: tuple[Road, ...]
    places: tuple[MapPlace, ...]

    @cached_property
    def focus(self) -> Box:
        """What a map shows at first, whatever its width: all places, and a margin around them."""
        xs, ys = zip(*(place.spot for place in self.places), strict=True)
        longer = max(max(xs) - min(xs), max(ys) - min(ys))
        if longer < LEAST_SHOWN * WIDTH:
            return (0.0, 0.0, self.frame.width, self.frame.height)
        (left, right), (top, bottom) = (
            (max(0.0, min(at) - AROUND_PLACES * longer), min(end, max(at) + AROUND_PLACES * longer))
            for at, end in ((xs, self.frame.width), (ys, self.frame.height))
        )
        return round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1)


def geometry_of(scenario: Scenario, outline: Outline | None) -> Geometry:
    """Lay out a theatre."""
    spots = tuple((place.lon, place.lat) for place in scenario.places.values())
    theatre = theatre_map(spots, outline)
    frame = frame_of(theatre)
    at = {
        name: frame.spot(lon, lat)
        for name, (lon, lat) in zip(scenario.places, theatre.spots.tolist(), strict=True)
    }
    return Geometry(
        theatre=theatre,
        frame=frame,
        roads=tuple(
            Road(at[road.between[0]], at[road.between[1]], road.name) for road in scenario.roads.values()
        ),
        places=places_of(scenario, at),
    )


def frame_of(theatre: TheatreMap) -> Frame:
    """The frame of a theatre's box."""
    west, south, east, north = theatre.box
    scale = WIDTH / max((east - west) * theatre.squeeze, north - south)
    return Frame(
        west, north, scale, theatre.squeeze, (east - west) * theatre.squeeze * scale, (north - south) * scale
    )


def places_of(scenario: Scenario, at: dict[str, Spot]) -> tuple[MapPlace, ...]:
    """The places with their sizes and the order in which their names appear."""
    setting = scenario.scenario
    named = (setting.capital, setting.bellwether, scenario.branch_place, setting.refuge)
    people = {name: middle_of(place.population) for name, place in scenario.places.items()}
    order = sorted(people, key=lambda name: (name not in named, -people[name], name))
    return tuple(
        MapPlace(name, at[name], radius(people[name]), 0 if name in named else 1 + order.index(name))
        for name in scenario.places
    )


def radius(people: float) -> float:
    """Of a place's mark, px: its area grows with the people, and a junction still shows."""
    return round(3.2 + 7.0 * math.sqrt(min(people, 2_500_000.0) / 2_500_000.0), 1)
