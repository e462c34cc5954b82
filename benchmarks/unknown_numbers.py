"""How far the answer hangs on the numbers that are not known: sections of three documents.

    python -m benchmarks.unknown_numbers sensitivity discover effect-by-fit learned arrival

The first three are in docs/studies.md, "learned" in docs/calibrating.md (it needs scikit-learn) and "arrival"
in docs/limits.md. About a quarter of an hour of one processor in all. Runs are kept in results/studies, and
what was simulated to learn from in results/calibrate-syria: what was stopped resumes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import studies
from benchmarks.options import add_studies, make_studies, options
from benchmarks.pages import CALIBRATING, LIMITS, REFERENCE, STUDIES, save_figure, save_rows, section
from sim.analysis.compare import compare
from sim.analysis.sensitivity import Vectors
from sim.analysis.sentences import percent_to_one_place, points
from sim.analysis.source import read_runs
from sim.analysis.statistics import paired_share_difference, share
from sim.calibration.learn import learn
from sim.calibration.simulate import study as simulated
from sim.engines import EngineName, engine_named
from sim.files import write_atomically
from sim.report.table import Table, csv_text
from sim.scenario.shipped import find
from sim.studies import discovery, effect_by_fit, sensitivity
from sim.studies.runner import Study, StudyRunner, changed, scenario_named
from sim.studies.sources import prior_shares, sources_of
from sim.studies.vectors import Subject, run_vectors, subject_of

PRIORS = "syria"
POSTERIOR = "posterior/three-wars.parquet"
SCENARIOS = (studies.RECORD, studies.MOMENT)
SENSITIVITY = {"trajectories": 20, "base": 256, "most": 8}
SENSITIVITY_RUNS, RULE_RUNS, PAIRS = 4, 6, 64
DRAWS, FITTED, SEARCHED = 1_200, 100, 4_096
LEARNED_FROM, TRUTHS, LEARNED_PAIRS = 40_000, 1_000, 10_000
WORK = Path("results/calibrate-syria")
"""The folder of ``rout calibrate syria``."""
ARRIVING, ARRIVAL_RUNS = "iraq-2014", 1_000
DAY_OF_ARRIVAL = "backers.Iran.arrives_day"
WATCHED = ("Baghdad", "Haditha", "Ramadi", "Baquba", "Samarra")
OTHERWISE: tuple[tuple[str, dict[str, float | bool]], ...] = (
    ("as stated", {}),
    *((f"Iran comes on day {day}", {DAY_OF_ARRIVAL: float(day)}) for day in (10, 18, 55)),
    ("the people around do not count (A22)", {"parameters.home_effect": 0.0}),
    ("no home ground", {"mechanisms.home_ground": False}),
    ("no mobilisation", {"mechanisms.mobilisation": False}),
    ("ceding of the periphery (A124)", {"mechanisms.ceding": True}),
)
"""What might have been otherwise in Iraq, and the fields that say so."""


def study_of(runner: StudyRunner, name: str, folder: str, runs: int) -> Study:
    """A scenario with so many runs for each vector, whose runs are kept below the studies' batches."""
    place = studies.BATCHES / f"{folder}-{name}"
    own = replace(runner, out=place, n=runs)
    return Study(folder, scenario_named(name), find(name), name, place, own, json=False, quiet=True)


def parts_of(tables: Iterable[Table]) -> list[str | Table]:
    """Tables for a document, each with what stands below it."""
    return [part for table in tables for part in (table, table.caption) if part]


def sensitivity_study(runner: StudyRunner) -> None:
    """Screening and shares of the variance, without the article's hypothesis and under it."""
    parts: list[str | Table] = []
    for name in SCENARIOS:
        study = study_of(runner, name, "sensitivity", SENSITIVITY_RUNS)
        found = sensitivity.by_number(study, subject_of(study, PRIORS), **SENSITIVITY)
        save_rows(f"sensitivity-{name}", found)
        path = REFERENCE / f"screening-{name}.csv"
        write_atomically(path, csv_text(found.screen_rows()))
        words = sensitivity.alt_text(found)
        save_figure(sensitivity.figure(found), f"sensitivity-{name}", "Shares of the variance", words)
        said = "\n".join(f"* {sentence}" for sentence in sensitivity.sentences(found))
        size = (
            f"n = {found.trajectories} trajectories of {len(found.names)} numbers, then {found.base} rows of "
            f"{len(found.groups)} groups, {found.runs} runs of each branch for each vector."
        )
        parts += [f"`{name}`:\n\n{said}", *parts_of(sensitivity.tables(found)), size]
    section(STUDIES, "sensitivity", *parts)


def discover_study(runner: StudyRunner) -> None:
    """Rules for what makes the place hold, and for when it matters."""
    name = studies.RECORD
    study = study_of(runner, name, "discover", RULE_RUNS)
    asked = subject_of(study, PRIORS)
    found = discovery.rules(study, asked, sources_of(asked, study.runner.seed, DRAWS, POSTERIOR))
    save_rows("rules", found)
    save_figure(discovery.figure(found), "rules", "Rules of a few limits", discovery.alt_text(found))
    said = "\n".join(f"* {sentence}" for sentence in discovery.sentences(found))
    size = f"`{name}`, {found.runs} runs of each branch for each vector."
    section(STUDIES, "discover", said, *parts_of(discovery.tables(found)), size)


def fit_study(runner: StudyRunner) -> None:
    """The effect against the misfit, with the article's hypothesis marked."""
    study = study_of(runner, studies.RECORD, "effect-by-fit", PAIRS)
    found = effect_by_fit.by_fit(
        study, subject_of(study, PRIORS), draws=FITTED, searched=SEARCHED, posterior=POSTERIOR,
        hypothesis=scenario_named(studies.MOMENT), title=studies.MOMENT,
    )  # fmt: skip
    save_rows("effect-by-fit", found)
    shown, words = effect_by_fit.table(found), effect_by_fit.alt_text(found)
    save_figure(effect_by_fit.figure(found), "effect-by-fit", shown.title, words)
    section(STUDIES, "effect-by-fit", " ".join(effect_by_fit.sentences(found)), *parts_of([shown]))


def learned_study(runner: StudyRunner) -> None:
    """What the place decides under the priors, and under what one war and three wars leave open."""
    study = study_of(runner, studies.RECORD, "learned", LEARNED_PAIRS)
    asked = subject_of(study, PRIORS)
    drawn_from = {
        "the prior": prior_shares(asked, runner.seed, LEARNED_PAIRS),
        "what Syria alone leaves open": learned_shares(asked, runner),
    }
    rows = [
        (name, *effect_cells(study, asked, f"vectors-{k}", shares))
        for k, (name, shares) in enumerate(drawn_from.items())
    ]
    rows.append((f"what three wars leave open (`{studies.LEARNED}`)", *scenario_cells(study)))
    heads = ("Numbers drawn from", "Free", f"Effect of {asked.place}, points")
    note = (
        f"`{runner.command} learned`: n = {LEARNED_PAIRS:,} pairs in each row, each of other numbers; in "
        "brackets 95 % intervals."
    )
    section(CALIBRATING, "learned", Table("", heads, tuple(rows)), note)


def learned_shares(asked: Subject, runner: StudyRunner) -> NDArray[np.float64]:
    """Vectors of the posterior that ``rout calibrate`` learns from the same priors, (vectors, numbers)."""
    found = simulated(
        asked.priors, WORK, runner.seed, LEARNED_FROM, jobs=runner.threads, replace=runner.replace
    )
    sample = learn(asked.priors, found, runner.seed, TRUTHS, WORK, jobs=runner.threads).whole
    chance = np.random.default_rng([runner.seed, len(sample.weights)])
    rows = chance.choice(len(sample.weights), LEARNED_PAIRS, p=sample.weights)
    return sample.shares[rows][:, asked.at]


def effect_cells(study: Study, asked: Subject, name: str, shares: NDArray[np.float64]) -> tuple[str, str]:
    """In how many free runs the capital falls, and what letting the place fall and not holding it changes."""
    found = run_vectors(study, asked, name, Vectors(shares, np.arange(len(shares))), 1)
    change = paired_share_difference(
        int((found.effect < 0.0).sum()), int((found.effect > 0.0).sum()), len(shares)
    )
    return percent_to_one_place(share(int(found.capital_falls.sum()), len(shares))), points(change)


def scenario_cells(study: Study) -> tuple[str, str]:
    """The same of the scenario that draws from the shipped posterior, as the front page has it."""
    scenario = scenario_named(studies.LEARNED)
    hold, fall, free = (
        study.runner.run(changed(scenario, {"branch.kind": kind}), f"scenario-{kind}")
        for kind in ("hold", "fall", "free")
    )
    days = compare([hold, fall, free]).day("capital_lost_day")
    paired = days.paired[0]
    assert paired is not None
    return percent_to_one_place(days.sides[2].share()), points(paired.happened)


def arrival_study(runner: StudyRunner) -> None:
    """Where a collapse ends, by the day on which a backer comes and by what else might hold it up."""
    scenario = scenario_named(ARRIVING)
    own = replace(runner, n=ARRIVAL_RUNS, out=studies.BATCHES / "arrival")
    rows = []
    for k, (words, changes) in enumerate(OTHERWISE):
        runs = read_runs(own.run(changed(scenario, changes), f"arrival-{k}"))
        held = [np.isnan(runs.days(f"place_lost_day.{place}")) for place in WATCHED]
        rows.append((words, *(percent_to_one_place(share(int(one.sum()), len(one))) for one in held)))
    heads = ("Iraq", *(f"{place} holds" for place in WATCHED))
    note = (
        f"`{runner.command} arrival`: n = {ARRIVAL_RUNS:,} runs on the same random seeds in each row; in "
        "brackets 95 % intervals."
    )
    section(LIMITS, "arrival", Table("", heads, tuple(rows)), note)


MADE: dict[str, Callable[[StudyRunner], None]] = {
    "sensitivity": sensitivity_study,
    "discover": discover_study,
    "effect-by-fit": fit_study,
    "learned": learned_study,
    "arrival": arrival_study,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the sections that are named, all of them if none is."""
    parser = options(__doc__)
    add_studies(parser, MADE)
    given = parser.parse_args(arguments)
    engine = engine_named(EngineName.ensemble)
    runner = StudyRunner(engine, studies.BATCHES, 1, command="python -m benchmarks.unknown_numbers")
    make_studies(given, MADE, runner)


if __name__ == "__main__":
    main()
