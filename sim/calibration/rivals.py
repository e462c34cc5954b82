"""Simple forecasts that are told no more than the forecast they stand beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.baselines import arrival, best_speed, hazard_rate, km_to_front
from sim.analysis.spread import Spread
from sim.calibration.known import Target, open_at
from sim.calibration.priors import Priors, Record
from sim.calibration.simulate import Simulated

Floats = NDArray[np.float64]

STEPS = 500  # equally likely days that stand for the constant hazard
MOST_RUNS = 4_000


@dataclass(frozen=True)
class Rival:
    """A simple forecast of each target, and what of the record it was fitted to."""

    name: str
    told: str
    spreads: tuple[Spread, ...]


def rivals(known: Priors, found: Simulated, record: Record, targets: Sequence[Target]) -> Iterator[Rival]:
    """Forecasts of the targets of one record, from ``known``: the data as they were known.

    What was known of the record itself fits them; where nothing was, all other records do.
    """
    own = [one for one in known.records if (one.war, one.name) == (record.war, record.name)]
    base = own or list(known.records)
    told = "the same places so far" if own else "the other wars"
    yield Rival("nothing more falls", "nothing", tuple(Spread.of(np.array([one.horizon])) for one in targets))
    yield Rival("constant hazard", told, tuple(_hazard(_rate(base), one) for one in targets))
    km = km_to_front(_tree(record), [one.place for one in targets], _lost(own))
    if np.isfinite(km).any():
        days = arrival(km, _speed(base), np.array([one.horizon - one.since for one in targets]))
        fronts = tuple(Spread.of(np.array([one.since + day])) for one, day in zip(targets, days, strict=True))
        yield Rival("front at the speed so far", told, fronts)
    yield Rival("model before any record", "nothing", tuple(_unlearned(found, one) for one in targets))


def _tree(record: Record) -> dict[str, object]:
    return record.world.scenario.model_dump()


def _days(records: Sequence[Record]) -> tuple[Floats, Floats]:
    """Recorded days of all places, the horizon where they held, and the horizons."""
    days = [day.censored(one.horizon).middle for one in records for day in one.days]
    return np.array(days), np.repeat([one.horizon for one in records], [len(one.days) for one in records])


def _rate(records: Sequence[Record]) -> float:
    return hazard_rate(*_days(records))


def _hazard(rate: float, target: Target) -> Spread:
    """Equally likely days of a constant hazard from the moment of the forecast on."""
    if rate == 0.0:
        return Spread.of(np.array([target.horizon]))
    shares = (np.arange(STEPS) + 0.5) / STEPS
    return Spread.of(np.fmin(target.since - np.log1p(-shares) / rate, target.horizon))


def _speed(records: Sequence[Record]) -> float:
    """The speed that fits the places lost; with those that held, the best front is often one that stands."""
    days, horizons = _days(records)
    km = np.concatenate([km_to_front(_tree(one), one.places) for one in records])
    lost = days < horizons
    return best_speed(km[lost], days[lost], horizons[lost]) if lost.any() else 0.0


def _lost(records: Sequence[Record]) -> set[str]:
    return {place for one in records for place, day in zip(one.places, one.days, strict=True) if not day.held}


def _unlearned(found: Simulated, target: Target) -> Spread:
    """The first runs of the prior in which the place still stands."""
    days = found.days[open_at(found, target), target.column][:MOST_RUNS]
    return Spread.of(days if len(days) else np.array([target.since]))
