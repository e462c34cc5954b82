"""The builder of codes and numbers: what a scenario becomes before any run."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from stages.bench import three

from sim.model import vocabulary as v
from sim.model.chance import draw4, key_of
from sim.model.numeric import probit
from sim.model.world import (
    BELLWETHER,
    BRANCH_KIND,
    CAPITAL,
    PARENTS,
    PAY_RAISED,
    REFUGE,
    RESOLUTION,
    TICKS,
    TICKS_PER_DAY,
    Fixed,
    Numbers,
    World,
    build_world,
    numbers_of,
    quantile,
)
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


def fixed_with(**tables: Any) -> Fixed:
    return world_with(**tables).fixed


def numbers_with(**tables: Any) -> Numbers:
    world = world_with(**tables)
    return numbers_of(world.theta, world.offsets)


# --- the map -------------------------------------------------------------------------------


def test_the_road_graph_lists_neighbours_in_the_order_of_places() -> None:
    f = fixed_with()
    assert f.road_start.tolist() == [0, 2, 4, 6]
    assert f.road_neighbour.tolist() == [TOWN, BORDER, CAPITAL_PLACE, BORDER, CAPITAL_PLACE, TOWN]
    assert f.road_index.tolist() == [0, 2, 0, 1, 2, 1]


def test_places_have_their_codes() -> None:
    f = fixed_with()
    assert f.place_controller.tolist() == [v.STATE, v.STATE, 1]
    assert f.place_provincial.tolist() == [0, 1, 0]
    assert f.place_air_exit.tolist() == [1, 0, 0]
    assert fixed_with(places={"Border": {"controller": "Band"}}).place_controller[BORDER] == 2


def test_keys_are_hashes_of_kind_and_name() -> None:
    f = fixed_with()
    assert f.place_key[TOWN].tolist() == list(key_of("place Town"))
    assert f.unit_key[2].tolist() == list(key_of("unit 1st"))
    assert f.group_key[2].tolist() == list(key_of("group Hill Fighters"))
    assert f.community_key[1].tolist() == list(key_of("community Traders"))
    assert f.backer_key[0].tolist() == list(key_of("backer Ally"))
    assert f.command_key.tolist() == list(key_of("command High command"))
    assert fixed_with(command={"name": "Junta"}).command_key.tolist() == list(key_of("command Junta"))


def test_no_agents_have_no_keys() -> None:
    tree = three()
    tree["communities"], tree["backers"] = {}, {}
    for unit in tree["units"].values():
        unit |= {"backer": "", "adviser_share": 0.0, "militia": False, "community": ""}
    tree["groups"]["North"]["backer"] = ""
    world = build_world(build(tree))
    assert world.fixed.community_key.shape == world.fixed.backer_key.shape == (0, 2)
    assert world.groups == ("North", "Band")


# --- agents --------------------------------------------------------------------------------


def test_formations_have_their_codes() -> None:
    f = fixed_with()
    assert f.unit_place.tolist() == [CAPITAL_PLACE, TOWN, TOWN, TOWN]
    assert f.unit_backer.tolist() == [-1, 0, 0, -1]
    assert f.unit_community.tolist() == [-1, -1, -1, 0]
    assert f.unit_militia.tolist() == [0, 1, 0, 0]
    assert f.unit_reserve.tolist() == [1, 0, 0, 0]
    assert f.unit_rank.tolist() == [2, 1, 0, 3]
    assert (f.unit_parent.tolist(), f.unit_number.tolist()) == ([0, 1, 2, 3], [0, 0, 0, 0])


def test_sub_units_follow_their_formation_and_rank_within_it() -> None:
    f = fixed_with(scenario={"resolution": 2})
    assert f.unit_parent.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert f.unit_number.tolist() == [0, 1] * 4
    assert f.unit_rank.tolist() == [4, 5, 2, 3, 0, 1, 6, 7]
    assert f.unit_place.tolist() == [0, 0, 1, 1, 1, 1, 1, 1]
    assert f.unit_key[5].tolist() == list(key_of("unit 1st #2"))


def test_groups_are_those_of_the_scenario_and_those_that_communities_raise() -> None:
    world = world_with()
    f = world.fixed
    assert world.groups == ("North", "Band", "Hill Fighters")
    assert f.group_place.tolist() == [BORDER, BORDER, TOWN]
    assert f.group_mode.tolist() == [v.RESTING, v.RESTING, v.DORMANT]
    assert f.group_target.tolist() == [-1, -1, -1]
    assert f.group_opportunist.tolist() == [0, 1, 0]
    assert f.group_backer.tolist() == [1, -1, -1]
    assert f.group_community.tolist() == [-1, -1, 0]
    assert f.group_rank.tolist() == [2, 0, 1]
    assert f.community_group.tolist() == [2, -1]
    assert world.risers == (0,)
    assert world_with(communities={"Hills": {"fighters": ""}}).groups[2] == "Hills fighters"


def test_each_community_that_is_not_loyal_raises_a_group_of_its_own() -> None:
    world = world_with(communities={"Traders": {"loyal": False, "place": "Border"}})
    assert world.groups == ("North", "Band", "Hill Fighters", "Traders fighters")
    assert world.fixed.group_community.tolist() == [-1, -1, 0, 1]
    assert world.fixed.community_group.tolist() == [2, 3]
    assert world.risers == (0, 1)
    loyal_first = world_with(
        communities={"Hills": {"loyal": True, "fighters": ""}, "Traders": {"loyal": False}}
    )
    assert loyal_first.fixed.community_group.tolist() == [-1, 2]
    assert loyal_first.fixed.group_community.tolist() == [-1, -1, 1]
    assert loyal_first.risers == (1,)


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
    f = fixed_with(communities={"Hills": {"stance": stance, "place": place}})
    assert (f.group_mode[2], f.group_target[2]) == (mode, target)
    assert f.community_stance.tolist() == [v.STANCE_NAMES.index(stance), v.QUIET]


def test_a_group_paused_before_a_place_begins_there() -> None:
    f = fixed_with(groups={"North": {"paused_before": "Town"}})
    assert (f.group_mode.tolist(), f.group_target.tolist()) == (
        [v.PAUSED, v.RESTING, v.DORMANT],
        [TOWN, -1, -1],
    )


def test_aims_are_kept_in_their_order() -> None:
    f = fixed_with()
    assert f.group_aims.tolist() == [
        [TOWN, CAPITAL_PLACE, -1, -1, -1, -1],
        [CAPITAL_PLACE, -1, -1, -1, -1, -1],
        [TOWN, -1, -1, -1, -1, -1],
    ]


def test_communities_have_their_codes() -> None:
    f = fixed_with(communities={"Traders": {"negotiates": False}})
    assert f.community_place.tolist() == [TOWN, CAPITAL_PLACE]
    assert f.community_loyal.tolist() == [0, 1]
    assert f.community_negotiates.tolist() == [1, 0]


def test_backers_have_roles_entries_and_limits() -> None:
    limits = [{"day": 1.0, "most": 0.5}, {"day": 4.0, "most": 0.2}]
    f = fixed_with(backers={"Ally": {"entry": ["Town", "Capital"], "constraints": limits}})
    assert f.backer_role.tolist() == [v.BACKS_STATE, v.BACKS_REBELS, v.URGES_EXILE]
    assert f.backer_entry.tolist() == [[TOWN, CAPITAL_PLACE, -1, -1], [-1] * 4, [-1] * 4]
    assert f.backer_limit_day[0].tolist() == [1.0, 4.0, *[math.inf] * 6]
    assert f.backer_limit[0].tolist() == [0.5, 0.2, *[1.0] * 6]
    assert f.backer_limit_day[1].tolist() == [math.inf] * 8


# --- history and anchors -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "broke", "held", "stand"),
    [
        *((kind, 3.0, 0.0, 0.0) for kind in (
            "retreat", "withdrawal", "surrender", "defection", "officers left", "place lost",
            "rising", "rumour",
        )),
        ("place regained", 0.0, 3.0, 0.0),
        ("stand", 0.0, 3.0, 1.0),
    ],
)  # fmt: skip
def test_history_is_what_broke_or_what_held(kind: str, broke: float, held: float, stand: float) -> None:
    f = fixed_with(history=[{"day": -2.0, "kind": kind, "place": "Town", "size": 3.0}])
    assert (f.history_place.tolist(), f.history_day.tolist()) == ([TOWN], [-2.0])
    assert (f.history_broke[0], f.history_held[0], f.history_stand[0]) == (broke, held, stand)


def test_what_happened_nowhere_is_heard_everywhere() -> None:
    events = [{"day": -2.0, "kind": kind, "size": 3.0} for kind in ("departure", "return")]
    f = fixed_with(history=events)
    assert f.history_place.tolist() == [-1, -1]
    assert (f.history_broke.tolist(), f.history_held.tolist()) == ([3.0, 0.0], [0.0, 3.0])


def test_a_pay_rise_before_the_start_is_no_news() -> None:
    pay = {"day": -2.0, "kind": "pay rise", "size": 0.0}
    stand = {"day": -2.0, "kind": "stand", "place": "Town", "size": 3.0}
    f = fixed_with(history=[pay, stand])
    assert (f.anchors[PAY_RAISED], f.history_stand.tolist()) == (1, [1.0])
    assert fixed_with(history=[stand]).anchors[PAY_RAISED] == 0


def test_anchors_frame_the_run() -> None:
    f = fixed_with(scenario={"resolution": 2, "horizon_days": 9.5})
    anchors = {
        CAPITAL: CAPITAL_PLACE, BELLWETHER: TOWN, REFUGE: -1, PARENTS: 4, RESOLUTION: 2,
        BRANCH_KIND: v.BRANCH_FREE, TICKS: 19, TICKS_PER_DAY: 2, PAY_RAISED: 0,
    }  # fmt: skip
    assert f.anchors.tolist() == [anchors[i] for i in range(9)]
    assert f.clock.tolist() == [0.5]
    assert f.junctions.tolist() == []


def test_anchors_of_other_frames() -> None:
    f = fixed_with(
        scenario={"refuge": "Harbour", "bellwether": "Capital", "capital": "Town", "tick_hours": 3.0},
        places={"Harbour": {"lat": 10.0, "lon": 19.0}},
        roads={"West": {"between": ["Capital", "Harbour"], "km": 80.0}},
        branch={"kind": "fall"},
    )
    assert (f.anchors[CAPITAL], f.anchors[BELLWETHER], f.anchors[REFUGE]) == (TOWN, CAPITAL_PLACE, 3)
    assert f.anchors[BRANCH_KIND] == v.BRANCH_FALL
    assert (f.anchors[TICKS], f.anchors[TICKS_PER_DAY]) == (80, 8)
    assert f.clock.tolist() == [0.125]
    assert fixed_with(scenario={"corridor_junctions": ["Border"]}).junctions.tolist() == [BORDER]


def test_a_world_knows_its_days_and_ticks() -> None:
    world = world_with(scenario={"horizon_days": 9.5})
    assert (world.days, world.ticks, world.tick_days) == (10, 19, 0.5)


# --- numbers -------------------------------------------------------------------------------


def test_every_number_stands_where_it_is_read() -> None:
    n = numbers_with(branch={"from_day": 3.0})
    assert n.parameters.tolist() == [
        getattr(build(three()).parameters, name) for name in Parameters.model_fields
    ]
    expected = {
        "place_population": [4000, 2000, 1000], "place_prestige": [4, 2, 0.5], "place_haven": [0, 0, 0.4],
        "road_km": [60, 40, 120],
        "unit_men": [500, 400, 1000, 100], "unit_quality": [1.6, 0.8, 1.2, 1],
        "unit_cohesion": [1.5, 0.6, 0.9, 0.4], "unit_conscripts": [0.1, 0.2, 0.5, 0.3],
        "unit_adviser_share": [0, 0.7, 0.4, 0],
        "group_men": [1500, 600, 300], "group_quality": [1.5, 0.5, 0.8], "group_heart": [0.4, 0.2, 0.3],
        "group_readiness": [0.8, 0.6, 1], "group_reach_km": [100, 200, 60],
        "community_grievance": [0.6, 0.5], "community_fear": [0.7, 0.8],
        "backer_weight": [0.8, 0.6, 0.4], "backer_air": [0.25, 0.5, 0.7], "backer_patience": [0.3, 0.9, 0.35],
        "backer_commitment": [0.9, 1, 1], "backer_men": [50, 0, 0], "backer_arrivals_per_day": [0, 0, 0],
        "command_confidence": [0.2], "branch_from_day": [3],
    }  # fmt: skip
    assert {name: getattr(n, name).tolist() for name in expected} == expected
    assert {*expected, "parameters"} == set(Numbers._fields)


def test_a_number_is_found_by_its_dotted_name() -> None:
    world = world_with()
    for name, value in {
        "parameters.retreat_weight": 2.0, "roads.North.km": 40.0, "units.1st.men": 1000.0,
        "communities.Hills.men": 300.0, "backers.Ally.reinforcement_men": 50.0, "command.confidence": 0.2,
        "branch.from_day": 0.0,
    }.items():  # fmt: skip
        assert world.theta[world.position(name)] == value
    with pytest.raises(KeyError):
        world.position("communities.Hills.readiness")  # fighters who have just risen are always ready
    assert len(world.index) == len(world.theta) - 1


def test_mechanisms_are_switches() -> None:
    world = world_with(mechanisms={"news": False})
    on = {name for name in Mechanisms.model_fields if getattr(world.switches, name) == 1}
    assert set(Mechanisms.model_fields) - on == {"news", "pay_reaches_conscripts"}
    assert set(world.switches) == {0, 1}


# --- what is drawn -------------------------------------------------------------------------


def test_a_number_not_known_is_at_its_middle_until_it_is_drawn() -> None:
    world = world_with(units={"1st": {"men": {"uniform": [900, 1300]}, "cohesion": {"normal": [0.5, 0.2]}}})
    assert world.patched == ("units.1st.men", "units.1st.cohesion")
    assert [world.theta[world.position(name)] for name in world.patched] == [1100.0, 0.5]


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
    assert world.bounds == {"places.Town.population": (0.0, math.inf)}
    drawn = world.draw(1, np.arange(40))
    assert (drawn.min(), drawn.max() > 25.0) == (0.0, True)


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
    assert quantile(Distribution(**shape), u) == pytest.approx(expected, rel=1e-12)
