"""The commands as functions, for notebooks and scripts: ``docs/api.md`` shows them at work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from sim.batch import Batch, Design, run_batch
from sim.engines import engine_named
from sim.results import Result
from sim.scenario import Scenario
from sim.scenario import load as load_file
from sim.scenario.shipped import find

if TYPE_CHECKING:
    from sim.analysis.compare import Comparison
    from sim.analysis.score import Score
    from sim.engines.mesa_model import Rout


def load(scenario: str | PathLike[str], overrides: Mapping[str, object] | None = None) -> Scenario:
    """A scenario by its file, or by the name of a shipped one, with dotted names overridden.

    ``load("homs", {"parameters.expected_days": 1, "branch.kind": "hold"})``. Raises ScenarioError
    with every problem at once.
    """
    return load_file(find(str(scenario)), overrides)


def run(
    scenario: str | PathLike[str] | Scenario,
    runs: int = 1_000,
    *,
    seed: int = 1,
    out: str | PathLike[str] | None = None,
    engine: str = "ensemble",
    design: Design | None = None,
    until: str | None = None,
    executor: Executor | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    replace: bool = False,
) -> Result:
    """Bring a result to ``runs`` runs per design point and return it; runs that are there stay.

    ``out`` is the result's folder; for a scenario given by name it is ``results/NAME`` unless told.
    ``until`` ends the batch earlier, as soon as a figure is that exact: "P(capital_fell) +- 0.01".
    Raises what ``sim.batch.run_batch`` raises.
    """
    found = scenario if isinstance(scenario, Scenario) else load(scenario)
    folder = Path(out) if out is not None else _usual_folder(scenario)
    chosen = engine_named(engine)
    world = chosen.build_world(found)
    fitted = design.fitted(found, world) if design else None
    batch = Batch(found, world, seed, chosen, fitted, name=folder.name, command="sim.run")
    return run_batch(
        batch,
        folder,
        runs,
        executor=executor,
        workers=workers,
        progress=progress,
        enough=_watch(until, batch) if until else None,
        replace=replace,
    )


def _usual_folder(scenario: str | PathLike[str] | Scenario) -> Path:
    if isinstance(scenario, Scenario):
        raise TypeError("a scenario that is not given by name needs a folder: run(scenario, out=...)")
    return Path("results") / Path(scenario).stem


def _watch(until: str, batch: Batch) -> Callable[[object], bool]:
    from sim.analysis.precision import Watch

    return Watch.of(until, batch.world, batch.points)


def compare(*results: Result | str | PathLike[str]) -> Comparison:
    """Compare results with the first of them; each is a Result, a folder or a name in ``results/``."""
    from sim.analysis.compare import compare as compare_results

    return compare_results([one if isinstance(one, Result) else Result.open(Path(one)) for one in results])


def score(result: Result | str | PathLike[str]) -> Score:
    """Score a result, open or by its folder, against the record of its scenario.

    Raises ResultError for what cannot be used and UsageError where nothing is recorded.
    """
    from sim.analysis.score import score as score_result

    return score_result(result if isinstance(result, Result) else Result.open(Path(result)))


def replay(result: Result | str | PathLike[str], run: int, point: int = 0) -> Rout:
    """One run of a result as a Mesa model at its end.

    Raises ResultError when there is no such run, or when it now ends otherwise than stored.
    """
    from sim.rerun import replay as replay_run

    opened = result if isinstance(result, Result) else Result.open(Path(result))
    return replay_run(opened, run, point)
