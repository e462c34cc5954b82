"""Cells around places: every point belongs to the place that is nearest (Voronoi 1908), cut to the ground."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.spatial import ConvexHull, Voronoi

from sim.geography.lines import Box, box_of, corners, cut_to_convex, meets, signed_area, within
from sim.geography.packed import Line

Cell = tuple[tuple[Line, ...], ...]  # patches, each of rings: an outer one, others, holes
FAR = 20.0  # times the size of the box: from there four points close the cells of all places
APART = 1e-5  # of the size of the box: places on the very same spot stand so far from each other
ROUND = 24  # corners of a circle
LEAST_AREA = 1e-9  # of the box; what is left of a ring below that is a strip along an edge


def cells(spots: Line, ground: Sequence[Line], box: Box, radius: float) -> Iterator[Cell]:
    """For each place what of the ground is nearest to it, in a plane where distances are right.

    A place outside the ground gets a round patch of ``radius`` as its own, as far as it is nearest there.
    """
    on_ground = within(spots, ground)
    frame = corners(box)
    least = LEAST_AREA * abs(signed_area(frame))
    for spot, cell, stands in zip(spots, nearest(spots, box), on_ground, strict=True):
        seen = cut_to_convex(cell, frame)
        if len(seen) == 0:  # the place lies outside the box
            yield ()
            continue
        around = box_of([seen])
        cut = (cut_to_convex(ring, seen) for ring in ground if meets(box_of([ring]), around))
        rings = tuple(ring for ring in cut if len(ring) > 2 and abs(signed_area(ring)) > least)
        islet = () if stands else ((cut_to_convex(circle(spot, radius), seen),),)
        yield ((rings,) if rings else ()) + islet


def nearest(spots: Line, box: Box) -> list[Line]:
    """Of each place the convex region that is nearest to it, corners counter-clockwise."""
    size = max(box[2] - box[0], box[3] - box[1])
    middle = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    far = middle + FAR * size * np.array([(-1.0, -1.0), (1.0, -1.1), (1.1, 1.0), (-1.0, 1.2)])
    found = Voronoi(np.concatenate([_apart(spots, APART * size), far]))
    regions = [found.vertices[found.regions[found.point_region[i]]] for i in range(len(spots))]
    return [region if signed_area(region) > 0.0 else region[::-1] for region in regions]


def _apart(spots: Line, distance: float) -> Line:
    """Places, of which those that share a spot are moved apart a little."""
    moved = spots.copy()
    _, first, groups = np.unique(spots, axis=0, return_index=True, return_inverse=True)
    for group in np.flatnonzero(np.bincount(groups.ravel()) > 1):
        members = np.flatnonzero(groups.ravel() == group)
        moved[members] = circle(spots[first[group]], distance, len(members) + 2)[: len(members)]
    return moved


def circle(middle: Line, radius: float, corners_count: int = ROUND) -> Line:
    """A ring around a point, counter-clockwise."""
    turn = 2.0 * np.pi * np.arange(corners_count) / corners_count
    ring: Line = middle + radius * np.column_stack([np.cos(turn), np.sin(turn)])
    return ring


def sketch(spots: Line, radius: float) -> Line:
    """Ground for places of which no land is known: what lies between them, and ``radius`` around."""
    points = np.concatenate([circle(spot, radius, 2 * ROUND) for spot in spots])
    hull: Line = points[ConvexHull(points).vertices]
    return hull
