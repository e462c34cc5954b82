"""How runs fit the record, place by place, and whether simple forecasts would fit it better.

Every day is censored at the horizon: a place that held, or that a run never loses, counts as the
horizon. The score of a place is the continuous ranked probability score (CRPS), in days: the mean
absolute error of a forecast that says one day, and less for a spread that holds the day well. See
Gneiting and Raftery, *Strictly proper scoring rules, prediction, and estimation* (2007).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from sim.analysis.baselines import constant_hazard, front_at_one_speed, km_to_front
from sim.analysis.compare import RESAMPLING_SEED
from sim.analysis.sentences import percent
from sim.analysis.source import ResultLike, Runs, Side, Theatre, read_runs
from sim.analysis.statistics import Estimate, Floats, mean_bootstrap
from sim.counting import counted
from sim.errors import UsageError
from sim.scenario.record import RecordedDay

LOW, HIGH = 0.05, 0.95
DIVIDED = 0.1
"""Share of runs in which a place never falls from which, up to its complement, they are called divided."""


@dataclass(frozen=True)
class PlaceScore:
    """One place: what is recorded, quantiles of the runs in days (the horizon: never), and the score."""

    place: str
    recorded: RecordedDay
    censored: RecordedDay  # the same, at the horizon at the latest
    low: float
    median: float
    high: float
    never: float  # share of the runs that never lose it
    crps: float

    @property
    def within(self) -> bool:
        """Whether the record lies between the 5 and the 95 % quantile of the runs."""
        return self.censored.meets(self.low, self.high)

    @property
    def error(self) -> float:
        """How far the median day lies from the recorded day or window, days."""
        return self.censored.missed_by(self.median)

    @property
    def day(self) -> float:
        """The recorded day, the middle of a window, or the horizon."""
        return self.censored.middle

    def row(self) -> dict[str, float | str | bool]:
        """Plain numbers, days as days."""
        return {
            "place": self.place,
            "record": self.recorded.words,
            "record_day": self.day,
            "low": self.low,
            "median": self.median,
            "high": self.high,
            "never_share": self.never,
            "within": self.within,
            "crps": self.crps,
        }


@dataclass(frozen=True)
class Baseline:
    """A simple forecast: its score at each place and how much worse it is than the runs.

    ``behind`` is its mean score minus that of the runs in days, with the percentile interval of a
    bootstrap over the places: above 0 the runs are better.
    """

    name: str
    told: str  # what it was told of the record
    crps: tuple[float, ...]
    behind: Estimate

    @property
    def mean(self) -> float:
        """Mean score over the places, days."""
        return float(np.mean(self.crps))


@dataclass(frozen=True)
class Score:
    """A result against the record of its scenario."""

    side: Side
    theatre: Theatre
    places: tuple[PlaceScore, ...]  # by recorded day
    baselines: tuple[Baseline, ...]
    ranks: float  # Spearman's correlation of median and observed days; not a number without two of each
    recorded_losses: NDArray[np.int64]  # (days,) places lost on each day since the start, of those scored
    losses: Floats  # (3, days): 5 % quantile, mean and 95 % quantile of the runs

    @property
    def crps(self) -> float:
        """Mean score over the places, days."""
        return float(np.mean([one.crps for one in self.places]))

    @property
    def median_error(self) -> float:
        """How far median days lie from the record on average, days."""
        return float(np.mean([one.error for one in self.places]))

    @property
    def within(self) -> int:
        """Places whose recorded day lies between the 5 and the 95 % quantile of the runs."""
        return sum(one.within for one in self.places)

    @property
    def width(self) -> float:
        """How wide that range is on average, days: a wide one holds any record."""
        return float(np.mean([one.high - one.low for one in self.places]))

    def rows(self) -> Iterator[dict[str, float | str | bool]]:
        """One row of plain numbers per place."""
        for k, one in enumerate(self.places):
            yield one.row() | {f"crps_{base.name.replace(' ', '_')}": base.crps[k] for base in self.baselines}


def score(result: ResultLike) -> Score:
    """Score a result against ``observed`` in its scenario.

    Raises UsageError where the scenario records no day, or no run came to an end.
    """
    runs = read_runs(result)
    theatre = runs.theatre
    if not theatre.observed:
        raise UsageError(
            f"{runs.side.name}: its scenario records nothing to score against; add [observed] with the day "
            'on which each place was lost, such as "a place" = 4.5, or "held"'
        )
    if not len(runs.keys):
        raise UsageError(f"{runs.side.name}: no run to score")
    horizon = theatre.horizon_days
    record = theatre.observed
    lost = {place: np.sort(np.fmin(runs.days(f"place_lost_day.{place}"), horizon)) for place in record}
    ordered = sorted(record, key=lambda place: (record[place].censored(horizon).middle, place))
    places = tuple(score_place(place, record[place], lost[place], horizon) for place in ordered)
    days = np.array([one.day for one in places])
    medians = np.array([one.median for one in places])
    own = np.array([one.crps for one in places])
    return Score(
        side=runs.side,
        theatre=theatre,
        places=places,
        baselines=tuple(_baselines(result.manifest["scenario"], places, own, horizon)),
        ranks=_ranks(medians, days),
        recorded_losses=_per_day(days[None, :], horizon)[0],
        losses=_losses(runs, ordered, horizon),
    )


def crps(days: Floats, day: float) -> Floats:
    """Continuous ranked probability score of ensembles (..., runs) against one day: (...), days."""
    size = days.shape[-1]
    weights = 2.0 * np.arange(size) - size + 1.0
    spread = (np.sort(days, axis=-1) * weights).sum(axis=-1) / size**2
    score: Floats = np.abs(days - day).mean(axis=-1) - spread
    return score


def score_place(place: str, recorded: RecordedDay, lost: Floats, horizon: float) -> PlaceScore:
    """Score the days (runs,) on which a place is lost, the horizon for never, against its record."""
    low, median, high = (float(q) for q in np.quantile(lost, [LOW, 0.5, HIGH], method="inverted_cdf"))
    censored = recorded.censored(horizon)
    never = float((lost >= horizon).mean())
    return PlaceScore(place, recorded, censored, low, median, high, never, float(crps(lost, censored.middle)))


def _ranks(medians: Floats, days: Floats) -> float:
    if len(set(medians)) < 2 or len(set(days)) < 2:
        return math.nan
    return float(spearmanr(medians, days).statistic)


def _per_day(days: Floats, horizon: float) -> NDArray[np.int64]:
    """Places lost on each day since the start, of days (runs, places): (runs, whole days of the horizon)."""
    last = max(1, math.ceil(horizon))
    counts = np.zeros((len(days), last + 1), np.int64)
    day = np.where(days >= horizon, last, np.clip(np.floor(days), 0, last)).astype(np.int64)
    np.add.at(counts, (np.arange(len(days))[:, None], day), 1)
    return counts[:, :-1]


def _losses(runs: Runs, ordered: Sequence[str], horizon: float) -> Floats:
    days = np.stack([np.fmin(runs.days(f"place_lost_day.{place}"), horizon) for place in ordered], axis=1)
    counts = _per_day(days, horizon)
    low, high = np.quantile(counts, [LOW, HIGH], axis=0, method="inverted_cdf")
    return np.stack([low, counts.mean(axis=0), high])


# --- simple forecasts --------------------------------------------------------------------
def _baselines(
    scenario: Mapping[str, Any], places: Sequence[PlaceScore], own: Floats, horizon: float
) -> Iterator[Baseline]:
    days = np.array([one.day for one in places])
    rng = np.random.default_rng(RESAMPLING_SEED)
    forecasts = [
        ("nothing more falls", "nothing", np.abs(horizon - days)),
        ("constant hazard", "its rate", constant_hazard(days, horizon)),
    ]
    km = km_to_front(scenario, [one.place for one in places])
    if np.isfinite(km).any():
        forecasts.append(("front at one speed", "its speed", front_at_one_speed(km, days, horizon)))
    for name, told, scores in forecasts:
        behind = mean_bootstrap(scores - own, np.ones(len(own), np.int64), rng)
        yield Baseline(name, told, tuple(scores.tolist()), behind)


# --- words -------------------------------------------------------------------------------
def sentences(found: Score) -> list[str]:
    """What the score says, in words."""
    n, theatre = len(found.places), found.theatre
    places = "1 place" if n == 1 else f"{n} places, each"
    said = [
        f"Days of loss of {places} watched to day {theatre.horizon_days:g}: the runs miss the record "
        f"by {found.crps:.2f} days on average (CRPS), their medians by {found.median_error:.1f}. "
        f"{found.within} of {n} observed days lie within the runs' 5 to 95 % range, which is "
        f"{found.width:.1f} days wide on average."
    ]
    if not math.isnan(found.ranks):
        said.append(f"Rank correlation of median and observed days: {found.ranks:.2f}.")
    divided = [one for one in found.places if not one.recorded.held and DIVIDED <= one.never <= 1.0 - DIVIDED]
    if divided:
        many = counted(len(divided), "place")
        least, most = (percent(end(one.never for one in divided)) for end in (min, max))
        often = least if least == most else f"{least} to {most}"
        said.append(
            f"Of {many} that fell the runs are divided: each falls in some and never in {often} of "
            "them. A median mixes the two; read the days of those that fall beside the share that never does."
        )
    said += [_against(base) for base in found.baselines]
    if found.side.branch != "free":
        said.append(
            f"{found.side.branch_place} is decided by intervention in these runs ({found.side.branch}): "
            "they answer what if, and are no forecast."
        )
    return said


def _against(base: Baseline) -> str:
    low, high = base.behind.low, base.behind.high
    size = f"{abs(base.behind.value):.2f} days ({base.behind.low:+.2f} to {base.behind.high:+.2f})"
    size = size.replace("-", "−")
    told = "" if base.told == "nothing" else f", told {base.told} by the record,"
    if low > 0.0:
        return f"Better than '{base.name}'{told} by {size}."
    if high < 0.0:
        return f"Worse than '{base.name}'{told} by {size}."
    told = told.removesuffix(",")
    return f"Cannot be told from '{base.name}'{told}: a difference of {size}."
