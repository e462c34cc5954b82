"""The runs behind a bar: which of a side's runs ended that way, or saw an event on those days."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from sim.analysis.compare import DayTable
from sim.analysis.sentences import OUTCOME_WORDS
from sim.model.vocabulary import OUTCOME_NAMES
from sim.plots.days import shared_bins
from sim.view.batches import Side
from sim.view.choice import Choice

Runs = NDArray[np.int64]


def runs_behind(side: Side, bar: str, table: DayTable, horizon: float) -> tuple[Choice, str, Runs]:
    """The choice that a bar's runs belong to, the bar in words, and their numbers, ascending.

    ``bar`` is "o:SIDE:OUTCOME" or "d:SIDE:BIN", the last bin being never.
    """
    kind, _, group = bar.split(":")
    runs, words = ended_as(side, int(group)) if kind == "o" else on_days(side, int(group), table, horizon)
    return replace(side.choice, seed=int(side.manifest["seed"])), words, runs


def ended_as(side: Side, outcome: int) -> tuple[Runs, str]:
    """Runs of one outcome."""
    table = side.table(["run", "outcome", "error"])
    name = OUTCOME_NAMES[outcome]
    same = pc.equal(table["outcome"].cast("string"), name)
    rows = table.filter(pc.and_(pc.equal(table["error"], ""), same))
    return numbers(rows["run"]), OUTCOME_WORDS[name]


def on_days(side: Side, group: int, day_table: DayTable, horizon: float) -> tuple[Runs, str]:
    """Runs in which the event came within one bin of days, or never within the horizon."""
    edges = shared_bins(day_table)
    table = side.table(["run", day_table.column, "error"])
    table = table.filter(pc.equal(table["error"], ""))
    runs, days = numbers(table["run"]), numbers(table[day_table.column]).astype(np.float64)
    days = np.where(days <= horizon, days, np.nan)
    if group >= len(edges) - 1:
        return runs[np.isnan(days)], f"{day_table.event}: never"
    low, high = edges[group], edges[group + 1]
    inside = (days >= low) & ((days <= high) if group == len(edges) - 2 else (days < high))
    return runs[inside], f"{day_table.event}, day {low:g} to {high:g}"


def numbers(column: Any) -> NDArray[Any]:
    """A column as numpy, null as not a number."""
    values: NDArray[Any] = column.to_numpy(zero_copy_only=False)
    return values
