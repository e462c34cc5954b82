"""Simulations that are stored: the same bytes however often a study was stopped."""

from __future__ import annotations

import numpy as np
import pytest
from calibration.toy import PRIORS, write

import sim.calibration.simulate as module
from sim.calibration.priors import read_priors
from sim.calibration.simulate import drawn, simulate_at, standing, standing_shares, study
from sim.calibration.store import InterruptedCalibrationError
from sim.errors import ResultError, UsageError


@pytest.fixture
def priors(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "PART", 16)
    return read_priors(str(write(tmp_path)))


def parts(folder):
    return {path.name: path.read_bytes() for path in folder.glob("part-*.npz")}


def test_a_study_that_was_stopped_goes_on_with_the_same_bytes(priors, tmp_path):
    whole = study(priors, tmp_path / "whole", 1, 40, jobs=1)
    first = study(priors, tmp_path / "rest", 1, 24, jobs=2)
    rest = study(priors, tmp_path / "rest", 1, 40, jobs=2)
    assert parts(tmp_path / "whole") == parts(tmp_path / "rest")
    for name in ("numbers", "shares", "days", "dead"):
        assert np.array_equal(getattr(whole, name), getattr(rest, name))
        assert np.array_equal(getattr(whole, name)[:24], getattr(first, name))


def test_what_is_there_is_not_computed_again(priors, tmp_path, monkeypatch):
    before = study(priors, tmp_path / "s", 1, 32)
    monkeypatch.setattr(module, "simulate_vectors", None)
    assert np.array_equal(before.days, study(priors, tmp_path / "s", 1, 32).days)


def test_a_damaged_part_is_computed_again(priors, tmp_path):
    study(priors, tmp_path / "s", 1, 32)
    sound = parts(tmp_path / "s")
    (tmp_path / "s" / "part-00001.npz").write_bytes(b"PK\x03\x04 no archive")
    study(priors, tmp_path / "s", 1, 32)
    assert parts(tmp_path / "s") == sound


def test_ctrl_c_keeps_what_is_done(priors, tmp_path):
    def interrupt(done, total):
        if done:
            raise KeyboardInterrupt

    with pytest.raises(InterruptedCalibrationError, match="goes on from there") as caught:
        study(priors, tmp_path / "s", 1, 64, jobs=1, progress=interrupt)
    assert caught.value.exit_code == 130
    assert parts(tmp_path / "s")
    study(priors, tmp_path / "s", 1, 64, jobs=1)
    study(priors, tmp_path / "whole", 1, 64, jobs=1)
    assert parts(tmp_path / "s") == parts(tmp_path / "whole")


def test_another_seed_needs_another_folder_or_replace(priors, tmp_path):
    study(priors, tmp_path / "s", 1, 16)
    with pytest.raises(ResultError, match="other seed"):
        study(priors, tmp_path / "s", 2, 16)
    found = study(priors, tmp_path / "s", 2, 16, replace=True)
    assert np.array_equal(found.days, study(priors, tmp_path / "t", 2, 16).days)


def test_days_are_censored_and_numbers_do_what_they_say(priors, tmp_path):
    found = study(priors, tmp_path / "s", 1, 48)
    assert found.days.max() <= 6.0
    assert len(np.unique(found.days)) > 5
    firm = found.shares[:, 1] > 0.8
    assert found.days[firm, 0].mean() > found.days[found.shares[:, 1] < 0.2, 0].mean()


# --- an army that nobody attacks ---------------------------------------------------------


def marked(folder, most_lost):
    """Priors that ask for it, of an army that may come apart by itself."""
    limits = f"[unattacked]\ndays = 6.0\nmost_lost = {most_lost}\n\n[wars.isle]"
    text = PRIORS.replace("[wars.isle]", limits).replace("6.0 }", "6.0, unattacked = true }")
    return read_priors(str(write(folder, priors=text)))


def test_only_vectors_under_which_an_unattacked_army_stands_count(priors, tmp_path):
    asked = marked(tmp_path, 0)
    every = study(priors, tmp_path / "every", 1, 64)
    found = study(asked, tmp_path / "some", 1, 64)
    stands = standing(asked, 1, np.arange(64), drawn(asked, 1, np.arange(64)))
    assert 0 < stands.sum() < 64
    assert np.array_equal(found.numbers, np.flatnonzero(stands))
    for name in ("shares", "days", "dead"):
        assert np.array_equal(getattr(found, name), getattr(every, name)[stands])
    assert found.shares[:, 1].mean() > every.shares[~stands, 1].mean(), "a firmer army"
    assert np.array_equal(study(asked, tmp_path / "some", 1, 64).days, found.days)


def test_as_many_as_are_asked_for_are_drawn_and_these_are_the_same(priors, tmp_path):
    asked = marked(tmp_path, 0)
    few, more = standing_shares(asked, 1, 5), standing_shares(asked, 1, 40)
    assert (few.shape, more.shape) == ((5, 2), (40, 2))
    assert np.array_equal(few, more[:5])
    assert np.array_equal(standing_shares(priors, 1, 7), drawn(priors, 1, np.arange(7)))
    assert standing_shares(asked, 1, 0).shape == (0, 2)


def test_of_no_vector_no_run_is_made(tmp_path):
    asked = marked(tmp_path, 0)
    assert standing(asked, 1, np.arange(0), drawn(asked, 1, np.arange(0))).shape == (0,)


def test_where_none_counts_it_is_said(tmp_path, monkeypatch):
    asked = marked(tmp_path, 0)
    monkeypatch.setattr(
        module, "standing", lambda priors, seed, numbers, shares: np.zeros(len(numbers), bool)
    )
    with pytest.raises(UsageError, match=r"hardly any keeps an army standing.*\[unattacked\]"):
        standing_shares(asked, 1, 1)


def test_every_place_may_be_lost_where_that_is_said(tmp_path):
    asked = marked(tmp_path, 10_000)
    assert standing(asked, 1, np.arange(32), drawn(asked, 1, np.arange(32))).all()
    assert len(simulate_at(asked, 1, np.arange(3), drawn(asked, 1, np.arange(3)))) == 3
