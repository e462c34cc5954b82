"""The figures of ``rout compare`` as pictures that a page can hold."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from sim.analysis.compare import Comparison
from sim.plots.alt import alt_maps
from sim.plots.boards import map_figure
from sim.plots.maps import find_outline
from sim.plots.style import styled
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
        yield Figure(view.name, view.title, png(view_figure(view)), view.alt)
    outline = find_outline(manifest)
    for side, name in enumerate(comparison.names):
        source = png(map_figure(comparison, side, outline))
        yield Figure(
            f"maps-{side}", f"Where the state holds: {name}", source, alt_maps(comparison, side), True
        )


def png(figure: Any) -> str:
    """A figure as the address of a PNG that needs no file."""
    sink = BytesIO()
    with styled():
        figure.savefig(sink, format="png", dpi=DOTS_PER_INCH)
    return "data:image/png;base64," + b64encode(sink.getvalue()).decode("ascii")
