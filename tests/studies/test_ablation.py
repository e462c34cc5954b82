"""Ablation on the invented island: each row is a plain pair of runs, and the words follow the numbers."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from sim.studies.ablation import ablation, alt_text, figure, sentence, table


@pytest.fixture(scope="module")
def found(runner, island):
    return ablation(runner, island, "island", ("stands", "news"))


def test_a_row_is_a_plain_run_without_the_mechanism(found, island, columns):
    row = next(one for one in found.without if one.off == "stands")
    arms = [
        np.isfinite(
            columns(island, {"branch.kind": kind, "mechanisms.stands": False})["capital_lost_day"]
        ).mean()
        for kind in ("hold", "fall")
    ]
    assert (row.hold.value, row.fall.value) == tuple(arms)
    assert row.change.value == pytest.approx(row.effect.value - found.whole.effect.value)
    assert found.whole.change.value == 0.0


def test_the_sentence_and_the_table_follow_the_numbers(found, require_even):
    assert "smaller, or turned round, without" in sentence(found)
    require_even(table(found))
    assert [row[0] for row in table(found).rows] == ["nothing", "stands", "news"]


def test_the_figure_has_a_row_for_each_mechanism(found):
    assert len(figure(found).axes[0].get_yticks()) == 3
    assert alt_text(found).count("let fall") == 3


def test_the_command(rout, tmp_path):
    told = rout("ablate", "island", "--off", "stands")
    assert told.exit_code == 0, told.output
    assert "it cannot be told from that" in told.stdout or "smaller" in told.stdout
    folder = tmp_path / "ablation-island"
    with (folder / "ablation.csv").open(encoding="utf-8") as file:
        assert [row["off"] for row in csv.DictReader(file)] == ["", "stands"]
    assert {path.name for path in folder.glob("*.*")} == {"ablation.csv", "ablation.png", "ablation.svg"}
    body = json.loads(rout("ablate", "island", "--off", "stands", "--json").stdout)
    assert [row["off"] for row in body["rows"]] == ["", "stands"]
    assert body["sentence"] in told.stdout


def test_an_unknown_mechanism_is_a_usage_error(rout):
    told = rout("ablate", "island", "--off", "stand")
    assert told.exit_code == 2
    assert "stands" in told.stderr
