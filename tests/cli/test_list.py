"""``rout list``: scenarios and results, and what there is when there is nothing."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import fake_engine
import pytest

from sim.cli import inventory

SMALL = fake_engine.SCENARIO


@pytest.fixture
def current(monkeypatch, shipped_one):
    """Let the fake engine's results count as those of the engine as it is."""
    monkeypatch.setattr("sim.cli.setup.engine_named", lambda name: replace(fake_engine.ENGINE, name=name))
    monkeypatch.setattr(inventory, "sources_of", lambda name: fake_engine.ENGINE.sources)


@pytest.fixture
def shipped_one(monkeypatch, tmp_path_factory):
    """One scenario is shipped: reading all of them costs more than the rest of a test."""
    folder = tmp_path_factory.mktemp("shipped")
    shutil.copy(SMALL, folder / "alone.toml")
    monkeypatch.setattr("sim.scenario.shipped.shipped_folder", lambda: folder)
    monkeypatch.setattr(inventory, "shipped_folder", lambda: folder)


def listed(rout, *words):
    done = rout("list", *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_an_empty_folder_is_told_what_to_do(rout):
    done = rout("list")
    assert done.exit_code == 0, done.output
    text = " ".join(done.stdout.split())
    assert "Shipped scenarios" in text
    assert "homs-hold" in text
    assert "No scenarios of your own here yet" in text
    assert "No results in results/ yet: 'rout run" in text


@pytest.mark.usefixtures("shipped_one")
def test_scenarios_here_come_first_with_what_is_done_in_them(rout, tmp_path):
    (tmp_path / "scenarios").mkdir()
    held = SMALL.read_text("utf-8").replace('kind = "free"', 'kind = "hold"\nplace = "Ferry"')
    (tmp_path / "held.toml").write_text(held, "utf-8")
    shutil.copy(SMALL, tmp_path / "scenarios" / "other.toml")
    (tmp_path / "broken.toml").write_text("[scenario]\ntitel = 1\n")
    told = listed(rout)["scenarios"]
    found = {one["name"]: one for one in told}
    assert told[-1]["name"] == "alone"
    assert found["alone"]["where"] == "shipped"
    assert found["held"]["where"] == "this folder"
    assert found["held"]["intervention"] == "Ferry is held from day 2 (3 Mar)"
    assert (found["other"]["where"], found["other"]["intervention"]) == ("scenarios/", "none")
    assert found["other"]["title"] == "The island of Vell"
    assert "rout check broken" in found["broken"]["problem"]
    assert "rout check broken" in rout("list").stdout


def test_results_say_what_they_are(rout, current):
    rout("run", SMALL, "-n", 60, "--branch", "hold", "--quiet")
    (one,) = listed(rout)["results"]
    assert (one["name"], one["title"], one["runs"]) == ("small.hold", "The island of Vell", 60)
    assert one["intervention"] == "Bridge is held from day 2 (3 Mar)"
    assert one["made"][:2] == "20"
    assert one["notes"] == []
    assert "small.hold" in rout("list").stdout


def test_incomplete_foreign_and_damaged_results_are_marked(rout, current, tmp_path):
    rout("run", SMALL, "-n", 60, "--quiet")
    for name, changes in {
        "stopped": {"command": "rout run small -n 100"},
        "killed": {"command": "", "runs": 0},
        "older": {"engine_hash": "another"},
    }.items():
        copy = shutil.copytree(tmp_path / "results" / "small", tmp_path / "results" / name)
        manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
        (copy / "manifest.json").write_text(json.dumps(manifest | changes), "utf-8")
    (tmp_path / "results" / "torn").mkdir()
    (tmp_path / "results" / "torn" / "manifest.json").write_text("{")
    notes = {one["name"]: "; ".join(one["notes"]) for one in listed(rout)["results"]}
    assert notes["stopped"] == "incomplete: 60 of 100 runs"
    assert notes["killed"] == "incomplete: its command was stopped"
    assert notes["older"] == "made by another state of the engine"
    assert "cannot be read" in notes["torn"]
    assert rout("list").exit_code == 0


@pytest.mark.parametrize(
    ("command", "runs"),
    [
        ("rout run a -n 100", 100),
        ("rout run a -n100", 100),
        ("rout run a --runs=100", 100),
        ("rout run a --runs 100 --seed 3", 100),
        ("rout run a", None),
        ("", None),
        ('rout run a -n 100 --until "P(x) +- 1"', None),
        ("rout run 'a", None),
    ],
)
def test_how_many_runs_a_command_asked_for(command, runs):
    assert inventory.runs_asked(command) == runs


def test_another_folder_of_results(rout, current):
    rout("run", SMALL, "-n", 3, "--out", "elsewhere", "--quiet")
    assert listed(rout)["results"] == []
    assert [one["path"] for one in listed(rout, "--results", "elsewhere")["results"]] == ["elsewhere/small"]
