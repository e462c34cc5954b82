"""Communities, backers and the command: known answers."""

from __future__ import annotations

import itertools

import pytest

from sim.model.rules import backing, command, rising


def test_fear_falls_with_belief_and_in_part_with_the_garrison() -> None:
    assert rising.fear(0.8, 0.8, 0.8, 1.0, 0.4) == pytest.approx(0.8)
    assert rising.fear(0.8, 0.4, 0.8, 1.0, 0.4) == pytest.approx(0.4)
    assert rising.fear(0.8, 0.8, 0.8, 0.0, 0.4) == pytest.approx(0.48)


def test_a_community_steps_up_at_half_the_rate_where_grievance_meets_fear() -> None:
    assert rising.step_up_rate(0.5, 0.5, 0.0, 1.5, 0.08) == 0.75
    assert rising.step_up_rate(0.5, 0.6, 0.1, 1.5, 0.08) == pytest.approx(0.75)
    assert rising.step_down_rate(0.5, 0.5, 0.0, 0.2, 0.08) == 0.1
    assert rising.step_up_rate(0.9, 0.1, 0.0, 1.5, 0.08) > 1.49
    assert rising.step_down_rate(0.9, 0.1, 0.0, 0.2, 0.08) < 0.001


def test_commitment_falls_by_steps_and_within_limits() -> None:
    assert [backing.commitment(0.8, stance, 1.0) for stance in range(3)] == [0.8, 0.4, 0.0]
    assert backing.commitment(0.8, 0, 0.3) == 0.3


def test_backers_doubt_at_their_patience() -> None:
    assert backing.leaving_rate(0.3, 0.3, 1.0, 0.05) == 0.5
    assert backing.returning_rate(0.3, 0.3, 0.1, 0.05) == 0.05


def test_the_far_and_unimportant_is_ceded_first() -> None:
    assert command.ceding_score(400.0, 0.9) == 400.0
    assert command.ceding_score(400.0, 0.9) > command.ceding_score(200.0, 0.9)
    assert command.ceding_score(400.0, 0.9) > command.ceding_score(400.0, 3.0)


@pytest.mark.parametrize(
    ("threatened", "cut_off", "urged", "support"),
    list(itertools.product((0, 1), (0, 1), (0, 1), (0.2, 0.9))),
)
def test_the_leadership_leaves_only_in_danger_and_alone_or_urged(
    threatened: int, cut_off: int, urged: int, support: float
) -> None:
    expected = int((threatened or cut_off) and (urged or support < 0.5))
    assert command.may_leave(0.2, threatened, cut_off, urged, support, (0.25, 0.5)) == expected
    assert command.may_leave(0.3, threatened, cut_off, urged, support, (0.25, 0.5)) == 0
