"""Maps: where the state still holds, day by day, as a share of the runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colorbar import Colorbar
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from sim.analysis.compare import Comparison
from sim.analysis.sentences import sample_note
from sim.analysis.source import Place, Theatre
from sim.analysis.statistics import Floats
from sim.geography.basemap import noted
from sim.geography.colours import STATE
from sim.geography.theatre import Outline, TheatreMap
from sim.plots.ground import Name, Panel, Territory, draw_ground, draw_names
from sim.plots.style import FAINT, INK
from sim.scenario.calendar import date_of
from sim.scenario.outline import outline_in, read_rings
from sim.scenario.shipped import shipped_folder

NEVER = "#F7F3EA"  # held in no run
COLOURS = LinearSegmentedColormap.from_list("held", [NEVER, STATE]).resampled(20)  # steps of five points
CONTESTED = (0.25, 0.75)  # shares of the runs between which the ground is hatched
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
PERCENT = PercentFormatter(1.0, symbol=" %")
DOT_AREAS = ((1_000_000, 34.0), (250_000, 20.0), (50_000, 11.0), (0, 5.0))  # people and points squared
NAME_GAP = 4.0  # points from the middle of a dot
SCALE = Normalize(0.0, 1.0)
PANEL = Panel(2.3, 2.1)


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

    The ground that is nearest to a place has its colour, hatched where the runs disagree (``CONTESTED``).
    Round: in at least half of the runs; square: in fewer. Labelled are the places that the scenario
    names as its capital, bellwether and refuge.
    """
    theatre = comparison.theatres[side]
    shares = held_shares(comparison, side)[day]
    contested = (shares > CONTESTED[0]) & (shares < CONTESTED[1])
    ground = draw_ground(axes, theatre, outline, PANEL, Territory(COLOURS(SCALE(shares)), contested.tolist()))
    sizes = np.array([dot_size(place) for place in theatre.places])
    kept = shares >= 0.5
    for size, (marker, those) in product(np.unique(sizes), (("o", kept), ("s", ~kept))):
        chosen = those & (sizes == size)
        axes.scatter(
            ground.spots[chosen, 0], ground.spots[chosen, 1], s=size, c=COLOURS(SCALE(shares[chosen])),
            marker=marker, edgecolors=INK, linewidths=0.4, zorder=3,
        )  # fmt: skip
    draw_names(axes, ground, PANEL, list(named_places(theatre, ground)))
    axes.set_title(f"{comparison.names[side]}, day {day}", fontsize=9)
    return axes


def held_shares(comparison: Comparison, side: int) -> Floats:
    """Share of the runs in which the state holds each place (days + 1, places)."""
    held: NDArray[np.int64] = comparison.daily[side]["held"]
    return held / max(comparison.sides[side].runs, 1)


def dot_size(place: Place) -> float:
    """Area of a place's dot, points squared, in four classes of size."""
    return next(area for least, area in DOT_AREAS if place.population >= least)


def named_places(theatre: Theatre, ground: TheatreMap) -> Iterator[Name]:
    """The names of the places that a scenario names, the capital's first."""
    spots = dict(zip((place.name for place in theatre.places), ground.spots.tolist(), strict=True))
    for name in dict.fromkeys((theatre.capital, theatre.bellwether, theatre.branch_place, theatre.refuge)):
        if name:
            lon, lat = spots[name]
            yield Name(name, (lon, lat), 7.5, NAME_GAP)


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
    begun = date_of(comparison.theatre.start, 0.0)
    size = f"{sample_note(comparison)}." + (f" Day 0 is {begun}." if begun else "")
    low, high = (round(100 * share) for share in CONTESTED)
    shapes = (
        "The ground nearest to a place has its colour. Round: held in at least half of the runs; "
        f"square: in fewer; hatched: in {low} to {high} %."
    )
    return " ".join((size, shapes, noted(comparison.theatre.map_note)))


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
