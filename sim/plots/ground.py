"""The ground of every map in a figure: land, waters, borders, neighbours, and territory around places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from sim.analysis.source import Theatre
from sim.geography.lines import Box, box_of, corners, cut_to_convex, grown, meets, parts_within, thinned
from sim.geography.packed import Line
from sim.geography.theatre import AROUND, Outline, TheatreMap, closed, theatre_map
from sim.plots.style import FAINT, INK

SEA, LAND, HOME = "#E8EEF2", "#E3E0D9", "#FBFAF6"
SHORE, RIVER, BORDER, ROAD = "#8FA6B5", "#9DBBCF", "#7A7A7A", "#6F6A5E"
HATCH_INK = "#3F4A52"
FINEST_POINTS = 0.6  # a figure shows no more
Taken = tuple[Line, Line]  # the lower left and the upper right corner of a box, points
LETTER, LINE = 0.6, 1.25  # of the size of the letters: how wide and high a name is, about
LARGE_INCHES = 4.0  # from which a map has larger names
NEIGHBOUR_POINTS, SMALL_NEIGHBOUR_POINTS = 8.0, 5.0


@dataclass(frozen=True)
class Territory:
    """How the cell of each place is filled: colours, and which are hatched because they are contested."""

    colours: Sequence[Any]
    contested: Sequence[bool]


@dataclass(frozen=True)
class Panel:
    """About how large the axes of a map are, inches: the layout is not known when it is drawn."""

    width: float
    height: float

    def points_per_degree(self, ground: TheatreMap) -> float:
        """Points of a degree of latitude."""
        west, south, east, north = ground.box
        return 72.0 * min(self.width / ((east - west) * ground.squeeze), self.height / (north - south))

    def finest(self, ground: TheatreMap) -> float:
        """Degrees below which nothing is seen."""
        return FINEST_POINTS / self.points_per_degree(ground)

    def points(self, ground: TheatreMap) -> tuple[float, float]:
        """Points of a degree of longitude, and of one of latitude."""
        scale = self.points_per_degree(ground)
        return scale * ground.squeeze, scale

    def shown(self, ground: TheatreMap) -> Box:
        """The box that fills the panel: the theatre's, and what lies beside or above it."""
        west, south, east, north = ground.box
        scale = self.points_per_degree(ground)
        beside = max(0.0, 72.0 * self.width / (scale * ground.squeeze) - (east - west)) / 2.0
        above = max(0.0, 72.0 * self.height / scale - (north - south)) / 2.0
        return grown(ground.box, min(beside, AROUND * (east - west)), min(above, AROUND * (north - south)))


def map_of(theatre: Theatre, outline: Outline | None) -> TheatreMap:
    """The map of a result's theatre."""
    return theatre_map(tuple((place.lon, place.lat) for place in theatre.places), outline)


def draw_ground(
    axes: Axes, theatre: Theatre, outline: Outline | None, panel: Panel, territory: Territory | None = None
) -> TheatreMap:
    """Fill the axes with the theatre's surroundings, right at its middle latitude; no ticks."""
    ground = map_of(theatre, outline)
    around, finest = panel.shown(ground), panel.finest(ground)
    axes.set_facecolor(SEA)
    _fill(axes, ground.land, around, finest, facecolor=LAND)
    _fill(axes, ground.ground, around, finest, facecolor=HOME)
    if territory:
        draw_territory(axes, ground, territory, finest)
    _fill(axes, ground.lakes, around, finest, facecolor=SEA, edgecolor=SHORE, linewidth=0.3)
    _draw_lines(axes, ground, around, finest)
    spots = ground.spots
    at = {place.name: spot for place, spot in zip(theatre.places, spots.tolist(), strict=True)}
    legs = [(at[one], at[other]) for one, other in theatre.roads]
    axes.add_collection(LineCollection(legs, colors=ROAD, linewidths=0.5, zorder=1.6), autolim=False)
    west, south, east, north = around
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1.0 / ground.squeeze)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(False)
    axes.spines[:].set_visible(False)
    return ground


def _fill(axes: Axes, rings: Sequence[Line], around: Box, finest: float, **look: Any) -> None:
    """Rings as one patch, as far as they lie in a box."""
    frame = corners(around)
    cut = (thinned(cut_to_convex(ring, frame), finest) for ring in rings if meets(box_of([ring]), around))
    seen = [closed(ring) for ring in cut if len(ring) > 2]
    if seen:
        axes.add_artist(_patch(seen, {"edgecolor": "none", "zorder": 0.5, **look}))


def _patch(rings: Sequence[Line], look: dict[str, Any]) -> PathPatch:
    return PathPatch(Path.make_compound_path(*(Path(ring, closed=True) for ring in rings)), **look)


def draw_territory(axes: Axes, ground: TheatreMap, territory: Territory, finest: float) -> list[Artist]:
    """The cells, each with an edge of its own colour, so that nothing shows between two; then the hatches."""
    drawn = []
    for cell, colour, contested in zip(ground.cells, territory.colours, territory.contested, strict=True):
        for patch in cell:
            rings = [closed(thinned(ring, finest)) for ring in patch]
            look = {"facecolor": colour, "edgecolor": colour, "linewidth": 0.3, "zorder": 0.8}
            drawn.append(axes.add_artist(_patch(rings, look)))
            if contested:
                look = {
                    "facecolor": "none",
                    "edgecolor": HATCH_INK,
                    "linewidth": 0.0,
                    "hatch": "/////",
                    "zorder": 0.9,
                }
                drawn.append(axes.add_artist(_patch(rings, look)))
    return drawn


def _draw_lines(axes: Axes, ground: TheatreMap, around: Box, finest: float) -> None:
    """Rivers, coasts and borders."""
    rivers = [line for _, line in ground.rivers]
    widths = [0.9 - 0.07 * rank for rank, _ in ground.rivers]
    axes.add_collection(
        LineCollection(
            [thinned(line, finest) for line in rivers], colors=RIVER, linewidths=widths, zorder=1.2
        ),
        autolim=False,
    )
    for lines, colour, width in (
        (ground.coasts, SHORE, 0.4), (ground.borders, BORDER, 0.4), (ground.frontier, BORDER, 0.9),
    ):  # fmt: skip
        seen = [thinned(part, finest) for line in lines for part in parts_within(line, around)]
        axes.add_collection(LineCollection(seen, colors=colour, linewidths=width, zorder=1.4), autolim=False)


# --- names ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Name:
    """A name to be put beside a spot (longitude, latitude), ``gap`` points from it; 0 is upon it.

    Where there is no room it may stand ``further`` points away, or twice as far.
    """

    text: str
    spot: tuple[float, float]
    size: float
    gap: float
    further: float = 0.0


def draw_names(axes: Axes, ground: TheatreMap, panel: Panel, *names: Sequence[Name]) -> list[Taken]:
    """Write names of places, the weightiest first, then those of the neighbours; none upon another.

    A name gives way to the dots of those in its own list and before. Returns the room that they take.
    """
    letters = NEIGHBOUR_POINTS if panel.width >= LARGE_INCHES else SMALL_NEIGHBOUR_POINTS
    neighbours = [Name(text.upper(), spot, letters, 0.0) for text, spot in ground.names]
    taken: list[Taken] = []
    box, points = panel.shown(ground), panel.points(ground)
    last = [*names[-1], *neighbours]
    for name, offset in chain.from_iterable(placed(some, box, points, taken) for some in (*names[:-1], last)):
        upon = name.gap == 0.0
        axes.annotate(
            name.text, name.spot, xytext=offset, textcoords="offset points", fontsize=name.size, ha="center",
            va="center", zorder=4, color=FAINT if upon else INK, annotation_clip=True,
            bbox={"facecolor": LAND if upon else HOME, "edgecolor": "none", "alpha": 0.7, "pad": 0.4},
        )  # fmt: skip
    return taken


def placed(
    names: Sequence[Name], box: Box, points_per_degree: tuple[float, float], taken: list[Taken]
) -> Iterator[tuple[Name, tuple[float, float]]]:
    """Names that have room in a box, each with where its middle stands from its spot (points).

    ``points_per_degree`` are those of longitude and of latitude. ``taken`` is the room that is taken, and
    what names take is added to it.
    """
    low = np.array(box[:2]) * points_per_degree
    high = np.array(box[2:]) * points_per_degree
    at = [np.array(name.spot) * points_per_degree for name in names]
    taken += [(spot - name.gap, spot + name.gap) for name, spot in zip(names, at, strict=True) if name.gap]
    for name, spot in zip(names, at, strict=True):
        half = np.array([LETTER * name.size * len(name.text), LINE * name.size]) / 2.0
        for offset in _offsets(half, name):
            first, last = spot + offset - half, spot + offset + half
            inside = (first >= low).all() and (last <= high).all()
            if inside and all((last <= a).any() or (b <= first).any() for a, b in taken):
                taken.append((first, last))
                yield name, (float(offset[0]), float(offset[1]))
                break


def _offsets(half: Line, name: Name) -> Iterator[Line]:
    """Where a name may stand about its spot: right, left, above, below, and between."""
    if name.gap == 0.0:
        yield np.zeros(2)
        return
    for away in (0.0, name.further, 2.0 * name.further) if name.further else (0.0,):
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)):
            yield np.array([x * (half[0] + name.gap + away), y * (half[1] + away + (0.0 if x else name.gap))])
