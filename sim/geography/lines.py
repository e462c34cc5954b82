"""Lines and rings in the plane: thinning, cutting to a convex cell or a box, who lies within."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.geography.packed import Line

Box = tuple[float, float, float, float]  # west, south, east, north
NOTHING: Line = np.empty((0, 2))


def thinned(line: Line, tolerance: float) -> Line:
    """A line without the points that lie within ``tolerance`` of it anyway (Douglas and Peucker 1973)."""
    if tolerance <= 0.0 or len(line) < 3:
        return line
    keep = np.zeros(len(line), np.bool_)
    keep[[0, -1]] = True
    open_parts = [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:
            continue
        away = _distances(line[first + 1 : last], line[first], line[last])
        farthest = int(np.argmax(away))
        if away[farthest] > tolerance:
            middle = first + 1 + farthest
            keep[middle] = True
            open_parts += [(first, middle), (middle, last)]
    return line[keep]


def _distances(points: Line, one: Line, other: Line) -> NDArray[np.float64]:
    """How far points lie from the leg between two."""
    leg = other - one
    length = float(leg @ leg)
    shares = np.clip((points - one) @ leg / length, 0.0, 1.0) if length > 0.0 else np.zeros(len(points))
    off: NDArray[np.float64] = points - one - shares[:, None] * leg
    return np.hypot(off[:, 0], off[:, 1])


def box_of(lines: Sequence[Line]) -> Box:
    """The smallest box around lines."""
    points = np.concatenate(lines)
    west, south = points.min(axis=0)
    east, north = points.max(axis=0)
    return float(west), float(south), float(east), float(north)


def grown(box: Box, east: float, north: float) -> Box:
    """A box with this much more on either side."""
    return box[0] - east, box[1] - north, box[2] + east, box[3] + north


def meets(one: Box, other: Box) -> bool:
    """Whether two boxes have a point in common."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def corners(box: Box) -> Line:
    """A box as a ring, counter-clockwise."""
    west, south, east, north = box
    return np.array([(west, south), (east, south), (east, north), (west, north)])


def cut_to_convex(ring: Line, cell: Line) -> Line:
    """What of a ring lies in a convex cell, whose corners go counter-clockwise (Sutherland and Hodgman 1974).

    Parts that lie apart are joined along the edge of the cell by strips without area.
    """
    for one, other in zip(cell, np.roll(cell, -1, axis=0), strict=True):
        if len(ring) == 0:
            break
        ring = _cut_to_half(ring, one, other)
    return ring


def _cut_to_half(ring: Line, one: Line, other: Line) -> Line:
    """What of a ring lies left of the line from one point to another."""
    east, north = other - one
    side = east * (ring[:, 1] - one[1]) - north * (ring[:, 0] - one[0])
    inside = side >= 0.0
    if inside.all():
        return ring
    if not inside.any():
        return NOTHING
    after, side_after = np.roll(ring, -1, axis=0), np.roll(side, -1)
    crosses = inside != np.roll(inside, -1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(crosses, side / (side - side_after), 0.0)
    crossing = ring + share[:, None] * (after - ring)
    both: Line = np.stack([ring, crossing], axis=1).reshape(-1, 2)
    kept: Line = both[np.stack([inside, crosses], axis=1).reshape(-1)]
    return kept


def parts_within(line: Line, box: Box) -> Iterator[Line]:
    """The stretches of a line that may be seen in a box: every leg that reaches into it, whole."""
    low, high = np.minimum(line[:-1], line[1:]), np.maximum(line[:-1], line[1:])
    seen: NDArray[np.bool_] = np.all((low <= np.array(box[2:])) & (high >= np.array(box[:2])), axis=1)
    yield from stretches(line, seen)


def stretches(line: Line, wanted: NDArray[np.bool_]) -> Iterator[Line]:
    """The stretches of consecutive wanted legs; leg i goes from point i to point i + 1."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], wanted, [False]]).astype(np.int8)))
    for first, last in edges.reshape(-1, 2):
        yield line[first : last + 1]


def within(points: Line, rings: Sequence[Line]) -> NDArray[np.bool_]:
    """Which points lie inside rings, of which a second one inside another is a hole."""
    inside = np.zeros(len(points), np.bool_)
    x, y = points[:, :1], points[:, 1:]
    for ring in rings:
        (x1, y1), (x2, y2) = ring.T, np.roll(ring, -1, axis=0).T
        crosses = (y < y1) != (y < y2)
        with np.errstate(divide="ignore", invalid="ignore"):
            left = x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        inside ^= (crosses & left).sum(axis=1) % 2 == 1
    return inside


def area(rings: Sequence[Line]) -> float:
    """The area inside rings; a hole, which goes round the other way, counts less."""
    return abs(sum(signed_area(ring) for ring in rings))


def signed_area(ring: Line) -> float:
    """The area of a ring: above 0 where it goes counter-clockwise."""
    x, y = ring[:, 0], ring[:, 1]
    return float(0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
