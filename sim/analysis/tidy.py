"""A comparison as tidy rows: one number with its interval in each, for a spreadsheet or a data frame."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from sim.analysis.compare import Comparison, DayTable
from sim.analysis.days import DayCounts
from sim.analysis.statistics import Estimate

QUANTILES = ((0.05, "day_5_per_cent"), (0.5, "day_median"), (0.95, "day_95_per_cent"))
Row = dict[str, Any]


def tidy_rows(comparison: Comparison) -> Iterator[Row]:
    """Outcomes and days of each result, and its differences from the first.

    ``against`` is empty where a row is about one result alone; ``runs`` counts pairs where the rows
    are paired on the same random seeds. A day that is empty is never within the horizon. Shares are
    0 to 1, differences are ``result`` minus ``against``, days count from the start of ``result``.
    """
    for k in range(len(comparison.sides)):
        yield from _of_one(comparison, k)
    for other in range(1, len(comparison.sides)):
        yield from _of_two(comparison, other)


def _of_one(comparison: Comparison, k: int) -> Iterator[Row]:
    """The outcomes and the days of one result."""
    name, outcomes = comparison.names[k], comparison.outcomes
    runs = int(outcomes.counts[k].sum())
    for outcome, share in zip(outcomes.names, outcomes.shares[k], strict=True):
        yield _row(name, "", "outcome", outcome, "share", share, runs)
    for table in comparison.days:
        days = table.sides[k]
        yield _row(name, "", "day", table.column, "happens_share", days.share(), days.n)
        for q, measure in QUANTILES:
            yield _row(name, "", "day", table.column, measure, _quantile(days, q), days.n)


def _quantile(days: DayCounts, q: float) -> Estimate:
    low, high = days.quantile_interval(q)
    return Estimate(days.quantile(q), low, high, math.nan)


def _of_two(comparison: Comparison, other: int) -> Iterator[Row]:
    """One result against the first."""
    name, first = comparison.names[other], comparison.names[0]
    pairs = comparison.pairs[other - 1]
    runs = pairs or min(comparison.sides[0].runs, comparison.sides[other].runs)
    kind = "paired" if pairs else "unpaired"
    outcomes = comparison.outcomes
    change = outcomes.changes[other - 1]
    for outcome, difference in zip(outcomes.names, change.differences, strict=True):
        yield _row(name, first, kind, outcome, "share_difference", difference, runs)
    if change.changed is not None:
        yield _row(name, first, kind, "outcome", "changed_share", change.changed, runs)
    for table in comparison.days:
        for measure, estimate in _differences(table, other):
            yield _row(name, first, kind, table.column, measure, estimate, runs)


def _differences(table: DayTable, other: int) -> Iterator[tuple[str, Estimate]]:
    found, paired = table.difference(other), table.paired[other - 1]
    yield "happens_share_difference", found.happened
    yield "days_later", found.restricted_mean
    if paired is not None:
        yield "later_share", paired.b_later
        yield "earlier_share", paired.b_earlier
        yield "same_day_share", paired.unchanged


def _row(result: str, against: str, kind: str, what: str, measure: str, estimate: Estimate, runs: int) -> Row:
    value, low, high = (
        end if math.isfinite(end) else math.nan for end in (estimate.value, estimate.low, estimate.high)
    )
    return {
        "result": result, "against": against, "kind": kind, "what": what, "measure": measure,
        "value": value, "low": low, "high": high, "runs": runs,
    }  # fmt: skip
