"""``rout why`` on a narrow terminal: what it says of the places and the formations of two paired results."""

from __future__ import annotations

import re

import pytest

from sim.api import run
from sim.scenario import load
from sim.scenario.shipped import shipped_folder

WIDTH = 80
RUNS = 30
PARTED = re.compile(r"Run \d+: .+ → .+, parted on day \d+\.\d \(.+\)")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The same runs of the smallest scenario with its bellwether held and with it let fall."""
    folder = tmp_path_factory.mktemp("results")
    for kind in ("hold", "fall"):
        scenario = load(
            shipped_folder() / "island.toml", {"scenario.horizon_days": 12.0, "branch.kind": kind}
        )
        run(scenario, RUNS, out=folder / kind, workers=1)
    return folder


@pytest.fixture
def told(rout, results, monkeypatch):
    """What the command prints at 80 columns."""
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    done = rout("why", results / "hold", results / "fall", "--replays", 5)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def island():
    return load(shipped_folder() / "island.toml")


def test_its_tables_fit_the_terminal(told):
    tables = told.partition("Replayed")[0].splitlines()
    assert len(tables) > 6
    assert max(map(len, tables)) <= WIDTH
    assert not any("…" in line for line in tables)


def test_it_counts_the_changed_pairs(told):
    changed, pairs = map(int, re.search(r"(\d+) of (\d+) pairs changed", told).groups())
    assert 0 < changed <= pairs == RUNS
    kinds = re.findall(r"^ .+ → .+?  +(\d+) +[\d.]+ % *$", told, re.MULTILINE)
    assert sum(map(int, kinds)) == changed
    replayed = [line for line in told.splitlines() if line.startswith("Run ")]
    assert len(replayed) == 5
    assert all(PARTED.fullmatch(line) for line in replayed)


def test_it_says_which_place_fell_on_another_day_and_when(told, island):
    bellwether = island.scenario.bellwether
    (pairs, day) = re.search(rf"^ {bellwether} falls +(\d+) +(\d+\.\d) \(", told, re.MULTILINE).groups()
    assert int(pairs) > 0
    assert 0.0 <= float(day) <= 12.0
    told_only = [line for line in told.splitlines() if line.startswith("  only in fall: ")]
    assert len(told_only) == 5
    assert all(f"{bellwether} fell to " in line for line in told_only), "it is held in the other"


def test_it_says_which_formations_disband_in_only_one_of_the_two(told, island):
    stationed = [name for name, unit in island.units.items() if unit.place == island.scenario.bellwether]
    assert stationed
    for line in (line for line in told.splitlines() if line.startswith("  only in fall: ")):
        for name in stationed:
            assert f"{name} disbanded at {island.scenario.bellwether}" in line


def test_what_followed_elsewhere_is_at_another_place(told, island):
    elsewhere = [line for line in told.splitlines() if line.startswith("  then elsewhere, on day ")]
    assert elsewhere
    assert not any(f"at {island.scenario.bellwether}" in line for line in elsewhere)
