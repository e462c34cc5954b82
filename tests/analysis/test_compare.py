"""Whole comparisons of made-up results, and the control in which nothing differs."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pyarrow as pa
import pytest
from fake_results import fake_columns, fake_result

from sim.analysis.as_json import plain_comparison
from sim.analysis.compare import compare
from sim.analysis.days import count_days
from sim.analysis.pairs import paired_days, unpaired_days
from sim.analysis.sentences import (
    caveats,
    exile_sentence,
    headline,
    of_fifty,
    outcome_meaning,
    outcomes_told,
    pair_sentence,
    percent,
    said,
    sample_note,
)
from sim.analysis.source import read_runs
from sim.analysis.statistics import chi_square
from sim.files import json_text
from sim.model.vocabulary import CAPITAL_FELL, EXILE


@pytest.fixture(scope="module")
def results():
    return [fake_result("hold", 400, 1, "hold"), fake_result("fall", 400, 1, "fall")]


@pytest.fixture(scope="module")
def comparison(results):
    return compare(results)


def test_outcomes_are_counted(results, comparison):
    for result, row in zip(results, comparison.outcomes.counts, strict=True):
        assert list(row) == list(np.bincount(result.columns["outcome"], minlength=len(row)))
        assert row.sum() == 400


def test_moves_between_outcomes_add_up(comparison):
    change = comparison.outcomes.changes[0]
    assert list(change.moved.sum(axis=1)) == list(comparison.outcomes.counts[0])
    assert list(change.moved.sum(axis=0)) == list(comparison.outcomes.counts[1])
    assert change.changed.value == pytest.approx(1 - np.trace(change.moved) / 400)
    assert sum(d.value for d in change.differences) == pytest.approx(0.0)


def test_the_fake_branches_differ_as_they_were_made_to(comparison):
    capital = comparison.day("capital_lost_day").paired[0]
    assert capital.b_earlier.value > 0.8
    assert capital.restricted_mean.high < 0
    assert capital.test.p_value < 0.001
    assert comparison.day("pay_rise_day").paired[0].unchanged.value == 1.0


def test_only_runs_of_the_same_number_are_paired():
    few, many = fake_result("a", 100, 1, "hold"), fake_result("b", 400, 1, "hold")
    comparison = compare([many, few])
    assert comparison.pairs == (100,)
    assert comparison.day("capital_lost_day").sides[0].n == 400
    assert comparison.day("capital_lost_day").paired[0].pairs == 100


def test_other_seeds_are_not_paired():
    comparison = compare([fake_result("a", 200, 1), fake_result("b", 200, 2)])
    table = comparison.day("capital_lost_day")
    assert comparison.pairs == (0,)
    assert table.paired == (None,)
    assert table.unpaired[0] is not None
    assert comparison.outcomes.changes[0].test is not None
    assert "different random seeds" in pair_sentence(comparison, 1)


def test_results_of_one_name_get_numbers():
    comparison = compare([fake_result("a", 50, 1), fake_result("a", 50, 2)])
    assert comparison.names == ("a (1)", "a (2)")


def test_failed_runs_are_counted_and_left_out():
    good = fake_result("a", 100, 1)
    columns = {name: values.copy() for name, values in good.columns.items()}
    columns["error"] = columns["error"].astype(object)
    columns["error"][[3, 7]] = "it broke"
    broken = dataclasses.replace(good, columns=columns)
    comparison = compare([good, broken])
    assert comparison.sides[1].failed == 2
    assert comparison.sides[1].runs == 98
    assert comparison.pairs == (98,)
    assert comparison.day("capital_lost_day").paired[0].unchanged.value == 1.0


def test_what_makes_a_comparison_doubtful_is_said():
    one, two = fake_result("a", 50, 1), fake_result("b", 50, 1)
    assert caveats(compare([one, two])) == []
    changed = json.loads(json.dumps(two.manifest)) | {"engine_hash": "other"}
    changed["scenario"]["scenario"]["horizon_days"] = 30.0
    found = caveats(compare([one, dataclasses.replace(two, manifest=changed)]))
    assert any("different states of the engine" in caveat for caveat in found)
    assert any("up to day 30" in caveat for caveat in found)


def test_outcomes_are_read_whatever_the_dictionary():
    class Plain:
        manifest = fake_result("a", 3).manifest

        def table(self, columns=None):
            whole = {"run": [0, 1, 2], "point": [0, 0, 0], "error": ["", "", ""]}
            whole["outcome"] = pa.array(["siege", "exile", "siege"]).dictionary_encode()
            return pa.table({name: whole[name] for name in columns})

    assert list(read_runs(Plain()).outcomes()) == [5, 1, 5]


def test_days_after_the_shorter_horizon_are_never(results):
    days = read_runs(results[1]).days("capital_lost_day", 5.0)
    assert np.nanmax(days) <= 5.0
    assert np.isnan(days).sum() > np.isnan(results[1].columns["capital_lost_day"]).sum()


def test_runs_out_of_order_are_refused():
    result = fake_result("a", 5)
    columns = dict(result.columns, run=np.array([0, 2, 1, 3, 4]))
    with pytest.raises(ValueError, match="ascending"):
        read_runs(dataclasses.replace(result, columns=columns))


def test_the_headline_says_what_the_numbers_say(comparison):
    shares = [days.share().value for days in comparison.day("capital_lost_day").sides]
    assert headline(comparison) == (
        f"The state loses Capital within 45 days in {percent(shares[0])} of the runs of hold, "
        f"in {percent(shares[1])} of fall."
    )
    several = dataclasses.replace(comparison.theatre, state_name="the forces")
    assert headline(dataclasses.replace(comparison, theatres=(several,) * 2)).startswith(
        "The forces lose Capital"
    )
    assert "n = 400 runs each" in sample_note(comparison)
    assert "±4.9 points" in sample_note(comparison)


def test_a_name_of_several_words_is_quoted_in_sentences():
    named = compare([fake_result("It holds", 100, 1), fake_result("It falls", 100, 1)])
    assert "of the runs of “It holds”, in " in headline(named)
    assert pair_sentence(named, 1).count(". In “It falls”, ") == 1


def test_runs_that_lose_the_capital_and_end_otherwise_are_accounted_for():
    one, other = fake_result("a", 400, 1), fake_result("b", 400, 1)
    outcomes = np.repeat([CAPITAL_FELL, EXILE], [398, 2])
    columns = dict(one.columns) | {"capital_lost_day": np.full(400, 3.0), "outcome": outcomes}
    found = compare([dataclasses.replace(one, columns=columns), other])
    sentence = exile_sentence(found)
    assert sentence.startswith("In 0.5 % of the runs of a and ")
    assert sentence in said(found)
    columns["outcome"] = np.full(400, CAPITAL_FELL)
    assert "runs of a " not in exile_sentence(compare([dataclasses.replace(one, columns=columns), other]))


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "none"),
        (0.001, "fewer than 1 of 50"),
        (0.68, "34 of 50"),
        (0.999, "more than 49 of 50"),
        (1.0, "all"),
    ],
)
def test_fifty_runs_in_words(share, words):
    assert of_fifty(share) == words


def test_shares_in_words():
    assert [percent(x) for x in (0.0, 0.004, 0.25, 0.955, 1.0)] == ["0 %", "0.4 %", "25 %", "95.5 %", "100 %"]


def test_the_comparison_is_plain_data(comparison):
    text = json_text(plain_comparison(comparison))
    assert len(text) < 60_000
    plain = json.loads(text)
    assert plain["days"][0]["results"]["hold"]["never"] == comparison.days[0].sides[0].never
    assert plain["days"][1]["results"]["hold"]["median_day"] is None  # never


def test_the_same_results_give_the_same_numbers(results, comparison):
    one, two = (json_text(plain_comparison(each)) for each in (compare(results), comparison))
    assert one == two


def test_batches_that_differ_only_in_seed_raise_alarms_at_the_stated_rate():
    """The negative control: 200 pairs of batches of one scenario, each test at the 5 % level."""
    alarms = {"mean": 0, "shape": 0, "happened": 0, "outcomes": 0}
    for seed in range(200):
        batches = [fake_columns(300, 2 * seed + i + 10, "free") for i in range(2)]
        days = [count_days(np.ceil(batch["capital_lost_day"]), 45.0) for batch in batches]
        found = unpaired_days(*days, np.random.default_rng(seed))
        counts = np.array([np.bincount(batch["outcome"], minlength=7) for batch in batches])
        alarms["mean"] += found.test.p_value <= 0.05
        alarms["shape"] += found.shape.p_value <= 0.05
        alarms["happened"] += found.happened.excludes_zero
        alarms["outcomes"] += chi_square(counts).p_value <= 0.05
    # at 5 % the number of alarms in 200 is within 2 and 21 with chance 0.999
    assert all(2 <= count <= 21 for name, count in alarms.items() if name != "shape"), alarms
    assert alarms["shape"] <= 21, alarms  # conservative with ties
    assert sum(alarms.values()) > 10, alarms


def test_swapped_labels_raise_alarms_at_the_stated_rate():
    """The same for paired results: which of the two is A is a coin's doing."""
    hold, free = (
        np.ceil(fake_columns(200 * 200, 5, branch)["capital_lost_day"]).reshape(200, 200)
        for branch in ("hold", "free")
    )
    rng = np.random.default_rng(6)
    swap = rng.random((200, 200)) < 0.5
    a, b = np.where(swap, hold, free), np.where(swap, free, hold)
    alarms = excluded = 0
    for row in range(200):
        paired = paired_days(a[row], b[row], 45.0, rng)
        alarms += paired.test.p_value <= 0.05
        excluded += paired.restricted_mean.excludes_zero
    assert 2 <= alarms <= 21
    assert 2 <= excluded <= 21


def test_every_outcome_that_was_seen_is_defined(comparison):
    told, theatre = outcomes_told(comparison), comparison.theatre
    names = comparison.outcomes.names
    for k, name in enumerate(names):
        meaning = outcome_meaning(name, theatre.capital, theatre.bellwether, theatre.refuge)
        assert (meaning in told) == (k in comparison.outcomes.seen), name
    elsewhere = dataclasses.replace(theatre, capital="Elsewhere")
    assert outcomes_told(dataclasses.replace(comparison, theatres=(theatre, elsewhere))) == ""
