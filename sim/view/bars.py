"""Bars one can choose: how runs end, and on which day something happens, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sim.analysis.compare import Comparison, DayTable
from sim.analysis.sentences import OUTCOME_WORDS, percent
from sim.plots.days import histogram_counts, shared_bins
from sim.view.markup import joined, safe

WIDTH, ROW, LABEL = 480.0, 14.0, 146.0
HEIGHT, LEFT, BOTTOM, TOP = 210.0, 44.0, 40.0, 12.0


@dataclass(frozen=True)
class Bar:
    """Runs that have something in common: of which side, and how they can be found again."""

    side: int
    pick: str
    words: str
    runs: int
    of: int

    @property
    def share(self) -> float:
        """Of that side's runs."""
        return self.runs / max(self.of, 1)

    @property
    def told(self) -> str:
        """The bar in words."""
        return f"{self.words}: {self.runs:,} of {self.of:,} runs, {percent(self.share)}"


def patterns(sides: int) -> str:
    """Fills of the sides: a colour and a hatch of its own for each."""
    return f"<defs>{joined(pattern(side) for side in range(sides))}</defs>"


def pattern(side: int) -> str:
    """The hatch of one side over its colour."""
    from sim.plots.style import style

    colour = style(side).colour
    lines = ("", "M0 6L6 0", "M3 0V6", "M0 3H6", "M0 0L6 6", "M0 6L6 0M0 0L6 6", "M1 1h2v2h-2z")[side % 7]
    hatch = f'<path d="{lines}" stroke="#fff" stroke-width="1.6" fill="none"/>' if lines else ""
    return (
        f'<pattern id="side{side}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="{colour}"/>{hatch}</pattern>'
    )


def legend(names: Sequence[str]) -> str:
    """Which fill is whose."""
    return f'<p class="rout-names">{joined(sample(side, name) for side, name in enumerate(names))}</p>'


def sample(side: int, name: str) -> str:
    """One entry of the legend."""
    box = f'{patterns(side + 1)}<rect width="16" height="10" fill="url(#side{side})"/>'
    return f'<span><svg viewBox="0 0 16 10" aria-hidden="true">{box}</svg> {safe(name)}</span>'


# --- how runs end ----------------------------------------------------------------
def outcome_bars(comparison: Comparison) -> list[list[Bar]]:
    """For each outcome seen, a bar for each side."""
    table = comparison.outcomes
    return [
        [
            Bar(
                s,
                f"o:{s}:{k}",
                f"{name}, {OUTCOME_WORDS[table.names[k]]}",
                int(table.counts[s][k]),
                side.runs,
            )
            for s, (name, side) in enumerate(zip(comparison.names, comparison.sides, strict=True))
        ]
        for k in table.seen
    ]


def draw_outcomes(comparison: Comparison, chosen: str) -> str:
    """Share of runs by outcome, across."""
    groups = outcome_bars(comparison)
    sides = len(comparison.sides)
    step = ROW * sides + 10
    height = step * len(groups) + 22
    rows = []
    for g, group in enumerate(groups):
        top = 4 + g * step
        word = OUTCOME_WORDS[comparison.outcomes.names[comparison.outcomes.seen[g]]]
        rows.append(f'<text x="{LABEL - 8}" y="{top + step / 2:.0f}" text-anchor="end">{safe(word)}</text>')
        rows.extend(across(bar, top + bar.side * ROW, chosen) for bar in group)
    scale = joined(
        f'<line class="grid" x1="{at(s)}" x2="{at(s)}" y1="0" y2="{height - 18}"/>'
        f'<text x="{at(s)}" y="{height - 4}" text-anchor="middle">{100 * s:.0f} %</text>'
        for s in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    return framed(
        height, patterns(sides) + scale + joined(rows), "How the runs end: share of runs by outcome"
    )


def at(share: float) -> float:
    """Where a share lies, across."""
    return round(LABEL + share * (WIDTH - LABEL - 50), 1)


def across(bar: Bar, top: float, chosen: str) -> str:
    """One bar from left to right; its touch area reaches over the row, so that a thin bar can be hit."""
    wide = max(at(bar.share) - LABEL, 1.5 if bar.runs else 0.0)
    inner = (
        f'<rect class="hit" x="{LABEL}" y="{top}" width="{WIDTH - LABEL}" height="{ROW - 1}"/>'
        f'<rect class="bar" x="{LABEL}" y="{top}" width="{wide:.1f}" height="{ROW - 2}" '
        f'fill="url(#side{bar.side})"/>'
        f'<text x="{LABEL + wide + 5:.1f}" y="{top + ROW - 4}">{percent(bar.share)}</text>'
    )
    return choosable(bar, inner, chosen)


# --- on which day ----------------------------------------------------------------
def day_bars(comparison: Comparison, table: DayTable) -> list[list[Bar]]:
    """For each bin of days and for never, a bar for each side."""
    edges = shared_bins(table)
    counts = [histogram_counts(days, edges) for days in table.sides]
    spans = [f"day {low:g} to {high:g}" for low, high in pairwise(edges)]
    return [
        [
            Bar(s, f"d:{s}:{b}", f"{name}, {table.event}, {span}", int(counts[s][b]), table.sides[s].n)
            for s, name in enumerate(comparison.names)
        ]
        for b, span in enumerate([*spans, "never"])
    ]


def draw_days(comparison: Comparison, table: DayTable, chosen: str) -> str:
    """Share of runs by the day of an event, upright, never as a bar of its own."""
    groups, edges = day_bars(comparison, table), shared_bins(table)
    most = max((bar.share for group in groups for bar in group), default=1.0) or 1.0
    top = next(each for each in (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0) if each >= min(most, 1.0))
    wide = (WIDTH - LEFT) / (len(groups) + 0.8)
    bars = []
    for g, group in enumerate(groups):
        left = LEFT + (g + (0.6 if g == len(groups) - 1 else 0.0)) * wide
        each = 0.86 * wide / len(group)
        bars += [upright(bar, left + 0.07 * wide + bar.side * each, each, top, chosen) for bar in group]
    parts = patterns(len(comparison.sides)) + scale_up(top) + joined(bars) + days_below([*edges], wide)
    return framed(HEIGHT, parts, f"{table.event}: share of runs by day")


def scale_up(top: float) -> str:
    """Grid lines and shares at the left."""
    return joined(
        f'<line class="grid" x1="{LEFT}" x2="{WIDTH}" y1="{rise(s, top)}" y2="{rise(s, top)}"/>'
        f'<text x="{LEFT - 5}" y="{rise(s, top) + 4}" text-anchor="end">{100 * s:.0f} %</text>'
        for s in (0.0, top / 2.0, top)
    )


def rise(share: float, top: float) -> float:
    """Where a share lies, upwards."""
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - share / top), 1)


def days_below(edges: list[float], wide: float) -> str:
    """The days under the bars."""
    every = max(1, round(len(edges) / 9))
    ticks = joined(
        f'<text x="{LEFT + i * wide:.1f}" y="{HEIGHT - BOTTOM + 15}" text-anchor="middle">{edge:g}</text>'
        for i, edge in enumerate(edges) if i % every == 0
    )  # fmt: skip
    never = LEFT + (len(edges) - 1 + 0.6 + 0.5) * wide
    return (
        f'{ticks}<text x="{never:.1f}" y="{HEIGHT - BOTTOM + 15}" text-anchor="middle">never</text>'
        f'<text x="{LEFT}" y="{HEIGHT - 8}">days after the start</text>'
    )


def upright(bar: Bar, left: float, wide: float, top: float, chosen: str) -> str:
    """One bar from below; its touch area reaches to the top."""
    y = min(rise(bar.share, top), rise(0.0, top) - (1.5 if bar.runs else 0.0))
    tall = rise(0.0, top) - y
    inner = (
        f'<rect class="hit" x="{left:.1f}" y="{TOP}" width="{wide:.1f}" height="{HEIGHT - TOP - BOTTOM}"/>'
        f'<rect class="bar" x="{left:.1f}" y="{y:.1f}" width="{max(wide - 1, 0.8):.1f}" height="{tall:.1f}" '
        f'fill="url(#side{bar.side})"/>'
    )
    return choosable(bar, inner, chosen)


# --- both ------------------------------------------------------------------------
def choosable(bar: Bar, inner: str, chosen: str) -> str:
    """A bar that can be chosen by mouse, touch or keyboard; an empty one cannot."""
    if not bar.runs:
        return f"<g><title>{safe(bar.told)}</title>{inner}</g>"
    kind = "bar-group chosen" if bar.pick == chosen else "bar-group"
    return (
        f'<g class="{kind}" data-pick="{bar.pick}" tabindex="0" role="button" '
        f'aria-label="{safe(bar.told)}"><title>{safe(bar.told)}</title>{inner}</g>'
    )


def framed(height: float, inner: str, words: str) -> str:
    """An SVG of the usual width."""
    return f'<svg viewBox="0 0 {WIDTH:g} {height:g}" role="group" aria-label="{safe(words)}">{inner}</svg>'
