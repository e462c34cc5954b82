"""Results that should be equivalent: one scenario computed in several ways, tested against one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.days import DayCounts, count_days, on_shared_days
from sim.analysis.source import ResultLike, read_runs, theatre_of
from sim.analysis.statistics import Estimate, chi_square, kolmogorov_smirnov, share
from sim.model.vocabulary import OUTCOME_NAMES

DAYS = ("capital_lost_day", "bellwether_lost_day")


@dataclass(frozen=True)
class Variant:
    """One way of computing a scenario; the p-values are against the reference, 1 for itself.

    Days are counted on the coarsest tick of all variants, so that a finer grid alone is no
    difference: an event within a tick is dated at its end.
    """

    label: str
    runs: int
    outcomes: tuple[Estimate, ...]  # in the order of OUTCOME_NAMES
    capital: DayCounts
    bellwether: DayCounts
    outcomes_p: float
    capital_p: float
    bellwether_p: float

    def row(self) -> dict[str, float | int | str]:
        """Plain numbers: shares as shares, days as days, never as infinite."""
        shares = {f"share_{name}": one.value for name, one in zip(OUTCOME_NAMES, self.outcomes, strict=True)}
        return {
            "variant": self.label,
            "runs": self.runs,
            **shares,
            "capital_median_day": self.capital.quantile(0.5),
            "bellwether_median_day": self.bellwether.quantile(0.5),
            "outcomes_p": self.outcomes_p,
            "capital_day_p": self.capital_p,
            "bellwether_day_p": self.bellwether_p,
        }


@dataclass(frozen=True)
class Equivalence:
    """Variants of one scenario; ``reference`` says which of them the others are tested against."""

    title: str
    reference: str
    horizon_days: float
    variants: tuple[Variant, ...]

    def rows(self) -> Iterator[dict[str, float | int | str]]:
        """One row of plain numbers each."""
        for one in self.variants:
            yield one.row()


def equivalence(results: Sequence[ResultLike], labels: Sequence[str], reference: str) -> Equivalence:
    """Compare independent results (different seeds) with the one labelled ``reference``.

    Tests: chi-square of the outcome classes, Kolmogorov-Smirnov of the days, never as the last.
    """
    theatre = theatre_of(results[0].manifest)
    grid = max(float(result.manifest["tick_hours"]) for result in results) / 24.0
    counts = [_outcomes(result) for result in results]
    days = [[_days(result, column, theatre.horizon_days, grid) for column in DAYS] for result in results]
    base = list(labels).index(reference)
    variants = []
    for k, label in enumerate(labels):
        tests = [_same_days(days[k][i], days[base][i]) for i in range(len(DAYS))]
        variants.append(
            Variant(
                label=label,
                runs=int(counts[k].sum()),
                outcomes=tuple(share(int(count), int(counts[k].sum())) for count in counts[k]),
                capital=days[k][0],
                bellwether=days[k][1],
                outcomes_p=1.0 if k == base else chi_square(np.stack([counts[k], counts[base]])).p_value,
                capital_p=1.0 if k == base else tests[0],
                bellwether_p=1.0 if k == base else tests[1],
            )
        )
    title = str(results[0].manifest["scenario"]["scenario"]["title"])
    return Equivalence(title, reference, theatre.horizon_days, tuple(variants))


def _outcomes(result: ResultLike) -> np.ndarray:
    return np.bincount(read_runs(result).outcomes(), minlength=len(OUTCOME_NAMES)).astype(np.int64)


def _days(result: ResultLike, column: str, horizon: float, grid: float) -> DayCounts:
    days = read_runs(result).days(column, horizon)
    return count_days(np.minimum(np.ceil(days / grid - 1e-9) * grid, horizon), horizon)


def _same_days(a: DayCounts, b: DayCounts) -> float:
    _, counts_a, counts_b = on_shared_days(a, b)
    return kolmogorov_smirnov(counts_a, counts_b).p_value
