"""Hashes of compiled runs, kept in ``hashes.json``: every Python and every machine must meet them.

``python tests/hashes.py`` writes the file anew, when a change of the model is meant and said
in the changelog.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
FILE = Path(__file__).with_name("hashes.json")
RUNS = 32
SEED = 20241127
SCENARIOS = (
    "tests/scenario/small.toml", "scenarios/island.toml", "scenarios/offensive.toml",
    "scenarios/homs-hold.toml", "scenarios/homs-fall.toml",
)  # fmt: skip


def hash_of(path: str) -> str:
    """SHA-256 of all columns and daily series of some runs, bit by bit."""
    from sim.ensemble import simulate
    from sim.world import build_world

    from sim.scenario import load

    chunk = simulate(build_world(load(ROOT / path)), SEED, np.arange(RUNS))
    digest = hashlib.sha256()
    for name, values in [*chunk.columns.items(), *chunk.daily.items()]:
        little = values.astype(values.dtype.newbyteorder("<"))
        if little.dtype.kind == "f":
            little[np.isnan(little)] = np.nan  # one bit pattern for "never"
        digest.update(f"{name} {little.dtype.str} {little.shape}\n".encode())
        digest.update(little.tobytes())
    return digest.hexdigest()


def found() -> dict[str, str]:
    """The hash of every scenario, as this machine computes it."""
    return {path: hash_of(path) for path in SCENARIOS}


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    FILE.write_text(json.dumps(found(), indent=2) + "\n")
