"""Numbers in plain words: counts out of fifty equally likely runs, days, points."""

from __future__ import annotations

import math

from sim.analysis.compare import Comparison, DayTable
from sim.analysis.days import DayCounts
from sim.analysis.pairs import PairedDays
from sim.analysis.statistics import Estimate
from sim.counting import agreeing, begun, counted, listed
from sim.errors import UsageError
from sim.model import vocabulary as v
from sim.scenario import field_help

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


def outcome_meaning(outcome: str, capital: str, bellwether: str, refuge: str = "") -> str:
    """What an outcome's name stands for, with a scenario's places; it may have no ``refuge``."""
    end = refuge or bellwether
    road, roads = f"held road joins {capital} and {end}", f"every held road from {capital} to {end}"
    return {
        "capital_fell": f"{capital} is lost",
        "exile": f"the leadership left; {capital} was lost at least a day later or not at all",
        "recovery": "a provincial capital was lost, regained and is held",
        "capital_alone": f"{end} is lost, {capital} is held",
        "two_enclaves": f"{bellwether} is lost, or a junction beside it and {roads}",
        "siege": f"{bellwether} is held, but no {road}",
        "line_holds": f"{bellwether} is held, and a {road}",
    }[outcome]


def outcomes_told(comparison: Comparison) -> str:
    """What the names of the outcomes that were seen stand for; nothing where the results differ in that."""
    table = comparison.outcomes
    told = {
        "; ".join(
            f"{OUTCOME_WORDS[table.names[k]]}: "
            f"{outcome_meaning(table.names[k], theatre.capital, theatre.bellwether, theatre.refuge)}"
            for k in table.seen
        )
        for theatre in comparison.theatres
    }
    return f"{begun(told.pop())}." if len(told) == 1 and table.seen else ""


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
    names = [quoted(name) for name in comparison.names]
    others = zip(shares[1:], names[1:], strict=True)
    rest = "".join(f", in {share} of {name}" for share, name in others)
    return (
        f"{begun(_loses(comparison))} within {comparison.horizon_days:g} days "
        f"in {shares[0]} of the runs of {names[0]}{rest}."
    )


def _loses(comparison: Comparison) -> str:
    """That the state loses the capital."""
    state = comparison.theatre.state_name
    return f"{state} {agreeing(state, 'loses', 'lose')} {comparison.theatre.capital}"


def quoted(name: str) -> str:
    """A result's name in a sentence: in quotation marks where it is of several words."""
    return f"“{name}”" if " " in name else name


def exile_sentence(comparison: Comparison) -> str:
    """Why fewer runs end as "capital falls" than lose the capital; empty where both are printed alike."""
    table = comparison.day("capital_lost_day")
    found = []
    for side, days, shares in zip(comparison.sides, table.sides, comparison.outcomes.shares, strict=True):
        ended, lost = shares[v.CAPITAL_FELL].value, days.share().value
        if ended < lost and percent(ended) != percent(lost):
            found.append(f"{percent(lost - ended)} of the runs of {quoted(side.name)}")
    if not found or len({theatre.horizon_days for theatre in comparison.theatres}) > 1:
        return ""
    words = OUTCOME_WORDS["exile"], OUTCOME_WORDS["capital_fell"]
    return (
        f"In {listed(found)} the leadership left at least a day before {comparison.theatre.capital} "
        f"fell: counted as “{words[0]}”, not as “{words[1]}”."
    )


def pair_sentence(comparison: Comparison, other: int) -> str:
    """What changes, pair by pair, from the first result to the ``other``-th, in two sentences."""
    change = comparison.outcomes.changes[other - 1]
    name, first = (quoted(comparison.names[side]) for side in (other, 0))
    table = comparison.day("capital_lost_day")
    paired = table.paired[other - 1]
    if change.changed is None or paired is None:
        return (
            f"The runs of {name} and {first} are on different random seeds, "
            "so they are compared as two independent batches."
        )
    return (
        f"Run by run on the same random seeds, {percent(change.changed.value)} of "
        f"{counted(paired.pairs, 'pair')} have another outcome in {name} than in {first}. "
        f"In {name}, {_delay(table, paired)}."
    )


def _delay(table: DayTable, paired: PairedDays) -> str:
    later, earlier = percent(paired.b_later.value), percent(paired.b_earlier.value)
    return (
        f"{table.event} earlier in {earlier} of the pairs, later or never in {later}, "
        f"on the same day or in neither run in {percent(paired.unchanged.value)}"
    )


LEAST_REACH = 0.1
"""An effect that moves by less with a number is not said to hang on it."""


def assumption_sentence(comparison: Comparison) -> str:
    """On which drawn number the difference depends most; empty where it depends on none.

    The group of runs in which the difference is largest comes first, then the one in which it is least.
    """
    first = next(iter(comparison.assumptions), None)
    if first is None or first.changes is None or first.reach < LEAST_REACH:
        return ""
    values = [one.value for one in first.changes]
    most, least = sorted(
        (values.index(min(values)), values.index(max(values))), key=lambda k: -abs(values[k])
    )
    meaning, unit = described(first.name, first.words)
    ranges = [f"{two_digits(*first.edges[k : k + 2])}{unit}" for k in (most, least)]
    name, other = (quoted(each) for each in comparison.names[:2])
    what = f"{other} instead of {name} changes the chance that {comparison.theatre.capital} falls"
    big, small = first.changes[most], first.changes[least]
    return (
        f"How large the difference is depends most on one assumption, drawn anew for each run: {meaning}. "
        f"At {ranges[0]}, {what} by {in_points(big)} points (95 % interval {ends(big)}); "
        f"at {ranges[1]}, by {in_points(small)} ({ends(small)})."
    )


def described(name: str, words: str) -> tuple[str, str]:
    """What a number of a scenario means, as the schema says it, and its unit behind a space, if any."""
    try:
        found = field_help(name)
    except UsageError:  # a result of an earlier edition
        return words, ""
    unit = "" if found.unit in ("", "1") else f" {found.unit}"
    meaning = f"{found.description[:1].lower()}{found.description[1:]}"
    return (meaning if name.startswith("parameters.") else f"{words} ({meaning})"), unit


def in_points(estimate: Estimate) -> str:
    """A difference of shares in points with its sign: whole from 10 on, else to one place."""
    return signed(100.0 * estimate.value, _point_places(estimate))


def ends(estimate: Estimate) -> str:
    """The ends of its interval, to as many places."""
    low, high = (signed(100.0 * end, _point_places(estimate)) for end in (estimate.low, estimate.high))
    return f"{low} to {high}"


def _point_places(estimate: Estimate) -> int:
    return 0 if abs(estimate.value) >= 0.1 else 1


def two_digits(low: float, high: float) -> str:
    """Two ends of a range to two digits of the larger one, or three where they would read alike."""
    words = span(low, high, digits=2)
    one, _, other = words.partition(" to ")
    return span(low, high) if one == other else words


def span(low: float, high: float, digits: int = 3) -> str:
    """Two ends of a range to so many digits of the larger one, both with as many places."""
    largest = max(abs(low), abs(high))
    places = max(0, digits - 1 - math.floor(math.log10(largest))) if largest else 0
    return f"{low:.{places}f} to {high:.{places}f}"


def said(comparison: Comparison) -> list[str]:
    """What follows the headline: the pairs, the assumption that matters most, and what counts as exile."""
    pairs = [pair_sentence(comparison, other) for other in range(1, len(comparison.sides))]
    rest = (assumption_sentence(comparison), exile_sentence(comparison))
    return [sentence for sentence in (*pairs, *rest) if sentence]


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
