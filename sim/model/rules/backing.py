"""Foreign backers: stay, scale down, order their people home, come back; voices that urge exile."""

from __future__ import annotations

import math

from sim.model.numeric import logistic
from sim.model.vocabulary import EVIDENCE_UNIT


def commitment(start: float, stance: int, most: float) -> float:
    """Commitment now, share: min(most, start * step). A41.

    ``step`` is 1 when supporting, 1/2 when scaled down, 0 when ordered home; ``most`` is the limit
    with outside causes that is in force.
    """
    step = 1.0
    if stance == 1:
        step = 0.5
    if stance == 2:
        step = 0.0
    return min(most, start * step)


def share_felt(weight: float, commitment: float) -> int:
    """What a backer adds to the support or air power of its side: weight * commitment. A16.

    In whole millionths, so that the sum over backers is exact in any order.
    """
    return math.floor(weight * commitment * EVIDENCE_UNIT + 0.5)


def felt(commitment: float, cut_off: int, entry_share: float) -> float:
    """What troops feel of a backer, share: commitment, times entry_share when no way in is held. A96."""
    return commitment * entry_share if cut_off else commitment


def leaving_rate(patience: float, belief: float, rate: float, width: float) -> float:
    """Hazard per day of a step back: rate * logistic((patience - belief) / width), 0 at patience 0. A41."""
    if patience <= 0.0:
        return 0.0
    return rate * logistic((patience - belief) / width)


def returning_rate(patience: float, belief: float, rate: float, width: float) -> float:
    """Hazard per day of a step forward: rate * logistic((belief - patience) / width). A41."""
    return rate * logistic((belief - patience) / width)
