"""The row of a run: the numbers it is given, and the columns its counts become."""

from __future__ import annotations

from typing import Any

import numpy as np
from stages.bench import three

from sim.engines.recorder import Recorder
from sim.model.columns import COLUMNS
from sim.model.world import World, build_world
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
    where, values, drawn = world.run_numbers(5, RUNS, None)
    assert where.tolist() == [world.position("units.1st.men"), world.position("units.1st.cohesion")]
    assert (values == world.draw(5, RUNS)).all()
    assert (drawn == values).all()


def test_a_point_of_a_design_wins_over_a_draw_and_adds_what_is_not_drawn() -> None:
    world = world_of()
    points = Points(
        ("roads.South.km", "units.1st.cohesion", "command.confidence"), np.arange(6.0).reshape(2, 3)
    )
    where, values, drawn = world.run_numbers(5, RUNS, points)
    names = ("units.1st.men", "units.1st.cohesion", "roads.South.km", "command.confidence")
    assert where.tolist() == [world.position(name) for name in names]
    assert values[:, 1:].tolist() == [[1.0, 0.0, 2.0], [4.0, 3.0, 5.0]]
    assert (values[:, 0] == world.draw(5, RUNS)[:, 0]).all()
    assert drawn.tolist() == values[:, :2].tolist()


# --- columns -------------------------------------------------------------------------------


def columns(world: World, **numbers: Any) -> dict[str, np.ndarray]:
    """The columns of two runs with these numbers, by column; days as steps, never unless given."""
    recorder = Recorder.of(world, 2)
    at = 0
    for column in COLUMNS:
        rows = world.lengths[column.of] if column.of else 1
        recorder.rows[:, at : at + rows] = numbers.pop(column.name, -1 if column.kind == "day" else 0)
        at += rows
    assert not numbers
    return recorder.chunk(world, RUNS, world.draw(5, RUNS)).columns


def test_a_recorder_has_a_row_for_each_run_and_a_day_more_than_the_run() -> None:
    world = world_of(scenario={"horizon_days": 9.5})
    recorder = Recorder.of(world, 2)
    singles = sum(not column.of for column in COLUMNS)
    assert recorder.rows.shape == (2, singles + 3 + 3 + 2 + 3)
    assert recorder.men_share.shape == recorder.morale.shape == (2, 11)
    assert recorder.held.shape == (2, 11, 3)


def test_what_happened_in_a_tick_is_dated_by_its_end() -> None:
    found = columns(
        world_of(), capital_lost_day=0, place_lost_day=[0, 3, -1], place_regained_day=[-1, 5, -1],
        risen_day=[7, -1], left_day=[9, -1, -1],
    )  # fmt: skip
    assert found["capital_lost_day"].tolist() == [0.5, 0.5]
    assert found["place_lost_day.Town"].tolist() == [2.0, 2.0]
    assert np.isnan(found["place_lost_day.Border"]).all()
    assert found["place_regained_day.Town"].tolist() == [3.0, 3.0]
    assert (found["risen_day.Hills"][0], found["left_day.Ally"][0]) == (4.0, 5.0)
    assert "risen_day.Traders" not in found


def test_every_count_has_its_column() -> None:
    given = {
        "outcome": 2, "men_start": 100, "men_end": 90, "dead_men": 8, "dead_rebels": 7, "formations": 6,
        "formations_broken": 4, "withdrawals_ordered": 9, "officers_left": 11, "rumours": 12,
        "prestige_held_share": 0.1, "population_held_share": 0.2, "morale_end": 0.5,
    }  # fmt: skip
    found = columns(world_of(), **given)
    assert {name: found[name][0] for name in given} == given
    assert (found["run"].tolist(), found["point"].tolist()) == ([4, 9], [0, 0])


def test_drawn_numbers_have_their_columns() -> None:
    world = world_of()
    found = columns(world)
    assert found["drawn.units.1st.men"].tolist() == world.draw(5, RUNS)[:, 0].tolist()
    assert found["drawn.units.1st.cohesion"].tolist() == world.draw(5, RUNS)[:, 1].tolist()


def test_columns_come_in_the_order_of_the_results() -> None:
    world = world_of()
    names = [name for name in column_types(world) if not name.startswith("drawn.")]
    assert [name for name in columns(world) if not name.startswith("drawn.")] == names
