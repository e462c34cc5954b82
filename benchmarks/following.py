"""How cold vectors that follow a record may be: what they say of new runs, for several temperatures.

    python -m benchmarks.following

Vectors that follow one run of a simulated truth are run, and held against *other* runs of the same truth:
colder ones come nearer to what is general of it until they follow the chance of its one run. Beside that
stands how often the vectors' 5 to 95 % hold the truth's numbers. That an unattacked army stands is not asked
of the vectors here: it makes no difference to the question and takes most of the time. Writes its section
of docs/calibrating.md; what is simulated is kept in the folder of ``rout calibrate``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.options import add_vectors, options, simulated
from benchmarks.pages import CALIBRATING, section
from benchmarks.ways import Study, crps
from sim.calibration.fit import Space
from sim.calibration.follow import BEGIN, RUNS, VECTORS, Judge
from sim.calibration.learn import nearest
from sim.calibration.posterior import Sample
from sim.calibration.priors import read_priors
from sim.calibration.region import Region
from sim.calibration.simulate import simulate_at
from sim.calibration.swarm import Swarm, cooled
from sim.report.table import Table

Floats = NDArray[np.float64]

TEMPERATURES = (0.4, 0.2, 0.1, 0.05)
TRUTHS, AMONG = 6, 200
OTHERS = 32  # other runs of each truth
NEW_RUNS = 512
NEAREST = "nearest in days"
FIRST = 2**41  # numbers of the truths' other runs: of no vector's runs
LOW, HIGH = 0.05, 0.95


def swarms(own: Study, space: Space, days: Floats, leave_out: int, jobs: int) -> Iterator[tuple[str, Sample]]:
    """The vectors nearest to days (places,), and those that follow them at each temperature."""
    yield NEAREST, nearest(space, days, own.found.shares, leave_out)
    begin = nearest(space, days, own.found.shares, leave_out, size=BEGIN * VECTORS)
    with ThreadPoolExecutor(jobs) as pool:
        judge = Judge(own.priors, days, own.seed, pool)
        swarm, chance = judge.begun(begin.shares), np.random.default_rng([own.seed, leave_out + 1])
        for temperature in TEMPERATURES:
            while swarm.cold < 1.0 / temperature:
                swarm = cooled(swarm, temperature, judge, chance)
            yield f"temperature {temperature:g}", sample_of(swarm)


def sample_of(swarm: Swarm) -> Sample:
    """Vectors that weigh the same."""
    return Sample(swarm.shares, np.full(len(swarm.scores), 1.0 / len(swarm.scores)))


def held(sample: Sample, truth: Floats) -> float:
    """The share of a truth's numbers (unknowns,) within the 5 to 95 % of a sample."""
    low, high = sample.quantiles((LOW, HIGH))
    return float(((low <= truth) & (truth <= high)).mean())


def against_truths(own: Study, jobs: int) -> dict[str, list[tuple[float, float]]]:
    """For each way, of each truth: the score of its runs against the truth's other runs, and numbers held."""
    space = Space.of(own.seen)
    region = Region.of(space, own.record)
    found: dict[str, list[tuple[float, float]]] = {}
    for key, near in enumerate(region.near[: AMONG : AMONG // TRUTHS], start=1):
        row = int(region.answer[near])
        truth = own.found.shares[row]
        numbers = FIRST + OTHERS * key + np.arange(OTHERS)
        others = simulate_at(own.priors, own.seed, numbers, np.repeat(truth[None], OTHERS, axis=0)).days
        for name, sample in swarms(own, space, own.seen.days[row], row, jobs):
            runs = own.runs(sample, key, NEW_RUNS)
            each = np.mean([crps(runs, days) for days in others], axis=0)
            score = float(own.by_scenario(each).mean())
            found.setdefault(name, []).append((score, held(sample, truth)))
        print(f"truth {key}: done", flush=True)
    return found


def table_of(truths: dict[str, list[tuple[float, float]]]) -> Table:
    """A row for each way."""
    first = np.array(truths[NEAREST])[:, 0]
    rows = []
    for name, found in truths.items():
        scores, shares = np.array(found).T
        change = "" if name == NEAREST else gained(scores, first)
        rows.append((name, f"{scores.mean():.2f}", change, f"{100 * shares.mean():.0f} %"))
    heads = ("Vectors", "CRPS on the truths' other runs, days", "against the first", "Numbers held")
    return Table("", heads, tuple(rows))


def gained(ours: Floats, theirs: Floats) -> str:
    """The mean difference, and of how many truths it is below 0."""
    return f"{(ours - theirs).mean():+.2f}, less in {(ours < theirs).sum()} of {len(ours)}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Make vectors for truths and for the record, and write the section."""
    parser = options(__doc__)
    add_vectors(parser, "three-wars", 81_920)
    given = parser.parse_args(arguments)
    priors = read_priors(given.priors)
    own = Study.of(replace(priors, calm=()), simulated(given, priors), given.seed)
    note = (
        f"{TRUTHS} simulated truths near the record, {OTHERS} other runs of each; {VECTORS} vectors, "
        f"{RUNS} runs of each; numbers held: within 5 to 95 % of the vectors.\n\n"
        f"`python -m benchmarks.following {given.priors} -n {given.n}`, seed {given.seed}."
    )
    found = against_truths(own, given.jobs or os.cpu_count() or 1)
    section(CALIBRATING, "following", table_of(found), note)


if __name__ == "__main__":
    main()
