"""What all tests share: the command line on the fake engine, and no test that fails on a busy machine."""

from __future__ import annotations

from collections.abc import Callable

import fake_engine
import pytest
from hypothesis import HealthCheck, settings
from typer.testing import CliRunner, Result

from sim.cli import app

Rout = Callable[..., Result]

settings.register_profile("rout", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("rout")


@pytest.fixture
def rout(monkeypatch, tmp_path) -> Rout:
    """Call ``rout`` with words, as from a shell in an empty folder."""
    monkeypatch.setattr("sim.cli.setup.engine_named", lambda name: fake_engine.ENGINE)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)

    def call(*words: object, **options) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], **options)

    return call
