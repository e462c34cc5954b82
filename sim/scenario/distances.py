"""Lengths of roads that a scenario does not give: great circle times a winding factor (assumption A100)."""

from __future__ import annotations

import math
from typing import Any, TypeGuard

from sim.scenario.schema import Scenario
from sim.scenario.words import Problem, shown

KEY = "winding"
WINDING = 1.15
LEAST_WINDING, MOST_WINDING = 1.0, 3.0
EARTH_KM = 6371.0088  # mean radius
LEAST_KM = 0.1
STAND_IN_KM = 1.0  # of a road whose ends are not known, which is reported elsewhere
NOTE = "inferred A100: great circle times "


def great_circle_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Distance on a sphere of the Earth's mean radius, km, between points in degrees (haversine)."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(lat), math.radians(lon)) for lat, lon in (here, there))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def fill_in_km(tree: dict[str, Any]) -> list[Problem]:
    """Give every road without ``km`` its length and a note of it; take ``winding`` out of the tree.

    Lengths are rounded to a tenth of a kilometre, so that they are the same on every machine.
    """
    given = tree.pop(KEY, WINDING)
    winding, problem = (given, "") if _is_winding(given) else (WINDING, _rule(given))
    places, roads = tree.get("places"), tree.get("roads")
    for road in roads.values() if isinstance(roads, dict) else ():
        if isinstance(road, dict) and "km" not in road:
            direct = _direct_km(road.get("between"), places)
            road["km"] = STAND_IN_KM if direct is None else max(LEAST_KM, round(direct * winding, 1))
            notes = road.setdefault("notes", {})
            if isinstance(notes, dict):
                notes.setdefault("km", f"{NOTE}{winding:g}")
    return [Problem((KEY,), problem)] if problem else []


def computed_roads(scenario: Scenario) -> list[str]:
    """Names of the roads whose length was worked out from coordinates."""
    return [name for name, road in scenario.roads.items() if road.notes.get("km", "").startswith(NOTE)]


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_winding(value: object) -> TypeGuard[int | float]:
    return _is_number(value) and LEAST_WINDING <= value <= MOST_WINDING


def _rule(value: object) -> str:
    span = f"{LEAST_WINDING:g} to {MOST_WINDING:g}"
    return (
        f"{shown(value)}: expected a number from {span}, such as {WINDING} (road km per km as the crow flies)"
    )


def _direct_km(ends: object, places: object) -> float | None:
    """Great circle between the ends of a road; None where they are not two places with coordinates."""
    if not isinstance(ends, list) or len(ends) != 2 or not isinstance(places, dict):
        return None
    spots = [_spot(places.get(end)) for end in ends if isinstance(end, str)]
    if len(spots) != 2 or spots[0] is None or spots[1] is None:
        return None
    return great_circle_km(spots[0], spots[1])


def _spot(place: object) -> tuple[float, float] | None:
    """Latitude and longitude of a place, where they are numbers of the globe."""
    found = []
    for key, most in (("lat", 90), ("lon", 180)):
        value = place.get(key) if isinstance(place, dict) else None
        if not _is_number(value) or not -most <= value <= most:
            return None
        found.append(float(value))
    return found[0], found[1]
