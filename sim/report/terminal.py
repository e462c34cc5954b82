"""A comparison as tables in the terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table

from sim.analysis.compare import Comparison, DayTable
from sim.analysis.sentences import (
    OUTCOME_WORDS,
    caveats,
    day,
    day_range,
    headline,
    percent,
    percent_interval,
    said,
    sample_note,
    signed,
)
from sim.analysis.statistics import Estimate

BAR_CELLS = 10
MOST_WITH_BARS, MOST_WITH_RANGES = 2, 3  # results that fit a terminal of 80 columns so
LEAST_P = 0.001


def render_terminal(comparison: Comparison, console: Console) -> None:
    """Print the headline, the outcome table, the day table and the differences from the first result."""
    others = range(1, len(comparison.sides))
    console.print(outcome_table(comparison))
    console.print(day_table(comparison))
    for other in others:
        console.print(difference_table(comparison, other))
    console.print(headline(comparison), style="bold")
    for sentence in said(comparison):
        console.print(sentence)
    console.print(f"{sample_note(comparison)}. This is a simulation, not a forecast.", style="dim")
    for caveat in caveats(comparison):
        console.print(caveat, style="yellow")


def _table(title: str, *heads: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE, pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    return table


def outcome_table(comparison: Comparison) -> Table:
    """Share of runs by outcome, with Wilson intervals, and bars where there is room."""
    drawn = len(comparison.sides) <= MOST_WITH_BARS
    heads = [f"{side.name}\nn = {side.runs:,}" for side in comparison.sides]
    table = _table("How the runs end: % of runs (95 % interval)", "Outcome", *heads)
    for index in comparison.outcomes.seen:
        cells = [row[index] for row in comparison.outcomes.shares]
        words = [f"{bar(cell.value)} " * drawn + percent_interval(cell) for cell in cells]
        table.add_row(OUTCOME_WORDS[comparison.outcomes.names[index]], *words)
    return table


def bar(share: float) -> str:
    """A bar of ``BAR_CELLS`` cells; anything above nothing shows."""
    cells = max(round(BAR_CELLS * share), 1 if share > 0 else 0)
    return "█" * cells + "·" * (BAR_CELLS - cells)


def day_table(comparison: Comparison) -> Table:
    """Share of runs in which each thing happens, its median day, and the 5-95 % range where there is room."""
    ranged = len(comparison.sides) <= MOST_WITH_RANGES
    range_words = " (5 % to 95 % of runs)" * ranged
    title = f"Within {comparison.horizon_days:g} days: % of runs; median day{range_words}"
    table = _table(title, "Event", *comparison.names)
    absent = [row.event for row in comparison.days if not row.happens]
    if absent:
        table.caption, table.caption_justify = f"In no run: {'; '.join(absent)}", "left"
    for row in comparison.happening:
        days_of = [day_range(side) if ranged else day(side.quantile(0.5)) for side in row.sides]
        shares = [percent(side.share().value) for side in row.sides]
        table.add_row(row.event, *(f"{s:>6}; {d}" for s, d in zip(shares, days_of, strict=True)))
    return table


def difference_table(comparison: Comparison, other: int) -> Table:
    """One result against the first."""
    first, name = comparison.names[0], comparison.names[other]
    pairs = comparison.pairs[other - 1]
    how = f"run for run, {pairs:,} pairs on the same random seeds" if pairs else "two independent batches"
    last = ["later", "earlier", "same"] if pairs else ["p"]
    table = _table(f"{name} against {first}: {how}", "Event", "points of P", "days later", *last)
    for row in comparison.happening:
        table.add_row(row.event, *_difference_cells(row, other - 1))
    table.caption = "± 95 %; days later: each run watched to the horizon; never is later than any day"
    table.caption_justify = "left"
    return table


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
