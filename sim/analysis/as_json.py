"""A comparison as plain data: what ``--json`` prints and tables are made from."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from sim.analysis.compare import Comparison, DayTable, OutcomeTable
from sim.analysis.days import DayCounts
from sim.analysis.sentences import caveats, headline, pair_sentence
from sim.analysis.statistics import Estimate

Plain = dict[str, Any]


def plain_comparison(comparison: Comparison) -> Plain:
    """Everything but the daily series; null stands for never and for what is not known."""
    others = range(1, len(comparison.sides))
    return {
        "headline": headline(comparison),
        "sentences": [pair_sentence(comparison, other) for other in others],
        "caveats": caveats(comparison),
        "horizon_days": comparison.horizon_days,
        "results": [asdict(side) for side in comparison.sides],
        "pairs": list(comparison.pairs),
        "outcomes": _outcomes(comparison.outcomes, comparison.names),
        "days": [_days(table, comparison.names) for table in comparison.days],
    }


def _outcomes(table: OutcomeTable, names: tuple[str, ...]) -> Plain:
    shares = {
        name: {
            word: {"runs": int(count), **_estimate(cell)}
            for word, count, cell in zip(table.names, counts, cells, strict=True)
        }
        for name, counts, cells in zip(names, table.counts, table.shares, strict=True)
    }
    changes = {
        name: {
            "difference": dict(zip(table.names, map(_estimate, change.differences), strict=True)),
            "changed": change.changed and _estimate(change.changed),
            "moved": None if change.moved is None else change.moved.tolist(),
            "p_value": change.test and _number(change.test.p_value),
        }
        for name, change in zip(names[1:], table.changes, strict=True)
    }
    return {"classes": list(table.names), "shares": shares, "against_first": changes}


def _days(table: DayTable, names: tuple[str, ...]) -> Plain:
    return {
        "column": table.column,
        "event": table.event,
        "results": {name: _distribution(days) for name, days in zip(names, table.sides, strict=True)},
        "against_first": {name: _difference(table, i) for i, name in enumerate(names[1:])},
    }


def _distribution(days: DayCounts) -> Plain:
    low, high = days.quantile_interval(0.5)
    return {
        "runs": days.n,
        "never": days.never,
        "happens": _estimate(days.share()),
        "median_day": _number(days.quantile(0.5)),
        "median_day_low": _number(low),
        "median_day_high": _number(high),
        "day_5_percent": _number(days.quantile(0.05)),
        "day_95_percent": _number(days.quantile(0.95)),
    }


def _difference(table: DayTable, index: int) -> Plain:
    """One result against the first, for one event."""
    paired, unpaired, apart = table.paired[index], table.unpaired[index], table.distances[index]
    plain: Plain = {"paired": paired is not None, **asdict(apart)}
    if paired is not None:
        plain |= {key: getattr(paired, key) for key in ("pairs", "both", "only_a", "only_b", "neither")}
        estimates = (
            "happened",
            "watched_mean",
            "watched_bootstrap",
            "both_mean",
            "b_later",
            "b_earlier",
            "unchanged",
        )
        plain |= {key: _estimate(getattr(paired, key)) for key in estimates}
        plain["p_value"] = _number(paired.test.p_value)
    if unpaired is not None:
        plain |= {key: _estimate(getattr(unpaired, key)) for key in ("happened", "watched_mean")}
        plain |= {"p_value": unpaired.test.p_value, "kolmogorov_smirnov_p_value": unpaired.shape.p_value}
    return plain


def _estimate(estimate: Estimate) -> Plain:
    return {key: _number(value) for key, value in asdict(estimate).items()}


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
