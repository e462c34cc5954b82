"""Rumours: false reports of retreat, and their denial."""

from __future__ import annotations

from typing import Any

import pytest
from stages.bench import Bench, Event, hazard
from stages.scenes import at_the_edge

from sim.model import vocabulary as v

# half of a retreat: 0.5 * 2 * 75 per cent of the army * prestige 2
SIZE = 150_000_000


def rumours(overrides: dict[str, Any] | None = None) -> tuple[Bench, Any]:
    """Rumours are certain, and only Town is threatened."""
    bench = Bench({"parameters.rumours_per_day": 24.0} | (overrides or {})).at(3)
    bench.places["Capital"].threat = 0
    return bench, bench.places["Town"]


def test_a_rumour_counts_as_a_share_of_the_garrisons_retreat() -> None:
    bench, town = rumours()
    bench.nation.rumours = 4
    bench.run("rumours")
    assert (town.sent_broke, town.rumour_size, town.rumour_due) == (SIZE, SIZE, 4)
    assert bench.events == [Event("rumour", "Town", "", SIZE)]
    assert bench.nation.rumours == 5
    assert bench.evidence == [("broke", "rumour", "Town", SIZE)]
    assert bench.places["Capital"].sent_broke == 0


@at_the_edge
def test_the_rate_of_rumours(factor: float, strikes: bool) -> None:
    rate = factor * hazard("place Town", v.DRAW_PLACE, 0, tick=3)
    bench, _ = rumours({"parameters.rumours_per_day": rate})
    assert (bench.run("rumours").events != []) == strikes


@pytest.mark.parametrize(
    ("field", "value", "tells"), [("threat", 0, 0), ("threat", 1, 1), ("garrison", 0, 0), ("garrison", 1, 1)]
)
def test_rumours_are_told_of_garrisons_under_threat(field: str, value: int, tells: int) -> None:
    bench, town = rumours()
    setattr(town, field, value)
    assert len(bench.run("rumours").events) == tells


def test_there_are_none_where_the_mechanism_is_off() -> None:
    bench, town = rumours({"mechanisms.rumours": False})
    town.rumour_due = 3
    assert bench.run("rumours").events == []


@pytest.mark.parametrize(("hours", "due"), [(0.0, 4), (4.0, 4), (17.9, 4), (18.0, 5), (36.0, 6)])
def test_a_denial_comes_after_its_delay_in_whole_ticks(hours: float, due: int) -> None:
    bench, town = rumours({"parameters.denial_delay_hours": hours})
    bench.run("rumours")
    assert town.rumour_due == due


def test_a_denial_takes_back_what_is_left_of_the_rumour_as_far_as_it_is_believed() -> None:
    bench, town = rumours({"parameters.denial_delay_hours": 36.0})
    town.rumour_due, town.rumour_size = 3, SIZE
    bench.nation.credibility = 0.6
    bench.run("rumours")
    taken_back = int(SIZE * 2.0 ** (-1.5 / 10.0) * 0.6)
    assert town.sent_broke == -taken_back
    assert bench.events == [Event("denial", "Town", "", taken_back)]  # and no new rumour in the same tick
    assert (town.rumour_due, town.denied_tick) == (v.NEVER, 3)
    assert bench.evidence == [("broke", "rumour", "Town", -taken_back)]
    assert bench.nation.rumours == 0


@pytest.mark.parametrize("due", [0, 2, 4])
def test_until_it_is_denied_there_is_no_other_rumour(due: int) -> None:
    bench, town = rumours()
    town.rumour_due = due
    assert bench.run("rumours").events == []
    assert town.rumour_due == due


def test_a_rumour_of_the_first_tick_is_denied_too() -> None:
    bench, town = rumours()
    town.rumour_due, town.rumour_size = 0, SIZE
    assert [event.kind for event in bench.at(0).run("rumours").events] == ["denial"]
