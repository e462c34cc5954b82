"""What the map shows: whole, and readable."""

from __future__ import annotations

import json

from sim.model import vocabulary as v
from sim.story.marks import CLASSES, few, morale_class
from sim.view.map_base import base_of
from sim.view.map_layer import arrow, layer_of


def layer(watched, tick=30, **more):
    return layer_of(watched, watched.history.at(tick), **more)


def picks(drawn):
    return [each["pick"] for each in drawn["units"]]


def test_land_waters_and_every_road_are_drawn(watched):
    base = base_of(watched.geometry)
    assert len(base["roads"]) == len(watched.geometry.roads)
    for name in ("land", "ground", "lakes"):
        assert base[name].startswith("M"), name
        assert base[name].endswith("Z"), name
    assert len(base["rivers"]) == 3
    assert base["rivers"][0][0].startswith("M")
    assert {"Turkey", "Lebanon", "Jordan", "Iraq"} <= {name for name, _, _ in base["names"]}


def test_every_place_has_a_cell_of_ground(watched):
    cells = base_of(watched.geometry)["cells"]
    assert len(cells) == len(watched.names.places)
    assert all(cell and all(patch.startswith("M") for patch in cell) for cell in cells)


def test_the_ground_is_small_enough_to_be_sent_at_once(watched):
    assert len(json.dumps(base_of(watched.geometry))) < 250_000


def test_every_place_is_named(watched):
    assert [place["name"] for place in layer(watched)["places"]] == list(watched.names.places)


def test_every_formation_under_command_is_drawn_once(watched):
    seen = watched.history.at(30)
    drawn = [pick for pick in picks(layer(watched)) if pick.startswith("f")]
    assert sorted(drawn) == sorted(f"f{i}" for i, unit in enumerate(seen.formations) if unit.under_command)


def test_every_group_that_has_risen_is_drawn_once(watched):
    seen = watched.history.at(30)
    drawn = [pick for pick in picks(layer(watched)) if pick.startswith("g")]
    assert sorted(drawn) == sorted(f"g{i}" for i, group in enumerate(seen.groups) if group.mode != v.DORMANT)


def test_the_men_of_the_marks_are_the_men_of_the_run(watched):
    seen = watched.history.at(30)
    men = sum(unit.men for unit in seen.formations if unit.under_command)
    assert sum(mark["men"] for mark in layer(watched)["units"] if mark["hue"] == "h0") == men


def test_each_side_and_group_has_one_hue_everywhere(watched):
    for tick in (0, 20, 40):
        drawn, seen = layer(watched, tick), watched.history.at(tick)
        for mark, place in zip(drawn["places"], seen.places, strict=True):
            assert mark["hue"] == watched.hue(place.controller)
            assert (mark["hue"] == "h0") == place.state_held
        for mark in drawn["units"]:
            number = int(mark["pick"][1:])
            assert mark["hue"] == ("h0" if mark["pick"].startswith("f") else watched.hue(number + 1))


def test_the_legend_names_every_hue_once(watched):
    hues = [hue for hue, _ in watched.parties]
    assert sorted(hues) == sorted(set(watched.hues[1:]))
    assert all(words for _, words in watched.parties)
    assert few(["a", "b", "c"]) == "a, b, c"
    assert few(["a", "b", "c", "d"]) == "a, b and 2 others"


def test_a_place_under_attack_is_contested_by_its_attacker(watched):
    attacks = 0
    for tick in range(41):
        seen, marks = watched.history.at(tick), layer(watched, tick)["places"]
        pressed = {group.target for group in seen.groups if group.mode == v.PRESSING}
        assert {i for i, mark in enumerate(marks) if mark["attacked"]} == pressed
        attacks += len(pressed)
        assert all("under attack" in mark["hint"] for mark in marks if mark["attacked"])
    assert attacks


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


def test_morale_has_three_classes():
    assert [morale_class(morale, 0.3) for morale in (0.9, 0.5, 0.4, 0.3, 0.2)] == [
        "steady", "steady", "shaken", "shaken", "breaking",
    ]  # fmt: skip
    assert {morale_class(share / 100, 0.3) for share in range(101)} == set(CLASSES)


def test_retreats_and_attacks_have_arrows(watched):
    kinds = {way["kind"] for tick in range(41) for way in layer(watched, tick)["ways"]}
    assert "retreat h0" in kinds
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
