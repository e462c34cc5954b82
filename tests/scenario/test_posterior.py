"""A scenario that names a posterior: each run draws one vector, the same in both engines and in any order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.engines import compiled, mesa_model
from sim.errors import ScenarioError
from sim.model.world import build_world
from sim.results import Points
from sim.scenario import build, load, resolved
from sim.scenario.posterior import Meaning, Vectors, middles, parquet_of, read_vectors
from sim.studies.runner import changed

SMALL = Path(__file__).parent / "small.toml"
VECTORS = Vectors(
    meanings=(
        Meaning("parameters.break_rate", "set"),
        Meaning("units.*.cohesion", "add", "isle"),
        Meaning("units.*.cohesion", "add", "*"),
        Meaning("groups.*.men", "times"),
    ),
    values=np.array([[0.5, 0.1, 5.0, 1.0], [1.5, -0.2, -5.0, 1.1], [2.5, 0.3, 0.0, 0.9]]),
    weights=np.array([0.2, 0.5, 0.3]),
    wars=("isle",),
    provenance={"seed": 1},
)
RATE, COHESION = "parameters.break_rate", "units.Guard Brigade.cohesion"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "small.toml").write_text(SMALL.read_text("utf-8"), encoding="utf-8")
    (tmp_path / "p.parquet").write_bytes(parquet_of(VECTORS))
    return tmp_path


def write(folder, text='file = "p.parquet"\nwar = "isle"', name="named.toml", extends="small.toml", more=""):
    path = folder / name
    path.write_text(
        f'extends = "{extends}"\n{more}[posterior]\n{text}\n' if text else f'extends = "{extends}"\n{more}'
    )
    return path


def numbers(world, runs=400, points=None):
    where, values, _ = world.run_numbers(1, np.arange(runs), points)
    return {name: values[:, list(where).index(word)] for name, word in world.index.items() if word in where}


def test_each_run_draws_a_vector_by_its_weight(folder):
    drawn = build_world(load(write(folder))).draw(1, np.arange(20_000))
    assert len(np.unique(drawn[:, -3:], axis=0)) == 3
    shares = [(drawn[:, -3] == rate).mean() for rate in VECTORS.values[:, 0]]
    assert shares == pytest.approx(VECTORS.weights, abs=0.012)


def test_a_draw_is_a_function_of_seed_and_run_alone(folder):
    world = build_world(load(write(folder)))
    runs = np.array([7, 3, 900, 7])
    drawn = world.draw(1, runs)
    assert np.array_equal(drawn, world.draw(1, np.arange(901))[runs])
    assert not np.array_equal(drawn, world.draw(2, runs))


def test_both_engines_run_what_was_drawn(folder):
    world = build_world(load(write(folder), {"scenario.horizon_days": 3}))
    runs = np.array([4, 1, 8])
    found, plain = compiled.simulate(world, 1, runs).columns, mesa_model.simulate(world, 1, runs).columns
    assert list(found) == list(plain)
    for name, column in found.items():
        assert np.array_equal(column, plain[name], equal_nan=column.dtype.kind == "f"), name
    assert {"drawn.parameters.break_rate", "drawn.units.*.cohesion", "drawn.groups.*.men"} <= set(found)


def test_set_add_and_times_within_the_range(folder):
    scenario = load(write(folder))
    found = numbers(build_world(scenario))
    row = np.searchsorted(VECTORS.values[:, 0], found[RATE])
    assert found[COHESION] == pytest.approx(scenario.units["Guard Brigade"].cohesion + VECTORS.values[row, 1])
    assert found["groups.Hill Front.men"] == pytest.approx(5000 * VECTORS.values[row, 3])
    far = numbers(build_world(load(write(folder, 'file = "p.parquet"'), {"units.*.cohesion": 9.0})))
    assert set(far[RATE]) == set(VECTORS.values[:, 0])
    assert COHESION not in far  # set by the override


def test_a_war_that_was_not_fitted_has_columns_of_its_own(folder):
    found = numbers(build_world(load(write(folder, 'file = "p.parquet"'))))
    assert set(np.round(found[COHESION] - 1.8, 6)) == {5.0, -5.0, 0.0}


def test_what_is_added_to_a_number_that_is_drawn(folder):
    world = build_world(
        load(write(folder, more='[units."Guard Brigade"]\ncohesion = { uniform = [1.0, 1.2] }\n'))
    )
    found = numbers(world)
    assert len(set(found[COHESION])) == 400
    assert 0.8 <= found[COHESION].min() < found[COHESION].max() <= 1.5


def test_what_is_laid_over_it_wins(folder):
    path = write(folder)
    assert RATE not in build_world(load(path, {RATE: 3.0})).joint.targets
    assert set(numbers(build_world(load(path)), points=Points((RATE,), np.full((400, 1), 9.0)))[RATE]) == {
        9.0
    }
    later = write(folder, "", "later.toml", "named.toml", f"[parameters]\n{RATE.partition('.')[2]} = 3.0\n")
    scenario = load(later)
    assert scenario.parameters.break_rate == 3.0
    assert RATE not in build_world(scenario).joint.targets
    assert COHESION in build_world(scenario).joint.targets
    same = write(folder, name="same.toml", more="[parameters]\nbreak_rate = 3.0\n")
    assert RATE in build_world(load(same)).joint.targets


def test_studies_that_change_a_number_change_it(folder):
    scenario = changed(load(write(folder)), {RATE: 3.0, "mechanisms.rumours": False})
    assert RATE not in build_world(scenario).joint.targets
    assert scenario.parameters.break_rate == 3.0
    assert not scenario.mechanisms.rumours


def test_a_result_holds_all_that_its_runs_need(folder):
    scenario = load(write(folder))
    (folder / "p.parquet").unlink()
    again = build(resolved(scenario))
    assert again == scenario
    assert np.array_equal(
        build_world(again).draw(1, np.arange(9)), build_world(scenario).draw(1, np.arange(9))
    )
    assert build(resolved(scenario), "it", {"posterior.file": ""}).posterior.columns == ()


def test_the_middle_is_the_weighted_median(folder):
    assert middles(load(write(folder)).posterior) == {RATE: 1.5}


def damaged(folder):
    data = bytearray((folder / "p.parquet").read_bytes())
    data[len(data) // 3] ^= 0xFF
    (folder / "p.parquet").write_bytes(bytes(data[: len(data) // 2]))


def foreign(folder):
    pq.write_table(pa.table({"a": [1.0]}), folder / "p.parquet")


def infinite(folder):
    values = VECTORS.values.copy()
    values[0, 0] = np.inf
    (folder / "p.parquet").write_bytes(
        parquet_of(Vectors(VECTORS.meanings, values, VECTORS.weights, ("isle",), {}))
    )


def of_another_war(folder):
    meanings = (Meaning("units.Nobody.cohesion", "set"),)
    found = Vectors(meanings, np.ones((1, 1)), np.ones(1), ("isle",), {})
    (folder / "p.parquet").write_bytes(parquet_of(found))


@pytest.mark.parametrize(
    ("spoil", "text", "says"),
    [
        (None, 'file = "q.parquet"', "there is no posterior"),
        (None, 'file = "../p.parquet"', "in the scenario's folder or below it"),
        (None, 'file = "small.toml"', "is a .parquet file"),
        (None, 'file = "p.parquet"\nwar = "ilse"', 'did you mean "isle"?'),
        (damaged, 'file = "p.parquet"', "is damaged or no Parquet file"),
        (foreign, 'file = "p.parquet"', "not written by 'rout calibrate'"),
        (infinite, 'file = "p.parquet"', "is not finite"),
        (of_another_war, 'file = "p.parquet"', "no number of this scenario"),
        (None, "file = 3", "is no text"),
        (None, 'file = "p.parquet"\nwra = "isle"', 'did you mean "war"?'),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_error(folder, spoil, text, says):
    if spoil:
        spoil(folder)
    with pytest.raises(ScenarioError) as caught:
        load(write(folder, text))
    assert says in str(caught.value)
    assert "named.toml:" in str(caught.value)


def test_a_file_that_is_too_large_is_not_read(folder, monkeypatch):
    monkeypatch.setattr("sim.scenario.posterior.MOST_BYTES", 100)
    with pytest.raises(ScenarioError, match="over 100 bytes"):
        load(write(folder))


def test_what_was_written_is_read_back():
    found = read_vectors(parquet_of(VECTORS))
    assert found.meanings == VECTORS.meanings
    assert np.array_equal(found.values, VECTORS.values)
    assert found.provenance == {"seed": 1}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("vectors", [[1.0]]),
        ("weights", [1.0, 0.0]),
        ("weights", [-1.0, 1.0, 1.0]),
        ("columns", "many"),
        ("vectors", 3),
    ],
)
def test_a_tree_with_other_vectors_than_it_tells_is_refused(folder, key, value):
    tree = resolved(load(write(folder)))
    tree["posterior"][key] = value
    with pytest.raises(ScenarioError, match="posterior"):
        build(tree)


def test_check_says_what_is_drawn(folder):
    done = CliRunner().invoke(app, ["check", str(write(folder))])
    assert done.exit_code == 0, done.output
    assert "each run draws one of 3 vectors of p.parquet of war isle" in done.output
