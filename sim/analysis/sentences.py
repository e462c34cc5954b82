"""Numbers in plain words: counts out of fifty equally likely runs, days, points."""

from __future__ import annotations

import math

from sim.analysis.compare import Comparison, DayTable
from sim.analysis.days import DayCounts
from sim.analysis.pairs import PairedDays
from sim.analysis.statistics import Estimate
from sim.counting import counted

FIFTY = 50
OUTCOME_WORDS = {
    "capital_fell": "capital falls",
    "exile": "leadership leaves first",
    "recovery": "recovery",
    "capital_alone": "capital alone",
    "two_enclaves": "two enclaves",
    "siege": "siege",
    "line_holds": "line holds",
}


def of_fifty(share: float) -> str:
    """A share as runs out of fifty; the ends are named only when they are exact."""
    runs = round(FIFTY * share)
    if runs == 0 and share > 0.0:
        return "fewer than 1 of 50"
    if runs == FIFTY and share < 1.0:
        return "more than 49 of 50"
    return {0: "none", FIFTY: "all"}.get(runs, f"{runs} of 50")


NO_RUNS = "no runs"
"""What stands in place of a share of none."""


def percent(value: float) -> str:
    """A share in per cent: whole from 10 to 90, else to one place; of no runs there is none."""
    return NO_RUNS if math.isnan(value) else f"{100.0 * value:.{places_of(value)}f} %"


def places_of(share: float) -> int:
    """Decimal places of a share in per cent."""
    scaled = 100.0 * share
    return 0 if 10.0 <= scaled <= 90.0 or scaled in (0.0, 100.0) else 1


def percent_interval(estimate: Estimate) -> str:
    """A share with its interval, which has no fewer places and so holds the share as it is printed."""
    if math.isnan(estimate.value):
        return NO_RUNS
    low, high = (_bound(end, places_of(estimate.value)) for end in (estimate.low, estimate.high))
    return f"{percent(estimate.value)} ({low}–{high})"


def to_one_place(estimate: Estimate, scale: float = 1.0) -> str:
    """A number to one place with its interval, the same in every row of a column."""
    value, low, high = (scale * end for end in (estimate.value, estimate.low, estimate.high))
    return f"{value:.1f} ({low:.1f} to {high:.1f})"


def percent_to_one_place(estimate: Estimate) -> str:
    """A share in per cent to one place with its interval, the same in every row of a column."""
    value, low, high = (100.0 * end for end in (estimate.value, estimate.low, estimate.high))
    return f"{value:.1f} % ({low:.1f} to {high:.1f})"


def _bound(share: float, places: int) -> str:
    """The end of an interval in per cent: to one place too where a whole number would say 0 or 100."""
    scaled = 100.0 * share
    if scaled in (0.0, 100.0):
        return f"{scaled:.0f}"
    return f"{scaled:.1f}" if places or scaled < 1.5 or scaled > 98.5 else f"{scaled:.0f}"


def signed(value: float, places: int = 1) -> str:
    """A number with its sign, and without one where it rounds to nought."""
    text = f"{value:+.{places}f}"
    return text[1:] if float(text) == 0.0 else text.replace("-", "−")


def points(estimate: Estimate, places: int = 1) -> str:
    """A difference of shares in points, with its interval; whole ones are short enough for a column."""
    if math.isnan(estimate.value):
        return NO_RUNS
    value, low, high = (signed(100.0 * end, places) for end in (estimate.value, estimate.low, estimate.high))
    return f"{value} ({low} to {high})"


def day(value: float) -> str:
    """A day of the run, or never."""
    return "never" if math.isinf(value) else f"{value:.1f}"


def day_range(days: DayCounts) -> str:
    """Median day and the days between which nine runs in ten lie; never where fewer have it."""
    low, middle, high = (day(days.quantile(q)) for q in (0.05, 0.5, 0.95))
    return middle if low == high else f"{middle} ({low}–{high})"


def days_later(estimate: Estimate) -> str:
    """A difference of days with its interval."""
    return f"{signed(estimate.value)} ({signed(estimate.low)} to {signed(estimate.high)})"


def delay(estimate: Estimate) -> str:
    """A mean difference of days as earlier or later, with its interval."""
    if not estimate.excludes_zero:
        return f"{signed(estimate.value)} days ({signed(estimate.low)} to {signed(estimate.high)})"
    ends = sorted((abs(estimate.low), abs(estimate.high)))
    word = "later" if estimate.value > 0 else "earlier"
    return f"{abs(estimate.value):.1f} days {word} ({ends[0]:.1f} to {ends[1]:.1f})"


def headline(comparison: Comparison) -> str:
    """What the comparison says of the capital, in one sentence."""
    shares = [percent(days.share().value) for days in comparison.day("capital_lost_day").sides]
    others = zip(shares[1:], comparison.names[1:], strict=True)
    rest = "".join(f", in {share} of {name}" for share, name in others)
    within = f"falls within {comparison.horizon_days:g} days"
    return f"{comparison.theatre.capital} {within} in {shares[0]} of the runs of {comparison.names[0]}{rest}."


def pair_sentence(comparison: Comparison, other: int) -> str:
    """What changes, pair by pair, from the first result to the ``other``-th."""
    change = comparison.outcomes.changes[other - 1]
    name, first = comparison.sides[other].name, comparison.sides[0].name
    table = comparison.day("capital_lost_day")
    paired = table.paired[other - 1]
    if change.changed is None or paired is None:
        return (
            f"The runs of {name} and {first} are on different random seeds, "
            "so they are compared as two independent batches."
        )
    return (
        f"Paired on the same random seeds, the outcome of {name} differs from that of {first} in "
        f"{percent(change.changed.value)} of {counted(paired.pairs, 'pair')}; {_delay(table, paired)}."
    )


def _delay(table: DayTable, paired: PairedDays) -> str:
    later, earlier = percent(paired.b_later.value), percent(paired.b_earlier.value)
    return (
        f"{table.event} later or never in {later} of them, earlier in {earlier}, "
        f"on the same day or never in both in {percent(paired.unchanged.value)}"
    )


LEAST_REACH = 0.1
"""An effect that moves by less with a number is not said to hang on it."""


def assumption_sentence(comparison: Comparison) -> str:
    """On which drawn number the difference hangs most; empty where it hangs on none."""
    first = next(iter(comparison.assumptions), None)
    if first is None or first.changes is None or first.reach < LEAST_REACH:
        return ""
    values = [one.value for one in first.changes]
    low, high = values.index(min(values)), values.index(max(values))
    name, other = comparison.names[:2]

    ends = [
        f"{points(first.changes[k])} points at {span(first.edges[k], first.edges[k + 1])}"
        for k in (low, high)
    ]
    return (
        f"It hangs on {first.words}, which is not known and is drawn for each run: from {name} to {other} "
        f"the chance that {comparison.theatre.capital} falls changes by {ends[0]}, and by {ends[1]}."
    )


def span(low: float, high: float) -> str:
    """Two ends of a range to three digits of the larger one, both with as many places."""
    largest = max(abs(low), abs(high))
    places = max(0, 2 - math.floor(math.log10(largest))) if largest else 0
    return f"{low:.{places}f} to {high:.{places}f}"


def said(comparison: Comparison) -> list[str]:
    """What follows the headline: what changes pair by pair, and on which assumption it hangs most."""
    pairs = [pair_sentence(comparison, other) for other in range(1, len(comparison.sides))]
    return [sentence for sentence in (*pairs, assumption_sentence(comparison)) if sentence]


def caveats(comparison: Comparison) -> list[str]:
    """What a reader must know before believing the comparison; empty when there is nothing."""
    sides = comparison.sides
    failed = ((counted(side.failed, "run"), side.name) for side in sides if side.failed)
    found = [f"Left out: {runs} of {name} that failed." for runs, name in failed]
    engines = {(side.engine, side.engine_hash) for side in sides}
    if len(engines) > len({side.engine for side in sides}):
        found.append(
            "These results were made by different states of the engine: run them again before comparing."
        )
    horizons = {theatre.horizon_days for theatre in comparison.theatres}
    if len(horizons) > 1:
        found.append(f"The horizons differ: everything is compared up to day {comparison.horizon_days:g}.")
    return found


def runs_note(comparison: Comparison) -> str:
    """How many runs there are."""
    sizes = sorted({side.runs for side in comparison.sides})
    return (
        f"n = {counted(sizes[0], 'run')} each"
        if len(sizes) == 1
        else f"n = {sizes[0]:,} to {sizes[-1]:,} runs"
    )


def sample_note(comparison: Comparison) -> str:
    """How many runs there are and how far chance alone moves a share, for the foot of every figure."""
    error = worst_error(min(side.runs for side in comparison.sides))
    return f"{runs_note(comparison)}; Monte Carlo error of a share at most ±{error:.1f} points (95 %)"


def worst_error(n: int) -> float:
    """Half the widest 95 % interval that a share of ``n`` runs can have, in points: at one half."""
    return 100.0 * 1.96 * 0.5 / math.sqrt(n) if n else 100.0
