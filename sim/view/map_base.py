"""The map's ground: land, waters, borders, cells, roads and names. It is drawn once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from sim.geography.cells import Cell
from sim.geography.packed import Line
from sim.geography.theatre import TheatreMap
from sim.view.geometry import Frame, Geometry, Road, Spot

LONGEST_NUMBER = 5
RIVERS = ("main", "middle", "small")
MAIN, MIDDLE = 4, 6  # ranks up to which a river is drawn wider
Base = dict[str, Any]


def base_of(geometry: Geometry) -> Base:
    """Everything as SVG paths, a list of them for each place's cell; names and shields with their spots."""
    theatre, frame = geometry.theatre, geometry.frame
    return {
        "land": rings(frame, theatre.land),
        "ground": rings(frame, theatre.ground),
        "lakes": rings(frame, theatre.lakes),
        "rivers": [[rivers(frame, theatre, kind), f"river {kind}"] for kind in RIVERS],
        "coasts": lines(frame, theatre.coasts),
        "borders": lines(frame, theatre.borders),
        "frontier": lines(frame, theatre.frontier),
        "cells": [patches(frame, cell) for cell in theatre.cells],
        "names": [(name, *frame.spot(*spot)) for name, spot in theatre.names],
        "roads": road_lines(geometry),
        "shields": shields(geometry),
    }


def rings(frame: Frame, ground: Sequence[Line]) -> str:
    """Rings as one path, in which one inside another is a hole."""
    return "".join(f"{frame.path(ring)}Z" for ring in ground)


def lines(frame: Frame, many: Sequence[Line]) -> str:
    """Lines as one path."""
    return "".join(frame.path(line) for line in many)


def patches(frame: Frame, cell: Cell) -> list[str]:
    """The patches of a cell, each a path."""
    return [rings(frame, patch) for patch in cell]


def rivers(frame: Frame, theatre: TheatreMap, kind: str) -> str:
    """The rivers of one class as one path."""
    return lines(frame, [line for rank, line in theatre.rivers if river_class(rank) == kind])


def river_class(rank: int) -> str:
    """How wide a river is drawn."""
    return RIVERS[(rank > MAIN) + (rank > MIDDLE)]


def road_lines(geometry: Geometry) -> list[tuple[Any, ...]]:
    """Roads as lines with their class, the numbered ones last."""
    return [
        (*road.start, *road.end, "road named" if numbered(road) else "road")
        for road in sorted(geometry.roads, key=numbered)
    ]


def shields(geometry: Geometry) -> list[tuple[str, float, float]]:
    """The numbers of roads, and where each stands."""
    names = sorted({road.name for road in geometry.roads if numbered(road)})
    return [(name, *label_spot(geometry, name)) for name in names]


def numbered(road: Road) -> bool:
    """Whether a road has a number, such as a motorway's: those are drawn wider, with a shield."""
    return len(road.name) <= LONGEST_NUMBER and any(letter.isdecimal() for letter in road.name)


def label_spot(geometry: Geometry, name: str) -> Spot:
    """Where a road's name stands: in the middle of its longest leg."""
    legs = [road for road in geometry.roads if road.name == name]
    longest = max(legs, key=lambda road: math.dist(road.start, road.end))
    return between(longest.start, longest.end, 0.5)


def between(a: Spot, b: Spot, share: float) -> Spot:
    """The spot this share of the way from a to b."""
    return round(a[0] + (b[0] - a[0]) * share, 1), round(a[1] + (b[1] - a[1]) * share, 1)
