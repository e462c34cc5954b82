"""The map as SVG: whole, escaped, readable."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest

from sim.model import vocabulary as v
from sim.view.labels import ZOOMS, box, free
from sim.view.map_base import base_of
from sim.view.map_layer import CLASSES, around, layer_of, morale_class


def tree(svg):
    return ElementTree.fromstring(f"<svg>{svg}</svg>")


def layer(watched, tick=30, **more):
    return layer_of(watched.geometry, watched.names, watched.zooms, watched.history.at(tick), **more)


def test_base_and_layer_are_well_formed(watched):
    assert len(tree(base_of(watched.geometry)).findall("line")) == len(watched.geometry.roads)
    assert tree(layer(watched)) is not None


def test_every_place_can_be_picked_and_is_named(watched):
    marks = tree(layer(watched)).findall("g[@data-pick]")
    picks = {mark.get("data-pick") for mark in marks}
    assert {f"p{i}" for i in range(len(watched.names.places))} <= picks
    texts = {text.text for mark in marks for text in mark.findall("text")}
    assert texts == set(watched.names.places)


def test_every_formation_under_command_is_drawn_once(watched):
    seen = watched.history.at(30)
    picks = re.findall(r'data-pick="(f\d+)"', layer(watched))
    assert sorted(picks) == sorted(f"f{i}" for i, unit in enumerate(seen.formations) if unit.under_command)


def test_round_is_held_and_square_is_lost(watched):
    seen = watched.history.at(30)
    drawn = tree(layer(watched))
    for i, place in enumerate(seen.places):
        mark = drawn.find(f"g[@data-pick='p{i}']")
        assert (mark.find("circle") is not None) == place.state_held
        assert (mark.find("rect") is not None) != place.state_held


def test_the_numbered_roads_have_shields(watched):
    shields = {text.text for text in tree(base_of(watched.geometry)).findall(".//text")}
    assert {"M5", "M1"} <= shields
    assert not any(len(name) > 5 for name in shields)


def test_names_from_a_scenario_are_escaped(watched):
    places = ('<script>alert("x")</script>', *watched.names.places[1:])
    geometry = replace(
        watched.geometry,
        places=(replace(watched.geometry.places[0], name=places[0]), *watched.geometry.places[1:]),
    )
    svg = layer_of(geometry, replace(watched.names, places=places), watched.zooms, watched.history.at(30))
    assert "<script" not in svg
    assert tree(svg) is not None


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
    kinds = set()
    for tick in range(41):
        kinds |= set(re.findall(r'class="way ([\w -]+)"', layer(watched, tick)))
    assert {"retreat", "group pressing"} <= kinds


def test_news_has_a_ring_where_it_comes_from(watched):
    for tick in range(1, 41):
        seen = watched.history.at(tick)
        lost = [event for event in seen.events if event.kind == v.PLACE_LOST]
        for event in lost:
            assert seen.places[event.place].bad_news > 0.0
        if lost:
            assert 'class="mark news bad"' in layer(watched, tick)


def test_the_place_where_runs_diverged_is_marked(watched):
    assert "diverged here" in layer(watched, diverged=2)
    assert "diverged here" not in layer(watched)
