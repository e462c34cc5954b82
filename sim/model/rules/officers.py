"""Officers leave before their men when belief falls and a way out exists. Assumption A6."""

from __future__ import annotations

from sim.model.numeric import logistic


def leaving_rate(belief: float, way_out: float, rate: float, threshold: float, width: float) -> float:
    """Hazard per day: rate * logistic((threshold - belief) / width) * way out in [0, 1]."""
    return rate * logistic((threshold - belief) / width) * way_out


FAR_WIDTHS = 5.0
MOST_FAR_AWAY = 0.0067  # logistic(-5) is 0.00669


def most_leaving(belief: float, way_out: float, rate: float, threshold: float, width: float) -> float:
    """Return a rate that ``leaving_rate`` never exceeds, without an exponential; per day."""
    far = belief >= threshold + FAR_WIDTHS * width
    return rate * way_out * (MOST_FAR_AWAY if far else 1.0)


def way_out(air_exit: int, road_exit: int, by_road: float) -> float:
    """1 with an airfield or a port, ``by_road`` with a road to another held place, else 0."""
    if air_exit:
        return 1.0
    return by_road if road_exit else 0.0


def returning_rate(belief: float, rate: float, threshold: float, width: float) -> float:
    """Hazard per day of new officers arriving: rate * logistic((belief - threshold) / width)."""
    return rate * logistic((belief - threshold) / width)
