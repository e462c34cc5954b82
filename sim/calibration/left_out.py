"""A war that is left out, forecast in two steps: vectors that follow the other wars, then new runs of it.

What is drawn for each war apart is not known of the war that is left out: it comes from its prior, and of
these draws those count under which its army stands when nobody attacks it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.analysis.spread import Spread
from sim.calibration.fit import fit
from sim.calibration.follow import follow
from sim.calibration.forecast import Courses, Forecast, against_rivals
from sim.calibration.known import Cut, Target, known_part, targets
from sim.calibration.learn import FIT_TRUTHS, beginning, spaced
from sim.calibration.posterior import Sample
from sim.calibration.predictive import FIRST, runs_of
from sim.calibration.priors import Priors
from sim.calibration.simulate import Simulated, standing
from sim.errors import UsageError

Say = Callable[[str], None]

TIMES = 8
"""Draws of the numbers of a war that is left out, for each vector learned from the others."""


def forecast_by_following(
    priors: Priors,
    found: Simulated,
    cut: Cut,
    seed: int,
    folder: Path,
    *,
    jobs: int | None = None,
    say: Say = lambda text: None,
) -> Forecast:
    """Follow the other wars as ``rout calibrate --without`` does, and run the war that is left out.

    ``folder`` keeps the steps. It is not checked on simulated truths, as each would have to be followed.

    Raises UsageError where no army stands, InterruptedCalibrationError after Ctrl-C.
    """
    known, cut_off = known_part(priors, found, cut)
    space, days, shares = beginning(known, cut_off, seed)
    sample = follow(known, shares, days, seed, folder, jobs=jobs, say=say)
    say(f"{cut.name}: new runs")
    wanted, spreads, courses = new_runs(priors, cut, known, sample, seed)
    return Forecast(
        priors=priors,
        cut=cut,
        vectors=len(found),
        fit=fit(space, days, spaced(len(found), FIT_TRUTHS)),
        check=None,
        records=tuple(
            against_rivals(priors, k, wanted, spreads, courses, known, found) for k in cut.forecast
        ),
        thin=(),
    )


def new_runs(
    priors: Priors, cut: Cut, known: Priors, sample: Sample, seed: int
) -> tuple[tuple[Target, ...], list[Spread], Courses]:
    """Every place of the war that is left out, and what new runs say of it, with vectors of what is known."""
    left_out = replace(priors, records=tuple(priors.records[k] for k in cut.forecast))
    days = runs_of(left_out, with_priors(sample, known, priors, seed), seed).days
    courses = Courses(days, np.ones(days.shape, bool))
    return targets(priors, cut), [Spread.of(each) for each in days.T], courses


def with_priors(sample: Sample, known: Priors, priors: Priors, seed: int) -> Sample:
    """A posterior of all unknowns: those of which nothing was known are drawn from their priors.

    Each vector is tried with several draws of these; those under which an unattacked army stands are left.
    Raises UsageError where none is.
    """
    rows = np.tile(np.arange(len(sample.weights)), TIMES)
    size = len(rows)
    shares = np.random.default_rng([seed, size]).uniform(size=(size, len(priors.unknowns)))
    shares[:, [priors.names.index(name) for name in known.names]] = sample.shares[rows]
    stands = standing(priors, seed, FIRST + np.arange(size), shares)
    if not stands.any():
        raise UsageError(
            f"{priors.path}: with what the other wars say the army of the war that is left out never stands "
            "unattacked; look at the priors, or at [unattacked]"
        )
    weights = sample.weights[rows][stands]
    return Sample(shares[stands], weights / weights.sum())
