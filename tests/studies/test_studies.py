"""Studies on the invented island: each arm is a plain run of it, and the words follow the numbers."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sim.engines.compiled import simulate
from sim.model.world import build_world
from typer.testing import CliRunner

from sim.analysis.arms import RecordFit, bearable, close
from sim.analysis.statistics import Estimate
from sim.analysis.study_sentences import ablation_sentence, dates_sentence, weights_sentence
from sim.cli import app
from sim.engines import engine_named
from sim.errors import ScenarioError
from sim.plots.studies import (
    ablation_alt,
    ablation_figure,
    dates_alt,
    dates_figure,
    resolution_alt,
    resolution_figure,
    save_study,
)
from sim.report.sheets import ablation_sheet, alike_sheet, csv_text, dates_sheet, weights_sheet
from sim.scenario import load
from sim.scenario.shipped import shipped_folder
from sim.studies.ablation import ablate
from sim.studies.bench import Bench, changed
from sim.studies.branch_dates import by_date, by_weight, usual_days
from sim.studies.convergence import resolutions, ticks

RUNS = 40


@pytest.fixture(scope="module")
def island():
    return changed(load(shipped_folder() / "island.toml"), {"scenario.horizon_days": 15.0})


@pytest.fixture(scope="module")
def recorded(island):
    return changed(island, {"observed.North Cape": 2.0, "observed.Midford": 6.0})


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Bench:
    return Bench(engine_named("ensemble"), tmp_path_factory.mktemp("study"), RUNS, seed=3, threads=1)


@pytest.fixture(scope="module")
def dates(bench, island):
    return by_date(bench, island, "island", (4.0, 0.0))


@pytest.fixture(scope="module")
def weighed(bench, island, recorded):
    return by_weight(bench, island, "island", (0.1, 2.0), recorded)


@pytest.fixture(scope="module")
def ablated(bench, island):
    return ablate(bench, island, "island", ("stands", "news"))


def falls(scenario, changes):
    world = build_world(changed(scenario, changes))
    return ~np.isnan(simulate(world, 3, np.arange(RUNS)).columns["capital_lost_day"])


def test_each_date_is_a_plain_run_of_either_branch(dates, island):
    assert dates.curve.points.tolist() == [0.0, 4.0]
    for k, day in enumerate((0.0, 4.0)):
        arms = [falls(island, {"branch.kind": kind, "branch.from_day": day}) for kind in ("hold", "fall")]
        assert dates.hold[k].value == arms[0].mean()
        assert dates.fall[k].value == arms[1].mean()
        assert dates.curve.happened[k].value == pytest.approx(arms[1].mean() - arms[0].mean())
    assert dates.too_late[0] == 0.0


def test_an_ablated_row_is_a_plain_run_without_the_mechanism(ablated, island):
    row = next(one for one in ablated.without if one.off == "stands")
    off = {"mechanisms.stands": False}
    arms = [falls(island, {"branch.kind": kind, **off}).mean() for kind in ("hold", "fall")]
    assert (row.hold.value, row.fall.value) == tuple(arms)
    change = row.effect.value - ablated.whole.effect.value
    assert row.change.value == pytest.approx(change)
    assert ablated.whole.change.value == 0.0


def test_weights_are_held_against_the_record(weighed, recorded):
    world = build_world(changed(recorded, {"parameters.stand_weight": 2.0}))
    days = simulate(world, 3, np.arange(RUNS)).columns["place_lost_day.North Cape"]
    other = simulate(world, 3, np.arange(RUNS)).columns["place_lost_day.Midford"]
    medians = [np.quantile(np.nan_to_num(one, nan=15.0), 0.5, method="inverted_cdf") for one in (days, other)]
    assert weighed.fits[1].error_days == pytest.approx(np.mean(np.abs(np.array(medians) - (2.0, 6.0))))
    assert [fit.places for fit in weighed.fits] == [2, 2]


def test_what_the_record_bears():
    fits = [RecordFit(0.1, 10, 2.0, 0.5), RecordFit(0.2, 10, 2.5, 0.9), RecordFit(0.4, 10, 2.6, 0.95)]
    assert bearable(fits) == (0.2, 0.4)
    assert close(fits) == (0.1, 0.2)
    assert bearable(fits[:1]) is None


def test_sentences_follow_the_numbers(dates, weighed, ablated):
    nothing = Estimate(0.0, -0.1, 0.1, 0.05)
    flat = replace(dates, curve=replace(dates.curve, happened=(nothing, nothing)))
    assert "on no day" in dates_sentence(flat)
    early = replace(dates, curve=replace(dates.curve, happened=(Estimate(0.3, 0.2, 0.4, 0.05), nothing)))
    assert "after day 0 it cannot be told from none" in dates_sentence(early)
    assert "there is no record" in weights_sentence(weighed.arms, (), "")
    unbearable = weighed.arms.bearing(None)
    assert "at none of them" in weights_sentence(unbearable, weighed.fits, "x")
    assert "smaller, or turned round, without" in ablation_sentence(ablated)


def test_tables_and_figures_are_written(dates, weighed, ablated, tmp_path):
    for sheet in (dates_sheet(dates), weights_sheet(weighed.arms, weighed.fits), ablation_sheet(ablated)):
        lines = sheet.markdown().splitlines()
        assert len({line.count("|") for line in lines}) == 1
        assert sheet.rich().row_count == len(lines) - 2
    rows = list(csv.DictReader(io.StringIO(csv_text(weighed.rows()))))
    assert [float(row["value"]) for row in rows] == [0.1, 2.0]
    figure = dates_figure(dates, weighed.arms, weighed.fits)
    files = save_study(figure, tmp_path, "dates", "Dates", dates_alt(dates, weighed.arms))
    files += save_study(ablation_figure(ablated), tmp_path, "ablation", "Ablation", ablation_alt(ablated))
    assert all(path.stat().st_size > 0 for path in files)


def test_a_second_time_runs_nothing_anew(bench, island, dates):
    part = next(Path(bench.out).glob("island-dates-hold/runs/*.parquet"))
    before = part.stat().st_mtime_ns
    assert by_date(bench, island, "island", (4.0, 0.0)).hold == dates.hold
    assert part.stat().st_mtime_ns == before


def test_usual_days(island, recorded):
    assert usual_days(island) == tuple(float(np.round(day, 1)) for day in np.arange(0.0, 5.1, 0.5))
    assert usual_days(recorded)[-1] == 9.0


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_commands(tmp_path):
    few = ("-n", 8, "--threads", 1, "--out", tmp_path)
    told = call("branch-dates", "island", *few, "--days", "0,3", "--weights", "0.2,1", "--json")
    assert told.exit_code == 0, told.output
    body = json.loads(told.stdout)
    assert [row["value"] for row in body["dates"]] == [0.0, 3.0]
    assert [row["value"] for row in body["weights"]] == [0.2, 1.0]
    assert len(list((tmp_path / "branch-dates-island").glob("*.*"))) == len(body["files"]) == 4
    told = call("ablate", "island", *few, "--off", "stands")
    assert told.exit_code == 0, told.output
    assert "it cannot be told from that" in told.stdout or "smaller" in told.stdout
    assert call("ablate", "island", *few, "--off", "stand").exit_code == 2
    assert call("branch-dates", "island", *few, "--days", "soon").exit_code == 2
    assert call("branch-dates", "nowhere", *few).exit_code == 3


@pytest.mark.parametrize("study", [ticks, resolutions])
def test_a_variant_against_itself(study, bench, island):
    few = replace(bench, n=12)
    if study is ticks:
        found = ticks(few, island, "self", (6.0, 3.0))
        assert found.reference == "3 h"
    else:
        found, costs = resolutions(few, island, "self", (1, 2))
        assert found.reference == "2"
        assert costs[1].agents - costs[0].agents == 8
        assert resolution_alt(found).count("capital falls") >= 1
        assert resolution_figure(found).axes
    assert found.variants[-1].outcomes_p == 1.0
    assert all(0.0 <= one.capital_p <= 1.0 for one in found.variants)
    assert sum(one.value for one in found.variants[0].outcomes) == pytest.approx(1.0)
    assert len(alike_sheet(found, "Variant").rows) == 2


def test_changes_are_validated(island):
    with pytest.raises(ScenarioError):
        changed(island, {"branch.kind": "win"})
