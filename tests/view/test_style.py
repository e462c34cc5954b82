"""Colours: what is read stands out enough (WCAG 2.1, AA), and what is drawn does too."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from seeing import DEFICIENCIES, distance

import sim.view
from sim.geography.colours import GROUPS, SHADE, SHADE_STATE, SHAKEN_INK, STATE, STEADY_INK

CSS = Path(sim.view.__file__).with_name("style.css").read_text(encoding="utf-8")
NAME = re.compile(r"--([\w-]+): (#[0-9a-f]{6}|\.\d+);")
LIGHT_RULES, DARK_RULES = CSS.split("@media (prefers-color-scheme: dark)")
LIGHT = dict(NAME.findall(LIGHT_RULES))
DARK = LIGHT | dict(NAME.findall(DARK_RULES.split("} }")[0]))
MODES = pytest.mark.parametrize("named", [LIGHT, DARK], ids=["light", "dark"])
GROUNDS = ("paper", "ground", "home", "land")


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(colour, ground, share):
    parts = [
        round(share * int(colour[i : i + 2], 16) + (1 - share) * int(ground[i : i + 2], 16))
        for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


def territory(named, hue):
    return mixed(named[hue], named["home"], float(named["shade-state" if hue == "h0" else "shade"]))


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


@MODES
@pytest.mark.parametrize("name", ["ink", "faint", "vermillion", "link", "alarm"])
@pytest.mark.parametrize("ground", ["paper", "ground", "home"])
def test_text_stands_out(named, name, ground):
    assert contrast(named[name], named[ground]) >= 4.5


@MODES
@pytest.mark.parametrize("name", ["ink", "faint"])
def test_names_on_the_map_stand_out_from_their_rim_and_from_land(named, name):
    assert contrast(named["ink"], named["halo"]) >= 7.0
    assert contrast(named[name], named["land"]) >= 4.5


@MODES
@pytest.mark.parametrize("name", ["blue", "navy", "purple", "green", "steady", "edge"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_marks_stand_out(named, name, ground):
    assert contrast(named[name], named[ground]) >= 3.0


@MODES
@pytest.mark.parametrize("hue", ["h0", "h1", "h2", "h3", "h4", "h5"])
def test_a_mark_or_its_rim_stands_out_from_its_own_territory(named, hue):
    under = territory(named, hue)
    assert max(contrast(named["rim"], under), contrast(named[hue], under)) >= 2.0
    assert contrast(named["ink"], under) >= 3.0


@MODES
def test_territories_can_be_told_from_the_states(named):
    tints = [territory(named, f"h{i}") for i in range(6)]
    for deficiency in DEFICIENCIES:
        assert all(distance(tints[0], tint, deficiency) >= 12.0 for tint in tints[1:])


@MODES
def test_hues_can_be_told_apart(named):
    for deficiency in DEFICIENCIES:
        hues = [named[f"h{i}"] for i in range(6)]
        assert all(distance(*pair, deficiency) >= 12.0 for pair in combinations(hues, 2))


def test_the_pages_hues_are_those_of_the_figures():
    assert [LIGHT[f"h{i}"].upper() for i in range(6)] == [STATE, *GROUPS]
    assert f".h{len(GROUPS)} " in CSS


def test_territory_and_formations_are_shaded_as_in_films():
    assert (float(LIGHT["shade"]), float(LIGHT["shade-state"])) == (SHADE, SHADE_STATE)
    assert [LIGHT["steady"].upper(), LIGHT["shaken-ink"].upper()] == [STEADY_INK, SHAKEN_INK]


@MODES
def test_every_colour_has_a_name_and_both_a_light_and_a_dark_value(named):
    assert set(dict(NAME.findall(DARK_RULES.split("} }")[0]))) == set(LIGHT)
    rest = re.sub(r"--[\w-]+: #[0-9a-f]{6};", "", CSS)
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", rest)) == {"#ffffff"}  # the paper of finished figures


@MODES
def test_words_on_the_main_button_stand_out(named):
    assert contrast(named["on-main"], named["blue"]) >= 4.5
    assert contrast(named["off-ink"], named["off"]) >= 3.9  # one that cannot be pressed


def test_focus_is_visible_and_motion_can_be_refused():
    assert ":focus-visible" in CSS
    assert "prefers-reduced-motion" in CSS


def test_nothing_is_put_on_a_page_unescaped():
    folder = Path(sim.view.__file__).parent
    sources = [*folder.glob("*.py"), *folder.glob("vue/*.vue")]
    assert len(sources) > 30
    for source in sources:
        assert not re.search("v-html|innerHTML", source.read_text(encoding="utf-8")), source.name
