"""Titles and names are text: no figure, table, page or terminal takes them for code."""

from __future__ import annotations

import os
import re
from html import unescape

import fake_engine
import pytest

from sim.batch import Batch, Engine, run_batch
from sim.engines import mesa_model
from sim.model.world import build_world
from sim.scenario import load

BY_MESA = Engine("mesa", mesa_model.simulate, build_world, (), ns_per_agent_tick=10_000.0)
TITLES = (
    r"$\frac{1}{2$", "$x^2$ and $y_1$ cost $5", r"\alpha $\undefined$", "[/bold] [red]x[/] [", "_hidden",
    "<script>alert(1)</script> & <b>", "{} %s {0} {{x}} {% raw %}", "'\"`\\", "ו שלום שורה", "🙂 é ﬁ",
    ") ; DROP", "${HOME} `id`", "| a | b |",
)  # fmt: skip
ALL_AT_ONCE = (
    r"$\frac{1}{2$ $x^2$ \\q [/bold] [red]x[/] [ <script>alert(1)</script> & {0} {% %} %s | `id` \"'"
)

NAMES = pytest.mark.skipif(os.name == "nt", reason="no folder can have such a name there")


def scenario_text(title):
    """The small scenario with a title, a name of the state and a place that look like code."""
    place = "".join(letter for letter in title if letter not in '."=[]')[:30].strip() or "x"
    text = fake_engine.SCENARIO.read_text(encoding="utf-8").replace("Bridge", "BRIDGE")
    text = text.replace("The island of Vell", quoted(title)).replace(
        "[scenario]\n", f'[scenario]\nstate_name = "{quoted(title[:30])}"\nmap_note = "{quoted(title)}"\n'
    )
    text = re.sub(r"(?m)^\[(\w+)\.BRIDGE\]", lambda m: f'[{m[1]}."{quoted(place)}"]', text)
    return text.replace('"BRIDGE"', f'"{quoted(place)}"').replace("BRIDGE =", f'"{quoted(place)}" =')


def quoted(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


@pytest.mark.parametrize(
    "title", [ALL_AT_ONCE, *(pytest.param(title, marks=pytest.mark.nightly) for title in TITLES)]
)
def test_a_title_or_a_name_is_shown_as_it_is_written(rout, tmp_path, title):
    (tmp_path / "odd.toml").write_text(scenario_text(title), encoding="utf-8")
    done = rout("run", "odd.toml", "-n", 40, "--name", "free")
    assert done.exit_code == 0, done.output
    assert shown_in(done.stdout, title)
    assert rout("run", "odd.toml", "-n", 40, "--name", "hold", "--branch", "hold", "-q").exit_code == 0
    names = ("free", "hold")
    done = rout("compare", *names)
    assert done.exit_code == 0, done.output
    done = rout("compare", *names, "--figure", "board.svg", "-q")
    assert done.exit_code == 0, done.output
    drawn = unescape((tmp_path / "board.svg").read_text(encoding="utf-8"))
    assert shown_in(re.sub("<[^>]*>", " ", drawn), title.partition("<")[0])
    done = rout("report", *names, "-o", "report.html")
    assert done.exit_code == 0, done.output
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert shown_in(unescape(page), title)


def shown_in(text, title):
    """Whether a text holds a title, however its lines are broken."""
    return "".join(title.split()) in "".join(text.split())


@NAMES
@pytest.mark.parametrize("title", [ALL_AT_ONCE])
def test_a_run_is_told_whatever_its_scenario_is_called(rout, tmp_path, title):
    path = tmp_path / "odd.toml"
    path.write_text(
        scenario_text(title).replace("horizon_days = 30.0", "horizon_days = 6.0"), encoding="utf-8"
    )
    scenario = load(path)
    batch = Batch(
        scenario,
        build_world(scenario),
        1,
        BY_MESA,
        name="".join(letter for letter in title if letter not in "/\\"),
    )
    run_batch(batch, tmp_path / "told", 2, workers=1)
    done = rout("explain", "told", "--run", 1, "--out", "out")
    assert done.exit_code == 0, done.output
    assert shown_in(done.stdout, title)
    assert len(list((tmp_path / "out").iterdir())) == 4


@NAMES
def test_a_result_may_have_any_name_that_a_folder_has(rout):
    name = "_x $y$ [bold] [red <b> %s{}"
    for one in (name, "other"):
        done = rout("run", fake_engine.SCENARIO, "-n", 40, "--name", one)
        assert done.exit_code == 0, done.output
    for words in (("compare", name, "other"), ("why", name, "other", "--replays", 0)):
        done = rout(*words)
        assert done.exit_code == 0, done.output


def test_a_legend_names_every_result(rout, tmp_path):
    """A name that begins with an underscore is left out of legends, unless one takes care."""
    for one in ("_first", "other"):
        rout("run", fake_engine.SCENARIO, "-n", 40, "--name", one, "-q")
    assert rout("compare", "_first", "other", "--figure", "board.svg", "-q").exit_code == 0
    drawn = (tmp_path / "board.svg").read_text(encoding="utf-8")
    first, other = (len(re.findall(rf">\W*{name}<", drawn)) for name in ("_first", "other"))
    assert first == other > 0


@pytest.mark.parametrize("escape", [r"\u001b[31m", r"\u0000", r"\u0007", r"\u202e"])
def test_a_title_that_would_command_the_terminal_is_refused(rout, tmp_path, escape):
    text = fake_engine.SCENARIO.read_text(encoding="utf-8").replace("The island", f"The {escape} island")
    (tmp_path / "odd.toml").write_text(text, encoding="utf-8")
    done = rout("check", "odd.toml")
    assert done.exit_code == 3
    assert "scenario.title" in done.stderr
    assert "\x1b" not in done.stderr


def test_a_text_has_its_length(rout, tmp_path):
    text = fake_engine.SCENARIO.read_text(encoding="utf-8").replace("The island", "The island " * 11)
    (tmp_path / "long.toml").write_text(text, encoding="utf-8")
    done = rout("check", "long.toml")
    assert done.exit_code == 3
    assert "scenario.title: has 129 letters; at most 120" in done.stderr
