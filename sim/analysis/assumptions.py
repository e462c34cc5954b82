"""How a comparison depends on what is not known: the numbers that each run draws for itself.

A scenario that gives a number as a range has it drawn anew for every run. Runs are sorted by what they
drew into groups of equal size, and compared within each: no further run is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.pairs import share_change
from sim.analysis.source import Runs
from sim.analysis.statistics import Estimate, Floats, share

MOST_GROUPS = 8
LEAST_RUNS = 25
"""Fewer in a group would show noise."""
PREFIX = "drawn."

Where = NDArray[np.int64] | slice


@dataclass(frozen=True)
class Assumption:
    """A drawn number, and the chance that something happens in groups of runs by what they drew.

    ``edges`` (groups + 1,) in the number's unit; ``shares[side][group]``; ``changes[group]`` the second
    result minus the first over the pairs of the group, none where the two have no common random numbers.
    """

    name: str
    edges: Floats
    runs: tuple[int, ...]
    shares: tuple[tuple[Estimate, ...], ...]
    changes: tuple[Estimate, ...] | None

    @property
    def words(self) -> str:
        """The number in plain words."""
        return self.name.removeprefix("parameters.").replace("_", " ").replace(".", ": ")

    @property
    def middles(self) -> Floats:
        """The middle of each group."""
        middles: Floats = 0.5 * (self.edges[1:] + self.edges[:-1])
        return middles

    @property
    def reach(self) -> float:
        """How far the change moves from group to group, as a share; of the widest side without pairs."""
        rows = (self.changes,) if self.changes is not None else self.shares
        return max(max(one.value for one in row) - min(one.value for one in row) for row in rows)


def by_assumption(
    runs: Sequence[Runs],
    matched: Sequence[tuple[Where, Where] | None],
    happened: Callable[[Runs], NDArray[np.bool_]],
) -> tuple[Assumption, ...]:
    """Every number that all results draw, the one on which most hangs first; none for few runs."""
    names = [name for name in runs[0].drawn if all(name in one.drawn for one in runs)]
    fell = [happened(one) for one in runs] if names else []
    found = [_grouped(name, runs, matched, fell) for name in names]
    kept = [one for one in found if one is not None]
    return tuple(sorted(kept, key=lambda one: (-one.reach, one.name)))


def _grouped(
    name: str,
    runs: Sequence[Runs],
    matched: Sequence[tuple[Where, Where] | None],
    happened: Sequence[NDArray[np.bool_]],
) -> Assumption | None:
    values = [one.column(PREFIX + name).astype(np.float64) for one in runs]
    fewest = min(len(one) for one in values)
    groups = min(MOST_GROUPS, fewest // LEAST_RUNS)
    if groups < 2:
        return None
    edges = np.unique(np.quantile(np.concatenate(values), np.linspace(0.0, 1.0, groups + 1)))
    if len(edges) < 3 or not np.isfinite(edges).all():
        return None
    size = len(edges) - 1
    at = [np.searchsorted(edges[1:-1], one, side="right") for one in values]
    counts = [np.bincount(where, minlength=size) for where in at]
    if not all(row.all() for row in counts):
        return None
    fallen = [np.bincount(where[fell], minlength=size) for where, fell in zip(at, happened, strict=True)]
    shares = tuple(
        tuple(share(int(part), int(whole)) for part, whole in zip(*rows, strict=True))
        for rows in zip(fallen, counts, strict=True)
    )
    changes = None
    if matched and matched[0] is not None:
        first, other = matched[0]
        same = at[0][first] == at[1][other]  # a design or a changed range may give a pair two numbers
        fell = happened[0][first], happened[1][other]
        chosen = [(at[0][first] == k) & same for k in range(size)]
        if all(one.any() for one in chosen):
            changes = tuple(share_change(fell[0][one], fell[1][one]) for one in chosen)
    return Assumption(name, edges, tuple(counts[0].tolist()), shares, changes)
