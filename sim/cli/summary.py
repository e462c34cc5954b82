"""A result in a few lines: how the runs end, with intervals, and when the capital falls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.days import DayCounts, count_days
from sim.analysis.precision import Watch
from sim.analysis.sentences import OUTCOME_WORDS, day, percent
from sim.analysis.source import read_runs
from sim.analysis.statistics import Estimate, Floats, share
from sim.counting import counted
from sim.model.vocabulary import OUTCOME_NAMES
from sim.report.table import Table
from sim.results import Result
from sim.scenario.calendar import date_of, day_and_date

if TYPE_CHECKING:
    from rich.console import RenderableType

MOST_POINTS = 30  # shown one a line; more are left to the analyses


@dataclass(frozen=True)
class Ends:
    """How some runs ended: how many per outcome, and the days on which the capital fell."""

    counts: tuple[int, ...]
    capital: DayCounts

    @property
    def n(self) -> int:
        """Runs counted."""
        return sum(self.counts)

    def share(self, outcome: int) -> Estimate:
        """Share of runs with this outcome, with Wilson's 95 % interval."""
        return share(self.counts[outcome], self.n)

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        low, high = self.capital.quantile_interval(0.5)
        return {
            "runs": self.n,
            "outcomes": {
                name: {"runs": count, **_interval(self.share(code))}
                for code, (name, count) in enumerate(zip(OUTCOME_NAMES, self.counts, strict=True))
            },
            "capital_lost_day": {
                "median": self.capital.quantile(0.5),
                "low": low,
                "high": high,
                "never": {"runs": self.capital.never, **_interval(share(self.capital.never, self.n))},
            },
        }


@dataclass(frozen=True)
class Summary:
    """What a command says of one result."""

    result: Result
    ends: Ends
    by_point: tuple[tuple[dict[str, float], Ends], ...]
    failed: int
    watch: Watch | None
    seconds: float

    @property
    def start(self) -> str:
        """When day 0 begins, as the scenario writes it."""
        return str(self.result.manifest["scenario"]["scenario"]["start"])

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        manifest = self.result.manifest
        body = {
            "name": self.result.name,
            "path": self.result.path.as_posix(),
            "seed": manifest["seed"],
            "engine": manifest["engine"],
            "failed": self.failed,
            "seconds": round(self.seconds, 3),
            **self.ends.as_json(),
        }
        if self.by_point:
            body["points"] = [{"set": numbers, **ends.as_json()} for numbers, ends in self.by_point]
        if self.watch:
            worst = self.watch.worst()
            body["until"] = {"figure": self.watch.target.words, **_interval(worst)}
        return body


def summarise(result: Result, watch: Watch | None, seconds: float) -> Summary:
    """Count how the runs of a result end."""
    runs, points = read_runs(result), result.points()
    codes, days, horizon = runs.outcomes(), runs.days("capital_lost_day"), runs.theatre.horizon_days
    few = points.to_pylist() if points is not None and points.num_rows <= MOST_POINTS else []
    by_point = []
    for numbers in few:
        here = runs.points == numbers.pop("point")
        by_point.append((numbers, _ends(codes[here], days[here], horizon)))
    return Summary(result, _ends(codes, days, horizon), tuple(by_point), runs.failed, watch, seconds)


def _ends(codes: NDArray[np.int8], days: Floats, horizon: float) -> Ends:
    counts = np.bincount(codes, minlength=len(OUTCOME_NAMES)).tolist()
    return Ends(tuple(counts), count_days(days, horizon))


def render(summary: Summary, width: int) -> RenderableType:
    """Tables and a sentence for a terminal of this many characters."""
    from rich.console import Group
    from rich.text import Text

    parts: list[RenderableType] = [Text(_title(summary), style="bold")]
    if summary.by_point:
        parts.append(_point_table(summary.by_point, summary.start).rich(width))
    elif summary.ends.n:
        parts += [_outcome_table(summary.ends).rich(width), _capital_sentence(summary)]
    if summary.watch:
        parts.append(_until_sentence(summary.watch))
    rate = f"{summary.seconds:.1f} s"
    last = f"{summary.result.path}, {rate}. This is a simulation, not a forecast."
    return Group(*parts, Text(last, style="dim"), "")


def _title(summary: Summary) -> str:
    manifest = summary.result.manifest
    failed = f", {summary.failed:,} failed" if summary.failed else ""
    title = manifest["scenario"]["scenario"]["title"]
    return (
        f"{summary.result.name}: {title} ({counted(summary.ends.n, 'run')}{failed}, seed {manifest['seed']})"
    )


def _outcome_table(ends: Ends) -> Table:
    rows = tuple(
        (OUTCOME_WORDS[name], f"{ends.counts[code]:,}", *_share_cells(ends.share(code)))
        for code, name in enumerate(OUTCOME_NAMES)
        if ends.counts[code]
    )
    return Table("", ("How the runs end", "Runs", "Share", "95 % interval"), rows)


def _point_table(by_point: Sequence[tuple[dict[str, float], Ends]], start: str) -> Table:
    rows = []
    for numbers, ends in by_point:
        values = [f"{value:g}" for value in numbers.values()]
        median = ends.capital.quantile(0.5)
        date = date_of(start, median)
        ending = day(median) + (f", {date}" if date else "")
        rows.append((*values, f"{ends.n:,}", *_share_cells(ends.capital.share()), ending))
    heads = (*by_point[0][0], "Runs", "Capital falls", "95 % interval", "Median day")
    return Table("", heads, tuple(rows), text=())


def _share_cells(estimate: Estimate) -> tuple[str, str]:
    return percent(estimate.value), f"{_span(estimate)} %"


def _span(estimate: Estimate) -> str:
    return f"{100 * estimate.low:.1f} to {100 * estimate.high:.1f}"


def _capital_sentence(summary: Summary) -> str:
    """When the capital falls, with the runs in which it never does."""
    capital, name = summary.ends.capital, summary.result.manifest["capital"]
    never = share(capital.never, capital.n)
    within = f"within {capital.horizon:g} days in {percent(never.value)} ({_span(never)})"
    if 2 * capital.happened < capital.n:
        return f"{name} does not fall {within}, so its median day is never."
    low, high = capital.quantile_interval(0.5)
    median = day_and_date(summary.start, capital.quantile(0.5))
    interval = f"95 % interval {day(low)} to {day(high)}"
    return f"{name} falls by {median} in half of all runs, {interval}; never {within}."


def _until_sentence(watch: Watch) -> str:
    worst = watch.worst()
    half = (worst.high - worst.low) / 2.0
    where = " at the point known least exactly" if watch.points > 1 else ""
    figure = f"{watch.target.words} = {worst.value:.4g} ± {half:.2g} (95 %)"
    return f"{figure}{where}; asked for ± {watch.target.half_width:g}."


def _interval(estimate: Estimate) -> dict[str, float]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}
