"""Numbers that are not known: drawn once per run from their distributions, keyed by seed, run and name."""

from __future__ import annotations

import math
from typing import Any

from sim.model import vocabulary as v
from sim.model.chance import draw4
from sim.model.numeric import exp, log, probit

UNIFORM = 0
LOG_UNIFORM = 1
NORMAL = 2
TRIANGULAR = 3
SHAPE_NAMES = ("uniform", "log_uniform", "normal", "triangular")


def quantile(shape: int, a: float, b: float, c: float, u: float) -> float:
    """The value of a distribution at the share ``u`` in (0, 1); ``c`` is asked for the triangular only."""
    if shape == UNIFORM:
        return a + (b - a) * u
    if shape == LOG_UNIFORM:
        return exp(log(a) + (log(b) - log(a)) * u)
    if shape == NORMAL:
        return a + b * probit(u)
    if c <= a:
        return a
    if u < (b - a) / (c - a):
        return a + math.sqrt(u * (c - a) * (b - a))
    return c - math.sqrt((1.0 - u) * (c - a) * (c - b))


def draw_numbers(seed: int, runs: Any, keys: Any, shapes: Any, numbers: Any, values: Any) -> None:
    """Fill ``values`` (N runs, K numbers).

    ``keys`` (K, 2) are the key words of the names, ``shapes`` (K,) the codes of the distributions, and
    ``numbers`` (K, 5) their members and the bounds to which they are clipped.
    """
    for k in range(len(shapes)):
        least, most = numbers[k, 3], numbers[k, 4]
        for row in range(len(runs)):
            u = draw4(seed, runs[row], 0, keys[k, 0], keys[k, 1], v.DRAW_PARAMETER)[0]
            value = quantile(shapes[k], numbers[k, 0], numbers[k, 1], numbers[k, 2], u)
            values[row, k] = min(most, max(least, value))
