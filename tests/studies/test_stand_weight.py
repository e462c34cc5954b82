"""The weight of a stand on the invented island: what free runs say of each weight, and what is told of it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from sim.report.table import csv_text
from sim.studies.stand_weight import sentence, table


def test_weights_are_held_against_the_record(weighed, recorded, columns):
    runs = columns(recorded, {"parameters.stand_weight": 2.0})
    days = [runs[f"place_lost_day.{place}"] for place in ("North Cape", "Midford")]
    medians = [np.quantile(np.nan_to_num(one, nan=15.0), 0.5, method="inverted_cdf") for one in days]
    assert weighed.fits[1].error_days == pytest.approx(np.mean(np.abs(np.array(medians) - (2.0, 6.0))))
    assert [fit.places for fit in weighed.fits] == [2, 2]


def test_the_sentence_follows_the_numbers(weighed):
    assert "there is no record" in sentence(replace(weighed, fits=(), recorded=""))
    assert "at none of them" in sentence(replace(weighed, arms=weighed.arms.bearing(None)))


def test_the_table_and_its_numbers(weighed, require_even):
    require_even(table(weighed))
    require_even(table(replace(weighed, fits=())))
    rows = list(csv.DictReader(io.StringIO(csv_text(weighed.rows()))))
    assert [float(row["value"]) for row in rows] == [0.1, 2.0]
    assert float(rows[0]["record_within_share"]) == weighed.fits[0].within_share
