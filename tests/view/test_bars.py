"""Bars of the outcomes page: each has its interval, and day 0 its date."""

from __future__ import annotations

from itertools import pairwise

import pytest
from fake_results import fake_result

from sim.analysis.compare import compare
from sim.view.bars import draw_outcomes
from sim.view.batches import Side
from sim.view.behind import runs_behind
from sim.view.choice import Choice
from sim.view.day_bars import draw_days


@pytest.fixture(scope="module")
def comparison():
    return compare([fake_result("free", 300), fake_result("held", 300)])


def charts(comparison):
    return draw_outcomes(comparison), draw_days(comparison, comparison.day("capital_lost_day"))


def test_the_interval_of_a_bar_lies_about_its_end(comparison):
    across, upright = charts(comparison)
    for bar in across["bars"]:
        x, _, wide, _ = bar["box"]
        assert bar["whisker"][0] <= x + wide + 1.5  # a bar of one run has a least width
        assert x + wide - 0.1 <= bar["whisker"][2]
        assert bar["text"][0] > bar["whisker"][2]
    shown = [bar for bar in upright["bars"] if bar["runs"]]
    assert shown
    for bar in shown:
        assert bar["whisker"][1] >= bar["box"][1] - 0.1 >= bar["whisker"][3] - 0.2


def test_no_whisker_leaves_the_chart(comparison):
    across, upright = charts(comparison)
    assert all(bar["whisker"][2] + 50 < 480 for bar in across["bars"])
    assert all(0 <= y <= upright["height"] for bar in upright["bars"] for y in bar["whisker"][1::2])


def test_the_observed_day_is_marked_where_it_lies():
    result = fake_result("free", 300)
    result.manifest["scenario"]["observed"] = {"Capital": 2.0}
    compared = compare([result])
    upright = draw_days(compared, compared.day("capital_lost_day"))
    ((x, top, foot),) = upright["observed"]
    assert top < min(y for _, y, _, _ in upright["grid"])
    assert foot == max(y for _, y, _, _ in upright["grid"])
    at = {words: x for x, _, _, words in upright["texts"]}
    assert abs(at["observed in the war: day 2 (9 Dec)"] - x) == 3
    low, high = (x for words, x in at.items() if words in ("0", "never"))
    assert low < x < high
    assert not draw_days(compared, compared.day("bellwether_lost_day"))["observed"]


def test_the_bar_of_runs_that_never_see_it_is_named_above_it(comparison):
    _, upright = charts(comparison)
    (y,) = (
        y for _, y, anchor, words in upright["texts"] if words == "not within 45 days" and anchor == "end"
    )
    assert 0 < y < min(low for _, low, _, _ in upright["grid"])


def test_words_of_a_bar_hold_its_interval(comparison):
    across, _ = charts(comparison)
    assert all("–" in bar["words"] for bar in across["bars"])


def test_the_axis_of_days_says_what_day_nought_is(comparison):
    _, upright = charts(comparison)
    assert any(words.startswith("days after the start (") for _, _, _, words in upright["texts"])


def test_bars_for_a_finger_have_intervals_and_words_that_do_not_overlap(comparison):
    finger = draw_outcomes(comparison)["touch"]
    letters = 16.0  # as in style.css
    chosen = [bar for bar in finger["bars"] if bar["runs"]]
    assert chosen
    assert all(bar["hit"][3] >= 44 * 480 / 326 for bar in chosen)
    for bar in finger["bars"]:
        low, above, high, below = bar["whisker"]
        x, _, words = bar["text"]
        top, room = bar["hit"][1], bar["hit"][3]
        assert low <= bar["box"][0] + max(bar["box"][2], 1.5) <= high + 1.5
        assert top < above == below < top + room
        assert high < x
        assert x + 0.56 * letters * len(words) < 480
    rows = [(bar["hit"][1], bar["hit"][1] + bar["hit"][3]) for bar in finger["bars"]]
    assert all(end <= top for (_, end), (top, _) in pairwise(rows))
    heads = [y for _, y, anchor, _ in finger["texts"] if anchor == "start"]
    assert len(heads) == len(comparison.outcomes.seen)
    drawn = [(bar["text"][1] - 0.5 * letters, bar["text"][1]) for bar in finger["bars"]]
    drawn += [(bar["box"][1], bar["box"][1] + bar["box"][3]) for bar in finger["bars"] if bar["runs"]]
    for y in heads:
        assert not any(top - 0.2 * letters < y < end + 0.7 * letters for top, end in drawn)


@pytest.mark.parametrize("sides", [2, 3, 12])
def test_bars_of_days_are_wide_and_high_enough_for_a_finger(sides):
    compared = compare([fake_result("free", 200, seed, f"result {seed}") for seed in range(1, sides + 1)])
    finger = draw_days(compared, compared.day("capital_lost_day"))["touch"]
    px = 326 / 480  # on a phone of 360 px
    assert {bar["side"] for bar in finger["bars"]} == set(range(sides))
    for bar in finger["bars"]:
        x, y, wide, high = bar["hit"]
        assert wide * px >= 24
        assert high * px >= 44
        assert x + wide <= 480.1
        left, top, across, up = bar["box"]
        assert x <= left
        assert left + across <= x + wide
        assert y - 0.1 <= top
        assert top + up <= y + high + 0.1
    for side in range(sides):
        row = sorted(bar["hit"] for bar in finger["bars"] if bar["side"] == side)
        assert all(one[0] + one[2] <= other[0] + 0.2 for one, other in pairwise(row))
        assert len({y for _, y, _, _ in row}) == 1, "the bars of a result stand in one row"


@pytest.mark.parametrize("kind", ["d", "t"])
def test_the_runs_behind_a_bar_of_days_are_as_many_as_it_counts(comparison, kind):
    table, result = comparison.day("capital_lost_day"), fake_result("free", 300)
    chart = draw_days(comparison, table)
    bars = (chart if kind == "d" else chart["touch"])["bars"]
    own = [bar for bar in bars if bar["side"] == 0]
    assert len(own) > 2
    assert all(bar["pick"].startswith(f"{kind}:0:") for bar in own)
    found = [
        runs_behind(Side(Choice(scenario="homs"), result), bar["pick"], table, comparison.horizon_days)
        for bar in own
    ]
    assert [len(runs) for _, _, runs in found] == [bar["runs"] for bar in own]
    for (_, words, _), bar in zip(found, own, strict=True):
        assert words.split(", ")[-1].split(": ")[-1] in bar["words"]
