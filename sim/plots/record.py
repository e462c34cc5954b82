"""A result against the observed days: of each place, and how many places were lost on each day."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.score import PlaceScore, Score
from sim.counting import counted
from sim.geography.colours import BLUE, VERMILLION
from sim.plots.style import foot, head, headed, new_figure, styled

ROW_INCHES = 0.19
LEAST_INCHES = 3.4
WIDTH_INCHES = 10.0
MARGIN_DAYS = 0.5


def figure(found: Score) -> Figure:
    """Both views side by side; days are counted from the scenario's start."""
    with styled():
        drawn = new_figure(WIDTH_INCHES, max(LEAST_INCHES, 1.5 + ROW_INCHES * len(found.places)))
        head(drawn, title(found))
        left, right = drawn.subplots(1, 2, width_ratios=(3, 2))
        theatre = found.theatre
        place_days(
            left, found.places, theatre.horizon_days, theatre.start, f"runs, n = {found.side.runs:,} runs"
        )
        losses_a_day(right, found)
    return drawn


def title(found: Score) -> str:
    """The finding in one line."""
    n = len(found.places)
    return f"{found.side.name}: {found.within} of {n} observed days lie within the runs' 5 to 95 % range"


def shown_days(found: Score) -> float:
    """The last day on the axis: two thirds of the horizon may be empty."""
    return last_day(found.places, found.theatre.horizon_days)


def last_day(places: Sequence[PlaceScore], horizon: float) -> float:
    """The same of any places."""
    seen = [one.day for one in places] + [one.high for one in places]
    inside = [day for day in seen if day < horizon]
    some_never = any(day >= horizon for day in seen)
    return horizon if some_never or not inside else max(inside) + MARGIN_DAYS


def place_days(axes: Axes, places: Sequence[PlaceScore], horizon: float, start: str, whose: str) -> Axes:
    """The 5 to 95 % range and median at each place, and the observed day; a place that held points on.

    ``whose`` range it is, as "runs, n = 500".
    """
    name, _, size = whose.partition(", ")
    last = last_day(places, horizon)
    at = np.arange(len(places))
    low, median, high = (np.array([getattr(one, end) for one in places]) for end in ("low", "median", "high"))
    axes.hlines(at, low, high, color=BLUE, alpha=0.45, linewidth=3.0, label=f"{name}, 5 to 95 %")
    axes.plot(median, at, "o", color=BLUE, markersize=4.0, label=f"{name}, median")
    days = np.array([one.day for one in places])
    lost = np.array([not one.recorded.held for one in places])
    axes.hlines(
        at[lost],
        [one.censored.first for one in places if not one.recorded.held],
        [one.censored.last for one in places if not one.recorded.held],
        color=VERMILLION, linewidth=1.5,
    )  # fmt: skip
    axes.plot(days[lost], at[lost], "D", color=VERMILLION, markersize=4.5, label="observed")
    if not lost.all():
        held = ~lost
        axes.plot(days[held], at[held], ">", color=VERMILLION, markersize=6.5, label="observed: it held")
    names = [f"{one.place}{'' if one.within else ' *'}" for one in places]
    axes.set_yticks(at, names, fontsize=8.5)
    axes.set_ylim(len(at) - 0.4, -0.6)
    axes.set_xlim(0.0, last + (0.02 * horizon if last == horizon else 0.0))
    axes.grid(False, axis="y")
    headed(axes, days_finding(places, name))
    axes.legend(loc="best", fontsize=8.5)
    star = "" if all(one.within for one in places) else "; * observed outside the range"
    edge = f"; at the right edge: not lost within {horizon:g} days" if last == horizon else ""
    foot(
        axes,
        f"Day on which each place is lost, after the start ({start.partition('T')[0]})",
        f"{size}{edge}{star}",
        width=0.9,
    )
    return axes


def days_finding(places: Sequence[PlaceScore], whose: str) -> str:
    """How many places were lost earlier and later than in the median run."""
    early, late = (sum(sign * (one.day - one.median) > 0.0 for one in places) for sign in (-1.0, 1.0))
    were = "was" if early == 1 else "were"
    return f"{counted(early, 'place')} {were} lost earlier than the median of the {whose}, {late} later"


def losses_finding(found: Score) -> str:
    """The observed day of most losses, and how many the runs lose then."""
    worst = int(np.argmax(found.recorded_losses))
    low, mean, high = found.losses[:, worst]
    seen = counted(int(found.recorded_losses[worst]), "place")
    were = "was" if found.recorded_losses[worst] == 1 else "were"
    return f"{seen} {were} lost on day {worst + 1}, {mean:.1f} in the mean run ({low:g} to {high:g})"


def losses_a_day(axes: Axes, found: Score) -> Axes:
    """Places lost on each day: bars for the observed, a line in a band for the runs' mean and range."""
    last = min(math.ceil(shown_days(found)), len(found.recorded_losses))
    low, mean, high = found.losses[:, :last]
    at = np.arange(last) + 0.5
    axes.bar(at, found.recorded_losses[:last], 0.8, color=VERMILLION, alpha=0.75, label="observed")
    axes.fill_between(at, low, high, color=BLUE, alpha=0.2, linewidth=0, label="runs, 5 to 95 %")
    axes.plot(at, mean, color=BLUE, marker="o", markersize=3.5, linewidth=1.6, label="runs, mean")
    axes.set_ylim(bottom=0.0)
    axes.set_xlim(0.0, last)
    axes.set_ylabel("Places lost on each day")
    axes.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    headed(axes, losses_finding(found))
    axes.legend(loc="best", fontsize=8.5)
    note = f"{len(found.places)} places with an observed day; n = {found.side.runs:,} runs"
    foot(axes, f"Days after the start ({found.theatre.start.partition('T')[0]})", note)
    return axes


def alt_text(found: Score) -> str:
    """Words for ``figure``."""
    return f"{title(found)}. Days of loss by place: {told_days(found.places, 'runs')}."


def told_days(places: Sequence[PlaceScore], whose: str) -> str:
    """Each place's observed day and range in words."""
    return "; ".join(
        f"{one.place}: observed {one.recorded.words}, {whose} {one.low:g} to {one.high:g}, "
        f"median {one.median:g}"
        for one in places
    )
