"""Roads: distances, connection, danger and the way through what the state does not hold."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from stages.bench import Bench

from sim.model.stages.roads import (
    FAR_KM,
    THROUGH_LOST,
    connect,
    corridor_end,
    find_danger,
    measure,
    search_from,
)
from sim.model.state import Matrix, State

SQUARE = [(0, 1, 10.0), (1, 2, 10.0), (2, 3, 10.0), (0, 3, 50.0)]


def country(controllers: Sequence[int], roads: Sequence[tuple[int, int, float]] = SQUARE) -> State:
    state = State()
    state.nation = SimpleNamespace(capital=0)
    state.roads = [SimpleNamespace(km=km) for _, _, km in roads]
    state.places, state.edges = [], []
    for here, controller in enumerate(controllers):
        ends = [(b if a == here else a, k) for k, (a, b, _) in enumerate(roads) if here in (a, b)]
        first = len(state.edges)
        state.edges += [SimpleNamespace(to=to, road=road) for to, road in sorted(ends)]
        place = SimpleNamespace(
            index=here, controller=controller, edges_from=first, edges_to=len(state.edges), encircled=0
        )
        state.places.append(place)
    state.km = Matrix(len(controllers), len(controllers))
    return state


def of_places(state: State, field: str) -> list[Any]:
    return [getattr(place, field) for place in state.places]


def distances(state: State) -> list[list[float]]:
    measure(state)
    return state.km.values


def ways(
    controllers: Sequence[int], origin: int, roads: Sequence[tuple[int, int, float]] = SQUARE
) -> list[float]:
    state = country(controllers, roads)
    search_from(state, origin, THROUGH_LOST)
    return of_places(state, "travel_km")


def test_the_shortest_way_need_not_be_the_direct_road() -> None:
    km = distances(country([0, 0, 0, 0]))
    assert km[0] == [0.0, 10.0, 20.0, 30.0]
    assert [list(row) for row in zip(*km, strict=True)] == km


def test_distances_do_not_depend_on_who_holds_what() -> None:
    assert distances(country([0, 1, 0, 2])) == distances(country([0, 0, 0, 0]))


def test_places_beyond_a_lost_one_are_cut_off() -> None:
    for controllers, expected in (
        ([0, 2, 0, 1], [1, 0, 0, 0]), ([0, 2, 0, 0], [1, 0, 1, 1]), ([1, 0, 0, 0], [0, 0, 0, 0]),
    ):  # fmt: skip
        state = country(controllers)
        connect(state)
        assert of_places(state, "connected") == expected


def test_danger_is_the_distance_to_the_nearest_lost_place() -> None:
    for controllers, expected in (
        ([0, 0, 0, 1], [30.0, 20.0, 10.0, 0.0]),
        ([0, 0, 0, 0], [FAR_KM] * 4),
        ([1, 0, 0, 0], [0.0, 10.0, 20.0, 30.0]),
        ([1, 0, 0, 2], [0.0, 10.0, 10.0, 0.0]),
    ):  # fmt: skip
        state = country(controllers)
        find_danger(state)
        assert of_places(state, "danger_km") == expected


def test_what_no_road_reaches_is_far_away() -> None:
    apart = [(0, 1, 10.0), (2, 3, 20.0)]
    far = FAR_KM
    assert distances(country([0, 0, 0, 0], apart)) == [
        [0, 10, far, far], [10, 0, far, far], [far, far, 0, 20], [far, far, 20, 0],
    ]  # fmt: skip
    state = country([0, 0, 1, 0], apart)
    find_danger(state)
    assert of_places(state, "danger_km") == [far, far, 0.0, 20.0]
    connect(state)
    assert of_places(state, "connected") == [1, 1, 0, 0]


def test_groups_reach_held_places_but_do_not_pass_through_them() -> None:
    assert ways([1, 0, 0, 0], 0) == [0.0, 10.0, FAR_KM, 50.0]
    assert ways([1, 1, 0, 0], 0) == [0.0, 10.0, 20.0, 50.0]
    assert ways([1, 1, 1, 0], 0) == [0.0, 10.0, 20.0, 30.0]
    assert ways([0, 0, 0, 0], 2) == [FAR_KM, 10.0, 0.0, 10.0], "one can set out from a held place"


def test_a_place_is_searched_again_when_a_shorter_way_to_it_is_found() -> None:
    # from 2: 0 is 1 km away, 1 is 10 km away but 2 km by way of 0, and 3 lies 1 km behind 1
    roads = [(0, 1, 1.0), (0, 2, 1.0), (1, 2, 10.0), (1, 3, 1.0)]
    assert ways([1, 1, 1, 1], 2, roads) == [1.0, 2.0, 0.0, 3.0]


def shortest(size: int, roads: Sequence[tuple[int, int, float]]) -> list[list[float]]:
    """Road distances, by trying every place in between."""
    km = [[0.0 if a == b else math.inf for b in range(size)] for a in range(size)]
    for a, b, length in roads:
        km[a][b] = km[b][a] = min(km[a][b], length)
    for between, a, b in itertools.product(range(size), repeat=3):
        km[a][b] = min(km[a][b], km[a][between] + km[between][b])
    return km


@pytest.mark.parametrize("seed", range(5))
def test_distances_are_the_shortest_however_often_a_shorter_way_is_found(seed: int) -> None:
    luck = random.Random(seed)
    ring = [(a, (a + 1) % 9, 400.0) for a in range(9)]
    others = luck.sample(list(itertools.combinations(range(9), 2)), 20)
    roads = [*ring, *((a, b, float(luck.choice((10, 30, 100, 900)))) for a, b in others)]
    assert distances(country([0] * 9, roads)) == shortest(9, roads)


def test_the_corridor_leads_to_the_refuge_or_else_to_the_bellwether() -> None:
    bench = Bench()
    assert corridor_end(bench._state) == bench.place("Town")
    for refuge in ("Capital", "Border"):
        bench.nation.refuge = bench.place(refuge)
        assert corridor_end(bench._state) == bench.place(refuge)
