"""Names that are nearly right: what is found, and what is said of the others."""

from __future__ import annotations

import shutil

import fake_engine

SMALL = fake_engine.SCENARIO


def test_a_file_here_is_found_without_its_suffix_before_what_is_shipped(rout, tmp_path):
    shutil.copy(SMALL, tmp_path / "afghanistan-2021.toml")
    shutil.copy(SMALL, tmp_path / "homs.toml")
    assert rout("check", "afghanistan-2021").exit_code == 0
    assert "The island of Vell" in rout("run", "homs", "-n", 3).stdout


def test_a_scenario_that_is_not_there(rout, tmp_path):
    shutil.copy(SMALL, tmp_path / "afghanistan-2021.toml")
    for name in ("afganistan-2021", "Afghanistan_2021", "afghanistan.toml"):
        done = rout("run", name)
        assert done.exit_code == 3
        assert "did you mean 'afghanistan-2021'?" in done.stderr
    done = rout("run", "qqqq")
    assert "did you mean" not in done.stderr
    assert "neither a file qqqq.toml here or in scenarios/" in done.stderr
    assert "known: afghanistan-2021, " in done.stderr


def test_a_result_that_is_not_there(rout):
    done = rout("compare", "homs-hold")
    assert done.exit_code == 5
    assert "looked for homs-hold/ or results/homs-hold/; there are no results yet: 'rout run'" in done.stderr
    rout("run", SMALL, "-n", 3, "--quiet")
    assert "did you mean 'small'? known: small" in rout("compare", "smal").stderr
    done = rout("explain", "zzzz")
    assert "did you mean" not in done.stderr
    assert "known: small" in done.stderr
