"""What ``rout calibrate`` says of one war and of three: three sections of docs/calibrating.md.

    python -m benchmarks.calibrated -n 81920

Simulations are kept in the folders of ``rout calibrate``: what was stopped resumes. The shipped file of the
posterior is compared with what is learned here, and not written: scenarios draw from it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from benchmarks.options import add_stored, options, simulated, work_of
from benchmarks.pages import CALIBRATING, section
from sim.calibration.gaps import gaps_table
from sim.calibration.learn import Learned, learn
from sim.calibration.priors import read_priors
from sim.calibration.table import NO_INTERVAL, VERDICTS, Row, percent, rows, tables, vectors
from sim.report.table import Table
from sim.scenario.posterior import Vectors, read_vectors
from sim.scenario.shipped import shipped_folder

PRIORS = {"syria": "Syria alone", "three-wars": "three wars"}
SHIPPED = "posterior/three-wars.parquet"
TRUTHS = 1_000
WATCHED = "parameters.expected_days"
TAUGHT = 2
"""Of the tables of ``rout calibrate``, those of what is learned and weakly learned."""


def expected(found: Learned) -> str:
    """How long soldiers expected a garrison to last, before the record and after it, days."""
    (row,) = (one for one in rows(found) if one.name == WATCHED)
    prior, after = (f"{low:.2g} to {high:.2g}" for low, _, high in (row.prior, row.posterior))
    return f"{after if row.sound else NO_INTERVAL} (prior {prior})"


def counted(found: tuple[Row, ...]) -> str:
    """How many numbers were learned, weakly learned and not identified."""
    return ", ".join(
        f"{sum(one.verdict == word for one in found)}" for word in VERDICTS if word != NO_INTERVAL
    )


def skill(way: str) -> Callable[[Learned], str]:
    """By how much a way's CRPS on simulated truths is below the prior's; the chosen way is bold."""

    def cell(found: Learned) -> str:
        (one,) = (tried for tried in found.tried if tried.name == way)
        return f"**{percent(one.skill)}**" if one is found.chosen else percent(one.skill)

    return cell


def cells(first: Learned) -> dict[str, Callable[[Learned], str]]:
    """What is said of each calibration, a row each."""
    return {
        "numbers": lambda one: f"{len(one.priors.unknowns)}",
        "vectors under which an army that nobody attacks stands": lambda one: f"{one.vectors:,}",
        "learned, weakly learned, not identified": lambda one: counted(rows(one)),
        **{f"CRPS on simulated truths below the prior's: {one.name}": skill(one.name) for one in first.tried},
        "coverage of 90 % intervals, all numbers": lambda one: percent(one.coverage.pooled),
        "numbers without an interval": lambda one: f"{sum(not row.sound for row in rows(one))}",
        "the record's distance from its nearest": lambda one: f"{one.fit.record:.3f}",
        "99 % of simulated truths are within": lambda one: f"{one.fit.limit:.3f}",
        "simulated truths as far out as the record": lambda one: percent(one.fit.share_farther),
        "does anything fit?": lambda one: "yes" if one.fit.fits else "**no**",
        "`expected_days`, 5 to 95 %": expected,
    }


def summary(found: Mapping[str, Learned]) -> Table:
    """A column for each calibration."""
    told = cells(next(iter(found.values())))
    table = tuple((words, *map(cell, found.values())) for words, cell in told.items())
    return Table("", ("", *(PRIORS[name] for name in found)), table)


def shipped(learned: Vectors) -> str:
    """Whether the file from which scenarios draw holds what was learned."""
    kept = read_vectors((shipped_folder() / SHIPPED).read_bytes())
    same = np.array_equal(kept.values, learned.values) and np.array_equal(kept.weights, learned.weights)
    return f"The shipped `{SHIPPED}` {'is' if same else 'is not'} this posterior."


def calibrate(given: argparse.Namespace) -> dict[str, Learned]:
    """Each file of priors."""
    found = {}
    for name in PRIORS:
        priors = read_priors(name)
        drawn = simulated(given, priors)
        found[name] = learn(priors, drawn, given.seed, TRUTHS, work_of(given, priors), jobs=given.jobs)
        print(f"{name}: done", flush=True)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn, and write the sections."""
    parser = options(__doc__)
    parser.add_argument("-n", type=int, default=81_920, help="vectors")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, help="threads; all cores if not given")
    add_stored(parser)
    given = parser.parse_args(arguments, argparse.Namespace(work=None))
    found = calibrate(given)
    (*_, three) = found.values()
    command = f"python -m benchmarks.calibrated -n {given.n}"
    note = (
        f"`{command}`: n = {given.n:,} vectors drawn of each, seed {given.seed}, {TRUTHS:,} simulated "
        "truths; as `rout calibrate` on each. "
    )
    same = shipped(vectors(three, given.n, given.seed, ""))
    section(CALIBRATING, "calibrated", summary(found), note + same)
    shorter = note.split("; as")[0] + "."
    section(CALIBRATING, "taught", *list(tables(rows(three)))[:TAUGHT], shorter)
    section(CALIBRATING, "far", gaps_table(three.gaps), shorter)


if __name__ == "__main__":
    main()
