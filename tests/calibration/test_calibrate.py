"""``rout calibrate`` from words to a file that a scenario draws from, and its exit codes."""

from __future__ import annotations

import json

import numpy as np
import pytest
from calibration.conftest import FEW
from calibration.toy import PRIORS, RECORD, write
from typer.testing import CliRunner

from sim.calibration.priors import read_priors
from sim.calibration.simulate import study
from sim.cli import app
from sim.engines.compiled import simulate
from sim.model.world import build_world
from sim.scenario import load
from sim.scenario.posterior import read_vectors

pytest.importorskip("sklearn")

DRAWS = 1200


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with a calibration of a record that one of its own vectors made."""
    folder = tmp_path_factory.mktemp("calibrate")
    priors = read_priors(str(write(folder)))
    found = study(priors, folder / "truth", 7, 64)
    lost = int(np.argmin(np.abs(found.days[:, 0] - 2.0)))
    days = dict(zip(priors.records[0].places, found.days[lost], strict=True))
    record = "".join(f"{name} = {told(day)}\n" for name, day in days.items())
    write(folder, record=f"[observed]\n{record}")
    return folder


def told(day):
    """A day as a record says it."""
    return f"{day:.3f}" if day < 6.0 else '"held"'


def call(folder, *words):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("COLUMNS", "110")
        return CliRunner().invoke(app, ["calibrate", "priors.toml", "-n", str(DRAWS), *map(str, words)])


@pytest.fixture(scope="module")
def done(home):
    return call(home, "--truths", 200, "-o", "isle.parquet", "--anyway")


def test_it_prints_what_was_learned_and_how_it_was_checked(done):
    text = " ".join(done.output.split())
    assert done.exit_code == 0, done.output
    for words in (
        "break_rate",
        "Posterior 5–95 %",
        "simulated truths",
        "chosen by the CRPS",
        "can make such a record",
        "Where the record is far",
    ):
        assert words in text


def test_the_file_says_where_it_comes_from(home, done):
    found = read_vectors((home / "isle.parquet").read_bytes())
    assert [one.column for one in found.meanings] == [
        "parameters.break_rate", "isle: units.*.cohesion", "*: units.*.cohesion",
    ]  # fmt: skip
    told = found.provenance
    assert (told["seed"], told["draws"]) == (1, DRAWS)
    assert len(told["priors_sha256"]) == 64
    assert told["engine_hash"]
    assert told["created"]
    assert found.weights.sum() == pytest.approx(1.0)
    rate = found.values[:, 0]
    assert 0.1 <= rate.min() < rate.max() <= 10.0


def test_the_same_command_writes_the_same_bytes(home, done):
    assert call(home, "--truths", 200, "-o", "again.parquet", "--anyway", "-q", "--jobs", 1).exit_code == 0
    assert (home / "again.parquet").read_bytes() == (home / "isle.parquet").read_bytes()


def test_a_scenario_draws_from_it(home, done):
    (home / "after.toml").write_text(
        'extends = "isle.toml"\n[posterior]\nfile = "isle.parquet"\nwar = "isle"\n', encoding="utf-8"
    )
    stored = read_vectors((home / "isle.parquet").read_bytes())
    columns = simulate(build_world(load(home / "after.toml")), 1, np.arange(200)).columns
    assert set(columns["drawn.parameters.break_rate"]) <= set(stored.values[:, 0])
    assert len(set(columns["drawn.units.*.cohesion"])) > 10


def test_json_is_all_that_is_printed(home, done):
    body = json.loads(call(home, "--truths", 200, "--anyway", "--json").stdout)
    assert body["command"] == "calibrate"
    assert {row["verdict"] for row in body["numbers"]} <= {
        "learned", "weakly learned", "not identified", "no interval",
    }  # fmt: skip
    assert sum(gap["share"] for gap in body["gaps"]) == pytest.approx(1.0)
    assert len({gap["place"] for gap in body["gaps"]}) == len(body["gaps"]) > 2
    assert all((row["posterior"] is None) == (row["verdict"] == "no interval") for row in body["numbers"])


def test_a_record_that_no_vector_can_make_ends_with_4_and_writes_nothing(home, done, tmp_path):
    impossible = RECORD.replace("Bridge = 1.6", 'Bridge = "held"').replace('Cape = "held"', "Cape = 0.2")
    write(tmp_path, record=impossible.replace("{ from = 3.0, to = 5.0 }", "0.1"))
    failed = call(tmp_path, "--truths", 200)
    assert failed.exit_code == 4, failed.output
    assert "nothing fits" in failed.stderr
    assert not list(tmp_path.rglob("*.parquet"))


def test_too_few_vectors_and_another_kind_of_file_are_refused(home):
    few = call(home, "-n", 100)
    assert few.exit_code == 2
    assert "at least 1,000 vectors" in few.stderr
    other = call(home, "-o", "isle.csv")
    assert other.exit_code == 2
    assert "write -o isle.parquet" in other.stderr


def test_without_scikit_learn_it_says_what_to_install_before_it_simulates(home, monkeypatch):
    monkeypatch.setattr("sim.calibration.summaries.find_spec", lambda name: None)
    failed = call(home, "--work", "elsewhere")
    assert failed.exit_code == 2
    assert "rout[calibrate]" in failed.stderr
    assert not (home / "elsewhere").exists()


def test_a_posterior_that_nobody_may_believe_has_no_interval(home, monkeypatch):
    monkeypatch.setattr("sim.calibration.coverage.MOST_COVERAGE", 0.0)
    told = call(home, "--truths", 200, "--json").stdout
    assert all(row["posterior"] is None for row in json.loads(told)["numbers"])


def test_what_does_not_stand_unattacked_is_said_and_too_few_that_do_are_refused(home, tmp_path):
    words = "[unattacked]\ndays = 6.0\nmost_lost = 0\n\n[wars.isle]"
    marked = PRIORS.replace("[wars.isle]", words).replace("6.0 }", "6.0, unattacked = true }")
    write(tmp_path, priors=marked)
    (tmp_path / "isle.toml").write_text((home / "isle.toml").read_text("utf-8"), encoding="utf-8")
    few = call(tmp_path)
    assert few.exit_code == 2, few.output
    assert "of these vectors an army that nobody attacks stands" in few.stderr
    told = json.loads(call(tmp_path, "-n", 4000, "--truths", 200, "--anyway", "--json").stdout)
    assert 1000 <= told["standing"] < told["draws"] == 4000
    assert told["vectors"] == FEW
    said = f"Under {told['standing']:,} of 4,000 vectors drawn an army that nobody attacks stands"
    assert said in told["sentences"][0]
