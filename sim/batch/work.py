"""What is done where the runs are computed: some rows in, a finished part out.

Everything here is sent by name or by value, so that a thread, a process or another
machine can do it. A run that raises is a row that says so; the others go on.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from sim.batch.engine import Engine
from sim.errors import ResultError
from sim.results import Points, column_types
from sim.results.columns import failed_table, table_of
from sim.results.daily import count_daily, no_counts
from sim.results.parts import Part, merged

MOST_WORDS = 300


@dataclass(frozen=True)
class BatchSpec:
    """What is the same for all rows of a batch: name, scenario, seed and engine with its hash."""

    name: str
    scenario_json: str
    seed: int
    engine: Engine
    engine_hash: str


@dataclass(frozen=True)
class RowRange:
    """Rows to compute: run and design point of each (rows,), and the numbers that the points set."""

    runs: NDArray[np.int64]
    point: NDArray[np.int32]
    points: Points | None

    def __len__(self) -> int:
        return len(self.runs)

    def halves(self) -> tuple[RowRange, RowRange]:
        """The first rows and the rest."""
        middle = len(self) // 2
        return self._slice(0, middle), self._slice(middle, len(self))

    def _slice(self, low: int, high: int) -> RowRange:
        points = self.points and Points(self.points.names, self.points.values[low:high])
        return RowRange(self.runs[low:high], self.point[low:high], points)


def work_here(spec: BatchSpec, rows: RowRange, world: Any) -> Part:
    """Compute a range of rows in the process that has the world already."""
    return merged(_attempt(spec, rows, world, column_types(world)))


def work_elsewhere(spec: BatchSpec, rows: RowRange) -> Part:
    """Compute a range in a process that has only the spec. Raises ResultError where the sources differ."""
    if spec.engine.hash != spec.engine_hash:
        raise ResultError(
            f"a worker has other sources of engine {spec.engine.name}: install the same Rout there"
        )
    return work_here(spec, rows, _world(spec.scenario_json, spec.engine))


@lru_cache(maxsize=4)
def _world(scenario_json: str, engine: Engine) -> Any:
    from sim.scenario.schema import Scenario

    return engine.build_world(Scenario.model_validate_json(scenario_json))


def _attempt(spec: BatchSpec, rows: RowRange, world: Any, types: dict[str, DTypeLike]) -> list[Part]:
    """The rows; when the engine raises, its halves are tried, down to the runs at fault."""
    try:
        chunk = spec.engine.simulate(world, spec.seed, rows.runs, rows.points)
    except Exception as error:  # whatever a run can raise is that run's result
        if len(rows) == 1:
            return [_failed(spec, rows, world, types, error)]
        first, rest = rows.halves()
        return [*_attempt(spec, first, world, types), *_attempt(spec, rest, world, types)]
    columns = chunk.columns | {"point": rows.point}
    return [Part(table_of(columns, types), count_daily(chunk.daily))]


def _failed(
    spec: BatchSpec, rows: RowRange, world: Any, types: dict[str, DTypeLike], error: Exception
) -> Part:
    run, point = int(rows.runs[0]), int(rows.point[0])
    table = failed_table(run, point, f"{_plainly(error)} | {replay_command(spec.name, run, point)}", types)
    return Part(table, no_counts(world.days, len(world.places)))


def _plainly(error: Exception) -> str:
    """Kind and message on one line, with the place in the code where it was raised."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    words = " ".join(str(error).split())[:MOST_WORDS]
    return f"{type(error).__name__}: {words} (in {where.name})"


def replay_command(result: str, run: int, point: int) -> str:
    """The command that shows one run of a result."""
    return f"rout replay {result} --run {run}" + (f" --point {point}" if point else "")
