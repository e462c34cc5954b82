"""Small tables of a study: for the terminal, for Markdown and as CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.ablation import Ablated, Ablation
from sim.analysis.alike import Alike, Variant
from sim.analysis.arms import Arms, RecordFit
from sim.analysis.days import DayCounts
from sim.analysis.sentences import OUTCOME_WORDS, day, days_later, percent, signed
from sim.analysis.statistics import Estimate
from sim.model.vocabulary import OUTCOME_NAMES

if TYPE_CHECKING:
    from rich.table import Table

    from sim.studies.convergence import Cost


@dataclass(frozen=True)
class Sheet:
    """A title, column heads and rows of words; the first column is text, the others numbers."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def rich(self) -> Table:
        """For the terminal."""
        from rich import box
        from rich.table import Table

        table = Table(title=self.title, title_justify="left", title_style="bold", box=box.SIMPLE)
        for i, head in enumerate(self.heads):
            table.add_column(head, justify="left" if i == 0 else "right")
        for row in self.rows:
            table.add_row(*row)
        return table

    def markdown(self) -> str:
        """For documents; the title is left to them."""
        rule = ("---", *("---:" for _ in self.heads[1:]))
        return "\n".join("| " + " | ".join(row) + " |" for row in (self.heads, rule, *self.rows)) + "\n"


def dates_sheet(arms: Arms) -> Sheet:
    """The effect by the day from which the branch is in force."""
    heads = (
        "From day",
        "Capital falls, hold",
        "Capital falls, fall",
        "Effect, points",
        "Its day",
        "Lost before",
    )
    late = [percent(value) for value in arms.too_late]
    title = f"{arms.theatre.bellwether} held or let fall from a day on"
    return Sheet(title, heads, tuple((*row, end) for row, end in zip(_arm_rows(arms), late, strict=True)))


def weights_sheet(arms: Arms, fits: Sequence[RecordFit]) -> Sheet:
    """The effect by the weight of a stand, and how free runs at each weight meet the record."""
    heads: tuple[str, ...] = (
        "Weight of a stand",
        "Falls, hold",
        "Falls, fall",
        "Effect, points",
        "On its day",
    )
    rows: tuple[tuple[str, ...], ...] = tuple(_arm_rows(arms))
    if fits:
        heads = (*heads, "Medians off, days", "Record in range")
        ends = [(f"{fit.error_days:.1f}", percent(fit.within_share)) for fit in fits]
        rows = tuple((*row, *end) for row, end in zip(rows, ends, strict=True))
    return Sheet("The effect against the weight of a stand", heads, rows)


def _arm_rows(arms: Arms) -> Iterator[tuple[str, ...]]:
    curve = arms.curve
    for k, value in enumerate(curve.points):
        yield (
            f"{value:g}",
            percent(arms.hold[k].value),
            percent(arms.fall[k].value),
            whole_points(curve.happened[k]),
            days_later(curve.delay[k]),
        )


def ablation_sheet(found: Ablation) -> Sheet:
    """The effect without each mechanism."""
    heads = (
        "Switched off",
        "Capital falls, hold",
        "Capital falls, fall",
        "Effect, points",
        "Change of the effect",
    )
    rows = [_ablated(one) for one in (found.whole, *found.without)]
    return Sheet(f"What {found.theatre.bellwether} is worth without each mechanism", heads, tuple(rows))


def _ablated(one: Ablated) -> tuple[str, ...]:
    change = whole_points(one.change) if one.off else ""
    name = one.off.replace("_", " ") if one.off else "nothing"
    return name, percent(one.hold.value), percent(one.fall.value), whole_points(one.effect), change


def whole_points(estimate: Estimate) -> str:
    """A difference of shares in whole points, with its interval: short enough for a column."""
    value, low, high = (signed(100.0 * end, 0) for end in (estimate.value, estimate.low, estimate.high))
    return f"{value} ({low} to {high})"


def alike_sheet(found: Alike, head: str) -> Sheet:
    """Variants side by side: outcomes with half their 95 % interval, median days, and the tests."""
    seen = [k for k in range(len(OUTCOME_NAMES)) if any(one.outcomes[k].value for one in found.variants)]
    heads = (head, "Runs", *(OUTCOME_WORDS[OUTCOME_NAMES[k]] for k in seen))
    heads = (*heads, "Capital, median day", "Bellwether, median day", "p outcomes", "p days")
    rows = [_variant(one, seen, is_reference=one.label == found.reference) for one in found.variants]
    return Sheet(found.title, heads, tuple(rows))


def reasons_sheet(found: Sequence[tuple[str, Alike]]) -> Sheet:
    """Share of runs in which the capital falls in each variant, and whether outcomes differ."""
    labels = [one.label for one in found[0][1].variants]
    rows = [
        (
            words,
            *(_give_or_take(one.capital.share()) for one in each.variants),
            f"{each.variants[0].outcomes_p:.2g}",
        )
        for words, each in found
    ]
    heads = ("Capital falls", *(f"{label} sub-units" for label in labels), "p outcomes")
    return Sheet("Why it matters", heads, tuple(rows))


def _variant(one: Variant, seen: Sequence[int], *, is_reference: bool) -> tuple[str, ...]:
    shares = [_give_or_take(one.outcomes[k]) for k in seen]
    tests = (
        ("", "")
        if is_reference
        else (f"{one.outcomes_p:.2g}", f"{one.capital_p:.2g}, {one.bellwether_p:.2g}")
    )
    return (one.label, f"{one.runs:,}", *shares, _median(one.capital), _median(one.bellwether), *tests)


def _give_or_take(estimate: Estimate) -> str:
    half = 50.0 * (estimate.high - estimate.low)
    return f"{100.0 * estimate.value:.1f} ± {half:.1f} %"


def _median(days: DayCounts) -> str:
    low, high = days.quantile_interval(0.5)
    return f"{day(days.quantile(0.5))} ({day(low)} to {day(high)})"


def cost_sheet(found: Alike, costs: Sequence[Cost], head: str) -> Sheet:
    """What each variant costs."""
    rows = tuple(
        (one.label, f"{each.agents:,}", f"{each.run_ms:.1f}", f"{each.agent_tick_ns:.0f}")
        for one, each in zip(found.variants, costs, strict=True)
    )
    return Sheet("Cost", (head, "Agents", "ms per run", "ns per agent-tick"), rows)


def csv_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows of plain numbers as CSV with a header; what is not a number is left empty."""
    table = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table[0]), lineterminator="\n")
    writer.writeheader()
    for row in table:
        writer.writerow({key: _cell(value) for key, value in row.items()})
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.6g}"
    return value
