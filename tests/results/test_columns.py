"""What an engine returns becomes a table, or is refused."""

from __future__ import annotations

import fake_engine
import numpy as np
import pyarrow as pa
import pytest

from sim.model.vocabulary import OUTCOME_NAMES
from sim.model.world import build_world
from sim.results import column_types
from sim.results.columns import failed_table, joined, table_of
from sim.scenario import load


@pytest.fixture(scope="module")
def world():
    return build_world(load(fake_engine.SCENARIO))


@pytest.fixture
def columns(world):
    return fake_engine.simulate(world, 1, np.arange(40)).columns


def test_columns_name_every_place_backer_and_drawn_number(world):
    names = list(column_types(world))
    assert names[:3] == ["run", "point", "outcome"]
    assert {f"place_lost_day.{place}" for place in world.places} <= set(names)
    assert {f"left_day.{backer}" for backer in world.backers} <= set(names)
    assert "risen_day.Bridge quarter" in names
    assert [name for name in names if name.startswith("drawn.")] == [
        f"drawn.{name}" for name in world.patched
    ]


def test_never_is_null_and_an_outcome_is_a_word(world, columns):
    table = table_of(columns, column_types(world))
    assert table["capital_lost_day"].null_count == np.isnan(columns["capital_lost_day"]).sum() > 0
    words = [OUTCOME_NAMES[code] for code in columns["outcome"]]
    assert table["outcome"].to_pylist() == words
    assert table["error"].to_pylist() == [""] * 40


def test_missing_column_is_refused(world, columns):
    del columns["men_end"]
    with pytest.raises(ValueError, match="men_end"):
        table_of(columns, column_types(world))


def test_columns_in_another_order_are_refused(world, columns):
    with pytest.raises(ValueError, match="order"):
        table_of(dict(reversed(columns.items())), column_types(world))


def test_another_type_is_refused(world, columns):
    columns["men_end"] = columns["men_end"].astype(np.float64)
    with pytest.raises(ValueError, match="men_end as float64, promised was int64"):
        table_of(columns, column_types(world))


def test_failed_run_keeps_its_number_and_nothing_else(world):
    row = failed_table(7, 2, "it broke", column_types(world)).to_pylist()[0]
    assert {name: value for name, value in row.items() if value is not None} == {
        "run": 7,
        "point": 2,
        "error": "it broke",
    }


def test_joined_tables_are_the_same_however_they_were_divided(world):
    types = column_types(world)

    def rows(low, high):
        return table_of(fake_engine.simulate(world, 1, np.arange(low, high)).columns, types)

    whole = joined([rows(0, 30)])
    for cut in (1, 7, 29):
        parts = joined([rows(0, cut), rows(cut, 30)])
        assert parts.equals(whole)
        assert all(column.num_chunks == 1 for column in parts.columns)


def test_joining_mends_a_dictionary_that_knows_fewer_words(world):
    table = failed_table(0, 0, "", column_types(world))
    few = pa.array(["siege"]).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string()))
    both = joined([table, table.set_column(2, table.schema.field(2), few)])
    assert both["outcome"].to_pylist() == [None, "siege"]
    assert both["outcome"].chunk(0).dictionary.to_pylist() == list(OUTCOME_NAMES)
