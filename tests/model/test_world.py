"""The builder of codes and numbers: what a scenario becomes before any run."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel, Field
from stages.bench import three

from sim.model import vocabulary as v
from sim.model.chance import draw4, key_of
from sim.model.fields import TABLES
from sim.model.memory import columns_of
from sim.model.numeric import probit
from sim.model.unknown import SHAPE_NAMES, quantile
from sim.model.world import World, bounds_of, build_world
from sim.scenario import Distribution, build
from sim.scenario.schema import Mechanisms, Parameters

CAPITAL_PLACE, TOWN, BORDER = range(3)


def world_with(**tables: Any) -> World:
    """The three places, with tables laid over those of the scenario: ``units={"1st": {"men": 3}}``."""
    tree = three()
    for table, changes in tables.items():
        if isinstance(changes, list):
            tree[table] = changes
            continue
        for name, value in changes.items():
            merge = isinstance(value, dict) and name in tree[table]
            tree[table][name] = tree[table][name] | value if merge else value
    return build_world(build(tree))


def tables(world: World) -> Any:
    """The tables of a world, as lists by field: ``tables(world).places.provincial``."""
    found = columns_of(world.template, world.layout)
    lists = {name: {field: one.tolist() for field, one in table.items()} for name, table in found.items()}
    return SimpleNamespace(**{name: SimpleNamespace(**fields) for name, fields in lists.items()})


def tables_with(**changes: Any) -> Any:
    return tables(world_with(**changes))


def key(rows: Any, row: int) -> tuple[int, int]:
    return rows.key_low[row], rows.key_high[row]


def sliced(rows: Any, table: str, values: list[Any]) -> list[list[Any]]:
    """What belongs to each row in another table."""
    ends = zip(getattr(rows, f"{table}_from"), getattr(rows, f"{table}_to"), strict=True)
    return [values[first:last] for first, last in ends]


# --- the map -------------------------------------------------------------------------------


def test_the_road_graph_lists_neighbours_in_the_order_of_their_names() -> None:
    f = tables_with()
    neighbours = [[BORDER, TOWN], [BORDER, CAPITAL_PLACE], [CAPITAL_PLACE, TOWN]]
    assert sliced(f.places, "edges", f.edges.to) == neighbours
    assert sliced(f.places, "edges", f.edges.road) == [[2, 0], [1, 0], [2, 1]]


def test_places_have_their_codes() -> None:
    f = tables_with()
    assert f.places.controller_at_start == [v.STATE, v.STATE, 1]
    assert f.places.provincial == [0, 1, 0]
    assert f.places.air_exit == [1, 0, 0]
    assert tables_with(places={"Border": {"controller": "Band"}}).places.controller_at_start[BORDER] == 2


def test_keys_are_hashes_of_kind_and_name() -> None:
    f = tables_with()
    assert key(f.places, TOWN) == key_of("place Town")
    assert key(f.formations, 2) == key_of("unit 1st")
    assert key(f.groups, 2) == key_of("group Hill Fighters")
    assert key(f.communities, 1) == key_of("community Traders")
    assert key(f.backers, 0) == key_of("backer Ally")
    assert key(f.nation, 0) == key_of("command High command")
    assert key(tables_with(command={"name": "Junta"}).nation, 0) == key_of("command Junta")


def test_no_agents_have_no_keys() -> None:
    tree = three()
    tree["communities"], tree["backers"] = {}, {}
    for unit in tree["units"].values():
        unit |= {"backer": "", "adviser_share": 0.0, "militia": False, "community": ""}
    tree["groups"]["North"]["backer"] = ""
    world = build_world(build(tree))
    assert tables(world).communities.key_low == tables(world).backers.key_low == []
    assert world.groups == ("North", "Band")


def test_tables_have_names_and_lengths_and_no_log() -> None:
    world = world_with(scenario={"resolution": 2})
    assert {name: len(names) for name, names in world.names.items()} == {
        "places": 3, "roads": 3, "siblings": 4, "formations": 8, "groups": 3, "communities": 2, "backers": 3,
        "orders": 0,
    }  # fmt: skip
    assert world.names["roads"] == ("South", "North", "East")
    assert world.lengths == {
        "parameters": 1, "mechanisms": 1, "nation": 1, "places": 3, "edges": 6, "roads": 3, "siblings": 4,
        "formations": 8, "groups": 3, "aims": 4, "communities": 2, "backers": 3, "limits": 0, "entries": 1,
        "orders": 0, "ordered": 0, "history": 0, "junctions": 0, "events": 0, "reports": 0,
        "watched": 0, "causes": 16, "risks": 33,
    }  # fmt: skip


# --- agents --------------------------------------------------------------------------------


def test_formations_have_their_codes() -> None:
    f = tables_with()
    assert f.formations.home == [CAPITAL_PLACE, TOWN, TOWN, TOWN]
    assert f.formations.backer == [-1, 0, 0, -1]
    assert f.formations.community == [-1, -1, -1, 0]
    assert f.formations.militia == [0, 1, 0, 0]
    assert f.formations.reserve == [1, 0, 0, 0]
    assert f.formations.rank == [2, 1, 0, 3]
    assert (f.formations.parent, f.formations.number) == ([0, 1, 2, 3], [0, 0, 0, 0])


def test_sub_units_follow_their_formation_and_rank_within_it() -> None:
    f = tables_with(scenario={"resolution": 2})
    assert f.formations.parent == [0, 0, 1, 1, 2, 2, 3, 3]
    assert f.formations.number == [0, 1] * 4
    assert f.formations.rank == [4, 5, 2, 3, 0, 1, 6, 7]
    assert f.formations.home == [0, 0, 1, 1, 1, 1, 1, 1]
    assert key(f.formations, 5) == key_of("unit 1st #2")


def test_groups_are_those_of_the_scenario_and_those_that_communities_raise() -> None:
    world = world_with()
    f = tables(world)
    assert world.groups == ("North", "Band", "Hill Fighters")
    assert f.groups.home == [BORDER, BORDER, TOWN]
    assert f.groups.mode_at_start == [v.RESTING, v.RESTING, v.DORMANT]
    assert f.groups.target_at_start == [-1, -1, -1]
    assert f.groups.opportunist == [0, 1, 0]
    assert f.groups.backer == [1, -1, -1]
    assert f.groups.community == [-1, -1, 0]
    assert f.groups.rank == [2, 0, 1]
    assert f.communities.group == [2, -1]
    assert world_with(communities={"Hills": {"fighters": ""}}).groups[2] == "Hills fighters"


def test_each_community_that_is_not_loyal_raises_a_group_of_its_own() -> None:
    world = world_with(communities={"Traders": {"loyal": False, "place": "Border"}})
    assert world.groups == ("North", "Band", "Hill Fighters", "Traders fighters")
    assert tables(world).groups.community == [-1, -1, 0, 1]
    assert tables(world).communities.group == [2, 3]
    loyal_first = world_with(
        communities={"Hills": {"loyal": True, "fighters": ""}, "Traders": {"loyal": False}}
    )
    assert tables(loyal_first).communities.group == [-1, 2]
    assert tables(loyal_first).groups.community == [-1, -1, 1]


@pytest.mark.parametrize(
    ("stance", "place", "mode", "target"),
    [
        ("quiet", "Town", v.DORMANT, -1),
        ("defiant", "Town", v.DORMANT, -1),
        ("risen", "Town", v.PRESSING, TOWN),
        ("risen", "Border", v.RESTING, -1),
    ],
)
def test_fighters_begin_as_their_community_stands(stance: str, place: str, mode: int, target: int) -> None:
    f = tables_with(communities={"Hills": {"stance": stance, "place": place}})
    assert (f.groups.mode_at_start[2], f.groups.target_at_start[2]) == (mode, target)
    assert f.communities.stance_at_start == [v.STANCE_NAMES.index(stance), v.QUIET]


def test_a_group_paused_before_a_place_begins_there() -> None:
    f = tables_with(groups={"North": {"paused_before": "Town"}})
    assert (f.groups.mode_at_start, f.groups.target_at_start) == (
        [v.PAUSED, v.RESTING, v.DORMANT],
        [TOWN, -1, -1],
    )


def test_aims_are_kept_in_their_order() -> None:
    f = tables_with()
    aims = [[TOWN, CAPITAL_PLACE], [CAPITAL_PLACE], [TOWN]]
    assert sliced(f.groups, "aims", f.aims.place) == aims


def test_communities_have_their_codes() -> None:
    f = tables_with(communities={"Traders": {"negotiates": False}})
    assert f.communities.place == [TOWN, CAPITAL_PLACE]
    assert f.communities.loyal == [0, 1]
    assert f.communities.negotiates == [1, 0]


def test_backers_have_roles_entries_and_limits() -> None:
    limits = [{"day": 1.0, "most": 0.5}, {"day": 4.0, "most": 0.2}]
    f = tables_with(backers={"Ally": {"entry": ["Town", "Capital"], "constraints": limits}})
    assert f.backers.role == [v.BACKS_STATE, v.BACKS_REBELS, v.URGES_EXILE]
    assert sliced(f.backers, "entries", f.entries.place) == [[TOWN, CAPITAL_PLACE], [], []]
    assert sliced(f.backers, "limits", f.limits.day) == [[1.0, 4.0], [], []]
    assert sliced(f.backers, "limits", f.limits.most) == [[0.5, 0.2], [], []]


def test_orders_say_who_goes_where_and_are_read_in_the_order_of_their_names() -> None:
    world = world_with(
        orders={
            "Second": {"day": 2.0, "place": "Town", "to": "Border"},
            "First": {"day": {"uniform": [3.0, 5.0]}, "units": ["1st", "Guard"]},
        }
    )
    f = tables(world)
    assert world.names["orders"] == ("First", "Second")
    assert (f.orders.place, f.orders.to) == ([-1, TOWN], [CAPITAL_PLACE, BORDER])
    assert sliced(f.orders, "ordered", f.ordered.unit) == [[2, 0], []]
    assert f.orders.day == [4.0, 2.0]
    assert f.orders.given == [0, 0]
    assert f.orders.heard == [1.0, 1.0]
    assert "orders.First.day" in world.distributions


# --- history and anchors -------------------------------------------------------------------


def test_history_is_told_as_it_is_written() -> None:
    event = {"day": -2.0, "kind": "retreat", "place": "Town", "men": 300, "lost": True, "size": 0.5}
    f = tables_with(history=[event, {"day": -1.0, "kind": "stand", "place": "Town", "men": 20, "days": 1.5}])
    assert (f.history.place, f.history.day) == ([TOWN, TOWN], [-2.0, -1.0])
    assert [v.EVENT_NAMES[kind] for kind in f.history.kind] == ["retreat", "stand"]
    assert (f.history.men, f.history.lost) == ([300, 20], [1, 0])
    assert (f.history.days, f.history.size) == ([1.0, 1.5], [0.5, 0.0])


def test_what_happened_nowhere_is_heard_everywhere() -> None:
    events = [{"day": -2.0, "kind": kind, "size": 3.0} for kind in ("departure", "return")]
    assert tables_with(history=events).history.place == [-1, -1]


def test_a_pay_rise_before_the_start_is_no_news() -> None:
    pay = {"day": -2.0, "kind": "pay rise", "size": 0.0}
    stand = {"day": -2.0, "kind": "stand", "place": "Town", "men": 30}
    f = tables_with(history=[pay, stand])
    assert (f.nation.pay_raised, f.history.kind) == ([1], [v.STAND])
    assert tables_with(history=[stand]).nation.pay_raised == [0]


def test_anchors_frame_the_run() -> None:
    f = tables_with(scenario={"resolution": 2, "horizon_days": 9.5})
    expected = {
        "capital": CAPITAL_PLACE, "bellwether": TOWN, "refuge": -1, "resolution": 2,
        "branch_kind": v.BRANCH_FREE, "ticks": 19, "ticks_per_day": 2, "pay_raised": 0, "tick_days": 0.5,
    }  # fmt: skip
    assert {name: getattr(f.nation, name)[0] for name in expected} == expected
    assert f.junctions.place == []


def test_anchors_of_other_frames() -> None:
    f = tables_with(
        scenario={"refuge": "Harbour", "bellwether": "Capital", "capital": "Town", "tick_hours": 3.0},
        places={"Harbour": {"lat": 10.0, "lon": 19.0}},
        roads={"West": {"between": ["Capital", "Harbour"], "km": 80.0}},
        branch={"kind": "fall"},
    )
    n = f.nation
    assert (n.capital, n.bellwether, n.refuge) == ([TOWN], [CAPITAL_PLACE], [3])
    assert n.branch_kind == [v.BRANCH_FALL]
    assert (n.ticks, n.ticks_per_day, n.tick_days) == ([80], [8], [0.125])
    assert tables_with(scenario={"corridor_junctions": ["Border"]}).junctions.place == [BORDER]
    assert tables_with(scenario={"tick_hours": 1.0}).nation.ticks_per_day == [24]


def test_a_world_knows_its_days_and_ticks() -> None:
    world = world_with(scenario={"horizon_days": 9.5})
    assert (world.days, world.ticks, world.tick_days) == (10, 19, 0.5)


# --- numbers -------------------------------------------------------------------------------


def test_every_number_stands_where_it_is_read() -> None:
    f = tables_with(branch={"from_day": 3.0})
    parameters = build(three()).parameters
    assert vars(f.parameters) == {name: [getattr(parameters, name)] for name in Parameters.model_fields}
    expected: dict[str, dict[str, list[float]]] = {
        "places": {
            "population": [4000, 2000, 1000], "prestige": [4, 2, 0.5], "haven": [0, 0, 0.4],
            "attention": [-1, 0.8, -1],
        },
        "roads": {"km": [60, 40, 120]},
        "siblings": {
            "men_given": [500, 400, 1000, 100], "quality": [1.6, 0.8, 1.2, 1],
            "cohesion": [1.5, 0.6, 0.9, 0.4], "conscript_share": [0.1, 0.2, 0.5, 0.3],
            "adviser_share": [0, 0.7, 0.4, 0],
        },
        "groups": {
            "men_given": [1500, 600, 300], "quality": [1.5, 0.5, 0.8], "will_at_rest": [0.4, 0.2, 0.3],
            "readiness": [0.8, 0.6, 1], "reach_km": [100, 200, 60], "quarter": [1, 1, 1],
            "attacks_from_day": [0, 0, 0], "speed_given": [0, 0, 0], "deals": [1, 1, 1],
        },
        "communities": {"grievance": [0.6, 0.5], "fear": [0.7, 0.8]},
        "backers": {
            "weight": [0.8, 0.6, 0.4], "air": [0.25, 0.5, 0.7], "patience": [0.3, 0.9, 0.35],
            "commitment_start": [0.9, 1, 1], "arrives_day": [0, 0, 0],
            "arriving_men": [50, 0, 0], "arrivals_per_day": [0, 0, 0],
        },
        "nation": {"confidence": [0.2], "own_air": [0], "branch_from_day": [3], "branch_until_day": [10_000]},
    }  # fmt: skip
    for table, fields in expected.items():
        assert {name: getattr(getattr(f, table), name) for name in fields} == fields
        assert set(fields) == {one.name for one in TABLES[table].fields if one.role == "number"}


def test_a_number_is_found_by_its_dotted_name() -> None:
    world = world_with()
    for name, value in {
        "parameters.retreat_weight": 2.0, "roads.North.km": 40.0, "units.1st.men": 1000.0,
        "groups.North.men": 1500.0, "places.Town.prestige": 2.0,
        "communities.Hills.men": 300.0, "backers.Ally.reinforcement_men": 50.0, "command.confidence": 0.2,
        "branch.from_day": 0.0, "branch.until_day": 10_000.0,
    }.items():  # fmt: skip
        assert world.template.view(np.float64)[world.position(name)] == value
    with pytest.raises(KeyError):
        world.position("communities.Hills.readiness")  # fighters who have just risen are always ready
    numbers = sum(
        world.lengths[table.name] for table in TABLES.values() for one in table.fields if one.role == "number"
    )
    assert len(world.index) == numbers - 3  # nor do they have a day or a speed of their own


def test_mechanisms_are_switches() -> None:
    world = world_with(mechanisms={"news": False})
    switches = {name: value for name, (value,) in vars(tables(world).mechanisms).items()}
    assert list(switches) == list(Mechanisms.model_fields)
    off = {name for name, field in Mechanisms.model_fields.items() if not field.default}
    assert {name for name, value in switches.items() if value == 0} == {"news"} | off
    assert set(switches.values()) == {0, 1}


# --- what is drawn -------------------------------------------------------------------------


def test_a_number_not_known_is_at_its_middle_until_it_is_drawn() -> None:
    world = world_with(units={"1st": {"men": {"uniform": [900, 1300]}, "cohesion": {"normal": [0.5, 0.2]}}})
    assert world.patched == ("units.1st.men", "units.1st.cohesion")
    assert [world.template.view(np.float64)[world.position(name)] for name in world.patched] == [1100.0, 0.5]


def test_draws_depend_on_seed_run_and_name_alone() -> None:
    world = world_with(units={"1st": {"men": {"uniform": [900, 1300]}, "cohesion": {"uniform": [0.0, 1.0]}}})
    drawn = world.draw(5, np.array([3, 8]))
    assert drawn.shape == (2, 2)
    for row, run in enumerate((3, 8)):
        for column, (name, low, width) in enumerate((("men", 900, 400), ("cohesion", 0, 1))):
            u = draw4(5, run, 0, *key_of(f"units.1st.{name}"), v.DRAW_PARAMETER)[0]
            assert drawn[row, column] == low + width * u


def test_draws_are_clipped_to_the_range_of_the_field() -> None:
    world = world_with(
        communities={"Hills": {"fear": {"normal": [0.5, 1.0]}}},
        units={"1st": {"quality": {"normal": [5.0, 9.0]}, "cohesion": {"normal": [0.0, 20.0]}}},
    )
    drawn = dict(zip(world.patched, world.draw(1, np.arange(60)).T, strict=True))
    ranges = {
        "units.1st.quality": (0.01, 10.0),
        "units.1st.cohesion": (-10.0, 10.0),
        "communities.Hills.fear": (0, 1),
    }
    assert {name: (values.min(), values.max()) for name, values in drawn.items()} == ranges
    assert all(len(set(values)) > 10 for values in drawn.values())


def test_where_the_field_has_no_upper_bound_draws_have_none() -> None:
    world = world_with(places={"Town": {"population": {"normal": [5.0, 20.0]}}})
    assert world.bounds["places.Town.population"] == (0.0, math.inf)
    drawn = world.draw(1, np.arange(40))
    assert (drawn.min(), drawn.max() > 25.0) == (0.0, True)


def test_a_field_that_names_no_bound_has_none() -> None:
    class Owner(BaseModel):
        free: float = 0.0
        from_one: float = Field(1.0, json_schema_extra={"x-low": 1})
        to_two: float = Field(1.0, json_schema_extra={"x-high": 2})

    found = {name: bounds_of(Owner, name) for name in Owner.model_fields}
    assert found == {
        "free": (-math.inf, math.inf), "from_one": (1.0, math.inf), "to_two": (-math.inf, 2.0),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "u", "expected"),
    [
        ({"uniform": (2.0, 6.0)}, 0.25, 3.0),
        ({"log_uniform": (2.0, 32.0)}, 0.25, 4.0),
        ({"normal": (3.0, 2.0)}, 0.8, 3.0 + 2.0 * probit(0.8)),
        ({"triangular": (1.0, 2.0, 5.0)}, 0.25, 2.0),  # a quarter of the area lies below the mode
        ({"triangular": (1.0, 2.0, 5.0)}, 0.0625, 1.5),
        ({"triangular": (1.0, 2.0, 5.0)}, 0.2, 1.0 + math.sqrt(0.8)),
        ({"triangular": (1.0, 2.0, 5.0)}, 0.4375, 5.0 - math.sqrt(0.5625 * 4.0 * 3.0)),
        ({"triangular": (1.0, 1.0, 5.0)}, 0.75, 3.0),
        ({"triangular": (1.0, 5.0, 5.0)}, 0.25, 3.0),
        ({"triangular": (4.0, 4.0, 4.0)}, 0.3, 4.0),
    ],
)
def test_every_shape_has_its_quantiles(shape: dict[str, Any], u: float, expected: float) -> None:
    given = Distribution(**shape)
    a, b, c = (*given.values, 0.0)[:3]
    assert quantile(SHAPE_NAMES.index(given.kind), a, b, c, u) == pytest.approx(expected, rel=1e-12)
