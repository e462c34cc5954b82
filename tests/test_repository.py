"""What the pages around the code promise, held against the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from conftest import FIRST, place_in_line
from oldest import constraints

from sim.batch import InterruptedBatchError
from sim.cli.faults import FAULT, INTERRUPTED
from sim.errors import NothingFitsError, ResultError, ScenarioError, UsageError
from sim.version import VERSION

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_to_files_lead_somewhere(page):
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_one_version_everywhere():
    assert f"version: {VERSION}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## [{VERSION}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_readme_lists_the_exit_codes():
    listed = re.findall(r"^\| (\d+) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    errors = (UsageError, ScenarioError, NothingFitsError, ResultError, InterruptedBatchError)
    assert {int(code) for code in listed} == {0, 1, FAULT, *(error.exit_code for error in errors)}
    assert InterruptedBatchError.exit_code == INTERRUPTED


def test_continuous_integration_runs_the_command_of_the_readme():
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == "make test"


def test_the_oldest_versions_are_named_for_every_package_that_is_needed():
    """What ``make oldest`` installs: a lower bound that is named and not tested is a guess."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split(r"[\[<>=! ]", line)[0] for line in project["dependencies"]}
    assert needed <= {line.partition("==")[0] for line in constraints()}


def test_long_files_of_tests_are_begun_first():
    assert [name for name in FIRST if not (ROOT / "tests" / name).exists()] == []
    files = sorted((ROOT / "tests").rglob("test_*.py"), key=place_in_line)
    assert [file.relative_to(ROOT / "tests").as_posix() for file in files[: len(FIRST)]] == list(FIRST)
