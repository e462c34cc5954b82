"""Runs of three wars against their records: two sections of docs/limits.md.

    python -m benchmarks.wars -n 500

For each scenario with a record what ``rout score`` says: how far the runs are from the recorded days, how
many of these lie within them, and how far simple forecasts are behind; then the places of which the page
speaks, and the provincial capitals lost a day. Every place stands in results/reference/record-SCENARIO.csv.
Nothing is fitted here. Runs are kept in results/studies/record: what was stopped resumes.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks import studies
from benchmarks.options import add_studies, make_studies, options
from benchmarks.pages import LIMITS, REFERENCE, save_rows, section
from sim.analysis.score import PlaceScore, Score, score
from sim.analysis.sentences import percent, signed
from sim.analysis.source import Runs, read_runs
from sim.analysis.statistics import Estimate
from sim.engines import EngineName, engine_named
from sim.report.table import Table
from sim.results import Result
from sim.scenario.record import RecordedDay
from sim.studies.runner import StudyRunner, scenario_named

Floats = NDArray[np.float64]
Made = Callable[[StudyRunner], None]

FITTED = {
    "offensive": ("Aleppo", "Hama", "Homs", "Damascus", "Palmyra"),
    "homs-record": ("Homs", "Damascus", "Palmyra", "Tiyas", "Nabk", "Qutayfah"),
    "homs-learned": ("Homs", "Damascus"),
}
"""Scenarios of the theatre that is asked about, and the places that the page names."""
OTHERS = {
    "afghanistan-2021": ("Kabul", "Bazarak"),
    "iraq-2014": (
        "Mosul", "Baiji", "Tikrit", "Kirkuk", "Al-Qaim", "Anah", "Rawa", "Rutba", "Baghdad", "Haditha",
        "Ramadi", "Baquba", "Samarra", "Baiji refinery", "Camp Speicher", "Amirli",
    ),
}  # fmt: skip
DAYS = 15
HEADS = ("Scenario", "Place", "Observed", "Median", "5 to 95 %", "Never")


@dataclass(frozen=True)
class Scored:
    """The runs of a scenario, and their score."""

    name: str
    runs: Runs
    score: Score

    @classmethod
    def of(cls, name: str, result: Result) -> Scored:
        """Of a result."""
        return cls(name, read_runs(result), score(result))

    @property
    def dead(self) -> float:
        """Share of the army that is killed, mean of the runs."""
        return float(np.mean(self.runs.column("dead_men") / self.runs.column("men_start")))

    @property
    def capitals(self) -> list[str]:
        """Provincial capitals with a record."""
        places = self.runs.result.manifest["scenario"]["places"]
        return [name for name in self.score.theatre.observed if places[name].get("provincial_capital")]


def summary(found: Sequence[Scored]) -> Table:
    """How far the runs are from the record, and how much farther simple forecasts are."""
    rivals = [base.name for base in found[0].score.baselines]
    heads = (
        "Scenario", "CRPS, days", "Medians off by, days", "Observed days within 5–95 %", "wide, days",
        *(f"'{name}' behind, days" for name in rivals), "Army killed",
    )  # fmt: skip
    return Table("", heads, tuple(_summary(one) for one in found))


def _summary(one: Scored) -> tuple[str, ...]:
    own = one.score
    behind = [_estimate(base.behind) for base in own.baselines]
    return (
        f"`{one.name}`", f"{own.crps:.2f}", f"{own.median_error:.1f}", f"{own.within} of {len(own.places)}",
        f"{own.width:.1f}", *behind, f"{100 * one.dead:.2f} %",
    )  # fmt: skip


def _estimate(found: Estimate) -> str:
    value, low, high = (signed(one, 2) for one in (found.value, found.low, found.high))
    return f"{value} ({low} to {high})"


def places(found: Sequence[Scored], named: dict[str, tuple[str, ...]]) -> Table:
    """The places of which the page speaks."""
    rows = [
        (f"`{one.name}`", *_place(place))
        for one in found
        for place in sorted(one.score.places, key=lambda each: each.day)
        if place.place in named[one.name]
    ]
    return Table("", HEADS, tuple(rows), text=(0, 1))


def _place(one: PlaceScore) -> tuple[str, ...]:
    outside = "" if one.within else " *"
    days = f"{one.median:.1f}", f"{one.low:.1f} to {one.high:.1f}"
    return f"{one.place}{outside}", one.recorded.words, *days, percent(one.never)


def capitals(found: Sequence[Scored]) -> Table:
    """Provincial capitals lost on each day, in the record and in the mean of the runs."""
    rows = []
    for one in found:
        record = [one.score.theatre.observed[name] for name in one.capitals]
        lost = [one.runs.days(f"place_lost_day.{name}") for name in one.capitals]
        rows.append((f"`{one.name}`", "observed", *(f"{each}" for each in recorded_a_day(record))))
        rows.append((f"`{one.name}`", "runs", *(f"{each:.1f}" for each in a_day(lost))))
    heads = ("Provincial capitals lost on day", "", *(f"{day + 1}" for day in range(DAYS)))
    return Table("", heads, tuple(rows), text=(0, 1))


def a_day(capitals: list[Floats]) -> Floats:
    """Capitals lost on each of the first days, the mean of the runs."""
    edges = np.arange(DAYS + 1.0)
    return np.histogram(np.concatenate(capitals), edges)[0] / len(capitals[0])


def recorded_a_day(records: list[RecordedDay]) -> list[int]:
    """The same of the record; a window counts by its middle."""
    days = [int(record.middle) for record in records if not record.held]
    return [days.count(day) for day in range(DAYS)]


def scored(runner: StudyRunner, names: Sequence[str]) -> list[Scored]:
    """Each scenario's runs, scored; every place as CSV."""
    found = [Scored.of(name, runner.run(scenario_named(name), name)) for name in names]
    for one in found:
        save_rows(f"record-{one.name}", one.score)
    return found


def note(runner: StudyRunner, names: Sequence[str]) -> str:
    """What the tables rest on."""
    files = ", ".join(f"[{name}](../{(REFERENCE / f'record-{name}.csv').as_posix()})" for name in names)
    return (
        f"`{runner.command}`: n = {runner.n:,} runs, seed {runner.seed}. Days after the start; a place that "
        f"held counts at the horizon; * the observed day lies outside the range. Every place: {files}."
    )


def fitted(runner: StudyRunner) -> None:
    """The theatre that is asked about."""
    found = scored(runner, [*FITTED])
    section(LIMITS, "record", summary(found), places(found, FITTED), note(runner, [*FITTED]))


def others(runner: StudyRunner) -> None:
    """The two other wars."""
    found = scored(runner, [*OTHERS])
    tables = summary(found), places(found, OTHERS), capitals(found)
    section(LIMITS, "wars", *tables, note(runner, [*OTHERS]))


MADE = {"record": fitted, "wars": others}


def make(
    parser: ArgumentParser, name: str, folder: str, made: Mapping[str, Made], arguments: Sequence[str] | None
) -> None:
    """Run the studies of a module of this name that are asked for; their runs are kept in a folder."""
    add_studies(parser, made)
    parser.add_argument("-n", type=int, default=500, help="runs of each scenario")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    command = f"python -m benchmarks.{name} -n {given.n}"
    engine, kept = engine_named(EngineName.ensemble), studies.BATCHES / folder
    make_studies(given, made, StudyRunner(engine, kept, given.n, given.seed, command=command))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, score, and write the sections."""
    make(options(__doc__), "wars", "record", MADE, arguments)


if __name__ == "__main__":
    main()
