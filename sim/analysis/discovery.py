"""When does it happen? A rule of a few limits, found by peeling, and how good it is where it was not found.

The patient rule induction method (PRIM) starts from all vectors and takes away, again and again, a small
share of them at the end of one number, where what is left has the highest mean. Of the boxes on the way
the one is kept in which the most happens beyond what its size would give. Limits that a box does as well
without are dropped by their quasi-p-value. The whole is repeated on four fifths of the vectors, and the
box tried on the fifth that it has not seen: what is printed as found is always better than that.

Sources: J. H. Friedman and N. I. Fisher, Stat. Comput. 9 (1999), 123-143; B. P. Bryant and R. J. Lempert,
Technol. Forecast. Soc. Change 77 (2010), 34-49, for coverage, density and quasi-p-values; N. Lavrac, P.
Flach and B. Zupan, ILP-99, LNAI 1634, 174-185, for the choice by weighted relative accuracy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.analysis.statistics import Estimate, mean_t

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PEELED = 0.05
LEAST_SHARE = 0.05
LEAST_VECTORS = 20
LEAST_CASES = 20.0
MOST_NUMBERS = 3
MOST_P = 0.05
FOLDS = 5


@dataclass(frozen=True)
class Box:
    """Limits of every number (numbers,), as shares of its probability; 0 and 1 are none."""

    low: Floats
    high: Floats

    def holds(self, shares: Floats) -> Flags:
        """Which vectors (n, numbers) lie in it."""
        inside = (shares >= self.low) & (shares <= self.high)
        found: Flags = np.all(inside, axis=1)
        return found

    @property
    def restricted(self) -> tuple[int, ...]:
        """The numbers that have a limit."""
        return tuple(np.flatnonzero((self.low > 0.0) | (self.high < 1.0)).tolist())

    def without(self, number: int) -> Box:
        """The same with no limit on one number."""
        return self.limited(number, 0.0, 1.0)

    def limited(self, number: int, low: float, high: float) -> Box:
        """The same with other limits on one number."""
        lows, highs = self.low.copy(), self.high.copy()
        lows[number], highs[number] = low, high
        return Box(lows, highs)


@dataclass(frozen=True)
class Step:
    """A box, the share of the vectors in it, the share of all cases in it, and the share of cases in it."""

    box: Box
    mass: float
    coverage: float
    density: float


@dataclass(frozen=True)
class Rule:
    """The kept box, the path it was found on, and what it is worth.

    ``base`` is the share of cases among all vectors and ``outside`` that outside the box; ``p_values``
    belong to the box's numbers. ``tested`` and ``tested_coverage`` are of boxes found without the vectors
    on which they were tried, ``repeated`` (restricted numbers) how many of these ``FOLDS`` boxes limit each.
    """

    vectors: int
    base: float
    path: tuple[Step, ...]
    kept: Step
    outside: float
    p_values: tuple[float, ...]
    tested: Estimate
    tested_coverage: float
    repeated: tuple[int, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers that have a limit."""
        return self.kept.box.restricted

    @property
    def holds_up(self) -> bool:
        """Whether it is better than none on vectors that it has not seen."""
        return bool(self.numbers) and self.tested.low > self.base


def discover(shares: Floats, cases: Floats, seed: int, most: int = MOST_NUMBERS) -> Rule | None:
    """A rule of at most ``most`` numbers for ``cases`` (vectors,), each from 0 to 1: the share that is one.

    None where there are too few cases, or too few vectors that are none.
    """
    if min(cases.sum(), (1.0 - cases).sum()) < LEAST_CASES:
        return None
    path = peeled(shares, cases, most)
    kept, p_values = pruned(best(path, float(cases.mean())), shares, cases)
    outside = ~kept.box.holds(shares)
    tested, coverage, boxes = _tried_elsewhere(shares, cases, seed, most)
    return Rule(
        vectors=len(cases),
        base=float(cases.mean()),
        path=path,
        kept=kept,
        outside=float(cases[outside].mean()) if outside.any() else float("nan"),
        p_values=p_values,
        tested=tested,
        tested_coverage=coverage,
        repeated=tuple(sum(k in box.restricted for box in boxes) for k in kept.box.restricted),
    )


def peeled(shares: Floats, cases: Floats, most: int) -> tuple[Step, ...]:
    """Boxes from all vectors down to a few, each inside the one before."""
    numbers = shares.shape[1]
    box, inside = Box(np.zeros(numbers), np.ones(numbers)), np.ones(len(cases), np.bool_)
    path = [_step(box, shares, cases)]
    least = max(LEAST_VECTORS, LEAST_SHARE * len(cases))
    while inside.sum() * (1.0 - PEELED) >= least:
        allowed = box.restricted if len(box.restricted) >= most else range(numbers)
        ends = [one for k in allowed for one in _without_an_end(box, k, shares[inside, k], cases[inside])]
        if not ends:
            break
        _, box = max(ends, key=lambda one: one[0])
        inside = box.holds(shares)
        path.append(_step(box, shares, cases))
    return tuple(path)


def _without_an_end(box: Box, number: int, inside: Floats, cases: Floats) -> Iterator[tuple[float, Box]]:
    """The box without its lowest, and without its highest, vectors in one number, and what is left of cases.

    Vectors with equal values go together; nothing where that would leave none.
    """
    off = max(1, int(PEELED * len(inside)))
    ordered = np.partition(inside, (off - 1, len(inside) - off))
    last, first = ordered[off - 1], ordered[len(inside) - off]
    above, below = inside > last, inside < first
    if above.any():
        low = 0.5 * float(last + inside[above].min())
        yield float(cases[above].mean()), box.limited(number, low, float(box.high[number]))
    if below.any():
        high = 0.5 * float(first + inside[below].max())
        yield float(cases[below].mean()), box.limited(number, float(box.low[number]), high)


def best(path: Sequence[Step], base: float) -> Step:
    """The box with the most cases beyond what its size would give: mass times density less the base."""
    return max(path, key=lambda step: step.mass * (step.density - base))


def pruned(step: Step, shares: Floats, cases: Floats) -> tuple[Step, tuple[float, ...]]:
    """Drop limits that may be chance, the likeliest first; returns the p-values of those that stay."""
    while True:
        numbers = step.box.restricted
        p_values = tuple(_quasi_p(step.box, k, shares, cases) for k in numbers)
        if not numbers or max(p_values) <= MOST_P:
            return step, p_values
        step = _step(step.box.without(numbers[p_values.index(max(p_values))]), shares, cases)


def _quasi_p(box: Box, number: int, shares: Floats, cases: Floats) -> float:
    """How likely as many cases are in the box by chance, if the limit on one number did nothing."""
    inside, wider = box.holds(shares), box.without(number).holds(shares)
    size, found = int(inside.sum()), int(cases[inside].sum())
    return float(special.bdtrc(found - 1, size, float(cases[wider].mean()))) if found > 0 else 1.0


def _step(box: Box, shares: Floats, cases: Floats) -> Step:
    inside = box.holds(shares)
    within = float(cases[inside].sum())
    return Step(box, float(inside.mean()), within / float(cases.sum()), within / max(int(inside.sum()), 1))


def _tried_elsewhere(
    shares: Floats, cases: Floats, seed: int, most: int
) -> tuple[Estimate, float, tuple[Box, ...]]:
    """Density and coverage of boxes on the vectors that they were not found on, and the boxes."""
    fold = np.random.default_rng(seed).permutation(len(cases)) % FOLDS
    boxes, inside = [], np.zeros(len(cases), np.bool_)
    for k in range(FOLDS):
        seen, unseen = fold != k, fold == k
        path = peeled(shares[seen], cases[seen], most)
        kept, _ = pruned(best(path, float(cases[seen].mean())), shares[seen], cases[seen])
        inside[unseen] = kept.box.holds(shares[unseen])
        boxes.append(kept.box)
    values, counts = np.unique(cases[inside], return_counts=True)
    return mean_t(values, counts), float(cases[inside].sum() / cases.sum()), tuple(boxes)
