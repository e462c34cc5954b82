"""``rout new``: what it writes passes the check, and it writes over nothing."""

from __future__ import annotations

from pathlib import Path

PLACES = "place,lat,lon,holder\nA,1,2,\nB,1.5,2,\nC,2,2,Rebels\n"


def test_what_is_written_passes_the_check_and_runs(rout):
    Path("places.csv").write_text(PLACES)
    done = rout("new", "--places", "places.csv", "-o", "deep/my-war.toml")
    assert done.exit_code == 0, done.output
    assert "TO FILL IN" in done.stdout
    checked = rout("check", "deep/my-war.toml", "--summary")
    assert checked.exit_code == 0, checked.output
    assert "2 of 2 roads have no km" in checked.stdout


def test_nothing_is_written_over(rout):
    Path("places.csv").write_text(PLACES)
    Path("my-war.toml").write_text("mine")
    done = rout("new", "--places", "places.csv", "-o", "my-war.toml")
    assert done.exit_code == 2
    assert "my-war.toml exists" in done.stderr
    assert Path("my-war.toml").read_text() == "mine"


def test_nothing_is_written_when_a_table_is_wrong(rout):
    Path("places.csv").write_text(PLACES.replace("1.5", "x"))
    done = rout("new", "--places", "places.csv", "-o", "my-war.toml")
    assert done.exit_code == 3
    assert 'places.csv:3:2: lat: "x" is no number' in done.stderr
    assert not Path("my-war.toml").exists()


def test_a_name_that_is_no_scenarios_is_refused(rout):
    Path("places.csv").write_text(PLACES)
    done = rout("new", "--places", "places.csv", "-o", "my-war.csv")
    assert done.exit_code == 2
    assert "write -o my-war.toml" in done.stderr
    done = rout("new", "--places", "places.csv", "-o", "places.csv/my-war.toml")
    assert done.exit_code == 2
    assert "places.csv: cannot be made" in done.stderr
