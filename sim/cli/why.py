"""``rout why``: which paired runs ended otherwise, and where they diverged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.counting import begun, counted
from sim.report.output import JsonOption, complete_result, console, print_json

if TYPE_CHECKING:
    from sim.analysis.why import ChangedRuns
    from sim.report.table import Table
    from sim.story.divergence import DivergedPair

MOST_ROWS = 12
MOST_SENTENCES = 3

BeforeArgument = Annotated[
    str,
    typer.Argument(
        help="A result folder, or its name in results/.", metavar="BEFORE", autocompletion=complete_result
    ),
]
AfterArgument = Annotated[
    str, typer.Argument(help="The one it is compared with.", metavar="AFTER", autocompletion=complete_result)
]


def why(
    before: BeforeArgument,
    after: AfterArgument,
    replays: Annotated[
        int,
        typer.Option(min=0, metavar="N", help="How many changed runs to replay, to find where they parted."),
    ] = 10,
    json: JsonOption = False,
) -> None:
    """Say which paired runs changed their outcome, when their histories parted and through what.

    [bold]rout why homs-hold homs-fall[/bold]

    Days and dated events are read from the tables for all changed runs; some are replayed in both \
results, event by event, and the first event that only one of them has is named.
    """
    from sim.analysis.why import changed_runs
    from sim.results import Result
    from sim.story.divergence import diverged_pairs

    a, b = Result.open(before), Result.open(after)
    changed = changed_runs(a, b)
    found = diverged_pairs(a, b, changed, replays)
    if json:
        print_json("why", _plain(changed, found))
        return
    terminal = console()
    starts = {one.manifest["scenario"]["scenario"]["start"] for one in (a, b)}
    start = starts.pop() if len(starts) == 1 else ""  # a day of two calendars has no date
    for table in _tables(changed, start):
        terminal.print(table.rich(terminal.width))
    for line in _told(changed, found, start):
        terminal.print(line, soft_wrap=True)


def _tables(changed: ChangedRuns, start: str) -> Iterator[Table]:
    from sim.analysis.sentences import OUTCOME_WORDS, percent
    from sim.report.table import Table
    from sim.scenario.calendar import date_of, in_brackets

    before, after = changed.names
    rows = [
        (f"{OUTCOME_WORDS[one]} → {OUTCOME_WORDS[two]}", f"{runs:,}", percent(runs / changed.pairs))
        for one, two, runs in changed.kinds()
    ]
    title = (
        f"Outcome in {before} → in {after}: {len(changed.runs):,} of {counted(changed.pairs, 'pair')} changed"
    )
    yield Table(title, ("Change", "Pairs", "Of all"), tuple(rows[:MOST_ROWS]))
    first = [
        (event, f"{runs:,}", f"{day:.1f}{in_brackets(date_of(start, day, hour=True))}")
        for event, runs, day in changed.first_dated_events()
    ]
    yield Table(
        "The first dated event on another day", ("Event", "Pairs", "Median day"), tuple(first[:MOST_ROWS])
    )


def _told(changed: ChangedRuns, found: Sequence[DivergedPair], start: str) -> Iterator[str]:
    """What the replays show."""
    from sim.analysis.sentences import OUTCOME_WORDS
    from sim.report.story import without_reasons
    from sim.scenario.calendar import day_and_date
    from sim.story.divergence import kinds_of

    if not found:
        return
    days = sorted(one.day for one in found)
    kinds, elsewhere = (
        ", ".join(f"{kind} ({runs})" for kind, runs in counted.items()) for counted in kinds_of(found)
    )
    yield (
        f"Replayed {len(found)} of the {len(changed.runs):,} changed pairs event by event: they parted on "
        f"{day_and_date(start, days[len(days) // 2])} in the median, through {kinds}; "
        f"the first to differ elsewhere was {elsewhere or 'nothing'}."
    )
    for one in found:
        change = f"{OUTCOME_WORDS[one.before]} → {OUTCOME_WORDS[one.after]}"
        yield f"Run {one.run}: {change}, parted on {day_and_date(start, one.day)}"
        for name, sentences in zip(changed.names, (one.only_before, one.only_after), strict=True):
            told = " ".join(_undated(without_reasons(one)) for one in sentences[:MOST_SENTENCES])
            more = f" (and {len(sentences) - MOST_SENTENCES} more)" if len(sentences) > MOST_SENTENCES else ""
            if sentences:
                yield f"  only in {name}: {told}{more}"
        if one.spread:
            yield f"  then elsewhere, on {day_and_date(start, one.spread_day)}: {_undated(one.spread)}"


def _undated(sentence: str) -> str:
    """An event's sentence without its day, which has been told."""
    what = sentence.partition(": ")[2]
    return begun(what)


def _plain(changed: ChangedRuns, found: Sequence[DivergedPair]) -> dict[str, Any]:
    from dataclasses import asdict

    from sim.story.divergence import kinds_of

    first, spread = kinds_of(found)
    return {
        "pairs": changed.pairs,
        "changed": len(changed.runs),
        "changes": [{"before": a, "after": b, "pairs": n} for a, b, n in changed.kinds()],
        "first_dated_events": [
            {"event": event, "pairs": n, "median_day": day} for event, n, day in changed.first_dated_events()
        ],
        "replayed": [asdict(one) for one in found],
        "first_kinds": first,
        "spread_kinds": spread,
    }
