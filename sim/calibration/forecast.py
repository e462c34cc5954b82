"""Forecasts of what was not used, scored against what came, with simple forecasts beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import RESAMPLING_SEED
from sim.analysis.score import PlaceScore
from sim.analysis.spread import Spread
from sim.analysis.statistics import Estimate, mean_bootstrap
from sim.calibration.fit import Fit, Space, fit
from sim.calibration.known import Cut, Target, known_part, open_at, targets
from sim.calibration.learn import FIT_TRUTHS, spaced
from sim.calibration.outlook import STEADY, Outlook, learn_outlook, thin
from sim.calibration.priors import Priors, Record
from sim.calibration.region import Region
from sim.calibration.rivals import Rival, rivals
from sim.calibration.simulate import Simulated
from sim.calibration.summaries import features, observed_record, observed_runs

Floats = NDArray[np.float64]
Say = Callable[[str], None]

LOW, HIGH = 0.05, 0.95
CHECKED = 200  # simulated truths near what is known
COURSES = 300  # simulated courses of the war that tell how places hang together


@dataclass(frozen=True)
class Scores:
    """Of each target: the CRPS, days, and the log score, nats; of both less is better."""

    crps: Floats
    log: Floats


@dataclass(frozen=True)
class Behind:
    """By how much a simple forecast is worse than the model's, mean of the targets; below 0 it is better.

    ``places`` has the interval of a bootstrap over the places, as if they were independent. ``factor`` is how
    many times as far the means of the model's own courses of the war scatter.
    """

    places: Estimate
    factor: float

    @classmethod
    def of(cls, more: Floats, factor: float) -> Behind:
        """From how much worse it is at each target (targets,)."""
        rng = np.random.default_rng(RESAMPLING_SEED)
        return cls(mean_bootstrap(more, np.ones(len(more), np.int64), rng), factor)

    @property
    def wide(self) -> tuple[float, float]:
        """The interval as much wider as that."""
        low, high, middle = self.places.low, self.places.high, self.places.value
        more = self.factor - 1.0  # exactly the interval at a factor of 1
        return low + more * (low - middle), high + more * (high - middle)


@dataclass(frozen=True)
class Compared:
    """A simple forecast, its scores and how far it is behind by each."""

    rival: Rival
    scores: Scores
    crps: Behind
    log: Behind


@dataclass(frozen=True)
class RecordForecast:
    """One record: its targets, a forecast of each, and the scores."""

    record: Record
    targets: tuple[Target, ...]  # by recorded day
    spreads: tuple[Spread, ...]
    scores: Scores
    compared: tuple[Compared, ...]

    @property
    def places(self) -> tuple[PlaceScore, ...]:
        """The same as the table of a result against its record."""
        rows = zip(self.targets, self.spreads, self.scores.crps, strict=True)
        return tuple(_placed(target, spread, float(crps)) for target, spread, crps in rows)

    @property
    def expected(self) -> float:
        """How many of the places the forecast expects to be lost before the horizon."""
        return float(sum(one.before(self.record.horizon) for one in self.spreads))

    @property
    def lost(self) -> int:
        """How many were."""
        return sum(one.day < one.horizon for one in self.targets)


def _placed(target: Target, spread: Spread, crps: float) -> PlaceScore:
    low, median, high = (spread.quantile(level) for level in (LOW, 0.5, HIGH))
    never = 1.0 - spread.before(target.horizon)
    censored = target.recorded.censored(target.horizon)
    return PlaceScore(target.place, target.recorded, censored, low, median, high, never, crps)


@dataclass(frozen=True)
class Check:
    """How the same forecasts do on simulated truths that look most like what is known."""

    truths: int
    coverage: float  # how often the 5 to 95 % range holds the day
    skill: float  # 1 minus the CRPS over that of the model before any record


@dataclass(frozen=True)
class Forecast:
    """Everything of one cut."""

    priors: Priors
    cut: Cut
    vectors: int
    fit: Fit  # of what is known
    check: Check | None  # None where it was not checked
    records: tuple[RecordForecast, ...]
    thin: tuple[str, ...]  # places that hardly any simulation leaves standing


@dataclass(frozen=True)
class Courses:
    """Simulated courses of the war: days, and whether the place still stood, (courses, targets) each."""

    days: Floats
    stands: NDArray[np.bool_]

    def of(self, columns: Sequence[int]) -> Courses:
        """Some of the targets."""
        return Courses(self.days[:, columns], self.stands[:, columns])


@dataclass(frozen=True)
class Reading:
    """What a cut leaves known, and what the simulations that agree with it say of the targets."""

    known: Priors
    space: Space
    record: Floats  # (places,) days of what is known
    region: Region
    targets: tuple[Target, ...]
    outlook: Outlook
    at: Floats  # (targets,) summaries of what is known

    @cached_property
    def spreads(self) -> tuple[Spread, ...]:
        """A forecast of each target."""
        return self.outlook.given(self.at)

    @property
    def courses(self) -> Courses:
        """The simulations nearest in all summaries."""
        rows = self.outlook.nearest(self.at, COURSES)
        return Courses(self.outlook.days[rows], self.outlook.stands[rows])


def read(priors: Priors, found: Simulated, cut: Cut, seed: int, penalty: float = STEADY) -> Reading:
    """Learn from what the cut leaves known; ``penalty`` holds the regressions back."""
    known, cut_off = known_part(priors, found, cut)
    wanted = targets(priors, cut)
    seen, record = observed_runs(known, cut_off, seed), observed_record(known)
    space = Space.of(seen)
    region = Region.of(space, record.days[0])
    given = features(known, seen), features(known, record)
    outlook, at = learn_outlook(region, *given, found, wanted, seed, penalty)
    return Reading(known, space, record.days[0], region, wanted, outlook, at)


def forecast(priors: Priors, found: Simulated, cut: Cut, seed: int, say: Say = lambda text: None) -> Forecast:
    """Learn from what the cut leaves known, and forecast the rest."""
    say(f"{cut.name}: what is known, and what came after it in the simulations")
    reading = read(priors, found, cut, seed)
    say(f"{cut.name}: {CHECKED} simulated truths")
    courses = reading.courses
    return Forecast(
        priors=priors,
        cut=cut,
        vectors=len(found),
        fit=fit(reading.space, reading.record, spaced(len(found), FIT_TRUTHS)),
        check=_checked(reading, found),
        records=tuple(
            against_rivals(priors, k, reading.targets, reading.spreads, courses, reading.known, found)
            for k in cut.forecast
        ),
        thin=tuple(thin(reading.outlook, reading.targets)),
    )


def against_rivals(
    priors: Priors,
    number: int,
    wanted: Sequence[Target],
    spreads: Sequence[Spread],
    courses: Courses,
    known: Priors,
    found: Simulated,
) -> RecordForecast:
    """The forecasts of one record, by recorded day, beside simple ones that are told what is known.

    ``wanted``, ``spreads`` and ``courses`` are those of all targets; ``number`` is the record's.
    """
    here = [k for k, one in enumerate(wanted) if one.record == number]
    at = sorted(here, key=lambda k: (wanted[k].day, wanted[k].place))
    own, own_spreads = tuple(wanted[k] for k in at), tuple(spreads[k] for k in at)
    scores, own_courses = scored(own_spreads, own), courses.of(at)
    compared = []
    for rival in rivals(known, found, priors.records[number], own):
        other = scored(rival.spreads, own)
        crps, log = design_factors(own, own_spreads, rival.spreads, own_courses)
        compared.append(
            Compared(
                rival,
                other,
                Behind.of(other.crps - scores.crps, crps),
                Behind.of(other.log - scores.log, log),
            )
        )
    return RecordForecast(priors.records[number], own, own_spreads, scores, tuple(compared))


def design_factors(
    wanted: Sequence[Target], ours: Sequence[Spread], theirs: Sequence[Spread], courses: Courses
) -> tuple[float, float]:
    """``design_factor`` of the differences of two forecasts on courses: by the CRPS and by the log score."""
    each = list(zip(wanted, ours, theirs, courses.days.T, strict=True))
    crps = np.stack([their.crps(day) - our.crps(day) for _, our, their, day in each], axis=1)
    log = np.stack([_log(one, their, day) - _log(one, our, day) for one, our, their, day in each], axis=1)
    return design_factor(crps, courses.stands), design_factor(log, courses.stands)


def _log(target: Target, spread: Spread, days: Floats) -> Floats:
    return spread.log_scores(days, target.since, target.horizon)


def scored(spreads: Sequence[Spread], wanted: Sequence[Target]) -> Scores:
    """Scores of a forecast of each target against its record."""
    each = [(one, spread, np.array([one.day])) for one, spread in zip(wanted, spreads, strict=True)]
    crps = np.concatenate([spread.crps(day) for _, spread, day in each])
    return Scores(crps, np.concatenate([_log(one, spread, day) for one, spread, day in each]))


def design_factor(gaps: Floats, counted: NDArray[np.bool_]) -> float:
    """How many times as far the means of courses scatter as those of independent places.

    The square root of the design effect, at least 1: of gaps (courses, places), those ``counted``.
    """
    means, expected = [], []
    for row, there in zip(gaps, counted, strict=True):
        if there.sum() > 1:
            means.append(row[there].mean())
            expected.append(row[there].var(ddof=1) / there.sum())
    if len(means) < 2 or not np.mean(expected) > 0.0:
        return 1.0
    return max(1.0, float(np.sqrt(np.var(means, ddof=1) / np.mean(expected))))


def _checked(reading: Reading, found: Simulated) -> Check:
    """Ask the outlook about simulations near what is known, each without itself."""
    outlook, near = reading.outlook, reading.region.near[:CHECKED]
    unlearned = [Spread.of(found.days[open_at(found, one), one.column]) for one in reading.targets]
    held, ours, theirs = [], [], []
    for row in near:
        spreads = outlook.given(outlook.summaries[row], without=int(row))
        for k in np.flatnonzero(outlook.stands[row]):
            day = outlook.days[row, k : k + 1]
            held.append(spreads[k].quantile(LOW) <= day[0] <= spreads[k].quantile(HIGH))
            ours.append(spreads[k].crps(day)[0])
            theirs.append(unlearned[k].crps(day)[0])
    skill = 1.0 - float(np.mean(ours) / np.mean(theirs)) if np.sum(theirs) > 0.0 else 0.0
    return Check(len(near), float(np.mean(held)) if held else np.nan, skill)
