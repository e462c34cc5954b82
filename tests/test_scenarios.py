"""The scenarios that ship: they load, hang together, and every number of the theatre has a source."""

from __future__ import annotations

import json
import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest

from sim.scenario.reading import load
from sim.scenario.record import recorded
from sim.scenario.schema import Certainty, Road, Scenario
from sim.scenario.shipped import known_names, scenarios_in

ROOT = Path(__file__).parents[1]
SCENARIOS = ROOT / "scenarios"
FILES = scenarios_in(SCENARIOS)
PARTS = [file for file in SCENARIOS.glob("*.toml") if file not in FILES]
OTHERS = ("island", "afghanistan-2021", "iraq-2014")
SYRIA = [file for file in FILES if file.stem not in OTHERS]
CITED = re.compile(r"(?<=[\[ ])(S\d+|M|GeoNames|article)(?=[\],])|\b(A\d+)\b")
ENTITIES = ("places", "roads", "units", "groups", "communities", "backers")


def raw(name: str) -> dict[str, Any]:
    return tomllib.loads((SCENARIOS / f"{name}.toml").read_text("utf-8"))


def road_km(roads: dict[str, Road], stops: list[str]) -> float:
    """Length of a route given by all of its stops."""
    lengths = {frozenset(road.between): float(road.km) for road in roads.values()}
    return sum(lengths[frozenset(leg)] for leg in pairwise(stops))


def entities(tree: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    named = [(f"{table}.{name}", thing) for table in ENTITIES for name, thing in tree.get(table, {}).items()]
    return named + ([("command", tree["command"])] if "command" in tree else [])


def holds_numbers(value: Any) -> bool:
    if isinstance(value, (list, dict)):
        return any(holds_numbers(inner) for inner in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, (int, float)) and not isinstance(value, bool)


@pytest.fixture(scope="module")
def theatre() -> Scenario:
    return load(SCENARIOS / "syria-2024.toml")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_shipped_scenario_loads(file: Path) -> None:
    assert load(file).scenario.title


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_begins_with_its_question_sources_and_assumptions(file: Path) -> None:
    head = file.read_text("utf-8").split("\n\n")[0]
    assert all(word in head for word in ("# Question:", "# Sources:", "# Assumptions:"))


def test_the_part_that_theatres_share_is_no_scenario_and_holds_nothing_but_parameters() -> None:
    assert [file.name for file in PARTS] == ["behaviour.toml"]
    assert set(raw("behaviour")) == {"parameters"}
    assert "behaviour" not in known_names()


def test_titles_are_unlike_each_other() -> None:
    titles = [raw(file.stem)["scenario"]["title"] for file in FILES]
    assert len(set(titles)) == len(titles)


def test_the_theatre_is_large_enough(theatre: Scenario) -> None:
    assert len(theatre.places) >= 40
    assert len(theatre.units) >= 42
    assert 45_000 <= sum(float(unit.men) for unit in theatre.units.values()) <= 100_000


def test_the_theatre_hangs_together(theatre: Scenario) -> None:
    pairs = [set(road.between) for road in theatre.roads.values()]
    reached: set[str] = set()
    new = {theatre.scenario.capital}
    while new:
        reached |= new
        new = {place for pair in pairs if pair & reached for place in pair} - reached
    assert reached == set(theatre.places)


@pytest.mark.parametrize("through", [["Homs"], []], ids=["through the city", "by the southern bypass"])
def test_the_road_from_the_capital_to_the_coast_is_as_long_as_the_article_says(
    theatre: Scenario, through: list[str]
) -> None:
    south = ["Damascus", "Douma", "Qutayfah", "Nabk", "Hisya", "Homs South (Shinshar)"]
    west = ["Homs West (M1)", "Tartus", "Baniyas", "Jableh", "Latakia"]
    assert 320 <= road_km(theatre.roads, south + through + west) <= 345


def test_a_road_is_never_shorter_than_the_crow_flies(theatre: Scenario) -> None:
    for name, road in theatre.roads.items():
        here, there = (theatre.places[end] for end in road.between)
        north = (here.lat - there.lat) * 111.2
        east = (here.lon - there.lon) * 111.2 * 0.82  # the cosine of 35 degrees
        assert float(road.km) >= 0.97 * (north**2 + east**2) ** 0.5, name


@pytest.mark.parametrize("file", SYRIA, ids=lambda file: file.stem)
def test_every_number_of_an_entity_has_a_source_and_says_how_certain_it_is(file: Path) -> None:
    theatre = raw("syria-2024")
    for name, thing in entities(raw(file.stem)):
        table, _, key = name.partition(".")
        parent = theatre.get(table, {}).get(key, {}) if file.stem != "syria-2024" else {}
        whole = {**parent, **thing, "notes": {**parent.get("notes", {}), **thing.get("notes", {})}}
        assert CITED.search(whole.get("source", "")), name
        assert whole.get("certainty") in get_args(Certainty), name
        for field in (field for field, value in thing.items() if field != "notes" and holds_numbers(value)):
            note = whole["notes"].get(field)
            if note is not None:
                assert re.match("|".join(get_args(Certainty)), note), f"{name}.{field}"
                assert CITED.search(note) or "counterfactual" in note, f"{name}.{field}"


@pytest.mark.parametrize("field", ["men", "quality", "cohesion", "conscript_share"])
def test_each_number_of_a_formation_has_a_note_of_its_own(field: str) -> None:
    for name, unit in raw("syria-2024")["units"].items():
        assert field in unit["notes"], name


@pytest.mark.parametrize("file", SYRIA, ids=lambda file: file.stem)
def test_every_source_cited_is_listed(file: Path) -> None:
    listed = (ROOT / "docs" / "sources.md").read_text("utf-8")
    for report, assumption in CITED.findall(file.read_text("utf-8")):
        if report.startswith("S") or (assumption and int(assumption[1:]) >= 60):
            assert f"| {report or assumption} |" in listed, report or assumption


WARS = {"afghanistan-2021": "AF", "iraq-2014": "IQ"}


@pytest.mark.parametrize("war", WARS)
def test_every_number_of_another_war_has_a_source_and_says_how_certain_it_is(war: str) -> None:
    cited = re.compile(rf"\b({WARS[war]}\d+b?|A1\d\d)\b|\[(M|GeoNames)\b|behind the line|on the road from")
    for name, thing in [*entities(raw(war)), *((f"history {e['day']}", e) for e in raw(war)["history"])]:
        assert cited.search(thing["source"]), name
        assert thing["certainty"] in get_args(Certainty), name
        for field, note in thing.get("notes", {}).items():
            assert re.match("|".join(get_args(Certainty)), note), f"{name}.{field}"
    for name, unit in raw(war)["units"].items():
        assert {"men", "quality", "cohesion", "conscript_share"} <= set(unit["notes"]), name
    for name, group in raw(war)["groups"].items():
        assert {"men", "quality", "will_to_fight", "reach_km"} <= set(group["notes"]), name


@pytest.mark.parametrize("war", WARS)
def test_every_source_and_assumption_of_another_war_is_listed(war: str) -> None:
    pages = [(ROOT / "docs" / name).read_text("utf-8") for name in (f"sources-{war}.md", "sources.md")]
    pages += [(ROOT / "docs" / f"sources-{other}.md").read_text("utf-8") for other in WARS if other != war]
    own = set(re.findall(rf"^\| ({WARS[war]}\d+b?) \|", pages[0], re.M))
    text = (SCENARIOS / f"{war}.toml").read_text("utf-8")
    cited = set(re.findall(rf"\b{WARS[war]}\d+b?", text + pages[0].partition("## Reports")[0]))
    assert cited == own
    for number in set(re.findall(r"\bA1\d\d\b", text)):
        assert any(f"| {number} |" in page for page in pages), number


@pytest.mark.parametrize("war", [*WARS, "syria-2024"])
def test_the_wars_share_their_parameters(war: str) -> None:
    own = raw(war)["parameters"]
    assert own.keys() == {"army_cohesion"}, "what may differ between wars"
    shared = raw("behaviour")["parameters"]
    assert not own.keys() & shared.keys()
    given = load(SCENARIOS / f"{war}.toml").parameters.model_dump()
    assert {name: given[name] for name in (*shared, *own)} == shared | own


def test_the_record_of_afghanistan_counts_thirty_four_capitals_day_by_day() -> None:
    scenario = load(SCENARIOS / "afghanistan-2021.toml")
    capitals = [name for name, place in scenario.places.items() if place.provincial_capital]
    days = [int(recorded(scenario.observed[name]).middle) for name in capitals]
    assert len(capitals) == 34
    assert [days.count(day) for day in range(10)] == [1, 1, 3, 1, 2, 1, 4, 5, 7, 8]
    assert days.count(30) == 1, "the Panjshir valley"


def test_the_record_of_iraq_says_what_held() -> None:
    scenario = load(SCENARIOS / "iraq-2014.toml")
    held = {name for name, given in scenario.observed.items() if recorded(given).held}
    assert {"Baghdad", "Samarra", "Baquba", "Haditha", "Amirli", "Baiji refinery"} <= held
    assert {name for name in held if scenario.places[name].controller != "state"} == set()
    last = max(recorded(given).last for given in scenario.observed.values() if not recorded(given).held)
    assert last < scenario.scenario.horizon_days


def test_nothing_is_scripted_after_the_start() -> None:
    for file in FILES:
        scenario = load(file)
        assert all(event.day <= 0 for event in scenario.history)
    assert load(SCENARIOS / "offensive.toml").history == ()


def test_the_record_of_the_children_is_the_theatres_ten_days_on(theatre: Scenario) -> None:
    homs = load(SCENARIOS / "homs.toml")
    for place, day in homs.observed.items():
        assert day + 10 == pytest.approx(theatre.observed[place])
    later = {place for place, day in theatre.observed.items() if day >= 10}
    assert set(homs.observed) == later


def test_the_history_of_7_december_counts_the_men_who_stood_there(theatre: Scenario) -> None:
    seen = load(SCENARIOS / "homs-record.toml").history
    for event in (event for event in seen if event.men):
        stood = sum(float(unit.men) for unit in theatre.units.values() if unit.place == event.place)
        defected = sum(
            other.men for other in seen if other.place == event.place and other.kind == "defection"
        )
        expected = defected if event.kind == "defection" else stood - defected
        assert event.men == expected, (event.kind, event.place)
    (changed_sides,) = (event for event in seen if event.kind == "defection")
    assert changed_sides.men == theatre.units["8th Brigade of 5th Corps"].men


def test_the_history_of_7_december_has_the_days_of_the_record(theatre: Scenario) -> None:
    seen = load(SCENARIOS / "homs-record.toml").history
    lost = {event.place: event.day + 10 for event in seen if event.lost}
    assert lost == pytest.approx({place: day for place, day in theatre.observed.items() if day < 10})
    assert [event.day for event in seen] == sorted(event.day for event in seen)


def test_what_was_lost_by_7_december_is_lost_in_homs(theatre: Scenario) -> None:
    homs = load(SCENARIOS / "homs.toml")
    for place, day in theatre.observed.items():
        assert (homs.places[place].controller == "state") == (day >= 10), place


@pytest.mark.parametrize(
    ("name", "dropped"),
    [
        ("iran-stays", {("departure", "")}),
        ("no-rumours", set()),
        ("deir-ez-zor-kept", {("withdrawal", p) for p in ("Deir ez-Zor", "Mayadin", "Al-Bukamal")}),
        ("pay-for-all", set()),
        ("homs-hold", set()),
        ("homs-fall", set()),
    ],
)
def test_a_what_if_forgets_only_what_did_not_happen_in_it(name: str, dropped: set[tuple[str, str]]) -> None:
    seen = load(SCENARIOS / "homs.toml").history
    kept = tuple(event for event in seen if (event.kind, event.place) not in dropped)
    assert len(seen) - len(kept) == len(dropped)
    assert load(SCENARIOS / f"{name}.toml").history == kept


def test_the_kept_euphrates_has_the_garrison_it_had(theatre: Scenario) -> None:
    kept = load(SCENARIOS / "deir-ez-zor-kept.toml")
    for place in ("Deir ez-Zor", "Mayadin", "Al-Bukamal"):
        assert kept.places[place].controller == "state"
        there = {name: unit.men for name, unit in theatre.units.items() if unit.place == place}
        assert {name: unit.men for name, unit in kept.units.items() if unit.place == place} == there


def test_the_outline_is_small_and_holds_every_place(theatre: Scenario) -> None:
    file = SCENARIOS / theatre.scenario.outline
    assert file.stat().st_size < 30_000
    (feature,) = json.loads(file.read_text("utf-8"))["features"]
    assert "public domain" in feature["properties"]["provenance"]
    (ring,) = feature["geometry"]["coordinates"]
    assert ring[0] == ring[-1]
    assert [name for name, p in theatre.places.items() if not inside(ring, p.lat, p.lon)] == []
    assert not inside(ring, 33.5, 35.5)


def inside(ring: list[list[float]], lat: float, lon: float) -> bool:
    """Whether a point lies in a ring: the edges a ray crosses are odd in number."""
    odd = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd


def test_the_island_claims_nothing_about_any_war(theatre: Scenario) -> None:
    island = load(SCENARIOS / "island.toml")
    counts = [len(table) for table in (island.places, island.units, island.groups, island.communities)]
    assert counts == [10, 8, 2, 1]
    assert not set(island.places) & set(theatre.places)
    assert {thing["source"] for _, thing in entities(raw("island"))} == {"invented"}
