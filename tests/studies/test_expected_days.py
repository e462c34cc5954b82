"""Expected days on the invented island: what free runs say of each, and what is told of it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from sim.report.table import csv_text
from sim.studies.expected_days import sentence, table


def test_expected_days_are_held_against_the_record(expected, recorded, columns):
    runs = columns(recorded, {"parameters.expected_days": 2.0, "parameters.reference_days": 0.0})
    days = [runs[f"place_lost_day.{place}"] for place in ("North Cape", "Midford")]
    medians = [np.quantile(np.nan_to_num(one, nan=15.0), 0.5, method="inverted_cdf") for one in days]
    assert expected.fits[1].error_days == pytest.approx(np.mean(np.abs(np.array(medians) - (2.0, 6.0))))
    assert [fit.places for fit in expected.fits] == [2, 2]


def test_the_sentence_follows_the_numbers(expected):
    assert "there is no record" in sentence(replace(expected, fits=(), recorded=""))
    assert "at none of them" in sentence(replace(expected, arms=expected.arms.bearing(None)))


def test_the_table_and_its_numbers(expected, require_even):
    require_even(table(expected))
    require_even(table(replace(expected, fits=())))
    rows = list(csv.DictReader(io.StringIO(csv_text(expected.rows()))))
    assert [float(row["value"]) for row in rows] == [0.1, 2.0]
    assert float(rows[0]["record_within_share"]) == expected.fits[0].within_share
