"""``rout stand``: what is kept of a posterior, and what is said where there is nothing to keep."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

import sim.calibration.stand as module
from sim.calibration.stand import combined, stand
from sim.cli import app
from sim.scenario import load
from sim.scenario.posterior import ANY_WAR, Meaning, Vectors, parquet_of, read_vectors

COHESION = "units.*.cohesion"
LEVELS = np.array([-6.0, -6.0, -5.0, 3.0, 4.0, 5.0])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A war of ours under a posterior of another: half of its levels leave an army that cannot stand."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.cli.stand.LEAST_KEPT", 1)
    stored = Vectors(
        meanings=(
            Meaning("parameters.break_rate", "set"), Meaning(COHESION, "add", "isle"),
            Meaning(COHESION, "add", ANY_WAR),
        ),
        values=np.stack([np.linspace(1.0, 2.0, 6), np.full(6, 9.0), LEVELS], axis=1),
        weights=np.full(6, 1.0 / 6.0),
        wars=("isle",),
        provenance={"title": "a test"},
    )  # fmt: skip
    (tmp_path / "one.parquet").write_bytes(parquet_of(stored))
    write(tmp_path, "")
    return tmp_path


def write(folder, war):
    text = f'[scenario]\ntitle = "Ours"\n[posterior]\nfile = "one.parquet"\nwar = "{war}"\n'
    (folder / "ours.toml").write_text(f'extends = "offensive.toml"\n{text}', encoding="utf-8")


def call(*words):
    return CliRunner().invoke(app, ["stand", *map(str, words)])


def stored_in(path):
    return read_vectors(path.read_bytes())


def test_only_levels_under_which_the_army_stands_are_left(folder):
    done = call("ours.toml", "-o", "kept.parquet")
    assert done.exit_code == 0, done.output
    assert 'posterior.file = "kept.parquet"' in done.stdout
    assert f"of {6 * module.TIMES} vectors (6, each with {module.TIMES} levels of the army)" in done.stdout
    kept = stored_in(folder / "kept.parquet")
    assert 0 < len(kept.weights) < 6 * module.TIMES
    assert kept.values[:, 2].min() == 3.0, "no level of those under which it falls"
    told = kept.provenance["stands"]
    assert (told["kept"], told["tried"]) == (len(kept.weights), 6 * module.TIMES)
    assert kept.provenance["title"] == "a test"


def test_the_scenario_draws_from_what_is_left(folder):
    assert call("ours.toml", "-o", "kept.parquet", "-q").stdout == ""
    (folder / "after.toml").write_text(
        'extends = "ours.toml"\n[posterior]\nfile = "kept.parquet"\n', encoding="utf-8"
    )
    assert {vector[1] for vector in load(folder / "after.toml").posterior.vectors} == {3.0, 4.0, 5.0}


def test_the_same_command_writes_the_same_bytes(folder):
    for name in ("a", "b"):
        assert call("ours.toml", "-o", f"{name}.parquet").exit_code == 0
    assert (folder / "a.parquet").read_bytes() == (folder / "b.parquet").read_bytes()


def test_of_a_war_that_was_fitted_the_vectors_stay_as_they_are(folder):
    write(folder, "isle")
    assert call("ours.toml", "-o", "kept.parquet").exit_code == 0
    kept = stored_in(folder / "kept.parquet")
    assert kept.provenance["stands"]["tried"] == 6
    assert np.array_equal(kept.values, stored_in(folder / "one.parquet").values), "its own level is firm"


def test_combinations_hold_every_number_as_often_as_before():
    meanings = (Meaning("parameters.break_rate", "set"), Meaning(COHESION, "add", ANY_WAR))
    values = np.stack([np.arange(50.0), np.arange(50.0)], axis=1)
    one = Vectors(meanings, values, np.arange(1.0, 51.0) / 1275.0, (), {})
    many = combined(one)
    assert many.weights.sum() == pytest.approx(1.0)
    for k in range(2):
        assert np.array_equal(np.sort(many.values[:, k]), np.repeat(np.arange(50.0), module.TIMES))
    assert len(np.unique(many.values, axis=0)) > 5 * 50
    assert combined(replace(one, meanings=meanings[:1], values=values[:, :1])).values.shape == (50, 1)


def test_places_that_may_be_lost_are_counted(folder):
    asked, stored = load(folder / "ours.toml"), stored_in(folder / "one.parquet")
    assert stand(stored, asked, 5.0, 10_000).kept == 6 * module.TIMES
    seen = []
    assert (
        stand(stored, asked, 30.0, 3, lambda done, wanted: seen.append((done, wanted))).kept
        < 6 * module.TIMES
    )
    assert seen[-1] == (6 * module.TIMES, 6 * module.TIMES)


def test_what_cannot_be_done_is_said(folder, monkeypatch):
    assert "write -o kept.parquet" in call("ours.toml", "-o", "kept.csv").stderr
    assert call("ours.toml", "-o", "one.parquet").exit_code == 2
    plain = call("offensive", "-o", "kept.parquet")
    assert plain.exit_code == 2
    assert "names no posterior" in plain.stderr
    monkeypatch.setattr("sim.cli.stand.LEAST_KEPT", 1_000)
    none = call("ours.toml", "-o", "kept.parquet")
    assert none.exit_code == 4
    assert "raise the cohesion" in " ".join(none.stderr.split())
    assert not (folder / "kept.parquet").exists()


def test_json_is_all_that_is_printed(folder):
    body = json.loads(call("ours.toml", "-o", "kept.parquet", "--json").stdout)
    assert (body["command"], body["file"], body["days"]) == ("stand", "kept.parquet", 30.0)
