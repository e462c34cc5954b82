"""Keys with a star: in files that extend, in overrides and in what is varied."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.batch.design import grid, parse_axis
from sim.errors import ScenarioError, UsageError
from sim.model.world import build_world
from sim.scenario import Scenario, load, schema_json
from sim.scenario.patterns import fits, matching

SMALL = Path(__file__).with_name("small.toml")


def child(folder: Path, text: str) -> Path:
    (folder / "small.toml").write_text(SMALL.read_text("utf-8"), "utf-8")
    path = folder / "child.toml"
    path.write_text(f'extends = "small.toml"\n{text}', "utf-8")
    return path


def cohesion(scenario: Scenario) -> dict[str, object]:
    return {name: unit.cohesion for name, unit in scenario.units.items()}


@pytest.mark.parametrize(
    ("pattern", "name", "fit"),
    [
        ("*", "", True), ("*", "Guard", True), ("Gu*", "Guard", True), ("*rd", "Guard", True),
        ("G*r*d", "Guard", True), ("G*d*r", "Guard", False), ("Guard*Guard", "Guard", False),
        ("a*a", "a", False), ("a**c", "abc", True), ("[G]*", "Guard", False), ("gu*", "Guard", False),
    ],
)  # fmt: skip
def test_a_star_stands_for_any_letters(pattern: str, name: str, fit: bool) -> None:
    assert fits(name, pattern) is fit


@given(st.text("ab", max_size=8), st.text("ab*", max_size=8))
def test_a_pattern_fits_what_it_can_be_spelled_out_to(name: str, pattern: str) -> None:
    def reachable(name: str, pattern: str) -> bool:
        if not pattern:
            return not name
        if pattern[0] == "*":
            return any(reachable(name[n:], pattern[1:]) for n in range(len(name) + 1))
        return name[:1] == pattern[0] and reachable(name[1:], pattern[1:])

    assert fits(name, pattern) == reachable(name, pattern)


@pytest.mark.parametrize("key", ["units.*.cohesion", '"units.*".cohesion', 'units."*".cohesion'])
def test_an_override_reaches_every_unit(key: str) -> None:
    found = cohesion(load(SMALL, {key: 0.25}))
    assert set(found.values()) == {0.25}
    assert len(found) > 1


@pytest.mark.parametrize("key", ['[units."*"]\ncohesion = 0.25\n', '["units.*"]\ncohesion = 0.25\n'])
def test_a_file_says_it_of_all_and_of_one_on_top(tmp_path: Path, key: str) -> None:
    one, *others = load(SMALL).units
    found = cohesion(load(child(tmp_path, f'[units."{one}"]\ncohesion = 2\n{key}')))
    assert found[one] == 2
    assert {found[name] for name in others} == {0.25}


def test_only_what_fits_is_changed() -> None:
    before, after = cohesion(load(SMALL)), cohesion(load(SMALL, {"units.*Brigade.cohesion": -3.0}))
    fitting = matching("*Brigade", before)
    assert 0 < len(fitting) < len(before)
    assert {name for name in before if after[name] != before[name]} == set(fitting)


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("units.Zzz*.men", 'no unit fits "Zzz*"'),
        ("units.*Brigde.men", "did you mean"),
        ("parameters.*", "stands for names within"),
        ("unit.*.men", 'did you mean "units"?'),
        ("units.*.mne", 'unknown key; did you mean "men"?'),
        ("units.*", "is no table"),
    ],
)
def test_an_override_that_means_nothing_is_refused(key: str, says: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(SMALL, {key: 3})
    assert says in caught.value.problems[0]


def test_a_wrong_value_is_told_where_the_star_stands(tmp_path: Path) -> None:
    path = child(tmp_path, '[units."*Brigade"]\ncohesion = 2\nmen = -1\n')
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert all(line.startswith(f"{path}:4:1: units.") for line in caught.value.problems)
    assert len(caught.value.problems) == len(matching("*Brigade", load(SMALL).units))


def test_old_names_are_read_behind_a_star() -> None:
    with pytest.warns(match="will_to_fight"):
        scenario = load(SMALL, {"groups.*.heart": -1.0})
    assert {group.will_to_fight for group in scenario.groups.values()} == {-1.0}


def test_what_is_varied_moves_together() -> None:
    scenario = load(SMALL)
    world = build_world(scenario)
    axes = [parse_axis("units.*.cohesion=0,1"), parse_axis("parameters.fall_weight=2,3")]
    design = grid(axes).fitted(scenario, world)
    assert design.names == (*(f"units.{name}.cohesion" for name in scenario.units), "parameters.fall_weight")
    assert design.size == 4
    assert np.array_equal(design.values[:, 0], [0, 0, 1, 1])
    assert np.array_equal(design.values[:, -1], [2, 3, 2, 3])
    assert (design.values[:, :-1] == design.values[:, :1]).all()


@pytest.mark.parametrize(
    ("axes", "says"),
    [
        (["units.Zzz*.men=1,2"], "no unit fits"),
        (["units.*.mne=1,2"], "no number to vary"),
        (["units.*.cohesion=1,2000"], "outside -10 to 10"),
        (["units.*.cohesion=1,2", "units.*Brigade.cohesion=1,2"], "given twice"),
    ],
)
def test_what_cannot_be_varied_together_is_refused(axes: list[str], says: str) -> None:
    scenario = load(SMALL)
    with pytest.raises(UsageError, match=says):
        grid([parse_axis(axis) for axis in axes]).fitted(scenario, build_world(scenario))


def test_the_editors_schema_takes_a_star() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft7Validator(schema_json())
    assert validator.is_valid({"units": {"*": {"cohesion": 1}}})
    assert validator.is_valid({"units.*": {"cohesion": 1}})
    assert not validator.is_valid({"units.*": {"cohesion": "x"}})
    assert not validator.is_valid({"unitz.*": {"cohesion": 1}})
