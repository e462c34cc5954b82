"""Help texts: no types, no cell cut at 80 columns; what completion offers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from processes import PATIENCE_S
from typer.testing import CliRunner

from sim.cli import app

ROOT = Path(__file__).parents[2]
GROUP = typer.main.get_command(app)
NAMES = ["", *GROUP.list_commands(typer.Context(GROUP))]
JARGON = ("<list[", "<int", "<str>", "<bool>", "<path>", "<float>", "<file", "<=", ">=", "TEXT", "INTEGER")


def help_of(command: str, columns: int) -> str:
    words = [command, "--help"] if command else ["--help"]
    done = CliRunner().invoke(app, words, env={"COLUMNS": str(columns)})
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.skipif(
    tuple(int(part) for part in typer.__version__.split(".")[:2]) < (0, 28),
    reason="older versions of typer print a type beside the name of every argument",
)
@pytest.mark.parametrize("command", NAMES)
def test_no_help_text_shows_a_type_or_a_range(command):
    text = help_of(command, 120)
    assert [word for word in JARGON if word in text] == []


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("command", NAMES)
def test_no_help_text_is_wider_than_the_terminal_or_cut(command, columns):
    text = help_of(command, columns)
    assert max(map(len, text.splitlines())) <= columns
    assert "…" not in text


@pytest.mark.parametrize("command", NAMES[1:])
def test_every_option_that_takes_something_says_what_in_plain_words(command):
    _, opened, _ = GROUP.resolve_command(typer.Context(GROUP), [command])
    unnamed = [
        option.opts[-1]
        for option in opened.params
        if option.param_type_name == "option" and not option.is_flag and not option.metavar
    ]
    assert unnamed == []


def asked(words: str) -> dict[str, str]:
    """How bash asks what may stand for the last of these words."""
    line = f"rout {words}"
    return {
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split(" ")) - 1),
        "_ROUT_COMPLETE": "complete_bash",
    }


def completed(words: str) -> list[str]:
    """What bash is offered for the last of these words, in this folder."""
    done = CliRunner().invoke(app, [], prog_name="rout", env=asked(words))
    assert done.exit_code == 0
    assert done.stderr == ""
    return done.stdout.split()


def test_the_command_itself_answers_bash(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "sim"],
        env=os.environ | asked("rep") | {"PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert (done.stdout.split(), done.stderr) == (["report", "replay"], "")


def test_commands_options_scenarios_and_results_are_completed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "results" / "mine"
    made.mkdir(parents=True)
    (made / "manifest.json").write_text("{}")
    (tmp_path / "my-war.toml").write_text("[scenario]\n")
    assert completed("rep") == ["report", "replay"]
    assert completed("how-long --d") == ["--days"]
    assert completed("run homs-h") == ["homs-hold"]
    assert completed("run my") == ["my-war"]
    assert completed("compare m") == ["mine"]
