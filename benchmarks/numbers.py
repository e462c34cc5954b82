"""How far the answer hangs on the numbers that are not known: three sections of docs/studies.md.

    python -m benchmarks.numbers sensitivity discover effect-by-fit

About eight minutes of one processor. Runs are kept in results/studies: what was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from benchmarks import studies
from sim.engines import EngineName, engine_named
from sim.files import write_atomically
from sim.report.table import Table, csv_text
from sim.scenario.shipped import find
from sim.studies import discovery, effect_by_fit, sensitivity
from sim.studies.runner import Study, StudyRunner, scenario_named
from sim.studies.sources import sources_of
from sim.studies.vectors import subject_of

PRIORS = "syria"
POSTERIOR = "posterior/three-wars.parquet"
SCENARIOS = (studies.RECORD, studies.MOMENT)
SENSITIVITY = {"trajectories": 20, "base": 256, "most": 8}
SENSITIVITY_RUNS, RULE_RUNS, PAIRS = 4, 6, 64
DRAWS, FITTED, SEARCHED = 1_200, 100, 4_096


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
        studies.save_rows(f"sensitivity-{name}", found)
        path = studies.REFERENCE / f"screening-{name}.csv"
        write_atomically(path, csv_text(found.screen_rows()))
        words = sensitivity.alt_text(found)
        studies.save_figure(sensitivity.figure(found), f"sensitivity-{name}", "Shares of the variance", words)
        said = "\n".join(f"* {sentence}" for sentence in sensitivity.sentences(found))
        size = (
            f"n = {found.trajectories} trajectories of {len(found.names)} numbers, then {found.base} rows of "
            f"{len(found.groups)} groups, {found.runs} runs of each branch for each vector."
        )
        parts += [f"`{name}`:\n\n{said}", *parts_of(sensitivity.tables(found)), size]
    studies.section("sensitivity", *parts)


def discover_study(runner: StudyRunner) -> None:
    """Rules for what makes the place hold, and for when it matters."""
    name = studies.RECORD
    study = study_of(runner, name, "discover", RULE_RUNS)
    asked = subject_of(study, PRIORS)
    found = discovery.rules(study, asked, sources_of(asked, study.runner.seed, DRAWS, POSTERIOR))
    studies.save_rows("rules", found)
    studies.save_figure(discovery.figure(found), "rules", "Rules of a few limits", discovery.alt_text(found))
    said = "\n".join(f"* {sentence}" for sentence in discovery.sentences(found))
    size = f"`{name}`, {found.runs} runs of each branch for each vector."
    studies.section("discover", said, *parts_of(discovery.tables(found)), size)


def fit_study(runner: StudyRunner) -> None:
    """The effect against the misfit, with the article's hypothesis marked."""
    study = study_of(runner, studies.RECORD, "effect-by-fit", PAIRS)
    found = effect_by_fit.by_fit(
        study, subject_of(study, PRIORS), draws=FITTED, searched=SEARCHED, posterior=POSTERIOR,
        hypothesis=scenario_named(studies.MOMENT), title=studies.MOMENT,
    )  # fmt: skip
    studies.save_rows("effect-by-fit", found)
    shown, words = effect_by_fit.table(found), effect_by_fit.alt_text(found)
    studies.save_figure(effect_by_fit.figure(found), "effect-by-fit", shown.title, words)
    studies.section("effect-by-fit", " ".join(effect_by_fit.sentences(found)), *parts_of([shown]))


STUDIES: dict[str, Callable[[StudyRunner], None]] = {
    "sensitivity": sensitivity_study,
    "discover": discover_study,
    "effect-by-fit": fit_study,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the sections that are named, all of them if none is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "studies", nargs="*", choices=[*STUDIES, []], help="which sections; all if none is named"
    )
    parser.add_argument("--replace", action="store_true", help="delete stored runs first")
    parser.add_argument("--threads", type=int, help="threads; all cores if not given")
    given = parser.parse_args(arguments)
    engine = engine_named(EngineName.ensemble)
    runner = StudyRunner(
        engine, studies.BATCHES, 1, threads=given.threads, replace=given.replace,
        command="python -m benchmarks.numbers",
    )  # fmt: skip
    for name in given.studies or STUDIES:
        STUDIES[name](runner)
        print(f"{name}: done", flush=True)


if __name__ == "__main__":
    main()
