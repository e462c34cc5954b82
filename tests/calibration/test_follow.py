"""Vectors whose runs follow a record: they do, whatever the number of threads, and no step is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from calibration.conftest import FEW
from calibration.toy import PRIORS, write

from sim.calibration import follow as module
from sim.calibration.follow import BEGIN, FILES, FIRST, RUNS, Judge, follow, noise
from sim.calibration.priors import read_priors
from sim.calibration.simulate import simulate_at, study
from sim.calibration.store import InterruptedCalibrationError
from sim.calibration.summaries import observed_record
from sim.errors import UsageError


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("follow")
    priors = read_priors(str(write(folder)))
    found = study(priors, folder / "work", 3, BEGIN * FEW)
    return priors, found, observed_record(priors).days[0]


def called(toy, folder, jobs=2):
    priors, found, days = toy
    told = []
    sample = follow(priors, found.shares, days, 1, folder, jobs=jobs, say=told.append)
    return sample, told


def test_runs_of_its_vectors_come_nearer_to_the_days(toy, tmp_path):
    priors, found, _ = toy
    early = found.days[np.argsort(found.days.sum(axis=1))[10]]
    sample, told = called((priors, found, early), tmp_path)
    assert sample.shares.shape == (FEW, len(priors.unknowns))
    assert sample.weights.sum() == pytest.approx(1.0)
    numbers = np.arange(10**6, 10**6 + FEW)
    before, after = (
        np.abs(simulate_at(priors, 1, numbers, shares).days - early).mean()
        for shares in (found.shares[:FEW], sample.shares)
    )
    assert after < 0.5 * before
    assert told[0].startswith("64 vectors follow the record, step 1: the best of the nearest, mean score")


def test_threads_make_no_difference_and_a_step_that_is_there_is_not_taken_again(toy, tmp_path, monkeypatch):
    first, _ = called(toy, tmp_path / "one", jobs=1)
    other, _ = called(toy, tmp_path / "other", jobs=3)
    assert np.array_equal(first.shares, other.shares)
    monkeypatch.setattr(module, "cooled", lambda *given: pytest.fail("a step was taken again"))
    again, _ = called(toy, tmp_path / "one")
    assert np.array_equal(first.shares, again.shares)


def test_after_ctrl_c_it_goes_on_with_the_same_bytes_and_a_damaged_step_is_taken_again(
    toy, tmp_path, monkeypatch
):
    monkeypatch.setattr(module, "TEMPERATURE", 0.02)  # more than one step away
    whole, _ = called(toy, tmp_path / "whole")
    calls, own = [], module.cooled

    def stopped(*given):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return own(*given)

    folder = tmp_path / "stopped"
    with monkeypatch.context() as patch:
        patch.setattr(module, "cooled", stopped)
        with pytest.raises(InterruptedCalibrationError, match="what is done is kept"):
            called(toy, folder)
    kept = sorted(folder.glob(FILES))
    assert len(kept) == 2
    kept[-1].write_bytes(b"damaged")
    assert np.array_equal(called(toy, folder)[0].shares, whole.shares)


def test_other_days_are_another_study(toy, tmp_path):
    priors, found, days = toy
    one = follow(priors, found.shares, days, 1, tmp_path)
    other = follow(priors, found.shares, days + 0.5, 1, tmp_path)
    assert not np.array_equal(one.shares, other.shares)


@pytest.fixture
def guarded(tmp_path):
    """The same war, with a scenario in which nobody attacks."""
    return read_priors(str(write(tmp_path, priors=PRIORS.replace("6.0 }", "6.0, unattacked = true }"))))


def test_a_vector_counts_only_if_its_army_stands_in_every_run_in_which_nobody_attacks(guarded, monkeypatch):
    asked = []

    def stands(priors, seed, numbers, shares):
        asked.append(len(numbers))
        return (shares[:, 0] < 0.5) | (numbers < FIRST + 10 * (RUNS - 1))

    monkeypatch.setattr(module, "standing", stands)
    shares = np.linspace(0.05, 0.95, 10)[:, None].repeat(len(guarded.unknowns), axis=1)
    with ThreadPoolExecutor(2) as pool:
        scores = Judge(guarded, np.full(3, 2.0), 1, pool)(shares)
    assert np.isfinite(scores).tolist() == (shares[:, 0] < 0.5).tolist()
    assert sum(asked) == 10 * RUNS  # none was left out before its last run


@pytest.mark.parametrize(
    ("precision", "apart", "unit"), [(0.25, 0.5, 0.5), (0.25, 0.1, 0.25), (0.25, 0.9, 0.7), (0.0, 0.0, 1.0)]
)
def test_the_unit_of_a_score_is_how_far_runs_lie_apart_never_coarser_again_nor_finer_than_the_record(
    toy, monkeypatch, precision, apart, unit
):
    priors = replace(toy[0], precision_days=precision)
    with ThreadPoolExecutor(1) as pool:
        judge = Judge(priors, np.full(len(toy[2]), 2.0), 1, pool)
        judge.units = np.full(len(priors.records), 0.7)  # of the step before
        spread = np.linspace(-1.0, 1.0, RUNS)
        spread *= apart / noise(spread[:, None, None]).item()
        runs = np.broadcast_to(3.0 + spread[:, None, None], (RUNS, 4, len(toy[2])))
        monkeypatch.setattr(judge, "runs", lambda shares: runs)
        scores = judge.measured(np.full((4, 2), 0.5))
    assert judge.units == pytest.approx(np.full(len(priors.records), unit))
    assert scores == pytest.approx((np.abs(runs - 2.0).mean(axis=0).mean() - apart) / unit)


def test_units_are_measured_anew_while_it_cools_and_kept_from_then_on(toy, tmp_path, monkeypatch):
    measured, own = [], Judge.measured

    def counted(judge, shares):
        measured.append(len(shares))
        return own(judge, shares)

    monkeypatch.setattr(Judge, "measured", counted)
    _, told = called(toy, tmp_path)
    cooling = sum("for step" not in line for line in told)
    assert len(measured) == 1 + cooling  # the first is of those to begin with


def test_where_no_army_stands_it_is_said(guarded, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "standing", lambda priors, seed, numbers, shares: np.zeros(len(shares), bool))
    shares = np.full((8, len(guarded.unknowns)), 0.5)
    with pytest.raises(UsageError, match="none keeps an army standing in 8 runs"):
        follow(guarded, shares, np.full(3, 2.0), 1, tmp_path / "work")


def test_where_few_armies_stand_their_vectors_are_taken_again(guarded, monkeypatch):
    monkeypatch.setattr(module, "standing", lambda priors, seed, numbers, shares: shares[:, 0] < 0.3)
    shares = np.linspace(0.05, 0.95, 10)[:, None].repeat(len(guarded.unknowns), axis=1)
    with ThreadPoolExecutor(2) as pool:
        swarm = Judge(guarded, np.full(3, 2.0), 1, pool).begun(shares)
    assert len(swarm.scores) == FEW
    assert set(np.round(swarm.shares[:, 0], 6)) == {0.05, 0.15, 0.25}


def test_noise_is_half_the_mean_difference_of_two_runs():
    runs = np.random.default_rng(1).uniform(size=(5, 2, 3))
    pairs = [np.abs(runs[i] - runs[j]) for i in range(5) for j in range(5) if i != j]
    assert noise(runs) == pytest.approx(0.5 * np.mean(pairs, axis=0))
