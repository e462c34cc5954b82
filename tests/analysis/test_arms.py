"""Which values of a number the record can bear."""

from __future__ import annotations

import numpy as np
import pytest
from fake_results import fake_result

from sim.analysis.arms import RecordFit, bearable, close, record_error


def test_what_the_record_bears():
    fits = [RecordFit(0.1, 10, 2.0, 0.5), RecordFit(0.2, 10, 2.5, 0.9), RecordFit(0.4, 10, 2.6, 0.95)]
    assert bearable(fits) == (0.2, 0.4)
    assert close(fits) == (0.1, 0.2)
    assert bearable(fits[:1]) is None


def fit_to(observed):
    """How 400 free runs of the fake theatre fit a record; one design point."""
    result = fake_result("free", 400)
    result.manifest["scenario"]["observed"] = observed
    (fit,) = record_error(result, np.array([1.0]))
    return fit


def test_a_place_that_held_is_counted_at_the_horizon():
    result = fake_result("free", 400)
    horizon = result.manifest["scenario"]["scenario"]["horizon_days"]
    lost = result.table(["place_lost_day.Capital"])["place_lost_day.Capital"].to_numpy(zero_copy_only=False)
    middle = np.quantile(np.nan_to_num(lost, nan=horizon), 0.5, method="inverted_cdf")
    assert 0.05 < np.isnan(lost).mean() < 0.95, "the capital falls in some runs and holds in others"
    held = fit_to({"Capital": "held"})
    assert held.error_days == pytest.approx(horizon - middle)
    assert held.within_share == 1.0
    assert fit_to({"Capital": horizon + 5.0}) == held, "a day after the horizon has not happened by then"


def test_a_window_is_missed_by_the_days_outside_it():
    exact = fit_to({"Bellwether": 1.0}).error_days
    near, far = (
        fit_to({"Bellwether": {"from": 0.9, "to": 1.0}}),
        fit_to({"Bellwether": {"from": 0.0, "to": 99.0}}),
    )
    assert near.error_days <= exact
    assert far.error_days == 0.0
    assert far.within_share == 1.0
