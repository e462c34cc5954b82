"""A cache folder that cannot be written: nothing is kept, nothing fails, and it is told once."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import fake_engine
import pytest

from sim import compiled_cache

ROOT = Path(__file__).parents[2]
WHERE = """
from sim.engines import compiled
print([function.stats.cache_path for function in (compiled.run_many, compiled.draw_many)])
"""
ROOT_MAY = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def variables(monkeypatch):
    """The environment without the folder that this process uses, which is asked for anew."""
    monkeypatch.setenv(compiled_cache.VARIABLE, "")
    compiled_cache.problem.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    compiled_cache.problem.cache_clear()


def refused(kind: str, parent: Path) -> Path:
    """A folder in which nobody may write."""
    if kind == "file":
        (parent / "taken").write_text("")
        return parent / "taken" / "cache"
    (parent / "closed").mkdir(mode=0o555)
    return parent / "closed"


@pytest.mark.parametrize(
    "kind",
    [
        "file",
        pytest.param("closed", marks=pytest.mark.skipif(ROOT_MAY or os.name == "nt", reason="may write")),
    ],
)
def test_compiled_code_goes_nowhere_else(tmp_path, kind):
    """Not next to the sources either, where an edited rule would run as the old one."""
    folder = str(refused(kind, tmp_path))
    places = {"XDG_CACHE_HOME": folder, "HOME": folder, "USERPROFILE": folder, "PYTHONPATH": str(ROOT)}
    environment = {
        name: text for name, text in os.environ.items() if name != compiled_cache.VARIABLE
    } | places
    done = subprocess.run(
        [sys.executable, "-c", WHERE], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("[None, None]\n", "")


def test_a_user_without_a_home_has_no_cache(variables):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    variables.delenv("XDG_CACHE_HOME", raising=False)
    variables.setattr(compiled_cache.Path, "home", homeless)
    compiled_cache.prepare()
    assert "set XDG_CACHE_HOME" in compiled_cache.problem()
    assert not compiled_cache.is_warm()


def test_a_folder_that_can_be_written_is_used(variables, tmp_path):
    variables.setenv("XDG_CACHE_HOME", str(tmp_path))
    compiled_cache.prepare()
    assert compiled_cache.problem() == ""
    assert [path.name for path in (tmp_path / "rout").iterdir()] == [f"rout-{compiled_cache.source_hash()}"]


def test_it_is_told_in_one_line_and_not_at_all_when_quiet(variables, rout, tmp_path):
    variables.setenv("XDG_CACHE_HOME", str(refused("file", tmp_path)))
    variables.setattr("sim.cli.setup.engine_named", lambda name: replace(fake_engine.ENGINE, name="ensemble"))
    compiled_cache.prepare()
    (line,) = rout("run", fake_engine.SCENARIO, "-n", 3).stderr.splitlines()
    assert "by every command, because" in line
    assert "cannot be written" in line
    assert rout("run", fake_engine.SCENARIO, "-n", 4, "--quiet").output == ""
