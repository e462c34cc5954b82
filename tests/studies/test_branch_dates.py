"""Branch dates on the invented island: each day is a plain pair of runs, and the words follow the numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.statistics import Estimate
from sim.studies.branch_dates import alt_text, by_date, figure, sentence, table, usual_days
from sim.studies.runner import changed


@pytest.fixture(scope="module")
def dates(runner, island):
    return by_date(runner, island, "island", (4.0, 0.0))


def test_each_date_is_a_plain_run_of_either_branch(dates, island, columns):
    assert dates.curve.points.tolist() == [0.0, 4.0]
    for k, day in enumerate((0.0, 4.0)):
        changes = [{"branch.kind": kind, "branch.from_day": day} for kind in ("hold", "fall")]
        arms = [np.isfinite(columns(island, one)["capital_lost_day"]).mean() for one in changes]
        assert (dates.hold[k].value, dates.fall[k].value) == tuple(arms)
        assert dates.curve.happened[k].value == pytest.approx(arms[1] - arms[0])
    assert dates.too_late[0] == 0.0


def test_the_sentence_follows_the_numbers(dates):
    nothing = Estimate(0.0, -0.1, 0.1, 0.05)
    flat = replace(dates, curve=replace(dates.curve, happened=(nothing, nothing)))
    assert "on no day" in sentence(flat)
    early = replace(dates, curve=replace(dates.curve, happened=(Estimate(0.3, 0.2, 0.4, 0.05), nothing)))
    assert "after day 0 it cannot be told from none" in sentence(early)


def test_the_table_and_the_figure(dates, expected, require_even):
    require_even(table(dates))
    assert [axes.axison for axes in figure(dates, expected).axes] == [True] * 6
    without_record = figure(dates, replace(expected, fits=()))
    assert [axes.axison for axes in without_record.axes] == [True] * 5 + [False]
    assert alt_text(dates, expected.arms).count(";") == 2


def test_a_second_time_runs_nothing_anew(runner, island, dates):
    part = next(Path(runner.out).glob("island-dates-hold/runs/*.parquet"))
    before = part.stat().st_mtime_ns
    assert by_date(runner, island, "island", (4.0, 0.0)).hold == dates.hold
    assert part.stat().st_mtime_ns == before


def test_usual_days(island, recorded):
    assert usual_days(island) == tuple(float(np.round(day, 1)) for day in np.arange(0.0, 5.1, 0.5))
    assert usual_days(recorded)[-1] == 9.0
    assert usual_days(changed(island, {"observed.Midford": "held"})) == usual_days(island)
    window = changed(island, {"observed.Midford": {"from": 5.0, "to": 7.0}})
    assert usual_days(window) == usual_days(recorded), "a window counts by its middle"


def test_the_command(rout, tmp_path):
    told = rout("branch-dates", "island", "--days", "0,3", "--expected-days", "0.2,1", "--json")
    assert told.exit_code == 0, told.output
    body = json.loads(told.stdout)
    assert [row["value"] for row in body["dates"]] == [0.0, 3.0]
    assert [row["value"] for row in body["expected_days"]] == [0.2, 1.0]
    assert len(list((tmp_path / "branch-dates-island").glob("*.*"))) == len(body["files"]) == 4


@pytest.mark.parametrize("words", [("--days", "soon"), ("--expected-days", "-1"), ("--days", "inf")])
def test_what_is_no_list_of_numbers_is_a_usage_error(rout, words):
    told = rout("branch-dates", "island", *words)
    assert told.exit_code == 2
    assert words[0] in told.stderr


@pytest.mark.parametrize("words", [("nowhere",), ("island", "--expected-of", "nowhere")])
def test_an_unknown_scenario_is_a_problem_of_the_scenario(rout, words):
    assert rout("branch-dates", *words).exit_code == 3
