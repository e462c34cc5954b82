"""Colours: what is read stands out enough (WCAG 2.1, AA), and what is drawn does too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sim.view

CSS = Path(sim.view.__file__).with_name("style.css").read_text(encoding="utf-8")
NAMED = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", CSS))
GROUNDS = ("#ffffff", "#f4f5f6", "#fbfaf6")


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


@pytest.mark.parametrize("name", ["ink", "faint", "blue", "vermillion", "navy", "purple", "green"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_stands_out(name, ground):
    assert contrast(NAMED[name], ground) >= 4.5


@pytest.mark.parametrize("colour", ["#d55e00", NAMED["blue"], NAMED["navy"], NAMED["purple"], NAMED["green"]])
@pytest.mark.parametrize("ground", GROUNDS)
def test_marks_stand_out(colour, ground):
    assert contrast(colour, ground) >= 3.0


def test_the_pale_mark_has_a_dark_edge():
    assert contrast("#4a3200", NAMED["orange"]) >= 3.0


def test_white_on_the_main_button_stands_out():
    assert contrast("#ffffff", NAMED["blue"]) >= 4.5
    assert contrast("#6b737b", "#eceeef") >= 3.9  # a button that cannot be pressed need not reach 4.5


def test_focus_is_visible_and_motion_can_be_refused():
    assert ":focus-visible" in CSS
    assert "prefers-reduced-motion" in CSS


def test_nothing_is_put_on_a_page_unescaped():
    folder = Path(sim.view.__file__).parent
    sources = [*folder.glob("*.py"), *folder.glob("vue/*.vue")]
    assert len(sources) > 30
    for source in sources:
        assert not re.search("v-html|innerHTML", source.read_text(encoding="utf-8")), source.name
