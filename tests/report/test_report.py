"""The terminal's tables and the page: complete, self-contained, and the same bytes each time."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from fake_results import fake_result
from rich.console import Console

from sim.analysis.branches import branches
from sim.analysis.compare import compare
from sim.report.page import write_page
from sim.report.terminal import bar, render_terminal

COMMAND = "rout report free hold fall -o report.html"
VOID = {"meta", "br", "img"}
SVG = "data:image/svg+xml;base64,"


@pytest.fixture(scope="module")
def three():
    return [fake_result(branch, 300, 1, branch) for branch in ("free", "hold", "fall")]


@pytest.fixture(scope="module")
def page(three):
    return write_page(compare(three), None, branches(*three), COMMAND)


class Checker(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.images = [], []

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.images.append(dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_every_figure_has_words(page):
    checker = Checker()
    checker.feed(page)
    assert checker.open == []
    assert len(checker.images) >= 15
    assert all(image["alt"] for image in checker.images)


def test_the_page_needs_nothing_else(page):
    assert len(page.encode()) < 1_500_000
    assert not re.search(r"https?://|@import|<script|<link|href=|url\(", page)
    sources = re.findall(r'src="([^"]*)"', page)
    assert all(source.startswith(SVG) for source in sources)
    for source in sources:
        drawn = ElementTree.fromstring(b64decode(source.removeprefix(SVG)))
        links = [value for part in drawn.iter() for name, value in part.items() if name.endswith("href")]
        assert all(link.startswith("#") for link in links)


def test_the_page_says_what_a_reader_must_know(page):
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))
    for words in (
        "of the runs of",
        "Paired on the same random seeds",
        "Of the ",
        "a simulation, not a forecast",
        "not for targeting",
        "People died",
        "no statement on any border",
        COMMAND,
        "rout run hold -n 300 --seed 1",
        "Monte Carlo error",
        "never",
    ):
        assert words in text, words
    assert "nan" not in text.lower().replace("finance", "")


def test_the_page_prints_and_fits_a_phone(page):
    assert "@media print" in page
    assert "width=device-width" in page
    assert not re.search(r'<img[^>]*\swidth="', page)


@pytest.mark.usefixtures("undrawn")
def test_the_same_results_give_the_same_page(three):
    """Its words and tables; that figures are the same bytes is tested with the figures."""
    pages = [write_page(compare(three[:1]), None, None, COMMAND) for _ in range(2)]
    assert pages[0] == pages[1]


@pytest.mark.usefixtures("undrawn")
def test_names_are_escaped():
    comparison = compare([fake_result(name, 60, 1, "hold") for name in ("a<b>&c", "d")])
    page = write_page(comparison, None, None, COMMAND)
    assert "a<b>" not in page
    assert '<th scope="col">a&lt;b&gt;&amp;c</th>' in page  # of a table
    assert "60 of a&lt;b&gt;&amp;c" in page  # of the method


def printed(results, width=80):
    console = Console(file=io.StringIO(), width=width, no_color=True)
    render_terminal(compare(results), console)
    return console.file.getvalue()


def test_the_terminal_tells_the_whole_of_it(three):
    text = " ".join(printed(three, 140).split())
    for words in (
        "How the runs end",
        "n = 300",
        "of the runs of",
        "300 pairs on the same random seeds",
        "not a forecast",
        "apital falls: ",
    ):
        assert words in text, words
    assert "never" in text


def test_no_line_is_wider_than_the_terminal(three):
    assert max(map(len, printed(three[1:]).splitlines())) <= 80


def test_independent_batches_have_p_values():
    text = printed([fake_result("a", 100, 1, "hold"), fake_result("b", 100, 2, "fall")], 120)
    assert "two independent batches" in text
    assert "< 0.001" in text


def test_a_bar_shows_whatever_is_above_nothing():
    assert bar(0.0) == "·" * 10
    assert bar(0.001).startswith("█·")
    assert bar(1.0) == "█" * 10
