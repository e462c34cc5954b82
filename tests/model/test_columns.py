"""The table of outputs: what each column says of itself, and the order in which they are written."""

from __future__ import annotations

import numpy as np
import pytest
from stages.bench import Bench

from sim.model import vocabulary as v
from sim.model.columns import COLUMNS, Column, kind_of, mean_morale, pay_rise, refuge_lost, width, write_row

BY_NAME = {column.name: column for column in COLUMNS}


def said(column: Column) -> tuple[str, str, str, str, str, str]:
    """What a reader is told of a column."""
    return column.kind, np.dtype(column.dtype).name, column.unit, column.label, column.meaning, column.of


def test_columns_of_each_kind_say_what_they_are() -> None:
    told = {name: said(BY_NAME[name]) for name in ("leadership_left_day", "withdrawals_ordered", "left_day")}
    assert told == {
        "leadership_left_day": ("day", "float64", "days", "The leadership leaves", "the leadership left", ""),
        "withdrawals_ordered": (
            "count", "int32", "orders", "withdrawals ordered", "formations that withdrew on orders", "",
        ),
        "left_day": (
            "day", "float64", "days", "Departure: {}", "the backer first ordered its people home", "backers",
        ),
    }  # fmt: skip
    assert said(BY_NAME["prestige_held_share"]) == (
        "share", "float64", "share", "prestige held",
        "of all prestige, held by the state at the horizon", "",
    )  # fmt: skip


def test_units_and_types_follow_the_kind() -> None:
    kinds = {"day": ("float64", "days"), "share": ("float64", "share"), "outcome": ("int8", "")}
    for column in COLUMNS:
        if column.kind in kinds:
            assert said(column)[1:3] == kinds[column.kind], column.name
        else:
            assert (column.kind, np.dtype(column.dtype).kind) == ("count", "i"), column.name


def test_names_and_labels_are_their_own() -> None:
    assert len(BY_NAME) == len({column.label for column in COLUMNS}) == len(COLUMNS)


def test_the_label_of_a_row_has_its_name() -> None:
    rows = {"backers": ("Ally", "Envoy")}
    assert BY_NAME["left_day"].labels(rows, {}) == ["Departure: Ally", "Departure: Envoy"]
    assert BY_NAME["dead_men"].labels(rows, {}) == ["dead of the army"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("outcome", "outcome"), ("place_lost_day.Town", "day"), ("left_day.A.B", "day"),
        ("dead_men", "count"), ("morale_end", "share"), ("left", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_kind_of_a_column_is_found_by_its_name_in_a_result(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_a_row_is_written_from_where_it_is_told_to_and_is_as_wide_as_its_columns() -> None:
    bench = Bench()
    bench.places["Border"].first_regained, bench.backers["Envoy"].first_left = 7, 8
    size = width(bench.world.lengths)
    assert size == len(COLUMNS) - 4 + 3 + 3 + 2 + 3  # places twice, communities, backers
    row = np.full(size + 5, -9.0)
    assert write_row(bench._state, row, 2) == size + 2
    assert row[:2].tolist() == [-9.0, -9.0]
    assert row[size + 2 :].tolist() == [-9.0] * 3
    assert -9.0 not in row[2 : size + 2]
    assert (row == 7.0).sum() == (row == 8.0).sum() == 1
    first = 2 + [column.name for column in COLUMNS].index("place_lost_day")
    assert (row[first + 5], row[first + 10]) == (7.0, 8.0)


def test_the_refuge_is_lost_wherever_it_is() -> None:
    bench = Bench()
    bench.places["Capital"].first_lost = 3
    assert refuge_lost(bench._state) == v.NEVER
    bench.nation.refuge = bench.place("Capital")
    assert refuge_lost(bench._state) == 3


@pytest.mark.parametrize(("before", "tick"), [(0, 4), (1, v.NEVER)])
def test_pay_raised_before_the_start_is_no_day_of_the_run(before: int, tick: int) -> None:
    bench = Bench()
    bench.nation.pay_raised, bench.nation.pay_tick = before, 4
    assert pay_rise(bench._state) == tick


def test_morale_of_one_man_is_his() -> None:
    bench = Bench()
    for row in bench.formations.values():
        row.status = v.DISSOLVED
    hill = bench.formations["Hill"]
    hill.status, hill.men, hill.morale = v.HOLDING, 1, 0.0
    assert mean_morale(bench._state) == 0.5
