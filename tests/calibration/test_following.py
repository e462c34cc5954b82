"""Benchmarks of what vectors that follow records say: of what they did not see, and of the answer."""

from __future__ import annotations

from argparse import Namespace
from types import SimpleNamespace

import numpy as np
import pytest
from calibration.conftest import FEW
from calibration.test_forecast import DRAWS, write_two

from benchmarks import following, left_open
from sim.calibration.priors import read_priors
from sim.calibration.simulate import study
from sim.calibration.summaries import Observed
from sim.calibration.swarm import Swarm
from sim.scenario.posterior import Meaning, Vectors


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    folder = tmp_path_factory.mktemp("following")
    priors = read_priors(str(write_two(folder)))
    found = study(priors, folder / "work", 1, DRAWS)
    return priors, found, Namespace(seed=1, jobs=2, work=folder / "work")


def test_each_war_is_forecast_from_every_step_of_following_the_others(given, capsys):
    table = following.left_out(*given)
    assert {row[0] for row in table.rows} == {"isle", "cay"}
    for war in ("isle", "cay"):
        told = [row[1] for row in table.rows if row[0] == war]
        assert told[0].startswith("none")
        falling = [float(word) for word in told[1:]]
        assert falling == sorted(falling, reverse=True)
        assert falling[-1] == 0.2
    assert all(np.isfinite([float(cell) for row in table.rows for cell in row[2:]]))
    assert len(capsys.readouterr().out.splitlines()) > len(table.rows)


def test_what_was_not_learned_stays_as_the_file_has_it(given):
    priors, _, _ = given
    extra = Meaning("parameters.prior_breaks", "set")
    meanings = (extra, *(one.meaning for one in reversed(priors.unknowns)))
    stored = Vectors(meanings, np.full((FEW, len(meanings)), 7.0), np.full(FEW, 3.0), ("isle",), {})
    shares = np.random.default_rng(1).uniform(0.1, 0.9, (FEW, len(priors.unknowns)))
    made = following.as_stored(priors, Swarm.of(shares, np.zeros(FEW)), stored)
    assert np.all(made.values[:, 0] == 7.0)
    assert np.allclose(made.values[:, :0:-1], priors.values(shares))
    assert made.weights.sum() == pytest.approx(1.0)


# --- what records leave open ---------------------------------------------------------------
ASKED = SimpleNamespace(unknowns=[SimpleNamespace(name=name) for name in (*left_open.PAIR, "third")])


def pairs(chances):
    """Effects of 0 and 1 with these chances, (vectors, pairs)."""
    draws = np.random.default_rng(5).random((len(chances), left_open.PAIRS))
    return (draws < np.asarray(chances)[:, None]).astype(float)


def over(shares, k):
    return shares[:, k] > np.median(shares[:, k])


def test_the_number_that_decides_the_effect_tells_all_of_it():
    shares = np.random.default_rng(2).random((256, 3))
    alone, both = left_open.told(ASKED, shares, pairs(over(shares, 2)))
    assert alone == "third, 100 %"
    assert float(both.split()[0]) < 10.0


def test_of_two_that_decide_it_only_together_each_alone_tells_nothing():
    shares = np.random.default_rng(2).random((256, 3))
    alone, both = left_open.told(ASKED, shares, pairs(over(shares, 0) ^ over(shares, 1)))
    assert float(alone.split()[-2]) < 10.0
    assert float(both.split()[0]) > 75.0


def test_where_vectors_differ_by_chance_alone_nothing_is_left_to_be_told():
    shares = np.random.default_rng(3).random((256, 3))
    assert set(left_open.told(ASKED, shares, pairs(np.full(256, 0.5)))) == {left_open.NOTHING}


def test_vectors_are_nearest_to_the_records_that_are_named_and_to_no_other(given, monkeypatch):
    priors, _, _ = given
    monkeypatch.setattr(left_open, "NEAREST", 3)
    first, second = (part for part in priors.parts)
    days = np.random.default_rng(4).uniform(0.0, 6.0, (50, second.stop))
    record = np.full(second.stop, 3.0)
    days[[7, 8, 9], first] = record[first] + 0.01
    days[[20, 21, 22], second] = record[second] + 0.01
    seen = Observed(days, np.zeros((50, 2)))
    names, shares = [one.name for one in priors.records], np.arange(50.0)[:, None]
    assert set(left_open.nearest_to(priors, seen, record, shares, names[:1]).ravel()) == {7, 8, 9}
    assert set(left_open.nearest_to(priors, seen, record, shares, names[1:]).ravel()) == {20, 21, 22}
    assert left_open.nearest_to(priors, seen, record, shares, ()).ravel().tolist() == [0, 1, 2]
