"""What is read when a choice is opened, and when it is read again."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

import sim.view.sources as sources
from sim.view.batches import ranges
from sim.view.choice import Choice
from sim.view.sources import FILES, open_choice

SMALL = Path(__file__).parents[1] / "scenario" / "small.toml"


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A scenario that extends another, both as given on the command line."""
    parent, child = tmp_path / "parent.toml", tmp_path / "child.toml"
    parent.write_text(SMALL.read_text("utf-8"), encoding="utf-8")
    child.write_text('extends = "parent.toml"\n\n[scenario]\nhorizon_days = 7.0\n', encoding="utf-8")
    monkeypatch.setenv(FILES, str(child))
    monkeypatch.setattr(sources, "_kept", type(sources._kept)())
    return child


def write(path, old, new):
    """Change a file, a second later by its clock."""
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
    later = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(later, later))


def test_a_scenario_is_read_once_whatever_the_run(file, monkeypatch):
    first = open_choice(Choice(scenario=str(file)))
    monkeypatch.setattr(sources, "load", None)
    assert open_choice(Choice(scenario=str(file), seed=5, run=3)) is first


def test_with_other_changes_it_is_another(file):
    plain = Choice(scenario=str(file))
    held = replace(plain, branch="hold")
    assert open_choice(plain).scenario.branch.kind == "free"
    assert open_choice(held).scenario.branch.kind == "hold"


@pytest.mark.parametrize(
    ("name", "old", "new"), [("child", "7.0", "8.0"), ("parent", "men = 6000", "men = 6001")]
)
def test_it_is_read_again_when_one_of_its_files_was_written(file, name, old, new):
    before = open_choice(Choice(scenario=str(file))).scenario
    write(file.with_name(f"{name}.toml"), old, new)
    after = open_choice(Choice(scenario=str(file))).scenario
    assert after != before
    file.with_name("parent.toml").unlink()
    with pytest.raises(sources.ScenarioError, match="does not exist"):
        open_choice(Choice(scenario=str(file)))


def test_no_more_are_kept_than_that(file, monkeypatch):
    monkeypatch.setattr(sources, "MOST_KEPT", 1)
    for branch in ("hold", "fall"):
        open_choice(Choice(scenario=str(file), branch=branch))
    assert [choice.branch for _, choice in sources._kept] == ["fall"]


@pytest.mark.parametrize("runs", [0, 1, 20, 21, 100, 250])
def test_runs_are_computed_in_order_each_once_a_few_first(runs):
    found = list(ranges(runs))
    assert [number for low, high in found for number in range(low, high)] == list(range(runs))
    assert all(high - low <= 20 for low, high in found[:1])
