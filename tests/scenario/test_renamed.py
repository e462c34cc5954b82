"""Keys that were renamed: the old name is read wherever a key is written, with a word about the new one."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import warnings
from pathlib import Path

import pytest

from sim.batch.design import Axis, grid
from sim.errors import RenamedKeyWarning, ScenarioError, UsageError
from sim.model.world import build_world
from sim.scenario import Scenario, build, digest, field_help, load
from sim.scenario.fields import follow
from sim.scenario.renamed import RENAMED, current, renewed
from sim.scenario.schema import NAMED_TABLES
from sim.view.choice import view_of

SMALL = Path(__file__).with_name("small.toml")
TREE = tomllib.loads(SMALL.read_text("utf-8"))
GROUP = next(iter(TREE["groups"]))
EVERY = [
    (table, *(("X",) if table in NAMED_TABLES else ()), *note, old)
    for table, names in RENAMED.items()
    for old in names
    for note in ((), ("notes",))
    if table != "parameters" or not note
]


@pytest.mark.parametrize("old", EVERY, ids=".".join)
def test_what_an_old_name_stands_for_is_a_field_and_the_old_name_is_none(old: tuple[str, ...]) -> None:
    key = tuple(part for part in old if part != "notes")
    assert follow(current(key))[1] is not None
    assert follow(key)[1] is None
    assert current(old) == (*old[:-1], current(key)[-1])


def test_other_names_stay_as_they_are() -> None:
    for path in [(), ("groups",), ("groups", "heart"), ("units", "heart", "men"), ("places", "X", "heart")]:
        assert current(path) == path


def with_old_keys(folder: Path, more: str = "") -> Path:
    (folder / "small.toml").write_text(SMALL.read_text("utf-8"), "utf-8")
    file = folder / "old.toml"
    text = f'[groups."{GROUP}"]\nsure = "weak"\nheart = 1.25\nnotes = {{ heart = "A1" }}\n{more}'
    file.write_text(f'extends = "small.toml"\n{text}\n[parameters]\nheart_effect = 3\n', "utf-8")
    return file


def test_a_file_with_old_keys_is_the_scenario_with_the_new_ones(tmp_path: Path) -> None:
    with pytest.warns(RenamedKeyWarning) as told:
        scenario = load(with_old_keys(tmp_path))
    group = scenario.groups[GROUP]
    assert (group.will_to_fight, group.certainty, group.notes) == (1.25, "weak", {"will_to_fight": "A1"})
    assert scenario.parameters.will_effect == 3
    lines = sorted(str(one.message).removeprefix(str(tmp_path)) for one in told)
    assert len(lines) == 3
    assert lines[0].startswith(f'/old.toml:3:1: groups.{GROUP}.sure: this key is called "certainty" now')
    assert lines[1].startswith(f'/old.toml:4:1: groups.{GROUP}.heart: this key is called "will_to_fight" now')
    assert lines[2].startswith('/old.toml:8:1: parameters.heart_effect: this key is called "will_effect" now')


def test_one_line_a_key_however_often_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "old.toml"
    file.write_text(SMALL.read_text("utf-8").replace("\nlat =", '\nsure = "weak"\nlat ='), "utf-8")
    assert file.read_text("utf-8").count("sure =") > 1
    with pytest.warns(RenamedKeyWarning) as told:
        load(file)
    assert len(told) == 1


def test_a_new_key_is_laid_over_the_old_one_of_a_parent(tmp_path: Path) -> None:
    with_old_keys(tmp_path)
    child = tmp_path / "child.toml"
    child.write_text(f'extends = "old.toml"\n[groups."{GROUP}"]\nwill_to_fight = -1\n', "utf-8")
    with pytest.warns(RenamedKeyWarning):
        assert load(child).groups[GROUP].will_to_fight == -1


def test_old_and_new_name_together_are_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"old\.toml:4:1: groups\..*\.heart: .*leave one out"):
        load(with_old_keys(tmp_path, "will_to_fight = 1"))


def test_a_mistake_under_an_old_key_is_found_on_its_line(tmp_path: Path) -> None:
    file = with_old_keys(tmp_path)
    file.write_text(file.read_text("utf-8").replace("1.25", '"high"'), "utf-8")
    with pytest.raises(
        ScenarioError, match=r"old\.toml:4:1: groups\..*\.will_to_fight: \"high\" is no number"
    ):
        load(file)


@pytest.mark.parametrize("name", [f"groups.{GROUP}.heart", f'groups."{GROUP}".heart'])
def test_an_override_by_an_old_name(name: str) -> None:
    with pytest.warns(RenamedKeyWarning, match='heart: this key is called "will_to_fight"'):
        assert load(SMALL, {name: 2}).groups[GROUP].will_to_fight == 2


def test_a_design_by_an_old_name() -> None:
    scenario = load(SMALL)
    design = grid([Axis("parameters.press_heart", (1.0, 2.0))])
    with pytest.warns(RenamedKeyWarning, match='--vary parameters.press_heart: .*"press_will"'):
        assert design.fitted(scenario, build_world(scenario)).names == ("parameters.press_will",)


def test_a_link_by_an_old_name() -> None:
    assert view_of("?set.parameters.heart_effect=2", "homs").choice.changes == (
        ("parameters.will_effect", 2),
    )


def test_a_link_gives_a_field_under_one_of_its_names() -> None:
    with pytest.raises(UsageError, match=r"sets \"set\.parameters\.will_effect\" twice"):
        view_of("?set.parameters.heart_effect=2&set.parameters.will_effect=3", "homs")


def test_help_by_an_old_name() -> None:
    assert field_help("groups.X.heart") == field_help("groups.X.will_to_fight")


def old_tree(scenario: Scenario) -> dict[str, object]:
    tree = scenario.model_dump(mode="json", exclude_none=True)
    group = tree["groups"][GROUP]
    group["heart"], group["sure"] = group.pop("will_to_fight"), group.pop("certainty")
    return tree


def test_a_stored_scenario_with_old_names_is_read_without_a_word() -> None:
    scenario = load(SMALL)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert digest(build(old_tree(scenario))) == digest(scenario)


def test_keys_stay_in_their_order() -> None:
    tree = {"groups": {"A": {"sure": "weak", "men": 1, "heart": 2, "notes": {"men": "a", "heart": "b"}}}}
    group = renewed(tree)["groups"]["A"]  # type: ignore[index]
    assert list(group) == ["certainty", "men", "will_to_fight", "notes"]
    assert list(group["notes"]) == ["men", "will_to_fight"]


def test_the_command_line_says_it_in_one_line(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "sim", "check", str(with_old_keys(tmp_path))], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    lines = ran.stderr.splitlines()
    assert len(lines) == 3
    assert all(line.startswith(f"rout: {tmp_path}") and "is called" in line for line in lines)
