"""Which runs ended otherwise, and through what: for the terminal and for programs."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from sim.analysis.sentences import OUTCOME_WORDS, percent
from sim.analysis.why import ChangedRuns

EXAMPLES = 3
PARTINGS = 10


def why_sentence(changed: ChangedRuns) -> str:
    """How many runs changed, and what most of them parted through."""
    first, other = changed.names
    count = len(changed.runs)
    if not count:
        return f"No run of the {changed.pairs:,} pairs ends otherwise in {other} than in {first}."
    event, runs, day = next(changed.partings())
    return (
        f"{count:,} of {changed.pairs:,} pairs ({percent(count / changed.pairs)}) end otherwise in {other} "
        f"than in {first}. {percent(runs / count)} of them part first through: "
        f"{event} (median day {day:.1f})."
    )


def render_why(changed: ChangedRuns, console: Console) -> None:
    """Print the changes of outcome with example runs, then the first events on which histories part."""
    first, other = changed.names
    ends = Table(title=f"Outcome in {first}, then in {other}", title_justify="left", box=box.SIMPLE)
    for head in (first, other, "runs", "such as"):
        ends.add_column(head)
    for before, after, count in changed.kinds():
        examples = ", ".join(str(run) for run in changed.examples(before, after, EXAMPLES))
        ends.add_row(OUTCOME_WORDS[before], OUTCOME_WORDS[after], f"{count:,}", examples)
    parted = Table(title="First dated event on another day", title_justify="left", box=box.SIMPLE)
    for head in ("event", "runs", "median day"):
        parted.add_column(head)
    for event, count, day in list(changed.partings())[:PARTINGS]:
        parted.add_row(event, f"{count:,}", f"{day:.1f}")
    if len(changed.runs):
        console.print(ends)
        console.print(parted)
    console.print(f"[bold]{why_sentence(changed)}[/bold]")


def plain_why(changed: ChangedRuns) -> dict[str, Any]:
    """The same as plain data; run numbers in full."""
    return {
        "sentence": why_sentence(changed),
        "results": list(changed.names),
        "pairs": changed.pairs,
        "changed": len(changed.runs),
        "outcomes": [
            {"before": before, "after": after, "runs": count} for before, after, count in changed.kinds()
        ],
        "partings": [
            {"event": event, "runs": count, "median_day": day} for event, count, day in changed.partings()
        ],
        "runs": changed.runs.tolist(),
    }
