"""What does each mechanism change? Every one turned off in turn, in paired free runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.arms import spread
from sim.analysis.pairs import match, restricted_change, share_change
from sim.analysis.sentences import OUTCOME_WORDS, points, signed
from sim.analysis.source import Runs, Theatre, numbers, read_runs
from sim.analysis.statistics import CONFIDENCE, Estimate, Floats
from sim.counting import counted
from sim.errors import UsageError
from sim.files import write_atomically
from sim.model.vocabulary import OUTCOME_NAMES
from sim.plots.style import INK, foot, headed, new_figure, save_kinds, style, styled, whiskers
from sim.report.output import complete_scenario
from sim.report.table import Table, csv_text
from sim.scenario import Scenario
from sim.scenario.schema import Mechanisms
from sim.studies.runner import Study, StudyRunner, changed, scenario_named, study_options

EVERY = tuple(Mechanisms.model_fields)
ASKED = 3  # of each mechanism: the outcomes, the capital's day, the days of the places
NOTHING = "none"
NONE = Estimate(0.0, 0.0, 0.0, 0.0)
LINEAR_DAYS = 1.0  # the scale of days is linear within this, and logarithmic beyond
TICKS_DAYS = (-100, -30, -10, -3, -1, 0, 1, 3, 10, 30, 100)
ROW_INCHES = 0.26
PANEL_INCHES = 5.2

MoreArgument = Annotated[
    list[str] | None,
    typer.Argument(
        help="More scenarios, a table for each.", metavar="SCENARIO", autocompletion=complete_scenario
    ),
]


@dataclass(frozen=True)
class Change:
    """One of several things that may change, and by how much: a share, or days."""

    name: str
    by: Estimate


@dataclass(frozen=True)
class Without:
    """What changes without a mechanism, paired with the whole model.

    ``outcomes`` are changes of the chance of each outcome class that occurs, ``places`` those of
    the restricted mean of the day on which a place is lost, for the places that are lost in any run;
    their intervals are widened for how many they are (Bonferroni). ``capital`` is that of the
    capital's day. ``differ`` counts the pairs in which any outcome or day differs.
    """

    off: str
    outcomes: tuple[Change, ...]
    capital: Estimate
    places: tuple[Change, ...]
    differ: int
    pairs: int

    @property
    def words(self) -> str:
        """The mechanism in plain words."""
        return self.off.replace("_", " ")

    @property
    def outcome(self) -> Change:
        """The outcome class whose chance changes most."""
        return _most(self.outcomes)

    @property
    def place(self) -> Change:
        """The place whose loss moves most."""
        return _most(self.places)

    @property
    def changes_nothing(self) -> bool:
        """Whether every interval includes 0."""
        every = (self.capital, *(one.by for one in (*self.outcomes, *self.places)))
        return not any(estimate.excludes_zero for estimate in every)

    def row(self) -> dict[str, float | int | str]:
        """Plain numbers: shares as shares, days as days; outcome classes that never occur are 0."""
        by_name = {one.name: one.by for one in self.outcomes}
        row: dict[str, float | int | str] = {
            "off": self.off,
            "pairs": self.pairs,
            "pairs_that_differ": self.differ,
            "changes_nothing": int(self.changes_nothing),
            "outcome": self.outcome.name,
            **spread("outcome_change", self.outcome.by),
            **spread("capital_days_later", self.capital),
            "place": self.place.name,
            **spread("place_days_later", self.place.by),
        }
        for name in OUTCOME_NAMES:
            row |= spread(f"{name}_change", by_name.get(name, NONE))
        return row


@dataclass(frozen=True)
class ScenarioTable:
    """Every mechanism of one scenario; ``off_already`` are those that it does not have on."""

    scenario: str
    theatre: Theatre
    without: tuple[Without, ...]
    off_already: tuple[str, ...]

    def rows(self) -> Iterator[dict[str, float | int | str]]:
        """One row of plain numbers per mechanism."""
        for one in self.without:
            yield {"scenario": self.scenario, **one.row()}


def _most(changes: Sequence[Change]) -> Change:
    """The largest change among those whose interval excludes 0; among all where none does."""
    most = max(
        changes, key=lambda one: (one.by.excludes_zero, abs(one.by.value)), default=Change(NOTHING, NONE)
    )
    return most if most.by.value != 0.0 else Change(NOTHING, most.by)


def all_mechanisms(
    runner: StudyRunner, scenario: Scenario, name: str, wanted: Sequence[str]
) -> ScenarioTable:
    """Free runs with all mechanisms, and without each of those that are on."""
    free = changed(scenario, {"branch.kind": "free"})
    on = [one for one in wanted if getattr(scenario.mechanisms, one)]
    whole = _Columns.of(read_runs(runner.run(free, f"{name}-whole")))
    found = []
    for off in on:
        batch = runner.run(changed(free, {f"mechanisms.{off}": False}), f"{name}-without-{off}")
        found.append(_without(off, whole, _Columns.of(read_runs(batch))))
    rest = tuple(one for one in wanted if one not in on)
    return ScenarioTable(name, whole.theatre, tuple(found), rest)


@dataclass(frozen=True)
class _Columns:
    """What is compared of a batch: ``outcomes`` (n,), ``lost`` (places, n), days, not a number for never."""

    theatre: Theatre
    keys: NDArray[np.int64]
    outcomes: NDArray[np.int8]
    lost: Floats

    @classmethod
    def of(cls, runs: Runs) -> _Columns:
        """Read all places in one pass over the result's table."""
        theatre = runs.theatre
        names = [f"place_lost_day.{place.name}" for place in theatre.places]
        table = runs.result.table(names)
        lost = np.stack([numbers(table, name).astype(np.float64) for name in names])
        if runs.good is not None:
            lost = lost[:, runs.good]
        return cls(theatre, runs.keys, runs.outcomes(), lost)


def _without(off: str, whole: _Columns, other: _Columns) -> Without:
    here, there = match(whole.keys, other.keys)
    outcomes = whole.outcomes[here], other.outcomes[there]
    lost = whole.lost[:, here], other.lost[:, there]
    names = [place.name for place in whole.theatre.places]
    horizon = whole.theatre.horizon_days
    seat = names.index(whole.theatre.capital)
    ever = [k for k in range(len(names)) if not (np.isnan(lost[0][k]).all() and np.isnan(lost[1][k]).all())]
    classes = sorted({int(code) for code in np.union1d(*outcomes)})
    return Without(
        off=off,
        outcomes=tuple(
            Change(
                OUTCOME_NAMES[code],
                share_change(outcomes[0] == code, outcomes[1] == code, _widened(len(classes))),
            )
            for code in classes
        ),
        capital=restricted_change(lost[0][seat], lost[1][seat], horizon),
        places=tuple(
            Change(names[k], restricted_change(lost[0][k], lost[1][k], horizon, _widened(len(ever))))
            for k in ever
        ),
        differ=_differ(outcomes, lost),
        pairs=len(outcomes[0]),
    )


def _differ(outcomes: tuple[NDArray[np.int8], NDArray[np.int8]], lost: tuple[Floats, Floats]) -> int:
    """Pairs in which the outcome or the day of any place differs."""
    same_days = (lost[0] == lost[1]) | (np.isnan(lost[0]) & np.isnan(lost[1]))
    return int(((outcomes[0] != outcomes[1]) | ~same_days.all(axis=0)).sum())


def _widened(many: int) -> float:
    """Confidence of each of several intervals that together have the usual one."""
    return 1.0 - (1.0 - CONFIDENCE) / max(many, 1)


def sentences(found: ScenarioTable) -> list[str]:
    """What can be told, and one sentence for each mechanism that changes nothing."""
    told = [one for one in found.without if not one.changes_nothing]
    n = max((one.pairs for one in found.without), default=0)
    said = [
        f"{found.scenario}: {len(told)} of {len(found.without)} mechanisms change something when they are "
        f"turned off, in {n:,} pairs of free runs."
    ]
    said += [_nothing(one, found.theatre) for one in found.without if one.changes_nothing]
    if found.off_already:
        names = ", ".join(one.replace("_", " ") for one in found.off_already)
        said.append(f"Off in this scenario already: {names}.")
    by_chance = (1.0 - CONFIDENCE) * ASKED * len(found.without)
    said.append(
        f"By chance alone, up to {by_chance:.1f} of the {ASKED * len(found.without)} comparisons would be "
        "expected to exclude 0."
    )
    return said


def finding(found: ScenarioTable) -> str:
    """How many mechanisms move the capital's day when they are turned off, and which most."""
    told = [one for one in found.without if one.capital.excludes_zero]
    of = counted(len(found.without), "mechanism")
    day = f"the day on which {found.theatre.capital} falls"
    if not told:
        return f"{found.scenario}: none of {of} is told to move {day}"
    most = max(told, key=lambda one: abs(one.capital.value))
    moves = "moves" if len(told) == 1 else "move"
    size = f"{most.words} ({signed(most.capital.value)} days)"
    return f"{found.scenario}: {len(told)} of {of} {moves} {day}, most: {size}"


def _nothing(one: Without, theatre: Theatre) -> str:
    """A sentence on a mechanism that changes nothing."""
    if one.differ == 0:
        return f"Without {one.words}, no outcome and no day on which a place is lost differs in any pair."
    outcome = one.outcome
    text = (
        f"Without {one.words}, {one.differ:,} of {one.pairs:,} pairs differ, but no change can be told from "
        f"none: {theatre.capital} falls {days_later(one.capital)} days later"
    )
    if outcome.name == NOTHING:
        return f"{text}, and the chance of no outcome changes."
    most = f"the outcome that changes most, {outcome_words(outcome)}, by {points(outcome.by)} points"
    return f"{text}, and {most}."


def outcome_words(change: Change) -> str:
    """An outcome class in plain words; none where no class changes."""
    return OUTCOME_WORDS.get(change.name, change.name)


def days_later(estimate: Estimate) -> str:
    """A difference of days to two places, as small as those of a mechanism may be."""
    value, low, high = (signed(end, 2) for end in (estimate.value, estimate.low, estimate.high))
    return f"{value} ({low} to {high})"


def table(found: ScenarioTable) -> Table:
    """What changes without each mechanism, the largest changes of the capital's day first."""
    capital = found.theatre.capital
    heads = (
        "Turned off", "Outcome", "Its chance, points", f"{capital} falls, days later", "Place",
        "It is lost, days later",
    )  # fmt: skip
    rows = tuple(
        (
            one.words,
            outcome_words(one.outcome),
            points(one.outcome.by),
            days_later(one.capital),
            one.place.name,
            days_later(one.place.by),
        )
        for one in _ranked(found)
    )
    return Table(f"{found.scenario}: what changes without each mechanism", heads, rows, text=(0, 1, 4))


def _ranked(found: ScenarioTable) -> list[Without]:
    return sorted(found.without, key=lambda one: (-abs(one.capital.value), one.off))


def capital_days(axes: Axes, found: ScenarioTable) -> Axes:
    """The change of the capital's day without each mechanism."""
    ranked = _ranked(found)
    at = np.arange(len(ranked), dtype=np.float64)
    values = np.array([one.capital.value for one in ranked])
    ends = np.array([(one.capital.low, one.capital.high) for one in ranked])
    mark = style(0)
    axes.axvline(0.0, color=INK, linewidth=0.8)
    whiskers(axes, values, at, ends, across=True)
    axes.plot(values, at, linestyle="", marker=mark.marker, color=mark.colour, markersize=5)
    axes.set_yticks(at, [one.words for one in ranked], fontsize=8.5)
    axes.invert_yaxis()
    axes.set_xscale("symlog", linthresh=LINEAR_DAYS)
    reach = 1.3 * max(LINEAR_DAYS, float(np.abs(ends[np.isfinite(ends)]).max(initial=0.0)))
    ticks = [tick for tick in TICKS_DAYS if abs(tick) <= reach]
    axes.set_xticks(ticks, [signed(tick, 0) for tick in ticks])
    axes.set_xlim(max(-reach, min(-LINEAR_DAYS, 1.3 * float(ends[:, 0].min()))), reach)
    axes.minorticks_off()
    headed(axes, finding(found), width=0.75)
    n = min(one.pairs for one in found.without)
    error = 1.96 * max(one.capital.error for one in found.without)
    size = f"n = {n:,} pairs of free runs on the same random seeds for each"
    note = (
        f"{size}; Monte Carlo error at most ±{error:.2f} days (95 %); never counted as the last day; "
        f"logarithmic beyond {LINEAR_DAYS:g} day"
    )
    foot(
        axes,
        f"Mean days by which {found.theatre.capital} falls later (below 0: earlier) without it",
        note,
        width=0.7,
    )
    return axes


def figure(found: Sequence[ScenarioTable]) -> Figure:
    """``capital_days`` of each scenario, side by side."""
    most = max(len(one.without) for one in found)
    with styled():
        page = new_figure(PANEL_INCHES * len(found), 1.5 + ROW_INCHES * most)
        for axes, one in zip(np.atleast_1d(page.subplots(1, len(found))), found, strict=True):
            capital_days(axes, one)
    return page


def alt_text(found: Sequence[ScenarioTable]) -> str:
    """Words for ``figure``."""
    parts = (
        f"{one.scenario}: " + ", ".join(f"{row.words} {days_later(row.capital)}" for row in _ranked(one))
        for one in found
    )
    return "Days by which the capital falls later without each mechanism. " + "; ".join(parts) + "."


@study_options("mechanisms")
def mechanisms(study: Study, more: MoreArgument = None) -> None:
    """What does each mechanism change? Turn off every one in turn, paired with free runs.

    [bold]rout mechanisms offensive homs -n 1000[/bold]

    For each: the outcome whose chance changes most, the capital's day, and the place whose loss moves most; \
the intervals of what is picked from several are widened for that. Tables as CSV, the figure and the runs go \
to results/mechanisms-SCENARIO.
    """
    asked = {study.name: study.scenario}
    for word in more or []:
        if Path(word).stem in asked:
            raise UsageError(f"{word}: two scenarios are called {Path(word).stem}; rename one of the files")
        asked[Path(word).stem] = scenario_named(word)
    for name, scenario in asked.items():
        if not any(scenario.mechanisms.model_dump().values()):
            raise UsageError(f"{name}: every mechanism is off already")
    found = [all_mechanisms(study.runner, scenario, name, EVERY) for name, scenario in asked.items()]
    said = [line for one in found for line in sentences(one)]
    rows = [row for one in found for row in one.rows()]
    files = [write_atomically(study.folder / "mechanisms.csv", csv_text(rows))]
    title = "What changes without each mechanism"
    files += save_kinds(figure(found), study.folder, "mechanisms", title, alt_text(found))
    study.show([table(one) for one in found], said, files, {"sentences": said, "rows": rows})
