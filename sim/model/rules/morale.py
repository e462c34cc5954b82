"""Feel: morale relaxes, in log-odds, to a target that is a sum of causes.

Kept in log-odds throughout, morale is a linear filter of its causes: each cause's part
relaxes at the same rate, and the parts add up to the whole. Assumptions A13 to A24, A6 and A9.
"""

from __future__ import annotations

from sim.model.numeric import log


def force_term(defence: float, attack: float, effect: float, limit: float) -> float:
    """Log-odds from the force ratio in contact. Assumption A15.

        effect * log((defence + 1) / (attack + 1)), the log taken within plus or minus the limit

    Strengths are men times quality; air power is part of the defence.
    """
    ratio = log((defence + 1.0) / (attack + 1.0))
    return effect * min(limit, max(-limit, ratio))


def share_closed(gap: float, falling: float, recovering: float) -> float:
    """Share of the gap between morale and its target that closes in one step. Assumption A23."""
    return falling if gap < 0.0 else recovering


def relax(morale: float, target: float, falling: float, recovering: float) -> float:
    """Morale after one tick, log-odds: it falls faster than it recovers. Assumption A23.

    ``falling`` and ``recovering`` are shares of the gap closed in one tick.
    """
    gap = target - morale
    return morale + gap * share_closed(gap, falling, recovering)
