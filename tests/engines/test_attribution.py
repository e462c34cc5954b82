"""Morale told: parts that add up, sources that add up, breaks that know why."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from engines.wars import busy_war
from generated import scenarios
from hypothesis import HealthCheck, given, settings

from sim.engines.attribution import BREAKS, CHANCE, INTERVENTION, OVERRUN
from sim.engines.mesa_model import Rout
from sim.model import vocabulary as v
from sim.model.causes import CAUSE_NAMES
from sim.model.numeric import logistic
from sim.scenario import Scenario, build, load

ROOT = Path(__file__).parents[2]

QUICK = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def assert_parts_add_up(model: Rout) -> None:
    for unit in model.formations:
        told = unit.contributions()
        assert tuple(told) == CAUSE_NAMES
        if unit.under_command:
            assert math.fsum(told.values()) == pytest.approx(unit.morale, abs=1e-9)


def assert_news_adds_up(model: Rout) -> None:
    for unit in model.formations:
        told = unit.contributions()
        news = math.fsum(part for _, part in model.news(unit))
        assert news == pytest.approx(told["news of breaking"] + told["news of standing"], abs=1e-9)


def assert_ledgers_add_up(model: Rout) -> None:
    for place in model.places:
        told = model.attribution
        for ledger, heard in ((told.broke, place.broke), (told.held, place.held)):
            assert math.fsum(ledger.heard(model.state, place.index).values()) == pytest.approx(
                heard, abs=1e-6
            )


def assert_told(model: Rout) -> None:
    while model.running:
        model.step()
        assert_parts_add_up(model)
        if model.tick % 16 == 1:
            assert_news_adds_up(model)
            assert_ledgers_add_up(model)
    for event in model.events:
        if event.kind in BREAKS and event.agent_kind == v.FORMATION_AGENT:
            assert math.fsum(share for _, share in event.causes) == pytest.approx(1.0, abs=1e-9)
            assert all(share > 0.0 for _, share in event.causes)
            assert dict(event.measured).keys() == {"morale", "morale at rest", "exposure"}


@pytest.mark.parametrize("name", ["offensive", pytest.param("homs-hold", marks=pytest.mark.nightly)])
def test_in_shipped_scenarios(name: str) -> None:
    assert_told(Rout(load(ROOT / "scenarios" / f"{name}.toml"), seed=1, run=0))


@QUICK
@given(scenarios())
def test_in_generated_scenarios(scenario: Scenario) -> None:
    assert_told(Rout(scenario, seed=1, run=0))


def test_who_is_raised_later_has_causes_at_once_and_none_of_an_earlier_run() -> None:
    model = Rout(build(busy_war()), seed=1, run=3)
    guard = next(unit for unit in model.formations if unit.name == "Traders' guard")
    model.state.parts[guard.index, 3] = 9.0
    while model.running and not guard.under_command:
        model.step()
    told = {name: part for name, part in guard.contributions().items() if part != 0.0}
    assert told == {"cohesion": guard.cohesion, "conscripts": guard.morale - guard.cohesion}
    assert_told(model)


@pytest.fixture(scope="module")
def fallen() -> Rout:
    return Rout(load(ROOT / "scenarios" / "homs-fall.toml"), seed=1, run=0).run_to_end()


def test_news_names_places_and_what_happened_there(fallen: Rout) -> None:
    bellwether = fallen.places[fallen.state.nation.bellwether].name
    labels = {label for unit in fallen.formations for label, _ in fallen.news(unit)}
    assert f"loss of {bellwether}" in labels
    assert any(label.startswith("retreat at ") for label in labels)


def test_a_unit_struck_by_the_intervention_says_so(fallen: Rout) -> None:
    struck = [event for event in fallen.events if event.trigger == INTERVENTION]
    assert struck
    assert {event.where for event in struck} == {fallen.places[fallen.state.nation.bellwether].name}
    assert all(event.causes == ((INTERVENTION, 1.0),) for event in struck)


def test_what_a_break_measured_is_what_the_unit_felt() -> None:
    model = Rout(load(ROOT / "scenarios" / "offensive.toml"), seed=1, run=3)
    checked = 0
    while model.running and checked < 5:
        seen = len(model.events)
        model.step()
        for event in model.events[seen:]:
            if event.kind == v.RETREAT:
                unit = model.formations[event.agent]
                assert dict(event.measured)["morale"] == logistic(unit.morale)
                checked += 1
    assert checked >= 5


def test_triggers_and_causes_are_told_apart() -> None:
    model = Rout(load(ROOT / "scenarios" / "offensive.toml"), seed=1, run=1).run_to_end()
    overrun = [event for event in model.events if event.trigger == OVERRUN]
    assert overrun
    assert all(dict(event.measured)["exposure"] == 1.0 for event in overrun)
    assert CHANCE not in {label for event in overrun for label, _ in event.causes[1:]}
