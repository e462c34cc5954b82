"""Lengths of roads from coordinates."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import build, digest, load, resolved
from sim.scenario.distances import WINDING, computed_roads, great_circle_km

SMALL = Path(__file__).with_name("small.toml")
QUARTER_KM = 10_007.557  # a quarter of the circumference of a sphere of radius 6,371.0088 km


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [
        ((0, 0), (0, 0), 0.0),
        ((0, 0), (90, 0), QUARTER_KM),
        ((0, 10), (0, 100), QUARTER_KM),
        ((0, -170), (0, 100), QUARTER_KM),
        ((30, 40), (-30, -140), 2 * QUARTER_KM),
        ((51.5, 0.0), (48.85, 2.35), 338.6),
    ],
)  # fmt: skip
def test_great_circles(here, there, km) -> None:
    assert great_circle_km(here, there) == pytest.approx(km, rel=2e-3, abs=1e-9)
    assert great_circle_km(there, here) == great_circle_km(here, there)


def without_km(folder: Path, head: str = "") -> Path:
    path = folder / "bare.toml"
    text = SMALL.read_text("utf-8").replace(", km = 42", "")
    path.write_text(head + text, "utf-8")
    return path


def direct(scenario) -> float:
    here, there = (scenario.places[name] for name in scenario.roads["V2"].between)
    return great_circle_km((here.lat, here.lon), (there.lat, there.lon))


def test_a_road_without_km_winds_and_says_so(tmp_path: Path) -> None:
    scenario = load(without_km(tmp_path))
    assert scenario.roads["V2"].km == pytest.approx(direct(scenario) * WINDING, abs=0.05)
    assert scenario.roads["V2"].notes["km"] == "inferred A100: great circle times 1.15"
    assert computed_roads(scenario) == ["V2"]
    assert computed_roads(load(SMALL)) == []


def test_the_winding_is_the_files_or_overridden(tmp_path: Path) -> None:
    path = without_km(tmp_path, "winding = 2\n")
    scenario = load(path)
    assert scenario.roads["V2"].km == pytest.approx(direct(scenario) * 2, abs=0.05)
    assert load(path, {"winding": 1.0}).roads["V2"].km == pytest.approx(direct(scenario), abs=0.05)
    assert load(path, {"roads.V2.km": 7}).roads["V2"].km == 7


def test_a_resolved_scenario_keeps_the_length(tmp_path: Path) -> None:
    scenario = load(without_km(tmp_path))
    assert build(resolved(scenario)) == scenario
    assert digest(build(resolved(scenario))) == digest(scenario)


def test_places_on_one_spot_are_still_some_way_apart(tmp_path: Path) -> None:
    here = load(SMALL).places["Ferry"]
    scenario = load(without_km(tmp_path), {"places.Bridge.lat": here.lat, "places.Bridge.lon": here.lon})
    assert scenario.roads["V2"].km == 0.1


def test_only_the_mistake_is_told_when_an_end_has_no_coordinates(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(without_km(tmp_path), {"places.Bridge.lat": 95})
    (problem,) = caught.value.problems
    assert "95 is outside -90 to 90" in problem
