"""The views of a comparison: which there are, in what order, how tall, and their words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis import findings
from sim.analysis.compare import Comparison, DayTable
from sim.plots import alt
from sim.plots.courses import course_finding, fan, series_title
from sim.plots.days import day_ecdf, day_histogram
from sim.plots.differences import changes, paired_differences
from sim.plots.dots import quantile_dots
from sim.plots.effects import by_assumption
from sim.plots.outcomes import outcome_bars
from sim.plots.style import DOTS_PER_INCH, data_address, single

WIDTH_INCHES, HEIGHT_INCHES = 5.4, 3.8
INCHES_PER_BAR, INCHES_PER_DOT_ROW = 0.13, 0.72
AROUND_INCHES = 1.6  # title, legend, label and note


@dataclass(frozen=True)
class View:
    """One figure to be: a file name, what it shows, its finding as its title, its words, what draws it."""

    name: str
    panel: str
    title: str
    alt: str
    draw: Callable[[Axes], Axes]
    height_inches: float = HEIGHT_INCHES


@dataclass(frozen=True)
class Image:
    """A finished figure for a page: its address holds it whole."""

    name: str
    panel: str
    title: str
    alt: str
    source: str
    wide: bool = False


def image_of(view: View, kind: str, dots_per_inch: int = DOTS_PER_INCH) -> Image:
    """One view as an image, "svg" or "png"."""
    return Image(
        view.name, view.panel, view.title, view.alt, data_address(view_figure(view), kind, dots_per_inch)
    )


def view_figure(view: View) -> Figure:
    """One view on a figure of its own."""
    return single(view.draw, WIDTH_INCHES, view.height_inches)


def views(comparison: Comparison, column: str = "capital_lost_day") -> Iterator[View]:
    """All views about one day column, in reading order; maps are in ``sim.plots.boards``."""
    table = comparison.day(column)
    yield _outcomes(comparison)
    yield from _assumptions(comparison)
    yield from _days(comparison, table)
    for other in range(1, len(comparison.sides)):
        yield from _against_first(comparison, table, other)
    for series in ("men_share", "morale"):
        for side in range(len(comparison.sides)):
            yield _fan(comparison, side, series)


def _outcomes(comparison: Comparison) -> View:
    bars = len(comparison.outcomes.seen) * len(comparison.sides)
    height = max(HEIGHT_INCHES, AROUND_INCHES + INCHES_PER_BAR * bars)
    draw = partial(outcome_bars, comparison=comparison)
    finding = findings.outcomes_finding(comparison)
    return View("outcomes", "How the runs end", finding, alt.alt_outcomes(comparison), draw, height)


def _assumptions(comparison: Comparison) -> Iterator[View]:
    """The number that is not known and on which most hangs."""
    for assumption in comparison.assumptions[:1]:
        draw = partial(by_assumption, comparison=comparison, assumption=assumption)
        words = alt.alt_assumption(comparison, assumption)
        finding = findings.assumption_finding(comparison, assumption)
        yield View("assumption", f"By {assumption.words}", finding, words, draw)


def _days(comparison: Comparison, table: DayTable) -> Iterator[View]:
    words = alt.alt_days(comparison, table)
    height = max(HEIGHT_INCHES, AROUND_INCHES + INCHES_PER_DOT_ROW * len(comparison.sides))
    dots = partial(quantile_dots, comparison=comparison, table=table)
    finding = findings.fifty_finding(comparison, table)
    yield View("dots", f"{table.event}: fifty runs", finding, alt.alt_dots(comparison, table), dots, height)
    finding, bars = findings.median_finding(comparison, table), partial(day_histogram, comparison=comparison)
    yield View("days", f"{table.event}: on which day", finding, words, partial(bars, table=table))
    finding, curve = findings.share_finding(comparison, table), partial(day_ecdf, comparison=comparison)
    yield View("by-day", f"{table.event}: by which day", finding, words, partial(curve, table=table))


def _against_first(comparison: Comparison, table: DayTable, other: int) -> Iterator[View]:
    if table.paired[other - 1] is not None:
        pairs = partial(paired_differences, comparison=comparison, table=table, other=other)
        yield View(
            f"paired-{other}",
            f"Paired runs of {comparison.names[other]}",
            findings.paired_finding(comparison, table, other),
            alt.alt_paired(comparison, table, other),
            pairs,
        )
    changed = partial(changes, comparison=comparison, other=other)
    yield View(
        f"changes-{other}",
        f"What {comparison.names[other]} changes",
        findings.changes_finding(comparison, other),
        alt.alt_changes(comparison, other),
        changed,
    )


def _fan(comparison: Comparison, side: int, series: str) -> View:
    draw = partial(fan, comparison=comparison, side=side, series=series)
    name = f"{series.replace('_', '-')}-{side}"
    panel = f"{comparison.names[side]}: {series_title(series)}"
    return View(
        name, panel, course_finding(comparison, side, series), alt.alt_fan(comparison, side, series), draw
    )
