"""From simulations to what the record says: summaries, posterior, and whether its intervals hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.calibration.coverage import Coverage, coverage
from sim.calibration.fit import Fit, Space, fit
from sim.calibration.follow import BEGIN, VECTORS, follow
from sim.calibration.gaps import Gap, gaps
from sim.calibration.posterior import Sample, Table, near_weights
from sim.calibration.priors import Priors
from sim.calibration.region import Region
from sim.calibration.simulate import Simulated
from sim.calibration.summaries import WAYS, features, observed_record, observed_runs, require_sklearn
from sim.errors import UsageError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Say = Callable[[str], None]

CHOOSING = 200  # truths by which the way is chosen; coverage is measured on others
FIT_TRUTHS = 500
LEAST_VECTORS = 1_000


@dataclass(frozen=True)
class Tried:
    """A way to condition on the record, and how it did on simulated truths."""

    way: str
    one_by_one: bool
    skill: float  # 1 minus its CRPS over the prior's, mean of the unknowns
    pooled: float  # how often its 90 % intervals hold the truth

    @property
    def name(self) -> str:
        """In words."""
        return f"{self.way} summaries {'one by one' if self.one_by_one else 'together'}"


@dataclass(frozen=True)
class Learned:
    """Everything that a calibration found."""

    priors: Priors
    vectors: int
    tried: tuple[Tried, ...]
    chosen: Tried
    fit: Fit
    gaps: tuple[Gap, ...]
    coverage: Coverage
    sample: Sample  # for the intervals of single numbers
    whole: Sample  # for runs: vectors whose runs follow the record


def require_enough(draws: int) -> None:
    """Refuse before anything is simulated. Raises UsageError for too few vectors."""
    if draws < LEAST_VECTORS:
        raise UsageError(f"-n {draws}: at least {LEAST_VECTORS:,} vectors are needed")


def require_standing(priors: Priors, standing: int, draws: int) -> None:
    """Refuse where too few vectors count. Raises UsageError; what was simulated is kept."""
    if standing < LEAST_VECTORS:
        raise UsageError(
            f"-n {draws}: under {standing:,} of these vectors an army that nobody attacks stands, and at "
            f"least {LEAST_VECTORS:,} are needed; give more with -n (those that are there are kept), or see "
            f"[unattacked] in {priors.path}"
        )


def require_learnable(draws: int) -> None:
    """The same, and UsageError without scikit-learn."""
    require_enough(draws)
    require_sklearn()


def learn(
    priors: Priors,
    found: Simulated,
    seed: int,
    truths: int,
    folder: Path,
    *,
    jobs: int | None = None,
    say: Say = lambda text: None,
) -> Learned:
    """Condition on the record; ``found`` are as many vectors as ``require_learnable`` asks for, or more.

    ``folder`` keeps the steps of the vectors that follow the record.
    """
    seen, record = observed_runs(priors, found, seed), observed_record(priors)
    say("how far the record lies from what the priors can make")
    space, days = Space.of(seen), record.days[0]
    fitted = fit(space, days, spaced(len(found), FIT_TRUTHS))
    region = Region.of(space, days)
    x, own = features(priors, seen), features(priors, record)
    tried: list[tuple[Tried, Table, Floats]] = []
    for way, teach in WAYS.items():
        say(f"{way} summaries")
        summarise = teach(x[region.teach], found.shares[region.teach], seed)
        summaries, at = summarise(x[region.answer]), summarise(own)[0]
        for one_by_one in (False, True):
            table = Table(summaries, found.shares[region.answer], region.keep, one_by_one)
            checked = coverage(table, region.near[:CHOOSING])
            one = Tried(way, one_by_one, 1.0 - float(checked.crps.mean()), checked.pooled)
            tried.append((one, table, at))
    chosen, table, at = max(tried, key=lambda one: one[0].skill)
    say(f"coverage of {truths:,} simulated truths")
    checked = coverage(table, region.near[CHOOSING : CHOOSING + truths])
    begin = nearest(space, days, found.shares, BEGIN * VECTORS)
    whole = follow(priors, begin.shares, days, seed, folder, jobs=jobs, say=say)
    return Learned(
        priors,
        len(found),
        tuple(one for one, _, _ in tried),
        chosen,
        fitted,
        gaps(priors, seen, fitted),
        checked,
        table.given(at),
        whole,
    )


def beginning(priors: Priors, found: Simulated, seed: int) -> tuple[Space, Floats, Floats]:
    """The space of what was simulated, the record's days, and the vectors from which to follow it."""
    space, days = Space.of(observed_runs(priors, found, seed)), observed_record(priors).days[0]
    return space, days, nearest(space, days, found.shares, BEGIN * VECTORS).shares


def nearest(space: Space, days: Floats, shares: Floats, size: int, leave_out: int = -1) -> Sample:
    """The vectors whose runs are nearest to days (places,), as they are: whole, and each one that was run."""
    far = space.distances(space.place(days))
    if leave_out >= 0:
        far[leave_out] = np.inf
    rows = np.argsort(far, kind="stable")[:size]
    return Sample(shares[rows], near_weights(far[rows]))


def spaced(size: int, wanted: int) -> Ints:
    """Some of ``size`` rows, evenly spread."""
    return np.unique(np.linspace(0, size - 1, min(size, wanted)).astype(np.int64))
