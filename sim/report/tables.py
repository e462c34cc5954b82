"""The report's tables."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sim.analysis.compare import Comparison
from sim.analysis.sentences import OUTCOME_WORDS, day_range, days_later, percent, percent_interval, points


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose first column heads its rows."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{_lines(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _lines(cell: str) -> str:
    return "<br>".join(escape(line) for line in cell.split("\n"))


def outcome_table(comparison: Comparison) -> str:
    """Share of runs by outcome class with Wilson intervals."""
    table = comparison.outcomes
    rows = [
        [OUTCOME_WORDS[table.names[k]].capitalize(), *(percent_interval(row[k]) for row in table.shares)]
        for k in table.seen
    ]
    heads = ["Outcome", *(f"{side.name}, n = {side.runs:,}" for side in comparison.sides)]
    return _table("Share of runs by outcome, with 95 % intervals", heads, rows)


def day_table(comparison: Comparison) -> str:
    """Every event: how often, on which day, and the difference from the first result."""
    others = range(1, len(comparison.sides))
    rows = [
        [
            table.event,
            *(f"{percent(days.share().value)}\n{day_range(days)}" for days in table.sides),
            *(_difference(comparison, k, other) for other in others),
        ]
        for k, table in enumerate(comparison.happening)
    ]
    heads = [
        "Event",
        *comparison.names,
        *(f"{comparison.names[o]} minus {comparison.names[0]}" for o in others),
    ]
    return _table("Events, with 95 % intervals", heads, rows)


def _difference(comparison: Comparison, k: int, other: int) -> str:
    either = comparison.happening[k].difference(other)
    return f"{points(either.happened)} points\n{days_later(either.restricted_mean)} days"


def result_table(comparison: Comparison) -> str:
    """Where each result comes from."""
    rows = [
        [s.name, s.title, f"{s.runs:,}", f"{s.failed:,}", str(s.seed), s.engine, s.version, s.scenario_sha256]
        for s in comparison.sides
    ]
    heads = ["Result", "Scenario", "Runs", "Failed", "Seed", "Engine", "Rout", "SHA-256 of the scenario"]
    return _table("Where these results come from", heads, rows)
