"""Supply: being cut off since the start, what still comes by air, hunger, and columns that pass by."""

from __future__ import annotations

from typing import Any

import pytest
from stages.bench import Bench, three
from stages.scenes import hold

from sim.model import vocabulary as v
from sim.model.stages.roads import FAR_KM, THROUGH_LOST, search_from


def chain(**holders: str) -> Bench:
    """Capital, Pass, Town, Border in a row, North in Border and at first where ``holders`` say."""
    tree = three()
    tree["roads"] = {
        "South": {"between": ["Capital", "Pass"], "km": 30},
        "Middle": {"between": ["Pass", "Town"], "km": 30},
        "North": {"between": ["Town", "Border"], "km": 40},
    }
    tree["places"]["Pass"] = {"lat": 10.2, "lon": 20.0}
    for place, holder in holders.items():
        tree["places"][place]["controller"] = holder
    return Bench(tree=tree)


def cut(bench: Bench) -> Bench:
    """North takes the pass between Town and the capital."""
    hold(bench, Pass="North")
    return bench.run("assess")


def test_who_has_a_road_to_the_capital_is_not_isolated() -> None:
    bench = chain()
    assert [row.isolation for row in bench.places.values()] == [0.0] * 4


def test_who_loses_it_is_isolated_and_feels_it() -> None:
    bench = cut(chain())
    assert bench.places["Town"].isolation == 1.0
    assert bench.causes("1st")["isolation"] == -0.7
    assert bench.causes("Guard")["isolation"] == 0.0


def test_who_never_had_one_is_used_to_it() -> None:
    bench = chain(Pass="North")
    assert bench.places["Town"].isolation == bench.causes("1st")["isolation"] == 0.0


@pytest.mark.parametrize(
    ("exit_by_air", "air", "attack", "isolation"),
    [(1, 0.25, 0, 0.4), (0, 0.25, 0, 1.0), (1, 0.0, 0, 1.0), (1, 0.25, 1, 1.0)],
)
def test_aircraft_supply_an_airfield_out_of_contact(
    exit_by_air: int, air: float, attack: int, isolation: float
) -> None:
    bench = chain()
    bench._state.parameters.air_supply = 0.4
    bench.backers["Ally"].air = air
    bench.places["Town"].air_exit = exit_by_air
    if attack:
        bench.groups["North"].mode, bench.groups["North"].target = v.PRESSING, bench.place("Town")
    assert cut(bench).places["Town"].isolation == isolation


def test_the_states_own_aircraft_supply_too() -> None:
    bench = chain()
    bench.backers["Ally"].air, bench.places["Town"].air_exit = 0.0, 1
    assert cut(bench).places["Town"].isolation == 1.0
    bench.nation.own_air = 0.01
    assert bench.run("assess").places["Town"].isolation < 1.0


def hungry(overrides: dict[str, Any]) -> list[int]:
    """Men of the 1st, 2nd and Guard after two days of three and a half per cent, Town isolated."""
    tree = three()
    tree["parameters"]["starvation_rate"] = 0.035
    tree["mechanisms"] |= {"handover": False} | overrides
    bench = Bench(tree=tree)
    bench.places["Town"].isolation = 1.0
    for tick in range(4):
        bench.at(tick).run("formations")
    assert bench.formations["1st"].dead == 0
    return [bench.formations[name].men for name in ("1st", "2nd", "Guard")]


def test_an_isolated_garrison_starves() -> None:
    assert hungry({}) == [932, 373, 500]  # 1000 and 400 times 0.9825 four times, in whole men
    assert hungry({"starvation": False}) == [1000, 400, 500]


@pytest.mark.parametrize(("isolation", "men"), [(0.0, 1000), (0.99, 1000), (1.0, 500)])
def test_who_is_supplied_by_air_does_not(isolation: float, men: int) -> None:
    bench = Bench({"parameters.starvation_rate": 1.0, "mechanisms.handover": False})
    bench.places["Town"].isolation = isolation
    bench.run("formations")
    assert bench.formations["1st"].men == men


def test_holding_a_garrison_by_intervention_does_not_feed_it() -> None:
    bench = Bench({"parameters.starvation_rate": 10.0, "branch.kind": "hold"})
    bench.places["Town"].isolation = 1.0
    bench.run("formations")
    assert (bench.formations["1st"].status, bench.formations["1st"].men) == (v.DISSOLVED, 0)


def way_to_the_capital(bench: Bench) -> float:
    """Road km from Border for a group."""
    search_from(bench.state, bench.place("Border"), THROUGH_LOST)
    return float(bench.places["Capital"].travel_km)


def test_columns_pass_an_encircled_garrison_by() -> None:
    bench = chain()
    assert bench.places["Town"].encircled == 0
    assert way_to_the_capital(bench) == FAR_KM
    cut(bench)
    assert [row.encircled for row in bench.places.values()] == [0, 1, 0, 0]
    assert way_to_the_capital(bench) == 100.0


def test_the_capital_is_never_passed_by() -> None:
    bench = chain()
    hold(bench, Pass="North", Town="North")
    bench.run("assess")
    assert [row.encircled for row in bench.places.values()] == [0, 0, 0, 0]
