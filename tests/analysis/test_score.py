"""The score against the record, and the simple forecasts beside it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from fake_results import HORIZON_DAYS, fake_result
from scipy.integrate import quad

from sim.analysis.baselines import constant_hazard, front_at_one_speed
from sim.analysis.score import crps, score, sentences
from sim.errors import UsageError


def scored(observed, runs=400, **scenario):
    result = fake_result("free", runs)
    result.manifest["scenario"]["observed"] = observed
    result.manifest["scenario"].update(scenario)
    return score(result)


def test_a_single_day_scores_its_distance_and_a_spread_less():
    assert crps(np.array([3.0, 3.0]), 5.0) == pytest.approx(2.0)
    # two days around the record: mean distance 1, less half the mean distance of two draws, which is 1
    assert crps(np.array([4.0, 6.0]), 5.0) == pytest.approx(1.0 - 0.5)
    assert crps(np.array([[1.0], [5.0]]), 5.0).tolist() == [4.0, 0.0]


def test_the_score_is_the_integral_of_the_squared_gap():
    days = np.sort(np.random.default_rng(5).gamma(3.0, 2.0, 200))
    at = np.linspace(0.0, 60.0, 600_001)
    gap = np.searchsorted(days, at, side="right") / len(days) - (at >= 4.0)
    assert crps(days, 4.0) == pytest.approx((gap**2).mean() * 60.0, rel=1e-3)


def test_the_constant_hazard_scores_as_its_integral():
    days, horizon = np.array([2.0, 7.0, 30.0, 30.0]), 30.0
    rate = 2.0 / days.sum()
    for day, found in zip(days, constant_hazard(days, horizon), strict=True):
        before, _ = quad(lambda x: (1.0 - math.exp(-rate * x)) ** 2, 0.0, day)
        after, _ = quad(lambda x: math.exp(-2.0 * rate * x), day, horizon)
        assert found == pytest.approx(before + after)


def test_where_nothing_fell_the_constant_hazard_says_so():
    assert constant_hazard(np.array([30.0, 30.0]), 30.0).tolist() == [0.0, 0.0]


def test_a_front_at_one_speed_finds_its_speed():
    km = np.array([0.0, 100.0, 200.0, np.inf])
    assert front_at_one_speed(km, np.array([0.0, 2.0, 4.0, 30.0]), 30.0).tolist() == [0.0, 0.0, 0.0, 0.0]
    # a place that is nearer but lost later than the speed of the others says
    found = front_at_one_speed(np.array([100.0, 200.0, 300.0, 50.0]), np.array([2.0, 4.0, 6.0, 9.0]), 30.0)
    assert found.tolist() == [0.0, 0.0, 0.0, 8.0]


def test_places_are_told_by_recorded_day_with_their_range():
    found = scored(
        {"Midway": 5.0, "Northton": 2.0, "Eastern Ford": "held", "Harbour": {"from": 3.0, "to": 60.0}}
    )
    assert [one.place for one in found.places] == ["Northton", "Midway", "Harbour", "Eastern Ford"]
    first, last = found.places[0], found.places[-1]
    assert first.low < first.median < first.high
    assert first.within
    assert last.day == HORIZON_DAYS
    assert last.crps > 20.0, "it is nearly always lost in the runs"
    assert not last.within
    assert found.within == sum(one.within for one in found.places)
    assert found.crps == pytest.approx(np.mean([one.crps for one in found.places]))


@pytest.mark.parametrize(("never", "said"), [(0.05, False), (0.4, True), (0.95, False)])
def test_where_some_runs_lose_a_place_and_others_never_it_is_said(never, said):
    found = scored({"Midway": 5.0})
    divided = replace(found, places=(replace(found.places[0], never=never),))
    assert any("the runs are divided" in one for one in sentences(divided)) == said
    if said:
        assert any("Of 1 place that fell" in one and "40 %" in one for one in sentences(divided))
        assert any("never in 40 % of them" in one for one in sentences(divided)), "one place has no range"


def test_a_place_that_held_is_not_called_divided():
    found = scored({"Midway": "held"})
    divided = replace(found, places=(replace(found.places[0], never=0.4),))
    assert not any("divided" in one for one in sentences(divided))


def test_losses_are_counted_on_the_day_on_which_they_fall():
    found = scored({"Midway": 5.0, "Northton": 5.9, "Eastern Ford": "held"})
    assert found.recorded_losses[5] == 2
    assert found.recorded_losses.sum() == 2
    low, mean, high = found.losses
    assert mean.sum() == pytest.approx(sum(1.0 - one.never for one in found.places))
    assert (low <= mean).all()
    assert (mean <= high + 1.0).all()


def test_baselines_stand_beside_the_runs():
    found = scored({"Midway": 5.0, "Northton": 2.0, "Southgate": 6.0})
    nothing, hazard = found.baselines
    assert nothing.crps == pytest.approx([43.0, 40.0, 39.0])
    assert nothing.behind.low > 0.0
    assert nothing.behind.value == pytest.approx(nothing.mean - found.crps)
    assert hazard.told == "its rate"
    assert any("Better than 'nothing more falls'" in said for said in sentences(found))


def test_a_front_needs_roads_with_a_length_and_somewhere_to_start():
    places = {"Northton": {"controller": "rebels"}, "Midway": {}, "Southgate": {"controller": "state"}}
    roads = {"a": {"between": ["Northton", "Midway"], "km": 50.0}}
    found = scored({"Midway": 5.0, "Southgate": 6.0}, places=places, roads=roads)
    assert found.baselines[-1].name == "front at one speed"
    assert found.baselines[-1].crps == pytest.approx([0.0, HORIZON_DAYS - 6.0])
    assert found.ranks == pytest.approx(1.0)


def test_an_intervention_is_no_forecast():
    result = fake_result("hold", 50, branch="hold")
    result.manifest["scenario"]["observed"] = {"Midway": 5.0}
    assert "are no forecast" in sentences(score(result))[-1]


def test_without_a_record_there_is_nothing_to_score():
    with pytest.raises(UsageError, match=r"add \[observed\]"):
        scored({})
