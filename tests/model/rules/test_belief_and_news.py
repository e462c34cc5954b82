"""News and belief: known answers."""

from __future__ import annotations

import math

import pytest

from sim.model.numeric import log_odds
from sim.model.rules import belief, news


def test_news_is_heard_fully_at_home_and_everywhere_a_little() -> None:
    assert news.hearing(0.0, 0.1, 70.0) == 1.0
    assert news.hearing(70.0, 0.1, 70.0) == pytest.approx(0.1 + 0.9 * 0.36787944117144233)
    assert news.hearing(1e6, 0.1, 70.0) == pytest.approx(0.1)


def test_half_of_the_news_is_left_after_its_half_life() -> None:
    assert news.fading(0.0, 16.0) == 1.0
    assert news.fading(16.0, 16.0) == pytest.approx(0.5, rel=1e-15)
    assert news.fading(8.0, 16.0) ** 2 == pytest.approx(0.5, rel=1e-15)


def test_evidence_is_counted_in_whole_millionths() -> None:
    assert news.evidence(1.0, 2.5, 4.0) == 10_000_000
    assert news.evidence(0.0, 2.5, 4.0) == 0
    assert news.evidence(2.0, 3.0, 0.5) == 3_000_000
    assert news.evidence(0.5, 1.0, 1e-6) == 1  # half a millionth is rounded up
    assert news.evidence(0.49, 1.0, 1e-6) == 0


def test_a_sum_too_large_to_be_exact_is_rounded_as_compiled_code_does() -> None:
    """Python divides whole numbers exactly, and rounds once; compiled code makes them real first."""
    whole = 20024603558678057
    assert news.in_units(whole) == float(whole) / 1e6 != whole / 10**6
    assert news.in_units(2_500_000) == 2.5


def test_belief_is_the_prior_without_news_and_follows_the_hazard_with_it() -> None:
    prior = log_odds(0.8)
    assert belief.expectation(10.0, 10.0) == 0.0
    assert belief.expectation(20.0, 0.0) == 0.0  # morale at rest is as stated, whatever is expected
    assert belief.belief(prior, 0.0) == pytest.approx(0.8)
    assert belief.belief(prior + belief.expectation(20.0, 10.0), 0.0) == pytest.approx(
        0.8 / (0.8 + 0.2 / 2.0)
    )
    assert belief.belief(prior, -math.log(4.0)) == pytest.approx(0.5)  # four times the hazard


@pytest.mark.parametrize(("held", "broke"), [(0.0, 0.0), (5.0, 0.0), (0.0, 5.0), (12.0, 30.0)])
def test_the_two_shifts_are_the_log_of_the_hazard(held: float, broke: float) -> None:
    prior, days = 5.0, 8.0
    hazard = (prior + broke) / (prior * days + held)
    shift = belief.shift_broke(broke, prior) - belief.shift_held(held, prior, days)
    assert shift == pytest.approx(math.log(hazard * days), abs=1e-12)


def test_the_shorter_the_expected_stand_the_more_a_day_of_it_adds() -> None:
    assert belief.shift_held(10.0, 5.0, 4.0) > belief.shift_held(10.0, 5.0, 8.0) > 0.0


def test_attention_is_by_prestige_unless_it_is_given() -> None:
    assert news.attention(-1.0, 0.04, 4.0) == pytest.approx(0.16)
    assert news.attention(-1.0, 0.4, 4.0) == 1.0
    assert news.attention(0.0, 0.4, 4.0) == 0.0
    assert news.attention(0.7, 0.04, 4.0) == 0.7


def test_only_exposure_beyond_that_of_the_rear_is_news() -> None:
    assert news.stood_days(1.0, 0.05, 0.125) == pytest.approx(0.95 * 0.125)
    assert news.stood_days(0.05, 0.05, 0.125) == 0.0
    assert news.stood_days(0.0, 0.05, 0.125) == 0.0
