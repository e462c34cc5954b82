"""Each figure in words, for readers who do not see it: what it shows, and the numbers that matter."""

from __future__ import annotations

from sim.analysis.assumptions import Assumption
from sim.analysis.branches import Branches
from sim.analysis.compare import Comparison, DayTable
from sim.analysis.sentences import (
    OUTCOME_WORDS,
    day_range,
    delay,
    of_fifty,
    percent,
    percent_interval,
    points,
)
from sim.counting import counted
from sim.plots.courses import WORDS, quantiles
from sim.plots.maps import held_shares


def alt_outcomes(comparison: Comparison) -> str:
    """Words for ``outcome_bars``."""
    table = comparison.outcomes
    parts = []
    for name, row in zip(comparison.names, table.shares, strict=True):
        seen = [(cell, word) for cell, word in zip(row, table.names, strict=True) if cell.value > 0]
        ranked = sorted(seen, key=lambda pair: -pair[0].value)
        parts.append(f"{name}: " + ", ".join(f"{OUTCOME_WORDS[w]} {percent_interval(c)}" for c, w in ranked))
    return "Bars of the share of runs by outcome, with 95 % intervals. " + "; ".join(parts) + "."


def alt_days(comparison: Comparison, table: DayTable) -> str:
    """Words for ``day_histogram`` and ``day_ecdf``."""
    parts = [
        f"{name}: it happens in {percent(days.share().value)} of the runs, median day {day_range(days)}"
        for name, days in zip(comparison.names, table.sides, strict=True)
    ]
    return f"{table.event}, by day, within {comparison.horizon_days:g} days. " + "; ".join(parts) + "."


def alt_dots(comparison: Comparison, table: DayTable) -> str:
    """Words for ``quantile_dots``."""
    counted = [
        f"{of_fifty(days.share().value)} of {name}"
        for name, days in zip(comparison.names, table.sides, strict=True)
    ]
    return (
        f"{table.event} within {comparison.horizon_days:g} days, of fifty equally likely runs: in "
        + "; in ".join(counted)
        + "."
    )


def alt_paired(comparison: Comparison, table: DayTable, other: int) -> str:
    """Words for ``paired_differences``."""
    paired = table.paired[other - 1]
    first, name = comparison.names[0], comparison.names[other]
    if paired is None:
        return f"{name} and {first} have no runs on the same random seeds."
    return (
        f"{table.event}, {name} paired with {first}, {counted(paired.pairs, 'pair')}: on average "
        f"{delay(paired.restricted_mean)}; later or never in {percent(paired.b_later.value)}, "
        f"earlier in {percent(paired.b_earlier.value)}, unchanged in {percent(paired.unchanged.value)}."
    )


def alt_changes(comparison: Comparison, other: int) -> str:
    """Words for ``changes``."""
    rows = [f"{table.event} {points(table.difference(other).happened)}" for table in comparison.happening]
    return (
        f"Probability of each event, percentage points, {comparison.names[other]} minus "
        f"{comparison.names[0]}: "
        + "; ".join(rows) + "."
    )  # fmt: skip


def alt_fan(comparison: Comparison, side: int, series: str) -> str:
    """Words for ``fan``."""
    counts = comparison.daily[side][series]
    low, middle, high = (quantiles(counts, q)[-1] for q in (0.025, 0.5, 0.975))
    return (
        f"{WORDS[series]} by day in {comparison.names[side]}: median and 50, 80 and 95 % bands. "
        f"At the end the median is {middle:.0f}, and 95 % of the runs lie between {low:.0f} and {high:.0f}."
    )


def alt_maps(comparison: Comparison, side: int) -> str:
    """Words for the maps of one result."""
    last = held_shares(comparison, side)[-1]
    places = zip(comparison.theatres[side].places, last, strict=True)
    largest = sorted(places, key=lambda pair: -pair[0].population)[:6]
    held = ", ".join(f"{place.name} {percent(share)}" for place, share in largest)
    return (
        f"Maps of the share of runs of {comparison.names[side]} in which the state still holds each place; "
        f"on the last day: {held}."
    )


def alt_branches(found: Branches) -> str:
    """Words for ``branch_bars``."""
    place, capital = found.theatre.branch_place, found.theatre.capital
    return (
        f"Share of runs in which {capital} falls. Free runs in which {place} held "
        f"{percent_interval(found.free_held)}, in which it fell {percent_interval(found.free_fell)}; "
        f"{place} held by intervention "
        f"{percent_interval(found.do_hold)}, let fall {percent_interval(found.do_fall)}."
    )


def alt_assumption(comparison: Comparison, assumption: Assumption) -> str:
    """Words for the chance by a number that is drawn for each run."""
    rows = "; ".join(
        f"{name}: "
        + ", ".join(
            f"{percent(cell.value)} at {middle:.3g}"
            for middle, cell in zip(assumption.middles, row, strict=True)
        )
        for name, row in zip(comparison.names, assumption.shares, strict=True)
    )
    return f"Share of runs in which {comparison.theatre.capital} falls, by {assumption.words}. {rows}."
