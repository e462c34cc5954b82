"""Garrisons that go together: formations of one place that share a chance of breaking (A135)."""

from __future__ import annotations

from typing import Any

import pytest
from stages.bench import Bench, draw, hazard
from stages.scenes import BREAKING, at_the_edge

from sim.model import vocabulary as v

TOWN = ("1st", "2nd", "Hill")
"""The garrison of Town; the Guard holds the capital."""
ALIKE: dict[str, Any] = BREAKING | {"parameters.together": 1.0}
"""The hazard of breaking is the break rate, everywhere and for all."""
AT_HOME = {"communities.Hills.loyal": True, "communities.Hills.fighters": ""}


def broken(bench: Bench) -> list[str]:
    """Who breaks in the next step."""
    return [name for name, unit in bench.run("formations").formations.items() if unit.broken]


def by_place(name: str, factor: float) -> dict[str, float]:
    """A break rate by the draw of a place."""
    return {"parameters.break_rate": factor * hazard(f"place {name}", v.DRAW_HANDOVER, 2)}


def by_itself(name: str, factor: float) -> dict[str, float]:
    """A break rate by a formation's own draw."""
    return {"parameters.break_rate": factor * hazard(f"unit {name}", v.DRAW_FORMATION, 0)}


@at_the_edge
def test_a_garrison_that_goes_together_breaks_by_one_draw(factor: float, strikes: bool) -> None:
    town = {*broken(Bench(ALIKE | by_place("Town", factor)))} - {"Guard"}
    assert town == ({*TOWN} if strikes else set())


@at_the_edge
def test_each_place_has_a_draw_of_its_own(factor: float, strikes: bool) -> None:
    assert ("Guard" in broken(Bench(ALIKE | by_place("Capital", factor)))) == strikes


@pytest.mark.parametrize("given", [{"parameters.together": 0.0}, {"mechanisms.together": False}])
@pytest.mark.parametrize("name", TOWN)
@at_the_edge
def test_otherwise_each_breaks_by_itself(
    name: str, given: dict[str, Any], factor: float, strikes: bool
) -> None:
    assert (name in broken(Bench(ALIKE | by_itself(name, factor) | given))) == strikes


@at_the_edge
def test_who_defends_their_home_decides_alone(factor: float, strikes: bool) -> None:
    assert ("Hill" in broken(Bench(ALIKE | AT_HOME | by_itself("Hill", factor)))) == strikes


@at_the_edge
def test_officers_of_a_garrison_that_goes_together_leave_by_one_draw(factor: float, strikes: bool) -> None:
    rate = factor * hazard("place Town", v.DRAW_HANDOVER, 3)
    wide = {
        "parameters.officers_belief": 1.0,
        "parameters.officers_width": 0.01,
        "parameters.officers_by_road": 1.0,
    }
    bench = Bench(ALIKE | wide | {"parameters.officers_rate": rate, "parameters.break_rate": 0.0})
    bench.places["Town"].belief = 0.1
    bench.run("formations")
    assert {bench.formations[name].officers for name in TOWN} == {int(not strikes)}


@pytest.mark.parametrize(("above", "goes"), [(1e-6, True), (-1e-6, False)])
def test_whether_a_formation_goes_with_its_garrison_is_drawn_in_each_step(above: float, goes: bool) -> None:
    share = draw("unit 1st", v.DRAW_FORMATION, 3) + above
    bench = Bench(ALIKE | {"parameters.together": share}).run("formations")
    own, place = draw("unit 1st", v.DRAW_FORMATION, 0), draw("place Town", v.DRAW_HANDOVER, 2)
    assert bench.formations["1st"].draw_break == (place if goes else own)


def test_the_weaker_goes_no_later_than_the_stronger() -> None:
    given = {**ALIKE, "parameters.break_steepness": 2.0, "units.1st.cohesion": 0.2, "units.2nd.cohesion": 1.6}
    found = [broken(Bench(given | {"parameters.break_rate": rate})) for rate in (0.2, 0.5, 1.0, 2.0, 4.0)]
    assert all("1st" in one or "2nd" not in one for one in found)
    assert any("1st" in one and "2nd" not in one for one in found)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_it_makes_nobody_break_more_often_and_all_more_often_at_once(share: float) -> None:
    steps, chance = 800, 0.3
    nobody = {"parameters.break_rate": 0.0, "mechanisms.officers": False}
    bench = Bench(BREAKING | nobody | {"parameters.together": share})
    both = first = 0
    for tick in range(steps):
        bench.at(tick).run("formations")
        struck = [bench.formations[name].draw_break < chance for name in ("1st", "2nd")]
        both, first = both + all(struck), first + struck[0]
    expected = share**2 * chance + (1.0 - share**2) * chance**2
    for count, probability in ((first, chance), (both, expected)):
        assert abs(count - steps * probability) < 4.0 * (steps * probability * (1.0 - probability)) ** 0.5
