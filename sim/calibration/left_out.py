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
from sim.calibration.fit import Space, fit
from sim.calibration.follow import BEGIN, VECTORS, follow
from sim.calibration.forecast import Courses, Forecast, RecordForecast, against_rivals
from sim.calibration.known import Cut, known_part, targets
from sim.calibration.learn import FIT_TRUTHS, nearest, spaced
from sim.calibration.posterior import Sample
from sim.calibration.predictive import FIRST, runs_of
from sim.calibration.priors import Priors
from sim.calibration.simulate import Simulated, standing
from sim.calibration.summaries import observed_record, observed_runs
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
    seen, days = observed_runs(known, cut_off, seed), observed_record(known).days[0]
    space = Space.of(seen)
    begin = nearest(space, days, cut_off.shares, BEGIN * VECTORS)
    sample = follow(known, begin.shares, days, seed, folder, jobs=jobs, say=say)
    say(f"{cut.name}: new runs")
    fitted = fit(space, days, spaced(len(found), FIT_TRUTHS))
    return Forecast(priors, cut, len(found), fitted, None, run_left_out(priors, found, cut, sample, seed), ())


def run_left_out(
    priors: Priors, found: Simulated, cut: Cut, sample: Sample, seed: int
) -> tuple[RecordForecast, ...]:
    """What new runs of the war that is left out say with vectors learned from the others."""
    known, _ = known_part(priors, found, cut)
    left_out = replace(priors, records=tuple(priors.records[k] for k in cut.forecast))
    runs = runs_of(left_out, with_priors(sample, known, priors, seed), seed)
    columns = [column for k in cut.forecast for column in range(priors.parts[k].start, priors.parts[k].stop)]
    wanted = targets(priors, cut)
    days = runs.days[:, [columns.index(one.column) for one in wanted]]
    courses = Courses(days, np.ones(days.shape, bool))
    spreads = [Spread.of(each) for each in days.T]
    return tuple(against_rivals(priors, k, wanted, spreads, courses, known, found) for k in cut.forecast)


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
