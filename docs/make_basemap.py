"""Make ``sim/geography/data/basemap.npz`` out of Natural Earth's GeoJSON files.

    python docs/make_basemap.py FOLDER

FOLDER holds ``countries-50m.geojson``, ``lakes-10m.geojson`` and ``rivers-10m.geojson``, with the properties
``name`` and, for lakes and rivers, ``scalerank``. Lines are thinned (Douglas and Peucker 1973) to a
tolerance far below a pixel of any map that is drawn of them. The same files give the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from sim.geography.basemap import DATA
from sim.geography.lines import thinned
from sim.geography.packed import Feature, Line, pack

# file, tolerance (degrees), closed. Countries stay as they are, so that neighbours keep sharing their points.
LAYERS = {
    "countries": ("countries-50m", 0.0, True),
    "lakes": ("lakes-10m", 0.003, True),
    "rivers": ("rivers-10m", 0.003, False),
}
LEAST_POINTS = {True: 4, False: 2}


def features_of(file: Path, tolerance: float, *, closed: bool) -> Iterator[Feature]:
    """The features of a GeoJSON file, thinned; those of which nothing is left are left out."""
    for each in json.loads(file.read_text(encoding="utf-8"))["features"]:
        lines = [thinned(line, tolerance) for line in lines_of(each["geometry"])]
        kept = tuple(line for line in lines if len(line) >= LEAST_POINTS[closed])
        if kept:
            said = each["properties"]
            yield Feature(said["name"] or "", int(said.get("scalerank") or 0), kept)


def lines_of(geometry: dict[str, Any]) -> Iterator[Line]:
    """The rings or lines of a geometry, however deep they lie."""

    def walk(part: Any) -> Iterator[Line]:
        if isinstance(part[0][0], (int, float)):
            yield np.array(part, np.float64)
        else:
            for inner in part:
                yield from walk(inner)

    yield from walk(geometry["coordinates"])


def main(folder: Path) -> None:
    """Write the base map."""
    arrays = {}
    for layer, (name, tolerance, closed) in LAYERS.items():
        arrays |= pack(layer, features_of(folder / f"{name}.geojson", tolerance, closed=closed))
    np.savez_compressed(DATA, **arrays)
    sys.stdout.write(f"{DATA.name}: {DATA.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
