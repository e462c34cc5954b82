"""Orders on a date: a place is given up, or units are moved."""

from __future__ import annotations

from typing import Any

import pytest
from stages.bench import Bench, Event, three
from stages.scenes import hold, kinds

from sim.model import vocabulary as v


def ordering(order: dict[str, Any], changes: dict[str, Any] | None = None) -> Bench:
    """The three places, where Border is the state's too, and one order on day 1.5; a tick is half a day."""
    tree = three()
    tree["orders"] = {"The order": {"day": 1.5, **order}}
    for table, values in (changes or {}).items():
        tree[table] |= values
    bench = Bench(tree=tree)
    hold(bench, Border="state")
    return bench.run("assess").at(3)


def ordered(bench: Bench) -> dict[str, str]:
    """Where formations are ordered."""
    places = bench.world.places
    return {name: places[row.order] for name, row in bench.formations.items() if row.order != v.NOWHERE}


GIVEN_UP = {"place": "Town", "to": "Border"}


@pytest.mark.parametrize(("tick", "when"), [(2, "before"), (3, "on the day"), (9, "after")])
def test_a_place_is_given_up_on_its_day_and_its_garrison_goes_where_it_is_told(tick: int, when: str) -> None:
    bench = ordering(GIVEN_UP).at(tick).run("command")
    if when == "before":
        assert (bench.events, ordered(bench), bench.places["Town"].ceded) == ([], {}, 0)
        return
    assert bench.events == [Event("place ceded", "Town", "High command", 1500)]
    assert bench.logged("towards") == [bench.place("Border")]
    assert ordered(bench) == {"1st": "Border", "2nd": "Border"}, "Hill lives there"
    assert bench.places["Town"].ceded == 1


@pytest.mark.parametrize("heard", [1.0, 0.25, 0.0])
def test_everybody_hears_that_a_place_is_given_up_unless_it_is_kept_secret(heard: float) -> None:
    bench = ordering(GIVEN_UP | {"heard": heard}, {"parameters": {"ceding_weight": 2.0}}).run("command")
    size = round(4_000_000 * heard)  # twice the prestige of 2
    assert bench.evidence == ([("broke", "place ceded", "High command", size)] if heard else [])
    assert kinds(bench) == ["place ceded"]


def test_an_order_is_given_once() -> None:
    bench = ordering(GIVEN_UP).run("command")
    for row in bench.formations.values():
        row.order = v.NOWHERE
    bench.at(4).run("command")
    assert (kinds(bench), ordered(bench)) == (["place ceded"], {})


def test_the_march_from_a_place_that_is_given_up_is_a_withdrawal_wherever_it_leads() -> None:
    bench = ordering(GIVEN_UP).run("command").at(4).run("formations")
    assert kinds(bench) == ["place ceded", "withdrawal", "withdrawal"]
    assert {bench.formations[name].place for name in ("1st", "2nd")} == {bench.place("Border")}
    assert bench.nation.withdrawals == 2


@pytest.mark.parametrize("why", ["lost", "empty", "nobody obeys", "no leadership", "switched off"])
def test_nothing_is_given_up_without_somebody_to_order_and_to_obey(why: str) -> None:
    bench = ordering(GIVEN_UP, {"mechanisms": {"orders": why != "switched off"}})
    if why == "lost":
        hold(bench, Town="North")
    for name in ("1st", "2nd", "Hill") if why in ("empty", "nobody obeys") else ():
        if why == "empty":
            bench.formations[name].place = bench.place("Border")
        else:
            bench.formations[name].adviser_share, bench.formations[name].backer = 1.0, 0
    bench.nation.left_tick = 2 if why == "no leadership" else v.NEVER
    bench.run("command")
    assert (bench.events, ordered(bench), bench.places["Town"].ceded) == ([], {}, 0)


def test_units_are_moved_wherever_they_are_without_any_news() -> None:
    bench = ordering({"units": ["1st", "Hill"]})
    bench.formations["1st"].place, bench.formations["1st"].status = bench.place("Border"), v.MOVING
    bench.formations["Hill"].place = bench.place("Border")
    bench.run("command")
    assert (bench.events, bench.evidence) == ([], [])
    assert ordered(bench) == {"1st": "Capital", "Hill": "Capital"}, "the capital unless told otherwise"


@pytest.mark.parametrize("status", [v.DISSOLVED, v.SURRENDERED, v.DEFECTED])
def test_who_is_gone_is_not_ordered(status: int) -> None:
    bench = ordering({"units": ["1st"]})
    bench.formations["1st"].status = status
    assert ordered(bench.run("command")) == {}


def test_who_lives_where_it_stands_is_not_moved() -> None:
    assert ordered(ordering({"units": ["Hill", "2nd"]}).run("command")) == {"2nd": "Capital"}


def test_who_is_on_the_road_obeys_when_it_arrives() -> None:
    bench = ordering({"units": ["1st"], "to": "Border"})
    first = bench.formations["1st"]
    first.place, first.origin, first.status = bench.place("Capital"), bench.place("Town"), v.MOVING
    first.days_left = 0.9
    bench.run("command").at(4).run("formations").at(5).run("formations")
    assert (first.status, first.place) == (v.HOLDING, bench.place("Capital"))
    bench.at(6).run("formations")
    assert (first.status, first.place) == (v.MOVING, bench.place("Border"))


def test_all_sub_units_of_a_unit_are_moved() -> None:
    bench = ordering({"units": ["1st"]}, {"scenario": {"resolution": 3}}).run("command")
    assert ordered(bench) == {f"1st #{i}": "Capital" for i in (1, 2, 3)}


@pytest.mark.parametrize("names", [("One", "Two"), ("Two", "One")])
def test_of_orders_in_one_step_the_last_by_name_counts_in_whatever_order_they_are_written(
    names: tuple[str, str],
) -> None:
    tree = three()
    orders = {
        "One": {"day": 1.0, "units": ["1st", "2nd"]},
        "Two": {"day": 0.5, "units": ["2nd"], "to": "Town"},
    }
    tree["orders"] = {name: orders[name] for name in names}
    assert ordered(Bench(tree=tree).at(3).run("command")) == {"1st": "Capital", "2nd": "Town"}
