"""Vectors of a file of priors on a toy war: each is a plain run, stored, and the branches are paired."""

from __future__ import annotations

import numpy as np
import pytest
from calibration.toy import write

from sim.analysis.sensitivity import Vectors
from sim.calibration.priors import read_priors
from sim.calibration.simulate import drawn, simulate_at
from sim.calibration.summaries import observed_runs
from sim.engines import engine_named
from sim.engines.compiled import simulate
from sim.errors import ResultError, UsageError
from sim.model.world import build_world
from sim.results import Points
from sim.scenario import load
from sim.scenario.schema import NO_DAY
from sim.studies.effect_by_fit import judged
from sim.studies.runner import Study, StudyRunner, changed
from sim.studies.sources import prior_shares, shares_of
from sim.studies.vectors import ARMS, FREE, PLACE, run_vectors, subject


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return write(tmp_path_factory.mktemp("priors"))


@pytest.fixture(scope="module")
def isle(file):
    return load(file.parent / "isle.toml")


@pytest.fixture(scope="module")
def asked(file, isle):
    return subject(isle, "isle", read_priors(str(file)))


@pytest.fixture
def study(tmp_path, isle, file):
    runner = StudyRunner(engine_named("ensemble"), tmp_path, 4, seed=3, threads=1)
    return Study("test", isle, file, "isle", tmp_path, runner, json=False, quiet=True)


def points(size=6):
    shares = np.random.default_rng(1).uniform(size=(size, 2))
    return Vectors(shares, np.arange(size) // 2)


def test_a_vector_is_a_plain_run_with_its_numbers(asked, study, isle):
    vectors = points()
    found = run_vectors(study, asked, "v", vectors, 4)
    rate = asked.values(vectors.shares)[5, 0]
    assert asked.unknowns[0].name == "parameters.break_rate"
    for arm in ARMS:
        world = build_world(changed(isle, {"branch.kind": arm}))
        offset = asked.values(vectors.shares)[5, 1]
        names = [name for name in world.index if name.startswith("units.") and name.endswith(".cohesion")]
        stated = [float(world.template.view(np.float64)[world.position(name)]) for name in names]
        own = Points(
            ("parameters.break_rate", *names), np.tile([rate, *(one + offset for one in stated)], (4, 1))
        )
        days = simulate(world, 3, 2 * 4 + np.arange(4), own).columns["capital_lost_day"]
        assert found.days[arm][5] == pytest.approx(np.nan_to_num(days, nan=NO_DAY), abs=1e-5)


def test_outputs_are_read_off_days(asked, study):
    found = run_vectors(study, asked, "v", points(), 4)
    assert found.capital_falls.sum() == (found.days[FREE] < NO_DAY).sum()
    assert found.capital_day.max() <= asked.horizon
    assert set(np.unique(found.effect)) <= {-1.0, 0.0, 1.0}
    assert (found.place_holds == (found.days[PLACE] == NO_DAY)).all()


def test_what_is_there_is_not_computed_again_and_other_vectors_are_refused(asked, study, monkeypatch):
    before = run_vectors(study, asked, "v", points(), 4)
    with monkeypatch.context() as patch:
        patch.setattr("sim.studies.vectors.simulate", None)
        after = run_vectors(study, asked, "v", points(), 4)
    assert all(np.array_equal(before.days[arm], after.days[arm]) for arm in before.days)
    with pytest.raises(ResultError, match="other runs"):
        run_vectors(study, asked, "v", points(), 5)


def test_a_scenario_must_have_the_numbers_and_a_war(file, isle):
    priors = read_priors(str(file))
    with pytest.raises(UsageError, match="no war"):
        subject(isle, "isle", priors, "isel")


@pytest.mark.parametrize("k", [0, 1])
def test_shares_are_the_inverse_of_quantiles(asked, k):
    shares = np.linspace(0.02, 0.98, 25)
    one = asked.unknowns[k]
    assert shares_of(one, one.values(shares)) == pytest.approx(shares, abs=1e-9)


def test_prior_vectors_are_those_of_a_calibration(asked):
    few, more = prior_shares(asked, 1, 5), prior_shares(asked, 1, 9)
    assert np.array_equal(few, more[:5])
    assert more.shape == (9, 2)


def test_the_misfit_is_the_mean_distance_in_spreads_of_the_prior(asked, study):
    priors, size = asked.priors, 80
    judge, shares, away = judged(study, asked, size)
    assert np.array_equal(shares, drawn(priors, 3, np.arange(size)))
    runs = observed_runs(priors, simulate_at(priors, 3, np.arange(size), shares), 3).days
    record = [1.6, 4.0, 6.0]  # the toy's: a day, the middle of a window, and held to its horizon
    distances = [abs(runs[:, k] - record[k]) / runs[:, k].std() for k in range(3)]
    assert away == pytest.approx(np.mean(distances, axis=0), rel=1e-3)
    assert judge.space.used.all()
