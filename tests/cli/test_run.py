"""``rout run`` from words to folders, tables, JSON and exit codes."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import fake_engine
import pytest

from sim.results import Result

SMALL = fake_engine.SCENARIO


def test_a_run_writes_a_result_and_prints_how_the_runs_end(rout):
    done = rout("run", SMALL, "-n", 100)
    assert done.exit_code == 0, done.output
    assert "small: The island of Vell (100 runs, seed 1)" in done.stdout
    assert "95 % interval" in done.stdout
    assert "Port Vell falls by day" in done.stdout
    result = Result.open("results/small")
    assert result.runs == 100
    assert result.manifest["scenario_file"].endswith("small.toml")


def test_several_scenarios_each_get_a_folder(rout, tmp_path):
    other = shutil.copy(SMALL, tmp_path / "other.toml")
    assert rout("run", SMALL, other, "-n", 10, "--quiet").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == ["other", "small"]


def test_json_is_all_that_is_printed(rout):
    done = rout("run", SMALL, "-n", 200, "--json")
    body = json.loads(done.stdout)
    assert body["schema_version"] == 1
    (result,) = body["results"]
    assert (result["name"], result["runs"], result["failed"]) == ("small", 200, 0)
    assert sum(each["runs"] for each in result["outcomes"].values()) == 200
    siege = result["outcomes"]["siege"]
    assert 0 <= siege["low"] <= siege["value"] <= siege["high"] <= 1
    never = result["capital_lost_day"]["never"]
    assert (
        never["runs"]
        == Result.open("results/small").table(["capital_lost_day"])["capital_lost_day"].null_count
    )


def test_quiet_prints_nothing(rout):
    assert rout("run", SMALL, "-n", 10, "--quiet").output == ""


def test_topping_up_and_replacing(rout):
    rout("run", SMALL, "-n", 10)
    assert "20 runs" in rout("run", SMALL, "-n", 20).stdout
    refused = rout("run", SMALL, "-n", 20, "--seed", 2)
    assert refused.exit_code == 5
    assert "its seed is 1, here 2" in refused.stderr
    assert "--replace" in refused.stderr
    assert "seed 2" in rout("run", SMALL, "-n", 20, "--seed", 2, "--replace").stdout


def test_an_intervention_can_be_at_another_place(rout):
    done = rout("run", SMALL, "-n", 5, "--branch", "hold", "--at", "Ferry", "--quiet")
    assert done.exit_code == 0, done.output
    manifest = Result.open("results/small.hold.Ferry").manifest
    assert (manifest["scenario"]["branch"]["kind"], manifest["scenario"]["branch"]["place"]) == (
        "hold",
        "Ferry",
    )
    refused = rout("run", SMALL, "-n", 5, "--branch", "hold", "--at", "North Shore")
    assert refused.exit_code != 0
    assert "held by" in refused.stderr


def test_overrides_branch_and_tick_end_up_in_the_manifest(rout):
    words = (
        "--set",
        "units.Guard Brigade.men=123",
        "--set",
        "parameters.expected_days=2",
        "--branch",
        "fall",
    )
    assert rout("run", SMALL, "-n", 5, *words, "--tick-hours", 6).exit_code == 0
    scenario = Result.open("results/small.fall").manifest["scenario"]
    assert scenario["units"]["Guard Brigade"]["men"] == 123
    assert scenario["parameters"]["expected_days"] == 2
    assert scenario["branch"]["kind"] == "fall"
    assert scenario["scenario"]["tick_hours"] == 6


def test_a_failed_run_is_told_of_and_is_exit_code_1(rout, monkeypatch):
    monkeypatch.setenv("FAKE_BAD_RUNS", "3 8")
    done = rout("run", SMALL, "-n", 10)
    assert done.exit_code == 1
    assert "2 runs failed" in done.stderr
    assert "rout replay small --run 3" in done.stderr
    assert "(8 runs, 2 failed, seed 1)" in done.stdout


def test_a_result_without_a_sound_run_still_prints(rout, monkeypatch):
    monkeypatch.setenv("FAKE_BAD_RUNS", "0")
    done = rout("run", SMALL, "-n", 1)
    assert done.exit_code == 1
    assert "(0 runs, 1 failed, seed 1)" in done.stdout
    assert json.loads(rout("run", SMALL, "-n", 1, "--json").stdout)["results"][0]["failed"] == 1


@pytest.mark.parametrize(
    ("engine", "warm", "told"), [("ensemble", False, True), ("ensemble", True, False), ("mesa", False, False)]
)
def test_compiling_is_told_of_when_it_is_to_come(rout, monkeypatch, engine, warm, told):
    monkeypatch.setattr("sim.cli.setup.engine_named", lambda name: replace(fake_engine.ENGINE, name=engine))
    monkeypatch.setattr("sim.cli.running.is_warm", lambda: warm)
    assert ("Compiling the engine" in rout("run", SMALL, "-n", 3).stderr) is told
    assert rout("run", SMALL, "-n", 4, "--quiet").output == ""


def test_until_stops_when_it_is_exact_enough(rout):
    done = rout("run", SMALL, "--until", "P(siege) +- 0.02", "--json")
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout)["results"][0]
    assert (result["until"]["high"] - result["until"]["low"]) / 2 <= 0.02
    assert 500 < result["runs"] < 20_000


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("siege", "expected"),
        ("P(capitol_fell) +- 0.01", "no outcome or column is called 'capitol_fell'"),
        ("mean(siege) +- 1", "an outcome has a share"),
        ("P(siege) +- 0", "not a number above 0"),
        ("P(men_end) +- 0.1", "P() takes an outcome or a column of days"),
        ("mean(capital_lost_day) +- 1", "some runs have none"),
    ],
)
def test_until_that_asks_for_nothing_known(rout, until, words):
    done = rout("run", SMALL, "--until", until)
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_sweep_shows_a_line_per_point(rout):
    done = rout("run", SMALL, "-n", 50, "--vary", "parameters.expected_days=0.1,0.5", "--name", "sweep")
    assert done.exit_code == 0, done.output
    assert "parameters.expected_days" in done.stdout
    assert [line.split()[0] for line in done.stdout.splitlines() if "50" in line] == ["0.1", "0.5"]
    assert Result.open("results/sweep").points().num_rows == 2


@pytest.mark.parametrize(
    ("words", "points"),
    [
        (("--vary", "parameters.expected_days=0.1:2", "--latin-hypercube", 5), 5),
        (("--vary", "parameters.expected_days=0.1:2", "--sobol", 4), 4),
        (("--vary", "parameters.expected_days=1,2", "--vary", "parameters.news_reach_km=50,90"), 4),
        (("--vary", "parameters.expected_days=1,2", "--vary", "parameters.news_reach_km=50,90", "--zip"), 2),
        (("--vary", 'units."Guard Brigade".men=1000,2000'), 2),
    ],
)
def test_ways_to_vary(rout, words, points):
    done = rout("run", SMALL, "-n", 3, *words, "--json")
    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)["results"][0]["points"]) == points


def test_a_table_of_points(rout, tmp_path):
    (tmp_path / "points.csv").write_text("parameters.expected_days,units.Guard Brigade.men\n1,1000\n2,3000\n")
    assert rout("run", SMALL, "-n", 3, "--table", "points.csv").exit_code == 0
    assert Result.open("results/small").points().column_names[2] == "units.Guard Brigade.men"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--zip",), "nothing to vary"),
        (("--vary", "parameters.expected_dais=1"), "did you mean"),
        (("--vary", "parameters.expected_days=1001"), "is outside 0.05 to 1000"),
        (("--vary", "a=1", "--table", "x.csv"), "leave --vary out"),
        (("--vary", "a=1", "--zip", "--sobol", "4"), "at most one of"),
        (("--branch", "stay"), "stay"),
        (("-n", "0"), "--runs"),
        (("--seed", "-1"), "--seed"),
        (("--name", "a/b"), "a name, not a path"),
        (("--nonsense",), "--nonsense"),
        (("--dask", "tcp://127.0.0.1:9"), "no scheduler answers"),
    ],
)
def test_usage_errors_are_exit_code_2(rout, monkeypatch, words, told):
    monkeypatch.setattr("sim.cli.cluster.SECONDS_TO_CONNECT", 0.3)
    done = rout("run", SMALL, *words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert "Traceback" not in done.output


def test_two_scenarios_of_one_name_are_refused(rout, tmp_path):
    twin = shutil.copy(SMALL, tmp_path / "small.toml")
    done = rout("run", SMALL, twin)
    assert done.exit_code == 2
    assert "two results would be called 'small'" in done.stderr
    assert rout("run", SMALL, twin, "--name", "x").exit_code == 2


def test_problems_of_all_scenarios_are_told_before_anything_is_run(rout, tmp_path):
    (tmp_path / "bad.toml").write_text("[scenario]\ntitel = 1\n")
    done = rout("run", SMALL, "bad.toml", "missing.toml", "homs-holt")
    assert done.exit_code == 3
    assert "titel" in done.stderr
    assert "missing.toml" in done.stderr
    assert "did you mean 'homs-hold'" in done.stderr
    assert not (tmp_path / "results").exists()


def test_a_scenario_here_comes_before_a_shipped_one(rout, tmp_path):
    (tmp_path / "scenarios").mkdir()
    shutil.copy(SMALL, tmp_path / "scenarios" / "homs.toml")
    done = rout("run", "homs", "-n", 3)
    assert done.exit_code == 0
    assert "The island of Vell" in done.stdout


def test_a_fault_of_ours_is_one_line_and_exit_code_70(rout, monkeypatch):
    def broken(name):
        raise RuntimeError("nobody thought\nof this")

    monkeypatch.setattr("sim.cli.setup.engine_named", broken)
    done = rout("run", SMALL)
    assert done.exit_code == 70
    assert "RuntimeError: nobody thought of this; run with ROUT_DEBUG=1" in done.stderr
    assert done.stderr.count("\n") == 1
    monkeypatch.setenv("ROUT_DEBUG", "1")
    assert isinstance(rout("run", SMALL).exception, RuntimeError)


def test_a_folder_that_cannot_be_written_is_exit_code_5(rout, tmp_path):
    (tmp_path / "results").write_text("in the way")
    done = rout("run", SMALL, "-n", 3)
    assert done.exit_code == 5
    assert "results/small: cannot be used" in done.stderr


def test_interrupted_is_exit_code_130(rout, monkeypatch):
    def press(name):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.cli.setup.engine_named", press)
    done = rout("run", SMALL)
    assert done.exit_code == 130
