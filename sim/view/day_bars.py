"""Bars one can choose: on which day something happens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sim.analysis.compare import Comparison, DayTable
from sim.analysis.statistics import Floats
from sim.plots.days import histogram_counts, observed_day, shared_bins
from sim.scenario.calendar import date_of, in_brackets
from sim.view.bars import WIDTH, Bar, Chart, Text
from sim.view.behind import FINGER_BINS

TOP, LINE = 30.0, 14.0  # above the bars, of which a line for the observed day


@dataclass(frozen=True)
class Upright:
    """How upright bars are laid out: side by side, or the bars of each result in a row of their own."""

    kind: str  # of what is chosen
    most: int  # bins; 0: as in the figures
    rows: int
    left: float
    row: float
    head: float  # above each row
    below: float
    letters: float

    @property
    def height(self) -> float:
        """Of the whole chart."""
        return TOP + self.rows * (self.head + self.row) + self.below

    def top(self, side: int) -> float:
        """Where the row of a result begins."""
        at = side if self.rows > 1 else 0
        return TOP + at * (self.head + self.row) + self.head

    def rise(self, side: int, share: float, most: float) -> float:
        """Where a share lies in the row of a result, upwards."""
        return round(self.top(side) + self.row * (1.0 - share / most), 1)


BESIDE = Upright("d", 0, 1, left=44.0, row=158.0, head=0.0, below=40.0, letters=10.0)


def below_each_other(sides: int) -> Upright:
    """For a finger: rows 44 px high or higher on a phone of 360 px, and bars of 24 px or wider."""
    return Upright("t", FINGER_BINS, sides, left=62.0, row=84.0, head=24.0, below=48.0, letters=16.0)


def draw_days(comparison: Comparison, table: DayTable) -> Chart:
    """Share of runs by the day of an event, upright, never as a bar of its own; ``touch`` is for a finger."""
    touch = below_each_other(len(table.sides))
    return upright_bars(comparison, table, BESIDE) | {"touch": upright_bars(comparison, table, touch)}


def upright_bars(comparison: Comparison, table: DayTable, laid: Upright) -> Chart:
    """The bars of days."""
    edges = shared_bins(table, laid.most)
    groups = day_bars(comparison, table, laid.kind, edges)
    most = max((bar.interval.high for group in groups for bar in group), default=1.0) or 1.0
    top = next(each for each in (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0) if each >= min(most, 1.0))
    wide = (WIDTH - laid.left) / (len(groups) + 0.8)
    in_a_group = 1 if laid.rows > 1 else len(table.sides)
    bars = []
    for g, group in enumerate(groups):
        left = laid.left + (g + (0.6 if g == len(groups) - 1 else 0.0)) * wide
        each = 0.86 * wide / in_a_group
        for bar in group:
            at = left + 0.07 * wide + (bar.side % in_a_group) * each
            bars.append(upright(bar, laid, (left, wide) if in_a_group == 1 else (at, each), (at, each), top))
    seen = [
        (laid.left + day / edges[1] * wide, words) for day, words in observed_in(comparison, table, edges[-1])
    ]
    scale = [(laid.rise(row, s, top), s) for row in range(laid.rows) for s in shares_named(laid, top)]
    shares: list[Text] = [
        (laid.left - 5, y + 0.4 * laid.letters, "end", f"{100 * s:.0f} %") for y, s in scale
    ]
    names = zip(range(laid.rows), comparison.names, strict=False) if laid.rows > 1 else ()
    return {
        "height": laid.height,
        "words": f"{table.event}: share of runs by day",
        "grid": [(laid.left, y, WIDTH, y) for y, _ in scale],
        "observed": [(x, TOP - LINE, laid.height - laid.below) for x, _ in seen],
        "texts": [
            *(above(x, words) for x, words in seen),
            (WIDTH, TOP - 4, "end", f"not within {comparison.horizon_days:g} days"),
            *shares,
            *((laid.left, laid.top(row) - 6, "start", name) for row, name in names),
            *days_below(laid, [*edges], wide, in_brackets(date_of(comparison.theatre.start, 0.0))),
        ],
        "bars": bars,
    }


def shares_named(laid: Upright, top: float) -> tuple[float, ...]:
    """The shares that the axis of a row names."""
    return (0.0, top) if laid.rows > 1 else (0.0, top / 2.0, top)


def day_bars(comparison: Comparison, table: DayTable, kind: str, edges: Floats) -> list[list[Bar]]:
    """For each bin of days and for never, a bar for each side."""
    counts = [histogram_counts(days, edges) for days in table.sides]
    spans = [f"day {low:g} to {high:g}" for low, high in pairwise(edges)]
    return [
        [
            Bar(s, f"{kind}:{s}:{b}", f"{name}, {table.event}, {span}", int(counts[s][b]), table.sides[s].n)
            for s, name in enumerate(comparison.names)
        ]
        for b, span in enumerate([*spans, "never"])
    ]


def observed_in(comparison: Comparison, table: DayTable, last: float) -> Iterator[tuple[float, str]]:
    """The day of the record and its words, where bars up to a ``last`` day show it."""
    seen = observed_day(comparison, table)
    if seen is not None and not seen.held and seen.middle <= last:
        date = in_brackets(date_of(comparison.theatre.start, seen.middle))
        yield float(seen.middle), f"observed in the war: {seen.words}{date}"


def above(x: float, words: str) -> Text:
    """Words above a line through the bars, on the side that has more room, above those of the last bar."""
    y = TOP - 4 - LINE
    return (x + 3, y, "start", words) if x < WIDTH / 2 else (x - 3, y, "end", words)


def days_below(laid: Upright, edges: Sequence[float], wide: float, start: str) -> Iterator[Text]:
    """The days under the bars; ``start`` is the date of day 0, in brackets."""
    every, y = max(1, round(len(edges) / 9)), laid.height - laid.below + 1.5 * laid.letters
    for i, edge in enumerate(edges):
        if i % every == 0:
            yield round(laid.left + i * wide, 1), y, "middle", f"{edge:g}"
    yield round(laid.left + (len(edges) - 1 + 0.6 + 0.5) * wide, 1), y, "middle", "never"
    yield laid.left, laid.height - 8, "start", f"days after the start{start}"


def upright(
    bar: Bar, laid: Upright, touched: tuple[float, float], drawn: tuple[float, float], top: float
) -> dict[str, Any]:
    """One bar from below; what is ``touched`` and what is ``drawn`` begin somewhere and are so wide."""
    left, wide = drawn
    foot = laid.rise(bar.side, 0.0, top)
    y = min(laid.rise(bar.side, bar.share, top), foot - (1.5 if bar.runs else 0.0))
    hit, middle = (
        (touched[0], laid.top(bar.side), touched[1], laid.row),
        round(left + 0.5 * max(wide - 1, 0.8), 1),
    )
    ends = (laid.rise(bar.side, end, top) for end in (bar.interval.low, bar.interval.high))
    low, high = ends if bar.runs else (foot, foot)
    whisker = [middle, low, middle, high] if bar.runs else []
    return bar.drawn(hit, (left, y, max(wide - 1, 0.8), foot - y), whisker)
