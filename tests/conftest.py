"""What tests share: the command line and a result of the fake engine; no test fails on a busy machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import fake_engine
import pytest
from compiled_once import compile_once
from hypothesis import HealthCheck, settings
from typer.testing import CliRunner, Result

from sim.batch import run_batch
from sim.cli import app

Rout = Callable[..., Result]

FIRST = (
    "view/test_browser.py",
    "view/test_axe.py",
    "cli/test_commands.py",
    "engines/test_identity.py",
    "view/test_mesa_browser.py",
    "docs/test_site.py",
    "cli/test_compare.py",
    "batch/test_faults.py",
    "batch/test_dask.py",
    "hard/test_foreign_pages.py",
    "view/test_pages.py",
    "hard/test_inputs.py",
)
"""Files that take longest, or wait for others: begun first, so that no processor is left with one."""

settings.register_profile("rout", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("rout")


def pytest_xdist_auto_num_workers() -> int:
    """One process more than processors: many tests wait, for a browser or for a process of their own."""
    return (os.cpu_count() or 1) + 1


def place_in_line(path: Path) -> int:
    """When a file of tests is begun: the long ones in their order, then all others."""
    name = "/".join(path.parts[-2:])
    return FIRST.index(name) if name in FIRST else len(FIRST)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files; otherwise the order stays."""
    items.sort(key=lambda item: place_in_line(item.path))


@pytest.fixture(scope="session", autouse=True)
def engine_compiled() -> None:
    """Where several processes share the tests, one of them compiles the engine and the others wait."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        compile_once()


@pytest.fixture
def rout(monkeypatch, tmp_path) -> Rout:
    """Call ``rout`` with words, as from a shell in an empty folder."""
    monkeypatch.setattr("sim.cli.setup.engine_named", lambda name: fake_engine.ENGINE)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)

    def call(*words: object, **options) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], **options)

    return call


@pytest.fixture
def undrawn(monkeypatch) -> None:
    """A report without its figures, for tests of its words and where they go."""
    monkeypatch.setattr("sim.plots.views.view_figure", lambda view: None)
    monkeypatch.setattr("sim.report.page.map_panel", lambda *given: None)
    for module in ("sim.plots.views", "sim.report.page"):
        monkeypatch.setattr(f"{module}.data_address", lambda *given: "data:,")


@pytest.fixture(scope="session")
def sound(tmp_path_factory):
    """The folder of a result of the fake engine, to be read and never written to."""
    folder = tmp_path_factory.mktemp("results") / "small"
    run_batch(fake_engine.batch(), folder, fake_engine.RUNS, workers=1)
    return folder


@pytest.fixture
def folder(sound, tmp_path):
    """A copy of the ``sound`` folder, to be damaged."""
    return shutil.copytree(sound, tmp_path / "small")
