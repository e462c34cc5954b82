"""What records leave open of the answer: two sections of docs/studies.md.

    python -m benchmarks.left_open -n 81920

*By what is known*: of the vectors of priors under which an unattacked army stands, those nearest to some of
the records and not to others, and the effect of the place under each of them. How far these effects lie apart
is what is not known of the answer; how much of that a number would tell is the share of their variance that
lies between eighths of the vectors in the order of that number, or sixteenths by two (the correlation ratio,
chance taken off).
*By date*: the effect from each day of the campaign, with numbers drawn from the shipped posterior. What was
simulated is kept in the folder of ``rout calibrate``, runs in results/studies: what was stopped resumes.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks import studies
from benchmarks.options import add_vectors, options, simulated, stored
from benchmarks.pages import STUDIES, pairs_note, save_rows, section
from benchmarks.unknown_numbers import POSTERIOR, study_of
from sim.analysis.sensitivity import Vectors
from sim.analysis.sentences import signed
from sim.calibration.fit import Space
from sim.calibration.learn import nearest
from sim.calibration.priors import Priors, read_priors
from sim.calibration.simulate import Simulated
from sim.calibration.summaries import Observed, observed_record, observed_runs
from sim.engines import EngineName, engine_named
from sim.report.table import Table
from sim.studies import branch_dates
from sim.studies.runner import Study, StudyRunner, changed, scenario_named
from sim.studies.sources import posterior_shares
from sim.studies.vectors import FALL, HOLD, Subject, run_vectors, subject_of

Floats = NDArray[np.float64]

WAR = "syria"
BEFORE, MORNING = studies.CAMPAIGN, studies.RECORD
OTHERS = ("afghanistan-2021", "iraq-2014")
KNOWN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("that armies stand unattacked", ()),
    ("Syria until the morning of 7 December", (BEFORE,)),
    ("Syria on 7 and 8 December", (MORNING,)),
    ("Afghanistan and Iraq", OTHERS),
    ("Syria until that morning, Afghanistan and Iraq", (BEFORE, *OTHERS)),
    ("all of Syria", (BEFORE, MORNING)),
    ("all three wars", (BEFORE, MORNING, *OTHERS)),
)
NEAREST = 256
PAIRS = 32
RUNS = 500
EIGHTHS, QUARTERS = 8, 4
PAIR = ("parameters.expected_days", f"{WAR}: parameters.army_cohesion")
"""The two numbers on which `rout sensitivity` finds that most hangs, with all that they interact with."""
MATTERS = 20.0  # points
LEAST_SPREAD = 2.0  # points; below, nothing is left to be told
NOTHING = "nothing is left"


def nearest_to(
    priors: Priors, seen: Observed, record: Floats, shares: Floats, names: Sequence[str]
) -> Floats:
    """The vectors whose runs are nearest to the records of these names; the first where there is none."""
    if not names:
        return shares[:NEAREST]
    known = [k for k, one in enumerate(priors.records) if one.name in names]
    assert len(known) == len(names), names
    at = np.r_[tuple(priors.parts[k] for k in known)]
    space = Space.of(Observed(seen.days[:, at], seen.dead[:, known]))
    return nearest(space, record[at], shares, NEAREST).shares


def effects(study: Study, asked: Subject, name: str, shares: Floats) -> Floats:
    """What letting the place fall and not holding it changes, (vectors, pairs) of -1, 0 and 1."""
    vectors = Vectors(shares, np.arange(len(shares)))
    return run_vectors(study, asked, name, vectors, PAIRS, (HOLD, FALL)).effect


def told(asked: Subject, shares: Floats, found: Floats) -> tuple[str, str]:
    """The number that alone would tell most of the effect, and how much; the same of the pair looked at."""
    means = 100.0 * found.mean(axis=1)
    between = means.var() - 1e4 * float((found.var(axis=1, ddof=1) / found.shape[1]).mean())
    if between < LEAST_SPREAD**2:
        return NOTHING, NOTHING
    names = [one.name for one in asked.unknowns]
    alone = [explained(cells(shares[:, [k]], EIGHTHS), means) for k in range(len(names))]
    most = int(np.argmax(alone))
    pair = explained(cells(shares[:, [names.index(name) for name in PAIR]], QUARTERS), means)
    first, both = (f"{100.0 * float(np.clip(one / between, 0.0, 1.0)):.0f} %" for one in (alone[most], pair))
    return f"{short(names[most])}, {first}", both


def short(name: str) -> str:
    """Names of parameters as other tables have them."""
    return name.replace("parameters.", "").replace("_", " ")


def cells(numbers: Floats, parts: int) -> list[NDArray[np.int64]]:
    """Rows of vectors (vectors, numbers) in cells of as many: by the first number, in these by the next."""
    rows = [np.arange(len(numbers))]
    for own in numbers.T:
        rows = [part for one in rows for part in np.array_split(one[np.argsort(own[one])], parts)]
    return rows


def explained(rows: list[NDArray[np.int64]], means: Floats) -> float:
    """Variance between cells, what chance makes of it taken off."""
    within = float(np.mean([means[one].var(ddof=1) for one in rows]))
    return float(np.var([means[one].mean() for one in rows])) - within * (len(rows) - 1) / len(means)


def by_what_is_known(priors: Priors, found: Simulated, runner: StudyRunner) -> Table:
    """The effect and what is not known of it, for each part of the records."""
    study = study_of(runner, MORNING, "left-open", PAIRS)
    asked = subject_of(study, priors.path.as_posix(), WAR)
    seen, record = observed_runs(priors, found, runner.seed), observed_record(priors).days[0]
    drawn = {
        name: nearest_to(priors, seen, record, found.shares, names)[:, asked.at] for name, names in KNOWN
    }
    drawn["all three wars, vectors that follow them"] = posterior_shares(
        asked, runner.seed, NEAREST, POSTERIOR
    )
    rows = []
    for k, (name, shares) in enumerate(drawn.items()):
        made = effects(study, asked, f"known-{k}", shares)
        means = 100.0 * made.mean(axis=1)
        low, middle, high = np.quantile(means, (0.05, 0.5, 0.95))
        rows.append((
            name, signed(means.mean(), 1), signed(middle, 1), f"{signed(low, 1)} to {signed(high, 1)}",
            f"{100.0 * (means > MATTERS).mean():.0f} %", *told(asked, shares, made),
        ))  # fmt: skip
        print(*rows[-1], sep=" | ", flush=True)
    heads = (
        "What is known", "Mean effect, points", "Median", "5 to 95 % of vectors", f"Over {MATTERS:g} points",
        "What alone would tell most", "Both would tell",
    )  # fmt: skip
    return Table(f"The effect of {asked.place} by what is known", heads, tuple(rows), text=(0, 5))


def by_date(runner: StudyRunner) -> tuple[str, Table]:
    """The effect from each day of the campaign, under what three wars leave open."""
    campaign = changed(scenario_named(BEFORE), {"posterior.file": POSTERIOR, "posterior.war": WAR})
    found = branch_dates.by_date(runner, campaign, f"{BEFORE}-learned", branch_dates.usual_days(campaign))
    save_rows("branch-dates-learned", found)
    return branch_dates.sentence(found), branch_dates.table(found)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, and write the sections."""
    parser = options(__doc__)
    add_vectors(parser, "three-wars", 81_920)
    given: Namespace = parser.parse_args(arguments)
    priors = read_priors(given.priors)
    command = f"`python -m benchmarks.left_open -n {given.n}`"
    engine = engine_named(EngineName.ensemble)
    runner = StudyRunner(engine, studies.BATCHES, RUNS, given.seed, given.jobs, command=command)
    found = simulated(given, priors)
    table = stored(given, lambda anew: by_what_is_known(priors, found, replace(runner, replace=anew)))
    note = (
        f"{command}: {NEAREST} vectors in each row, of {given.n:,} drawn those nearest to the records named; "
        f"{PAIRS} pairs of runs of `{MORNING}` for each, seed {given.seed}. What would tell: the "
        f"share of the variance of the effect that knowing it takes away; both: {short(' and '.join(PAIR))}."
    )
    section(STUDIES, "left-open", table, note)
    sentence, dates = stored(given, lambda anew: by_date(replace(runner, replace=anew)))
    section(STUDIES, "dates-learned", sentence, dates, pairs_note(RUNS))


if __name__ == "__main__":
    main()
