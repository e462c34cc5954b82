"""Association and intervention effect, effects along a number, and which runs changed."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from fake_results import FakeResult, fake_result

from sim.analysis.arms import effect_by_point
from sim.analysis.branches import branches, intervention_effect
from sim.analysis.why import changed_runs
from sim.errors import UsageError
from sim.model.vocabulary import OUTCOME_NAMES

RUNS = 3000


@pytest.fixture(scope="module")
def three():
    return [fake_result(branch, RUNS, 1, branch) for branch in ("free", "hold", "fall")]


def fell(result: FakeResult):
    return ~np.isnan(result.columns["capital_lost_day"])


def test_the_four_shares_by_hand(three):
    free, hold, fall = three
    lost = ~np.isnan(free.columns["bellwether_lost_day"])
    found = branches(*three)
    assert (found.held, found.fell) == ((~lost).sum(), lost.sum())
    assert found.free_held.value == pytest.approx(fell(free)[~lost].mean())
    assert found.free_fell.value == pytest.approx(fell(free)[lost].mean())
    assert found.do_hold.value == pytest.approx(fell(hold).mean())
    assert found.do_fall.value == pytest.approx(fell(fall).mean())
    assert found.fell_if_held.value == pytest.approx(fell(hold)[lost].mean())
    assert found.held_if_let_fall.value == pytest.approx(fell(fall)[~lost].mean())


def test_what_is_seen_is_what_is_done_and_the_confounding(three):
    found = branches(*three)
    assert found.seen.value == pytest.approx(found.done.value + found.confounding.value)
    assert found.done.low < found.done.value < found.done.high
    assert found.confounding.low > 0.0  # in the toy a calm run holds more and loses less
    sentence = intervention_effect(found)
    assert sentence.startswith(f"Of the {100 * found.seen.value:.0f} points between free runs")
    assert "confounding" in sentence


def test_the_place_of_the_branch_is_the_one_that_is_told_of(three):
    moved = []
    for one in three:
        scenario = one.manifest["scenario"]
        branch = scenario["branch"] | {"place": "Midway"}
        manifest = one.manifest | {"scenario": scenario | {"branch": branch}}
        moved.append(dataclasses.replace(one, manifest=manifest))
    found = branches(three[0], *moved[1:])
    lost = ~np.isnan(three[0].columns["place_lost_day.Midway"])
    assert (found.held, found.fell) == ((~lost).sum(), lost.sum())
    assert "Midway" in intervention_effect(found)
    with pytest.raises(UsageError, match="Midway is held and Bellwether let fall"):
        branches(three[0], moved[1], three[2])


def test_without_confounding_there_is_nothing_but_the_place(three):
    """Where the bellwether's fate is a coin and free runs are one branch or the other: no confounding."""
    free, hold, fall = three
    coin = np.random.default_rng(1).random(RUNS) < 0.4
    mixed = {name: np.where(coin, fall.columns[name], hold.columns[name]) for name in free.columns}
    found = branches(dataclasses.replace(free, columns=mixed), hold, fall)
    assert found.confounding.low < 0.0 < found.confounding.high
    assert "within the error" in intervention_effect(found)


def test_interval_of_the_effect_covers():
    inside = 0
    truth = branches(*(fake_result(b, 20_000, 999, b) for b in ("free", "hold", "fall"))).done.value
    for seed in range(60):
        found = branches(*(fake_result(b, 250, seed, b) for b in ("free", "hold", "fall")))
        inside += found.done.low <= truth <= found.done.high
    assert inside >= 51  # of 60 at 95 %: fewer has chance under 0.001


def test_a_place_that_always_falls_leaves_nothing_to_condition_on(three):
    free, hold, fall = three
    lost = free.columns | {"place_lost_day.Bellwether": np.ones(RUNS)}
    found = branches(dataclasses.replace(free, columns=lost), hold, fall)
    assert found.held == 0
    assert "fell in every free run" in intervention_effect(found)


def test_branches_and_seeds_are_checked(three):
    free, hold, fall = three
    with pytest.raises(UsageError, match="in this order"):
        branches(hold, free, fall)
    with pytest.raises(UsageError, match="one seed"):
        branches(free, hold, fake_result("fall", RUNS, 2, "fall"))


def with_points(result: FakeResult, points: int) -> FakeResult:
    """The same runs dealt out over design points."""
    n = len(result.columns["run"])
    columns = {name: values.copy() for name, values in result.columns.items()}
    columns["point"] = (np.arange(n) // (n // points)).astype(np.int32)
    columns["run"] = (np.arange(n) % (n // points)).astype(np.int64)
    return dataclasses.replace(result, columns=columns)


def test_effects_are_those_of_each_point(three):
    _, hold, fall = (with_points(result, 3) for result in three)
    curve = effect_by_point(hold, fall, np.array([5.0, 0.0, 10.0]), "day of the branch")
    assert list(curve.points) == [0.0, 5.0, 10.0]
    assert curve.pairs == (RUNS // 3,) * 3
    middle = slice(RUNS // 3, 2 * RUNS // 3)  # point 1, whose value is the lowest
    expected = fell(fall)[middle].mean() - fell(hold)[middle].mean()
    assert curve.happened[0].value == pytest.approx(expected)
    assert curve.delay[0].value < 0.0


def test_changed_runs_are_those_whose_outcome_differs(three):
    _, hold, fall = three
    changed = changed_runs(hold, fall)
    differ = hold.columns["outcome"] != fall.columns["outcome"]
    assert list(changed.runs) == list(np.flatnonzero(differ))
    assert sum(count for *_, count in changed.kinds()) == differ.sum()
    assert all(before != after for before, after, _ in changed.kinds())
    assert {before for before, *_ in changed.kinds()} <= set(OUTCOME_NAMES)


def test_histories_part_where_the_branch_acts(three):
    _, hold, fall = three
    changed = changed_runs(hold, fall)
    event, count, day = next(changed.first_dated_events())
    assert event == "Bellwether falls"
    assert count == len(changed.runs)
    assert day == 0.0


def test_results_without_common_random_numbers_have_no_changed_runs(three):
    with pytest.raises(UsageError, match="same random seeds"):
        changed_runs(three[0], fake_result("other", RUNS, 2))
