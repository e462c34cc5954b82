"""The row of a run: the numbers it is given, and the columns its counts become."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from sim.tally import chunk_of, new_tally, run_numbers
from sim.world import World, build_world
from stages.bench import three

from sim.results import Points, column_types
from sim.scenario import build

RUNS = np.array([4, 9])


def world_of(**changes: dict[str, Any]) -> World:
    tree = three()
    tree["units"]["1st"]["men"] = {"uniform": [900, 1300]}
    tree["units"]["1st"]["cohesion"] = {"uniform": [0, 1]}
    for table, values in changes.items():
        tree[table] = values if isinstance(values, list) else tree[table] | values
    return build_world(build(tree))


# --- numbers -------------------------------------------------------------------------------


def test_a_run_is_given_the_numbers_drawn_for_it() -> None:
    world = world_of()
    where, values, drawn = run_numbers(world, 5, RUNS, None)
    assert where.tolist() == [world.position("units.1st.men"), world.position("units.1st.cohesion")]
    assert (values == world.draw(5, RUNS)).all()
    assert (drawn == values).all()


def test_a_point_of_a_design_wins_over_a_draw_and_adds_what_is_not_drawn() -> None:
    world = world_of()
    points = Points(
        ("roads.South.km", "units.1st.cohesion", "command.confidence"), np.arange(6.0).reshape(2, 3)
    )
    where, values, drawn = run_numbers(world, 5, RUNS, points)
    names = ("units.1st.men", "units.1st.cohesion", "roads.South.km", "command.confidence")
    assert where.tolist() == [world.position(name) for name in names]
    assert values[:, 1:].tolist() == [[1.0, 0.0, 2.0], [4.0, 3.0, 5.0]]
    assert (values[:, 0] == world.draw(5, RUNS)[:, 0]).all()
    assert drawn.tolist() == values[:, :2].tolist()


# --- columns -------------------------------------------------------------------------------


def columns(world: World, **fields: Any) -> dict[str, np.ndarray]:
    """The columns of two runs whose tally holds these fields."""
    tally = new_tally(world.fixed, 2)
    for name in ("lost", "regained", "risen", "left"):
        getattr(tally, name)[:] = -1
    for name, value in fields.items():
        getattr(tally, name)[:] = value
    return chunk_of(world, RUNS, tally, world.draw(5, RUNS)).columns


def test_a_tally_has_a_row_for_each_run_and_a_day_more_than_the_run() -> None:
    tally = new_tally(world_of(scenario={"horizon_days": 9.5}).fixed, 2)
    assert (tally.counts.shape, tally.shares.shape) == ((2, 13), (2, 3))
    assert (tally.lost.shape, tally.risen.shape, tally.left.shape) == ((2, 3), (2, 2), (2, 3))
    assert (tally.men_share.shape, tally.morale.shape, tally.held.shape) == ((2, 11), (2, 11), (2, 11, 3))


def test_what_happened_in_a_tick_is_dated_by_its_end() -> None:
    found = columns(world_of(), lost=[0, 3, -1], regained=[-1, 5, -1], risen=[7, -1], left=[9, -1, -1])
    assert found["capital_lost_day"].tolist() == [0.5, 0.5]
    assert found["bellwether_lost_day"].tolist() == found["place_lost_day.Town"].tolist() == [2.0, 2.0]
    assert np.isnan(found["place_lost_day.Border"]).all()
    assert found["place_regained_day.Town"].tolist() == [3.0, 3.0]
    assert (found["risen_day.Hills"][0], found["left_day.Ally"][0]) == (4.0, 5.0)
    assert "risen_day.Traders" not in found


@pytest.mark.parametrize(("refuge", "day"), [("", math.nan), ("Harbour", 2.0)])
def test_a_refuge_is_dated_where_there_is_one(refuge: str, day: float) -> None:
    harbour = {"Harbour": {"lat": 10.0, "lon": 19.0}}
    road = {"West": {"between": ["Capital", "Harbour"], "km": 80.0}}
    found = columns(world_of(scenario={"refuge": refuge}, places=harbour, roads=road), lost=[0, -1, 1, 3])
    assert found["refuge_lost_day"].tolist() == pytest.approx([day, day], nan_ok=True)


def test_every_count_has_its_column() -> None:
    found = columns(world_of(), counts=[2, 1, 3, 5, 100, 90, 8, 7, 6, 4, 9, 11, 12], shares=[0.1, 0.2, 0.3])
    expected = {
        "run": 4, "point": 0, "outcome": 2, "corridor_cut_day": 1.0, "leadership_left_day": 2.0,
        "pay_rise_day": 3.0, "men_start": 100, "men_end": 90, "dead_men": 8, "dead_rebels": 7,
        "formations": 6,
        "formations_broken": 4, "withdrawals_ordered": 9, "officers_left": 11, "rumours": 12,
        "prestige_held_share": 0.1,
        "population_held_share": 0.2, "morale_end": 0.3,
    }  # fmt: skip
    assert {name: found[name][0] for name in expected} == expected


def test_drawn_numbers_have_their_columns() -> None:
    world = world_of()
    found = columns(world)
    assert found["drawn.units.1st.men"].tolist() == world.draw(5, RUNS)[:, 0].tolist()
    assert found["drawn.units.1st.cohesion"].tolist() == world.draw(5, RUNS)[:, 1].tolist()


def test_pay_raised_before_the_start_has_no_day() -> None:
    pay = [{"day": -2.0, "kind": "pay rise", "size": 0.0}]
    assert np.isnan(columns(world_of(history=pay), counts=[0, 0, 0, 5, *[0] * 9])["pay_rise_day"]).all()


def test_columns_come_in_the_order_of_the_results() -> None:
    world = world_of()
    names = [name for name in column_types(world) if not name.startswith("drawn.")]
    assert [name for name in columns(world) if not name.startswith("drawn.")] == names
