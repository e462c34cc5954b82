"""How a comparison depends on numbers that each run draws."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from fake_results import fake_result

from sim.analysis.compare import compare
from sim.analysis.sentences import assumption_sentence, described, said, two_digits
from sim.plots.views import views
from sim.report.page import write_page

NAME = "parameters.expected_days"


def drawing(name, branch, runs=400, seed=1, names=(NAME,), decides=True):
    """A made-up batch whose runs draw numbers; where they fall, they do so by the first of them."""
    result = fake_result(name, runs, seed, branch)
    drawn = {f"drawn.{one}": np.random.default_rng(k).uniform(1.0, 3.0, runs) for k, one in enumerate(names)}
    columns = dict(result.columns) | drawn
    if decides:
        falls = drawn[f"drawn.{names[0]}"] > (2.0 if branch == "fall" else 9.0)
        columns["capital_lost_day"] = np.where(falls, 5.0, np.nan)
    return replace(result, manifest={**result.manifest, "drawn": list(names)}, columns=columns)


def test_the_effect_is_shown_along_what_is_drawn():
    found = compare([drawing("hold", "hold"), drawing("fall", "fall")])
    (one,) = found.assumptions
    assert one.words == "expected days"
    assert sum(one.runs) == 400
    assert len(one.edges) == len(one.runs) + 1
    assert [cell.value for cell in one.shares[0]] == [0.0] * len(one.runs)
    for middle, cell, change in zip(one.middles, one.shares[1], one.changes, strict=True):
        if abs(middle - 2.0) > 0.2:
            assert cell.value == float(middle > 2.0)
            assert change.value == cell.value
    assert one.reach == pytest.approx(1.0)
    sentence = assumption_sentence(found)
    assert "days that soldiers expect a garrison in contact to last" in sentence
    change = r"fall instead of hold changes the chance that Capital falls by \+100 points"
    assert re.search(rf"At [0-9.]+ to [0-9.]+ days, {change}", sentence)
    assert "at 1.0 to 1.3 days, by 0.0 (" in sentence
    assert sentence in said(found)
    assert [view.name for view in views(found)][:2] == ["outcomes", "assumption"]


def test_a_number_that_the_schema_does_not_know_has_its_own_words():
    assert described("parameters.gone_since", "gone since") == ("gone since", "")
    meaning, unit = described("parameters.expected_days", "expected days")
    assert meaning.startswith("days that soldiers expect")
    assert unit == " days"


def test_ends_of_a_range_have_two_digits_unless_they_read_alike():
    assert two_digits(0.515, 0.799) == "0.52 to 0.80"
    assert two_digits(1.91, 1.94) == "1.91 to 1.94"


def test_groups_hold_about_equally_many_runs():
    (one,) = compare([drawing("hold", "hold"), drawing("fall", "fall")]).assumptions
    assert max(one.runs) - min(one.runs) <= 2


def test_what_matters_most_comes_first():
    names = ("parameters.break_rate", "parameters.aaa")
    found = compare([drawing("hold", "hold", names=names), drawing("fall", "fall", names=names)])
    assert [one.name for one in found.assumptions] == list(names)
    assert found.assumptions[0].reach > 5.0 * found.assumptions[1].reach


def test_an_effect_that_hangs_on_nothing_drawn_is_not_said_to():
    found = compare([drawing("a", "free", decides=False), drawing("b", "free", decides=False)])
    assert found.assumptions[0].reach == 0.0
    assert assumption_sentence(found) == ""


def test_other_seeds_give_shares_without_changes():
    found = compare([drawing("a", "hold"), drawing("b", "fall", seed=2)])
    assert found.assumptions[0].changes is None
    assert assumption_sentence(found) == ""


def test_few_runs_or_numbers_that_only_one_draws_show_nothing():
    assert compare([drawing("a", "hold", runs=40), drawing("b", "fall", runs=40)]).assumptions == ()
    assert compare([drawing("a", "hold"), fake_result("b", 400, 1, "fall")]).assumptions == ()


def test_a_number_set_to_one_value_in_one_result_makes_no_groups():
    result = drawing("a", "hold")
    result.columns[f"drawn.{NAME}"][:] = 2.0
    assert compare([result, drawing("b", "fall")]).assumptions == ()


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("drawn", [True, False])
def test_the_report_has_a_section_for_it_where_something_is_drawn(drawn):
    made = drawing if drawn else fake_result
    page = write_page(compare([made("hold", branch="hold"), made("fall", branch="fall")]), None, None, "rout")
    assert ("What is not known, and what hangs on it" in page) == drawn
