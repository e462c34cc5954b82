"""The documentation site builds without a warning and asks no other host; the notebooks run."""

from __future__ import annotations

import re
import runpy
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SITE = runpy.run_path(str(ROOT / "docs" / "site.py"))
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
SIZE = re.compile(r"^RUNS = \d+", re.M)
FOREIGN = re.compile(r"(https?:)?//")
STYLE = re.compile(r"(?:url\(|@import)\s*[\"']?((?:https?:)?//[^\"')]+)")


class Loaded(HTMLParser):
    """What a page makes a browser load: everything but links that a reader follows."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "link" and named.get("rel") not in {"canonical", "next", "prev"}:
            self.found.append(named.get("href") or "")
        elif tag != "a":
            self.found += [named.get(key) or "" for key in ("src", "srcset", "data")]


def foreign(html: str) -> list[str]:
    parser = Loaded()
    parser.feed(html)
    return [address for address in parser.found if FOREIGN.match(address)]


@pytest.fixture(scope="module")
def site() -> Path:
    pytest.importorskip("mkdocs", reason="pip install -e '.[docs]'")
    pytest.importorskip("mkdocstrings")
    assert SITE["main"]() == 0
    return ROOT / "build" / "site"


def test_what_is_loaded_from_elsewhere_is_found():
    assert foreign('<link rel="stylesheet" href="https://fonts.example/a.css">')
    assert foreign('<script src="//cdn.example/a.js"></script>')
    assert not foreign('<a href="https://example.org">a source</a><img src="a.png">')


def test_no_page_loads_anything_from_another_host(site):
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 25
    assert {
        str(page.relative_to(site)): found for page in pages if (found := foreign(page.read_text("utf-8")))
    } == {}
    styles = [match for file in site.rglob("*.css") for match in STYLE.findall(file.read_text("utf-8"))]
    assert styles == []


def test_the_reference_has_the_functions_with_their_docstrings(site):
    page = (site / "docs" / "api-reference" / "index.html").read_text("utf-8")
    for name in ("sim.api.run", "sim.api.compare", "sim.api.score"):
        assert f'id="{name}"' in page


def test_every_page_of_the_docs_is_on_the_menu():
    menu = (ROOT / "mkdocs.yml").read_text("utf-8")
    missing = [page.name for page in (ROOT / "docs").glob("*.md") if f"docs/{page.name}" not in menu]
    assert missing == []


def read_notebook(path):
    nbformat = pytest.importorskip("nbformat", reason="pip install -e '.[dev]'")
    read = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in read.cells), "without outputs: they would go stale"
    return read


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_notebook_says_runs_and_prints(notebook, capsys):
    """Its code, over fewer runs and without a kernel of its own."""
    cells = [cell["source"] for cell in read_notebook(notebook).cells if cell["cell_type"] == "code"]
    names: dict[str, object] = {}
    first, size = SIZE.subn("RUNS = 4", cells[0])
    assert size == 1
    for cell in (first, *cells[1:]):
        exec(cell, names)  # the notebook is ours
    assert capsys.readouterr().out.count("\n") > 2


@pytest.mark.nightly
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_as_it_is(notebook, tmp_path):
    client = pytest.importorskip("nbclient")
    read = read_notebook(notebook)
    done = client.NotebookClient(read, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    printed = [
        out["text"]
        for cell in done.cells
        for out in cell.get("outputs", [])
        if out["output_type"] == "stream"
    ]
    assert printed


def test_there_are_two_notebooks():
    assert [path.stem for path in NOTEBOOKS] == ["first-comparison", "your-own-question"]
