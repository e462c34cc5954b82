"""The terminal's tables and the page: complete, self-contained, and the same bytes each time."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest
from fake_results import fake_result
from rich.console import Console

from sim.analysis.branches import branches
from sim.analysis.compare import compare
from sim.report.page import write_page
from sim.report.picture import share_paths, share_styles
from sim.report.prose import method
from sim.report.tables import day_table, outcome_table, result_table
from sim.report.terminal import bar, render_terminal

COMMAND = "rout report free hold fall -o report.html"
VOID = {"meta", "br", "path", "use", "rect"}


@pytest.fixture(scope="module")
def three():
    return [fake_result(branch, 300, 1, branch) for branch in ("free", "hold", "fall")]


@pytest.fixture(scope="module")
def page(three):
    return write_page(compare(three), None, branches(*three), COMMAND)


class Checker(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.pictures, self.words = [], [], 0, []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "svg":
            hidden = attributes.get("aria-hidden") == "true"
            self.pictures += not hidden
            assert hidden or (attributes["role"] == "img" and attributes["aria-labelledby"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def test_the_page_is_well_formed_and_its_ids_are_its_own(page):
    checker = Checker()
    checker.feed(page)
    assert checker.open == []
    assert len(checker.ids) == len(set(checker.ids))
    assert checker.pictures >= 15
    assert page.count("<desc") == checker.pictures


def test_the_page_needs_nothing_else(page):
    assert len(page.encode()) < 1_000_000
    assert not re.search(r"https?://|src=|@import|<script|<link", page)
    assert set(re.findall(r'href="(.)', page)) <= {"#"}
    used = set(re.findall(r'(?:href="#|url\(#)([\w-]+)', page))
    assert used <= set(re.findall(r'id="([\w-]+)"', page))


def test_the_page_says_what_a_reader_must_know(page):
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))
    for words in (
        "equally likely runs",
        "With the same luck",
        "Of the ",
        "One war is one draw",
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
    assert not re.search(r'<svg[^>]*\swidth="', page)


def test_the_same_results_give_the_same_page(three):
    pages = [write_page(compare(three[:1]), None, None, COMMAND) for _ in range(2)]
    assert pages[0] == pages[1]


def test_names_are_escaped():
    comparison = compare([fake_result(name, 60, 1, "hold") for name in ("a<b>&c", "d")])
    for part in (
        outcome_table(comparison),
        day_table(comparison),
        result_table(comparison),
        method(comparison),
    ):
        assert "a<b>" not in part
        assert "a&lt;b&gt;&amp;c" in part


def test_styles_are_shared():
    page, rules = share_styles('<a style="x: 1"/><b style="y: 2"/><c style="x: 1"/>')
    assert page == '<a class="s0"/><b class="s1"/><c class="s0"/>'
    assert rules == ".s0 { x: 1 }\n.s1 { y: 2 }"


def printed(results, width=80):
    console = Console(file=io.StringIO(), width=width, no_color=True)
    render_terminal(compare(results), console)
    return console.file.getvalue()


def test_the_terminal_tells_the_whole_of_it(three):
    text = " ".join(printed(three, 140).split())
    for words in (
        "How the runs end",
        "n = 300",
        "equally likely runs",
        "run for run, 300 pairs",
        "no forecast",
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


def test_long_paths_are_drawn_once():
    long = "M 0 0 " * 60
    page, held = share_paths(f'<path d="{long}" class="a"/><path d="{long}" class="b"/><path d="{long}1"/>')
    assert page.startswith('<use href="#shared-0" class="a"/><use href="#shared-0" class="b"/><path')
    assert held.count("<path") == 1
