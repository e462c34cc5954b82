"""Officers leave before their men when belief falls and a way out exists. Assumption A6."""

from __future__ import annotations

from sim.model.numeric import logistic


def leaving_rate(belief: float, way_out: float, rate: float, threshold: float, width: float) -> float:
    """Hazard per day: rate * logistic((threshold - belief) / width) * way out in [0, 1]."""
    return rate * logistic((threshold - belief) / width) * way_out


def way_out(air_exit: int, road_exit: int, by_road: float) -> float:
    """1 with an airfield or a port, ``by_road`` with a road to another held place, else 0."""
    if air_exit:
        return 1.0
    return by_road if road_exit else 0.0


def returning_rate(belief: float, rate: float, threshold: float, width: float) -> float:
    """Hazard per day of new officers arriving: rate * logistic((belief - threshold) / width)."""
    return rate * logistic((belief - threshold) / width)
