"""From longitudes and latitudes to a drawing: one flat projection, right at the middle latitude."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.plots.maps import Outline
from sim.scenario import Scenario
from sim.scenario.schema import middle_of

WIDTH = 1000.0
MARGIN = 28.0
ZOOMS = (0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 6.0, 9.0)  # pixels per unit of the map
LETTER, LINE = 6.4, 13.0  # px
Spot = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom, px


@dataclass(frozen=True)
class Frame:
    """How a theatre lies on the page: x grows east, y grows south."""

    west: float
    north: float
    scale: float  # units per degree of latitude
    squeeze: float  # a degree of longitude against one of latitude
    width: float
    height: float

    def spot(self, lon: float, lat: float) -> Spot:
        """Where a point is drawn."""
        x = MARGIN + (lon - self.west) * self.squeeze * self.scale
        return round(x, 1), round(MARGIN + (self.north - lat) * self.scale, 1)


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

    frame: Frame
    rings: tuple[tuple[Spot, ...], ...]
    roads: tuple[Road, ...]
    places: tuple[MapPlace, ...]


def geometry_of(scenario: Scenario, outline: Outline | None) -> Geometry:
    """Lay out a theatre; without an outline the places alone decide the frame."""
    spots = [(place.lon, place.lat) for place in scenario.places.values()]
    rings = [[(float(lon), float(lat)) for lon, lat in ring] for ring in (outline.rings if outline else ())]
    frame = frame_of([*spots, *(spot for ring in rings for spot in ring)])
    at = {name: frame.spot(place.lon, place.lat) for name, place in scenario.places.items()}
    return Geometry(
        frame=frame,
        rings=tuple(tuple(frame.spot(*spot) for spot in ring) for ring in rings),
        roads=tuple(
            Road(at[road.between[0]], at[road.between[1]], road.name) for road in scenario.roads.values()
        ),
        places=places_of(scenario, at),
    )


def frame_of(spots: list[Spot]) -> Frame:
    """The frame that holds all points."""
    west, east = min(lon for lon, _ in spots), max(lon for lon, _ in spots)
    south, north = min(lat for _, lat in spots), max(lat for _, lat in spots)
    squeeze = math.cos(math.radians((south + north) / 2.0))
    across = max((east - west) * squeeze, 1e-6)
    scale = (WIDTH - 2.0 * MARGIN) / max(across, (north - south) / 1.1, 1e-6)
    return Frame(
        west, north, scale, squeeze, across * scale + 2.0 * MARGIN, (north - south) * scale + 2.0 * MARGIN
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


# --- which names can be read at which zoom: no two overlap, the weightier comes first -----
def label_zooms(geometry: Geometry) -> tuple[int, ...]:
    """For each place the first of ``ZOOMS`` at which its name has room; len(ZOOMS) when it never has."""
    order = sorted(range(len(geometry.places)), key=lambda i: geometry.places[i].rank)
    first = [len(ZOOMS)] * len(geometry.places)
    for z, zoom in enumerate(ZOOMS):
        taken = [box(geometry.places[i], zoom) for i in order if first[i] < len(ZOOMS)]
        for i in order:
            place = geometry.places[i]
            if first[i] == len(ZOOMS) and (place.rank == 0 or free(box(place, zoom), taken)):
                first[i] = z
                taken.append(box(place, zoom))
    return tuple(first)


def box(place: MapPlace, zoom: float) -> Box:
    """The room that a place's name takes, px."""
    left = place.spot[0] * zoom + place.radius + 3
    top = place.spot[1] * zoom - LINE / 2
    return left, top, left + LETTER * len(place.name), top + LINE


def free(wanted: Box, taken: list[Box]) -> bool:
    """Whether no name stands there yet."""
    return all(
        wanted[2] <= other[0] or other[2] <= wanted[0] or wanted[3] <= other[1] or other[3] <= wanted[1]
        for other in taken
    )
