"""Morale, breaking and officers: known answers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.numeric import logistic, spared, strikes
from sim.model.rules import breaking, morale, officers


def test_garrisons_without_hope_give_up_as_belief_goes() -> None:
    assert [breaking.giving_up(2.0, morale, 1.0) for morale in (0.0, 0.5, 1.0)] == [2.0, 0.5, 0.0]
    assert breaking.giving_up(2.0, 0.5, 0.5) == 0.25


def test_where_nobody_gets_away_only_who_is_spared_breaks() -> None:
    assert [breaking.cornered_rate(3.0, 9.0, 0.5, quarter) for quarter in (1.0, 0.5, 0.0)] == [1.5, 0.75, 0.0]


def test_who_would_be_killed_holds_out_however_low_morale_is() -> None:
    assert breaking.cornered_rate(1e30, 2.0, 0.5, 0.2) == pytest.approx(2.0 * 0.5 * 0.25)
    assert breaking.cornered_rate(1e30, 2.0, 0.5, 1.0) == 200.0


def test_force_term_is_0_at_even_force_and_limited() -> None:
    assert morale.force_term(999.0, 999.0, 0.5, 1.5) == 0.0
    assert morale.force_term(1999.0, 999.0, 0.5, 1.5) == pytest.approx(0.5 * math.log(2.0))
    assert morale.force_term(0.0, 1e9, 0.5, 1.5) == -0.75
    assert morale.force_term(1e9, 0.0, 0.5, 1.5) == 0.75


def test_morale_falls_faster_than_it_recovers() -> None:
    assert morale.relax(1.0, 0.0, 0.5, 0.1) == 0.5
    assert morale.relax(0.0, 1.0, 0.5, 0.1) == 0.1
    assert morale.relax(1.0, 1.0, 0.5, 0.1) == 1.0


@pytest.mark.parametrize(("gap", "share"), [(-0.1, 0.5), (0.0, 0.1), (0.1, 0.1)])
def test_only_a_target_below_morale_closes_the_gap_at_the_rate_of_falling(gap: float, share: float) -> None:
    assert morale.share_closed(gap, 0.5, 0.1) == share


def test_a_formation_in_contact_at_critical_morale_breaks_at_the_break_rate() -> None:
    assert breaking.contact_rate(0.3, 1.7, 12.0, 0.3) == 1.7
    assert breaking.contact_rate(0.4, 1.0, 10.0, 0.3) == pytest.approx(math.exp(-1.0))


def test_the_hazard_of_breaking_is_in_proportion_to_exposure_and_capped() -> None:
    assert breaking.exposed_rate(1.7, 0.5) == 0.85
    assert breaking.exposed_rate(1.7, 0.0) == 0.0
    assert breaking.exposed_rate(1e30, 1.0) == 200.0


def test_exposure_falls_from_that_of_a_threat_to_that_of_the_rear() -> None:
    assert breaking.exposure(0.0, 0.5, 0.1, 2.0) == 0.5
    assert breaking.exposure(2.0, 0.5, 0.1, 2.0) == pytest.approx(0.1 + 0.4 * math.exp(-1.0))
    assert breaking.exposure(1e9, 0.5, 0.1, 2.0) == pytest.approx(0.1)


def test_quitting_is_likelier_for_conscripts_who_are_spared_without_officers_and_in_despair() -> None:
    weights = (-1.5, 1.0, 2.5, 5.0)
    base = breaking.quitting(0.5, 0.3, 0.0, 0.0, weights)
    assert base == pytest.approx(1.0 / (1.0 + math.exp(1.5)))
    assert breaking.quitting(0.3, 0.3, 0.0, 0.0, weights) == base
    assert breaking.quitting(0.5, 0.3, 1.0, 0.0, weights) == pytest.approx(1.0 / (1.0 + math.exp(0.5)))
    assert breaking.quitting(0.5, 0.3, 0.0, 1.0, weights) == pytest.approx(1.0 / (1.0 + math.exp(-1.0)))
    assert breaking.quitting(0.1, 0.3, 0.0, 0.0, weights) == pytest.approx(1.0 / (1.0 + math.exp(0.5)))


def test_a_haven_looks_farther_from_the_enemy() -> None:
    assert breaking.safety(40.0, 0.5, 100.0) == 90.0


def test_officers_leave_at_half_the_rate_at_the_threshold_and_only_with_a_way_out() -> None:
    assert officers.leaving_rate(0.35, 1.0, 1.5, 0.35, 0.05) == 0.75
    assert officers.leaving_rate(0.35, 0.4, 1.5, 0.35, 0.05) == pytest.approx(0.3)
    assert officers.leaving_rate(0.0, 0.0, 1.5, 0.35, 0.05) == 0.0
    assert officers.leaving_rate(0.3, 0.5, 2.0, 0.4, 0.1) == pytest.approx(1.0 / (1.0 + math.exp(-1.0)))
    assert officers.returning_rate(0.35, 0.05, 0.35, 0.05) == 0.025
    assert officers.returning_rate(0.5, 2.0, 0.4, 0.1) == pytest.approx(2.0 / (1.0 + math.exp(-1.0)))
    assert [officers.way_out(air, road, 0.4) for air, road in ((1, 0), (0, 1), (0, 0))] == [1.0, 0.4, 0.0]


# --- bounds: what lets a step do without exponentials ---------------------------------------
@given(st.floats(-800.0, 800.0), st.floats(0.0, 20.0), st.floats(0.0, 1.0))
def test_the_bound_of_a_row_is_never_below_the_risk_at_its_morale(
    morale: float, steepness: float, critical: float
) -> None:
    row = breaking.risk_row(morale)
    assert 0 <= row < breaking.RISK_ROWS
    least = breaking.least_morale(row)
    assert least <= morale or row == 0
    at_least = breaking.contact_rate(logistic(least), 0.95, steepness, critical)
    assert breaking.contact_rate(logistic(morale), 0.95, steepness, critical) <= at_least * (1.0 + 1.0e-9)


def test_bounds_are_close_to_the_risk() -> None:
    for felt in (-3.0, -1.1, 0.0, 0.3, 2.9):
        least = logistic(breaking.least_morale(breaking.risk_row(felt)))
        bound = breaking.contact_rate(least, 1.0, 12.0, 0.3)
        assert bound <= 2.2 * breaking.contact_rate(logistic(felt), 1.0, 12.0, 0.3)


@given(st.floats(0.0, 1.0, exclude_min=True, exclude_max=True), st.floats(0.0, 200.0), st.floats(0.0, 1.0))
def test_a_hazard_never_strikes_a_draw_that_its_bound_spares(u: float, most: float, share: float) -> None:
    for days in (0.0625, 0.125, 1.0):
        assert not (spared(u, most, days) and strikes(u, most * share, days))
