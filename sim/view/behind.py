"""The runs behind a bar: which of a side's runs ended that way, or saw an event on those days."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import DayTable
from sim.analysis.sentences import OUTCOME_WORDS
from sim.analysis.source import ResultLike, read_runs
from sim.analysis.statistics import Floats
from sim.model.vocabulary import OUTCOME_NAMES
from sim.plots.days import shared_bins
from sim.view.batches import Side
from sim.view.choice import Choice

FINGER_BINS = 9  # of days at most: with never and the gaps about it, each is as wide as a finger needs
Runs = NDArray[np.int64]


def runs_behind(side: Side, bar: str, table: DayTable, horizon: float) -> tuple[Choice, str, Runs]:
    """The choice that a bar's runs belong to, the bar in words, and their numbers, ascending.

    ``bar`` is "o:SIDE:OUTCOME" or "d:SIDE:BIN", the last bin being never, or "t:SIDE:BIN" with the bins of
    a finger's bars.
    """
    kind, _, group = bar.split(":")
    result, at = side.result, int(group)
    if kind == "o":
        runs, words = ended_as(result, at)
    else:
        runs, words = on_days(result, at, table, shared_bins(table, FINGER_BINS * (kind == "t")), horizon)
    return replace(side.choice, seed=int(result.manifest["seed"])), words, runs


def ended_as(result: ResultLike, outcome: int) -> tuple[Runs, str]:
    """Runs of one outcome."""
    runs = read_runs(result)
    return runs.numbers[runs.outcomes() == outcome], OUTCOME_WORDS[OUTCOME_NAMES[outcome]]


def on_days(
    result: ResultLike, group: int, table: DayTable, edges: Floats, horizon: float
) -> tuple[Runs, str]:
    """Runs in which the event came within one of the bins of days, or never within the horizon."""
    runs = read_runs(result)
    days = runs.days(table.column, horizon)
    if group >= len(edges) - 1:
        return runs.numbers[np.isnan(days)], f"{table.event}: never"
    low, high = edges[group], edges[group + 1]
    inside = (days >= low) & ((days <= high) if group == len(edges) - 2 else (days < high))
    return runs.numbers[inside], f"{table.event}, day {low:g} to {high:g}"
