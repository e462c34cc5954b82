"""Vectors whose runs follow a record: they do, whatever the number of threads, and no step is lost."""

from __future__ import annotations

import numpy as np
import pytest
from calibration.toy import write

from sim.calibration import follow as module
from sim.calibration.follow import BEGIN, FILES, VECTORS, follow, noise
from sim.calibration.priors import read_priors
from sim.calibration.simulate import simulate_at, study
from sim.calibration.store import InterruptedCalibrationError
from sim.calibration.summaries import observed_record


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("follow")
    priors = read_priors(str(write(folder)))
    found = study(priors, folder / "work", 3, BEGIN * VECTORS)
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
    assert sample.shares.shape == (VECTORS, len(priors.unknowns))
    assert sample.weights.sum() == pytest.approx(1.0)
    numbers = np.arange(10**6, 10**6 + VECTORS)
    before, after = (
        np.abs(simulate_at(priors, 1, numbers, shares).days - early).mean()
        for shares in (found.shares[:VECTORS], sample.shares)
    )
    assert after < 0.5 * before
    assert told[0].startswith("256 vectors follow the record, step 1: the best of the nearest, mean score")


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


def test_noise_is_half_the_mean_difference_of_two_runs():
    runs = np.random.default_rng(1).uniform(size=(5, 2, 3))
    pairs = [np.abs(runs[i] - runs[j]) for i in range(5) for j in range(5) if i != j]
    assert noise(runs) == pytest.approx(0.5 * np.mean(pairs, axis=0))
