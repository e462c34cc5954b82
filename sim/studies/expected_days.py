"""The effect along the days that soldiers expected a garrison to last, and which of them fit the record.

do(hold) and do(fall) at each, paired on the same random seeds; free runs at each are compared with
the record. Morale at rest stays as the scenarios state it: only what a stand is worth changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.arms import LEAST_WITHIN, MOST_ERROR_DAYS, Arms, RecordFit, bearable, close, record_error
from sim.analysis.sentences import percent, signed
from sim.plots.style import FAINT, INK, foot, headed, style
from sim.report.table import Table
from sim.scenario import Scenario
from sim.studies.runner import ARM_HEADS, StudyRunner, along, arm_cells, both_arms, changed

EXPECTED_DAYS = "parameters.expected_days"
AT_REST_AS_STATED = {"parameters.reference_days": 0.0}
DAYS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0, 8.0, 15.0, 22.0, 40.0)
TICKS_DAYS = (0.5, 1, 2, 4, 8, 15, 30)


@dataclass(frozen=True)
class Expectations:
    """The effect along the expected days, and how free runs at each fit the record."""

    arms: Arms
    fits: tuple[RecordFit, ...]
    recorded: str  # title of the scenario whose free runs are held against the record; empty without one

    def rows(self) -> Iterator[dict[str, float | int]]:
        """One row of plain numbers for each."""
        for k, row in enumerate(self.arms.rows()):
            del row["lost_before_share"]
            if self.fits:
                fit = self.fits[k]
                row |= {"record_error_days": fit.error_days, "record_within_share": fit.within_share}
            yield row


def by_expectation(
    runner: StudyRunner, scenario: Scenario, name: str, days: Sequence[float], record: Scenario
) -> Expectations:
    """Both arms at each of ``days``; ``record`` is the scenario whose record they are compared with."""
    scenario = changed(scenario, AT_REST_AS_STATED)
    arms = both_arms(runner, scenario, f"{name}-expected", EXPECTED_DAYS, days)
    if not record.observed:
        return Expectations(arms, (), "")
    design = along(EXPECTED_DAYS, days)
    free = runner.run(
        changed(record, AT_REST_AS_STATED | {"branch.kind": "free"}), f"{name}-expected-record", design
    )
    fits = record_error(free, np.array(days))
    return Expectations(arms.bearing(bearable(fits)), tuple(fits), record.scenario.title)


def fit_finding(expected: Expectations) -> str:
    """At which expected days free runs fit the record."""
    bearable = expected.arms.curve.admissible
    if bearable is None:
        return "At no value do nine in ten of the recorded days lie within the runs"
    return (
        f"Nine in ten of the recorded days lie within the runs from {bearable[0]:g} to {bearable[1]:g} days"
    )


def sentence(expected: Expectations) -> str:
    """The effect at the days that fit the record, and beyond them."""
    arms, fits, curve = expected.arms, expected.fits, expected.arms.curve
    values = [100.0 * effect.value for effect in curve.happened]
    whole = (
        f"If soldiers expected a garrison in contact to last {curve.points[0]:g} to "
        f"{curve.points[-1]:g} days, letting {arms.theatre.branch_place} fall instead of holding it "
        f"changes the chance that "
        f"{arms.theatre.capital} falls by {signed(min(values))} to {signed(max(values))} points"
    )
    if not fits:
        return f"{whole}; there is no record to compare them with."
    size = f"{fits[0].places} places, free runs of {expected.recorded!r}"
    if curve.admissible is None:
        return f"{whole}; at none of them do nine in ten of the recorded days lie within the runs ({size})."
    strict = close(fits)
    text = (
        f"{whole}; by {_between(arms, curve.admissible)} from "
        f"{curve.admissible[0]:g} to {curve.admissible[1]:g} days, which fit the record: nine in ten "
        f"of its days then lie between the 5 and 95 % quantiles of the runs ({size})"
    )
    if strict is None or strict[0] > curve.admissible[1] or strict[1] < curve.admissible[0]:
        return f"{text}."
    strict = (max(strict[0], curve.admissible[0]), min(strict[1], curve.admissible[1]))
    return (
        f"{text}. Where the medians also miss it by {MOST_ERROR_DAYS:g} days at most on average, "
        f"from {strict[0]:g} to {strict[1]:g}, it is {_between(arms, strict)}."
    )


def _between(arms: Arms, span: tuple[float, float]) -> str:
    """The least and the greatest effect at the values within a span, in points."""
    pairs = zip(arms.curve.points, arms.curve.happened, strict=True)
    inside = [100.0 * effect.value for at, effect in pairs if span[0] <= at <= span[1]]
    return f"{signed(min(inside))} to {signed(max(inside))} points"


def table(expected: Expectations) -> Table:
    """The effect by expected days, and how free runs at each fit the record."""
    heads: tuple[str, ...] = ("Expected days", *ARM_HEADS, "Its day")
    rows: tuple[tuple[str, ...], ...] = tuple(arm_cells(expected.arms))
    if expected.fits:
        heads = (*heads, "Medians off, days", "Record in range")
        ends = [(f"{fit.error_days:.1f}", percent(fit.within_share)) for fit in expected.fits]
        rows = tuple((*row, *end) for row, end in zip(rows, ends, strict=True))
    return Table("The effect against the days that soldiers expected a garrison to last", heads, rows)


def scale(axes: Axes) -> None:
    """Expectations along the x axis, on a logarithmic scale."""
    axes.set_xscale("log")
    axes.set_xticks(TICKS_DAYS, [f"{value:g}" for value in TICKS_DAYS])
    axes.minorticks_off()


def record_fits(axes: Axes, expected: Expectations) -> None:
    """Places whose recorded day lies in the 5 to 95 % range of free runs; empty without a record."""
    curve, fits = expected.arms.curve, expected.fits
    if not fits:
        axes.set_axis_off()
        return
    within, mark = 100.0 * np.array([fit.within_share for fit in fits]), style(2)
    axes.plot(curve.points, within, color=mark.colour, marker=mark.marker, linestyle="-")
    axes.axhline(100.0 * LEAST_WITHIN, color=INK, linewidth=0.8, linestyle="--")
    strict = close(fits)
    if strict is not None:
        axes.axvspan(*strict, color=style(5).colour, alpha=0.2, linewidth=0, zorder=0)
        axes.annotate(
            f"medians within\n{MOST_ERROR_DAYS:g} days", (strict[0], 0.03), fontsize=8.5, color=FAINT,
            xycoords=axes.get_xaxis_transform(), xytext=(3, 0), textcoords="offset points",
        )  # fmt: skip
    axes.set_ylim(-3.0, 103.0)
    axes.set_ylabel("Recorded days within the runs, %")
    headed(axes, fit_finding(expected))
    note = f"{fits[0].places} places, 5 to 95 % of n = {min(curve.pairs):,} runs at each"
    foot(axes, curve.number, note)
