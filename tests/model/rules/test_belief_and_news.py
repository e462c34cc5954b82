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


def test_belief_is_the_prior_without_news_and_the_share_that_held_with_much() -> None:
    assert belief.belief(0.0, 0.0, 0.8, 24.0) == pytest.approx(0.8)
    assert belief.belief(0.0, 24.0, 0.8, 24.0) == pytest.approx(0.4)
    assert belief.belief(3e9, 1e9, 0.8, 24.0) == pytest.approx(0.75)


def test_evidence_shifts_belief_by_its_log() -> None:
    assert belief.shift(24.0, 0.8, 10.0) == pytest.approx(math.log(4.0))
    assert belief.shift(0.0, 0.8, 10.0) == 0.0


@pytest.mark.parametrize(("held", "broke"), [(0.0, 0.0), (5.0, 0.0), (0.0, 5.0), (12.0, 30.0)])
def test_log_odds_of_belief_are_the_priors_and_two_shifts(held: float, broke: float) -> None:
    b = belief.belief(held, broke, 0.8, 24.0)
    up, down = belief.shift(held, 0.8, 24.0), belief.shift(broke, 0.2, 24.0)
    assert log_odds(b) == pytest.approx(log_odds(0.8) + up - down, abs=1e-12)
