"""Coasts and borders out of the countries' rings: a leg that two countries share is a border."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.geography.lines import Box, stretches
from sim.geography.packed import UNITS_PER_DEGREE, Line

Legs = NDArray[np.int64]  # (legs, 4): from and to, in thousandths of a degree
Which = NDArray[np.bool_]

ON_ANTIMERIDIAN = 180 * UNITS_PER_DEGREE
SOUTH_POLE = -90 * UNITS_PER_DEGREE


@dataclass
class Edges:
    """Lines by kind: coasts, borders of others, and the frontier, all around the theatre's countries."""

    coasts: list[Line] = field(default_factory=list)
    borders: list[Line] = field(default_factory=list)
    frontier: list[Line] = field(default_factory=list)


def edges_of(rings: Sequence[Line], home: Sequence[bool], box: Box) -> Edges:
    """The edges of countries as far as a box, every one once; ``home`` says which rings are the theatre's.

    Where Natural Earth cuts a country along the antimeridian, and at the South Pole, there is no edge.
    """
    found = Edges()
    if not rings:
        return found
    whole = [np.rint(ring * UNITS_PER_DEGREE).astype(np.int64) for ring in rings]
    legs = np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in whole])
    swapped = (legs[:, 0] > legs[:, 2]) | ((legs[:, 0] == legs[:, 2]) & (legs[:, 1] > legs[:, 3]))
    ordered = np.where(swapped[:, None], legs[:, [2, 3, 0, 1]], legs)
    _, first, same, counts = np.unique(
        ordered, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    same = same.ravel()
    ours = np.repeat(np.array(home, np.bool_), [len(ring) - 1 for ring in rings])
    home_legs = np.bincount(same, weights=ours)
    shared, inner, any_home = counts[same] > 1, home_legs[same] > 1, home_legs[same] > 0
    once = np.zeros(len(legs), np.bool_)
    once[first] = True
    once &= _real(legs) & _seen(legs, box)
    kinds = {
        "frontier": once & any_home & ~inner,
        "coasts": once & ~shared & ~any_home,
        "borders": once & shared & (~any_home | inner),
    }
    for name, wanted in kinds.items():
        start = 0
        for ring in rings:
            getattr(found, name).extend(stretches(ring, wanted[start : start + len(ring) - 1]))
            start += len(ring) - 1
    return found


def _real(legs: Legs) -> Which:
    """Which legs are no artefact of the flat map."""
    cut = (legs[:, 0] == legs[:, 2]) & (np.abs(legs[:, 0]) % (2 * ON_ANTIMERIDIAN) == ON_ANTIMERIDIAN)
    pole = (legs[:, 1] <= SOUTH_POLE) & (legs[:, 3] <= SOUTH_POLE)
    real: Which = ~(cut | pole)
    return real


def _seen(legs: Legs, box: Box) -> Which:
    """Which legs reach into a box."""
    west, south, east, north = (part * UNITS_PER_DEGREE for part in box)
    across = (np.minimum(legs[:, 0], legs[:, 2]) <= east) & (np.maximum(legs[:, 0], legs[:, 2]) >= west)
    return (
        across & (np.minimum(legs[:, 1], legs[:, 3]) <= north) & (np.maximum(legs[:, 1], legs[:, 3]) >= south)
    )
