"""A comparison as tables in the terminal."""

from __future__ import annotations

from rich.console import Console

from sim.analysis.compare import Comparison, DayTable
from sim.analysis.days import DayCounts
from sim.analysis.sentences import (
    OUTCOME_WORDS,
    caveats,
    day,
    headline,
    outcomes_told,
    percent,
    percent_interval,
    said,
    sample_note,
    signed,
)
from sim.analysis.statistics import Estimate
from sim.counting import counted
from sim.report.table import Table
from sim.scenario.calendar import date_of

BAR_CELLS = 10
MOST_WITH_BARS, MOST_WITH_RANGES = 2, 3  # results that fit a terminal of 80 columns so
LEAST_P = 0.001


def render_terminal(comparison: Comparison, console: Console) -> None:
    """Print the headline, the outcome table, the day table and the differences from the first result."""
    others = range(1, len(comparison.sides))
    differences = (difference_table(comparison, other) for other in others)
    console.print(outcome_table(comparison).rich(console.width))
    if told := outcomes_told(comparison):
        console.print(f"{told}\n", style="dim")
    for table in (day_table(comparison), *differences):
        console.print(table.rich(console.width))
    console.print(headline(comparison), style="bold")
    for sentence in said(comparison):
        console.print(sentence)
    console.print(f"{sample_note(comparison)}. This is a simulation, not a forecast.", style="dim")
    for caveat in caveats(comparison):
        console.print(caveat, style="yellow")


def outcome_table(comparison: Comparison) -> Table:
    """Share of runs by outcome, with Wilson intervals, and bars where there is room."""
    drawn = len(comparison.sides) <= MOST_WITH_BARS
    heads = [f"{side.name}\nn = {side.runs:,}" for side in comparison.sides]
    seen, columns = comparison.outcomes.seen, []
    for shares in comparison.outcomes.shares:
        words = [percent_interval(shares[index]) for index in seen]
        wide = max(map(len, words), default=0)
        bars = [f"{bar(shares[index].value)} " * drawn for index in seen]
        columns.append([one + word.rjust(drawn * wide) for one, word in zip(bars, words, strict=True)])
    names = [OUTCOME_WORDS[comparison.outcomes.names[index]] for index in seen]
    rows = tuple(zip(names, *columns, strict=True))
    return Table("How the runs end: % of runs (95 % interval)", ("Outcome", *heads), rows)


def bar(share: float) -> str:
    """A bar of ``BAR_CELLS`` cells; anything above nothing shows."""
    cells = max(round(BAR_CELLS * share), 1 if share > 0 else 0)
    return "█" * cells + "·" * (BAR_CELLS - cells)


def day_table(comparison: Comparison) -> Table:
    """Share of runs in which each thing happens, its median day and date, and the 5-95 % range if it fits."""
    ranged = len(comparison.sides) <= MOST_WITH_RANGES
    range_words = " (5 % to 95 % of runs)" * ranged
    title = f"Within {comparison.horizon_days:g} days: % of runs; median day{range_words}"
    absent = [row.event for row in comparison.days if not row.happens]
    starts = [theatre.start for theatre in comparison.theatres]
    rows = [
        (
            row.event,
            *(_happening(side, start, ranged=ranged) for side, start in zip(row.sides, starts, strict=True)),
        )
        for row in comparison.happening
    ]
    caption = f"In no run: {'; '.join(absent)}" if absent else ""
    return Table(title, ("Event", *comparison.names), tuple(rows), caption=caption)


def _happening(days: DayCounts, start: str, *, ranged: bool) -> str:
    """Share of runs; median day, its date, and the range that holds nine runs in ten."""
    median = days.quantile(0.5)
    words = f"{percent(days.share().value)}; {day(median)}"
    date = date_of(start, median)
    low, high = (day(days.quantile(q)) for q in (0.05, 0.95))
    spread = f" ({low}–{high})" if ranged and low != high else ""
    return words + (f", {date}" if date else "") + spread


def difference_table(comparison: Comparison, other: int) -> Table:
    """One result against the first."""
    first, name = comparison.names[0], comparison.names[other]
    pairs = comparison.pairs[other - 1]
    how = f"{counted(pairs, 'pair')} on the same random seeds" if pairs else "two independent batches"
    last = ["later", "earlier", "same"] if pairs else ["p"]
    return Table(
        f"{name} against {first}: {how}",
        ("Event", "points of P", "days later", *last),
        tuple((row.event, *_difference_cells(row, other - 1)) for row in comparison.happening),
        caption="± 95 %; days later: each run watched to the horizon; never is later than any day",
    )


def _difference_cells(row: DayTable, index: int) -> list[str]:
    paired, unpaired = row.paired[index], row.unpaired[index]
    if paired is not None:
        shares = [paired.b_later, paired.b_earlier, paired.unchanged]
        return [
            _give(paired.happened, 100),
            _give(paired.restricted_mean, 1),
            *(percent(s.value) for s in shares),
        ]
    assert unpaired is not None  # every two results are compared one way or the other
    p = unpaired.test.p_value
    word = f"{p:.3f}" if p >= LEAST_P else f"< {LEAST_P:g}"
    return [_give(unpaired.happened, 100), _give(unpaired.restricted_mean, 1), word]


def _give(estimate: Estimate, scale: float) -> str:
    """A difference with half the width of its interval."""
    half = 0.5 * scale * (estimate.high - estimate.low)
    return f"{signed(scale * estimate.value)} ±{half:.1f}"
