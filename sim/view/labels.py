"""Which names of places can be read at which zoom: no two overlap, the weightier comes first."""

from __future__ import annotations

from sim.view.geometry import Geometry, MapPlace

ZOOMS = (0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 6.0, 9.0)  # pixels per unit of the map
LETTER, LINE = 6.4, 13.0  # px
Box = tuple[float, float, float, float]  # left, top, right, bottom, px


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
