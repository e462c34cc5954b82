"""The invented island, what runs its batches, and the commands of the studies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from sim.cli import app
from sim.engines import engine_named
from sim.engines.compiled import simulate
from sim.model.world import build_world
from sim.scenario import Scenario, load
from sim.scenario.shipped import shipped_folder
from sim.studies.expected_days import Expectations, by_expectation
from sim.studies.runner import StudyRunner, changed

RUNS = 40


@pytest.fixture(scope="session")
def island() -> Scenario:
    return changed(load(shipped_folder() / "island.toml"), {"scenario.horizon_days": 15.0})


@pytest.fixture(scope="session")
def recorded(island) -> Scenario:
    return changed(island, {"observed.North Cape": 2.0, "observed.Midford": 6.0})


@pytest.fixture(scope="session")
def runner(tmp_path_factory) -> StudyRunner:
    return StudyRunner(engine_named("ensemble"), tmp_path_factory.mktemp("study"), RUNS, seed=3, threads=1)


@pytest.fixture(scope="session")
def expected(runner, island, recorded) -> Expectations:
    return by_expectation(runner, island, "island", (0.1, 2.0), recorded)


@pytest.fixture(scope="session")
def columns() -> Callable[..., dict[str, np.ndarray]]:
    """The columns of plain runs of a scenario with changes, with the seed of ``runner``."""

    def run(scenario: Scenario, changes: dict[str, object]) -> dict[str, np.ndarray]:
        return simulate(build_world(changed(scenario, changes)), 3, np.arange(RUNS)).columns

    return run


@pytest.fixture
def rout(tmp_path) -> Callable[..., Result]:
    """Call a study's command with few runs, below ``tmp_path``."""
    few = ("-n", 8, "--threads", 1, "--out", tmp_path)

    def call(command: str, scenario: str | Path, *words: object) -> Result:
        return CliRunner().invoke(app, [str(word) for word in (command, scenario, *few, *words)])

    return call


@pytest.fixture(scope="session")
def require_even() -> Callable[..., None]:
    """Check that a table has as many cells in every row, and every row on the terminal too."""

    def check(table) -> None:
        lines = table.markdown().splitlines()
        assert len({line.count("|") for line in lines}) == 1
        assert table.rich(80).row_count == len(lines) - 2

    return check
