"""The leadership: concentrate on the capital, send the reserve, raise pay, leave."""

from __future__ import annotations


def ceding_score(capital_km: float, prestige: float) -> float:
    """Which place to cede first, the greatest: capital_km / (prestige + 0.1). A43."""
    return capital_km / (prestige + 0.1)


def exile_rate(rate: float, urged: int, voice_effect: float) -> float:
    """Hazard per day of leaving, while it may: rate, times voice_effect once somebody urges it. A98."""
    return rate * voice_effect if urged else rate


def may_leave(
    belief: float, threatened: int, cut_off: int, support: float, limits: tuple[float, float]
) -> int:
    """1 when the leadership may leave. Assumption A45.

    Belief at the capital is low, and the capital is threatened or cut off, and backers are gone.
    ``limits`` are the belief and the support below which these count.
    """
    low = 1 if belief < limits[0] else 0
    danger = 1 if threatened or cut_off else 0
    alone = 1 if support < limits[1] else 0
    return 1 if low and danger and alone else 0
