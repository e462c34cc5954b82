"""A stand-in for an engine: fills every column from (seed, run, point) alone, at no cost.

Its functions are importable by name, as a real engine's are, so that other processes find
them. Environment variables make it slow or faulty for the tests that kill and break things.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.batch import Batch, Engine
from sim.model.vocabulary import OUTCOME_NAMES
from sim.model.world import World, build_world
from sim.results import Chunk, Points, column_types
from sim.scenario import load

SCENARIO = Path(__file__).parent / "scenario" / "small.toml"
RUNS = 150
"""Runs of the result that tests read and damage."""


def simulate(world: World, seed: int, runs: NDArray[np.int64], points: Points | None = None) -> Chunk:
    """Columns and series that depend on seed, run and the design's numbers, not on the chunk."""
    time.sleep(len(runs) * float(os.environ.get("FAKE_SECONDS_PER_RUN", "0")))
    if os.environ.get("FAKE_DEADLY_RUN") and int(os.environ["FAKE_DEADLY_RUN"]) in runs:
        os._exit(9)
    bad = [int(word) for word in os.environ.get("FAKE_BAD_RUNS", "").split()]
    if np.isin(runs, bad).any():
        raise ZeroDivisionError("a made-up fault")
    shift = points.values.sum(axis=1) if points else np.zeros(len(runs))
    luck = _luck(seed, runs, shift)
    columns = {name: _column(name, np.dtype(kind), luck) for name, kind in column_types(world).items()}
    columns["run"] = runs.copy()
    columns["point"] = np.zeros(len(runs), np.int32)
    columns["outcome"] = (luck * len(OUTCOME_NAMES)).astype(np.int8)
    return Chunk(columns, _daily(luck, world.days, len(world.places)))


def _luck(seed: int, runs: NDArray[np.int64], shift: NDArray[np.float64]) -> NDArray[np.float64]:
    """A number in [0, 1) per run."""
    return (np.sin(runs * 12.9898 + seed * 78.233 + shift) * 43758.5453) % 1.0


def _column(name: str, kind: np.dtype[Any], luck: NDArray[np.float64]) -> NDArray[Any]:
    mixed = (luck * (len(name) + 7)) % 1.0
    if kind.kind == "f":
        return np.where(mixed < 0.3, np.nan, np.round(mixed * 240) / 8)
    return (mixed * 1000).astype(kind)


def _daily(luck: NDArray[np.float64], days: int, places: int) -> dict[str, NDArray[Any]]:
    day = np.arange(days + 1)
    share = np.clip(1 - luck[:, None] * day / days, 0, 1).astype(np.float32)
    morale = np.where(share < 0.05, np.nan, share * 0.7).astype(np.float32)
    held = (luck[:, None, None] * day[None, :, None] / days < 0.5).repeat(places, axis=2)
    return {"men_share": share, "morale": morale, "held": held.astype(np.uint8)}


ENGINE = Engine("fake", simulate, build_world, ("model/vocabulary.py",), ns_per_agent_tick=15.0)


def batch(seed: int = 1, part_rows: int = 64, **words: Any) -> Batch:
    """A batch of the small scenario on the fake engine."""
    scenario = words.pop("scenario", None) or load(SCENARIO)
    words = {"name": "small", "engine": ENGINE, "part_rows": part_rows} | words
    return Batch(scenario, build_world(scenario), seed, **words)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every stored part of a result folder by its name."""
    files = [*folder.glob("runs/*"), *folder.glob("daily/*"), *folder.glob("points.parquet")]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(files)}
