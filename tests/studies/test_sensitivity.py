"""``rout sensitivity``, ``discover`` and ``effect-by-fit`` on a toy war: files, words, and refusals."""

from __future__ import annotations

import csv
import json

import pytest
from calibration.toy import write
from typer.testing import CliRunner

from sim.cli import app

pytest.importorskip("SALib")

SMALL = {
    "sensitivity": ("-n", 3, "--trajectories", 4, "--base", 16),
    "discover": ("-n", 2, "--draws", 200),
    "effect-by-fit": ("-n", 4, "--draws", 12, "--searched", 60),
}
FILES = {
    "sensitivity": {"sensitivity.csv", "sensitivity.png", "sensitivity.svg",
                    "screening.csv", "screening.png", "screening.svg"},
    "discover": {"rules.csv", "boxes.csv", "rules.png", "rules.svg"},
    "effect-by-fit": {"effect-by-fit.csv", "effect-by-fit.png", "effect-by-fit.svg"},
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    write(folder)
    return folder


def call(home, command, *words):
    given = (command, "isle.toml", "--priors", "priors.toml", *SMALL[command], "--threads", 1, *words)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setenv("COLUMNS", "80")
        return CliRunner().invoke(app, list(map(str, given)))


@pytest.fixture(scope="module")
def told(home):
    return {command: call(home, command) for command in SMALL}


@pytest.fixture(scope="module")
def bodies(home, told):
    """The same again as JSON: nothing is computed twice, so the numbers are the same."""
    return {command: json.loads(call(home, command, "--json").stdout) for command in SMALL}


@pytest.mark.parametrize("command", SMALL)
def test_the_command_writes_its_files_and_fits_the_terminal(home, told, command):
    assert told[command].exit_code == 0, told[command].output
    folder = home / "results" / f"{command}-isle"
    assert {path.name for path in folder.glob("*.*")} == FILES[command]
    tables = [line for line in told[command].stdout.splitlines() if line.startswith((" ", "─"))]
    assert max(map(len, tables), default=0) <= 80


@pytest.mark.parametrize("command", SMALL)
def test_json_says_the_same(told, bodies, command):
    printed = " ".join(told[command].stdout.split())
    assert bodies[command]["sentences"]
    assert all(" ".join(one.split()) in printed for one in bodies[command]["sentences"])


def test_sensitivity_has_a_row_for_each_output_and_number(bodies):
    rows = bodies["sensitivity"]["rows"]
    assert {row["output"] for row in rows} == {"capital_falls", "capital_day", "effect"}
    assert {row["number"] for row in rows} <= {"break_rate", "isle: units.*.cohesion", "all others"}
    assert all(0.0 <= row["noise_share"] <= 2.0 for row in rows)
    assert len(bodies["sensitivity"]["screening"]) == 3 * 2


def test_the_effect_is_that_of_pairs(home, bodies):
    rows = bodies["effect-by-fit"]["rows"]
    assert [row["source"] for row in rows].count("prior") == 12
    assert rows[0]["source"] == "as stated"
    assert all(row["effect_low"] <= row["effect"] <= row["effect_high"] for row in rows)
    assert all(row["misfit"] > 0.0 for row in rows)
    near = [row["misfit"] for row in rows if row["near_best"]]
    assert max(near) <= 1.2 * min(row["misfit"] for row in rows if row["source"] != "hypothesis") + 1e-9


def test_a_hypothesis_is_marked_with_its_own_numbers(home):
    (home / "firm.toml").write_text(
        'extends = "isle.toml"\n[parameters]\nbreak_rate = { uniform = [0.2, 0.4] }\n', encoding="utf-8"
    )
    body = json.loads(call(home, "effect-by-fit", "--hypothesis", "firm.toml", "--json").stdout)
    rates = [row["parameters.break_rate"] for row in body["rows"] if row["source"] == "hypothesis"]
    assert rates == pytest.approx([0.21, 0.25, 0.3, 0.35, 0.39])
    assert "firm.toml" in body["sentences"][-1]


def test_rules_tell_their_limits(home, bodies):
    with (home / "results/discover-isle/rules.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["question"] for row in rows} == {"holds", "matters"}
    assert all(0.0 <= float(row["share"]) <= 1.0 for row in rows)


@pytest.mark.parametrize(
    ("command", "words", "said"),
    [
        ("sensitivity", ("-n", 1), "at least 2 runs"),
        ("sensitivity", ("--base", 12), "such as 8 or 16"),
        ("sensitivity", ("--war", "isel"), "no war of priors.toml"),
        ("discover", ("--posterior", "none.parquet"), "cannot be read"),
        ("discover", ("--posterior", "isle.toml"), "is no posterior"),
    ],
)
def test_what_cannot_be_is_refused(home, command, words, said):
    failed = call(home, command, *words)
    assert failed.exit_code == 2, failed.output
    assert said in " ".join(failed.stderr.split())


def test_without_salib_it_says_what_to_install(home, monkeypatch):
    monkeypatch.setattr("sim.studies.vectors.find_spec", lambda name: None)
    failed = call(home, "sensitivity", "--out", "elsewhere")
    assert failed.exit_code == 2
    assert "rout[calibrate]" in failed.stderr
    assert not (home / "elsewhere").exists()
