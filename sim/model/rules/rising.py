"""Communities: quiet, defiant, risen, and back again. Assumptions A39 and A40.

Revealed rather than private opposition (Kuran): the step is taken when fear of retaliation
falls below grievance, and fear falls with the belief that the state's army holds.
"""

from __future__ import annotations

from sim.model.numeric import logistic


def fear(base: float, belief: float, prior: float, garrison_left: float, garrison_share: float) -> float:
    """Fear of retaliation, share: base * (belief / prior) * (1 - g + g * garrison_left). A39.

    ``g`` is ``garrison_share``; ``garrison_left`` is the local garrison against that at the start, in [0, 1].
    """
    return base * (belief / prior) * (1.0 - garrison_share + garrison_share * garrison_left)


def step_up_rate(grievance: float, fear_now: float, margin: float, rate: float, width: float) -> float:
    """Hazard per day of a step towards rising: rate * logistic((grievance + margin - fear) / width)."""
    return rate * logistic((grievance + margin - fear_now) / width)


def step_down_rate(grievance: float, fear_now: float, margin: float, rate: float, width: float) -> float:
    """Hazard per day of a step back: rate * logistic((fear - grievance - margin) / width)."""
    return rate * logistic((fear_now - grievance - margin) / width)


def mobilising_rate(belief: float, rate: float, threshold: float, width: float) -> float:
    """Hazard per day that loyal people take up arms: rate * logistic((threshold - belief) / width). A122."""
    return rate * logistic((threshold - belief) / width)
