"""Designs: which numbers of a scenario are varied, and the points at which they are set.

Every point gets the same runs, on the same random numbers, so that points differ by what was
varied and not by chance.
"""

from __future__ import annotations

import csv
import io
import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import UsageError
from sim.files import read_plain
from sim.results import Points
from sim.results.manifest import sha256_of
from sim.scenario import Scenario, field_help
from sim.scenario.gone import instead
from sim.scenario.patterns import is_pattern, meant, pattern_problem, spelled
from sim.scenario.positions import Path as FieldPath
from sim.scenario.renamed import advice, current, warn_of_old_names
from sim.scenario.words import did_you_mean, dotted, split_name

Floats = NDArray[np.float64]
MOST_POINTS = 1_000_000
MOST_BYTES = 200_000_000  # of a table of points


@dataclass(frozen=True)
class Design:
    """``values`` (points, names): each row sets the named numbers of the scenario."""

    names: tuple[str, ...]
    values: Floats
    how: str

    @property
    def size(self) -> int:
        """How many points there are."""
        return len(self.values)

    def at(self, point: NDArray[np.int32]) -> Points:
        """The numbers for rows that belong to these points (rows,)."""
        return Points(self.names, self.values[point])

    def fitted(self, scenario: Scenario, world: Any) -> Design:
        """The design with its names as the world knows them.

        Raises UsageError for a name that is no number of the scenario, or a value outside its range.
        """
        tree = scenario.model_dump()
        paths = [spelled(split_name(name, tree)) for name in self.names]
        warn_of_old_names(f"--vary {dotted(path)}: {advice(path)}" for path in paths if current(path) != path)
        found = [_meant(current(path), tree) for path in paths]
        names = tuple(name for each in found for name in each)
        values = np.repeat(self.values, [len(each) for each in found], axis=1)
        _require_distinct(names)
        for name, column in zip(names, values.T, strict=True):
            if name not in world.index:
                words = instead(split_name(name, {})) or f"no number to vary{did_you_mean(name, world.index)}"
                raise UsageError(f"--vary {name}: {words}")
            limits = field_help(name)
            low, high = (
                -math.inf if limits.low is None else limits.low,
                math.inf if limits.high is None else limits.high,
            )
            if not low <= column.min() <= column.max() <= high:
                given = f"{column.min():g} to {column.max():g}"
                raise UsageError(f"--vary {name}: {given} is outside {low:g} to {high:g}")
        return replace(self, names=names, values=values)

    def summary(self) -> dict[str, Any]:
        """What the manifest keeps of it; the points themselves are in ``points.parquet``."""
        digest = sha256_of([list(self.names), self.values.tolist()])
        return {"how": self.how, "names": list(self.names), "points": self.size, "sha256": digest}


@dataclass(frozen=True)
class Axis:
    """One varied number: its values, or a range to be sampled."""

    name: str
    values: tuple[float, ...] = ()
    span: tuple[float, float] | None = None


def _meant(path: FieldPath, tree: dict[str, Any]) -> list[str]:
    """The names that a path stands for: several where it has a star. Raises UsageError for none."""
    problem = pattern_problem(path, tree) if is_pattern(path) else ""
    if problem:
        raise UsageError(f"--vary {dotted(path)}: {problem}")
    return [dotted(each) for each in meant(path, tree)]


def parse_axis(text: str) -> Axis:
    """``name=1,2,3`` or ``name=low:high``. Raises UsageError for anything else."""
    name, equals, given = text.rpartition("=")
    if not equals or not name.strip() or not given.strip():
        raise UsageError(f"--vary {text!r}: expected NAME=1,2,3 or NAME=LOW:HIGH")
    if ":" in given:
        low, _, high = given.partition(":")
        span = _number(text, low), _number(text, high)
        if not span[0] < span[1]:
            raise UsageError(f"--vary {text!r}: a range goes from low to high")
        return Axis(name.strip(), (), span)
    return Axis(name.strip(), tuple(_number(text, value) for value in given.split(",")))


def _number(where: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise UsageError(f"--vary {where!r}: {text.strip()!r} is not a number") from None
    if not math.isfinite(value):
        raise UsageError(f"--vary {where!r}: {text.strip()!r} is not finite")
    return value


def grid(axes: Sequence[Axis]) -> Design:
    """Every value with every other; the last axis changes fastest."""
    lists = [_listed(axis) for axis in axes]
    size = math.prod(len(values) for values in lists)
    _require_size(size)
    return Design(_names(axes), np.array(list(itertools.product(*lists))).reshape(size, len(axes)), "grid")


def zipped(axes: Sequence[Axis]) -> Design:
    """First values together, second values together, and so on."""
    lists = [_listed(axis) for axis in axes]
    if len({len(values) for values in lists}) != 1:
        lengths = ", ".join(f"{axis.name} has {len(axis.values)}" for axis in axes)
        raise UsageError(f"--zip: every --vary needs the same number of values; {lengths}")
    return Design(_names(axes), np.array(list(zip(*lists, strict=True))), "zip")


def latin_hypercube(axes: Sequence[Axis], size: int, seed: int) -> Design:
    """``size`` points, one in each of ``size`` slices of every range (scipy.stats.qmc)."""
    from scipy.stats import qmc  # slow to import, rarely needed

    sampler = qmc.LatinHypercube(len(axes), rng=np.random.default_rng(seed))
    return _sampled(axes, sampler, size, "Latin hypercube")


def sobol(axes: Sequence[Axis], size: int, seed: int) -> Design:
    """``size`` points of a scrambled Sobol sequence, a power of two (scipy.stats.qmc)."""
    from scipy.stats import qmc

    if size < 1 or size & (size - 1):
        near = 2 ** max(0, round(math.log2(max(size, 1))))
        raise UsageError(f"--sobol {size}: a Sobol design needs a power of two, such as {near}")
    return _sampled(axes, qmc.Sobol(len(axes), rng=np.random.default_rng(seed)), size, "Sobol")


def _sampled(axes: Sequence[Axis], sampler: Any, size: int, how: str) -> Design:
    _require_size(size)
    spans = [_span(axis, how) for axis in axes]
    low, high = np.array(spans).T
    return Design(_names(axes), low + (high - low) * sampler.random(size), how)


def _span(axis: Axis, how: str) -> tuple[float, float]:
    if axis.span is None:
        raise UsageError(f"--vary {axis.name}: {how} needs a range, NAME=LOW:HIGH")
    return axis.span


def _listed(axis: Axis) -> tuple[float, ...]:
    if not axis.values:
        raise UsageError(
            f"--vary {axis.name}: a range needs --latin-hypercube N or --sobol N; else list values"
        )
    return axis.values


def _names(axes: Sequence[Axis]) -> tuple[str, ...]:
    names = tuple(axis.name for axis in axes)
    _require_distinct(names)
    return names


def _require_distinct(names: Sequence[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise UsageError(f"--vary {twice[0]}: given twice")


def _require_size(size: int) -> None:
    if not 1 <= size <= MOST_POINTS:
        raise UsageError(f"a design has 1 to {MOST_POINTS:,} points, not {size:,}")


def read_table(path: Path) -> Design:
    """A CSV file: a header of dotted names, one point a line. Raises UsageError when it is not that."""
    try:
        text = read_plain(path, MOST_BYTES).decode("utf-8-sig")
        header, *lines = [line for line in csv.reader(io.StringIO(text, newline="")) if line] or [[]]
    except (OSError, ValueError, csv.Error) as error:
        raise UsageError(f"--table {path}: cannot be read: {error}") from None
    if not header:
        raise UsageError(f"--table {path}: empty; expected a header of names and one point a line")
    _require_size(len(lines) or 1)
    ragged = [number for number, line in enumerate(lines, start=2) if len(line) != len(header)]
    if ragged or not lines:
        raise UsageError(f"--table {path}: line {ragged[0] if ragged else 2}: expected {len(header)} numbers")
    values = [[_number(f"{path} line {i}", cell) for cell in line] for i, line in enumerate(lines, start=2)]
    return Design(_names([Axis(name.strip()) for name in header]), np.array(values), "table")
