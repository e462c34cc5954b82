"""Fighting: small losses, and the point where defenders are simply overrun."""

from __future__ import annotations

import math

LEAST_RATIO = 0.25
MOST_RATIO = 4.0


def losses(men: float, own: float, other: float, rate: float, days: float) -> float:
    """Men killed in ``days`` of contact, as a real number. A38.

        rate * men * days * (other + 1) / (own + 1), the ratio taken within [1/4, 4]

    ``own`` and ``other`` are the strengths of the two sides in contact.
    """
    ratio = min(MOST_RATIO, max(LEAST_RATIO, (other + 1.0) / (own + 1.0)))
    return rate * men * ratio * days


def overrun(defence: float, attack: float, ratio: float) -> int:
    """1 when attack > ratio * defence: the attack outweighs the defence. Assumption A37."""
    return 1 if attack > ratio * defence else 0


def outweighs(force: int, guard: int, ratio: float) -> int:
    """1 when force > ratio * guard: a counter-attack outweighs those before it. Assumption A84."""
    return 1 if force > ratio * guard else 0


def may_leave(defence: int) -> int:
    """Strength that may leave a garrison to retake a place, at most: half of it. Assumption A84."""
    return defence // 2


def men_left(men: int, share: float) -> int:
    """Men whom a group leaves in a place that it takes: share * men, whole. Assumption A82."""
    return math.floor(share * men)


def strength(men: int, quality_permille: int) -> int:
    """Men times quality (permille), in whole men of quality 1."""
    return men * quality_permille // 1000
