"""Which numbers an output hangs on: Morris screening and Sobol indices, by SALib, of a model with chance.

A vector is a point of the unit cube: where each number lies within its own probability. At each vector
the model runs a few times, and the output of the vector is the mean of these runs. That mean has noise
of its own. Vectors that are subtracted from each other share their runs' random numbers, so that a number
which changes nothing has an effect of exactly 0; what noise is left in a difference is measured from how
it varies between the runs, and stands beside every index.

Sources: M. D. Morris, Technometrics 33 (1991), 161-174; Campolongo, Cariboni and Saltelli, Environ.
Model. Softw. 22 (2007), 1509-1518; Saltelli et al., Comput. Phys. Commun. 181 (2010), 259-270; Iwanaga,
Usher and Herman, SALib 2.0, Socio-Environ. Syst. Model. 4 (2022), 18155.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.statistics import CONFIDENCE, Estimate, normal_quantile

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEVELS = 4
STEP = LEVELS / (2.0 * (LEVELS - 1))
"""By how much a number moves in one step of a screening, of the width of its levels."""
EDGE = 0.025
"""The outermost levels: further out lies a probability of this at either side."""
INSIDE = 1e-6
RESAMPLES = 1_000
REST = "all others"


@dataclass(frozen=True)
class Vectors:
    """Points of the unit cube (vectors, numbers), and which block of random numbers each runs on.

    Vectors of one block are paired.
    """

    shares: Floats
    blocks: Ints


@dataclass(frozen=True)
class Screened:
    """Elementary effects of one number: by how much the output changes from one end of it to the other.

    ``size`` is their mean size (mu*), ``mean`` their mean (mu), ``spread`` their standard deviation
    (sigma); ``noise`` is the size that chance alone would give them with so few runs.
    """

    size: Estimate
    mean: float
    spread: float
    noise: float

    @property
    def beyond_noise(self) -> float:
        """The size less that of chance."""
        return max(0.0, self.size.value - self.noise)

    @property
    def clear(self) -> bool:
        """Whether the size is more than chance alone would give."""
        return self.size.low > self.noise


@dataclass(frozen=True)
class Index:
    """Shares of the variance of an output: of one number alone, and with all that it interacts with.

    ``noise`` is the part of the total that is chance.
    """

    first: Estimate
    total: Estimate
    noise: float

    @property
    def beyond_noise(self) -> float:
        """The total less what is chance."""
        return max(0.0, self.total.value - self.noise)

    @property
    def clear(self) -> bool:
        """Whether the total is more than chance."""
        return self.total.low > self.noise


@dataclass(frozen=True)
class Indices:
    """Indices of every number or group, the output's mean and standard deviation over vectors, its noise.

    ``noise`` is the share of the variance that is chance: what more runs for each vector would take away.
    """

    each: tuple[Index, ...]
    mean: float
    deviation: float
    noise: float


# --- screening ---------------------------------------------------------------------------
def screening(numbers: int, trajectories: int, seed: int) -> Vectors:
    """Trajectories on which one number after the other moves; each has a block of its own."""
    from SALib.sample import morris

    problem = _problem([str(k) for k in range(numbers)], (EDGE, 1.0 - EDGE))
    shares = np.asarray(morris.sample(problem, trajectories, num_levels=LEVELS, seed=seed), np.float64)
    return Vectors(shares, np.repeat(np.arange(trajectories), numbers + 1))


def screened(vectors: Vectors, outputs: Floats, seed: int) -> tuple[Screened, ...]:
    """Elementary effects of every number on ``outputs`` (vectors, runs), at least two runs each."""
    from SALib.analyze import morris

    numbers = vectors.shares.shape[1]
    problem = _problem([str(k) for k in range(numbers)], (EDGE, 1.0 - EDGE))
    means = outputs.mean(axis=1)
    if not np.ptp(means):
        return tuple(Screened(_estimate(0.0, 0.0), 0.0, 0.0, 0.0) for _ in range(numbers))
    found = morris.analyze(
        problem, vectors.shares, means, num_resamples=RESAMPLES, conf_level=CONFIDENCE,
        num_levels=LEVELS, seed=_never_nought(seed),
    )  # fmt: skip
    noise = _noise_of_steps(vectors, outputs)
    columns = zip(found["mu_star"], found["mu_star_conf"], found["mu"], found["sigma"], noise, strict=True)
    return tuple(
        Screened(_estimate(float(size), float(half)), float(mean), float(spread), float(chance))
        for size, half, mean, spread, chance in columns
    )


def _noise_of_steps(vectors: Vectors, outputs: Floats) -> Floats:
    """Mean size of the elementary effects that chance alone would make, (numbers,)."""
    numbers = vectors.shares.shape[1]
    moved = np.diff(vectors.shares.reshape(-1, numbers + 1, numbers), axis=1)
    apart = np.diff(outputs.reshape(-1, numbers + 1, outputs.shape[1]), axis=1)
    errors = _errors(apart) * math.sqrt(2.0 / math.pi) / STEP
    which = np.abs(moved).argmax(axis=2)
    return np.array([errors[which == k].mean() for k in range(numbers)])


# --- shares of the variance --------------------------------------------------------------
def decomposition(groups: Sequence[str], base: int, seed: int) -> Vectors:
    """Vectors for the indices of each group; ``groups`` (numbers,) names that of every number.

    For each of ``base`` (a power of two) rows: A, A with one group after the other from B, and B. A and
    what is made of it are paired; B has a block of its own, so that no product of the two shares noise.
    """
    from SALib.sample import sobol

    problem = _problem(groups, (0.0, 1.0))
    shares = np.asarray(sobol.sample(problem, base, calc_second_order=False, seed=seed), np.float64)
    rows = np.arange(base).repeat(len(set(groups)) + 2).reshape(base, -1)
    rows[:, -1] += base
    return Vectors(np.clip(shares, INSIDE, 1.0 - INSIDE), rows.ravel())


def indices(groups: Sequence[str], outputs: Floats, seed: int) -> Indices:
    """First and total indices of the groups, in order of appearance, of ``outputs`` (vectors, runs).

    At least two runs each. Intervals are SALib's, from a bootstrap over the rows of the design.
    """
    from SALib.analyze import sobol

    size = len(set(groups))
    means = outputs.mean(axis=1)
    variance = float(means.var())
    if not variance:
        nothing = Index(_estimate(0.0, 0.0), _estimate(0.0, 0.0), 0.0)
        return Indices((nothing,) * size, float(means.mean()), 0.0, 0.0)
    found = sobol.analyze(
        _problem(groups, (0.0, 1.0)), means, calc_second_order=False, num_resamples=RESAMPLES,
        conf_level=CONFIDENCE, seed=_never_nought(seed),
    )  # fmt: skip
    chance = _noise_of_totals(outputs.reshape(-1, size + 2, outputs.shape[1])) / variance
    columns = zip(found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], chance, strict=True)
    each = tuple(
        Index(_estimate(float(s1), float(s1_half)), _estimate(float(st), float(st_half)), float(noise))
        for s1, s1_half, st, st_half, noise in columns
    )
    within = float(np.mean(_errors(outputs) ** 2))
    return Indices(each, float(means.mean()), math.sqrt(variance), within / variance)


def _noise_of_totals(outputs: Floats) -> Floats:
    """What chance adds to half the mean square of A less A with a group of B, (groups,)."""
    apart = outputs[:, 1:-1] - outputs[:, :1]
    found: Floats = 0.5 * (_errors(apart) ** 2).mean(axis=0)
    return found


# --- both --------------------------------------------------------------------------------
def most_telling(found: Sequence[Sequence[Screened]], most: int) -> tuple[int, ...]:
    """Numbers whose effects exceed chance most, at most ``most``, the largest first.

    ``found`` (outputs, numbers); what is beyond chance is held against the largest on the same output.
    Where nothing is, the sizes themselves are: a decomposition can tell more than a screening.
    """
    sizes = [[one.beyond_noise for one in row] for row in found]
    if not any(map(any, sizes)):
        sizes = [[one.size.value for one in row] for row in found]
    largest = [max(row) or 1.0 for row in sizes]
    weight = [
        max(size / top for size, top in zip(column, largest, strict=True))
        for column in zip(*sizes, strict=True)
    ]
    order = sorted(range(len(weight)), key=lambda k: (-weight[k], k))
    return tuple(k for k in order if weight[k] > 0.0)[:most] or (0,)


def grouped(numbers: int, own: Sequence[int]) -> tuple[str, ...]:
    """Names of groups (numbers,): those of ``own`` stand alone, all others are one group."""
    return tuple(str(k) if k in own else REST for k in range(numbers))


def _problem(groups: Sequence[str], bounds: tuple[float, float]) -> dict[str, Any]:
    """What SALib asks for; without groups where each number is one, which it takes for a group otherwise."""
    names = [f"number {k}" for k in range(len(groups))]
    problem: dict[str, Any] = {"num_vars": len(names), "names": names, "bounds": [list(bounds)] * len(names)}
    return problem if len(set(groups)) == len(groups) else problem | {"groups": list(groups)}


def _errors(outputs: Floats) -> Floats:
    """Standard errors of the means over runs, the last axis."""
    found: Floats = outputs.std(axis=-1, ddof=1) / math.sqrt(outputs.shape[-1])
    return found


def _estimate(value: float, half: float) -> Estimate:
    return Estimate(value, value - half, value + half, half / normal_quantile(CONFIDENCE))


def _never_nought(seed: int) -> int:
    """SALib takes a seed of 0 for none."""
    return seed + 1
