"""The country outline that a scenario names: a GeoJSON file in its own folder, and nowhere else."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError
from sim.files import read_plain
from sim.scenario.words import did_you_mean, one_line, shown

SUFFIXES = (".geojson", ".json")
MOST_BYTES = 20_000_000
LEAST_POINTS = 3
MOST_WORDS = 160

Ring = list[tuple[float, float]]


def outline_in(folder: Path, name: str) -> Path | None:
    """The file of this name in a folder or below it; None where there is none that may be an outline."""
    try:
        file = folder / name
        inside = file.resolve().is_relative_to(folder.resolve())
        return file if inside and file.suffix.casefold() in SUFFIXES and file.is_file() else None
    except (OSError, ValueError):  # a name that no file can have
        return None


def outline_problem(folder: Path, name: str) -> str:
    """Why the file that a scenario in ``folder`` names cannot be its outline; empty when it can."""
    file = outline_in(folder, name)
    if file is None:
        known = sorted(path.name for suffix in SUFFIXES for path in folder.glob(f"*{suffix}"))
        rule = f"an outline is a {' or '.join(SUFFIXES)} file in the scenario's folder"
        return f"there is no outline {shown(name)}: {rule}{did_you_mean(Path(name).name, known)}"
    try:
        read_rings(file)
    except ScenarioError as error:
        return str(error)
    return ""


def read_rings(path: Path) -> list[Ring]:
    """Every ring of the polygons of a GeoJSON file: longitude and latitude of each point.

    Raises ScenarioError, with what is wrong, for a file that is not that.
    """
    try:
        tree = json.loads(read_plain(path, MOST_BYTES).decode("utf-8-sig"))
        return [_ring(ring) for polygon in _polygons(tree) for ring in polygon]
    except OSError as error:
        reason = error.strerror or str(error)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        reason = f"{type(error).__name__} {error}"
    rule = "an outline is GeoJSON of polygons, rings of points [lon, lat]"
    raise ScenarioError(f"{one_line(str(path))}: no outline: {one_line(reason)[:MOST_WORDS]}; {rule}")


def _polygons(tree: Any) -> Iterator[list[Any]]:
    """The polygons of a feature, of several, or of a bare geometry, as lists of rings."""
    kind = tree["type"]
    if kind == "FeatureCollection":
        for feature in tree["features"]:
            yield from _polygons(feature)
    elif kind == "Feature":
        yield from _polygons(tree["geometry"])
    elif kind == "Polygon":
        yield tree["coordinates"]
    elif kind == "MultiPolygon":
        yield from tree["coordinates"]
    else:
        raise ValueError(f"{shown(kind)} is neither Polygon nor MultiPolygon")


def _ring(points: list[list[float]]) -> Ring:
    ring = [(float(lon), float(lat)) for lon, lat, *_ in points]
    if len(ring) < LEAST_POINTS:
        raise ValueError(f"a ring has at least {LEAST_POINTS} points")
    if not all(math.isfinite(lon) and abs(lat) <= 90.0 and abs(lon) <= 360.0 for lon, lat in ring):
        raise ValueError("a point lies outside longitude -360 to 360 and latitude -90 to 90")
    return ring
