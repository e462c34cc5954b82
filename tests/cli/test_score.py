"""``rout score`` from words to files, tables, JSON and exit codes."""

from __future__ import annotations

import json
import re

import fake_engine
import pytest

from sim.cli.score import _record
from sim.scenario.record import RecordedDay

SMALL = fake_engine.SCENARIO


@pytest.fixture
def recorded(rout):
    """A result whose scenario records one day."""
    done = rout("run", SMALL, "-n", 60, "--name", "recorded", "--quiet")
    assert done.exit_code == 0, done.output
    return "recorded"


def test_score_prints_a_row_for_each_place_and_sentences(rout, recorded):
    done = rout("score", recorded)
    assert done.exit_code == 0, done.output
    text = " ".join(done.stdout.split())
    for words in ("Bridge", "Observed", "4.5", "Days of loss of 1 place", "nothing more falls"):
        assert words in text


def test_score_as_json_is_all_that_is_printed(rout, recorded):
    body = json.loads(rout("score", recorded, "--json").stdout)
    assert body["schema_version"] == 1
    assert body["places"][0]["place"] == "Bridge"
    assert body["places"][0]["record_day"] == 4.5
    assert sum(body["recorded_losses"]) == 1


def test_files_go_where_they_were_asked_for(rout, recorded, tmp_path):
    done = rout("score", recorded, "--figure", "a/record.svg", "--csv", "a/record.csv", "--quiet")
    assert done.exit_code == 0, done.output
    assert done.output == ""
    assert (tmp_path / "a/record.csv").read_text().splitlines()[1].startswith("Bridge,day 4.5,4.5,")
    drawn = (tmp_path / "a/record.svg").read_text()
    assert "lost earlier than the median of the" in " ".join(re.findall(r">([^<>]+)</text>", drawn)), (
        "its title"
    )
    assert "observed" in drawn, "as every chart calls it"
    assert "the record" not in drawn


def test_without_a_record_one_error_says_what_to_write(rout, tmp_path):
    text = SMALL.read_text()
    (tmp_path / "unknown.toml").write_text(text[: text.index("[observed]")])
    assert rout("run", "unknown.toml", "-n", 5, "--quiet").exit_code == 0
    done = rout("score", "unknown")
    assert done.exit_code == 2
    assert "add [observed]" in " ".join(done.stderr.split())


def test_another_kind_of_figure_is_refused(rout, recorded):
    done = rout("score", recorded, "--figure", "record.gif")
    assert done.exit_code == 2
    assert ".png or .svg" in done.stderr


def test_recorded_and_median_days_have_their_dates(rout, recorded):
    assert "4.5, 5 Mar" in rout("score", recorded, env={"COLUMNS": "100"}).stdout


def test_a_window_is_told_from_its_first_day_to_its_last():
    assert _record(RecordedDay(2.0, 60.5), "2001-03-01T06:00") == "2.0–60.5, from 3 Mar"
    assert _record(RecordedDay(2.0, 60.5), "") == "2.0–60.5"
