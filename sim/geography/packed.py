"""How the base map is stored: whole thousandths of a degree, each point as its step from the last.

A layer is named lines (or rings): of each point its step in longitude and latitude, of each line its
first point and how many points it has, of each feature its name, its rank and how many lines it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Line = NDArray[np.float64]  # (points, 2): longitude and latitude, degrees

UNITS_PER_DEGREE = 1000
LONGEST_STEP = 30 * UNITS_PER_DEGREE  # fits into 16 bits


@dataclass(frozen=True)
class Feature:
    """A country, lake or river: its name, its rank (0 is the most important) and its lines or rings."""

    name: str
    rank: int
    lines: tuple[Line, ...]


def pack(layer: str, features: Iterable[Feature]) -> dict[str, NDArray[Any]]:
    """A layer as arrays, each named after it."""
    known = list(features)
    lines = [_short_steps(np.rint(line * UNITS_PER_DEGREE)) for each in known for line in each.lines]
    steps = np.concatenate([np.diff(line, axis=0, prepend=line[:1]) for line in lines])
    arrays: dict[str, NDArray[Any]] = {
        "east": steps[:, 0].astype(np.int16),
        "north": steps[:, 1].astype(np.int16),
        "first": np.array([line[0] for line in lines], np.int32),
        "points": np.array([len(line) for line in lines], np.int32),
        "lines": np.array([len(each.lines) for each in known], np.int32),
        "rank": np.array([each.rank for each in known], np.int8),
        "name": np.array([each.name for each in known], np.str_),
    }
    return {f"{layer}_{part}": values for part, values in arrays.items()}


def unpack(layer: str, arrays: Mapping[str, NDArray[Any]]) -> tuple[Feature, ...]:
    """The features of a layer, as they were packed, to the thousandth of a degree."""
    parts = ("east", "north", "first", "points", "lines")
    part: dict[str, NDArray[Any]] = {name: arrays[f"{layer}_{name}"] for name in parts}
    ends = np.cumsum(part["points"])
    sums = np.cumsum(np.column_stack([part["east"], part["north"]]).astype(np.int64), axis=0)
    offsets = part["first"] - sums[ends - part["points"]]
    points = (sums + np.repeat(offsets, part["points"], axis=0)) / UNITS_PER_DEGREE
    lines = np.split(points, ends[:-1])
    stops = np.cumsum(part["lines"])
    return tuple(
        Feature(str(name), int(rank), tuple(lines[stop - count : stop]))
        for name, rank, stop, count in zip(
            arrays[f"{layer}_name"], arrays[f"{layer}_rank"], stops, part["lines"], strict=True
        )
    )


def _short_steps(line: Line) -> Line:
    """A line with points put between two that are too far apart for a step of 16 bits."""
    if len(line) < 2 or np.abs(np.diff(line, axis=0)).max() <= LONGEST_STEP:
        return line
    parts = [line[:1]]
    for one, other in pairwise(line):
        count = max(1, int(np.ceil(np.abs(other - one).max() / LONGEST_STEP)))
        shares = np.arange(1, count + 1)[:, None] / count
        parts.append(np.rint(one + shares * (other - one)))
    return np.concatenate(parts)
