"""A batch that dies: killed from outside, or cut off at any single write."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path

import fake_engine
import pytest
from processes import PATIENCE_S, started

from sim.batch import run_batch
from sim.batch.lock import sole_writer
from sim.errors import ResultError
from sim.results import Result, manifest, parts
from sim.results.parts import stored_rows

ROOT = Path(__file__).parents[2]
RUNS = 256
SCRIPT = """
import sys, fake_engine
from sim.batch import run_batch
run_batch(fake_engine.batch(part_rows=16), sys.argv[1], int(sys.argv[2]), workers=2)
"""


class PowerCutError(BaseException):
    """The machine stops here."""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    run_batch(fake_engine.batch(part_rows=16), folder, RUNS)
    return fake_engine.bytes_of(folder)


def start(folder: Path, seconds_per_run: float) -> AbstractContextManager[subprocess.Popen[str]]:
    """A batch in a process of its own, which ends with its test."""
    tests = Path(__file__).parent.parent
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(tests), str(tests.parent)]),
        "FAKE_SECONDS_PER_RUN": str(seconds_per_run),
    }
    return started([sys.executable, "-c", SCRIPT, str(folder), str(RUNS)], env=environment)


def wait_for(condition) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.002)


@pytest.mark.nightly  # by day it is cut off at every write instead
def test_killed_again_and_again_it_ends_with_the_same_bytes(tmp_path, undisturbed):
    for extra in (0.0, 0.031):
        had = len(stored_rows(tmp_path))
        with start(tmp_path, seconds_per_run=0.002):
            wait_for(lambda had=had: len(stored_rows(tmp_path)) > had + 1)
            time.sleep(extra)
        assert had < len(stored_rows(tmp_path)) < RUNS // 16
    run_batch(fake_engine.batch(part_rows=16), tmp_path, RUNS)
    assert fake_engine.bytes_of(tmp_path) == undisturbed


def test_two_writers_are_kept_apart_and_a_dead_one_holds_nothing(tmp_path):
    with start(tmp_path, seconds_per_run=0.02) as process:
        wait_for(lambda: len(stored_rows(tmp_path)) > 0)
        with pytest.raises(ResultError, match=f"process {process.pid} on .* is writing into it"):
            run_batch(fake_engine.batch(part_rows=16), tmp_path, RUNS)
    run_batch(fake_engine.batch(part_rows=16), tmp_path, 32)
    assert (tmp_path / ".lock").read_text() == ""


def test_a_second_writer_in_one_process_is_kept_apart_too(tmp_path):
    with (
        sole_writer(tmp_path),
        pytest.raises(ResultError, match=f"process {os.getpid()} on {platform.node()} is writing"),
        sole_writer(tmp_path),
    ):
        pytest.fail("two writers")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
def test_what_a_dead_writer_forked_holds_nothing(tmp_path):
    """A worker that outlives its killed parent does not keep the folder locked."""
    script = (
        "import os, sys, time; from pathlib import Path; from sim.batch.lock import sole_writer\n"
        "with sole_writer(Path(sys.argv[1])):\n"
        "    child = os.fork()\n"
        "    if not child: print(os.getpid(), flush=True)\n"  # the child has let go by the time it runs
        "    time.sleep(60)"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        child = int(process.stdout.readline())
        process.kill()
        process.wait()
        try:
            os.kill(child, 0)  # it lives
            with sole_writer(tmp_path):
                pass
        finally:
            os.kill(child, signal.SIGKILL)


def cut_at(monkeypatch, step: int, half: bool) -> None:
    """Let the machine stop at the given write: half way through the file, or just after it."""
    write = parts.write_atomically
    done = []

    def cut(path, data):
        done.append(path)
        if len(done) > step or (half and len(done) == step):
            if half and len(done) == step:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.with_name(f".{path.name}.1.tmp").write_bytes(bytes(data)[: len(data) // 2])
            raise PowerCutError
        write(path, data)
        if len(done) == step:
            raise PowerCutError

    monkeypatch.setattr(parts, "write_atomically", cut)
    monkeypatch.setattr(manifest, "write_atomically", cut)


@pytest.mark.parametrize("half", [True, False])
def test_cut_off_at_any_write_it_ends_with_the_same_bytes(tmp_path, half):
    """Two batches on top of each other, cut off at each of their writes in turn."""
    whole = tmp_path / "whole"
    run_batch(fake_engine.batch(part_rows=16), whole, 40)
    expected = fake_engine.bytes_of(whole)
    for step in range(1, 12):
        folder = tmp_path / f"cut-{step}"
        with pytest.MonkeyPatch.context() as patch:
            cut_at(patch, step, half)
            for n in (24, 40):  # the second goes on in the middle of a part
                try:
                    run_batch(fake_engine.batch(part_rows=16), folder, n, workers=1)
                except PowerCutError:
                    break
        again = run_batch(fake_engine.batch(part_rows=16), folder, 40, workers=1)
        assert fake_engine.bytes_of(folder) == expected
        assert again.table()["run"].to_pylist() == list(range(40))
        assert not list(folder.rglob("*.tmp"))


@pytest.mark.parametrize("half", [True, False])
def test_a_result_can_be_read_while_it_is_cut_off_half_way_through_a_part(tmp_path, half):
    run_batch(fake_engine.batch(part_rows=16), tmp_path, 24)
    with pytest.MonkeyPatch.context() as patch:
        cut_at(patch, 1, half)
        with pytest.raises(PowerCutError):
            run_batch(fake_engine.batch(part_rows=16), tmp_path, 40)
    result = Result.open(tmp_path)
    assert result.rows == 24
    assert (result.daily()["men_share"].sum(axis=1) == 24).all()


def test_a_full_disk_is_an_error_and_what_is_done_stays(tmp_path, undisturbed):
    with pytest.MonkeyPatch.context() as patch:
        write, done = parts.write_atomically, []

        def full(path, data):
            done.append(path)
            if len(done) > 7:
                raise OSError(28, "No space left on device")
            write(path, data)

        patch.setattr(parts, "write_atomically", full)
        with pytest.raises(ResultError, match="No space left"):
            run_batch(fake_engine.batch(part_rows=16), tmp_path, RUNS)
    assert Result.open(tmp_path).rows == 48
    run_batch(fake_engine.batch(part_rows=16), tmp_path, RUNS)
    assert fake_engine.bytes_of(tmp_path) == undisturbed
