"""Any run again, alone, as a Mesa model; and the commands as functions."""

from __future__ import annotations

import json

import fake_engine
import numpy as np
import pytest
from typer.testing import CliRunner

from sim import compare, load, replay, run
from sim.batch import Design
from sim.cli import app
from sim.errors import ResultError, UsageError
from sim.results import Result

STAND = Design(
    ("parameters.expected_days", 'units."Guard Brigade".men'), np.array([[0.1, 900.0], [2.0, 9000.0]]), "zip"
)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "vell"
    return run(fake_engine.SCENARIO, 4, seed=9, out=folder, engine="mesa", workers=1)


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "swept"
    return run(fake_engine.SCENARIO, 2, out=folder, engine="mesa", workers=1, design=STAND)


def test_a_run_ends_as_it_is_stored(result):
    for number in range(4):
        model = replay(result, number)
        assert model.outcome == result.row(number)["outcome"]
        assert not model.running


def test_a_run_of_a_sweep_has_the_numbers_of_its_point(swept):
    assert [replay(swept.path, 1, point).state.nation.army_men for point in (0, 1)] == [
        swept.row(1, point)["men_start"] for point in (0, 1)
    ]
    assert swept.points().column_names[2] == "units.Guard Brigade.men"


def test_the_command_tells_what_happened(result):
    done = CliRunner().invoke(app, ["replay", str(result.path), "--run", "2"])
    assert done.exit_code == 0, done.output
    assert "Day " in done.stdout
    assert "Run 2 of vell ends as stored" in done.stdout


def test_the_command_tells_it_to_programs(result):
    body = json.loads(CliRunner().invoke(app, ["replay", str(result.path), "--run", "2", "--json"]).stdout)
    assert body["row"] == result.row(2)
    assert {"day", "kind", "sentence"} <= set(body["events"][0])


def test_a_run_that_is_not_there(result):
    done = CliRunner().invoke(app, ["replay", str(result.path), "--run", "4"])
    assert done.exit_code == 5
    assert "has no run 4" in done.stderr


def test_a_run_that_ends_otherwise_is_told_of(result, monkeypatch):
    row = result.row(1)
    monkeypatch.setattr(Result, "row", lambda self, run, point=0: row | {"men_end": -1})
    with pytest.raises(ResultError, match=r"run 1 now ends otherwise \(men_end is \d+, was -1\)"):
        replay(result, 1)


def test_the_interface_compares(result, tmp_path):
    held = run(
        load(fake_engine.SCENARIO, {"branch.kind": "hold"}),
        4,
        seed=9,
        out=tmp_path / "held",
        engine="mesa",
        workers=1,
    )
    comparison = compare(result, held.path)
    assert comparison.pairs == (4,)
    assert [side.name for side in comparison.sides] == ["vell", "held"]


def test_the_interface_needs_a_folder_for_a_scenario_of_no_name(result):
    with pytest.raises(TypeError, match="needs a folder"):
        run(load(fake_engine.SCENARIO), 1)


def test_the_interface_stops_when_it_is_exact_enough(result, tmp_path):
    with pytest.raises(UsageError, match="--until"):
        run(fake_engine.SCENARIO, 1, out=tmp_path / "x", engine="mesa", until="nonsense")
    assert (
        run(fake_engine.SCENARIO, 2, out=tmp_path / "y", engine="mesa", workers=1, until="P(siege) +- 1").runs
        == 2
    )


def test_the_functions_are_functions_whatever_was_imported_before():
    import sim.cli.replay
    import sim.rerun

    assert callable(sim.replay)
    assert callable(sim.run)
    assert callable(sim.compare)
    assert callable(sim.load)


def test_what_is_not_there_is_an_attribute_error():
    import sim

    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = sim.nothing
