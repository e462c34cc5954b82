"""Any run of a result again, alone, as a Mesa model: same scenario, seed and number, same bits."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engines.mesa_model import Rout, record
from sim.engines.recorder import Recorder
from sim.errors import ResultError
from sim.model.world import Points, build_world
from sim.results import Result, column_types
from sim.results.columns import table_of
from sim.scenario import build


def model_of(result: Result, run: int, point: int = 0) -> Rout:
    """The model of one run at its start. Raises ResultError when the result has no such run."""
    result.row(run, point)
    world = build_world(build(result.manifest["scenario"], result.name))
    return Rout(world, result.manifest["seed"], run, result.numbers_at(point))


def replay(result: Result, run: int, point: int = 0) -> Rout:
    """The model of one run at its end, after making sure that it ended as stored.

    Raises ResultError when it did not: then the sources have changed since the result was made.
    """
    model = model_of(result, run, point)
    differing = _differences(model, result.row(run, point), result.numbers_at(point))
    if differing:
        raise ResultError(
            f"{result.path}: run {run} now ends otherwise ({', '.join(differing[:3])}): "
            f"it was made by Rout {result.manifest['versions']['rout']} with other sources"
        )
    return model


def _differences(model: Rout, stored: dict[str, Any], numbers: dict[str, float]) -> list[str]:
    """Run the model to its end; the columns in which its row is not the one stored."""
    world, runs = model.world, np.array([stored["run"]], np.int64)
    recorder = Recorder.of(world, 1)
    record(model, recorder, 0)
    points = Points(tuple(numbers), np.array([list(numbers.values())])) if numbers else None
    _, _, drawn = world.run_numbers(model.state.nation.seed, runs, points)
    columns = recorder.chunk(world, runs, drawn).columns | {"point": np.array([stored["point"]], np.int32)}
    row = table_of(columns, column_types(world)).to_pylist()[0]
    return [
        f"{name} is {row.get(name)}, was {value}" for name, value in stored.items() if row.get(name) != value
    ]
