"""A run as it was seen: going back changes nothing, and what is seen is what the model did."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engines.mesa_model import Rout
from sim.model import vocabulary as v
from sim.model.columns import men_share
from sim.model.numeric import log_odds, logistic
from sim.view.choice import Choice
from sim.view.detail import evidence_at
from sim.view.watched import watch


def test_going_back_shows_what_was_there(watched):
    before = watched.history.at(10)
    watched.history.at(25)
    assert watched.history.at(10) is before


def test_the_snapshots_are_the_models_own_run(watched):
    model = Rout(watched.history.world, watched.choice.seed, watched.choice.run)
    for tick in range(1, 41):
        model.step()
        seen = watched.history.at(tick)
        assert seen.men_share == men_share(model.state)
        assert seen.outcome == model.outcome
        assert [place.controller for place in seen.places] == [place.controller for place in model.places]
        assert [unit.morale for unit in seen.formations] == [
            logistic(unit.morale) for unit in model.formations
        ]
    assert [event.row for event in watched.history.events(40)] == [event.row for event in model.events]


def test_the_start_shows_everybody_in_place_with_what_they_feel(watched):
    start, first = watched.history.at(0), watched.history.at(1)
    assert all(unit.under_command for unit in start.formations)
    assert start.men_share == 1.0
    assert not start.events
    assert start.morale == pytest.approx(first.morale, abs=0.2)
    assert all(0.0 < place.belief < 1.0 for place in start.places)


def test_causes_add_up_to_morale(watched):
    seen = watched.history.at(30)
    for parts, unit in zip(seen.parts, seen.formations, strict=True):
        if unit.under_command:
            assert np.sum(parts) == pytest.approx(log_odds(unit.morale), abs=1e-9)


def test_the_sources_of_what_a_place_heard_add_up(watched):
    watched.history.at(40)
    model = watched.history.model  # stands where the last snapshot was taken
    seen = watched.history.snapshots[-1]
    for place in model.places[:20]:
        total = sum(value for _, value in evidence_at(watched, seen.held, place.index))
        assert total == pytest.approx(place.held, rel=0.02, abs=0.3)


def test_a_seek_stays_within_the_horizon():
    short = watch(Choice(scenario="homs", changes=(("branch.from_day", 1.0),)))
    assert short.history.at(-5).tick == 0
    assert short.history.last_tick == 360
    assert short.history.known == 1, "the first step tells what everybody feels at the start"


def test_progress_on_the_road_goes_from_0_to_1(watched):
    for tick in range(41):
        for unit in watched.history.at(tick).formations:
            assert 0.0 <= unit.progress <= 1.0
            assert unit.status in range(len(v.FORMATION_STATUS_NAMES))
