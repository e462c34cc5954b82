"""Colours as they are seen under simulated colour vision deficiency.

Matrices for full deficiency: G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, IEEE TVCG
15 (2009), 1291-1298. Distances are CIE76 in CIELAB (D65).
"""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_rgb

PROTAN = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
DEUTAN = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
TRITAN = [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
DEFICIENCIES = {
    "none": np.eye(3),
    "protan": np.array(PROTAN),
    "deutan": np.array(DEUTAN),
    "tritan": np.array(TRITAN),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(colour):
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(colour, deficiency):
    seen = np.clip(DEFICIENCIES[deficiency] @ linear(colour), 0, 1)
    ratio = TO_XYZ @ seen / WHITE
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one, two, deficiency):
    return float(np.linalg.norm(lab(one, deficiency) - lab(two, deficiency)))
