"""The figures of ``rout compare`` as pictures that a page can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis.compare import Comparison
from sim.plots.alt import alt_maps
from sim.plots.boards import map_figure
from sim.plots.maps import find_outline
from sim.plots.style import data_address
from sim.plots.views import view_figure, views

DOTS_PER_INCH = 130


@dataclass(frozen=True)
class Figure:
    """A finished figure: a PNG as a data address, its title and its words."""

    name: str
    title: str
    source: str
    alt: str
    wide: bool = False


def figures_of(comparison: Comparison, column: str, manifest: Mapping[str, Any]) -> Iterator[Figure]:
    """All views about one day column, then the maps of each side; each is drawn when it is asked for."""
    for view in views(comparison, column):
        yield Figure(view.name, view.title, data_address(view_figure(view), "png", DOTS_PER_INCH), view.alt)
    outline = find_outline(manifest)
    for side, name in enumerate(comparison.names):
        source = data_address(map_figure(comparison, side, outline), "png", DOTS_PER_INCH)
        yield Figure(
            f"maps-{side}", f"Where the state holds: {name}", source, alt_maps(comparison, side), True
        )
