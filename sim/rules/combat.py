"""Fighting: small losses, and the point where defenders are simply overrun."""

from __future__ import annotations

from sim.numeric import rule

LEAST_RATIO = 0.25
MOST_RATIO = 4.0


@rule
def losses(men: float, own: float, other: float, rate: float, days: float) -> float:
    """Men killed in ``days`` of contact, as a real number: rate * men * force ratio in [1/4, 4]. A38."""
    ratio = min(MOST_RATIO, max(LEAST_RATIO, (other + 1.0) / (own + 1.0)))
    return rate * men * ratio * days


@rule
def overrun(defence: float, attack: float, ratio: float) -> int:
    """1 when the attack outweighs the defence ``ratio`` times. Assumption A37."""
    return 1 if attack > ratio * defence and attack > 0.0 else 0
