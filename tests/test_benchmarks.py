"""What the benchmarks make of the record; which command makes what of the pages, and what is said of it."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from benchmarks import pages, reference, scores, studies
from benchmarks.options import add_stored, stored
from benchmarks.parts import ELSEWHERE, PARTS, RENEWED, Part
from benchmarks.search import HORIZON, score
from benchmarks.wars import a_day, recorded_a_day
from sim.errors import ResultError
from sim.report.table import Table
from sim.scenario.record import recorded

ROOT = Path(__file__).parents[1]
BENCHMARKS = Path(studies.__file__).parent
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
MARK = re.compile(r"^<!-- (?:(?P<kind>[a-z]+): )?(?P<name>[a-z-]+) -->$", re.MULTILINE)
RUNS = np.array([[2.0, 4.0, 9.0]])


def test_the_score_of_one_day_is_the_known_one():
    pairs = np.abs(RUNS[0][:, None] - RUNS[0][None, :]).mean() / 2
    assert score(RUNS, 4.0)[0] == pytest.approx(np.abs(RUNS[0] - 4.0).mean() - pairs)


def test_a_window_is_scored_by_its_middle_and_what_held_at_the_horizon():
    assert score(RUNS, {"from": 3.0, "to": 5.0})[0] == score(RUNS, 4.0)[0]
    assert score(RUNS, "held")[0] == score(RUNS, HORIZON)[0]
    assert score(np.full((1, 3), HORIZON), "held")[0] == 0.0


def test_capitals_a_day_are_the_mean_of_the_runs_and_of_the_record():
    lost = [np.array([0.5, np.nan]), np.array([0.7, 1.2])]
    assert a_day(lost)[:3].tolist() == [1.0, 0.5, 0.0]
    records = [recorded(given) for given in (0.5, {"from": 0.5, "to": 2.5}, "held")]
    assert recorded_a_day(records)[:3] == [1, 1, 0]


def test_no_benchmark_hides_a_module_of_python():
    """A script that is started by its path has its folder first on the path of modules."""
    scripts = {path.stem for path in BENCHMARKS.glob("*.py")}
    assert "studies" in scripts
    assert not scripts & sys.stdlib_module_names


# --- which command makes what of the pages -----------------------------------------------
def marked(page):
    """Kind and name of each block between marks; a block of no kind is a section that runs make."""
    return [
        (found["kind"] or "", found["name"])
        for found in MARK.finditer(page.read_text("utf-8"))
        if found["name"] != "end"
    ]


def test_every_section_of_the_pages_has_one_command_and_every_command_its_sections():
    there = Counter(
        (page.relative_to(ROOT), name) for page in PAGES for kind, name in marked(page) if not kind
    )
    made = Counter((page, name) for part in PARTS for page, names in part.sections.items() for name in names)
    assert there == made
    assert max(made.values()) == 1


def test_blocks_of_another_kind_are_made_by_a_command_that_is_named():
    kinds = {kind for page in PAGES for kind, _ in marked(page)} - {""}
    assert kinds == set(ELSEWHERE)
    for command in ELSEWHERE.values():
        _, *words = shlex.split(command)
        path = words[0] if words[0] != "-m" else f"{words[1].replace('.', '/')}.py"
        assert (ROOT / path).exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_section_that_is_begun_ends(page):
    text = page.read_text("utf-8")
    for kind, name in marked(page):
        begin, end = (
            (f"<!-- {kind}: {name} -->", "<!-- end -->")
            if kind
            else (f"<!-- {name} -->", f"<!-- /{name} -->")
        )
        assert end in text[text.index(begin) :], name


def imported(name):
    """A benchmark's module; the test is skipped where one that it needs is not installed."""
    try:
        return importlib.import_module(f"benchmarks.{name}")
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] in {"benchmarks", "sim", "docs"}:
            raise
        pytest.skip(f"needs {missing.name}")


@pytest.mark.parametrize("name", sorted(path.stem for path in BENCHMARKS.glob("*.py")))
def test_every_benchmark_is_imported_and_shows_its_help(name, monkeypatch, capsys):
    module = imported(name)
    if not hasattr(module, "main") or not {"argparse", "options"} & vars(module).keys():
        assert name not in {part.words.split()[0] for part in PARTS}
        return  # it has no options of its own
    monkeypatch.setattr(sys, "argv", [name, "--help"])
    with pytest.raises(SystemExit) as stopped:
        module.main()
    assert stopped.value.code == 0
    assert "usage" in capsys.readouterr().out


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_part_s_command_is_understood(part, monkeypatch):
    """Its words are read by its own parser, which is stopped before anything is made."""
    read = argparse.ArgumentParser.parse_args

    class UnderstoodError(Exception):
        pass

    def stop(parser, words=None, namespace=None):
        read(parser, words, namespace)
        raise UnderstoodError

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", stop)
    for resume in (False, True):
        _, module, *words = part.arguments(resume=resume)
        with pytest.raises(UnderstoodError):
            importlib.import_module(module).main(words)
    assert part.command.startswith("python -m benchmarks.")


def test_a_section_is_replaced_between_its_marks_alone(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n\n<!-- one -->\n\nold\n\n<!-- /one -->\n\nafter\n", "utf-8")
    table = Table("Title", ("a", "b"), (("1", "2"),))
    pages.section(page, "one", table, "n = 3")
    block = "<!-- one -->\n\n**Title**\n\n| a | b |\n| --- | ---: |\n| 1 | 2 |\n\nn = 3\n\n<!-- /one -->"
    assert page.read_text("utf-8") == f"before\n\n{block}\n\nafter\n"
    pages.section(page, "one", table, "n = 3")
    assert page.read_text("utf-8").count("Title") == 1


# --- stored runs -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "asked"), [([], [False]), (["--renew"], [False, True]), (["--replace"], [True])]
)
def test_runs_of_other_rules_are_deleted_only_if_that_is_asked_for(words, asked):
    parser = argparse.ArgumentParser()
    add_stored(parser)
    tried = []

    def make(anew):
        tried.append(anew)
        if not anew:
            raise ResultError("of other rules", "")
        return "made"

    given = parser.parse_args(words)
    if words:
        assert stored(given, make) == "made"
    else:
        with pytest.raises(ResultError):
            stored(given, make)
    assert tried == asked


# --- what is said of how the reference was made ------------------------------------------
@pytest.fixture
def written(tmp_path, monkeypatch):
    """The parts of a small reference: commands that do nothing, or fail, and the file of what was made."""
    monkeypatch.setattr(reference, "MADE", tmp_path / "made.csv")
    small = tuple(Part(name, name, {}, "", 1, long=name == "slow") for name in ("one", "two", "slow"))
    monkeypatch.setattr(reference, "PARTS", small)
    monkeypatch.setattr(Part, "arguments", lambda part, *, resume: ["-c", f"print('{part.name}')"])
    monkeypatch.setattr(reference, "commit", lambda: "abc")
    return tmp_path / "made.csv"


def test_what_made_a_part_is_written_down(written):
    reference.main(["two"])
    reference.main(["one"])
    rows = reference.made()
    assert list(rows) == ["one", "two"]
    assert rows["one"]["command"] == "python -m benchmarks.one"
    assert rows["one"]["commit"] == "abc"
    assert float(rows["one"]["seconds"]) >= 0.0
    assert int(rows["one"]["processors"]) >= 1


def test_long_parts_are_made_apart(written):
    reference.main([])
    assert list(reference.made()) == ["one", "two"]
    reference.main(["--long"])
    assert list(reference.made()) == ["one", "two", "slow"]


def test_a_part_that_fails_is_not_said_to_be_made(written, monkeypatch):
    monkeypatch.setattr(
        Part, "arguments", lambda part, *, resume: ["-c", f"raise SystemExit({3 * (part.name == 'two')})"]
    )
    with pytest.raises(SystemExit) as stopped:
        reference.main([])
    assert stopped.value.code == 3
    assert list(reference.made()) == ["one"]


def test_resuming_leaves_out_what_the_same_sources_made(written, monkeypatch, capfd):
    reference.main(["one"])
    monkeypatch.setattr(reference, "git", lambda *words: "")  # no difference
    capfd.readouterr()
    reference.main(["--resume"])
    assert capfd.readouterr().out.splitlines()[0] == "one: made from these sources"
    assert list(reference.made()) == ["one", "two"]
    monkeypatch.setattr(reference, "git", lambda *words: None)  # other sources
    reference.main(["--resume"])
    assert "made from these sources" not in capfd.readouterr().out


def test_sources_that_have_changed_are_of_no_commit(monkeypatch):
    monkeypatch.setattr(reference, "git", lambda *words: "abc" if words[0] == "rev-parse" else " M sim/x.py")
    assert reference.commit() == f"abc{reference.CHANGED}"
    assert not reference.is_same("abc")


def test_a_resumed_part_keeps_stored_runs_that_fit():
    part = Part("one", "one -n 5", {}, "--replace", 1)
    assert part.arguments(resume=False) == ["-m", "benchmarks.one", "-n", "5", "--replace"]
    assert part.arguments(resume=True)[-1] == RENEWED
    assert Part("one", "one", {}, "", 1).arguments(resume=True) == ["-m", "benchmarks.one"]


# --- the tables --------------------------------------------------------------------------
def test_mechanisms_that_change_the_score_stand_in_the_table_and_the_others_below():
    whole = dict.fromkeys(scores.PARTS, 1.0)
    less = {
        "news": whole | {"total": 3.0},
        "deals": whole | {"total": 0.5},
        "voices": whole | {"total": 1.05},
    }
    rows = scores.without_table(whole, less).rows
    assert [row[0] for row in rows] == ["nothing", "news", "deals"]
    assert rows[1][1] == "3.00"
    assert scores.others(whole, less).endswith("less than 0.1: voices.")
