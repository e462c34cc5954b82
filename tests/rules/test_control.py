"""Roads: distances, connection, danger and the way through what the state does not hold."""

from __future__ import annotations

import numpy as np

from sim.model.rules import control

# 0 - 1 - 2 - 3 in a line of 10 km each, and a road of 50 km from 0 to 3
START = np.array([0, 2, 4, 6, 8])
NEIGHBOUR = np.array([1, 3, 0, 2, 1, 3, 0, 2])
ROAD = np.array([0, 3, 0, 1, 1, 2, 3, 2])
ROAD_KM = np.array([10.0, 10.0, 10.0, 50.0])


def distances() -> np.ndarray:
    km = np.zeros((4, 4))
    control.all_pairs_km(START, NEIGHBOUR, ROAD, ROAD_KM, km)
    return km


def test_the_shortest_way_need_not_be_the_direct_road() -> None:
    assert distances()[0].tolist() == [0.0, 10.0, 20.0, 30.0]
    assert (distances() == distances().T).all()


def test_places_beyond_a_lost_one_are_cut_off() -> None:
    connected, stack = np.zeros(4, np.int64), np.zeros(4, np.int64)
    control.connect(START, NEIGHBOUR, np.array([0, 2, 0, 1]), 0, connected, stack)
    assert connected.tolist() == [1, 0, 0, 0]
    control.connect(START, NEIGHBOUR, np.array([0, 2, 0, 0]), 0, connected, stack)
    assert connected.tolist() == [1, 0, 1, 1]
    control.connect(START, NEIGHBOUR, np.array([1, 0, 0, 0]), 0, connected, stack)
    assert connected.tolist() == [0, 0, 0, 0]


def test_danger_is_the_distance_to_the_nearest_lost_place() -> None:
    danger = np.zeros(4)
    control.nearest_enemy_km(START, NEIGHBOUR, ROAD, ROAD_KM, np.array([0, 0, 0, 1]), danger)
    assert danger.tolist() == [30.0, 20.0, 10.0, 0.0]
    control.nearest_enemy_km(START, NEIGHBOUR, ROAD, ROAD_KM, np.zeros(4, np.int64), danger)
    assert danger.tolist() == [control.FAR_KM] * 4


def test_groups_reach_held_places_but_do_not_pass_through_them() -> None:
    km, done = np.zeros(4), np.zeros(4, np.int64)
    control.travel_km(START, NEIGHBOUR, ROAD, ROAD_KM, np.array([1, 0, 0, 0]), 0, km, done)
    assert km.tolist() == [0.0, 10.0, control.FAR_KM, 50.0]
    control.travel_km(START, NEIGHBOUR, ROAD, ROAD_KM, np.array([1, 1, 0, 0]), 0, km, done)
    assert km.tolist() == [0.0, 10.0, 20.0, 50.0]
