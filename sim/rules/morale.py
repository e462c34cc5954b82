"""Feel: morale relaxes, in log-odds, to a target that is a sum of causes.

Kept in log-odds throughout, morale is a linear filter of its causes: each cause's part
relaxes at the same rate, and the parts add up to the whole. Assumptions A13 to A24, A6 and A9.
"""

from __future__ import annotations

from sim.numeric import log, rule


@rule
def force_term(defence: float, attack: float, effect: float, limit: float) -> float:
    """Log-odds from the force ratio in contact. Assumption A15.

        effect * log((defence + 1) / (attack + 1)), the log taken within plus or minus the limit

    Strengths are men times quality; air power is part of the defence.
    """
    ratio = log((defence + 1.0) / (attack + 1.0))
    return effect * min(limit, max(-limit, ratio))


@rule
def target(parts: tuple[float, ...]) -> float:
    """Morale's target: the sum of its fourteen causes, in the order of ``vocabulary.CAUSE_NAMES``."""
    total = parts[0]
    total = total + parts[1]
    total = total + parts[2]
    total = total + parts[3]
    total = total + parts[4]
    total = total + parts[5]
    total = total + parts[6]
    total = total + parts[7]
    total = total + parts[8]
    total = total + parts[9]
    total = total + parts[10]
    total = total + parts[11]
    total = total + parts[12]
    return total + parts[13]


@rule
def relax(morale: float, target: float, falling: float, recovering: float) -> float:
    """Morale after one tick, log-odds: it falls faster than it recovers. Assumption A23.

    ``falling`` and ``recovering`` are shares of the gap closed in one tick.
    """
    gap = target - morale
    share = falling if gap < 0.0 else recovering
    return morale + gap * share
