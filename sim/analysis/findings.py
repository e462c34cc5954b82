"""What a figure of a comparison shows, in one sentence made of its numbers: the figure's title.

Two results whose difference has an interval that includes 0 are said not to be told apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis.arms import Arms, EffectCurve
from sim.analysis.assumptions import Assumption
from sim.analysis.branches import Branches
from sim.analysis.compare import Comparison, DayTable
from sim.analysis.grid import Cells, Grid
from sim.analysis.sentences import (
    LEAST_REACH,
    OUTCOME_WORDS,
    delay,
    in_points,
    of_fifty,
    percent,
    quoted,
    signed,
    two_digits,
)
from sim.analysis.statistics import Estimate
from sim.analysis.sweep import Sweep
from sim.counting import agreeing, begun, counted, listed


def outcomes_finding(comparison: Comparison) -> str:
    """How most runs of each result end."""
    table = comparison.outcomes
    first = int(table.counts[0].argmax())
    commonest = [int(counts.argmax()) for counts in table.counts]
    if len(set(commonest)) > 1:
        ends = (
            f"{quoted(name)} ends most in “{OUTCOME_WORDS[table.names[k]]}” ({percent(shares[k].value)})"
            for name, k, shares in zip(comparison.names, commonest, table.shares, strict=True)
        )
        return listed([*ends])
    shares = [shares[first].value for shares in table.shares]
    changes = [change.differences[first] for change in table.changes]
    words = f"“{OUTCOME_WORDS[table.names[first]]}” is the most frequent end"
    return f"{words}: {_of_each(shares, comparison.names)}{_alike(changes, comparison.names)}"


def share_finding(comparison: Comparison, table: DayTable) -> str:
    """How often an event happens in each result."""
    shares = [days.share().value for days in table.sides]
    within = f"within {comparison.horizon_days:g} days"
    return (
        f"{begun(table.event)} {within} in {_of_each(shares, comparison.names)}"
        f"{_alike(_changes(comparison, table), comparison.names)}"
    )


def fifty_finding(comparison: Comparison, table: DayTable) -> str:
    """The same, counted in fifty runs."""
    each = [
        f"{of_fifty(days.share().value)} runs of {quoted(name)}"
        for days, name in zip(table.sides, comparison.names, strict=True)
    ]
    return f"{begun(table.event)} in {listed(each)}{_alike(_changes(comparison, table), comparison.names)}"


def median_finding(comparison: Comparison, table: DayTable) -> str:
    """By which day an event has happened in half of the runs of each result."""
    each = [
        f"in fewer than half of the runs of {quoted(name)}"
        if math.isinf(middle)
        else f"by day {middle:.1f} in half of the runs of {quoted(name)}"
        for middle, name in zip((days.quantile(0.5) for days in table.sides), comparison.names, strict=True)
    ]
    later = [table.difference(other).restricted_mean for other in range(1, len(table.sides))]
    return f"{begun(table.event)} {listed(each)}{_alike(later, comparison.names)}"


def paired_finding(comparison: Comparison, table: DayTable, other: int) -> str:
    """How much earlier or later an event comes in another result, pair by pair."""
    name, first = quoted(comparison.names[other]), quoted(comparison.names[0])
    mean = table.difference(other).restricted_mean
    if not mean.excludes_zero:
        return (
            f"{begun(table.event)} in {name} and in {first} on days that cannot be told apart, pair by pair"
        )
    days, _, _ = delay(mean).partition(" (")
    return f"{begun(table.event)} {days} in {name} than in {first}, on average of the pairs"


def changes_finding(comparison: Comparison, other: int) -> str:
    """How many events another result makes more or less frequent, and which most."""
    name, first = quoted(comparison.names[other]), quoted(comparison.names[0])
    effects = [(table.event, table.difference(other).happened) for table in comparison.happening]
    told = [each for each in effects if each[1].excludes_zero]
    if not told:
        return f"No event is told to be more or less frequent in {name} than in {first}"
    event, most = max(told, key=lambda each: abs(each[1].value))
    return (
        f"{begun(name)} changes how often {len(told)} of {counted(len(effects), 'event')} "
        f"{'happens' if len(told) == 1 else 'happen'}, most: {event}, {in_points(most)} points"
    )


def assumption_finding(comparison: Comparison, assumption: Assumption) -> str:
    """How the capital's fall, or what another result changes of it, hangs on a number that each run draws."""
    capital, words, changes = comparison.theatre.capital, assumption.words, assumption.changes
    if changes is None:
        shares = [cell.value for cell in assumption.shares[0] if not math.isnan(cell.value)]
        low, high = percent(min(shares)), percent(max(shares))
        return f"{capital} falls in {low} to {high} of the runs of {quoted(comparison.names[0])}, by {words}"
    order = sorted(range(len(changes)), key=lambda k: -abs(changes[k].value))
    big, small = changes[order[0]], changes[order[-1]]
    other = quoted(comparison.names[1])
    if assumption.reach < LEAST_REACH:
        return f"What {other} changes hardly hangs on {words}: {in_points(small)} to {in_points(big)} points"
    at, there = (two_digits(*assumption.edges[k : k + 2]) for k in (order[0], order[-1]))
    least = in_points(small) if small.excludes_zero else "nothing that can be told from chance"
    return f"What {other} changes hangs on {words}: {in_points(big)} points at {at}, {least} at {there}"


def held_finding(comparison: Comparison, side: int) -> str:
    """How many places the state holds on the last day in at least half of a result's runs."""
    held = comparison.daily[side]["held"][-1] / max(comparison.sides[side].runs, 1)
    state, last = comparison.theatres[side].state_name, len(comparison.daily[side]["held"]) - 1
    return (
        f"On day {last} {state} {agreeing(state, 'holds', 'hold')} {int((held >= 0.5).sum())} of "
        f"{counted(len(held), 'place')} in at least half of the runs of {quoted(comparison.names[side])}"
    )


def curve_finding(curve: EffectCurve, *, days: bool = False) -> str:
    """Between which sizes the effect lies along a number, and where it cannot be told from none."""
    effects, scale = (curve.delay, 1.0) if days else (curve.happened, 100.0)
    values = [scale * one.value for one in effects]
    of = "days" if days else "points"
    told = sum(one.excludes_zero for one in effects)
    pair = f"{curve.names[1]} against {curve.names[0]}"
    if not told:
        return f"{begun(pair)}: no change that can be told from none"
    size = f"{signed(min(values))} to {signed(max(values))} {of}"
    rest = "" if told == len(effects) else f", told from none at {told} of {len(effects)} values"
    return f"{begun(pair)}: {size}{rest}"


def arms_finding(arms: Arms) -> str:
    """How often the capital falls along a number, in each arm."""
    spans = (
        f"in {percent(min(values))} to {percent(max(values))} {words}"
        for words, values in (
            ("held", [one.value for one in arms.hold]),
            ("let fall", [one.value for one in arms.fall]),
        )
    )
    return f"{arms.theatre.capital} falls {listed([*spans])} ({arms.title})"


def branches_finding(found: Branches) -> str:
    """What letting the place of the branch fall does to the capital, and what free runs would suggest."""
    place, capital, done, seen = found.theatre.branch_place, found.theatre.capital, found.done, found.seen
    if math.isnan(done.value):
        return f"No run says what letting {place} fall does to {capital}"
    if not done.excludes_zero:
        return f"Letting {place} fall or holding it cannot be told apart in how often {capital} falls"
    suggested = "" if math.isnan(seen.value) else f"; free runs suggest {in_points(seen)}"
    return f"Letting {place} fall changes how often {capital} falls by {in_points(done)} points{suggested}"


def sweep_finding(sweep: Sweep) -> str:
    """How often an event happens at the two ends of a number, in each result."""
    ends = []
    for name, estimates in zip(sweep.names, sweep.shares, strict=True):
        there = [k for k, one in enumerate(estimates) if not math.isnan(one.value)]
        if there:
            low, high = there[0], there[-1]
            shares = f"{percent(estimates[low].value)} of the runs at {sweep.values[low]:.4g}"
            if high > low:
                shares += f" to {percent(estimates[high].value)} at {sweep.values[high]:.4g}"
            ends.append(f"{quoted(name)} from {shares}" if high > low else f"{quoted(name)} in {shares}")
    return f"{begun(sweep.event)}: {listed(ends)}"


def cells_finding(grid: Grid, name: str, cells: Cells) -> str:
    """Between which shares an event happens in one result, over two numbers."""
    values = [one.value for row in cells for one in row if not math.isnan(one.value)]
    low, high = percent(min(values)), percent(max(values))
    span = f"in {low} of the runs" if low == high else f"in {low} to {high} of the runs"
    return f"{begun(grid.event)} {span} of {quoted(name)}, by the two numbers"


def gaps_finding(grid: Grid, name: str, cells: Cells) -> str:
    """In how many pairs of values another result differs from the first, and by how much at most."""
    there = [one for row in cells for one in row if not math.isnan(one.value)]
    told = [one for one in there if one.excludes_zero]
    pair = f"{quoted(name)} and {quoted(grid.names[0])}"
    if not told:
        return f"{begun(grid.event)}: {pair} cannot be told apart in any of {counted(len(there), 'cell')}"
    most = max(told, key=lambda one: abs(one.value))
    return (
        f"{begun(grid.event)}: {pair} differ in {len(told)} of {counted(len(there), 'cell')}, "
        f"by {signed(100.0 * most.value, 0)} points at most"
    )


def _changes(comparison: Comparison, table: DayTable) -> list[Estimate]:
    """How much more often the event happens in each result after the first."""
    return [table.difference(other).happened for other in range(1, len(comparison.sides))]


def _of_each(shares: Sequence[float], names: Sequence[str]) -> str:
    """A share of the runs of each result."""
    (share, name), *rest = zip((percent(share) for share in shares), map(quoted, names), strict=True)
    return listed([f"{share} of the runs of {name}", *(f"{share} of {name}" for share, name in rest)])


def _alike(changes: Sequence[Estimate], names: Sequence[str]) -> str:
    """Which results cannot be told from the first."""
    alike = [name for name, one in zip(names[1:], changes, strict=True) if not one.excludes_zero]
    if not alike:
        return ""
    if len(names) == 2:
        return "; the two cannot be told apart"
    return f"; {listed([quoted(name) for name in alike])} cannot be told apart from {quoted(names[0])}"
