"""A batch on any executor, in any number of goes: the same bytes, and no run twice."""

from __future__ import annotations

import json
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context

import fake_engine
import numpy as np
import pytest

from sim.batch import Design, Engine, InterruptedBatchError, run_batch
from sim.errors import ResultError, RoutError
from sim.results import Result
from sim.scenario import load

RUNS = 300


class Inline(Executor):
    """Does what it is given at once, and counts what has not been fetched yet."""

    def __init__(self):
        self.most_waiting = 0
        self.waiting = 0

    def submit(self, function, /, *args, **kwargs):
        self.waiting += 1
        self.most_waiting = max(self.most_waiting, self.waiting)
        future = Fetched(self)
        future.set_result(function(*args, **kwargs))
        return future


class Fetched(Future):
    def __init__(self, owner):
        super().__init__()
        self.owner = owner

    def result(self, timeout=None):
        self.owner.waiting -= 1
        return super().result(timeout)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    run_batch(fake_engine.batch(), folder, RUNS, workers=1)
    return fake_engine.bytes_of(folder)


def recording(asked: list[int]) -> Engine:
    """The fake engine, noting every run it is asked for."""

    def simulate(world, seed, runs, points=None):
        asked.extend(runs.tolist())
        return fake_engine.simulate(world, seed, runs, points)

    return Engine("fake", simulate, fake_engine.build_world, fake_engine.ENGINE.sources, 15.0)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_the_bytes_do_not_depend_on_the_number_of_threads(tmp_path, undisturbed, workers):
    run_batch(fake_engine.batch(), tmp_path, RUNS, workers=workers)
    assert fake_engine.bytes_of(tmp_path) == undisturbed


def test_the_bytes_do_not_depend_on_the_executor(tmp_path, undisturbed):
    run_batch(fake_engine.batch(), tmp_path / "inline", RUNS, executor=Inline(), workers=3)
    assert fake_engine.bytes_of(tmp_path / "inline") == undisturbed
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        run_batch(fake_engine.batch(), tmp_path / "processes", RUNS, executor=processes, workers=2)
    assert fake_engine.bytes_of(tmp_path / "processes") == undisturbed


@pytest.mark.parametrize("goes", [(1, 300), (64, 65, 300), (100, 200, 300), (299, 300)])
def test_topped_up_is_the_same_as_at_once_and_repeats_nothing(tmp_path, undisturbed, goes):
    asked: list[int] = []
    for n in goes:
        run_batch(fake_engine.batch(engine=recording(asked)), tmp_path, n, workers=2)
        assert Result.open(tmp_path).manifest["runs"] == n
    assert fake_engine.bytes_of(tmp_path) == undisturbed
    assert sorted(asked) == list(range(RUNS))


def test_fewer_runs_than_are_there_changes_nothing(tmp_path, undisturbed):
    run_batch(fake_engine.batch(), tmp_path, RUNS)
    before = (tmp_path / "manifest.json").read_bytes()
    asked: list[int] = []
    assert run_batch(fake_engine.batch(engine=recording(asked)), tmp_path, 10).runs == RUNS
    assert not asked
    assert (tmp_path / "manifest.json").read_bytes() == before


def test_progress_counts_rows_from_those_already_there(tmp_path):
    run_batch(fake_engine.batch(), tmp_path, 100)
    seen: list[tuple[int, int]] = []
    run_batch(fake_engine.batch(), tmp_path, RUNS, progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (100, RUNS)
    assert seen[-1] == (RUNS, RUNS)
    assert seen == sorted(seen)


def test_no_more_is_in_flight_than_the_workers_need(tmp_path):
    executor = Inline()
    run_batch(fake_engine.batch(part_rows=2), tmp_path, 60, executor=executor, workers=2)
    assert executor.most_waiting <= 6


@pytest.mark.parametrize("at", [1, 2, 4])
def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(tmp_path, undisturbed, at):
    calls = []

    def press(done, total):
        calls.append(done)
        if len(calls) == at:
            raise KeyboardInterrupt

    with pytest.raises(InterruptedBatchError, match="the same command goes on from there") as caught:
        run_batch(fake_engine.batch(), tmp_path, RUNS, progress=press)
    assert caught.value.exit_code == 130
    assert Result.open(tmp_path).manifest["runs"] == calls[-1]
    run_batch(fake_engine.batch(), tmp_path, RUNS)
    assert fake_engine.bytes_of(tmp_path) == undisturbed


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seed": 2}, "its seed is 1, here 2"),
        ({"part_rows": 32}, "its part rows is 64, here 32"),
        (
            {"engine": Engine("mesa", fake_engine.simulate, fake_engine.build_world, (), 1.0)},
            "its engine is fake",
        ),
        (
            {"design": Design(("parameters.expected_days",), np.ones((2, 1)), "grid")},
            "design is none, here 2 points",
        ),
        (
            {"scenario": load(fake_engine.SCENARIO, {"units.Guard Brigade.men": 7000})},
            "units.Guard Brigade.men is 6000.0 there, 7000.0 here",
        ),
    ],
)
def test_another_batch_is_refused_and_told_apart(tmp_path, change, words):
    run_batch(fake_engine.batch(), tmp_path, 10)
    before = fake_engine.bytes_of(tmp_path)
    with pytest.raises(ResultError) as caught:
        run_batch(fake_engine.batch(**change), tmp_path, 20)
    assert words in str(caught.value)
    assert "--replace" in caught.value.problems[-1]
    assert fake_engine.bytes_of(tmp_path) == before


def test_other_sources_of_the_engine_are_refused(tmp_path):
    run_batch(fake_engine.batch(), tmp_path, 10)
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"engine_hash": "another"}))
    with pytest.raises(ResultError, match="sources have changed"):
        run_batch(fake_engine.batch(), tmp_path, 20)


def test_replace_starts_anew_and_leaves_other_files_alone(tmp_path):
    run_batch(fake_engine.batch(seed=7), tmp_path, RUNS)
    (tmp_path / "figure.png").write_text("mine")
    result = run_batch(fake_engine.batch(seed=8), tmp_path, 10, replace=True)
    assert (result.rows, result.manifest["seed"]) == (10, 8)
    assert len(list(tmp_path.glob("*/part-*"))) == 2
    assert (tmp_path / "figure.png").read_text() == "mine"


def test_parts_without_a_manifest_are_not_written_over(tmp_path):
    run_batch(fake_engine.batch(), tmp_path, 10)
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(ResultError, match="not a result"):
        run_batch(fake_engine.batch(), tmp_path, 20)


def test_enough_ends_a_batch_at_the_same_run_whoever_computes_it(tmp_path):
    rows = []
    for workers in (1, 4):
        seen: list[int] = []

        def enough(table, seen=seen):
            seen.append(table.num_rows)
            return sum(seen) >= 150

        rows.append(
            run_batch(
                fake_engine.batch(), tmp_path / str(workers), 10_000, workers=workers, enough=enough
            ).rows
        )
    assert rows == [192, 192]
    assert fake_engine.bytes_of(tmp_path / "1") == fake_engine.bytes_of(tmp_path / "4")


def test_enough_sees_stored_parts_again_and_computes_nothing_needless(tmp_path):
    run_batch(fake_engine.batch(), tmp_path, 192)
    asked: list[int] = []
    seen: list[int] = []

    def enough(table):
        seen.append(table.num_rows)
        return sum(seen) >= 150

    run_batch(fake_engine.batch(engine=recording(asked)), tmp_path, 192, enough=enough)
    assert seen == [64, 64, 64]
    assert not asked


def test_a_dead_worker_is_told_of_and_nothing_is_lost(tmp_path, undisturbed, monkeypatch):
    monkeypatch.setenv("FAKE_DEADLY_RUN", "200")
    with (
        pytest.raises(RoutError, match="a worker died"),
        ProcessPoolExecutor(1, get_context("spawn")) as pool,
    ):
        run_batch(fake_engine.batch(), tmp_path, RUNS, executor=pool, workers=1)
    assert 0 < Result.open(tmp_path).rows < RUNS
    monkeypatch.delenv("FAKE_DEADLY_RUN")
    run_batch(fake_engine.batch(), tmp_path, RUNS)
    assert fake_engine.bytes_of(tmp_path) == undisturbed
