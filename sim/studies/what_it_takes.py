"""What would holding a place have taken? Each lever by several amounts in free runs, and all levers together.

A place counts as held if it is not lost by the horizon, even for a time. Every level is paired with the
unchanged free runs on the same random seeds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import typer
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.arms import spread
from sim.analysis.pairs import match, share_change
from sim.analysis.sentences import percent_to_one_place, points, to_one_place, worst_error
from sim.analysis.source import ResultLike, read_runs
from sim.analysis.statistics import CONFIDENCE, Estimate, share
from sim.counting import counted
from sim.errors import UsageError
from sim.files import write_atomically
from sim.plots.style import FAINT, GRID, foot, head, new_figure, save_kinds, style, styled, whiskers
from sim.report.table import Table, csv_text
from sim.scenario import Scenario
from sim.scenario.words import did_you_mean
from sim.studies.levers import LEVERS, TOGETHER, Level, Lever, levers_of
from sim.studies.runner import AtOption, Study, StudyRunner, changed, garrisoned, study_options

HALF = 0.5
COLUMNS = ("place", "capital")
UNCHANGED = "unchanged"
NOT_TRIED = "not within the range tried"
ROW_INCHES = 0.2
PANEL_INCHES = 4.4

LeversOption = Annotated[
    str | None,
    typer.Option(
        help=f"Levers to ask about: {', '.join(LEVERS)}; all of them if not given.", metavar="A,B,..."
    ),
]


@dataclass(frozen=True)
class Tried:
    """One level in free runs: how often each watched place is held, and its change from no level at all.

    ``held`` and ``change`` are shares, of the place first and then, unless it is the place, of the capital.
    """

    lever: str
    amount: str
    words: str
    held: tuple[Estimate, ...]
    change: tuple[Estimate, ...]
    pairs: int

    @property
    def enough(self) -> bool:
        """Whether the place is held in more than half of the runs."""
        return self.held[0].value > HALF

    def row(self) -> dict[str, float | int | str]:
        """Plain numbers: shares as shares."""
        row: dict[str, float | int | str] = {"lever": self.lever, "amount": self.amount, "pairs": self.pairs}
        for name, held, change in zip(COLUMNS, self.held, self.change, strict=False):
            row |= {**spread(f"{name}_held", held), **spread(f"{name}_change", change)}
        return {**row, "over_half": int(self.enough)}


@dataclass(frozen=True)
class TriedLever:
    """A lever and its levels, the least amount first; no levels where it changes nothing."""

    key: str
    title: str
    levels: tuple[Tried, ...]

    @property
    def least(self) -> Tried | None:
        """The least amount with which the place is held in more than half of the runs."""
        return next((one for one in self.levels if one.enough), None)

    @property
    def best(self) -> Tried:
        """The amount with which the place is held most often; the least such amount."""
        return max(self.levels, key=lambda one: one.held[0].value)


@dataclass(frozen=True)
class WhatItTakes:
    """What each lever does for the watched places: the place itself and, unless it is that, the capital."""

    places: tuple[str, ...]
    horizon_days: float
    free: Tried
    levers: tuple[TriedLever, ...]

    @property
    def place(self) -> str:
        """The place that is to be held."""
        return self.places[0]

    @property
    def tried(self) -> Iterator[Tried]:
        """Every level of every lever."""
        for lever in self.levers:
            yield from lever.levels

    def rows(self) -> Iterator[dict[str, float | int | str]]:
        """One row of plain numbers per level, the unchanged free runs first."""
        for one in (self.free, *self.tried):
            yield one.row()


@dataclass(frozen=True)
class _Held:
    """Free runs with or without a level: ``held`` (watched places, runs) says whether each was never lost."""

    keys: NDArray[np.int64]
    held: NDArray[np.bool_]

    @classmethod
    def of(cls, result: ResultLike, places: Sequence[str]) -> _Held:
        """Read the days on which the places were first lost."""
        runs = read_runs(result)
        return cls(runs.keys, np.stack([np.isnan(runs.days(f"place_lost_day.{place}")) for place in places]))


def what_holding_takes(
    runner: StudyRunner, scenario: Scenario, name: str, place: str, keys: Sequence[str] = tuple(LEVERS)
) -> WhatItTakes:
    """Free runs unchanged, with every level of the levers named, and with all of these together."""
    free = changed(scenario, {"branch.kind": "free"})
    setting = free.scenario
    places = tuple(dict.fromkeys((place, setting.capital)))
    batch = f"{name}-{list(free.places).index(place):02d}"
    unchanged = _Held.of(runner.run(free, f"{name}-free"), places)

    def try_out(lever: Lever) -> TriedLever:
        part = "-".join(keys) if lever.key == TOGETHER else lever.key
        tried = []
        for k, level in enumerate(lever.levels):
            result = runner.run(changed(free, level.changes), f"{batch}-{part}-{k}")
            tried.append(_tried(lever.key, level, unchanged, _Held.of(result, places)))
        return TriedLever(lever.key, lever.title, tuple(tried))

    nothing = _tried("", Level(UNCHANGED, "no change", {}), unchanged, unchanged)
    levers = tuple(try_out(lever) for lever in levers_of(free, place, keys))
    return WhatItTakes(places, setting.horizon_days, nothing, levers)


def _tried(key: str, level: Level, unchanged: _Held, other: _Held) -> Tried:
    here, there = match(unchanged.keys, other.keys)
    pairs = list(zip(unchanged.held[:, here], other.held[:, there], strict=True))
    n = len(pairs[0][0])
    return Tried(
        lever=key,
        amount=level.amount,
        words=level.words,
        held=tuple(share(int(after.sum()), n) for _, after in pairs),
        change=tuple(share_change(before, after) for before, after in pairs),
        pairs=n,
    )


def sentences(found: WhatItTakes) -> list[str]:
    """How often the place is held as it is, which levers are enough, and which are not."""
    single = [one for one in found.levers if one.key != TOGETHER]
    working = [one for one in single if one.levels]
    said = [_unchanged(found)]
    if found.free.enough:
        said.append(f"That is more than half of them: holding {found.place} takes no lever.")
    elif working:
        said += [*_alone(found, working), *_together(found)]
    lower = "; ".join(f"{one.words}, by {points(one.change[0])} points" for one in _lowering(single))
    if lower:
        said.append(f"Holding {found.place} in fewer runs than without: {lower}.")
    idle = ", ".join(one.key for one in single if not one.levels)
    if idle:
        said.append(f"Levers that change nothing in this scenario: {idle}.")
    many = len(found.places) * len(list(found.tried))
    said.append(
        f"Of {many} intervals of a change, {(1.0 - CONFIDENCE) * many:.1f} would be expected to exclude 0 by "
        "chance alone."
    )
    return said


def finding(found: WhatItTakes) -> str:
    """How often the place is held as it is, and whether one lever alone is enough."""
    place = percent_to_one_place(found.free.held[0]).partition(" (")[0]
    start = f"{found.place} is held in {place} of free runs"
    single = [one for one in found.levers if one.key != TOGETHER and one.levels]
    enough = sum(bool(one.least) for one in single)
    if found.free.enough or not single:
        return start
    alone = f"{counted(enough, 'lever')} of {len(single)} alone {'makes' if enough == 1 else 'make'}"
    return f"{start}; {alone if enough else 'no lever alone makes'} that more than half"


def _unchanged(found: WhatItTakes) -> str:
    """How often the places are held in free runs."""
    place, *rest = (percent_to_one_place(one) for one in found.free.held)
    capital = "".join(f", and {name} in {held}" for name, held in zip(found.places[1:], rest, strict=True))
    until = f"is held to the horizon, day {found.horizon_days:g}"
    return f"In unchanged free runs {found.place} {until}, in {place} of the runs{capital}."


def _alone(found: WhatItTakes, levers: Sequence[TriedLever]) -> Iterator[str]:
    """Which levers are enough alone and from which amount on, and how far the others come."""
    enough = [one for one in levers if one.least]
    rest = [one for one in levers if not one.least and _raises(found, one.best)]
    vain = [one.title for one in levers if not one.least and not _raises(found, one.best)]
    more = f"{found.place} in more than half of the runs"
    if enough:
        several = f"{len(enough)} levers alone each hold" if len(enough) > 1 else "One lever alone holds"
        listed = "; ".join(_least(found, one) for one in enough)
        yield f"{several} {more}. The least amount{'s' if len(enough) > 1 else ''}: {listed}."
    else:
        yield f"Within the range tried, no lever alone holds {more}."
    if rest:
        ranked = sorted((one.best for one in rest), key=lambda one: -one.held[0].value)
        most = "; ".join(f"{one.words}, {percent_to_one_place(one.held[0])}" for one in ranked)
        yield f"Not enough within the range tried, but holding it in more runs than without: {most}."
    if vain:
        titles = ", ".join(title[:1].lower() + title[1:] for title in vain)
        yield f"Not raising the share of runs that hold it by any amount tried: {titles}."


def _lowering(levers: Sequence[TriedLever]) -> Iterator[Tried]:
    """Of each lever with amounts that can be told to lower the share, the amount that lowers it most."""
    for lever in levers:
        lower = [one for one in lever.levels if one.change[0].high < 0.0]
        if lower:
            yield min(lower, key=lambda one: one.change[0].value)


def _raises(found: WhatItTakes, one: Tried) -> bool:
    """Whether the place is held in more runs than in the unchanged ones."""
    return one.held[0].value > found.free.held[0].value


def _least(found: WhatItTakes, lever: TriedLever) -> str:
    """The least amount of a lever that is enough, and any greater one that is not."""
    first = next(k for k, one in enumerate(lever.levels) if one.enough)
    least, later = lever.levels[first], lever.levels[first + 1 :]
    but = "".join(f", but not with {one.words}" for one in later if not one.enough)
    return f"{least.words}, {_shares(found, least)}{but}"


def _together(found: WhatItTakes) -> Iterator[str]:
    """Whether all levers together are enough, and what they do by the next smaller amounts."""
    lever = next((one for one in found.levers if one.key == TOGETHER), None)
    if lever and lever.least:
        below = lever.levels[: lever.levels.index(lever.least)][-1:]
        less = "".join(f"; with {one.amount} they are not, {_shares(found, one)}" for one in below)
        enough = f"{lever.least.amount}, {_shares(found, lever.least)}"
        yield f"{lever.title} are enough with {enough}{less}."
    elif lever:
        best = f"{lever.best.amount}, {_shares(found, lever.best)}"
        yield f"{lever.title} are not enough within the range tried; the most is with {best}."


def _shares(found: WhatItTakes, one: Tried) -> str:
    """How often each of the places is held."""
    return " and ".join(
        f"{place} {percent_to_one_place(held)}" for place, held in zip(found.places, one.held, strict=True)
    )


def table(found: WhatItTakes) -> Table:
    """How often the places are held with every level, and the change from the unchanged free runs."""
    heads = ("Lever", *(head for place in found.places for head in (f"{place} held, %", "Change, points")))
    free = [cell for held in found.free.held for cell in (f"{100.0 * held.value:.1f}", "")]
    rows = [(f"{lever.title}: {one.amount}", *_cells(one)) for lever in found.levers for one in lever.levels]
    title = f"How often {found.place} is held to the horizon, day {found.horizon_days:g}"
    return Table(title, heads, ((UNCHANGED, *free), *rows))


def _cells(one: Tried) -> Iterator[str]:
    for held, change in zip(one.held, one.change, strict=True):
        yield f"{100.0 * held.value:.1f}"
        yield points(change)


def least_table(found: WhatItTakes) -> Table:
    """The least amount of each lever with which the place is held in more than half of the runs."""
    heads = ("Lever", "Least amount", *(f"{place} held, %" for place in found.places))
    rows = tuple((lever.title, *_least_cells(lever)) for lever in found.levers if lever.levels)
    return Table(
        f"The least amount that holds {found.place} in more than half of the runs", heads, rows, text=(0, 1)
    )


def _least_cells(lever: TriedLever) -> Iterator[str]:
    least = lever.least
    shown = least or lever.best
    yield least.amount if least else NOT_TRIED
    for held in shown.held:
        yield to_one_place(held, 100.0) if least else f"at most {to_one_place(held, 100.0)}"


def tables(found: WhatItTakes) -> list[Table]:
    """Every level; and, unless the place is held in more than half of the runs anyway, the least amounts."""
    return [table(found)] if found.free.enough else [table(found), least_table(found)]


def dots(axes: Axes, found: WhatItTakes, column: int) -> Axes:
    """How often one of the places is held with each level, the levers below one another.

    The dotted line is the share of the unchanged free runs, the full one is one half.
    """
    lines = list(_lines(found))
    at = np.array([row for row, (_, one) in enumerate(lines) if one])
    held = [one.held[column] for _, one in lines if one]
    values = 100.0 * np.array([one.value for one in held])
    mark = style(column)
    axes.axvline(100.0 * HALF, color=FAINT, linewidth=1.0)
    axes.axvline(values[0], color=mark.colour, linewidth=1.0, linestyle=":")
    whiskers(axes, values, at, 100.0 * np.array([(one.low, one.high) for one in held]), across=True)
    axes.plot(values, at, linestyle="", marker=mark.marker, color=mark.colour, markersize=5)
    axes.set_ylim(len(lines) - 0.4, -0.6)
    axes.set_yticks(np.arange(len(lines)), [label for label, _ in lines], fontsize=8.5)
    for row, (_, one) in enumerate(lines):
        axes.yaxis.get_major_ticks()[row].label1.set_fontweight("normal" if one else "bold")
    axes.tick_params(axis="y", length=0)
    axes.grid(False, axis="y")
    axes.hlines(at, -3.0, 103.0, color=GRID, linewidth=0.6, zorder=0)
    axes.set_xlim(-3.0, 103.0)
    axes.set_title(f"{found.places[column]} held to day {found.horizon_days:g}", fontsize=10)
    n = min(one.pairs for one in found.tried)
    error = f"Monte Carlo error at most ±{worst_error(n):.1f} points (95 %)"
    size = f"n = {n:,} runs each, on the same random seeds"
    foot(axes, "Runs, %", f"{size}; {error}; dotted: unchanged; full line: one half")
    return axes


def _lines(found: WhatItTakes) -> Iterator[tuple[str, Tried | None]]:
    """Labels from the top, with the level that stands there; a lever's title has none."""
    yield UNCHANGED, found.free
    for lever in found.levers:
        if lever.levels:
            yield lever.title, None
            yield from ((one.amount, one) for one in lever.levels)


def figure(found: WhatItTakes) -> Figure:
    """``dots`` of the place and of the capital, side by side."""
    many = len(found.places)
    with styled():
        page = new_figure(PANEL_INCHES * many + 1.0, 1.6 + ROW_INCHES * len(list(_lines(found))))
        panels = page.subplots(1, many, sharey=True, squeeze=False)[0]
        for column, axes in enumerate(panels):
            dots(axes, found, column)
        head(page, finding(found))
    return page


def alt_text(found: WhatItTakes) -> str:
    """Words for ``figure``."""
    rows = "; ".join(f"{one.words}: {_shares(found, one)}" for one in (found.free, *found.tried))
    return f"Share of runs in which each place is held to the horizon, with 95 % intervals. {rows}."


@study_options("what-it-takes")
def what_it_takes(study: Study, at: AtOption = None, levers: LeversOption = None) -> None:
    """What would holding a place have taken? Try several amounts of each lever, paired with free runs.

    [bold]rout what-it-takes homs -n 1000[/bold]

    Levers are men, cohesion, officers, pay, backers, news, attackers, the days that soldiers expect a \
garrison to last, and all of them together. For each: the least amount with which the place is held to the \
horizon in more than half of the runs. Tables, the figure and the runs go to results/what-it-takes-SCENARIO.
    """
    place = garrisoned(study.scenario, "--at", at or study.scenario.branch_place)
    keys = _keys(levers) if levers else tuple(LEVERS)
    found = what_holding_takes(study.runner, study.scenario, study.name, place, keys)
    said = sentences(found)
    files = [write_atomically(study.folder / "what-it-takes.csv", csv_text(found.rows()))]
    files += save_kinds(figure(found), study.folder, "what-it-takes", finding(found), alt_text(found))
    body = {
        "sentences": said,
        "place": place,
        "horizon_days": found.horizon_days,
        "least": {}
        if found.free.enough
        else {one.key: one.least and one.least.amount for one in found.levers},
        "rows": list(found.rows()),
    }
    study.show(tables(found), said, files, body)


def _keys(text: str) -> tuple[str, ...]:
    """Levers with commas between them, in the usual order. Raises UsageError for one that does not exist."""
    asked = {part.strip() for part in text.split(",")}
    for key in sorted(asked - set(LEVERS)):
        raise UsageError(f"--levers {key}: no such lever{did_you_mean(key, LEVERS)}")
    return tuple(key for key in LEVERS if key in asked)
