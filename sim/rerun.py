"""Any run of a result again, alone: same scenario, seed and number, same bits.

As a Mesa model, to look at and to change; or, faster, as a trace of the compiled engine, which has the
same events.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.compiled_cache import is_warm
from sim.engines import EngineName
from sim.errors import ResultError
from sim.model.world import Points, World, build_world
from sim.results import Result, column_types
from sim.results.columns import table_of
from sim.scenario import build

if TYPE_CHECKING:
    from sim.engines.mesa_model import Rout
    from sim.engines.trace import Trace


def model_of(result: Result, run: int, point: int = 0) -> Rout:
    """The model of one run at its start. Raises ResultError when the result has no such run."""
    from sim.engines.mesa_model import Rout

    result.row(run, point)
    return Rout(_world(result), result.manifest["seed"], run, result.numbers_at(point))


def replay(result: Result, run: int, point: int = 0) -> Rout:
    """The model of one run at its end, after making sure that it ended as stored.

    Raises ResultError when it did not: then the sources have changed since the result was made.
    """
    from sim.engines.mesa_model import record
    from sim.engines.recorder import Recorder

    model = model_of(result, run, point)
    recorder = Recorder.of(model.world, 1)
    record(model, recorder, 0)
    runs, points = np.array([run], np.int64), _points(result, point)
    _, _, drawn = model.world.run_numbers(model.state.nation.seed, runs, points)
    _require_as_stored(result, run, point, model.world, recorder.chunk(model.world, runs, drawn).columns)
    return model


def retrace(result: Result, run: int, point: int = 0) -> Trace | None:
    """A run as a trace, where the result was compiled and this version's engine is. Raises as ``replay``.

    None elsewhere: nobody should wait for a compiler to see one run.
    """
    if result.manifest["engine"] != EngineName.ensemble or not is_warm():
        return None
    from sim.engines.trace import trace

    found = trace(_world(result), result.manifest["seed"], run, _points(result, point))
    _require_as_stored(result, run, point, found.world, found.row.columns)
    return found


def _world(result: Result) -> World:
    return build_world(build(result.manifest["scenario"], result.name))


def _points(result: Result, point: int) -> Points | None:
    numbers = result.numbers_at(point)
    return Points(tuple(numbers), np.array([list(numbers.values())])) if numbers else None


def _require_as_stored(
    result: Result, run: int, point: int, world: World, columns: Mapping[str, Any]
) -> None:
    """Compare a run's columns with the row that is stored."""
    stored = result.row(run, point)
    columns = {**columns, "point": np.array([point], np.int32)}
    row = table_of(columns, column_types(world)).to_pylist()[0]
    differing = [
        f"{name} is {row.get(name)}, was {old}" for name, old in stored.items() if row.get(name) != old
    ]
    if differing:
        raise ResultError(
            f"{result.path}: run {run} now ends otherwise ({', '.join(differing[:3])}): "
            f"it was made by Rout {result.manifest['versions']['rout']} with other sources"
        )
