"""The map of a theatre, wherever on Earth: the base map cut to its box, its ground, a cell for each place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from scipy.ndimage import distance_transform_edt

from sim.geography.basemap import base_map
from sim.geography.borders import edges_of
from sim.geography.cells import Cell, cells, sketch
from sim.geography.lines import (
    Box,
    box_of,
    corners,
    cut_to_convex,
    grown,
    meets,
    parts_within,
    signed_area,
    thinned,
    within,
)  # fmt: skip
from sim.geography.packed import Feature, Line

Spot = tuple[float, float]
AROUND = 0.9  # of the box on either side: what a page shows beside it, or when it is moved
MARGIN = 0.06
LEAST_DEGREES = 0.2  # of a theatre, such as one of a single place
FINEST = 1 / 5000  # of the box: below it lines are thinned
HOME_SHARE = 0.1  # of the places, from which a country is one of those that the theatre is about
LAND_SHARE = 0.5  # of the places on land, below which the theatre is not of this Earth
WHOLE_COUNTRY = 1.6  # times the places' box: up to there the whole country is shown
ISLET, SKETCH = 0.008, 0.12  # of the box: ground around a place that has none
RIVERS = ((4.0, 9), (8.0, 8), (16.0, 6), (45.0, 4), (360.0, 2))  # up to these degrees, rivers up to this rank
LEAST_LAKE = 1 / 250  # of the box
GRID = 56  # points across on which a name's place is sought
LEAST_NAMED = 0.012  # of the grid, from which a country has a name
WIDE = 2.4  # a name needs so much more room across than up


@dataclass(frozen=True, eq=False)
class Outline:
    """A country's rings, each (points, 2) of longitude and latitude. Equal rings are one outline."""

    rings: tuple[Line, ...]

    @cached_property
    def key(self) -> tuple[bytes, ...]:
        """What tells it from others: a file is read again each time, but its map is drawn once."""
        return tuple(ring.tobytes() for ring in self.rings)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outline) and self.key == other.key


@dataclass(frozen=True, eq=False)
class TheatreMap:
    """Everything of a theatre's map that time does not change, in degrees; east of 180 goes on counting."""

    box: Box  # what is to be seen
    squeeze: float  # a degree of longitude against one of latitude
    spots: Line  # of the places (places, 2)
    land: tuple[Line, ...]  # rings of all countries, cut to the box and what lies around
    ground: tuple[Line, ...]  # rings of the theatre's countries
    cells: tuple[Cell, ...]  # of each place what of the ground is nearest to it
    coasts: tuple[Line, ...]
    borders: tuple[Line, ...]
    frontier: tuple[Line, ...]  # all around the ground
    lakes: tuple[Line, ...]
    rivers: tuple[tuple[int, Line], ...]  # rank and line
    names: tuple[tuple[str, Spot], ...]  # of the neighbours, and where each has room

    @property
    def around(self) -> Box:
        """The box with what lies around it."""
        west, south, east, north = self.box
        return grown(self.box, AROUND * (east - west), AROUND * (north - south))


@lru_cache(maxsize=16)
def theatre_map(places: tuple[Spot, ...], outline: Outline | None = None) -> TheatreMap:
    """Map places (longitude, latitude), on their outline, else the countries they lie in, else a sketch."""
    spots = unwrapped(np.array(places, np.float64))
    rings = tuple(_beside(ring, spots) for ring in outline.rings) if outline else ()
    near = list(_countries_near(grown(_box_of_places(spots), LEAST_DEGREES, LEAST_DEGREES)))
    home = _home(spots, near)
    ground = rings or tuple(ring for each in near if each.name in home for ring in each.lines)
    if not ground:
        ground = (sketch(spots, SKETCH * _size(_box_of_places(spots))),)
    return _drawn(spots, ground, _framed(spots, ground), home, own=bool(rings) or not home)


def unwrapped(spots: Line) -> Line:
    """Places on the two sides of the antimeridian side by side: all within the shortest stretch."""
    east = np.sort(spots[:, 0] % 360.0)
    gaps = np.diff(np.append(east, east[0] + 360.0))
    first = east[(int(np.argmax(gaps)) + 1) % len(east)]
    shifted = (spots[:, 0] - first) % 360.0 + first
    return np.column_stack([shifted - 360.0 * np.floor((shifted.mean() + 180.0) / 360.0), spots[:, 1]])


def _beside(ring: Line, spots: Line) -> Line:
    """A ring on the same turn of the Earth as the places."""
    turns = np.rint((spots[:, 0].mean() - ring[:, 0].mean()) / 360.0)
    moved: Line = ring + np.array([360.0 * turns, 0.0])
    return moved


def _countries_near(box: Box) -> Iterator[Feature]:
    """The countries of which a ring meets a box, with those rings; on whichever turn of the Earth."""
    yield from (
        Feature(each.name, each.rank, rings)
        for each in base_map().countries
        if (rings := tuple(_turned(each, box)))
    )


def _turned(each: Feature, box: Box) -> Iterator[Line]:
    """The lines of a feature that meet a box, moved by whole turns."""
    for line in each.lines:
        for turn in (-360.0, 0.0, 360.0):
            moved = line + np.array([turn, 0.0])
            if meets(box_of([moved]), box):
                yield moved


def _home(spots: Line, near: Sequence[Feature]) -> frozenset[str]:
    """The countries that the theatre is about: those in which its places lie, if most lie on land."""
    shares = {each.name: float(within(spots, each.lines).mean()) for each in near}
    if sum(shares.values()) < LAND_SHARE:
        return frozenset()
    return frozenset(name for name, share in shares.items() if share >= HOME_SHARE)


def _box_of_places(spots: Line) -> Box:
    west, south, east, north = box_of([spots])
    wanting = max(0.0, LEAST_DEGREES - max(east - west, north - south)) / 2.0
    return grown((west, south, east, north), wanting, wanting)


def _size(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])


def _framed(spots: Line, ground: Sequence[Line]) -> Box:
    """The box of the places, or of the whole country where that is not much more; with a margin."""
    west, south, east, north = _box_of_places(spots)
    size = _size((west, south, east, north))
    w, s, e, n = box_of(ground)
    if max(e - w, n - s) <= WHOLE_COUNTRY * size:
        west, south, east, north = min(w, west), min(s, south), max(e, east), max(n, north)
    margin = MARGIN * _size((west, south, east, north))
    west, south, east, north = grown((west, south, east, north), margin, margin)
    return west, max(south, -90.0), east, min(north, 90.0)


def _drawn(spots: Line, ground: tuple[Line, ...], box: Box, home: frozenset[str], *, own: bool) -> TheatreMap:
    """Cut the base map to the box and what lies around it."""
    squeeze = max(0.05, float(np.cos(np.radians((box[1] + box[3]) / 2.0))))
    around = grown(box, AROUND * (box[2] - box[0]), AROUND * (box[3] - box[1]))
    finest = FINEST * _size(box)
    countries = list(_countries_near(around))
    land = tuple(_cut([ring for each in countries for ring in each.lines], around, finest))
    ours = [each.name in home for each in countries for _ in each.lines]
    edges = edges_of([ring for each in countries for ring in each.lines], ours, around)
    cut_ground = tuple(_cut(ground, around, finest))
    frontier = [closed(ring) for ring in ground] if own else edges.frontier
    plane = np.array([squeeze, 1.0])
    made = cells(
        spots * plane, [ring * plane for ring in cut_ground],
        (around[0] * squeeze, around[1], around[2] * squeeze, around[3]), ISLET * _size(box),
    )  # fmt: skip
    return TheatreMap(
        box=box, squeeze=squeeze, spots=spots, land=land, ground=cut_ground,
        cells=tuple(tuple(tuple(ring / plane for ring in patch) for patch in cell) for cell in made),
        coasts=tuple(thinned(line, finest) for line in edges.coasts),
        borders=tuple(thinned(line, finest) for line in edges.borders),
        frontier=tuple(thinned(line, finest) for line in frontier),
        lakes=tuple(_lakes(around, box, finest)),
        rivers=tuple(_rivers(around, box, finest)),
        names=tuple(_names(countries, home, box)),
    )  # fmt: skip


def closed(ring: Line) -> Line:
    """A ring as a line that ends where it begins."""
    return ring if np.array_equal(ring[0], ring[-1]) else np.concatenate([ring, ring[:1]])


def _cut(rings: Sequence[Line], around: Box, finest: float) -> Iterator[Line]:
    """Rings as far as they lie in a box."""
    frame = corners(around)
    for ring in rings:
        cut = cut_to_convex(ring, frame)
        if len(cut) > 2:
            yield thinned(cut, finest)


def _lakes(around: Box, box: Box, finest: float) -> Iterator[Line]:
    """Lakes that are large enough to be seen."""
    least = (LEAST_LAKE * _size(box)) ** 2
    rings = (ring for each in base_map().lakes for ring in _turned(each, around))
    yield from _cut([ring for ring in rings if abs(signed_area(ring)) >= least], around, finest)


def _rivers(around: Box, box: Box, finest: float) -> Iterator[tuple[int, Line]]:
    """Rivers, of a small theatre the small ones too."""
    most = next(rank for degrees, rank in RIVERS if _size(box) <= degrees or degrees == RIVERS[-1][0])
    for each in base_map().rivers:
        if each.rank <= most:
            for line in _turned(each, around):
                for part in parts_within(line, around):
                    yield each.rank, thinned(part, finest)


def _names(countries: Sequence[Feature], home: frozenset[str], box: Box) -> Iterator[tuple[str, Spot]]:
    """The neighbours that are seen, each named where it is widest."""
    east, north = np.linspace(box[0], box[2], GRID), np.linspace(box[1], box[3], GRID)
    points = np.stack(np.meshgrid(east, north), axis=-1).reshape(-1, 2)
    for each in countries:
        if each.name in home:
            continue
        rings = [ring for ring in each.lines if meets(box_of([ring]), box)]
        inside = within(points, rings).reshape(GRID, GRID)
        if inside.mean() >= LEAST_NAMED:
            room = distance_transform_edt(np.pad(inside, 1), sampling=(WIDE, 1.0))[1:-1, 1:-1]
            row, column = np.unravel_index(int(np.argmax(room)), room.shape)
            yield each.name, (float(east[column]), float(north[row]))
