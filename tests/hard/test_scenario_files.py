"""Scenario files that are no files, never end, or are far too large: told at once, in few words."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import fake_engine
import pytest
from processes import PATIENCE_S

from sim.errors import ScenarioError
from sim.scenario import load
from sim.scenario.words import MOST_PROBLEMS

ROOT = Path(__file__).parents[2]
TEXT = fake_engine.SCENARIO.read_text(encoding="utf-8")
SECONDS = 15.0  # of processor time; one or two are usual, minutes and hours were
LETTERS = 40_000


def many(line, count):
    return "".join(line.format(i) for i in range(count))


SIZES = {
    "places": lambda: TEXT + many("[places.P{}]\nlat = 1.0\nlon = 1.0\n", 50_000),
    "units that stand nowhere": lambda: TEXT + many('[units.U{}]\nplace = "No"\nmen = 1\n', 4_000),
    "history": lambda: TEXT + many('[[history]]\nday = -1\nkind = "stand"\nmen = 1\n', 20_000),
    "bad keys": lambda: many("k{} = 1\n", 250_000) + TEXT,
    "bad keys in a table": lambda: TEXT + "[mechanisms]\n" + many("k{} = 1\n", 100_000),
    "bad values": lambda: TEXT + many('[units.U{}]\nplace = "Bridge"\nmen = "x"\nquality = "y"\n', 4_900),
    "a deep key": lambda: ".".join("a" * 100_000) + " = 1\n" + TEXT,
    "a deep key in quotes": lambda: ".".join(['"a b"'] * 100_000) + " = 1\n" + TEXT,
    "deep keys": lambda: many(".".join(["a"] * 90) + ".b{} = 1\n", 2_000) + TEXT,
    "a deep header": lambda: TEXT + "[" + ".".join("a" * 1_000_000) + "]\n",
    "deep brackets": lambda: "x = " + "[" * 100_000 + "\n" + TEXT,
    "deep braces": lambda: "x = " + "{a = " * 10_000 + "1" + "}" * 10_000 + "\n" + TEXT,
    "a list": lambda: TEXT.replace("junctions = [", "junctions = [" + '"Ferry", ' * 200_000),
    "notes": lambda: TEXT.replace("notes = { ", "notes = { " + many('n{} = "x", ', 50_000)),
    "a record": lambda: TEXT.replace("[observed]\n", "[observed]\n" + many("x{} = 1\n", 100_000)),
    "a long text": lambda: f'x = "{"y" * 2_900_000}"\n' + TEXT,
    "a long line of words and dots": lambda: f'x = "{"y. " * 900_000}"\n' + TEXT,
    "comments": lambda: "#\n" * 1_000_000 + "x = 1\n" + TEXT,
    "too many bytes": lambda: "#" * 4_000_000 + TEXT,
}

ALWAYS = ("bad values", "a deep key", "notes", "a long text")


@pytest.mark.parametrize(
    "what",
    [pytest.param(name, marks=() if name in ALWAYS else pytest.mark.nightly) for name in SIZES],
)
def test_a_file_that_is_far_too_large_is_told_soon_and_in_few_words(tmp_path, what):
    path = tmp_path / "large.toml"
    path.write_text(SIZES[what](), encoding="utf-8")
    began = time.process_time()
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert time.process_time() - began < SECONDS
    assert len(caught.value.problems) <= MOST_PROBLEMS + 1
    assert len(str(caught.value)) < LETTERS


def test_the_number_of_problems_told_is_bounded_and_said(tmp_path):
    path = tmp_path / "large.toml"
    path.write_text(TEXT + many('[units.U{}]\nplace = "Bridge"\nmen = "x"\n', 300), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert len(caught.value.problems) == MOST_PROBLEMS + 1
    assert caught.value.problems[-1] == "and more problems; mend these first"
    assert "units.U0.men" in caught.value.problems[0]


def test_replacing_very_many_things_takes_no_time(tmp_path):
    """Who wrote a value is forgotten with it; looking for it among all values took their square."""
    units = many('[units.U{}]\nplace = "Bridge"\nmen = {{ uniform = [5, 6] }}\n', 2_000)
    (tmp_path / "theatre.toml").write_text(TEXT + units, encoding="utf-8")
    mine = tmp_path / "mine.toml"
    changed = many("[units.U{}]\nmen = {{ uniform = [7, 8] }}\n", 2_000)
    removed = ", ".join(f'"units.U{i}"' for i in range(1000, 2000))
    mine.write_text(
        f'extends = "theatre.toml"\nremove = [{removed}]\n' + changed.partition("[units.U1000]")[0]
    )
    began = time.process_time()
    assert len(load(mine).units) == 1004
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/random", "/dev/tty", "/dev/stdin", "pipe"])
@pytest.mark.parametrize("how", ["itself", "extends", "outline", "table"])
def test_devices_and_pipes_are_not_read(tmp_path, name, how):
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    file = tmp_path / "pipe" if name == "pipe" else Path(name)
    if name == "pipe":
        os.mkfifo(file)
    path = tmp_path / "mine.toml"
    outline = TEXT.replace("tick_hours = 3.0", f'outline = "{file.name if name == "pipe" else name}"')
    path.write_text(f'extends = "{file}"' if how == "extends" else outline if how == "outline" else TEXT)
    if how == "table":
        from sim.batch.design import read_table
        from sim.errors import UsageError

        with pytest.raises(UsageError, match="plain file"):
            read_table(file)
        return
    with pytest.raises(ScenarioError) as caught:
        load(file if how == "itself" else path)
    assert "plain file" in str(caught.value) or how == "outline"


def test_a_name_with_a_dot_hides_no_other_problem(tmp_path):
    (tmp_path / "theatre.toml").write_text(TEXT, encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(
        'extends = "theatre.toml"\n[units."1st. Brigade"]\nplace = "Bridge"\nmen = { normal = [500, 20] }\n'
        '[units."2nd Brigade"]\nplace = "Bridg"\nmen = 5\n'
        "[parameters]\nexpected_days = { normal = [1, 5000] }\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as caught:
        load(path)
    told = str(caught.value)
    assert 'write "1st Brigade"' in told
    assert 'did you mean "Bridge"?' in told
    assert "the standard deviation exceeds" in told


def test_check_and_compare_agree_about_an_outline(rout, tmp_path):
    (tmp_path / "land.geojson").write_text('{"type": "Polygon", "coordinates": [[["x"]]]}')
    (tmp_path / "mine.toml").write_text(TEXT.replace("tick_hours = 3.0", 'outline = "land.geojson"'))
    for words in (("check", "mine.toml"), ("run", "mine.toml", "-n", 5)):
        done = rout(*words)
        assert done.exit_code == 3
        assert "no outline" in done.stderr
    (tmp_path / "land.geojson").write_text(
        '{"type": "Polygon", "coordinates": [[[19, 9], [21, 9], [20, 12]]]}'
    )
    assert rout("run", "mine.toml", "-n", 40, "-q").exit_code == 0
    (tmp_path / "land.geojson").write_text("{")
    done = rout("compare", "mine", "--figure", "x.png")
    assert done.exit_code == 3
    assert "no outline" in done.stderr


@pytest.mark.nightly
@pytest.mark.skipif(os.name == "nt", reason="memory is bounded otherwise there")
def test_a_file_that_grows_while_it_is_read_is_cut_off(tmp_path):
    """Memory stays bounded, whatever a file says of its size."""
    script = (
        "import resource, sys; from sim.scenario import load\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "try: load(sys.argv[1])\nexcept Exception as error: print(type(error).__name__)"
    )
    path = tmp_path / "sparse.toml"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    done = subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE_S
    )
    assert done.stdout.strip() == "ScenarioError"
