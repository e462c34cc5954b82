"""A theatre out of tables: what good tables give, and what bad ones are told."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario import load
from sim.scenario.distances import computed_roads
from sim.scenario.spreadsheet import PlaceLine, read_places, read_roads
from sim.scenario.starting import FILL, GARRISON_MEN, begin, guessed_roads

PLACES = """\
place,lat,lon,holder,men,prestige,population,seat,provincial,source
Harbour,34.5,69.1,,5000,6,4000000,capital,yes,a map
Mill,31.6,65.7,state,3000,4,600000,,yes,
Bridge,33.5,68.4,,,,,,,
Camp,34.0,68.7,Northern Front,2500,,,,,"a report, of May"
Post,32.5,67.4,Northern Front,200,,,,,
"""
ROADS = """\
from,to,km,name
Harbour,Camp,70,N1
Camp,Bridge,,
Bridge,Post,180.5,
Post,Mill,,
"""


def written(folder: Path, text: str, name: str = "places.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def begun(folder: Path, places: str = PLACES, roads: str | None = None) -> str:
    found = read_places(written(folder, places))
    lines = None if roads is None else read_roads(written(folder, roads, "roads.csv"), found)
    return begin("My war", found, lines, "roads.csv")


def told(folder: Path, places: str = PLACES, roads: str | None = None) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        begun(folder, places, roads)
    return caught.value.problems


def test_what_the_tables_say_is_in_the_scenario(tmp_path: Path) -> None:
    scenario = load(written(tmp_path, begun(tmp_path, roads=ROADS), "my-war.toml"))
    assert scenario.scenario.capital == "Harbour"
    assert scenario.scenario.bellwether == "Mill", "the most prominent of the others"
    assert scenario.places["Mill"].population == 600_000
    assert scenario.places["Camp"].controller == "Northern Front"
    assert scenario.places["Camp"].source == "a report, of May"
    assert {name: unit.men for name, unit in scenario.units.items()} == {
        "Harbour garrison": 5000, "Mill garrison": 3000,
    }  # fmt: skip
    (group,) = scenario.groups.values()
    assert (group.place, group.men) == ("Camp", 2700)
    assert group.aims[-1] == "Harbour" or "Harbour" in group.aims
    assert scenario.roads["Harbour - Camp"].km == 70
    assert scenario.roads["Harbour - Camp"].name == "N1"
    assert computed_roads(scenario) == ["Camp - Bridge", "Post - Mill"]
    theatre = load(Path(__file__).parents[2] / "scenarios" / "syria-2024.toml").parameters
    shared = theatre.model_copy(update={"army_cohesion": 0.0})
    assert scenario.parameters == shared, "the behaviour that wars share"


def test_three_columns_and_a_holder_are_enough(tmp_path: Path) -> None:
    text = begun(tmp_path, "place;lat;lon;holder\nA;1;2;\nB;1.5;2;\nC;2;2;Rebels\n")
    scenario = load(written(tmp_path, text, "my-war.toml"))
    assert {unit.men for unit in scenario.units.values()} == {GARRISON_MEN}
    assert set(scenario.roads) == {"A - B", "B - C"}
    for word in ("men", "bellwether", "prestige", "roads", "aims", "cohesion"):
        assert any(FILL in line and word in line for line in text.splitlines()), word


def test_the_level_of_an_army_can_be_drawn_by_taking_away_one_mark(tmp_path: Path) -> None:
    text = begun(tmp_path, "place;lat;lon;holder\nA;1;2;\nB;1.5;2;\nC;2;2;Rebels\n")
    drawing = text.replace("# posterior.file", "posterior.file")
    assert drawing != text
    scenario = load(written(tmp_path, drawing, "my-war.toml"))
    drawn = {key for column in scenario.posterior.columns for key in column.keys}
    assert {"parameters.army_cohesion", "parameters.expected_days"} <= drawn
    assert scenario.posterior.war == ""


def test_names_of_any_letters_and_length_make_a_scenario(tmp_path: Path) -> None:
    long = "Überlingen am langen See, der sehr, sehr lang und tief ist \\ "[:57]
    rows = "".join(f'"{long}{n}",{n},{n},{"Front" if n == 3 else ""}\n' for n in range(4))
    scenario = load(written(tmp_path, begun(tmp_path, f"place,lat,lon,holder\n{rows}"), "my-war.toml"))
    assert len(scenario.places) == 4
    assert len(scenario.units) == 3


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Mill,31.6", "Mill,91.6", ":3:2: lat: 91.6 is outside -90 to 90"),
        ("Mill,31.6", 'Mill,"31,6"', ':3:2: lat: "31,6" is no number; write 31.6'),
        ("Mill,31.6", "Mill,north", ':3:2: lat: "north" is no number'),
        ("Mill,31.6", "Mill,", ":3:2: lat: empty"),
        ("Mill,31.6", "Harbour,31.6", ':3:1: place: "Harbour" is in line 2 already'),
        ("Mill,31.6", "M.ll,31.6", ':3:1: place: "M.ll": a name holds none of'),
        ("state,3000", 'state,"3,000"', ':3:5: men: "3,000" is no number; write 3000'),
        ("state,3000", "state,0", ":3:5: men: 0 is outside 1"),
        ("capital,yes", "capitol,yes", ':2:8: seat: "capitol": expected one of'),
        ("capital,yes", "capitol,yes", 'did you mean "capital"?'),
        ("capital,yes", "capital,maybe", ':2:9: provincial: "maybe": expected one of'),
        ("2500,,,,,", "2500,,,capital,,", ':5:8: seat: "Harbour" is the capital already'),
        ("2500,,,,,", "2500,,,refuge,,", ":5:8: seat: the refuge must be the state's"),
        ("place,lat", "plaec,lat", ':1:1: "plaec": unknown column; did you mean "place"?'),
        ("place,lat", "place,lon", ':1:3: "lon": this column is there twice'),
        ("place,lat,", "place,,", ":1:1: the column lat is missing"),
        ("of May", 'of May",x,"y', ":5:11: 12 cells in a table of 10 columns"),
        ("Post,32.5,67.4,Northern Front", "Post,32.5,67.4,northern front", "differs only in case"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_column(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert PLACES.count(old) == 1
    problems = told(tmp_path, PLACES.replace(old, new))
    assert any(says in line for line in problems), problems
    assert all(line.startswith(str(tmp_path)) and line.isprintable() for line in problems)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Camp,Bridge,", "Camp,Brigde,", ':3:2: to: there is no place "Brigde"; did you mean "Bridge"?'),
        ("Camp,Bridge,", "Camp,Camp,", ':3:2: to: joins "Camp" to itself'),
        ("Camp,Bridge,", "Camp,Harbour,", "are joined in line 2 already"),
        (",180.5,", ",-1,", ":4:3: km: -1 is outside 0.1 to 5000"),
        ("Post,Mill,,\n", "", "no way leads here from"),
        ("from,to", "from,too", "unknown column"),
    ],
)
def test_a_mistake_in_the_roads_is_told(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert ROADS.count(old) == 1
    problems = told(tmp_path, roads=ROADS.replace(old, new))
    assert any(says in line for line in problems), problems


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("place,lat,lon\nA,1,1\nB,2,2\n", "no group holds a place"),
        ("place,lat,lon,holder\nA,1,1,\nB,2,2,x\n", "fewer than two places"),
        ('place,lat,lon\n"A,1,1\n', "no table"),
        ("place,lat,lon\nA\x00,1,1\n", ""),
    ],
)
def test_tables_that_are_none_are_refused(tmp_path: Path, text: str, says: str) -> None:
    assert any(says in line for line in told(tmp_path, text))


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    for path, says in ((tmp_path / "none.csv", "cannot be read"), (tmp_path, "cannot be read")):
        with pytest.raises(ScenarioError, match=says):
            read_places(path)
    path = tmp_path / "latin.csv"
    path.write_bytes("place,lat,lon\nKöln,1,1".encode("latin-1"))
    with pytest.raises(ScenarioError, match="not UTF-8"):
        read_places(path)


SPOTS = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=2, max_size=12)


@given(SPOTS)
def test_guessed_roads_join_all_places(spots: list[tuple[int, int]]) -> None:
    places = [PlaceLine(str(n), float(lat), float(lon)) for n, (lat, lon) in enumerate(spots)]
    reached, new = {"0"}, {"0"}
    while new:
        new = {end for road in guessed_roads(places) if reached & {*road.ends} for end in road.ends} - reached
        reached |= new
    assert reached == {place.name for place in places}


def test_of_three_places_in_a_row_the_outer_ones_are_not_joined() -> None:
    row = [PlaceLine(name, 0.0, lon) for name, lon in (("A", 0.0), ("B", 1.0), ("C", 2.1))]
    assert [road.ends for road in guessed_roads(row)] == [("A", "B"), ("B", "C")]


ACCIDENTS = ['"', ",", "\n", ";", "x", "-", "\t", "9", "é", ""]


def text_or_problems(folder: Path, places: str) -> str | list[str]:
    """The theatre's text, or what is wrong; anything else passes through and fails the test."""
    try:
        return begun(folder, places)
    except ScenarioError as error:
        return error.problems


@given(st.integers(0, 2**32))
def test_any_damaged_table_gives_a_theatre_or_a_scenario_error(tmp_path_factory, seed: int) -> None:
    luck = random.Random(seed)
    text = PLACES
    for _ in range(luck.randint(1, 4)):
        at = luck.randrange(len(text))
        text = text[:at] + luck.choice(ACCIDENTS) + text[at + luck.randint(0, 3) :]
    found = text_or_problems(tmp_path_factory.mktemp("damaged"), text)
    if isinstance(found, str):
        assert tomllib.loads(found)
    else:
        assert found
        assert all(line.isprintable() for line in found)
