"""Groups and fighting: known answers."""

from __future__ import annotations

import math

import pytest

from sim.model.rules import advance, combat

WEIGHTS = (3.0, 0.0, 0.5, 2.0)


def test_the_will_to_fight_rises_with_what_broke_and_sinks_with_what_held() -> None:
    assert advance.will_to_fight(0.0, 0.0, 0.0, 1.0) == 0.5
    assert advance.will_to_fight(0.0, 1.0, 1.0, 1.0) == 0.5
    assert advance.will_to_fight(0.4, 0.5, 0.2, 2.0) == pytest.approx(1.0 / (1.0 + math.exp(-1.0)))
    assert advance.will_to_fight(0.0, 1.0, 0.0, 2.0) == pytest.approx(1.0 / (1.0 + math.exp(-2.0)))


def test_readiness_recovers_faster_with_a_backer_and_wears_off_in_contact() -> None:
    assert advance.recovering_rate(0.8, 0.0, 0.5) == 0.8
    assert advance.recovering_rate(0.8, 0.25, 0.5) == pytest.approx(0.9)
    assert advance.tiring(0.3, 0.5) == pytest.approx(math.exp(-0.15))


def test_groups_set_out_when_ready_and_willing_and_turn_back_when_neither() -> None:
    assert advance.launching_rate(3.0, 0.5, 0.25) == 0.375
    assert advance.turning_rate(0.5, 0.75, 0.2) == pytest.approx(0.1)
    assert advance.turning_rate(0.5, 0.0, 0.0) == 0.5
    assert advance.turning_rate(0.5, 1.0, 0.0) == 0.0


def test_pressing_is_at_half_its_rate_at_even_force_and_even_will() -> None:
    assert advance.pressing_rate(999.0, 999.0, 0.5, 1.0, WEIGHTS) == 1.5
    assert advance.pressing_rate(999.0, 999.0, 0.5, 0.4, WEIGHTS) == pytest.approx(0.6)
    stronger = advance.pressing_rate(1999.0, 999.0, 0.5, 1.0, WEIGHTS)
    assert stronger == pytest.approx(3.0 / (1.0 + math.exp(-math.log(2.0) / 0.5)))


def test_will_and_the_ratio_asked_for_shift_the_point_of_pressing() -> None:
    willing = advance.pressing_rate(999.0, 999.0, 0.75, 1.0, (3.0, 0.2, 0.5, 2.0))
    assert willing == pytest.approx(3.0 / (1.0 + math.exp(-(2.0 * 0.25 - 0.2) / 0.5)))


def test_attraction_adds_prize_distance_aim_and_force() -> None:
    assert advance.attraction(4.0, 50.0, 20.0, 0.5, (0.5, 1.0, 2.0, 0.5)) == pytest.approx(
        2.0 - 0.5 + 0.4 - 0.25
    )


def test_taste_is_gumbel_noise() -> None:
    assert advance.taste(math.exp(-1.0)) == pytest.approx(0.0, abs=1e-15)
    assert advance.taste(0.5) == pytest.approx(-math.log(math.log(2.0)))


def test_losses_follow_the_force_ratio_within_limits() -> None:
    assert combat.losses(1000.0, 999.0, 999.0, 0.01, 0.125) == pytest.approx(1.25)
    assert combat.losses(1000.0, 999.0, 1999.0, 0.01, 0.125) == pytest.approx(2.5)
    assert combat.losses(1000.0, 0.0, 1e9, 0.01, 1.0) == pytest.approx(40.0)
    assert combat.losses(1000.0, 1e9, 0.0, 0.01, 1.0) == pytest.approx(2.5)


def test_strength_is_in_whole_men_of_quality_1() -> None:
    assert [combat.strength(men, 800) for men in (0, 1, 2, 404)] == [0, 0, 1, 323]


def test_defenders_are_overrun_beyond_the_ratio() -> None:
    assert combat.overrun(100.0, 801.0, 8.0) == 1
    assert combat.overrun(100.0, 800.0, 8.0) == 0
    assert combat.overrun(0.0, 0.0, 8.0) == 0
    assert combat.overrun(0.0, 1.0, 8.0) == 1
