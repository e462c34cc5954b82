"""What of the data a forecast may use, and of what it is one: a war left out, or a moment in time.

Whatever is not known is cut off before anything is learned: days after the cut count as "not lost yet",
in the record and in every simulation alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sim.calibration.priors import Priors, Record
from sim.calibration.simulate import Simulated
from sim.errors import UsageError
from sim.scenario.record import RecordedDay
from sim.scenario.words import did_you_mean, shown

Floats = NDArray[np.float64]

DAY_SECONDS = 86_400.0
HELD = RecordedDay(math.inf, math.inf)


@dataclass(frozen=True)
class Cut:
    """Until which day each record is known: 0 is nothing of it, its horizon all. Which are forecast."""

    name: str  # as in a title: "without iraq"
    until: tuple[float, ...]  # (records,) days of each record's own
    forecast: tuple[int, ...]  # numbers of the records

    @property
    def from_the_start(self) -> bool:
        """Whether nothing of what is forecast is known."""
        return all(self.until[k] == 0.0 for k in self.forecast)


@dataclass(frozen=True)
class Target:
    """A place whose day is forecast: its column among the places of all records, and what is recorded."""

    column: int
    record: int
    place: str
    recorded: RecordedDay
    since: float  # day until which it is known to have held
    horizon: float

    @property
    def day(self) -> float:
        """The recorded day, or the horizon where it held."""
        return self.recorded.censored(self.horizon).middle


def without(priors: Priors, war: str) -> Cut:
    """Everything but one war, which is forecast from its start. Raises UsageError."""
    if war not in priors.wars:
        raise UsageError(f"--without {war}: no such war in {priors.path}{did_you_mean(war, priors.wars)}")
    if len(priors.wars) == 1:
        raise UsageError(f"--without {war}: {priors.path} has no other war to learn from; use --as-of")
    until = tuple(0.0 if one.war == war else one.horizon for one in priors.records)
    return Cut(f"without {war}", until, tuple(k for k, day in enumerate(until) if day == 0.0))


def as_of(priors: Priors, moment: str) -> Cut:
    """What was known at a date, and the rest of the wars that had begun. Raises UsageError."""
    try:
        when = datetime.fromisoformat(moment)
        starts = [datetime.fromisoformat(_start(one)) for one in priors.records]
        days = [(when - start).total_seconds() / DAY_SECONDS for start in starts]
    except (ValueError, TypeError):
        raise UsageError(
            f"--as-of {moment}: no date; write one such as 2024-12-05T18:00, or 2024-12-05 for its beginning"
        ) from None
    until = tuple(min(max(0.0, day), one.horizon) for day, one in zip(days, priors.records, strict=True))
    begun = tuple(k for k, one in enumerate(priors.records) if 0.0 < until[k] < one.horizon)
    cut = Cut(f"as of {when:%Y-%m-%d %H:%M}", until, begun)
    if not begun or not targets(priors, cut):
        spans = ", ".join(
            f"{shown(one.name)} from {_start(one)} for {one.horizon:g} days" for one in priors.records
        )
        raise UsageError(f"--as-of {moment}: no record was under way with a place left to fall; {spans}")
    return cut


def _start(record: Record) -> str:
    return record.world.scenario.scenario.start


def targets(priors: Priors, cut: Cut) -> tuple[Target, ...]:
    """The places that are forecast, in the order of the files: nothing may hang on the days that come."""
    found = []
    for k in cut.forecast:
        record, since = priors.records[k], cut.until[k]
        columns = range(priors.parts[k].start, priors.parts[k].stop)
        own = [
            Target(column, k, place, day, since, record.horizon)
            for column, place, day in zip(columns, record.places, record.days, strict=True)
            if since == 0.0 or day.middle > since
        ]
        found += own
    return tuple(found)


def open_at(found: Simulated, target: Target) -> NDArray[np.bool_]:
    """In which simulations the place had not been lost when the forecast is made, (n,)."""
    days = found.days[:, target.column]
    return days > target.since if target.since > 0.0 else np.ones(len(days), bool)


def known_part(priors: Priors, found: Simulated, cut: Cut) -> tuple[Priors, Simulated]:
    """The data as they were known, and the simulations as far as that: all else is cut off.

    Numbers of a war of which nothing is known are left out: nothing can be learned of them.
    """
    kept = [k for k, day in enumerate(cut.until) if day > 0.0]
    records = tuple(_until(priors.records[k], cut.until[k]) for k in kept)
    wars = {"", *(record.war for record in records)}
    at = [k for k, one in enumerate(priors.unknowns) if one.meaning.war in wars]
    days = [np.fmin(found.days[:, priors.parts[k]], cut.until[k]) for k in kept]
    seen = Simulated(found.numbers, found.shares[:, at], np.hstack(days), found.dead[:, kept])
    calm = tuple(one for one in priors.calm if one.war in wars)
    unknowns = tuple(priors.unknowns[k] for k in at)
    return replace(priors, records=records, calm=calm, unknowns=unknowns), seen


def _until(record: Record, day: float) -> Record:
    """A record as it was known on a day: what came later had not happened."""
    if day >= record.horizon:
        return record
    return replace(record, days=tuple(_known(record.days, day)), dead=None, horizon=day)


def _known(recorded: tuple[RecordedDay, ...], day: float) -> Iterator[RecordedDay]:
    """Places lost by a day keep their windows, up to it; all others still stood."""
    for one in recorded:
        yield RecordedDay(one.first, min(one.last, day)) if one.middle <= day else HELD
