"""Runs that fail are rows; the others are what they would have been."""

from __future__ import annotations

import dataclasses

import fake_engine
import numpy as np
import pytest

from sim.batch import Design, run_batch
from sim.batch.work import work_elsewhere, work_here
from sim.errors import ResultError, RoutError
from sim.results import Failure, Result

BAD = (0, 17, 18, 63, 64, 99)


@pytest.fixture
def faulty(tmp_path, monkeypatch):
    monkeypatch.setenv("FAKE_BAD_RUNS", " ".join(map(str, BAD)))
    return run_batch(fake_engine.batch(), tmp_path / "faulty", 100)


def test_failed_runs_are_rows_with_their_number_error_and_replay_command(faulty):
    failures = faulty.failures()
    assert [failure.run for failure in failures] == list(BAD)
    assert (
        failures[1].error == "ZeroDivisionError: a made-up fault (in simulate) | rout replay small --run 17"
    )


def test_the_other_runs_are_not_touched(faulty, tmp_path, monkeypatch):
    monkeypatch.delenv("FAKE_BAD_RUNS")
    sound = run_batch(fake_engine.batch(), tmp_path / "sound", 100).table().to_pylist()
    rows = faulty.table().to_pylist()
    assert [row for row in rows if not row["error"]] == [row for row in sound if row["run"] not in BAD]
    assert {row["outcome"] for row in rows if row["error"]} == {None}


def test_failed_runs_are_not_counted_day_by_day(faulty):
    assert (faulty.daily()["men_share"].sum(axis=1) == 100 - len(BAD)).all()


def test_failed_runs_are_not_tried_again(faulty, tmp_path, monkeypatch):
    monkeypatch.delenv("FAKE_BAD_RUNS")
    assert len(run_batch(fake_engine.batch(), tmp_path / "faulty", 150).failures()) == len(BAD)


def test_when_every_run_fails_there_is_still_a_result(tmp_path, monkeypatch):
    monkeypatch.setenv("FAKE_BAD_RUNS", " ".join(map(str, range(20))))
    result = run_batch(fake_engine.batch(), tmp_path, 20)
    assert len(result.failures()) == 20
    assert result.daily()["held"].sum() == 0


def test_a_fault_in_every_run_is_a_fault_of_the_engine_and_is_not_stored(tmp_path, monkeypatch):
    monkeypatch.setenv("FAKE_BAD_RUNS", " ".join(map(str, range(64))))
    with pytest.raises(
        RoutError, match="all 64 runs of a part failed, so it is not stored: ZeroDivisionError"
    ):
        run_batch(fake_engine.batch(), tmp_path, 100)
    assert Result.open(tmp_path).rows == 0


def test_a_failed_run_of_a_design_names_its_point(tmp_path, monkeypatch):
    monkeypatch.setenv("FAKE_BAD_RUNS", "3")
    design = Design(("parameters.expected_days",), np.array([[0.1], [0.2]]), "grid")
    failures = run_batch(fake_engine.batch(design=design), tmp_path, 5).failures()
    assert [(failure.run, failure.point) for failure in failures] == [(3, 0), (3, 1)]
    assert failures[1].error.endswith("rout replay small --run 3 --point 1")
    assert isinstance(failures[0], Failure)


def test_a_worker_with_other_sources_refuses():
    batch = fake_engine.batch()
    spec = dataclasses.replace(batch.spec, engine_hash="another")
    with pytest.raises(ResultError, match="other sources"):
        work_elsewhere(spec, batch.row_range(0, 3))


def test_elsewhere_is_the_same_as_here():
    batch = fake_engine.batch()
    here = work_here(batch.spec, batch.row_range(5, 20), batch.world)
    elsewhere = work_elsewhere(batch.spec, batch.row_range(5, 20))
    assert here.table.equals(elsewhere.table)
    assert (here.daily.held == elsewhere.daily.held).all()


def test_an_engine_that_breaks_its_promise_is_a_fault_not_a_failed_run(tmp_path):
    def simulate(world, seed, runs, points=None):
        chunk = fake_engine.simulate(world, seed, runs, points)
        del chunk.columns["men_end"]
        return chunk

    engine = dataclasses.replace(fake_engine.ENGINE, simulate=simulate)
    with pytest.raises(ValueError, match="other columns than promised"):
        run_batch(fake_engine.batch(engine=engine), tmp_path, 5)


def test_chunks_shrink_with_the_work_in_a_run():
    world = fake_engine.batch().world
    fast = fake_engine.ENGINE.rows_per_part(world)
    slow = dataclasses.replace(fake_engine.ENGINE, ns_per_agent_tick=10_000.0).rows_per_part(world)
    assert fast == 8192
    assert slow == 64
