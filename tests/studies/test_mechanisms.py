"""Every mechanism turned off in turn, on the invented island: plain runs, and words that follow them."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.statistics import Estimate
from sim.model.vocabulary import OUTCOME_NAMES
from sim.scenario.schema import Mechanisms
from sim.studies.mechanisms import EVERY, Change, all_mechanisms, alt_text, figure, sentences, table

ASKED = ("news", "pay_reaches_conscripts", "advisers")


@pytest.fixture(scope="module")
def found(runner, island):
    return all_mechanisms(runner, island, "island", ASKED)


def test_a_row_is_a_plain_run_without_the_mechanism(found, island, columns):
    free = columns(island, {"branch.kind": "free"})
    other = columns(island, {"branch.kind": "free", "mechanisms.news": False})
    row = next(one for one in found.without if one.off == "news")
    days = [np.nan_to_num(np.fmin(one["capital_lost_day"], 15.0), nan=15.0) for one in (free, other)]
    assert row.capital.value == pytest.approx((days[1] - days[0]).mean(), abs=1e-3)
    for change in row.outcomes:
        code = OUTCOME_NAMES.index(change.name)
        shares = [(one["outcome"] == code).mean() for one in (free, other)]
        assert change.by.value == pytest.approx(shares[1] - shares[0])
    assert sum(change.by.value for change in row.outcomes) == pytest.approx(0.0)
    assert 0 < row.differ <= row.pairs == 40
    capital = next(one.by for one in row.places if one.name == "Port Averin")
    assert capital.value == row.capital.value
    assert capital.high - capital.low > row.capital.high - row.capital.low  # one of several


def test_all_that_are_on_are_turned_off_and_the_rest_named(found):
    assert [one.off for one in found.without] == ["news", "advisers"]
    assert found.off_already == ("pay_reaches_conscripts",)
    assert "Off in this scenario already: pay reaches conscripts." in sentences(found)


def with_changes(found, value):
    """The first row with one change of everything, of an interval of 0.05 either side."""
    by = Estimate(value, value - 0.05, value + 0.05, 0.025)
    row = replace(
        found.without[0],
        outcomes=(Change("siege", Estimate(-0.3, -0.7, 0.1, 0.2)), Change("recovery", by)),
        capital=by,
        places=(Change("Midford", by), Change("Eastlight", Estimate(2.0, -1.0, 5.0, 1.5))),
        differ=3,
    )
    return replace(found, without=(row,))


def test_the_most_is_picked_among_what_can_be_told_from_none(found):
    told, untold = (with_changes(found, value).without[0] for value in (0.2, 0.01))
    assert (told.outcome.name, told.place.name) == ("recovery", "Midford")
    assert (untold.outcome.name, untold.place.name) == ("siege", "Eastlight")
    same = with_changes(found, 0.0).without[0]
    same = replace(same, places=same.places[:1], outcomes=same.outcomes[1:])
    assert (same.outcome.name, same.place.name) == ("none", "none")
    assert not told.changes_nothing
    assert untold.changes_nothing


def test_there_is_a_sentence_for_each_that_changes_nothing(found):
    said = sentences(with_changes(found, 0.01))
    assert said[0].startswith("island: 0 of 1 mechanisms")
    assert "Without news, 3 of 40 pairs differ, but no change can be told from none" in said[1]
    assert "siege, by −30.0 (−70.0 to +10.0) points." in said[1]
    assert "+0.01 (−0.04 to +0.06) days later" in said[1]
    same = replace(with_changes(found, 0.0).without[0], differ=0)
    assert "differs in any pair" in sentences(replace(found, without=(same,)))[1]
    assert not any(line.startswith("Without") for line in sentences(with_changes(found, 0.2)))


def test_the_table_and_the_figure(found, require_even):
    require_even(table(found))
    assert len(table(found).rows) == 2
    assert [len(axes.get_yticks()) for axes in figure([found, found]).axes] == [2, 2]
    assert alt_text([found]).count("advisers") == 1


def test_the_command_takes_several_scenarios(rout, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.studies.mechanisms.EVERY", ASKED)
    other = tmp_path / "quiet.toml"
    other.write_text('extends = "island.toml"\n[mechanisms]\nadvisers = false\n', encoding="utf-8")
    told = rout("mechanisms", "island", other, "--json")
    assert told.exit_code == 0, told.output
    body = json.loads(told.stdout)
    kinds = [(row["scenario"], row["off"]) for row in body["rows"]]
    assert kinds == [("island", "news"), ("island", "advisers"), ("quiet", "news")]
    folder = tmp_path / "mechanisms-island"
    with (folder / "mechanisms.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 3
    assert len(list(folder.glob("*.*"))) == len(body["files"]) == 3


def test_two_scenarios_of_one_name_are_a_usage_error(rout):
    told = rout("mechanisms", "island", "island")
    assert told.exit_code == 2
    assert "two scenarios are called island" in told.stderr


def test_a_scenario_without_mechanisms_is_a_usage_error(rout, tmp_path):
    bare = tmp_path / "bare.toml"
    lines = "\n".join(f"{name} = false" for name in Mechanisms.model_fields)
    bare.write_text(f'extends = "island.toml"\n[mechanisms]\n{lines}\n', encoding="utf-8")
    told = rout("mechanisms", bare)
    assert told.exit_code == 2
    assert "off already" in told.stderr


def test_every_mechanism_is_asked_about_unless_told_otherwise():
    assert tuple(Mechanisms.model_fields) == EVERY


def test_one_run_is_enough_to_draw(rout, monkeypatch):
    monkeypatch.setattr("sim.studies.mechanisms.EVERY", ASKED)
    told = rout("mechanisms", "island", "-n", 1)
    assert told.exit_code == 0, told.output
