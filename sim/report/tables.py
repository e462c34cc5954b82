"""The report's tables."""

from __future__ import annotations

from sim.analysis.compare import Comparison
from sim.analysis.sentences import OUTCOME_WORDS, day_range, days_later, percent, percent_interval, points
from sim.report.table import Table


def outcome_table(comparison: Comparison) -> Table:
    """Share of runs by outcome class with Wilson intervals."""
    table = comparison.outcomes
    rows = tuple(
        (OUTCOME_WORDS[table.names[k]].capitalize(), *(percent_interval(row[k]) for row in table.shares))
        for k in table.seen
    )
    heads = ("Outcome", *(f"{side.name}, n = {side.runs:,}" for side in comparison.sides))
    return Table("Share of runs by outcome, with 95 % intervals", heads, rows)


def day_table(comparison: Comparison) -> Table:
    """Every event: how often, on which day, and the difference from the first result."""
    others = range(1, len(comparison.sides))
    rows = tuple(
        (
            table.event,
            *(f"{percent(days.share().value)}\n{day_range(days)}" for days in table.sides),
            *(_difference(comparison, k, other) for other in others),
        )
        for k, table in enumerate(comparison.happening)
    )
    minus = (f"{comparison.names[o]} minus {comparison.names[0]}" for o in others)
    return Table("Events, with 95 % intervals", ("Event", *comparison.names, *minus), rows)


def _difference(comparison: Comparison, k: int, other: int) -> str:
    either = comparison.happening[k].difference(other)
    return f"{points(either.happened)} points\n{days_later(either.restricted_mean)} days"


def result_table(comparison: Comparison) -> Table:
    """Where each result comes from."""
    rows = tuple(
        (s.name, s.title, f"{s.runs:,}", f"{s.failed:,}", str(s.seed), s.engine, s.version, s.scenario_sha256)
        for s in comparison.sides
    )
    heads = ("Result", "Scenario", "Runs", "Failed", "Seed", "Engine", "Rout", "SHA-256 of the scenario")
    return Table("Where these results come from", heads, rows)
