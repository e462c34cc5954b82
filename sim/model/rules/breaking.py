"""Decide: when a formation breaks, and what a broken one does.

No casualty threshold: the hazard depends on morale and on how exposed the formation is.
Manoeuvre and the neighbour's leaving outweigh losses in the record (McQuie 1987).
"""

from __future__ import annotations

import math

from sim.model.numeric import exp, logistic

HIGHEST_RATE = 200.0  # per day; beyond it a break within one tick is certain anyway


def contact_rate(morale: float, rate: float, steepness: float, critical: float) -> float:
    """Hazard of breaking in contact, per day: rate * exp(-steepness * (morale - critical)). A25."""
    return rate * exp(-steepness * (morale - critical))


RISK_ROWS = 33
"""Rows of the table of bounds on the chance of breaking: by quarters of log-odds of morale from -4 to 4."""


def risk_row(morale: float) -> int:
    """The row of bounds for a morale in log-odds; the first is for all that is below -3.75."""
    return math.floor(4.0 * min(4.0, max(-4.0, morale))) + 16


def least_morale(row: int) -> float:
    """The least morale, log-odds, for which a row of bounds is asked."""
    return 0.25 * (row - 16) if row > 0 else -700.0


def exposed_rate(in_contact: float, exposure: float) -> float:
    """Hazard of breaking per day at an exposure: that in contact times exposure, at most 200. A25."""
    return min(HIGHEST_RATE, in_contact * exposure)


def giving_up(rate: float, morale: float, quarter: float) -> float:
    """Hazard per day of giving up without a fight: quarter * rate * (1 - morale) ** 2. A95, A123, A125."""
    return quarter * (rate * (1.0 - morale) * (1.0 - morale))


def cornered_rate(in_contact: float, usual: float, exposure: float, quarter: float) -> float:
    """Hazard of breaking per day where nobody can get away. A125.

        min(quarter * rate, usual * exposure * quarter / (1 - quarter))

    ``usual`` is the hazard in contact at critical morale: whoever would be killed holds out however
    low morale is. With a quarter of 1 it is as anywhere.
    """
    rate = quarter * exposed_rate(in_contact, exposure)
    if quarter >= 1.0:
        return rate
    return min(rate, usual * exposure * (quarter / (1.0 - quarter)))


def exposure(days_away: float, threatened: float, rear: float, scale_days: float) -> float:
    """Exposure out of contact: rear + (threatened - rear) * exp(-days_away / scale). A26.

    ``days_away`` is when an enemy could attack without passing a place that the state holds.
    """
    return rear + (threatened - rear) * exp(-days_away / scale_days)


def quitting(
    morale: float,
    critical: float,
    conscripts: float,
    officers_gone: float,
    weights: tuple[float, float, float, float],
) -> float:
    """Chance that a broken formation disbands rather than retreats. A27.

        logistic(base + spared * conscripts + gone * officers_gone + d * max(0, critical - morale))

    ``conscripts`` are those who expect to be spared. ``weights`` are log-odds: base, for an
    all-conscript formation, officers gone, and per unit of morale below critical.
    """
    despair = max(0.0, critical - morale)
    return logistic(weights[0] + weights[1] * conscripts + weights[2] * officers_gone + weights[3] * despair)


def safety(danger_km: float, haven: float, haven_km: float) -> float:
    """How safe a held place looks to troops in retreat, km: danger_km + haven * haven_km. A29."""
    return danger_km + haven * haven_km


def retreat_score(safe_km: float, way_km: float, cost: float) -> float:
    """How good a place is to retreat to, km: safety - cost * way_km. A80."""
    return safe_km - cost * way_km
