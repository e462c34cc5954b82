"""Communities, backers and the command: known answers."""

from __future__ import annotations

import itertools
import math

import pytest

from sim.model.rules import backing, command, rising


def test_fear_falls_with_belief_and_in_part_with_the_garrison() -> None:
    assert rising.fear(0.8, 0.8, 0.8, 1.0, 0.4) == pytest.approx(0.8)
    assert rising.fear(0.8, 0.4, 0.8, 1.0, 0.4) == pytest.approx(0.4)
    assert rising.fear(0.8, 0.8, 0.8, 0.0, 0.4) == pytest.approx(0.48)
    assert rising.fear(0.8, 0.4, 0.8, 0.5, 0.4) == pytest.approx(0.32)


def test_a_community_steps_up_at_half_the_rate_where_grievance_meets_fear() -> None:
    assert rising.step_up_rate(0.5, 0.5, 0.0, 1.5, 0.08) == 0.75
    assert rising.step_up_rate(0.5, 0.6, 0.1, 1.5, 0.08) == pytest.approx(0.75)
    assert rising.step_down_rate(0.5, 0.5, 0.0, 0.2, 0.08) == 0.1
    assert rising.step_up_rate(0.6, 0.5, 0.1, 1.5, 0.1) == pytest.approx(1.5 / (1.0 + math.exp(-2.0)))
    assert rising.step_down_rate(0.5, 0.9, 0.1, 0.2, 0.1) == pytest.approx(0.2 / (1.0 + math.exp(-3.0)))


def test_commitment_falls_by_steps_and_within_limits() -> None:
    assert [backing.commitment(0.8, stance, 1.0) for stance in range(3)] == [0.8, 0.4, 0.0]
    assert backing.commitment(0.8, 0, 0.3) == 0.3
    assert backing.commitment(0.8, 1, 0.5) == 0.4


def test_what_is_felt_of_a_backer_is_counted_in_whole_millionths() -> None:
    assert backing.share_felt(0.5, 0.25) == 125_000
    assert [backing.share_felt(1e-6, share) for share in (0.49, 0.5)] == [0, 1]


def test_backers_doubt_at_their_patience() -> None:
    assert backing.leaving_rate(0.3, 0.3, 1.0, 0.05) == 0.5
    assert backing.returning_rate(0.3, 0.3, 0.1, 0.05) == 0.05
    assert backing.leaving_rate(0.4, 0.3, 2.0, 0.1) == pytest.approx(2.0 / (1.0 + math.exp(-1.0)))
    assert backing.returning_rate(0.3, 0.4, 2.0, 0.1) == pytest.approx(2.0 / (1.0 + math.exp(-1.0)))


def test_the_far_and_unimportant_is_ceded_first() -> None:
    assert command.ceding_score(400.0, 0.9) == 400.0
    assert command.ceding_score(400.0, 0.9) > command.ceding_score(200.0, 0.9)
    assert command.ceding_score(400.0, 0.9) > command.ceding_score(400.0, 3.0)


@pytest.mark.parametrize(("belief", "support", "leaves"), [(0.25, 0.4, 0), (0.2, 0.5, 0), (0.24, 0.49, 1)])
def test_the_leadership_stays_at_the_very_limits(belief: float, support: float, leaves: int) -> None:
    assert command.may_leave(belief, 1, 0, support, (0.25, 0.5)) == leaves


@pytest.mark.parametrize(
    ("threatened", "cut_off", "support"), list(itertools.product((0, 1), (0, 1), (0.2, 0.9)))
)
def test_the_leadership_leaves_only_in_danger_and_alone(
    threatened: int, cut_off: int, support: float
) -> None:
    expected = int((threatened or cut_off) and support < 0.5)
    assert command.may_leave(0.2, threatened, cut_off, support, (0.25, 0.5)) == expected
    assert command.may_leave(0.3, threatened, cut_off, support, (0.25, 0.5)) == 0


def test_voices_multiply_the_hazard_of_leaving() -> None:
    assert [command.exile_rate(2.0, urged, 1.5) for urged in (0, 1)] == [2.0, 3.0]


def test_less_is_felt_of_a_backer_without_a_way_in() -> None:
    assert [backing.felt(0.8, cut_off, 0.25) for cut_off in (0, 1)] == [0.8, 0.2]


def test_patience_0_is_never() -> None:
    assert backing.leaving_rate(0.0, 0.0, 1.0, 0.05) == 0.0
    assert backing.leaving_rate(1e-9, 0.0, 1.0, 0.05) > 0.4
