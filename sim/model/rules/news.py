"""Hear: how far an event is heard, and how news fades.

An event at place k of evidence s is heard at place l with weight w(l, k). Evidence that
comrades *broke* and that they *held* is kept apart, and both decay.
"""

from __future__ import annotations

import math

from sim.model.numeric import exp
from sim.model.vocabulary import EVIDENCE_UNIT

HALF_LIFE_TO_RATE = 0.69314718055994530942


def hearing(road_km: float, everywhere: float, reach_km: float) -> float:
    """Share of local news heard ``road_km`` away.

        w = nu + (1 - nu) * exp(-road_km / reach_km)

    ``nu`` is what telephones and television carry everywhere. Assumption A1.
    """
    return everywhere + (1.0 - everywhere) * exp(-road_km / reach_km)


def attention(own: float, public: float, prestige: float) -> float:
    """Share at which a place's news is heard anywhere: its own where one is given, else by prestige. A2."""
    return own if own >= 0.0 else min(1.0, public * prestige)


def stood_days(exposure: float, rear: float, days: float) -> float:
    """Days of exposure that a garrison stood through beyond those of the rear, which are no news. A5."""
    return max(0.0, exposure - rear) * days


def fading(days: float, half_life_days: float) -> float:
    """Share of old evidence left after ``days``: 2 ** (-days / half-life). Assumption A1."""
    return exp(-HALF_LIFE_TO_RATE * days / half_life_days)


def evidence(weight: float, share_per_cent: float, prestige: float) -> int:
    """Evidence of an event in whole millionths, so that sums are exact in any order. A3.

        weight * share_per_cent * prestige

    ``share_per_cent`` is the formation's share of the army's men at the start, in per cent, and 1
    for an event of its own size; ``prestige`` is the place's, 1 for what happens nowhere.
    """
    return math.floor(weight * share_per_cent * prestige * EVIDENCE_UNIT + 0.5)


def in_units(millionths: int) -> float:
    """A sum of evidence in whole millionths as a real number; the same for any sum, however large."""
    return float(millionths) / EVIDENCE_UNIT
