"""A result in a few lines: how the runs end, with intervals, and when the capital falls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.analysis.days import DayCounts, count_days
from sim.analysis.precision import Watch
from sim.analysis.sentences import OUTCOME_WORDS, day, percent
from sim.analysis.statistics import Estimate, share
from sim.model.vocabulary import OUTCOME_NAMES
from sim.results import Result, sound

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
    columns = ["outcome", "capital_lost_day", "point", "error"]
    tables = [sound(table) for table in result.each_table(columns)]
    whole = pa.concat_tables(tables)
    rows = sum(table.num_rows for table in result.each_table(["run"]))
    horizon = float(result.manifest["scenario"]["scenario"]["horizon_days"])
    return Summary(
        result,
        _ends(whole, horizon),
        _by_point(result, whole, horizon),
        rows - whole.num_rows,
        watch,
        seconds,
    )


def _ends(table: pa.Table, horizon: float) -> Ends:
    words = table["outcome"].cast(pa.string())
    counts = tuple(pc.sum(pc.equal(words, name)).as_py() or 0 for name in OUTCOME_NAMES)
    return Ends(counts, count_days(np.array(table["capital_lost_day"], dtype=np.float64), horizon))


def _by_point(result: Result, table: pa.Table, horizon: float) -> tuple[tuple[dict[str, float], Ends], ...]:
    points = result.points()
    if points is None or points.num_rows > MOST_POINTS:
        return ()
    return tuple(
        (row, _ends(table.filter(pc.equal(table["point"], row.pop("point"))), horizon))
        for row in points.to_pylist()
    )


def render(summary: Summary) -> RenderableType:
    """Tables and a sentence for the terminal."""
    from rich.console import Group
    from rich.text import Text

    parts: list[RenderableType] = [Text(_title(summary), style="bold")]
    if summary.by_point:
        parts.append(_point_table(summary))
    elif summary.ends.n:
        parts += [_outcome_table(summary), _capital_sentence(summary)]
    if summary.watch:
        parts.append(_until_sentence(summary.watch))
    rate = f"{summary.seconds:.1f} s"
    last = f"{summary.result.path}, {rate}. One war is one draw: this is no forecast."
    return Group(*parts, Text(last, style="dim"), "")


def _title(summary: Summary) -> str:
    manifest = summary.result.manifest
    failed = f", {summary.failed:,} failed" if summary.failed else ""
    title = manifest["scenario"]["scenario"]["title"]
    return f"{summary.result.name}: {title} ({summary.ends.n:,} runs{failed}, seed {manifest['seed']})"


def _outcome_table(summary: Summary) -> RenderableType:
    from rich.table import Table

    table = Table()
    table.add_column("How the runs end")
    for head in ("Runs", "Share", "95 % interval"):
        table.add_column(head, justify="right")
    for code, name in enumerate(OUTCOME_NAMES):
        if summary.ends.counts[code]:
            cells = _share_cells(summary.ends.share(code))
            table.add_row(OUTCOME_WORDS[name], f"{summary.ends.counts[code]:,}", *cells)
    return table


def _point_table(summary: Summary) -> RenderableType:
    from rich.table import Table

    table = Table()
    for name in summary.by_point[0][0]:
        table.add_column(name, justify="right")
    for head in ("Runs", "Capital falls", "95 % interval", "Median day"):
        table.add_column(head, justify="right")
    for numbers, ends in summary.by_point:
        cells = _share_cells(ends.capital.share())
        values = [f"{value:g}" for value in numbers.values()]
        table.add_row(*values, f"{ends.n:,}", *cells, day(ends.capital.quantile(0.5)))
    return table


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
    median = f"{day(capital.quantile(0.5))} (95 % interval {day(low)} to {day(high)})"
    return f"{name} falls by day {median} in half of all runs; never {within}."


def _until_sentence(watch: Watch) -> str:
    worst = watch.worst()
    half = (worst.high - worst.low) / 2.0
    where = " at the point known least exactly" if watch.points > 1 else ""
    figure = f"{watch.target.words} = {worst.value:.4g} ± {half:.2g} (95 %)"
    return f"{figure}{where}; asked for ± {watch.target.half_width:g}."


def _interval(estimate: Estimate) -> dict[str, float]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}
