"""The README's Python runs, its exit codes are the code's, and every command line in the pages exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import fake_engine
import pytest
import typer

import sim.api
from sim import errors
from sim.cli import app, faults

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
README = (ROOT / "README.md").read_text("utf-8")
FENCED = re.compile(r"```(?:bash|console)?\n(.*?)```", re.DOTALL)
INLINE = re.compile(r"`(rout [^`]+)`")
COMMANDS = typer.main.get_command(app)


def command_lines() -> list[str]:
    """Every line of the pages that starts with the command, in a block or between ticks."""
    texts = [page.read_text("utf-8") for page in PAGES]
    blocks = [line for text in texts for block in FENCED.findall(text) for line in block.splitlines()]
    return sorted(
        {line.strip() for line in blocks if line.startswith("rout ")} | set(INLINE.findall("\n".join(texts)))
    )


@pytest.mark.parametrize("line", command_lines())
def test_every_command_line_is_understood(line):
    words = shlex.split(line.split("#")[0])[1:]
    context = typer.Context(COMMANDS)
    if words[0].startswith("-"):
        own = {name for parameter in COMMANDS.params for name in parameter.opts}
        assert words[0] in own | {"-h", "--help"}
        return
    _, command, _ = COMMANDS.resolve_command(context, words)
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    options = {re.split("=", word)[0] for word in words[1:] if re.match(r"--?[a-z]", word)}
    assert options <= known | {"--help", "-h"}, line


def test_every_make_target_is_there():
    rules = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    blocks = [block for page in PAGES for block in FENCED.findall(page.read_text("utf-8"))]
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("make ")]
    inline = re.findall(r"`make ([a-z-]+)", "\n".join(page.read_text("utf-8") for page in PAGES))
    assert {line.split()[1] for line in lines} | set(inline) <= rules
    assert rules - {"bin"} <= {line.split()[1] for line in lines}


def test_exit_codes_are_those_of_the_code():
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.M)}
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.RoutError)
    ]
    ours = {kind.exit_code for kind in kinds} | {0, faults.FAULT, faults.INTERRUPTED}
    assert told == ours


def test_the_example_for_notebooks_runs(tmp_path, monkeypatch, capsys):
    code = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    real = sim.api.engine_named
    monkeypatch.setattr("sim.api.find", lambda name: fake_engine.SCENARIO)
    monkeypatch.setattr("sim.api.engine_named", lambda name: real("mesa"))
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    monkeypatch.chdir(tmp_path)
    exec(compile("\n".join(code).replace(", 100,", ", 2,"), "README.md", "exec"), {})
    assert " to " in capsys.readouterr().out
