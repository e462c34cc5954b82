"""Reading a result folder, sound and damaged."""

from __future__ import annotations

import json
import shutil

import fake_engine
import numpy as np
import pytest

from sim.batch import run_batch
from sim.errors import ResultError
from sim.results import Result
from sim.results.parts import Layout, read_part, stored_rows

LAYOUT = Layout(64, 1)


def test_table_has_every_run_once_in_order(sound):
    result = Result.open(sound)
    table = result.table()
    assert table["run"].to_pylist() == list(range(fake_engine.RUNS))
    assert tuple(table.column_names) == result.columns
    assert result.rows == result.runs == fake_engine.RUNS


def test_table_of_some_columns_in_the_order_asked_for(sound):
    assert Result.open(sound).table(["outcome", "run"]).column_names == ["outcome", "run"]


def test_daily_counts_every_run(sound):
    result = Result.open(sound)
    daily = result.daily()
    days, places = result.manifest["days"] + 1, len(result.manifest["places"])
    assert daily["men_share"].shape == (days, 101)
    assert daily["held"].shape == (days, places)
    assert (daily["men_share"].sum(axis=1) == fake_engine.RUNS).all()
    assert daily["held"][0].tolist() == [fake_engine.RUNS] * places


def test_row_is_the_row_of_the_table(sound):
    result = Result.open(sound)
    assert result.row(99) == result.table().to_pylist()[99]


def test_manifest_says_what_it_is_of(sound):
    manifest = Result.open(sound).manifest
    assert manifest["schema_version"] == 1
    assert (manifest["name"], manifest["seed"], manifest["engine"], manifest["runs"]) == (
        "small",
        1,
        "fake",
        fake_engine.RUNS,
    )
    assert manifest["scenario"]["scenario"]["title"] == "The island of Vell"
    assert len(manifest["scenario_sha256"]) == 64
    assert {"rout", "python", "numpy", "numba", "mesa", "pyarrow"} <= set(manifest["versions"])
    assert manifest["places"][0] == {"name": "Port Vell", "lat": 10.0, "lon": 20.0, "population": 400_000.0}
    assert manifest["observed"] == {"Bridge": 4.5}


def test_opened_by_name_in_the_usual_folder(sound, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(sound, tmp_path / "results" / "small")
    assert Result.open("small").rows == fake_engine.RUNS
    with pytest.raises(ResultError, match="did you mean 'small'"):
        Result.open("smal")


def test_no_result_there(tmp_path):
    with pytest.raises(ResultError, match="no such result"):
        Result.open(tmp_path / "nothing")
    with pytest.raises(ResultError, match=r"not a result: it has no manifest\.json"):
        Result.open(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema_version": 1}', "\0"])
def test_damaged_manifest(folder, text):
    (folder / "manifest.json").write_text(text)
    with pytest.raises(ResultError, match=r"manifest\.json"):
        Result.open(folder)


def test_manifest_of_a_later_version(folder):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema_version": 99}))
    with pytest.raises(ResultError, match="later version"):
        Result.open(folder)


def test_unknown_column_names_the_likely_one(sound):
    with pytest.raises(ResultError, match="did you mean 'men_end'"):
        Result.open(sound).table(["men_ends"])


def test_unknown_run(sound):
    with pytest.raises(ResultError, match="has no run 150; it has 150 runs"):
        Result.open(sound).row(fake_engine.RUNS)


def test_no_run_yet(tmp_path):
    run_batch(fake_engine.batch(), tmp_path, 0)
    with pytest.raises(ResultError, match="holds no run yet"):
        Result.open(tmp_path).table()
    assert Result.open(tmp_path).daily()["held"].sum() == 0


@pytest.mark.parametrize("kind", ["runs", "daily"])
def test_a_file_cut_anywhere_is_left_out_or_told_of(folder, kind):
    path = sorted((folder / kind).iterdir())[0]
    data = path.read_bytes()
    for size in np.linspace(0, len(data) - 1, 40).astype(int):
        path.write_bytes(data[:size])
        assert 0 not in stored_rows(folder) or kind == "daily"
        with pytest.raises(ResultError, match="missing or damaged"):
            read_part(folder, 0, LAYOUT)


def test_a_flipped_bit_in_the_pages_is_told_of_or_changes_no_value(folder):
    path = folder / "runs" / "part-00000.parquet"
    data, sound = path.read_bytes(), read_part(folder, 0, LAYOUT).table
    footer = int.from_bytes(data[-8:-4], "little") + 8  # Parquet keeps no checksum of it
    told = 0
    for place in np.linspace(4, len(data) - footer - 1, 120).astype(int):
        spoilt = bytearray(data)
        spoilt[place] ^= 1
        path.write_bytes(spoilt)
        try:
            assert read_part(folder, 0, LAYOUT).table.equals(sound)
        except ResultError:
            told += 1
    assert told > 40


def test_a_missing_part_is_made_again_with_the_same_bytes(folder):
    before = fake_engine.bytes_of(folder)
    (folder / "runs" / "part-00001.parquet").unlink()
    run_batch(fake_engine.batch(), folder, fake_engine.RUNS)
    assert fake_engine.bytes_of(folder) == before
