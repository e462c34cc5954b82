"""What a batch is, and which of its rows are still to be done.

Rows are numbered run by run, and within a run point by point: row = run * points + point.
Part k holds a fixed range of rows, whatever was there when the batch was begun.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sim.batch.design import Design
from sim.batch.engine import Engine
from sim.batch.work import BatchSpec, RowRange
from sim.results.manifest import SCHEMA_VERSION, describe, now, versions
from sim.results.parts import Layout
from sim.scenario import digest, resolved


@dataclass(frozen=True)
class Batch:
    """What is run: everything that decides the bytes, and the words that go with it."""

    scenario: Any
    world: Any
    seed: int
    engine: Engine
    design: Design | None = None
    part_rows: int = 0  # 0: about two seconds' worth
    name: str = ""
    scenario_file: str = ""
    command: str = ""

    @property
    def points(self) -> int:
        """Design points; 1 without a design."""
        return self.design.size if self.design else 1

    @cached_property
    def spec(self) -> BatchSpec:
        """The batch as workers need it."""
        text = json.dumps(resolved(self.scenario), ensure_ascii=False)
        return BatchSpec(self.name, text, self.seed, self.engine, self.engine.hash)

    @cached_property
    def rows_per_part(self) -> int:
        """Rows in a full part."""
        return self.part_rows or self.engine.rows_per_part(self.world)

    @property
    def layout(self) -> Layout:
        """Which rows are stored in which part."""
        return Layout(self.rows_per_part, self.points)

    def manifest(self) -> dict[str, Any]:
        """The manifest of a batch of which no run is done yet."""
        scenario = resolved(self.scenario)
        return {
            "schema_version": SCHEMA_VERSION,
            "name": self.name,
            "scenario_file": self.scenario_file,
            "scenario_sha256": digest(self.scenario),
            "seed": self.seed,
            "engine": self.engine.name,
            "engine_hash": self.spec.engine_hash,
            "design": self.design.summary() if self.design else None,
            "part_rows": self.rows_per_part,
            "runs": 0,
            "command": self.command,
            "created": now(),
            "versions": versions(),
            **describe(self.world),
            "scenario": scenario,
        }

    def row_range(self, low: int, high: int) -> RowRange:
        """The rows from ``low`` up to ``high``."""
        rows = np.arange(low, high, dtype=np.int64)
        point = (rows % self.points).astype(np.int32)
        return RowRange(rows // self.points, point, self.design.at(point) if self.design else None)


@dataclass(frozen=True)
class Missing:
    """A part that has fewer rows than wanted: its number, the rows it has and those it shall have."""

    index: int
    have: int
    want: int


def missing_parts(batch: Batch, stored: dict[int, int], total: int, *, everything: bool) -> Iterator[Missing]:
    """The parts to go through: those that lack rows, or all of them when someone watches."""
    size = batch.rows_per_part
    for index in range(-(-total // size)):
        have = stored.get(index, 0)
        want = max(have, min(size, total - index * size))
        if everything or have < want:
            yield Missing(index, have, want)
