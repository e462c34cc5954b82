"""The palettes under simulated colour vision deficiency, and text contrast."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_hex
from seeing import DEFICIENCIES, distance, lab, linear

from sim.geography.colours import BLUE, GROUPS, STATE, VERMILLION, group_hues, nearest_hue
from sim.plots.maps import COLOURS
from sim.plots.style import FAINT, INK, MORE, PALETTE, PAPER, RESULTS, styles_of


@pytest.mark.parametrize(
    "palette", [PALETTE, (*RESULTS, *MORE), (STATE, *GROUPS)], ids=["settings", "results", "sides"]
)
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_the_palette_can_be_told_apart(deficiency, palette):
    least = min(distance(one, two, deficiency) for one, two in itertools.combinations(palette, 2))
    assert least >= 12.0


def test_no_result_has_the_hue_of_a_side_or_group():
    assert not {colour.upper() for colour in (*RESULTS, *MORE)} & {
        colour.upper() for colour in (STATE, *GROUPS)
    }


def test_a_result_keeps_its_style_wherever_it_stands():
    names = ["homs-hold", "homs-fall", "island", "homs-free"]
    for order in itertools.permutations(names):
        found = dict(zip(order, styles_of(order), strict=True))
        assert found == dict(zip(names, styles_of(names), strict=True))


@pytest.mark.parametrize("count", [2, 3, 5, 7, 12])
def test_results_differ_in_colour_up_to_twelve(count):
    for start in range(20):
        names = [f"result {start + i}" for i in range(count)]
        assert len({style.colour for style in styles_of(names)}) == count
        assert len({style.hatch for style in styles_of(names)}) >= min(count, 5)
    assert len({style.colour for style in styles_of(["twice", "twice"])}) == 2
    assert len(styles_of([str(i) for i in range(15)])) == 15


def test_a_result_keeps_its_colour_when_others_with_other_colours_join_it():
    alone = {name: styles_of([name])[0] for name in (f"result {i}" for i in range(40))}
    by_colour = {mark.colour: name for name, mark in alone.items()}
    assert set(by_colour) == set(RESULTS)
    names = list(by_colour.values())
    for count in range(1, len(names) + 1):
        assert styles_of(names[:count]) == tuple(alone[name] for name in names[:count])


def test_a_result_changes_its_colour_only_for_a_name_before_it_that_asks_for_the_same():
    changed = 0
    for i in range(300):
        names = [f"result {i}", f"other {i}", f"a third {7 * i}"]
        two, three = styles_of(names[:2]), styles_of(names)
        for name, one, other in zip(names, two, three, strict=False):
            if one.colour != other.colour:
                changed += 1
                assert styles_of([names[2]])[0].colour == styles_of([name])[0].colour
    assert 0 < changed < 150, "of 600 results to which a third is added: one in five asks for the same"


def test_a_group_has_the_hue_nearest_to_the_colour_that_its_scenario_asks_for():
    assert nearest_hue("#5b7f3b") == nearest_hue("#7c9a5e") == "#009E73"
    assert nearest_hue("#a65e2e") == VERMILLION
    assert all(nearest_hue(hue) == hue for hue in GROUPS)
    assert nearest_hue(STATE) != STATE


def test_groups_that_ask_for_no_colour_take_turns_by_name():
    asked = {"Beta": "", "Alpha": "", "Gamma": "#009E73", "Delta": "no colour"}
    found = group_hues(asked)
    assert found == {name: group_hues(dict(reversed(asked.items())))[name] for name in found}
    assert len(set(found.values())) == 4
    assert list(found) == list(asked)
    many = group_hues({str(i): "" for i in range(9)})
    assert set(many.values()) == set(GROUPS)


def test_the_check_can_fail():
    assert distance("#ff7f0e", "#2ca02c", "protan") < 12.0  # two of a common default palette


def test_the_two_sides_are_far_apart():
    assert min(distance(BLUE, VERMILLION, deficiency) for deficiency in DEFICIENCIES) > 60.0


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_the_scale_of_maps_darkens_all_along(deficiency):
    lightness = [lab(COLOURS(x), deficiency)[0] for x in np.linspace(0, 1, 20)]
    assert np.all(np.diff(lightness) < 0)


def test_on_maps_what_is_always_held_has_the_hue_of_the_state():
    assert to_hex(COLOURS(1.0)).upper() == STATE


def contrast(one, two):
    low, high = sorted(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour) for colour in (one, two))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [INK, FAINT])
def test_text_has_the_contrast_of_wcag_aa(colour):
    assert contrast(colour, PAPER) >= 4.5
