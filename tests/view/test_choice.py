"""Links: the same view again, and plain words for what cannot be read."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import UsageError
from sim.scenario.shipped import default_name
from sim.view.choice import BRANCH_PAIRS, MOST, PAGES, Choice, View, film_command, link_of, view_of
from sim.view.sources import FILES, first_scenario

whole = st.integers(0, MOST)
changes = st.dictionaries(
    st.sampled_from(["parameters.expected_days", "units.25th Division.men", "mechanisms.news"]),
    st.booleans() | st.floats(0.0, 1e6).map(lambda value: float(f"{value:.12g}")),
)
choices = st.builds(
    Choice,
    scenario=st.sampled_from(["homs", "my scenario.toml", "a&b=c"]),
    seed=whole,
    run=whole,
    branch=st.sampled_from(["", "free", "hold", "fall"]),
    at=st.sampled_from(["", "Hama", "Homs North (Malouk)"]),
    changes=changes.map(lambda found: tuple(sorted(found.items()))),
)


@given(st.builds(View, st.sampled_from(PAGES), choices, whole, st.sampled_from(BRANCH_PAIRS)))
def test_a_link_opens_the_same_view(view):
    read = view_of(link_of(view), "other")
    assert read == View(view.page, read.choice, view.tick, view.branches)
    assert (read.choice.scenario, read.choice.seed, read.choice.run, read.choice.at) == (
        view.choice.scenario, view.choice.seed, view.choice.run, view.choice.at,
    )  # fmt: skip
    assert dict(read.choice.changes) == dict(view.choice.changes)


def test_a_saved_result_is_named_in_a_link():
    view = view_of("?result=homs-hold&point=3&run=7", "homs")
    assert view.choice == Choice(result="homs-hold", point=3, run=7)
    assert view_of(link_of(view), "homs") == view


def test_an_empty_link_is_the_first_scenario():
    assert view_of("", "homs") == View("run", Choice(scenario="homs"), 0)


def test_the_page_opens_with_the_first_file_named_else_with_the_default(monkeypatch):
    monkeypatch.delenv(FILES, raising=False)
    assert first_scenario() == default_name()
    monkeypatch.setattr("sim.view.sources.default_name", lambda: "another")
    assert first_scenario() == "another"
    monkeypatch.setenv(FILES, os.pathsep.join(["mine.toml", "yours.toml"]))
    assert first_scenario() == "mine.toml"


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("?run=-1", "run"),
        ("?run=x", "run"),
        ("?seed=5000000000", "seed"),
        ("?tick=1.5", "tick"),
        ("?branch=win", "branch"),
        ("?page=admin", "page"),
        ("?branches=hold", "branches"),
    ],
)
def test_a_bad_link_is_told_in_words(query, word):
    with pytest.raises(UsageError, match=f"the link's {word}"):
        view_of(query, "homs")


def test_a_run_is_filmed_by_a_command_that_means_the_same_run():
    choice = Choice(
        scenario="my war", run=3, seed=7, branch="hold", at="Al Bab",
        changes=(("parameters.expected_days", 4.0), ("mechanisms.news", False)),
    )  # fmt: skip
    assert film_command(choice) == (
        "rout film 'my war' --run 3 --seed 7 --branch hold --at 'Al Bab' --set parameters.expected_days=4.0 "
        "--set mechanisms.news=false -o run.gif"
    )
    assert film_command(Choice(result="homs")) == ""
