"""One hue for each side and each group, wherever it is drawn.

Hues are those of Okabe and Ito (2008), which readers with any of the common colour vision deficiencies
tell apart; the tests simulate them. The state has one of its own; a group has the one that is nearest to
the colour that its scenario asks for, so that groups of one movement share it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

BLUE, VERMILLION, GREEN, ORANGE = "#0072B2", "#D55E00", "#009E73", "#E69F00"
PURPLE, SKY, YELLOW, BLACK = "#CC79A7", "#56B4E9", "#F0E442", "#000000"
STATE = BLUE
GROUPS = (VERMILLION, GREEN, ORANGE, PURPLE, YELLOW)  # none that could be taken for the state's
SHADE, SHADE_STATE = 0.4, 0.6  # how much of a hue there is in the territory of a group, and of the state
STEADY_INK, SHAKEN_INK = "#123A5C", "#2F6F9C"  # of the state's formations by their morale
WRITTEN = re.compile(r"#[0-9a-fA-F]{6}")

# sRGB to CIE XYZ, D65 (IEC 61966-2-1)
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def group_hues(asked: Mapping[str, str]) -> dict[str, str]:
    """The hue of each group, from its name and the colour that the scenario asks for, such as #5b7f3b.

    Those that ask for none take turns by name: the order in a scenario changes no colour.
    """
    hues = {name: nearest_hue(colour) for name, colour in asked.items() if WRITTEN.fullmatch(colour)}
    others = sorted(name for name in asked if name not in hues)
    free = [hue for hue in GROUPS if hue not in hues.values()] or list(GROUPS)
    return {name: hues.get(name) or free[others.index(name) % len(free)] for name in asked}


def nearest_hue(colour: str) -> str:
    """The hue of a group that is most like a colour, by distance in CIELAB."""
    return min(GROUPS, key=lambda hue: float(np.linalg.norm(lab(hue) - lab(colour))))


def lab(colour: str) -> NDArray[np.float64]:
    """A colour such as #5b7f3b in CIELAB (D65)."""
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    ratio = TO_XYZ @ linear / WHITE
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
