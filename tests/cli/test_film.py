"""``rout film``: a file that is whole or not there, and one clear error."""

from __future__ import annotations

import pytest

SHORT = ("--set", "scenario.horizon_days=3", "--quiet")


def test_a_film_is_written(rout, tmp_path):
    done = rout("film", "island", "--run", 3, "-o", tmp_path / "new" / "run.gif", *SHORT)
    assert (done.exit_code, done.output) == (0, "")
    assert (tmp_path / "new" / "run.gif").read_bytes().startswith(b"GIF89a")
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["run.gif"]


def test_an_interrupted_film_leaves_no_file(rout, tmp_path, monkeypatch):
    def interrupted(*_: object, last: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.plots.film.Film.picture", interrupted)
    done = rout("film", "island", *SHORT)
    assert done.exit_code == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("island", "-o", "run.png"), 2, "a film is written as .gif or .mp4"),
        (("island", "--step", "inf"), 2, "expected a number of hours"),
        (("isl",), 3, "no such scenario"),
        (("island", "--set", "parameters.nothing=1"), 3, "nothing"),
        (("island", "--run", "-1"), 2, "--run"),
    ],
)
def test_what_does_not_fit_is_one_error(rout, words, code, message):
    done = rout("film", *words)
    assert done.exit_code == code
    assert message in done.output
    assert "Traceback" not in done.output
