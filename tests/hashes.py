"""Hashes of the columns of compiled runs, kept in ``hashes.json``: the same on every Python and machine.

``python tests/hashes.py`` writes the file anew, when a change of the model is meant and said
in the changelog.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
FILE = Path(__file__).with_name("hashes.json")
RUNS = 32
SEED = 20241127
SCENARIOS = (
    "tests/scenario/small.toml", "scenarios/island.toml", "scenarios/offensive.toml",
    "scenarios/homs-hold.toml", "scenarios/homs-fall.toml",
)  # fmt: skip


def hashes_of(path: str) -> dict[str, str]:
    """A hash for each column and daily series of some runs; ``place_lost_day.*`` is a family of one hash."""
    from sim.engines.compiled import simulate
    from sim.model.world import build_world
    from sim.scenario import load

    chunk = simulate(build_world(load(ROOT / path)), SEED, np.arange(RUNS))
    return hash_columns({**chunk.columns, **chunk.daily})


def hash_columns(columns: Mapping[str, NDArray[Any]]) -> dict[str, str]:
    """16 hex digits of SHA-256 over type, shape and bits of each column, or of the members of a family."""
    digests: dict[str, Any] = {}
    for name, values in columns.items():
        family, dot, member = name.partition(".")
        digest = digests.setdefault(f"{family}.*" if dot else name, hashlib.sha256())
        little = values.astype(values.dtype.newbyteorder("<"))
        if little.dtype.kind == "f":
            little[np.isnan(little)] = np.nan  # one bit pattern for "never"
        digest.update(f"{member} {little.dtype.str} {little.shape}\n".encode())
        digest.update(little.tobytes())
    return {name: digest.hexdigest()[:16] for name, digest in digests.items()}


def differing(found: Mapping[str, str], known: Mapping[str, str]) -> list[str]:
    """Names of the columns and families that only one of them has, or that have another hash."""
    names = {**known, **found}
    return [name for name in names if found.get(name) != known.get(name)]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    FILE.write_text(json.dumps({path: hashes_of(path) for path in SCENARIOS}, indent=2) + "\n")
