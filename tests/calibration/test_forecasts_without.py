"""Forecasts without a mechanism: the same vectors, halves of them, and what is told apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from calibration.toy import PRIORS, write

from benchmarks import forecasts_without as benchmark
from benchmarks.forecasts_without import Change
from sim.calibration.forecast import read
from sim.calibration.known import as_of
from sim.calibration.priors import read_priors
from sim.calibration.simulate import simulate_vectors

EVENING = "2001-03-03T06:00"  # day 2 of the isle
CUT = "isle, as of day 2"


@pytest.fixture(scope="module")
def priors(tmp_path_factory):
    all_stand = PRIORS.replace("[wars.isle]", "[unattacked]\nmost_lost = 9\n\n[wars.isle]")
    text = all_stand.replace("6.0 }", "6.0, unattacked = true }")
    return read_priors(str(write(tmp_path_factory.mktemp("without"), priors=text)))


@pytest.fixture(scope="module")
def found(priors):
    return simulate_vectors(priors, 1, np.arange(400))


@pytest.fixture
def one_cut(monkeypatch):
    monkeypatch.setattr(benchmark, "cuts", lambda priors: {CUT: as_of(priors, EVENING)})
    monkeypatch.setattr(benchmark, "HALVES", 4)


def change(values, halves, factor=1.0):
    return Change("a war", "a way", "news", "crps", np.array(values), np.array(halves), factor)


def test_a_mechanism_is_off_in_every_war_and_vectors_stay(priors, found):
    less = benchmark.switched_off(priors, "stands")
    assert [one.world.scenario.mechanisms.stands for one in less.records] == [False]
    assert [one.world.scenario.mechanisms.stands for one in priors.records] == [True]
    assert {one.world.scenario.mechanisms.stands for one in less.calm} == {False}
    assert {one.world.scenario.mechanisms.stands for one in priors.calm} == {True}
    assert "stands" in benchmark.switched_on(priors)
    assert "stands" not in benchmark.switched_on(less)
    assert np.array_equal(simulate_vectors(less, 1, found.numbers[:20]).shares, found.shares[:20])


def test_halves_are_half_of_the_vectors_each_once_and_always_the_same():
    first, again = benchmark.halves(101), benchmark.halves(101)
    assert {len(rows) for rows in first} == {50}
    assert all(len(set(rows.tolist())) == 50 and rows.max() < 101 for rows in first)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert len({tuple(rows) for rows in first}) == benchmark.HALVES


def test_without_nothing_no_forecast_changes(priors, found, one_cut):
    whole = benchmark.forecasts(priors, found)
    made = list(benchmark.changes("nothing", whole, benchmark.forecasts(priors, found)))
    assert {(one.way, one.score) for one in made} == {
        (w, s) for w in benchmark.WAYS for s in benchmark.SCORES
    }
    assert all(one.value == one.half_width == 0.0 and one.sign == 0 for one in made)
    for way in benchmark.WAYS:
        assert benchmark.table(made, way, "crps").rows == (("nothing", "0"),)


def test_a_forecast_of_no_loss_is_worse_for_what_fell_and_better_for_what_held(priors, found, one_cut):
    """Of runs that lose places between day 2.5 and the horizon, against runs that lose none after day 2."""
    late = found.days > 2.0
    some = np.where(late, np.random.default_rng(4).uniform(2.5, 6.0, found.days.shape), found.days)
    whole = benchmark.forecasts(priors, replace(found, days=some))
    less = benchmark.forecasts(priors, replace(found, days=np.where(late, 6.0, found.days)))
    for one in benchmark.changes("all", whole, less):
        targets = [target.place for target in whole[CUT, one.way].reading.targets]
        by_place = dict(zip(targets, one.more, strict=True))
        assert by_place["Ferry"] > 0.0 > by_place["Cape"], (one.way, one.score)


def test_the_nearest_are_those_alone_in_which_a_place_still_stands(priors, found):
    reading = read(priors, found, as_of(priors, EVENING), 1)
    for spread in benchmark.nearest(reading, found):
        assert 0 < len(spread.days) <= benchmark.NEAR_SHARE * len(found)
        assert spread.days.min() > 2.0


def test_a_change_is_told_where_it_is_larger_than_what_the_vectors_leave_open():
    halves = [-0.1, 0.0, 0.1]  # standard deviation 0.1
    assert change([0.2, 0.2, 0.2], halves).sign == 1
    assert change([-0.2, -0.2, -0.2], halves).sign == -1
    assert change([0.19, 0.19, 0.19], halves).sign == 0
    told = change([0.3, -0.2, 0.9], halves)
    assert told.half_width == pytest.approx(0.196)
    assert (told.sign, told.beyond_places) == (1, False)
    assert change([0.2, 0.3, 0.25], halves).beyond_places
    assert not change([0.2, 0.3, 0.25], halves, factor=20.0).beyond_places


def test_the_sentence_sorts_mechanisms_by_what_their_absence_does():
    own = [
        replace(change([1.0], [0.0, 0.1]), off="deals"),
        replace(change([-1.0], [0.0, 0.1]), off="news"),
        replace(change([1.0], [0.0, 0.1]), off="stands", forecast="a war"),
        replace(change([-1.0], [0.0, 0.1]), off="stands", forecast="another"),
        replace(change([0.0], [0.0, 0.1]), off="voices"),
    ]
    said = benchmark._by_sign(own)
    assert said == (
        "worse without deals; better without news; worse in some and better in others without stands"
    )


def test_it_is_told_without_what_armies_fall_by_themselves():
    told = benchmark.stood_words({"stands": 0.21, "home_ground": 0.9, "voices": 1.0})
    assert "without stands under 21 % of them, home ground under 90 % of them, each of the others" in told
    assert "without each under 95.0 % or more" in benchmark.stood_words({"voices": 1.0})
