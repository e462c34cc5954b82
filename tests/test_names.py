"""No place and no scenario has a name in the code: a war is data."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.scenario.shipped import default_name, known_names, scenarios_in

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "sim").rglob("*.py"))
NAMED = ("id", "attr", "arg", "name", "asname", "module")
EXAMPLE = "[bold]rout "
ENGLISH = {"Hit"}  # places whose names are ordinary words too
CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")  # within a word


def shipped_names() -> set[str]:
    """Names of all places and of all scenarios, without the year of a scenario."""
    files = scenarios_in(ROOT / "scenarios")
    places = {place for file in files for place in tomllib.loads(file.read_text("utf-8")).get("places", {})}
    places = {place.split(" (")[0] for place in places if place not in ENGLISH}
    return places | {re.sub(r"-\d+$", "", file.stem) for file in files}


WORDS = "|".join(re.sub(r"\\?[ -]", "[ _-]?", re.escape(name.lower())) for name in sorted(shipped_names()))
NAME = re.compile(rf"(?<![a-z])({WORDS})(?![a-z])")


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of each identifier and string that is neither a docstring nor a command's help."""
    helped = [
        inner
        for node in ast.walk(tree)
        for inner in (
            ast.walk(node.value) if isinstance(node, ast.keyword) and node.arg == "help" else
            [node.value] if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) else []
        )
    ]  # fmt: skip
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node not in helped and EXAMPLE not in node.value:
                yield line, node.value
        else:
            found = (getattr(node, field, None) for field in NAMED)
            yield from (
                (line, re.sub(r"(?<=[a-z])(?=[A-Z])", "_", one)) for one in found if isinstance(one, str)
            )


def named(source: str) -> list[tuple[int, str]]:
    return [
        (line, found[0]) for line, text in texts(ast.parse(source)) if (found := NAME.search(text.lower()))
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_place_and_no_scenario_is_named(path):
    assert named(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        'FIRST = "homs"', "homs_lost_day = 1", "def damascus(): ...", "class DeirEzZor: ...", "x.latakia",
        "f(homs=1)", "f'{x} near Al-Bab'", "import syria", "def f(x='homs-hold'): ...", "print('help, Homs')",
    ],
)  # fmt: skip
def test_a_name_is_found(line):
    assert named(line)


@pytest.mark.parametrize(
    "line",
    ['"""As ``homs``."""', 'f(help="such as homs-hold")', 'H = "[bold]rout run homs[/bold]"', "hamartia = 1"],
)
def test_help_and_what_only_begins_like_a_name_are_let_pass(line):
    assert not named(line)


def test_the_scenario_shown_first_is_one_that_ships():
    assert default_name() in known_names()
