"""Simple forecasts of the days on which places are lost, to hold a model's against.

Every day is censored at a horizon: a place that held counts as the horizon. Fitted to the days that they
are scored on they are an upper bound of what such a forecast can do; fitted to others they are forecasts.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sim.analysis.statistics import Floats
from sim.scenario.references import STATE_NAME


def hazard_rate(days: Floats, horizons: Floats | float) -> float:
    """The rate per day of most likelihood: losses by the days under risk, of days (places,)."""
    return float((days < horizons).sum() / days.sum()) if days.sum() > 0.0 else 0.0


def constant_hazard(days: Floats, horizon: float) -> Floats:
    """Scores where every place is lost at one rate per day, which is fitted to ``days`` (places,) themselves.

    The score in closed form.
    """
    rate = hazard_rate(days, horizon)
    if rate == 0.0:
        return np.abs(horizon - days)
    once, twice = np.exp(-rate * days), np.exp(-2.0 * rate * days)
    before = days - 2.0 * (1.0 - once) / rate + (1.0 - twice) / (2.0 * rate)
    after: Floats = (twice - math.exp(-2.0 * rate * horizon)) / (2.0 * rate)
    return before + after


def front_at_one_speed(km: Floats, days: Floats, horizon: float) -> Floats:
    """Scores where a front moves along the roads at one speed, the one that fits ``days`` best.

    ``km`` (places,) by road to the nearest place that is not the state's at the start; infinite
    where no road leads there.
    """
    return np.abs(arrival(km, best_speed(km, days, horizon), horizon) - days)


def best_speed(km: Floats, days: Floats, horizons: Floats | float) -> float:
    """The speed of a front, km per day, with the least mean distance from days (places,)."""
    known = np.isfinite(km) & (days > 0.0)
    speeds = np.unique(np.append(km[known] / days[known], 0.0))
    return float(min(speeds, key=lambda one: float(np.abs(arrival(km, float(one), horizons) - days).mean())))


def arrival(km: Floats, speed: float, horizons: Floats | float) -> Floats:
    """Days after which a front arrives, the horizon at the latest, (places,)."""
    if speed == 0.0:
        return np.where(km == 0.0, 0.0, horizons)
    return np.fmin(km / speed, horizons)


def km_to_front(scenario: Mapping[str, Any], wanted: Sequence[str], lost: Collection[str] = ()) -> Floats:
    """Road length from each place to the nearest one that is not the state's, km.

    That is what is not its at the start of the scenario, and ``lost``; infinite where no road leads there.
    """
    places = scenario.get("places", {})
    at = {name: k for k, name in enumerate(places)}
    away = np.array(
        [place.get("controller", STATE_NAME) != STATE_NAME or name in lost for name, place in places.items()],
        bool,
    )
    roads = [(*road["between"], road.get("km")) for road in scenario.get("roads", {}).values()]
    known = all(a in at and b in at and isinstance(km, (int, float)) for a, b, km in roads)
    if not away.any() or not roads or not known:
        return np.full(len(wanted), np.inf)
    starts, ends, lengths = (list(column) for column in zip(*roads, strict=True))
    joined = ([at[a] for a in starts], [at[b] for b in ends])
    graph = csr_array((np.array(lengths, np.float64), joined), shape=(len(at), len(at)))
    km = dijkstra(graph, directed=False, indices=np.flatnonzero(away), min_only=True)
    return np.array([km[at[name]] if name in at else np.inf for name in wanted])
