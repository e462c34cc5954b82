"""Fighting: small losses, and the point where defenders are simply overrun."""

from __future__ import annotations

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
    return 1 if attack > ratio * defence and attack > 0.0 else 0


def strength(men: int, quality_permille: int) -> int:
    """Men times quality (permille), in whole men of quality 1."""
    return men * quality_permille // 1000
