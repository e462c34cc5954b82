"""Numbers that are drawn together: a run takes one vector of a posterior, by its weight.

A column of the posterior sets one number, or is added to or multiplies several: an offset to the
cohesion of every formation is one column. What comes of it stays within each number's range.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.model.chance import key_of

if TYPE_CHECKING:
    from sim.scenario.schema import JointColumn, Posterior

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KEY = key_of("posterior")


@dataclass(frozen=True)
class Joint:
    """Weighted vectors (vectors, columns) and the share of the weight up to each, ``upto`` (vectors,)."""

    columns: tuple[JointColumn, ...]
    vectors: Floats
    upto: Floats

    @classmethod
    def of(cls, posterior: Posterior) -> Joint:
        """The vectors of a scenario's posterior; without columns where it has none."""
        size = len(posterior.columns)
        vectors = np.array(posterior.vectors, np.float64).reshape(len(posterior.vectors), size)
        upto = np.cumsum(np.array(posterior.weights, np.float64))
        return cls(posterior.columns, vectors, upto / upto[-1] if len(upto) else upto)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)

    @property
    def targets(self) -> tuple[str, ...]:
        """Dotted names of all numbers that the columns decide, each once."""
        return tuple(dict.fromkeys(key for column in self.columns for key in column.keys))

    def at(self, shares: Floats) -> Floats:
        """The vectors that stand at these shares of the weight (runs,): (runs, columns)."""
        rows = np.searchsorted(self.upto, shares, side="right")
        return self.vectors[np.minimum(rows, len(self.vectors) - 1)]


def decided(
    columns: Sequence[JointColumn],
    values: Floats,
    stated: Callable[[str], Floats | float],
    bounds: Callable[[str], tuple[float, float]],
) -> dict[str, Floats]:
    """The numbers (runs,) by dotted name that the columns' ``values`` (runs, columns) make.

    ``stated`` gives what each number would be without them. A later column acts on what an earlier one made.
    """
    made: dict[str, Floats] = {}
    for k, column in enumerate(columns):
        for key in column.keys:
            if column.how == "set":
                value = values[:, k]
            else:
                before = made[key] if key in made else stated(key)
                value = before + values[:, k] if column.how == "add" else before * values[:, k]
            low, high = bounds(key)
            made[key] = np.minimum(high, np.maximum(low, value))
    return made
