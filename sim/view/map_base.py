"""The map's ground: land, roads and their names. It is drawn once."""

from __future__ import annotations

from sim.view.geometry import Geometry, Road, Spot
from sim.view.markup import joined, safe

LONGEST_NUMBER = 5


def base_of(geometry: Geometry) -> str:
    """Land and roads as SVG."""
    land = joined(f'<path class="land" d="{path(ring)}Z"/>' for ring in geometry.rings)
    names = sorted({road.name for road in geometry.roads if numbered(road)})
    plain = joined(line(road, "road") for road in geometry.roads if not numbered(road))
    named = joined(line(road, "road named") for road in geometry.roads if numbered(road))
    return land + plain + named + joined(label(geometry, name) for name in names)


def numbered(road: Road) -> bool:
    """Whether a road has a number, such as a motorway's: those are drawn wider, with a shield."""
    return len(road.name) <= LONGEST_NUMBER and any(letter.isdecimal() for letter in road.name)


def path(spots: tuple[Spot, ...]) -> str:
    """Spots as the data of an SVG path, without closing it."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in spots)


def line(road: Road, kind: str) -> str:
    """One road."""
    (x1, y1), (x2, y2) = road.start, road.end
    return f'<line class="{kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def label(geometry: Geometry, name: str) -> str:
    """A road's name, in the middle of its longest leg."""
    legs = [road for road in geometry.roads if road.name == name]
    longest = max(legs, key=lambda road: squared(road.start, road.end))
    x, y = middle(longest.start, longest.end)
    width = 7 * len(name) + 8
    plate = f'<rect x="{-width / 2}" y="-8" width="{width}" height="16" rx="3"/>'
    text = f'<text text-anchor="middle" dy="4">{safe(name)}</text>'
    return (
        f'<g class="mark shield" style="transform:translate({x}px,{y}px) scale(var(--s))">{plate}{text}</g>'
    )


def squared(a: Spot, b: Spot) -> float:
    """Squared distance of two spots."""
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def middle(a: Spot, b: Spot) -> Spot:
    """The middle of two spots."""
    return between(a, b, 0.5)


def between(a: Spot, b: Spot, share: float) -> Spot:
    """The spot this share of the way from a to b."""
    return round(a[0] + (b[0] - a[0]) * share, 1), round(a[1] + (b[1] - a[1]) * share, 1)
