"""Designs: the points, how they are written on a command line, and what they do to rows."""

from __future__ import annotations

import fake_engine
import numpy as np
import pytest

from sim.batch import Design, run_batch
from sim.batch.design import Axis, grid, latin_hypercube, parse_axis, read_table, sobol, zipped
from sim.errors import UsageError

A = Axis("parameters.a", (1.0, 2.0))
B = Axis("parameters.b", (10.0, 20.0, 30.0))
RANGE = Axis("parameters.c", (), (2.0, 4.0))
OTHER_RANGE = Axis("parameters.d", (), (-1.0, 1.0))


def test_axis_of_values_and_of_a_range():
    assert parse_axis("parameters.a=0.1, 2,3e1") == Axis("parameters.a", (0.1, 2.0, 30.0))
    axis = parse_axis('units."25th Division".men=1000:2000')
    assert axis == Axis('units."25th Division".men', (), (1000.0, 2000.0))


@pytest.mark.parametrize(
    "text", ["", "a", "=1", "a=", "a=1,", "a=x", "a=1:x", "a=2:1", "a=1:1", "a=nan", "a=1,inf"]
)
def test_axis_that_is_none(text):
    with pytest.raises(UsageError, match="--vary"):
        parse_axis(text)


def test_grid_is_every_value_with_every_other():
    design = grid([A, B])
    assert design.names == ("parameters.a", "parameters.b")
    assert design.values.tolist() == [[1, 10], [1, 20], [1, 30], [2, 10], [2, 20], [2, 30]]


def test_zip_goes_in_step():
    assert zipped([A, Axis("b", (5.0, 6.0))]).values.tolist() == [[1, 5], [2, 6]]
    with pytest.raises(UsageError, match=r"parameters\.a has 2, parameters\.b has 3"):
        zipped([A, B])


def test_latin_hypercube_has_one_point_in_every_slice():
    design = latin_hypercube([RANGE, OTHER_RANGE], 16, seed=3)
    slices = np.floor((design.values - [2.0, -1.0]) / [2.0, 2.0] * 16).astype(int)
    assert all(sorted(column) == list(range(16)) for column in slices.T)


def test_sobol_fills_every_half_and_follows_the_seed():
    design = sobol([RANGE, OTHER_RANGE], 8, seed=3)
    assert (design.values[:, 0] < 3.0).sum() == 4
    assert np.array_equal(design.values, sobol([RANGE, OTHER_RANGE], 8, seed=3).values)
    assert not np.array_equal(design.values, sobol([RANGE, OTHER_RANGE], 8, seed=4).values)
    with pytest.raises(UsageError, match="such as 8"):
        sobol([RANGE], 7, seed=1)


def test_ways_that_do_not_fit_the_axes():
    with pytest.raises(UsageError, match="needs a range"):
        sobol([A], 8, seed=1)
    with pytest.raises(UsageError, match="--latin-hypercube N or --sobol N"):
        grid([RANGE])
    with pytest.raises(UsageError, match="given twice"):
        grid([A, A])
    with pytest.raises(UsageError, match="1 to 1,000,000 points"):
        grid([Axis(str(i), tuple(range(20))) for i in range(5)])


def test_table(tmp_path):
    path = tmp_path / "points.csv"
    path.write_text('parameters.a,"units.1st, Division.men"\n1,2\n\n3,4.5\n')
    design = read_table(path)
    assert design.names == ("parameters.a", "units.1st, Division.men")
    assert design.values.tolist() == [[1, 2], [3, 4.5]]


@pytest.mark.parametrize("text", ["", "a,b\n", "a,b\n1\n", "a,b\n1,x\n", "a,a\n1,2\n", "a\n1,2\n"])
def test_table_that_is_none(tmp_path, text):
    path = tmp_path / "points.csv"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"points\.csv|given twice"):
        read_table(path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_table(tmp_path)


def test_every_point_has_the_same_runs(tmp_path):
    design = Design(("parameters.expected_days",), np.array([[0.0], [0.5], [1.0]]), "grid")
    result = run_batch(fake_engine.batch(design=design, part_rows=32), tmp_path / "three", 50)
    table = result.table(["run", "point"])
    assert result.runs == 50
    assert table["point"].to_pylist() == [0] * 50 + [1] * 50 + [2] * 50
    assert table["run"].to_pylist() == list(range(50)) * 3
    assert result.points().to_pylist()[1] == {"point": 1, "parameters.expected_days": 0.5}
    assert result.manifest["design"]["points"] == 3


def test_a_design_is_topped_up_like_any_batch(tmp_path):
    design = Design(("parameters.expected_days",), np.array([[0.0], [0.5], [1.0]]), "grid")
    batch = fake_engine.batch(design=design, part_rows=32)
    for n in (7, 20, 50):
        run_batch(batch, tmp_path / "goes", n)
    run_batch(batch, tmp_path / "once", 50)
    assert fake_engine.bytes_of(tmp_path / "goes") == fake_engine.bytes_of(tmp_path / "once")


def test_the_numbers_of_a_point_reach_the_engine(tmp_path):
    design = Design(("parameters.expected_days",), np.array([[0.0], [0.5]]), "grid")
    varied = run_batch(fake_engine.batch(design=design), tmp_path / "varied", 20).table(["men_end"])[
        "men_end"
    ]
    plain = run_batch(fake_engine.batch(), tmp_path / "plain", 20).table(["men_end"])["men_end"]
    assert varied.to_pylist()[:20] == plain.to_pylist()
    assert varied.to_pylist()[20:] != plain.to_pylist()
