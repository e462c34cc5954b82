"""The pages say what the code does: tables are fresh, assumptions stated, examples load, links lead on."""

from __future__ import annotations

import ast
import re
import runpy
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sim.errors import RoutError
from sim.model import vocabulary
from sim.model.causes import CAUSE_NAMES
from sim.scenario import load
from sim.scenario.schema import Parameters

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
MODEL = (ROOT / "docs" / "model.md").read_text("utf-8")
GENERATE = runpy.run_path(str(ROOT / "docs" / "generate.py"))
REFERENCE = ROOT / "results" / "reference"
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)(?:#([^)\s]*))?\)")
NUMBER = re.compile(r"\bA(\d{1,3})\b")
EXAMPLE = re.compile(r"```toml\n# (file|part of): (\S+)\n(.*?)```", re.DOTALL)


def examples(kind: str) -> list[tuple[str, str]]:
    """File name and text of the examples in the pages: whole files, or parts of shipped ones."""
    found = [match for page in PAGES for match in EXAMPLE.findall(page.read_text("utf-8"))]
    return [(name, text) for sort, name, text in found if sort == kind]


def declared(text: str) -> set[int]:
    """Numbers of the assumptions that a text states, in bold."""
    bold = re.findall(r"\*\*((?:A\d{1,3}(?:, )?)+)\.", text)
    return {int(number) for heading in bold for number in NUMBER.findall(heading)}


def test_no_page_has_drifted_from_the_code():
    stale = [path.name for path, _ in GENERATE["drifted"]()]
    assert stale == [], "run: python docs/generate.py"


def test_a_drifted_page_is_noticed():
    page = "<!-- generated: mechanisms -->\n| news | off |\n<!-- end -->\n"
    assert GENERATE["renewed"](page) != page
    assert GENERATE["renewed"](GENERATE["renewed"](page)) == GENERATE["renewed"](page)


def test_every_rule_is_described():
    for path in (ROOT / "sim" / "model" / "rules").glob("*.py"):
        rules = [
            node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)
        ]
        assert not rules or f"`{path.stem}`" in MODEL
        assert [name for name in rules if not re.search(rf"\b{name}\b", MODEL)] == []


def test_every_assumption_in_use_is_stated_and_every_stated_one_in_use():
    stated = declared(MODEL)
    used = {int(number) for number in NUMBER.findall(GENERATE["assumptions"]())}
    structure = {46, 48, 49, 50, 51, 97, 99, 132}
    assert used <= stated
    assert stated - used <= structure
    assert {number for number in stated if number < 80} == set(range(1, 52))


def test_every_assumption_named_in_a_page_exists():
    pages = [page.read_text("utf-8") for page in (ROOT / "docs").glob("sources*.md")]
    theatre = {int(n) for page in pages for n in re.findall(r"^\| A(\d+) \|", page, re.M)}
    for page in PAGES:
        named = {int(number) for number in NUMBER.findall(page.read_text("utf-8"))}
        assert named <= declared(MODEL) | theatre, page.name


def test_every_source_named_in_a_page_is_listed():
    listed = set(re.findall(r"^\| (S\d+) \|", (ROOT / "docs" / "sources.md").read_text("utf-8"), re.M))
    for page in PAGES:
        assert set(re.findall(r"\bS\d{2}\b", page.read_text("utf-8"))) <= listed, page.name


@pytest.mark.parametrize("names", [vocabulary.OUTCOME_NAMES, CAUSE_NAMES], ids=["outcomes", "causes"])
def test_outcomes_and_causes_are_told_in_order(names):
    places = [re.search(rf"^\| `?{re.escape(name)}`? \|", MODEL, re.M) for name in names]
    assert None not in places
    if names == CAUSE_NAMES:
        starts = [place.start() for place in places if place]
        assert starts == sorted(starts)


def test_every_parameter_belongs_to_an_assumption():
    for name, field in Parameters.model_fields.items():
        extra: Any = field.json_schema_extra
        assert NUMBER.fullmatch(extra["source"]), name


@pytest.mark.parametrize(
    ("name", "text"), examples("file"), ids=lambda given: given if ".toml" in given[:60] else ""
)
def test_every_example_of_a_scenario_loads(name, text, tmp_path):
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    (tmp_path / "scenarios" / name).write_text(text, "utf-8")
    try:
        assert load(tmp_path / "scenarios" / name).scenario.title
    except RoutError as error:
        pytest.fail("\n".join(error.problems))


def test_there_are_examples():
    assert len(examples("file")) >= 8
    assert len(examples("part of")) >= 4


@pytest.mark.parametrize(("name", "text"), examples("part of"), ids=lambda given: "")
def test_every_part_of_a_shipped_scenario_is_in_it(name, text):
    whole = tomllib.loads((ROOT / "scenarios" / name).read_text("utf-8"))
    assert_within(tomllib.loads(text), whole)


def assert_within(part: Any, whole: Any) -> None:
    if not isinstance(part, dict):
        assert part == whole
        return
    for key, value in part.items():
        assert key in whole
        assert_within(value, whole[key])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target, anchor in LINK.findall(page.read_text("utf-8")):
        path = (page.parent / target).resolve()
        if path.is_relative_to(REFERENCE) and not REFERENCE.exists():
            continue  # not made yet: `make reference`
        assert path.exists(), target
        if anchor:
            heads = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.M)
            assert anchor in {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}, (
                anchor
            )
