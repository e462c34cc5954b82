"""Reading scenarios: what a good file gives, and what a bad one is told."""

from __future__ import annotations

import json
import pickle
import random
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario.mistakes import MISTAKES, Mistake

from sim.errors import RoutError, ScenarioError, UsageError
from sim.scenario import (
    Distribution,
    Scenario,
    build,
    digest,
    field_help,
    load,
    numbers,
    outline_path,
    parse_override,
    resolved,
    schema_json,
)
from sim.scenario.positions import key_positions
from sim.scenario.words import split_name

SMALL = Path(__file__).with_name("small.toml")
TEXT = SMALL.read_text(encoding="utf-8")
OUTLINE = '{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}'


def written(folder: Path, text: str, name: str = "island.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def child(folder: Path, text: str) -> Path:
    """A file that extends the small island."""
    written(folder, TEXT, "small.toml")
    return written(folder, f'extends = "small.toml"\n{text}', "child.toml")


def problems_of(path: Path, overrides: dict[str, object] | None = None) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(path, overrides)
    assert caught.value.exit_code == 3
    assert all(line.isprintable() for line in caught.value.problems)
    return caught.value.problems


# --- mistakes ------------------------------------------------------------------------


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_each_mistake_is_one_line_that_says_where_and_what_instead(mistake: Mistake, tmp_path: Path) -> None:
    assert TEXT.count(mistake.old) == 1, "the change must be unambiguous"
    text = TEXT.replace(mistake.old, mistake.new)
    at = text.index(mistake.at or mistake.new) + len(mistake.at or mistake.new.rstrip("\n")) - 1
    path = written(tmp_path, text)

    problems = problems_of(path)

    assert len(problems) == 1, problems
    assert problems[0].startswith(f"{path}:{text.count(chr(10), 0, at) + 1}:"), problems
    for fragment in mistake.says:
        assert fragment in problems[0]


def test_there_are_mistakes_of_many_kinds() -> None:
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES) >= 60


def test_what_follows_from_a_mistake_is_not_told_as_another(tmp_path: Path) -> None:
    for old, new in [
        ('role = "rebels"', 'role = "rebel"'),
        ('entry = ["Cape"]', 'entry = "Cape"'),
        ('backer = "Old Ally"', "backer = 3"),
        ('lon = 20.2\ncontroller = "Hill Front"', "lon = 20.2\ncontroller = 3"),
        ('place = "Hills"\nmen', 'place = "Hils"\nmen'),
        ("horizon_days = 30.0", "horizon_days = -30.0"),
    ]:
        problems = problems_of(written(tmp_path, TEXT.replace(old, new)))
        assert len(problems) == 1, problems


def test_two_problems_of_one_value_are_both_told(tmp_path: Path) -> None:
    first, second = problems_of(written(tmp_path, TEXT.replace("horizon_days = 30.0", "horizon_days = 0.1")))
    assert "less than one tick" in first
    assert "not before the horizon" in second


def test_no_more_of_anything_than_the_engines_are_made_for(tmp_path: Path) -> None:
    backers = "".join(f"[backers.B{n}]\n" for n in range(98))
    assert len(load(written(tmp_path, TEXT + backers)).backers) == 100
    problems = problems_of(written(tmp_path, TEXT + backers + "[backers.B98]\n"))
    assert len(problems) == 1
    assert "backers: 101 are more than the 100" in problems[0]


def test_a_run_of_one_tick_is_long_enough(tmp_path: Path) -> None:
    text = TEXT.replace("horizon_days = 30.0", "horizon_days = 0.125").replace(
        "from_day = 2.0", "from_day = 0.1"
    )
    assert load(written(tmp_path, text)).scenario.horizon_days == 0.125


def test_a_side_without_groups_is_told_once(tmp_path: Path) -> None:
    problems = problems_of(child(tmp_path, 'remove = ["groups.Hill Front", "groups.Shoremen"]'))
    line = TEXT.count("\n", 0, TEXT.index("[groups.")) + 1
    assert [problem.split(": ")[1:3] for problem in problems] == [
        ["groups", "empty; a scenario has at least 1 (write [groups.<name>])"]
    ]
    assert problems[0].startswith(f"{tmp_path / 'small.toml'}:{line}:")


def test_letters_of_other_languages_are_shown_as_written(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT.replace('place = "Cape"', 'place = "Кейп حمص"'))
    assert 'there is no place "Кейп حمص"' in problems_of(path)[0]


def test_all_mistakes_of_a_file_are_told_at_once_in_reading_order(tmp_path: Path) -> None:
    text = TEXT
    for old, new in [
        ('capital = "Port Vell"', 'capital = "Port Vel"'),
        ("lat = 10.3", 'lat = "10.3"'),
        ('place = "Cape"', 'place = "Cap"'),
        ("conscript_share = 0.1", "conscript_share = 10"),
        ("expected_days", "expected_dyas"),
        ('kind = "place lost"', 'kind = "lost"'),
    ]:
        text = text.replace(old, new)
    path = written(tmp_path, text)

    lines = [int(problem.removeprefix(str(path)).split(":")[1]) for problem in problems_of(path)]

    wrong = ["Port Vel", 'lat = "', "= 10\n", '"Cap"', "expected_dyas", '"lost"']
    assert lines == [text.count("\n", 0, text.index(part)) + 1 for part in wrong]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", ("empty",)),
        (b"\n  \n", ("empty",)),
        (b'{"scenario": {"title": "x"}}', ("JSON", "TOML")),
        ("title = 'Ville détruite'".encode("latin-1"), ("1:17", "0xe9", "UTF-8")),
        (TEXT.encode("utf-16"), ("UTF-8",)),
        (b"x = " + b"[" * 5000 + b"]" * 5000, ("nested too deeply",)),
        (b"x" + b".x" * 5000 + b" = 1", ("too many parts",)),
        (b"# " + b"x" * 5_000_001, ("more than a scenario may have",)),
        (b"# only a comment", ("scenario: missing",)),
    ],
)
def test_files_that_are_no_scenario_get_a_plain_error(
    content: bytes, says: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "odd.toml"
    path.write_bytes(content)
    problems = problems_of(path)
    for fragment in (str(path), *says):
        assert any(fragment in problem for problem in problems), problems


def test_a_folder_and_a_missing_file_name_what_is_there(tmp_path: Path) -> None:
    written(tmp_path, TEXT)
    assert "island.toml" in problems_of(tmp_path)[0]
    assert 'did you mean "island.toml"?' in problems_of(tmp_path / "islnd.toml")[0]
    assert "no such file" in problems_of(tmp_path / "island.toml" / "x.toml")[0]
    assert "cannot be read" in problems_of(tmp_path / "nul\0.toml")[0]


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: str) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = written(tmp_path, TEXT)
    monkeypatch.setattr(Path, "open", refuse)
    assert problems_of(path)[0].endswith("cannot be read: Permission denied")


def test_errors_keep_their_problems_across_processes() -> None:
    error = ScenarioError("one", "two")
    assert pickle.loads(pickle.dumps(error)).problems == ["one", "two"]
    assert str(error) == "one\ntwo"
    assert isinstance(error, RoutError)
    assert (UsageError.exit_code, ScenarioError.exit_code) == (2, 3)


# --- chains of files -----------------------------------------------------------------


def test_a_child_overrides_single_fields_and_replaces_lists_and_distributions(tmp_path: Path) -> None:
    changes = """
    history = [{ day = -3.0, kind = "departure", size = 1.0 }]
    [units."1st Brigade"]
    men = 2500
    [parameters]
    expected_days = { uniform = [0.5, 1.0] }
    [roads]
    V4 = { km = { uniform = [40, 50] } }
    """
    parent, changed = load(SMALL), load(child(tmp_path, changes))
    assert changed.units["1st Brigade"] == parent.units["1st Brigade"].model_copy(update={"men": 2500.0})
    assert changed.parameters.expected_days == Distribution(uniform=(0.5, 1.0))
    assert changed.roads["V4"].km == Distribution(uniform=(40, 50))
    assert [event.kind for event in changed.history] == ["departure"]
    assert changed.places == parent.places


def test_removed_things_are_gone_and_may_be_given_anew(tmp_path: Path) -> None:
    text = 'remove = ["units.1st Brigade", "groups.Shoremen", "units.Cape Garrison"]\n'
    scenario = load(child(tmp_path, text + '[units."1st Brigade"]\nplace = "Ferry"\nmen = 10'))
    assert list(scenario.units) == ["Guard Brigade", "Volunteers", "1st Brigade"]
    assert scenario.units["1st Brigade"].quality == 1.0
    assert list(scenario.groups) == ["Hill Front"]


def test_removing_what_others_need_is_told_where_they_need_it(tmp_path: Path) -> None:
    problems = problems_of(child(tmp_path, 'remove = ["backers.Old Ally"]'))
    assert len(problems) == 1
    line = TEXT.count("\n", 0, TEXT.index('backer = "Old Ally"')) + 1
    assert problems[0].startswith(f"{tmp_path / 'small.toml'}:{line}:1: units.Volunteers.backer:")


def test_a_mistake_is_told_with_the_file_that_made_it(tmp_path: Path) -> None:
    path = child(tmp_path, '[units."1st Brigde"]\nmen = 5\n[parameters]\nfall_weight = -1')
    problems = problems_of(path)
    assert len(problems) == 2
    assert problems[0].startswith(f"{path}:2:8: units.1st Brigde.place: missing")
    assert 'is the unit "1st Brigade" meant?' in problems[0]
    assert problems[1].startswith(f"{path}:5:1: parameters.fall_weight: -1 is outside 0 to 100")


def test_chains_may_cross_folders_and_the_outline_lies_beside_the_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "theatres").mkdir()
    theatre = TEXT.replace("tick_hours = 3.0", 'outline = "vell.geojson"')
    written(tmp_path / "theatres", theatre)
    written(tmp_path / "theatres", OUTLINE, "vell.geojson")
    path = written(tmp_path, 'extends = "theatres/island.toml"')
    assert outline_path(path, load(path)) == tmp_path / "theatres" / "vell.geojson"
    assert outline_path(SMALL, load(SMALL)) is None


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("vell.geojson", "{}", "no outline: KeyError 'type'"),
        ("vell.geojson", "not JSON", "no outline: JSONDecodeError"),
        ("vell.geojson", '{"type": "Point", "coordinates": [0, 0]}', "neither Polygon nor MultiPolygon"),
        ("vell.geojson", '{"type": "Polygon", "coordinates": [[[0, 0]]]}', "at least 3 points"),
        ("vell.geojson", '{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1e9]]]}', "a point lies"),
        ("vell.geojson", "[" * 100_000, "no outline: RecursionError"),
        ("vel.geojson", OUTLINE, 'there is no outline "vell.geojson": '),
        ("vel.geojson", OUTLINE, 'did you mean "vel.geojson"?'),
    ],
)  # fmt: skip
def test_an_outline_that_cannot_be_drawn_is_told_where_it_is_named(tmp_path, name, text, says) -> None:
    written(tmp_path, text, name)
    path = written(tmp_path, TEXT.replace("tick_hours = 3.0", 'outline = "vell.geojson"'))
    (problem,) = problems_of(path)
    assert says in problem
    assert ": scenario.outline: " in problem


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "/dev/zero", "../vell.geojson", "sub/../../vell.geojson", "a\\u0000"]
)
def test_an_outline_lies_in_the_folder_of_its_scenario(tmp_path, name) -> None:
    (tmp_path / "inner" / "sub").mkdir(parents=True)
    written(tmp_path, OUTLINE, "vell.geojson")
    path = written(tmp_path / "inner", TEXT.replace("tick_hours = 3.0", f'outline = "{name}"'))
    told = problems_of(path)
    assert "file in the scenario's folder" in told[-1]


def test_circles_and_endless_chains_are_refused(tmp_path: Path) -> None:
    one = written(tmp_path, 'extends = "two.toml"', "one.toml")
    two = written(tmp_path, 'extends = "./one.toml"', "two.toml")
    assert problems_of(one)[0].startswith(f"{two}:1:1: extends: files extend each other in a circle")
    for number in range(12):
        written(tmp_path, f'extends = "{number + 1}.toml"', f"{number}.toml")
    assert "more than 10 files" in problems_of(tmp_path / "0.toml")[0]


def test_of_several_files_later_ones_win_and_each_is_laid_once(tmp_path: Path) -> None:
    written(tmp_path, TEXT, "small.toml")
    written(tmp_path, "[parameters]\nfall_weight = 1\nnews_reach_km = 11\npress_rate = 1", "base.toml")
    written(tmp_path, 'extends = "base.toml"\n[parameters]\nfall_weight = 2\nbreak_rate = 2', "one.toml")
    written(tmp_path, 'extends = "base.toml"\n[parameters]\npress_rate = 3\nbreak_rate = 3', "two.toml")
    path = written(tmp_path, 'extends = ["small.toml", "one.toml", "two.toml"]', "child.toml")
    found = load(path).parameters
    assert found.news_reach_km == 11
    assert found.fall_weight == 2, "base.toml is not laid again over one.toml"
    assert found.break_rate == found.press_rate == 3
    swapped = written(tmp_path, 'extends = ["small.toml", "two.toml", "one.toml"]', "child.toml")
    assert load(swapped).parameters.break_rate == 2


def test_a_problem_of_one_of_several_files_is_told_in_that_file(tmp_path: Path) -> None:
    written(tmp_path, TEXT, "small.toml")
    part = written(tmp_path, "[parameters]\nfall_weight = -2", "part.toml")
    path = written(tmp_path, 'extends = ["small.toml", "part.toml"]', "child.toml")
    assert problems_of(path)[0].startswith(f"{part}:2:1: parameters.fall_weight: -2 is outside")
    path = written(tmp_path, 'extends = ["small.toml", "prt.toml"]', "child.toml")
    (problem,) = problems_of(path)
    assert problem.startswith(f"{path}:1:26: extends[1]: ")
    assert 'did you mean "part.toml"?' in problem


def test_a_circle_through_a_list_is_refused(tmp_path: Path) -> None:
    written(tmp_path, TEXT, "small.toml")
    written(tmp_path, 'extends = ["small.toml", "two.toml"]', "one.toml")
    two = written(tmp_path, 'extends = ["small.toml", "one.toml"]', "two.toml")
    assert problems_of(tmp_path / "one.toml")[0].startswith(
        f"{two}:1:26: extends[1]: files extend each other in a circle"
    )


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert load(path) == load(SMALL)
    path.write_bytes(TEXT.replace("men = 6000", "men = -1").replace("\n", "\r\n").encode())
    line = TEXT.count("\n", 0, TEXT.index("men = 6000")) + 1
    assert problems_of(path)[0].startswith(f"{path}:{line}:1: units.Guard Brigade.men")


# --- overrides -----------------------------------------------------------------------


def test_overrides_by_dotted_name_reach_every_table() -> None:
    scenario = load(
        SMALL,
        {
            "parameters.expected_days": 2,
            'units."1st Brigade".men': 2000,
            "units.Guard Brigade.men": Distribution(uniform=(5000, 6000)),
            "branch.kind": "hold",
            "mechanisms.rumours": False,
            "groups.Hill Front.aims": ("Bridge",),
            "parameters.fall_weight": {"uniform": [1, 2]},
        },
    )
    assert scenario.parameters.expected_days == 2
    assert scenario.units["1st Brigade"].men == 2000
    assert scenario.units["Guard Brigade"].men == Distribution(uniform=(5000, 6000))
    assert (scenario.branch.kind, scenario.mechanisms.rumours) == ("hold", False)
    assert scenario.groups["Hill Front"].aims == ("Bridge",)
    assert scenario.parameters.fall_weight == Distribution(uniform=(1, 2))


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("parameters.expected_dyas", 2, 'did you mean "expected_days"?'),
        ("parameters.expected_days", "two", "is no number"),
        ("units.1st Brigad.men", 2, 'there is no unit "1st Brigad"; did you mean "1st Brigade"?'),
        ("units.1st Brigade.men", -5, "outside 1 to 10000000"),
        ("branch.kind", "hodl", 'did you mean "hold"?'),
        ("scenario.capital", "Bridgee", "there is no place"),
        ("expected_days", 2, "it is one of [parameters]"),
        ("units", 2, "is no table"),
        ("", 2, "expected a dotted name"),
        ("parameters..x", 2, "expected a dotted name"),
    ],
)
def test_wrong_overrides_are_told_as_such(name: str, value: object, says: str) -> None:
    problems = problems_of(SMALL, {name: value})
    assert len(problems) == 1
    assert problems[0].startswith("override: ")
    assert says in problems[0]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("units.1st Brigade.men", ("units", "1st Brigade", "men")),
        ('units."1st Brigade".men', ("units", "1st Brigade", "men")),
        ("units.St. Ives.men", ("units", "St. Ives", "men")),
        ("units.St. Ives. North.men", ("units", "St. Ives. North", "men")),
        ("units.'a.b'.men", ("units", "a.b", "men")),
        ("units.a.b", ("units", "a", "b")),
        ("units", ("units",)),
        ("'", ("'",)),
        ("", ()),
    ],
)
def test_dotted_names_split_at_the_names_that_are_known(name: str, path: tuple[str, ...]) -> None:
    assert split_name(name, {"units": {"1st Brigade": {}, "St. Ives": {}, "St. Ives. North": {}}}) == path


def test_numpy_numbers_can_be_laid_over() -> None:
    numpy = pytest.importorskip("numpy")
    assert load(SMALL, {"parameters.fall_weight": numpy.int64(2)}).parameters.fall_weight == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("parameters.expected_days=2", ("parameters.expected_days", 2)),
        ("units.1st Brigade.men = { uniform = [1, 2] }", ("units.1st Brigade.men", {"uniform": [1, 2]})),
        ("branch.kind=hold", ("branch.kind", "hold")),
        ('branch.kind="hold"', ("branch.kind", "hold")),
        ("mechanisms.rumours=false", ("mechanisms.rumours", False)),
    ],
)
def test_overrides_are_parsed_as_typed(text: str, expected: tuple[str, object]) -> None:
    assert parse_override(text) == expected


@pytest.mark.parametrize("text", ["", "parameters.expected_days", "=2"])
def test_an_override_without_name_or_value_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError, match="expected name=value"):
        parse_override(text)


# --- what is made of a scenario --------------------------------------------------------


def test_a_resolved_scenario_is_plain_json_and_reads_back_the_same() -> None:
    scenario = load(SMALL)
    again = build(json.loads(json.dumps(resolved(scenario))))
    assert again == scenario
    assert digest(again) == digest(scenario)


def test_the_digest_is_stable_and_changes_with_any_value_but_not_with_the_order(tmp_path: Path) -> None:
    scenario = load(SMALL)
    assert digest(load(SMALL, {"units.Volunteers.men": 801})) != digest(scenario)
    assert digest(load(SMALL, {"units.Volunteers.men": 800.0})) == digest(scenario)
    assert digest(build(dict(reversed(resolved(scenario).items())))) == digest(scenario)
    tiny = load(SMALL, {"scenario.title": "Vell, été"})
    assert digest(tiny) == digest(build(resolved(tiny)))


def test_build_reports_without_a_file() -> None:
    tree = resolved(load(SMALL))
    tree["scenario"]["capital"] = "Nowhere"
    with pytest.raises(ScenarioError, match=r"^scenario: scenario\.capital: there is no place"):
        build(tree)


def test_numbers_are_every_number_in_a_fixed_order() -> None:
    found = numbers(load(SMALL))
    assert list(found)[:2] == ["places.Port Vell.population", "places.Port Vell.prestige"]
    assert found["places.Bridge.population"] == Distribution(uniform=(90_000, 120_000))
    assert found["units.Guard Brigade.men"] == 6000
    assert found["branch.from_day"] == 2
    assert found["command.confidence"] == 0.2
    assert sum(name.startswith("parameters.") for name in found) == len(
        Scenario.model_fields["parameters"].annotation.model_fields
    )
    for name in found:
        load(SMALL, {name: found[name]})
        assert field_help(name).description


def test_help_tells_meaning_unit_and_range() -> None:
    help_ = field_help("parameters.expected_days")
    assert (help_.unit, help_.low, help_.high, help_.group, help_.source) == (
        "days",
        0.05,
        1000,
        "belief",
        "A12",
    )
    assert help_.default == 11
    men = field_help("units.Any name.men")
    assert (men.unit, men.low, men.high, men.group) == ("men", 1, 10_000_000, "units")
    assert field_help("scenario.tick_hours").high == 24
    assert field_help("units.X.conscript_share").unit == "share"


@pytest.mark.parametrize(
    "name", ["parameters.expected_dyas", "units.X", "units", "", "zork.x", "parameters.x.y"]
)
def test_help_on_no_field_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="no field of a scenario"):
        field_help(name)


def test_every_field_has_a_description_and_every_number_a_unit() -> None:
    for name in numbers(load(SMALL)):
        assert field_help(name).unit, name


def test_the_editors_schema_accepts_what_load_accepts_and_refuses_what_it_can() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = schema_json()
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    assert not list(validator.iter_errors(tomllib.loads(TEXT)))
    partial = 'extends = "x.toml"\nremove = ["units.X"]\n[units.X]\nmen = 3\n[roads]\nR = { km = 3 }'
    assert not list(validator.iter_errors(tomllib.loads(partial)))
    assert not list(validator.iter_errors(tomllib.loads('extends = ["x.toml", "y.toml"]')))
    for bad in (
        "zork = 1",
        "[parameters]\nzork = 1",
        "[parameters]\nexpected_days = -1",
        '[branch]\nkind = "x"',
        "[units.X]\nmen = { uniform = [1] }",
        "[[history]]\nday = -1",
        "extends = 3",
        "extends = []",
        "extends = [3]",
    ):
        assert list(validator.iter_errors(tomllib.loads(bad))), bad


def test_the_editors_schema_tells_units_ranges_and_closes_every_table() -> None:
    schema = schema_json()
    days = schema["definitions"]["Parameters"]["properties"]["expected_days"]
    assert days["anyOf"][0] == {"type": "number", "minimum": 0.05, "maximum": 1000}
    assert days["description"].endswith("Range: 0.05 to 1000, days.")
    assert json.loads(json.dumps(schema)) == schema
    for name, table in schema["definitions"].items():
        assert table["additionalProperties"] is False, name
        assert all("description" in field for field in table["properties"].values()), name


# --- positions -----------------------------------------------------------------------


def test_positions_of_every_kind_of_toml() -> None:
    text = "\n".join(  # one line per kind, lines counted from 1
        [
            "a = 1 # [not.a.table]",
            'b.c."d e" = "]#{"',
            "  [ t . 'u v' ]",
            'x = [ 1, # one', "  [2, 3],", "  { k = 'v', l.m = [4] } ]",
            'y = """ [[no]]', 'z = 1 \\""" """',
            "z = '''", "' [no] '''''",
            "[[t.list]]", "n = 1979-05-27 07:32:00", "[[t.list]]", "n = -inf", "[t.list.sub]", "o = true",
            '"\\u00e9" = {}',
        ]
    )  # fmt: skip
    tomllib.loads(text)
    found = key_positions(text)
    assert found[("a",)] == (1, 1)
    assert found[("b", "c", "d e")] == (2, 5)
    assert found[("t", "u v")] == (3, 9)
    assert found[("t", "u v", "x", 0)] == (4, 7)
    assert found[("t", "u v", "x", 1, 1)] == (5, 7)
    assert found[("t", "u v", "x", 2, "l", "m", 0)] == (6, 21)
    assert found[("t", "u v", "y")] == (7, 1)
    assert found[("t", "u v", "z")] == (9, 1)
    assert found[("t", "list", 0, "n")] == (12, 1)
    assert found[("t", "list", 1, "sub", "o")] == (16, 1)
    assert found[("t", "list", 1, "sub", "é")] == (17, 1)


def paths_of(tree: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(deeper for key, inner in items for deeper in paths_of(inner, (*path, key)))]


def test_every_key_of_a_file_has_a_position() -> None:
    assert set(paths_of(tomllib.loads(TEXT))) - {()} == set(key_positions(TEXT))


# --- fuzz ------------------------------------------------------------------------------

SNIPPETS = [
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "'''",
    "=",
    ",",
    ".",
    "#",
    "-",
    "\\",
    "inf",
    "nan",
    "true",
    "1e999",
    "0x7f",
    "2001-03-01",
    "é",
    "[[units]]",
    "[units]",
    "[a.b.c]",
    "[parameters]",
    "x.y=1",
    "history=3",
    "remove=[1]",
    'extends="island.toml"',
    "{uniform=[1]}",
    "\n",
    "\x00",
    "\u2028",
    "9" * 5000,
    '"""',
]


def mutated(text: str, luck: random.Random) -> str:
    """The text after one to five small accidents."""
    for _ in range(luck.randint(1, 5)):
        start = luck.randrange(len(text) + 1)
        end = min(len(text), start + luck.choice([0, 0, 1, 5, 40, 400]))
        words = luck.choice(SNIPPETS) if luck.random() < 0.6 else luck.choice(text.split())
        text = text[:start] + words * luck.randint(0, 1) + text[end:]
    return text


def loaded_or_problems(read: Callable[[], Scenario]) -> Scenario | list[str]:
    """What reading gives: anything but a scenario or its problems passes through and fails the test."""
    try:
        return read()
    except ScenarioError as error:
        return error.problems


@settings(max_examples=300)
@given(st.integers(0, 2**32))
def test_any_damaged_file_loads_or_gives_a_scenario_error(tmp_path: Path, seed: int) -> None:
    path = written(tmp_path, mutated(TEXT, random.Random(seed)))
    found = loaded_or_problems(lambda: load(path))
    if not isinstance(found, Scenario):
        assert found
        assert all(line.startswith(str(path)) and line.isprintable() for line in found)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.text(max_size=8),
    st.lists(st.one_of(st.integers(-9, 9), st.text(max_size=3)), max_size=3),
    st.dictionaries(st.sampled_from(["uniform", "normal", "x"]), st.lists(st.floats(), max_size=3)),
)


@settings(max_examples=300)
@given(st.data())
def test_any_value_anywhere_loads_or_gives_a_scenario_error(data: st.DataObject) -> None:
    tree = tomllib.loads(TEXT)
    *way, last = data.draw(st.sampled_from([path for path in paths_of(tree) if path]))
    node: Any = tree
    for key in way:
        node = node[key]
    node[last] = data.draw(VALUES)
    found = loaded_or_problems(lambda: build(tree))
    if isinstance(found, Scenario):
        assert build(resolved(found)) == found
    else:
        assert all(line.startswith("scenario: ") for line in found)


# --- speed -----------------------------------------------------------------------------


def test_importing_needs_no_engine() -> None:
    heavy = "{'mesa', 'matplotlib', 'numba', 'pandas', 'numpy'} & set(sys.modules)"
    command = [sys.executable, "-c", f"import sys, sim.scenario; print(sorted({heavy}))"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert done.stdout.strip() == "[]"


def test_a_thousand_units_load_and_fail_quickly(tmp_path: Path) -> None:
    many = "".join(f'[units."{n}th Battalion"]\nplace = "Bridge"\nmen = 500\n' for n in range(10, 1010))
    path = written(tmp_path, TEXT + many.replace("500", "-1", 1))
    start = time.process_time()
    assert len(problems_of(path)) == 1
    assert time.process_time() - start < 10  # some 0.1 s; far less than quadratic work would take


def test_a_shipped_scenario_can_be_extended_from_anywhere(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "island.toml"\n[scenario]\ntitle = "Mine"\n')
    assert load(mine).scenario.title == "Mine"
    assert outline_path(mine, load(mine)) is None
    (tmp_path / "island.toml").write_text("")
    with pytest.raises(ScenarioError, match=r"island.toml:1:1: the file is empty"):
        load(mine)
