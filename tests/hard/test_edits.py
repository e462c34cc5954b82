"""A scenario edited while its batch runs: the batch keeps what it has read, the next one says so."""

from __future__ import annotations

import shutil

import fake_engine
import pytest

from sim.batch import run_batch
from sim.scenario import load


@pytest.mark.parametrize("how", ["changed", "broken", "deleted"])
def test_a_batch_keeps_the_scenario_that_it_has_read(tmp_path, how):
    path = shutil.copy(fake_engine.SCENARIO, tmp_path / "small.toml")
    text = path.read_text(encoding="utf-8")
    calls = []

    def edit(done, total):
        calls.append(done)
        if how == "deleted":
            path.unlink(missing_ok=True)
        else:
            other = (
                text.replace("horizon_days = ", "horizon_days = 1", 1) if how == "changed" else "[scenario"
            )
            path.write_text(other, encoding="utf-8")

    batch = fake_engine.batch(scenario=load(path), part_rows=16)
    result = run_batch(batch, tmp_path / "edited", 100, progress=edit)
    assert len(calls) > 2
    assert result.rows == 100
    run_batch(fake_engine.batch(part_rows=16), tmp_path / "whole", 100)
    assert fake_engine.bytes_of(tmp_path / "edited") == fake_engine.bytes_of(tmp_path / "whole")


def test_the_next_command_says_that_the_runs_are_of_another_scenario(rout, tmp_path):
    path = shutil.copy(fake_engine.SCENARIO, tmp_path / "small.toml")
    assert rout("run", path, "-n", 20).exit_code == 0
    before = fake_engine.bytes_of(tmp_path / "results" / "small")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("horizon_days = ", "horizon_days = 1", 1), encoding="utf-8")
    done = rout("run", path, "-n", 30)
    assert done.exit_code == 5
    assert "holds runs of another batch: its scenario differs (scenario.horizon_days is" in done.stderr
    assert "--replace" in done.stderr
    assert fake_engine.bytes_of(tmp_path / "results" / "small") == before
