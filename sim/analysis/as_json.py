"""A comparison as plain data: what ``--json`` prints and tables are made from."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sim.analysis.assumptions import Assumption
from sim.analysis.compare import Comparison, DayTable, OutcomeTable
from sim.analysis.days import DayCounts
from sim.analysis.sentences import caveats, headline, said

Plain = dict[str, Any]


def plain_comparison(comparison: Comparison) -> Plain:
    """Everything but the daily series; what is not finite stands for never and for what is not known."""
    return {
        "headline": headline(comparison),
        "sentences": said(comparison),
        "assumptions": [_assumption(one) for one in comparison.assumptions],
        "caveats": caveats(comparison),
        "horizon_days": comparison.horizon_days,
        "results": [asdict(side) for side in comparison.sides],
        "pairs": list(comparison.pairs),
        "outcomes": _outcomes(comparison.outcomes, comparison.names),
        "days": [_days(table, comparison.names) for table in comparison.days],
    }


def _assumption(one: Assumption) -> Plain:
    return {
        "name": one.name,
        "edges": one.edges.tolist(),
        "runs": list(one.runs),
        "shares": [[asdict(cell) for cell in row] for row in one.shares],
        "changes": None if one.changes is None else [asdict(cell) for cell in one.changes],
    }


def _outcomes(table: OutcomeTable, names: tuple[str, ...]) -> Plain:
    shares = {
        name: {
            word: {"runs": int(count), **asdict(cell)}
            for word, count, cell in zip(table.names, counts, cells, strict=True)
        }
        for name, counts, cells in zip(names, table.counts, table.shares, strict=True)
    }
    changes = {
        name: {
            "difference": dict(zip(table.names, map(asdict, change.differences), strict=True)),
            "changed": change.changed and asdict(change.changed),
            "moved": None if change.moved is None else change.moved.tolist(),
            "p_value": change.test and change.test.p_value,
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
        "happens": asdict(days.share()),
        "median_day": days.quantile(0.5),
        "median_day_low": low,
        "median_day_high": high,
        "day_5_percent": days.quantile(0.05),
        "day_95_percent": days.quantile(0.95),
    }


def _difference(table: DayTable, index: int) -> Plain:
    """One result against the first, for one event."""
    paired, unpaired, apart = table.paired[index], table.unpaired[index], table.distances[index]
    plain: Plain = {"paired": paired is not None, **asdict(apart)}
    if paired is not None:
        plain |= {key: getattr(paired, key) for key in ("pairs", "both", "only_a", "only_b", "neither")}
        plain["happened"] = asdict(paired.happened)
        plain["restricted_mean"] = asdict(paired.restricted_mean)
        plain["restricted_bootstrap"] = asdict(paired.restricted_bootstrap)
        rest = ("both_mean", "b_later", "b_earlier", "unchanged")
        plain |= {key: asdict(getattr(paired, key)) for key in rest}
        plain["p_value"] = paired.test.p_value
    if unpaired is not None:
        plain["happened"] = asdict(unpaired.happened)
        plain["restricted_mean"] = asdict(unpaired.restricted_mean)
        plain |= {"p_value": unpaired.test.p_value, "kolmogorov_smirnov_p_value": unpaired.shape.p_value}
    return plain
