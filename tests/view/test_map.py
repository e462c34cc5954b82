"""What the map shows: whole, and readable."""

from __future__ import annotations

import json
from itertools import combinations

import pytest

from sim.model import vocabulary as v
from sim.view.geometry import ZOOMS, box, free
from sim.view.map_base import base_of
from sim.view.map_layer import CLASSES, around, arrow, layer_of, morale_class


def layer(watched, tick=30, **more):
    return layer_of(watched, watched.history.at(tick), **more)


def picks(drawn):
    return [each["pick"] for each in (*drawn["ways"], *drawn["formations"])]


def test_land_and_every_road_are_drawn(watched):
    base = base_of(watched.geometry)
    assert len(base["roads"]) == len(watched.geometry.roads)
    assert len(base["land"]) == len(watched.geometry.rings)
    assert all(land.startswith("M") and land.endswith("Z") for land in base["land"])


def test_every_place_is_named(watched):
    assert [place["name"] for place in layer(watched)["places"]] == list(watched.names.places)


def test_every_formation_under_command_is_drawn_once(watched):
    seen = watched.history.at(30)
    drawn = [pick for pick in picks(layer(watched)) if pick.startswith("f")]
    assert sorted(drawn) == sorted(f"f{i}" for i, unit in enumerate(seen.formations) if unit.under_command)


def test_places_are_told_apart_by_who_holds_them(watched):
    for mark, place in zip(layer(watched)["places"], watched.history.at(30).places, strict=True):
        assert mark["held"] == place.state_held
        assert mark["kind"].startswith("state" if place.state_held else "lost")
        assert ("cut off" in mark["hint"]) == (place.state_held and not place.connected)


def test_the_numbered_roads_have_shields_and_lie_above_the_others(watched):
    base = base_of(watched.geometry)
    shields = {name for name, _, _ in base["shields"]}
    assert {"M5", "M1"} <= shields
    assert not any(len(name) > 5 for name in shields)
    kinds = [road[-1] for road in base["roads"]]
    assert kinds == sorted(kinds)


def test_a_page_can_hold_what_the_map_shows(watched):
    json.dumps([base_of(watched.geometry), *(layer(watched, tick) for tick in range(41))], allow_nan=False)


@pytest.mark.parametrize("zoom", range(len(ZOOMS)))
def test_no_two_names_overlap_at_any_zoom(watched, zoom):
    shown = [
        box(place, ZOOMS[zoom])
        for place, first in zip(watched.geometry.places, watched.zooms, strict=True)
        if first <= zoom and place.rank > 0
    ]
    assert shown
    assert all(free(one, [other]) for one, other in combinations(shown, 2))


def test_morale_has_three_classes():
    assert [morale_class(morale, 0.3) for morale in (0.9, 0.5, 0.4, 0.3, 0.2)] == [
        "steady", "steady", "shaken", "shaken", "breaking",
    ]  # fmt: skip
    assert {morale_class(share / 100, 0.3) for share in range(101)} == set(CLASSES)


@pytest.mark.parametrize("count", [1, 2, 5, 8, 12, 30])
def test_formations_around_a_place_do_not_hide_each_other(count):
    spots = [around(slot, count, 14.0) for slot in range(count)]
    nearest = min(
        ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for a, b in combinations(spots, 2)
    ) if count > 1 else 99.0  # fmt: skip
    assert nearest >= 7.0


def test_retreats_and_attacks_have_arrows(watched):
    kinds = {way["kind"] for tick in range(41) for way in layer(watched, tick)["ways"]}
    assert "retreat" in kinds
    assert {kind for kind in kinds if kind.startswith("group")}


def test_an_arrow_points_where_it_leads():
    assert arrow((0.0, 0.0), (0.0, 5.0), "retreat")["angle"] == 90  # y grows south
    assert arrow((5.0, 1.0), (0.0, 1.0), "retreat")["angle"] == 180


def test_news_has_a_ring_where_it_comes_from(watched):
    for tick in range(1, 41):
        seen = watched.history.at(tick)
        lost = [event for event in seen.events if event.kind == v.PLACE_LOST]
        rings = {ring["spot"] for ring in layer(watched, tick)["news"] if ring["kind"] == "bad"}
        for event in lost:
            assert seen.places[event.place].bad_news > 0.0
            assert watched.geometry.places[event.place].spot in rings


def test_the_place_where_runs_diverged_is_marked(watched):
    assert layer(watched, diverged=2)["diverged"] == watched.geometry.places[2].spot
    assert layer(watched)["diverged"] is None
