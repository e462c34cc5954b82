"""How long would a place have to hold? Held from the start up to each of several days, against free runs.

All days are points of one batch, paired on the same random seeds with free runs, which stand at 0 days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import typer
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.arms import spread
from sim.analysis.pairs import in_all, restricted_change, share_change
from sim.analysis.sentences import days_later, points, signed, to_one_place, worst_error
from sim.analysis.source import Theatre, read_runs
from sim.analysis.statistics import Estimate, Floats, mean_t, share
from sim.errors import UsageError
from sim.files import write_atomically
from sim.plots.style import FAINT, INK, error_line, foot, head, new_figure, save_kinds, style, styled
from sim.report.table import Table, csv_text
from sim.scenario import Scenario
from sim.scenario.calendar import date_of, in_brackets
from sim.studies.runner import (
    AtOption,
    Study,
    StudyRunner,
    along,
    changed,
    garrisoned,
    held,
    numbers_listed,
    study_options,
)

UNTIL_DAY = "branch.until_day"
DAYS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 17, 20, 25, 30, 40, 50, 60, 90, 120, 180, 365, 730, 1460)
MATTERS = 0.1  # a share: the change of the chance that is looked for
LEAST_SPAN_DAYS = 0.5  # either side: differences of minutes are not drawn as large ones
PANEL_INCHES = (4.6, 3.6)

DaysOption = Annotated[
    str | None,
    typer.Option(help="Days up to which the place is held.", metavar="1,2,3,..."),
]


@dataclass(frozen=True)
class HeldUpTo:
    """The runs in which the place is held up to one day.

    ``falls`` is the chance that the capital falls and ``day`` the restricted mean of its day;
    ``change`` and ``later`` are their differences from the free runs.
    """

    days: float
    falls: Estimate
    day: Estimate
    change: Estimate
    later: Estimate

    def row(self) -> dict[str, float]:
        """Plain numbers: shares as shares, days as days."""
        return {
            "held_days": self.days,
            **spread("capital_falls", self.falls),
            **spread("capital_day", self.day),
            **spread("change", self.change),
            **spread("capital_days_later", self.later),
        }


@dataclass(frozen=True)
class HowLong:
    """What holding a place changes by the days that it is held, ascending; the first are the free runs."""

    theatre: Theatre
    points: tuple[HeldUpTo, ...]
    pairs: int

    def rows(self) -> Iterator[dict[str, float]]:
        """One row of plain numbers per number of days."""
        for one in self.points:
            yield one.row()


def usual_days(scenario: Scenario) -> tuple[float, ...]:
    """Days worth asking about, closer together near the start, up to the whole horizon."""
    horizon = scenario.scenario.horizon_days
    return (*(float(day) for day in DAYS if day < horizon), horizon)


def by_days_held(
    runner: StudyRunner, scenario: Scenario, name: str, place: str, days: Sequence[float]
) -> HowLong:
    """Free runs, and the place held up to each of ``days``, which are above 0."""
    values = sorted(set(days))
    free = read_runs(runner.run(changed(scenario, {"branch.kind": "free"}), f"{name}-free"))
    batch = f"{name}-{_file_name(scenario, place)}"
    runs = read_runs(runner.run(changed(scenario, held(place)), batch, along(UNTIL_DAY, values)))
    theatre = runs.theatre
    lost = runs.days("capital_lost_day", theatre.horizon_days)
    of_point = [runs.points == k for k in range(len(values))]
    shared = in_all([free.numbers, *(runs.numbers[these] for these in of_point)])
    without = free.days("capital_lost_day", theatre.horizon_days)[shared[0]]
    columns = [without, *(lost[these][at] for these, at in zip(of_point, shared[1:], strict=True))]
    found = [
        _point(value, without, column, theatre.horizon_days)
        for value, column in zip([0.0, *values], columns, strict=True)
    ]
    return HowLong(theatre, tuple(found), len(without))


def _file_name(scenario: Scenario, place: str) -> str:
    return f"held-{list(scenario.places).index(place):02d}"


def _point(days_held: float, free: Floats, held_runs: Floats, horizon: float) -> HeldUpTo:
    fell = ~np.isnan(held_runs)
    watched, counts = np.unique(np.fmin(held_runs, horizon), return_counts=True)
    return HeldUpTo(
        days=days_held,
        falls=share(int(fell.sum()), len(fell)),
        day=mean_t(watched, counts),
        change=share_change(~np.isnan(free), fell),
        later=restricted_change(free, held_runs, horizon),
    )


def sentences(found: HowLong) -> list[str]:
    """From how many days on it matters, and how far holding for the longest time moves the capital's day."""
    last, theatre = found.points[-1], found.theatre
    moved = f"{theatre.capital} falls {days_later(last.later)} days later on average"
    return [sentence(found), f"Held for {_for(last)}, {moved}, each run watched to the horizon."]


def sentence(found: HowLong) -> str:
    """From how many days on the chance that the capital falls changes by at least ten points."""
    theatre, asked = found.theatre, found.points[1:]
    what = f"the chance that {theatre.capital} falls within {theatre.horizon_days:g} days"
    least = f"{100.0 * MATTERS:g} percentage points"
    start = _from_where(asked)
    if start is not None:
        text = (
            f"If {theatre.branch_place} is held for {_for(start)} or more, {what} changes by at least "
            f"{least}: by {points(start.change)} if it is held for {_for(start)}"
        )
        last = asked[-1]
        return f"{text}." if last is start else f"{text}, by {points(last.change)} if for {_for(last)}."
    some = [one for one in asked if abs(one.change.value) >= MATTERS]
    if some:
        listed = ", ".join(f"{one.days:g} ({signed(100.0 * one.change.value)})" for one in some)
        return (
            f"Holding {theatre.branch_place} changes {what} by at least {least} if it is held for {listed} "
            "days, but not if it is held for longer."
        )
    most = max(reversed(asked), key=lambda one: abs(one.change.value))
    return (
        f"However long {theatre.branch_place} is held, {what} changes by less than {least}: at most by "
        f"{points(most.change)}, if it is held for {_for(most)}."
    )


def _for(one: HeldUpTo) -> str:
    """Its days in words."""
    return "1 day" if one.days == 1.0 else f"{one.days:g} days"


def _from_where(asked: Sequence[HeldUpTo]) -> HeldUpTo | None:
    """The fewest days from which on every change is at least as large as is asked for, in one direction."""
    first = None
    for one in reversed(asked):
        same_way = first is None or (one.change.value > 0.0) == (first.change.value > 0.0)
        if abs(one.change.value) < MATTERS or not same_way:
            break
        first = one
    return first


def table(found: HowLong) -> Table:
    """What the place's holding changes, by days."""
    capital = found.theatre.capital
    heads = (
        "Days held, until",
        f"{capital} falls, %",
        "Change, points",
        f"{capital} falls, mean day",
        "Days later",
    )
    rows = tuple(_cells(one, found.theatre.start) for one in found.points)
    return Table(f"{found.theatre.branch_place} held from the start for some days", heads, rows)


def _cells(one: HeldUpTo, start: str) -> tuple[str, ...]:
    falls = to_one_place(one.falls, 100.0)
    if one.days == 0.0:
        return "0 (free)", falls, "", to_one_place(one.day), ""
    until = in_brackets(date_of(start, one.days))
    return f"{one.days:g}{until}", falls, points(one.change), to_one_place(one.day), days_later(one.later)


def curve(axes: Axes, found: HowLong, *, day: bool = False) -> Axes:
    """The chance that the capital falls, or the restricted mean of its day, by the days held, with a band."""
    theatre, n = found.theatre, found.pairs
    scale = 1.0 if day else 100.0
    estimates = [one.day if day else one.falls for one in found.points]
    ends = scale * np.array([(one.low, one.value, one.high) for one in estimates]).T
    ends = np.where(np.isfinite(ends), ends, ends[1])  # one run has no interval
    at = np.array([one.days for one in found.points])
    mark = style(1 if day else 0)
    axes.fill_between(at, ends[0], ends[2], color=mark.colour, alpha=0.2, linewidth=0)
    error_line(axes, at, ends, mark)
    axes.axhline(ends[1][0], color=INK, linewidth=0.8, linestyle=":")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if day:
        middle, half = 0.5 * (ends[0].min() + ends[2].max()), 0.5 * (ends[2].max() - ends[0].min())
        reach = max(LEAST_SPAN_DAYS, 1.1 * half) * np.array([-1.0, 1.0])
        axes.set_ylim(*(middle + reach))
        axes.set_ylabel("Mean day, never as the last")
        axes.set_title(f"Day on which {theatre.capital} falls", fontsize=10)
        error = f"±{1.96 * max(one.error for one in estimates):.2f} days"
    else:
        reach = ends[1][0] + 100.0 * MATTERS * np.array([-1.0, 1.0])
        axes.axhspan(*reach, color=FAINT, alpha=0.12, linewidth=0, zorder=0)
        axes.set_ylim(-3.0, 103.0)
        axes.set_ylabel("Runs, %")
        axes.set_title(f"{theatre.capital} falls within {theatre.horizon_days:g} days", fontsize=10)
        error = f"±{worst_error(n):.1f} points"
    kept = "free runs dotted" if day else f"free runs dotted, ±{100.0 * MATTERS:g} points of them grey"
    size = f"n = {n:,} runs at each value, on the same random seeds"
    foot(axes, "Days held", f"{size}; Monte Carlo error at most {error} (95 %); {kept}")
    return axes


def figure(found: HowLong) -> Figure:
    """The chance and the day, side by side."""
    with styled():
        page = new_figure(2 * PANEL_INCHES[0], PANEL_INCHES[1])
        left, right = page.subplots(1, 2)
        curve(left, found)
        curve(right, found, day=True)
        head(page, sentence(found))
    return page


def alt_text(found: HowLong) -> str:
    """Words for ``figure``."""
    rows = "; ".join(
        f"{one.days:g} days: {to_one_place(one.falls, 100.0)} %, day {to_one_place(one.day)}"
        for one in found.points
    )
    return (
        f"Chance that {found.theatre.capital} falls and the mean of its day, by the days for which "
        f"{found.theatre.branch_place} is held, with 95 % intervals. {rows}."
    )


@study_options("how-long")
def how_long(study: Study, days: DaysOption = None, at: AtOption = None) -> None:
    """How long would a place have to hold? Hold it up to each of several days.

    [bold]rout how-long homs -n 1000[/bold]

    Its garrison cannot break or leave from the start up to that day. Each day is paired with free runs on \
the same random seeds. The table, the figure and the runs go to results/how-long-SCENARIO.
    """
    scenario = study.scenario
    place = garrisoned(scenario, "--at", at) if at else scenario.branch_place
    wanted = _days(scenario, days) if days else usual_days(scenario)
    found = by_days_held(study.runner, scenario, study.name, place, wanted)
    said = sentences(found)
    files = [write_atomically(study.folder / "how-long.csv", csv_text(found.rows()))]
    files += save_kinds(figure(found), study.folder, "how-long", sentence(found), alt_text(found))
    body = {
        "sentences": said,
        "place": place,
        "horizon_days": found.theatre.horizon_days,
        "pairs": found.pairs,
        "rows": list(found.rows()),
    }
    study.show([table(found)], said, files, body)


def _days(scenario: Scenario, text: str) -> tuple[float, ...]:
    """Days up to the horizon without 0, which is free runs. Raises UsageError for anything else."""
    found = tuple(day for day in numbers_listed("--days", text) or () if day > 0.0)
    horizon = scenario.scenario.horizon_days
    if not found or found[-1] > horizon:
        raise UsageError(
            f"--days {text!r}: expected a day above 0, and none after the horizon, day {horizon:g}"
        )
    return found
