"""``rout compare`` and ``rout report`` from words to files, tables, JSON and exit codes."""

from __future__ import annotations

import csv
import json
import re

import fake_engine
import pytest

SMALL = fake_engine.SCENARIO


@pytest.fixture
def three(rout):
    """Results of one scenario and seed in its three branches."""
    for kind in ("free", "hold", "fall"):
        done = rout("run", SMALL, "-n", 60, "--name", kind, "--set", f'branch.kind="{kind}"', "--quiet")
        assert done.exit_code == 0, done.output
    return ("free", "hold", "fall")


def test_compare_prints_tables_and_a_sentence(rout, three):
    done = rout("compare", *three)
    assert done.exit_code == 0, done.output
    text = " ".join(done.stdout.split())
    for words in ("How the runs end", "of the runs of free", "60 pairs on the same random seeds"):
        assert words in text


def test_compare_as_json_is_all_that_is_printed(rout, three):
    body = json.loads(rout("compare", *three[:2], "--json").stdout)
    assert body["schema_version"] == 1
    assert body["pairs"] == [60]
    assert body["days"][0]["results"]["free"]["runs"] == 60
    assert set(body["outcomes"]["against_first"]) == {"hold"}


def test_a_figure_goes_where_it_was_asked_for(rout, three, tmp_path):
    done = rout("compare", *three[:1], "--figure", "pictures/board.png", "--quiet")
    assert done.exit_code == 0, done.output
    assert done.output == ""
    assert [path.name for path in (tmp_path / "pictures").iterdir()] == ["board.png"]


def test_a_folder_gets_every_view_twice(rout, three, tmp_path):
    done = rout("compare", *three[:1], "--out", "all")
    assert done.exit_code == 0, done.output
    names = {path.name for path in (tmp_path / "all").iterdir()}
    assert {"comparison.png", "comparison.svg", "dots.svg", "maps-0.png", "morale-0.svg"} <= names
    assert {name.rpartition(".")[0] for name in names if name.endswith("png")} == {
        name.rpartition(".")[0] for name in names if name.endswith("svg")
    }


def test_another_kind_of_figure_is_refused(rout, three):
    done = rout("compare", *three[:2], "--figure", "board.gif")
    assert done.exit_code == 2
    assert ".png or .svg" in done.stderr


def test_a_result_that_is_not_there_is_told(rout, three):
    done = rout("compare", "fre", "hold")
    assert done.exit_code == 5
    assert "did you mean 'free'" in done.stderr


@pytest.mark.usefixtures("undrawn")
def test_report_writes_one_page_with_the_command_that_made_it(rout, three, tmp_path):
    done = rout("report", *three, "-o", "page.html")
    assert done.exit_code == 0, done.output
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "rout report free hold fall -o page.html" in page
    assert "Letting " in page, "its figure states what the intervention does"
    assert [path.name for path in tmp_path.glob("*.html")] == ["page.html"]


@pytest.mark.usefixtures("undrawn")
def test_report_of_two_has_no_effect_of_intervention(rout, three, tmp_path):
    rout("report", *three[1:], "-o", "page.html", "--quiet")
    assert "Letting " not in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_csv_has_a_row_for_each_number_of_the_comparison(rout, three, tmp_path):
    done = rout("compare", *three, "--csv", "a/rows.csv", "--quiet")
    assert done.exit_code == 0, done.output
    assert done.output == ""
    with (tmp_path / "a" / "rows.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    body = json.loads(rout("compare", *three, "--json").stdout)
    assert {(row["result"], row["against"]) for row in rows} == {
        ("free", ""), ("hold", ""), ("fall", ""), ("hold", "free"), ("fall", "free"),
    }  # fmt: skip

    def value(result, against, what, measure):
        key = (result, against, what, measure)
        (row,) = [r for r in rows if (r["result"], r["against"], r["what"], r["measure"]) == key]
        assert int(row["runs"]) == 60
        return float(row["value"]) if row["value"] else None

    shares = body["outcomes"]["shares"]["hold"]
    assert value("hold", "", "siege", "share") == pytest.approx(shares["siege"]["value"], rel=1e-5)
    capital = next(one for one in body["days"] if one["column"] == "capital_lost_day")
    paired = capital["against_first"]["fall"]["restricted_mean"]["value"]
    assert value("fall", "free", "capital_lost_day", "days_later") == pytest.approx(paired, abs=1e-5)
    assert value("fall", "free", "capital_lost_day", "same_day_share") is not None
    median = capital["results"]["free"]["median_day"]
    assert value("free", "", "capital_lost_day", "day_median") == pytest.approx(median, rel=1e-5)


def test_unpaired_results_have_no_paired_rows(rout, three, tmp_path):
    rout("run", SMALL, "-n", 60, "--name", "other", "--seed", 7, "--quiet")
    rout("compare", "free", "other", "--csv", "rows.csv", "--quiet")
    with (tmp_path / "rows.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["kind"] for row in rows} == {"outcome", "day", "unpaired"}
    assert not {row["measure"] for row in rows} & {"later_share", "changed_share"}


@pytest.mark.parametrize("results", [1, 2, 3])
def test_days_have_dates_and_tables_fit_80_columns(rout, three, results):
    done = rout("compare", *three[:results], env={"COLUMNS": "80"})
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert re.search(r"\d %; \d+\.\d, \d+ Mar", done.stdout)
