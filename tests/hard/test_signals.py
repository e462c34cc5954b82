"""Ctrl-C, full disks and requests that are far too large: what is stored stays sound, and words say so."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tracemalloc
from pathlib import Path

import fake_engine
import numpy as np
import pytest
from processes import PATIENCE_S, started

from sim.batch import Design, InterruptedBatchError, run_batch
from sim.errors import ResultError
from sim.files import write_atomically
from sim.results import Result, parts

ROOT = Path(__file__).parents[2]
# Ctrl-C just when a module is imported, as if a user had pressed it in that moment.
PRESSED = """
import os, runpy, signal, sys
class Press:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ["PRESS_AT"]:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Press())
sys.argv = ["rout", *sys.argv[1:]]
runpy.run_module("sim", run_name="__main__")
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
@pytest.mark.parametrize("module", ["sim.cli", "typer", "sim.cli.running", "pydantic"])
def test_ctrl_c_during_imports_ends_without_a_traceback(tmp_path, module):
    words = [sys.executable, "-c", PRESSED, "run", str(fake_engine.SCENARIO), "--out", str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PRESS_AT": module}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with started(words, env=environment, text=True, cwd=tmp_path, **pipes) as process:
        printed, told = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, printed) == (130, "")
    assert told in ("", "rout: interrupted\n")


class DiskFullError(OSError):
    """No space is left."""


def full_after(monkeypatch, writes):
    """A disk that is full after some writes."""
    sync, done = os.fsync, []

    def fsync(handle):
        if stat.S_ISREG(os.fstat(handle).st_mode):
            done.append(handle)
        if len(done) > writes:
            raise DiskFullError(28, "No space left on device")
        sync(handle)

    monkeypatch.setattr("sim.files.os.fsync", fsync)


def files_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_failed_write_leaves_nothing_and_names_the_file(tmp_path, monkeypatch):
    full_after(monkeypatch, 0)
    with pytest.raises(OSError, match="No space left") as caught:
        write_atomically(tmp_path / "x.txt", "text")
    assert caught.value.filename == str(tmp_path / "x.txt")
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("writes", range(1, 12))
def test_a_disk_that_fills_up_leaves_whole_parts_only(tmp_path, monkeypatch, writes):
    full_after(monkeypatch, writes)
    with pytest.raises(ResultError, match="No space left"):
        run_batch(fake_engine.batch(part_rows=16), tmp_path, 160, workers=1)
    stored = parts.stored_rows(tmp_path)
    expected = {f"runs/part-{index:05d}.parquet" for index in stored}
    expected |= {f"daily/part-{index:05d}-{rows}.npz" for index, rows in stored.items()}
    assert set(files_in(tmp_path)) - {".lock", "manifest.json"} == expected
    monkeypatch.undo()
    assert run_batch(fake_engine.batch(part_rows=16), tmp_path, 160, workers=1).rows == 160


def test_topping_up_on_a_full_disk_keeps_the_part_that_was_there(tmp_path, monkeypatch):
    run_batch(fake_engine.batch(), tmp_path, 40, workers=1)
    before = fake_engine.bytes_of(tmp_path)
    full_after(monkeypatch, 1)
    with pytest.raises(ResultError, match="No space left"):
        run_batch(fake_engine.batch(), tmp_path, 60, workers=1)
    monkeypatch.undo()
    assert fake_engine.bytes_of(tmp_path) == before


def test_asking_for_very_many_runs_takes_no_memory_before_the_first_is_stored(tmp_path):
    design = Design(("parameters.stand_weight",), np.linspace(0.1, 2.0, 100_000)[:, None], "list")

    def stop(done, total):
        if done > 1000:
            raise KeyboardInterrupt

    tracemalloc.start()
    with pytest.raises(InterruptedBatchError):
        run_batch(fake_engine.batch(design=design), tmp_path, 10**9, workers=2, progress=stop)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100e6
    assert Result.open(tmp_path).rows >= 1000


@pytest.mark.nightly
@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
def test_signals_at_any_moment_lose_nothing_that_was_stored(tmp_path):
    """A batch that is stopped a hundred times, at any moment, ends with the bytes of an undisturbed one."""
    rng = np.random.default_rng(12)
    script = (
        "import sys, fake_engine; from sim.batch import run_batch\n"
        "run_batch(fake_engine.batch(part_rows=16), sys.argv[1], 4000, workers=2)"
    )
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    environment = os.environ | {"PYTHONPATH": paths, "FAKE_SECONDS_PER_RUN": "0.001"}
    for _ in range(100):
        words = [sys.executable, "-c", script, str(tmp_path / "stopped")]
        with started(words, env=environment, stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(timeout=rng.uniform(0.3, 2.5))
            except subprocess.TimeoutExpired:
                process.send_signal(rng.choice([signal.SIGINT, signal.SIGTERM, signal.SIGKILL]))
    run_batch(fake_engine.batch(part_rows=16), tmp_path / "stopped", 4000)
    run_batch(fake_engine.batch(part_rows=16), tmp_path / "whole", 4000)
    assert fake_engine.bytes_of(tmp_path / "stopped") == fake_engine.bytes_of(tmp_path / "whole")
