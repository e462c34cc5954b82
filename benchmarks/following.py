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
from sim.calibration.follow import swarms
from sim.calibration.forecast import scored
from sim.calibration.known import known_part, without
from sim.calibration.learn import beginning
from sim.calibration.left_out import new_runs
from sim.calibration.priors import Priors, read_priors
from sim.calibration.simulate import Simulated
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
    _, days, shares = beginning(priors, found, given.seed)
    return swarms(priors, shares, days, given.seed, work_of(given, priors), jobs=given.jobs, say=print)


def left_out(priors: Priors, found: Simulated, given: Namespace) -> Table:
    """Each war, forecast from vectors that follow the other two more and more closely."""
    rows = []
    for war in priors.wars:
        cut = without(priors, war)
        known, cut_off = known_part(priors, found, cut)
        for swarm in steps(known, cut_off, given):
            wanted, spreads, _ = new_runs(priors, cut, known, swarm.sample, given.seed)
            scores = scored(spreads, wanted)
            means = (f"{each.mean():.2f}" for each in (swarm.scores, scores.crps, scores.log))
            rows.append((war, told(swarm), *means))
            print(*rows[-1], sep=" | ", flush=True)
    heads = ("Left out", "Temperature", "Score of the others", "CRPS, days", "Log score, nats")
    return Table("", heads, tuple(rows), text=(0, 1))


def unseen(priors: Priors, found: Simulated, given: Namespace) -> Table:
    """The two wars that others wrote, from vectors that follow all three more and more closely."""
    rows, like = [], {name: shipped(name) for name in WARS}
    for swarm in steps(priors, found, given):
        crps = []
        for name in WARS:
            scenarios, _ = standing(name, as_stored(priors, swarm, like[name]))
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


MADE = {
    "left-out": (left_out, "campaigns", 65_536, "1,000 runs of the war that is left out."),
    "unseen": (
        unseen, "three-wars", 81_920,
        f"{NEW_RUNS} runs of each war, of vectors under which its army stands; CRPS in days.",
    ),
}  # fmt: skip
"""Each with the priors and vectors that it takes if none are given, and what its table rests on."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Follow, run, write the sections."""
    parser = options(__doc__)
    parser.add_argument("what", choices=MADE)
    add_vectors(parser, None, None)
    given = parser.parse_args(arguments)
    make, name, n, note = MADE[given.what]
    given.priors, given.n = given.priors or name, given.n or n
    priors = read_priors(given.priors)
    table = make(priors, simulated(given, priors), given)
    command = f"`python -m benchmarks.following {given.what} -n {given.n}`, seed {given.seed}."
    section(CALIBRATING, f"following-{given.what}", table, note, command)


if __name__ == "__main__":
    main()
