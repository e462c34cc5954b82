"""The server: what it says when it cannot start, and that it asks nobody anything."""

from __future__ import annotations

import builtins
import os
import socket

import pytest
import typer
from typer.testing import CliRunner

from sim.cli.view import view
from sim.errors import ScenarioError, UsageError
from sim.view import server

NEEDS = "needs the extra: pip install 'rout[view]'"


def test_without_the_extra_the_command_says_which(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.partition(".")[0] == "solara":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"rout\[view\]") as caught:
        view()
    assert caught.value.exit_code == 2


def test_a_scenario_that_is_not_there_is_refused(tmp_path):
    pytest.importorskip("solara", reason=NEEDS)
    with pytest.raises(ScenarioError, match="no such file"):
        view([str(tmp_path / "x.toml")])
    with pytest.raises(ScenarioError, match="did you mean 'homs'"):
        view(["homss"])


def test_a_port_in_use_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"--port {port}"):
            server.bound("127.0.0.1", port)


def test_port_0_takes_any():
    with server.bound("127.0.0.1", 0) as listening:
        assert listening.getsockname()[1] > 0


def test_settings_keep_everything_on_this_machine(monkeypatch):
    pytest.importorskip("solara", reason=NEEDS)
    for name in ("SOLARA_TELEMETRY_MIXPANEL_ENABLE", "SOLARA_ASSETS_CDN", "SOLARA_APP", "ROUT_VIEW_FILES"):
        monkeypatch.setenv(name, "")
    server.configure_solara(["a.toml", "b.toml"])
    from solara.server import settings

    assert os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "False"
    assert os.environ["SOLARA_ASSETS_CDN"].startswith("http://127.0.0.1")
    assert os.environ["ROUT_VIEW_FILES"].split(os.pathsep) == ["a.toml", "b.toml"]
    import solara.settings

    assert settings.telemetry.mixpanel_enable is False
    assert solara.settings.assets.cdn.startswith("http://127.0.0.1")
    assert settings.main.mode == "production"


def test_the_command_explains_itself():
    app = typer.Typer()
    app.command()(view)
    told = CliRunner().invoke(app, ["--help"]).output
    assert "Nothing leaves this machine" in told
    assert "--port" in told
