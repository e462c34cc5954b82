"""Bars one can choose: how runs end. Those by day are in ``day_bars``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.analysis.compare import Comparison
from sim.analysis.sentences import OUTCOME_WORDS, percent, percent_interval
from sim.analysis.statistics import Estimate
from sim.analysis.statistics import share as share_estimate
from sim.counting import counted

WIDTH = 480.0
ROW_EDGE = 2.0  # between a bar and the end of its row
Chart = dict[str, Any]  # height, words, lines of the grid, texts and bars, in units of WIDTH
Box = tuple[float, float, float, float]  # x, y, width, height
Text = tuple[float, float, str, str]  # x, y, anchor, words
Whisker = list[float]  # x and y of one end, and of the other


@dataclass(frozen=True)
class Across:
    """How bars from left to right are laid out: heights and margins, in units of ``WIDTH``.

    What they are of stands above them where there is a ``head``, in the row of the first, else to their left.
    """

    row: float  # what can be touched
    empty: float  # a row without runs: nothing to choose
    bar: float
    left: float
    right: float
    head: float
    gap: float
    letters: float

    def at(self, share: float) -> float:
        """Where a share lies."""
        return round(self.left + share * (WIDTH - self.left - self.right), 1)

    def height(self, bar: Bar) -> float:
        """The height of a bar's row."""
        return self.row if bar.runs else self.empty


# letters as large as in style.css; rows are 44 px high on a phone of 360 px, where 480 units are 326 px
MOUSE = Across(row=15.0, empty=15.0, bar=13.0, left=160.0, right=56.0, head=0.0, gap=10.0, letters=10.0)
TOUCH = Across(row=66.0, empty=20.0, bar=28.0, left=24.0, right=66.0, head=20.0, gap=24.0, letters=16.0)


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
    def interval(self) -> Estimate:
        """The share with its interval."""
        return share_estimate(self.runs, self.of)

    def drawn(
        self, hit: Box, box: Box, whisker: Whisker, text: tuple[float, float, str] | None = None
    ) -> dict[str, Any]:
        """The bar as a page draws it; ``hit`` can be touched, so that a thin bar can be chosen too."""
        runs = f"{self.runs:,} of {counted(self.of, 'run')}"
        words = f"{self.words}: {runs}, {percent_interval(self.interval)}"
        return {
            "side": self.side, "pick": self.pick, "words": words, "runs": self.runs,
            "hit": rounded(hit), "box": rounded(box), "whisker": whisker, "text": text,
        }  # fmt: skip


def rounded(box: Box) -> list[float]:
    """A box to the tenth."""
    return [round(each, 1) for each in box]


# --- how runs end ----------------------------------------------------------------
def outcome_bars(comparison: Comparison) -> list[list[Bar]]:
    """For each outcome seen, a bar for each side."""
    table, sides = comparison.outcomes, comparison.sides

    def bar(s: int, k: int) -> Bar:
        words = f"{comparison.names[s]}, {OUTCOME_WORDS[table.names[k]]}"
        return Bar(s, f"o:{s}:{k}", words, int(table.counts[s][k]), sides[s].runs)

    return [[bar(s, k) for s in range(len(sides))] for k in table.seen]


def draw_outcomes(comparison: Comparison) -> Chart:
    """Share of runs by outcome, across; ``touch`` is the same for a finger."""
    return laid_out(comparison, MOUSE) | {"touch": laid_out(comparison, TOUCH)}


def laid_out(comparison: Comparison, across: Across) -> Chart:
    """The outcomes' bars."""
    bars: list[dict[str, Any]] = []
    names: list[Text] = []
    top = 0.0
    for group, k in zip(outcome_bars(comparison), comparison.outcomes.seen, strict=True):
        head = 0.0 if group[0].runs else across.head  # a row that can be touched is high enough for it
        below = top + head + sum(across.height(bar) for bar in group) + across.gap
        words, middle = OUTCOME_WORDS[comparison.outcomes.names[k]], round(4 + 0.5 * (top + below))
        above = (across.left, round(top + 0.8 * across.head), "start", words)
        names.append(above if across.head else (across.left - 8, middle, "end", words))
        top += 4 + head
        for at, bar in enumerate(group):
            bars.append(in_row(bar, across, top, lean(at, len(group))))
            top += across.height(bar)
        top = below
    height = top + 22
    shares = (0.0, 0.25, 0.5, 0.75, 1.0)
    scale: list[Text] = [(across.at(s), height - 4, "middle", f"{100 * s:.0f} %") for s in shares]
    return {
        "height": height,
        "words": "How the runs end: share of runs by outcome",
        "grid": [(across.at(s), 0, across.at(s), height - 18) for s in shares],
        "observed": [],
        "texts": [*scale, *names],
        "bars": bars,
    }


def lean(at: int, of: int) -> float:
    """Where a bar stands in its row, 0 at the top to 1: the first and the last of a group near the others."""
    return 0.5 if of == 1 else 1.0 - at / (of - 1)


def in_row(bar: Bar, across: Across, top: float, down: float) -> dict[str, Any]:
    """One bar from left to right, so far ``down`` in its row, with its interval and its share behind that."""
    wide = max(across.at(bar.share) - across.left, 1.5 if bar.runs else 0.0)
    high = across.height(bar) - 1.0
    spare = max(0.0, high - across.bar - 2.0 * ROW_EDGE)
    middle = round(top + 0.5 * high + (down - 0.5) * spare, 1)
    low, upper = across.at(bar.interval.low), across.at(bar.interval.high)
    text = (round(upper + 6, 1), round(middle + 0.35 * across.letters, 1), percent(bar.share))
    box = (across.left, middle - 0.5 * across.bar, wide, across.bar)
    hit = (across.left, top, WIDTH - across.left, high)
    return bar.drawn(hit, box, [low, middle, upper, middle], text)
