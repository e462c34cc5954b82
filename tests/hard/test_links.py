"""Links that other people send: they set numbers, switches, branch, seed, run and day, each within bounds."""

from __future__ import annotations

import json
import os
import time
from urllib.parse import quote, urlencode

import fake_engine
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.batch import run_batch
from sim.scenario import numbers

pytest.importorskip("solara", reason="needs the extra: pip install 'rout[view]'")

from sim.view.choice import KEYS as KNOWN
from sim.view.choice import MOST_LETTERS, view_of
from sim.view.sources import open_choice
from sim.view.state import TabState

SECONDS = 5.0  # of processor time: none of these may take long; some hundredths of a second are usual

BAD = [
    # files
    ('set.scenario.outline="/etc/passwd"', "scenario.outline"),
    ('set.scenario.outline="/dev/zero"', "scenario.outline"),
    ("set.scenario.outline=../x.geojson", "scenario.outline"),
    ("set.extends=/etc/passwd", "extends"),
    ("set.remove=units", "remove"),
    ("scenario=/etc/passwd", "no such scenario here"),
    ("scenario=../../etc/passwd", "no such scenario here"),
    ("scenario=%00", "no such scenario here"),
    ("result=/etc", "no such result here"),
    ("result=../..", "no such result here"),
    # what costs too much
    ("set.scenario.resolution=20000", "scenario.resolution"),
    ("set.scenario.tick_hours=0.001", "scenario.tick_hours"),
    ("set.scenario.horizon_days=3650", "scenario.horizon_days"),
    (f"seed={'9' * 5000}", "the link's seed"),
    (f"run={'1' * 5000}", "the link's run"),
    (f"tick={'१' * 5000}", "the link's tick"),
    (f"set.parameters.stand_weight={'1' * 5000}", "parameters.stand_weight"),
    (f"x={'1' * 200_000}", "letters"),
    ("&".join(f"x{n}=1" for n in range(500)), "x0"),
    # out of bounds
    ("set.parameters.stand_weight=101", "outside 0 to 100"),
    ("set.parameters.stand_weight=nan", "parameters.stand_weight"),
    ("set.parameters.stand_weight=1e999", "parameters.stand_weight"),
    ("set.parameters.stand_weight=true", "parameters.stand_weight"),
    ("set.parameters.stand_weight=[1]", "parameters.stand_weight"),
    ("set.parameters.stand_weight=%7Buniform=[0,1]%7D", "parameters.stand_weight"),
    ("set.parameters.stand_weight=", "parameters.stand_weight"),
    ("set.parameters.stand_weight=e5", "parameters.stand_weight"),
    ("set.mechanisms.news=1", "mechanisms.news"),
    ('set.mechanisms.news="no"', "mechanisms.news"),
    ("seed=4294967296", "the link's seed"),
    ("run=-1", "the link's run"),
    ("branch=win", "the link's branch"),
    ("branch=", ""),
    # keys into lists and texts, and keys that are none
    ("set.history.0.size=1", "history.0.size"),
    ("set.history.size=1", "history.size"),
    ("set.scenario.title.x=1", "scenario.title.x"),
    ("set.scenario.corridor_junctions.0=1", "corridor_junctions"),
    ("set.units=1", "units"),
    ("set.parameters=1", "parameters"),
    ("set.units.Nobody.men=5", "no unit"),
    ("set.observed.Homs=1", "observed.Homs"),
    ("set.places.Homs.notes.lat=1", "notes"),
    ("set.=1", "dotted name"),
    ("set..=1", "dotted name"),
    ("set.parameters..=1", "parameters"),
    ('set."=1', "no field of a scenario"),
    ("set.parameters.stand_wait=1", "stand_weight"),
    ("stand_weight=1", "stand_weight"),
    ("__class__=1", "__class__"),
    ("run=1&run=2", "run"),
    ("points=1", "point"),
    ("<script>=1", "script"),
]  # fmt: skip


def problems(query):
    """What a tab that is opened with a link tells."""
    began = time.process_time()
    state = TabState(query)
    state.close()
    assert time.process_time() - began < SECONDS, query[:200]
    return " ".join(state.problems.value)


@pytest.mark.parametrize(("query", "words"), BAD, ids=lambda text: text[:40])
def test_a_link_beyond_its_bounds_is_told_in_words(query, words, capsys):
    told = problems("?" + query)
    assert words in told
    assert bool(told) == bool(words)
    assert "a fault in Rout" not in told
    assert "Traceback" not in capsys.readouterr().err
    assert len(told) < 2000


def test_what_a_link_may_set_it_sets():
    query = urlencode(
        {
            "scenario": "homs", "seed": 4294967295, "run": 3, "branch": "fall", "tick": 4,
            "set.parameters.stand_weight": "2e-1", "set.mechanisms.news": "false",
            'set.units."25th Special Mission Forces Division".men': "700", "set.branch.from_day": 1,
        }
    )  # fmt: skip
    opened = open_choice(view_of("?" + query, "homs").choice).scenario
    assert (opened.parameters.stand_weight, opened.mechanisms.news, opened.branch.from_day) == (
        0.2,
        False,
        1.0,
    )
    assert opened.units["25th Special Mission Forces Division"].men == 700
    assert problems("?" + query) == ""


def test_every_number_of_a_scenario_can_be_set_by_a_link():
    scenario = open_choice(view_of("", "homs").choice).scenario
    for name, value in numbers(scenario).items():
        middle = getattr(value, "middle", value)
        view_of(f"?{quote(f'set.{name}')}={middle:.12g}", "homs")


# --- results of other people -------------------------------------------------------------------


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("there")
    run_batch(fake_engine.batch(), folder / "results" / "small", 40, workers=1)
    return folder


def damage(stored, change):
    """The stored result with its manifest changed, and as it was before."""
    path = stored / "results" / "small" / "manifest.json"
    before = path.read_text(encoding="utf-8")
    tree = json.loads(before)
    change(tree)
    path.write_text(json.dumps(tree), encoding="utf-8")
    return lambda: path.write_text(before, encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="links between files need a privilege there")
@pytest.mark.parametrize(
    ("outline", "file"),
    [("/etc/passwd", ""), ("../../../etc/passwd", ""), ("passwd", "/etc/x.toml"), ("zero", "/dev/x.toml"),
     ("secret.geojson", "../x.toml"), ("sub/link.geojson", "x.toml")],
)  # fmt: skip
def test_a_result_opens_no_file_outside_the_folder_of_its_scenario(stored, monkeypatch, outline, file):
    monkeypatch.chdir(stored)
    outside = stored.parent / "secret.geojson"
    outside.write_text(json.dumps({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]}))
    (stored / "sub").mkdir(exist_ok=True)
    (stored / "sub" / "link.geojson").unlink(missing_ok=True)
    (stored / "sub" / "link.geojson").symlink_to(outside)
    undo = damage(
        stored,
        lambda tree: (tree["scenario"]["scenario"].update(outline=outline), tree.update(scenario_file=file)),
    )
    try:
        opened = open_choice(view_of("?result=small", "homs").choice)
        if file != "../x.toml":  # there the file does lie beside the scenario that the result names
            assert opened.outline is None
        assert problems("?result=small") == ""
    finally:
        undo()


def test_keys_into_a_result_are_told_like_those_into_a_scenario(stored, monkeypatch):
    monkeypatch.chdir(stored)
    assert problems("?result=small&run=3") == ""
    assert "no unit" in problems("?result=small&set.units.Nobody.men=5")
    assert "history.0.size" in problems("?result=small&set.history.0.size=3")
    assert "scenario.outline" in problems("?result=small&set.scenario.outline=/etc/passwd")
    assert "no design point 7" in problems("?result=small&point=7")


# --- anything at all ---------------------------------------------------------------------------

KEYS = st.sampled_from(
    [*KNOWN, "set.", "set.parameters.", "set.parameters.stand_weight", "set.mechanisms.news", "set.units."]
)
PLAIN = st.sampled_from(["homs", "1", "0.5", "true", "[]", "{}", '"', "run", "hold-fall", "1e9", ""])
PLAIN = st.sampled_from(["homs", "1", "0.5", "true", "[]", "{}", '"', "run", "hold-fall", "1e9", ""])
WORDS = st.text(max_size=20) | PLAIN
QUERIES = st.lists(st.tuples(st.builds(str.__add__, KEYS, WORDS) | WORDS, WORDS), max_size=5)


def opens_or_tells(pairs, raw):
    told = problems("?" + urlencode(pairs, errors="replace") + raw)
    assert "a fault in Rout" not in told
    assert "Error" not in told.replace("ZeroDivisionError", "Error")


@settings(max_examples=60)
@given(QUERIES, st.text(max_size=20))
def test_any_link_opens_or_is_told(pairs, raw):
    opens_or_tells(pairs, raw)


@pytest.mark.nightly
@settings(max_examples=5_000)
@given(QUERIES, st.text(max_size=200))
def test_very_many_links_open_or_are_told(pairs, raw):
    opens_or_tells(pairs, raw)


def test_a_link_has_room_for_every_number_of_the_largest_shipped_scenario():
    scenario = open_choice(view_of("", "offensive").choice).scenario
    longest = max(len(quote(f"set.{name}=0.123456789012&")) for name in numbers(scenario))
    assert longest * 50 < MOST_LETTERS
