"""The map's ground: land, roads and their names. It is drawn once."""

from __future__ import annotations

import math
from typing import Any

from sim.view.geometry import Geometry, Road, Spot

LONGEST_NUMBER = 5
Base = dict[str, list[Any]]


def base_of(geometry: Geometry) -> Base:
    """Land as SVG paths, roads as lines with their class, the numbered ones last, and their shields."""
    roads = sorted(geometry.roads, key=numbered)
    names = sorted({road.name for road in roads if numbered(road)})
    return {
        "land": [path(ring) for ring in geometry.rings],
        "roads": [(*road.start, *road.end, "road named" if numbered(road) else "road") for road in roads],
        "shields": [(name, *label_spot(geometry, name)) for name in names],
    }


def numbered(road: Road) -> bool:
    """Whether a road has a number, such as a motorway's: those are drawn wider, with a shield."""
    return len(road.name) <= LONGEST_NUMBER and any(letter.isdecimal() for letter in road.name)


def path(spots: tuple[Spot, ...]) -> str:
    """Spots as the data of a closed SVG path."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in spots) + "Z"


def label_spot(geometry: Geometry, name: str) -> Spot:
    """Where a road's name stands: in the middle of its longest leg."""
    legs = [road for road in geometry.roads if road.name == name]
    longest = max(legs, key=lambda road: math.dist(road.start, road.end))
    return between(longest.start, longest.end, 0.5)


def between(a: Spot, b: Spot, share: float) -> Spot:
    """The spot this share of the way from a to b."""
    return round(a[0] + (b[0] - a[0]) * share, 1), round(a[1] + (b[1] - a[1]) * share, 1)
