"""The class of a run: exactly one, from how it ended."""

from __future__ import annotations

from sim.model import vocabulary as v

EXILE_LEAD_DAYS = 1.0
"""Leaving this long before the capital falls is exile; later, it is part of the fall (A46)."""


def classify(
    capital_lost_day: float,
    left_day: float,
    regained: int,
    bellwether_held: int,
    junctions_held: int,
    refuge_held: int,
    joined: int,
) -> int:
    """The run's outcome code.

    Days are since the start, negative when it did not happen; the rest are 0 or 1 at the
    horizon. ``regained``: a lost provincial capital was regained and is held; ``joined``: held
    roads join the capital and the refuge. The order of the tests makes the classes exclusive.
    """
    if left_day >= 0.0 and (capital_lost_day < 0.0 or left_day + EXILE_LEAD_DAYS <= capital_lost_day):
        return v.EXILE
    if capital_lost_day >= 0.0:
        return v.CAPITAL_FELL
    if regained == 1:
        return v.RECOVERY
    if refuge_held == 0:
        return v.CAPITAL_ALONE
    if bellwether_held == 0 or (junctions_held == 0 and joined == 0):
        return v.TWO_ENCLAVES
    return v.LINE_HOLDS if joined == 1 else v.SIEGE
