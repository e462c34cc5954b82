"""Maps: where the state still holds, day by day, as a share of the runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colorbar import Colorbar
from matplotlib.colors import Normalize
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from sim.analysis.compare import Comparison
from sim.analysis.sentences import sample_note
from sim.analysis.source import Place, Theatre
from sim.analysis.statistics import Floats
from sim.geography.theatre import Outline
from sim.plots.style import FAINT, INK, PAPER
from sim.scenario.outline import outline_in, read_rings
from sim.scenario.shipped import shipped_folder

COLOURS = colormaps["cividis"].resampled(20)  # steps of five points
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
PERCENT = PercentFormatter(1.0, symbol=" %")
DOT_AREAS = ((1_000_000, 45.0), (250_000, 28.0), (50_000, 16.0), (0, 9.0))  # people and points squared
FINEST_DEGREES = 0.03  # well under a point on a map of a country
SCALE = Normalize(0.0, 1.0)
LAND, BORDER, ROAD = "#F1EFEA", "#8A8A8A", "#B9B4A8"


def read_outline(path: Path) -> Outline:
    """The polygons of a GeoJSON file. Raises ScenarioError when it is none."""
    return Outline(tuple(np.array(ring) for ring in read_rings(path)))


def find_outline(manifest: Mapping[str, Any]) -> Outline | None:
    """The outline that a result's scenario names, if its file is found."""
    path = outline_file(manifest)
    return None if path is None else read_outline(path)


def outline_file(manifest: Mapping[str, Any]) -> Path | None:
    """The GeoJSON file that a result's scenario names: beside its file, or among those shipped; else none."""
    name = manifest["scenario"]["scenario"].get("outline", "")
    folders = (Path(manifest.get("scenario_file", "")).parent, shipped_folder())
    found = (outline_in(folder, name) for folder in folders if name)
    return next((file for file in found if file is not None), None)


def held_map(axes: Axes, comparison: Comparison, side: int, day: int, outline: Outline | None = None) -> Axes:
    """Share of one result's runs in which the state still holds each place at the end of ``day``.

    Round: in at least half of the runs; square: in fewer; a small grey dot: in none on any day.
    Labelled are the places that the scenario names as its capital, bellwether and refuge.
    """
    theatre = comparison.theatres[side]
    shares = held_shares(comparison, side)[day]
    draw_outline(axes, theatre, outline)
    spots = np.array([(place.lon, place.lat) for place in theatre.places])
    sizes = np.array([dot_size(place) for place in theatre.places])
    ever = held_shares(comparison, side).max(axis=0) > 0.0
    kept = shares >= 0.5
    axes.scatter(spots[~ever, 0], spots[~ever, 1], s=5.0, color=BORDER, linewidths=0, zorder=2)
    for size, (marker, those) in product(np.unique(sizes), (("o", kept), ("s", ~kept))):
        chosen = ever & those & (sizes == size)
        axes.scatter(
            spots[chosen, 0], spots[chosen, 1], s=size, c=COLOURS(SCALE(shares[chosen])),
            marker=marker, edgecolors=INK, linewidths=0.4, zorder=3,
        )  # fmt: skip
    _name_places(axes, theatre)
    axes.set_title(f"{comparison.names[side]}, day {day}", fontsize=9)
    return axes


def held_shares(comparison: Comparison, side: int) -> Floats:
    """Share of the runs in which the state holds each place (days + 1, places)."""
    held: NDArray[np.int64] = comparison.daily[side]["held"]
    return held / max(comparison.sides[side].runs, 1)


def dot_size(place: Place) -> float:
    """Area of a place's dot, points squared, in four classes of size."""
    return next(area for least, area in DOT_AREAS if place.population >= least)


def draw_outline(axes: Axes, theatre: Theatre, outline: Outline | None) -> None:
    """Land, roads and an aspect that is right at the middle latitude; no ticks."""
    for ring in outline.rings if outline else ():
        axes.fill(*thinned(ring).T, facecolor=LAND, edgecolor=BORDER, linewidth=0.6, zorder=0)
    at = {place.name: (place.lon, place.lat) for place in theatre.places}
    gap = (np.nan, np.nan)
    legs = np.array([spot for one, other in theatre.roads for spot in (at[one], at[other], gap)])
    axes.plot(*legs.T, color=ROAD, linewidth=0.9, zorder=1)
    middle = float(np.mean([place.lat for place in theatre.places]))
    axes.set_aspect(1.0 / np.cos(np.radians(middle)))
    axes.margins(0.03)
    axes.set_axis_off()


def thinned(ring: Floats) -> Floats:
    """A ring without points closer than ``FINEST_DEGREES`` to the last kept: a small map cannot show them."""
    kept = [ring[0]]
    for point in ring[1:]:
        if np.hypot(*(point - kept[-1])) >= FINEST_DEGREES:
            kept.append(point)
    return np.array(kept)


def _name_places(axes: Axes, theatre: Theatre) -> None:
    for place in theatre.places:
        if place.name in (theatre.capital, theatre.bellwether, theatre.branch_place, theatre.refuge):
            axes.annotate(
                place.name, (place.lon, place.lat), xytext=(5, 3), textcoords="offset points", fontsize=7.5,
                zorder=4, bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.6, "pad": 0.4},
            )  # fmt: skip


def map_days(comparison: Comparison) -> tuple[int, ...]:
    """Days to draw for every result: the first, the last, and those by which a third and two thirds changed.

    What changes is the number of places held, over all results.
    """
    days = min(daily["held"].shape[0] for daily in comparison.daily)
    sides = range(len(comparison.sides))
    held = np.sum([held_shares(comparison, side)[:days].mean(axis=1) for side in sides], axis=0)
    changed = np.cumsum(np.abs(np.diff(held, prepend=held[:1])))
    between = [int(np.searchsorted(changed, part * changed[-1])) for part in (1 / 3, 2 / 3)]
    return tuple(sorted({0, *between, days - 1}))


def map_note(comparison: Comparison) -> str:
    """What stands under every map."""
    size = f"{sample_note(comparison)}."
    shapes = "Round: held in at least half of the runs; square: in fewer; small grey dot: never held."
    return " ".join(part for part in (size, shapes, comparison.theatre.map_note) if part)


def colour_bar(axes: Sequence[Axes]) -> None:
    """The key to the colours, beside ``axes``."""
    bar = axes[0].figure.colorbar(
        ScalarMappable(SCALE, COLOURS),
        ax=list(axes),
        shrink=0.8,
        aspect=30,
        pad=0.01,
        ticks=TICKS,
        format=PERCENT,
    )
    _finish_bar(bar)


def colour_key(axes: Axes) -> Axes:
    """The key to the colours on axes of its own, across."""
    bar = axes.figure.colorbar(
        ScalarMappable(SCALE, COLOURS), cax=axes, orientation="horizontal", ticks=TICKS, format=PERCENT
    )
    _finish_bar(bar)
    return axes


def _finish_bar(bar: Colorbar) -> None:
    bar.set_label("Runs in which the state holds it", color=FAINT, fontsize=8.5)
    bar.ax.tick_params(labelsize=8)
    bar.outline.set_visible(False)
