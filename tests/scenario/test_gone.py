"""Keys that are gone: wherever one is still written, the problem says what to write instead."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sim.batch.design import Axis, grid
from sim.errors import ScenarioError, UsageError
from sim.model.world import build_world
from sim.scenario import build, field_help, load, resolved
from sim.scenario.fields import follow
from sim.scenario.gone import GONE, instead
from sim.scenario.renamed import current
from sim.scenario.words import split_name
from sim.view.choice import require_settable, view_of

SMALL = Path(__file__).with_name("small.toml")
EVERY = sorted(GONE)
STATED = {
    "stand_weight": "expected_days",
    "stand_threatened": "exposure_threatened",
    "bellwether_heard": "attention",
    "belief_inertia": "prior_breaks",
    "comrades_inertia": "comrades_breaks",
    "exposure_neighbour": "anticipation_days",
    "neighbour_memory_days": "anticipation_days",
    "bellwether_heard_everywhere": "public_attention",
}


def test_the_table_has_every_key_that_is_gone_and_no_field() -> None:
    assert {key for _, key in GONE} == set(STATED)
    for path in GONE:
        assert follow(path)[1] is None
        assert current(path) == path


@pytest.mark.parametrize(("table", "key"), EVERY)
def test_what_to_write_instead_is_a_field(table: str, key: str) -> None:
    new = STATED[key]
    path = ("places", "X", new) if new == "attention" else (table, new)
    assert follow(path)[1] is not None
    assert f"write {new}" in instead((table, key))


def test_other_paths_get_no_advice() -> None:
    for path in [(), ("parameters",), ("stand_weight",), ("units", "stand_weight"), ("parameters", "x")]:
        assert instead(path) == ""


@pytest.mark.parametrize(("table", "key"), EVERY)
def test_in_a_file_it_is_told_on_its_line(tmp_path: Path, table: str, key: str) -> None:
    (tmp_path / "small.toml").write_text(SMALL.read_text("utf-8"), "utf-8")
    file = tmp_path / "old.toml"
    file.write_text(f'extends = "small.toml"\n[{table}]\n{key} = 1\n', "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(file)
    assert caught.value.problems == [f"{file}:3:1: {table}.{key}: {instead((table, key))}"]


@pytest.mark.parametrize(("table", "key"), EVERY)
def test_in_an_override(table: str, key: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(SMALL, {f"{table}.{key}": 1})
    assert caught.value.problems == [f"override: {table}.{key}: {instead((table, key))}"]


def test_in_a_design() -> None:
    scenario = load(SMALL)
    design = grid([Axis("parameters.stand_weight", (0.35, 1.0))])
    with pytest.raises(UsageError, match=r"--vary parameters\.stand_weight: .*write expected_days"):
        design.fitted(scenario, build_world(scenario))


@pytest.mark.parametrize(
    "link", ["?set.parameters.stand_weight=1", "?set.mechanisms.bellwether_heard_everywhere=false"]
)
def test_in_a_link(link: str) -> None:
    changes = view_of(link, "homs").choice.changes
    with pytest.raises(UsageError) as caught:
        require_settable(changes)
    assert str(caught.value) == f"{changes[0][0]}: {instead(split_name(changes[0][0], {}))}"


def test_in_a_stored_scenario_and_where_help_is_asked() -> None:
    tree = resolved(load(SMALL))
    tree["parameters"]["belief_inertia"] = 24.0
    with pytest.raises(ScenarioError, match="write prior_breaks"):
        build(tree)
    with pytest.raises(UsageError, match="write prior_breaks"):
        field_help("parameters.belief_inertia")


def test_a_stand_of_the_history_is_told_by_its_men_and_days(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    text = SMALL.read_text("utf-8").replace('kind = "retreat"', 'kind = "stand"')
    file.write_text(text, "utf-8")
    with pytest.raises(ScenarioError, match=r"history\[0\]\.size: no number of a stand; .* write men = 1000"):
        load(file)
    file.write_text(text.replace("size = 3.0", "men = 1000\ndays = 2"), "utf-8")
    assert load(file).history[0].men == tomllib.loads(file.read_text("utf-8"))["history"][0]["men"] == 1000
