"""How closely vectors should follow a record: what each temperature says of what it did not see.

    python -m benchmarks.following left-out
    python -m benchmarks.following unseen

`rout calibrate` makes vectors that follow a record in steps; at each the temperature is lower, and a vector
that follows the record better is the more probable. Colder vectors come nearer to what is general of a war,
until they follow the chance of its one run. *left-out*: vectors that follow two wars are run in the third.
*unseen*: vectors that follow all three are run in the two wars of ``benchmarks.unseen_wars``. Each writes its
section of docs/calibrating.md. What is simulated and the steps are kept in the folder of ``rout calibrate``.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks.options import add_vectors, options, simulated, work_of
from benchmarks.pages import CALIBRATING, section
from benchmarks.unseen_wars import WARS, shipped, standing
from sim.analysis.score import score
from sim.calibration.fit import Space
from sim.calibration.follow import BEGIN, VECTORS, swarms
from sim.calibration.known import known_part, without
from sim.calibration.learn import nearest
from sim.calibration.left_out import run_left_out
from sim.calibration.priors import Priors, read_priors
from sim.calibration.simulate import Simulated
from sim.calibration.summaries import observed_record, observed_runs
from sim.calibration.swarm import Swarm
from sim.engines import EngineName, engine_named
from sim.report.table import Table
from sim.scenario.posterior import Vectors
from sim.studies.runner import StudyRunner

Floats = NDArray[np.float64]

NEW_RUNS = 512


def told(swarm: Swarm) -> str:
    """The temperature of a step."""
    return f"{1.0 / swarm.cold:.2f}" if swarm.cold else "none: the best of the nearest"


def steps(priors: Priors, found: Simulated, given: Namespace) -> Iterator[Swarm]:
    """What following a record comes through."""
    seen, record = observed_runs(priors, found, given.seed), observed_record(priors).days[0]
    begin = nearest(Space.of(seen), record, found.shares, BEGIN * VECTORS)
    folder = work_of(given, priors)
    return swarms(priors, begin.shares, record, given.seed, folder, jobs=given.jobs, say=print)


def left_out(priors: Priors, found: Simulated, given: Namespace) -> Table:
    """Each war, forecast from vectors that follow the other two more and more closely."""
    rows = []
    for war in priors.wars:
        cut = without(priors, war)
        known, cut_off = known_part(priors, found, cut)
        for swarm in steps(known, cut_off, given):
            (made,) = run_left_out(priors, found, cut, swarm.sample, given.seed)
            scores = (f"{each.mean():.2f}" for each in (made.scores.crps, made.scores.log))
            rows.append((war, told(swarm), f"{swarm.scores.mean():.2f}", *scores))
            print(*rows[-1], sep=" | ", flush=True)
    heads = ("Left out", "Temperature", "Score of the others", "CRPS, days", "Log score, nats")
    return Table("", heads, tuple(rows), text=(0, 1))


def unseen(priors: Priors, found: Simulated, given: Namespace) -> Table:
    """The two wars that others wrote, from vectors that follow all three more and more closely."""
    rows = []
    for swarm in steps(priors, found, given):
        crps = []
        for name in WARS:
            scenarios, _ = standing(name, as_stored(priors, swarm, shipped(name)))
            with TemporaryDirectory() as folder:
                runner = StudyRunner(engine_named(EngineName.ensemble), Path(folder), NEW_RUNS, given.seed)
                crps.append(f"{score(runner.run(scenarios[name], name)).crps:.2f}")
        rows.append((told(swarm), f"{swarm.scores.mean():.2f}", *crps))
        print(*rows[-1], sep=" | ", flush=True)
    return Table("", ("Temperature", "Score of the three", *(f"`{name}`" for name in WARS)), tuple(rows))


def as_stored(priors: Priors, swarm: Swarm, like: Vectors) -> Vectors:
    """A step's vectors as a file has them; what another war draws is that of ``like``, a file of as many."""
    own = [like.meanings.index(one.meaning) for one in priors.unknowns]
    values = like.values.copy()
    values[:, own] = priors.values(swarm.shares)
    return replace(like, values=values, weights=swarm.sample.weights)


USUAL = {
    "left-out": ("campaigns", 65_536),
    "unseen": ("three-wars", 81_920),
}
NOTES = {
    "left-out": "1,000 runs of the war that is left out.",
    "unseen": f"{NEW_RUNS} runs of each war, of vectors under which its army stands; CRPS in days.",
}
MADE = {"left-out": left_out, "unseen": unseen}


def main(arguments: Sequence[str] | None = None) -> None:
    """Follow, run, write the sections."""
    parser = options(__doc__)
    parser.add_argument("what", choices=MADE)
    add_vectors(parser, None, None)
    given = parser.parse_args(arguments)
    priors, n = USUAL[given.what]
    given.priors, given.n = given.priors or priors, given.n or n
    read = read_priors(given.priors)
    table = MADE[given.what](read, simulated(given, read), given)
    command = f"`python -m benchmarks.following {given.what} -n {given.n}`"
    section(
        CALIBRATING, f"following-{given.what}", table, f"{NOTES[given.what]}\n\n{command}, seed {given.seed}."
    )


if __name__ == "__main__":
    main()
