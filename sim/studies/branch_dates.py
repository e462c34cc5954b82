"""How late could a place still change the outcome? The branch put in force from each of several days.

do(hold) and do(fall) are run with common random numbers, one engine call per arm for all days, so
each day has its paired effect. Beside it stands the same along the days that soldiers
expected a garrison in contact to last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.arms import Arms
from sim.analysis.sentences import percent, points
from sim.files import write_atomically
from sim.plots.effects import arm_chances, effect_curve
from sim.plots.style import head, new_figure, save_kinds, styled
from sim.report.output import complete_scenario
from sim.report.table import Table, csv_text
from sim.scenario import Scenario
from sim.scenario.record import recorded
from sim.studies import expected_days
from sim.studies.expected_days import Expectations
from sim.studies.runner import (
    ARM_HEADS,
    Study,
    StudyRunner,
    arm_cells,
    both_arms,
    numbers_listed,
    scenario_named,
    study_options,
)

FROM_DAY = "branch.from_day"
STEPS_DAYS = (0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 30.0, 60.0, 100.0, 365.0)
MOST_DATES = 17
PANEL_INCHES = (4.4, 3.5)

DaysOption = Annotated[
    str | None, typer.Option(help="Days from which the branch is in force.", metavar="0,1,2,...")
]
ExpectedOption = Annotated[
    str | None,
    typer.Option(
        "--expected-days", help="Days that soldiers expected a garrison to last.", metavar="2,4,8,..."
    ),
]
ExpectedOfOption = Annotated[
    str | None,
    typer.Option(
        help="The scenario for the expected days; SCENARIO if not given.",
        metavar="SCENARIO",
        autocompletion=complete_scenario,
    ),
]


def by_date(runner: StudyRunner, scenario: Scenario, name: str, days: Sequence[float]) -> Arms:
    """Both arms with the branch in force from each of ``days``."""
    return both_arms(runner, scenario, f"{name}-dates", FROM_DAY, days, dates=True)


def usual_days(scenario: Scenario) -> tuple[float, ...]:
    """Days worth asking about, evenly from the start to a little after the place's recorded loss.

    Where there is no record of it, or where it held, to a third of the horizon.
    """
    setting = scenario.scenario
    given = scenario.observed.get(scenario.branch_place)
    seen = recorded(given) if given is not None else None
    lost = 0.0 if seen is None or seen.held else seen.middle
    last = min(1.5 * lost if lost else setting.horizon_days / 3.0, setting.horizon_days)
    step = next((step for step in STEPS_DAYS if last / step < MOST_DATES), last / MOST_DATES)
    return tuple(float(day) for day in np.arange(0.0, last + 1e-9, step))


def sentence(arms: Arms) -> str:
    """How much the place's fate changes, by the day on which it is decided."""
    curve, theatre = arms.curve, arms.theatre
    effects = curve.happened
    most = int(np.argmax([abs(effect.value) for effect in effects]))
    text = (
        f"Decided on day {curve.points[0]:g}, letting {theatre.branch_place} fall instead of holding it "
        f"changes the chance that {theatre.capital} falls within {curve.horizon_days:g} days by "
        f"{points(effects[0])} points"
    )
    if most > 0 and effects[most].low > effects[0].high:
        text += (
            f"; the most it changes is {points(effects[most])} points, decided on day {curve.points[most]:g}"
        )
    return f"{text}; {_at_the_end(arms)}."


def _at_the_end(arms: Arms) -> str:
    """What is left of the effect on the last days, and in how many runs it comes too late."""
    curve = arms.curve
    told = [k for k, effect in enumerate(curve.happened) if effect.excludes_zero]
    last = len(curve.points) - 1
    share = percent(arms.too_late[last])
    late = f"by then {arms.theatre.branch_place} has been lost before in {share} of the runs"
    if not told:
        return "on no day can the change be told from none"
    if told[-1] < last:
        return f"after day {curve.points[told[-1]]:g} it cannot be told from none"
    return f"on day {curve.points[last]:g} it is {points(curve.happened[last])} points, and {late}"


def table(arms: Arms) -> Table:
    """The effect by the day from which the branch is in force."""
    heads = ("From day", *ARM_HEADS, "Its day", "Lost before")
    rows = tuple(
        (*row, percent(late)) for row, late in zip(arm_cells(arms, dates=True), arms.too_late, strict=True)
    )
    return Table(f"{arms.theatre.branch_place} held or let fall from a day on", heads, rows)


def figure(dates: Arms, expected: Expectations) -> Figure:
    """The effect by the day of the branch, and beside it by the expected days."""
    dates = _named(dates, "Day from which it is in force")
    expected = replace(
        expected, arms=_named(expected.arms, "Days that a garrison in contact was expected to last")
    )
    with styled():
        page = new_figure(3 * PANEL_INCHES[0], 2 * PANEL_INCHES[1] + 0.6)
        axes = page.subplots(2, 3)
        for one in axes[1]:
            expected_days.scale(one)
        for one in axes[0]:
            one.xaxis.set_major_locator(MaxNLocator(integer=True))
        for row, arms in zip(axes, (dates, expected.arms), strict=True):
            arm_chances(row[0], arms)
            effect_curve(row[1], arms.curve)
        effect_curve(axes[0, 2], dates.curve, days=True)
        expected_days.record_fits(axes[1, 2], expected)
        head(page, sentence(dates))
    return page


def _named(arms: Arms, number: str) -> Arms:
    return replace(arms, curve=replace(arms.curve, number=number, names=("do(hold)", "do(fall)")))


def alt_text(dates: Arms, expected: Arms) -> str:
    """Words for ``figure``."""
    return (
        f"Probability that {dates.theatre.capital} falls, percentage points, "
        f"{dates.theatre.branch_place} let fall minus held, by day: "
        f"{_listed(dates)} By expected days: {_listed(expected)}"
    )


def _listed(arms: Arms) -> str:
    pairs = zip(arms.curve.points, arms.curve.happened, strict=True)
    return "; ".join(f"{value:g}: {points(effect)}" for value, effect in pairs) + "."


@study_options("branch-dates")
def branch_dates(
    study: Study,
    days: DaysOption = None,
    expect: ExpectedOption = None,
    expected_of: ExpectedOfOption = None,
) -> None:
    """How late could a place still change the outcome? Hold it and let it fall from each of several days.

    [bold]rout branch-dates offensive --expected-of homs -n 1000[/bold]

    Beside it: the same effect against the days that soldiers expected a garrison in contact to last, and \
which of them fit the record of SCENARIO. Tables as CSV, the figure and the runs go to \
results/branch-dates-SCENARIO.
    """
    recorded, runner = study.scenario, study.runner
    other = scenario_named(expected_of) if expected_of else recorded
    wanted_days, wanted = numbers_listed("--days", days), numbers_listed("--expected-days", expect)
    dates = by_date(runner, recorded, study.name, wanted_days or usual_days(recorded))
    name = Path(expected_of).stem if expected_of else study.name
    expected = expected_days.by_expectation(runner, other, name, wanted or expected_days.DAYS, recorded)
    sentences = [sentence(dates), expected_days.sentence(expected)]
    body = {
        "sentences": sentences,
        "horizon_days": dates.curve.horizon_days,
        "dates": list(dates.rows()),
        "expected_days": list(expected.rows()),
        "fitting_days": expected.arms.curve.admissible,
    }
    tables = [table(dates), expected_days.table(expected)]
    study.show(tables, sentences, _write(study.folder, dates, expected), body)


def _write(folder: Path, dates: Arms, expected: Expectations) -> list[Path]:
    """The tables and the figure; returns the files."""
    files = [
        write_atomically(folder / f"{name}.csv", csv_text(found.rows()))
        for name, found in (("dates", dates), ("expected-days", expected))
    ]
    words = alt_text(dates, expected.arms)
    return files + save_kinds(figure(dates, expected), folder, "branch-dates", sentence(dates), words)
