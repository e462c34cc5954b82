"""A system clock set back and forward under a batch: the same bytes, and no duration depends on it."""

from __future__ import annotations

import io
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import fake_engine
import pytest
from rich.console import Console

from sim.batch import run_batch
from sim.report import output
from sim.results import Result, manifest

ROOT = Path(__file__).parents[2]
JUMPS = (0.0, 4e9, 86_400.0, 1.7e9, 1.0)  # seconds since 1970: back by decades, forward, and back again


@pytest.fixture
def jumping(monkeypatch):
    """A clock that shows another time whenever it is read."""
    read = []

    def now() -> float:
        read.append(JUMPS[len(read) % len(JUMPS)])
        return read[-1]

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.fromtimestamp(now(), tz)

    monkeypatch.setattr(time, "time", now)
    monkeypatch.setattr(time, "time_ns", lambda: int(now() * 1e9))
    monkeypatch.setattr(manifest, "datetime", Clock)
    return read


def test_a_batch_and_its_resumption_end_with_the_same_bytes(tmp_path, monkeypatch, jumping):
    run_batch(fake_engine.batch(part_rows=16), tmp_path / "jumped", 40)
    run_batch(fake_engine.batch(part_rows=16), tmp_path / "jumped", 100)
    stored = Result.open(tmp_path / "jumped").manifest
    created, updated = (datetime.fromisoformat(stored[key]) for key in ("created", "updated"))
    assert {created, updated} <= {datetime.fromtimestamp(jump, UTC) for jump in JUMPS}
    assert created != updated
    monkeypatch.undo()
    run_batch(fake_engine.batch(part_rows=16), tmp_path / "whole", 100)
    assert fake_engine.bytes_of(tmp_path / "jumped") == fake_engine.bytes_of(tmp_path / "whole")


def test_the_bar_shows_no_negative_time_or_rate(tmp_path, monkeypatch, jumping):
    shown = io.StringIO()
    monkeypatch.setattr(output, "console", lambda error: Console(file=shown, force_terminal=True, width=120))
    with output.bar("small", quiet=False) as progress:
        run_batch(fake_engine.batch(part_rows=16), tmp_path, 200, progress=progress)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.getvalue())
    assert "200/200" in text
    assert not re.search(r"-\d", text)


def test_a_command_tells_no_negative_duration(rout, jumping):
    done = rout("run", fake_engine.SCENARIO, "-n", 20)
    assert done.exit_code == 0, done.output
    (seconds,) = re.findall(r", (-?[\d.]+) s\.", done.stdout)
    assert 0.0 <= float(seconds) < 3600.0


def test_no_duration_is_taken_from_the_system_clock():
    used = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "sim").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\btime\.(time|time_ns|localtime|gmtime)\(|from time import|\b(utcnow|today)\(", line)
    ]
    assert used == []
    assert [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "sim").rglob("*.py"))
        if "datetime.now(" in path.read_text(encoding="utf-8")
    ] == ["sim/results/manifest.py"]  # when a batch was made
