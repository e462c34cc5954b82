"""What a batch needs to know of an engine, handed in by its caller: this layer imports none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.results import Chunk, Points
from sim.results.manifest import hash_of_sources

Simulate = Callable[[Any, int, NDArray[np.int64], Points | None], Chunk]

SECONDS_PER_PART = 2.0
MOST_ROWS = 8192


@dataclass(frozen=True)
class Engine:
    """An engine by its functions, both importable by name so that other processes find them.

    ``simulate(world, seed, runs, points)`` gives a ``Chunk``, ``build_world(scenario)`` what it
    runs on. ``sources`` are the paths within ``sim`` that decide its results: their hash tells
    whether two batches may share a folder. ``ns_per_agent_tick`` sizes the parts.
    """

    name: str
    simulate: Simulate
    build_world: Callable[[Any], Any]
    sources: tuple[str, ...]
    ns_per_agent_tick: float
    threads: bool = True  # whether threads speed it up: a compiled engine lets go of Python's lock

    @property
    def hash(self) -> str:
        """A hash of the sources, as they are on this machine."""
        return hash_of_sources(self.sources)

    def rows_per_part(self, world: Any) -> int:
        """How many runs take about two seconds on one core: a power of two, the same on every machine."""
        agents = sum(len(getattr(world, kind)) for kind in ("formations", "groups", "communities", "backers"))
        ticks = world.days * world.ticks_per_day
        rows = SECONDS_PER_PART * 1e9 / (self.ns_per_agent_tick * (agents + 1) * ticks)
        return int(2 ** np.floor(np.log2(np.clip(rows, 1, MOST_ROWS))))
