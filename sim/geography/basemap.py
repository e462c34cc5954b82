"""The bundled base map, Natural Earth's (public domain): countries at 1:50m, lakes and rivers at 1:10m.

Its lines are the de facto ones that Natural Earth draws. ``data/README.md`` has where it is from, and
``docs/make_basemap.py`` makes the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from sim.geography.packed import Feature, unpack

DATA = Path(__file__).with_name("data") / "basemap.npz"
SOURCE = "Natural Earth"
NOTE = (
    f"Base map: {SOURCE}, public domain, which draws de facto lines. "
    "A line here is no position on whose it should be."
)


def noted(said: str) -> str:
    """What stands under a map: what its scenario says, and where the base map is from."""
    return said if SOURCE in said else f"{said} {NOTE}".lstrip()


@dataclass(frozen=True)
class BaseMap:
    """The Earth: what is land, whose, and its waters."""

    countries: tuple[Feature, ...]
    lakes: tuple[Feature, ...]
    rivers: tuple[Feature, ...]


@lru_cache(maxsize=1)
def base_map() -> BaseMap:
    """The base map, read once."""
    with np.load(DATA, allow_pickle=False) as arrays:
        known = dict(arrays)
    return BaseMap(*(unpack(layer, known) for layer in ("countries", "lakes", "rivers")))
