"""The pages in this process, without a browser: they draw, step, change, and tell what is wrong."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice

import pytest

pytest.importorskip("solara", reason="needs the extra: pip install 'rout[view]'")

import fake_engine
from opened import Opened, wait

from sim.batch import Batch, run_batch
from sim.model.vocabulary import OUTCOME_NAMES
from sim.model.world import build_world
from sim.view import batches, outcomes_state
from sim.view.choice import Choice, link_of
from sim.view.outcomes_page import asked_words
from sim.view.outcomes_state import figures_of
from sim.view.pair import place_of
from sim.view.pair_page import both_standings, branch_words, diverged_words, in_both
from sim.view.sources import open_choice


@pytest.fixture
def tab():
    opened = []

    def open_tab(query):
        opened.append(Opened(query))
        return opened[-1]

    yield open_tab
    for each in opened:
        each.state.close()
        each.context.close()


def test_the_run_page_draws(tab):
    page = tab("?scenario=homs&run=3&tick=6")
    assert len(page.one("layer_text").layer_text.data["places"]) > 60
    assert page.one("tick").tick == 6
    assert "Homs, 7 December 2024" in page.text()


def test_it_steps_back_and_forth_and_draws_the_same_again(tab):
    page = tab("?scenario=homs&run=3")
    start = page.one("layer_text").layer_text
    page.one("tick").vue_seek(20)
    later = page.one("layer_text").layer_text
    assert later != start
    assert "tick=20" in page.one("tick").link
    page.one("tick").vue_seek(0)
    assert page.one("layer_text").layer_text == start
    page.one("tick").vue_seek(20)
    assert page.one("layer_text").layer_text == later


def test_the_branch_can_be_at_another_place(tab):
    page = tab("?scenario=homs&run=3")
    page.change("at", "Palmyra")
    assert page.state.choice.overrides == {"branch.place": "Palmyra"}
    assert page.state.watched.value.scenario.branch_place == "Palmyra"
    page.change("reset", None)
    assert page.state.choice.at == ""


def test_another_branch_goes_another_way_from_the_same_tick(tab):
    page = tab("?scenario=homs&run=3&tick=20")
    free = page.one("layer_text").layer_text
    page.change("branch", "fall")
    assert page.state.choice.branch == "fall"
    assert page.one("tick").tick == 20
    assert page.one("layer_text").layer_text != free
    page.change("reset", True)
    assert page.one("layer_text").layer_text == free


def test_a_slider_and_a_mechanism_change_the_run_and_are_told(tab):
    page = tab("?scenario=homs&run=3&tick=20")
    before = page.one("layer_text").layer_text
    page.change("parameters.expected_days", "2")
    page.change("mechanisms.rumours", False)
    assert dict(page.state.choice.changes) == {"parameters.expected_days": 2.0, "mechanisms.rumours": False}
    assert page.field("parameters.expected_days")["changed"]
    assert page.one("layer_text").layer_text != before
    assert "set.mechanisms.rumours=false" in page.one("tick").link
    page.change("parameters.expected_days", None)
    assert dict(page.state.choice.changes) == {"mechanisms.rumours": False}


def test_sliders_come_from_the_schema(tab):
    page = tab("?scenario=homs&run=3")
    field = page.field("parameters.critical_morale")
    assert (field["low"], field["high"], field["unit"]) == (0, 1, "share")
    assert field["from"] <= field["value"] <= field["to"]
    drawn = page.field("parameters.expected_days")
    assert "Drawn for each run, triangular" in drawn["help"]


def test_the_numbers_of_what_is_picked_can_be_changed(tab):
    page = tab("?scenario=homs&run=3&tick=20")
    names = page.state.watched.value.names.formations
    page.state.pick(f"f{names.index('25th Special Mission Forces Division')}")
    key = "units.25th Special Mission Forces Division.men"
    page.change(key, "9000")
    assert dict(page.state.choice.changes) == {key: 9000.0}
    page.state.pick("")
    assert page.field(key)["label"] == key
    page.change(key, "0.5")
    assert "what you see is as before" in page.text()


def test_a_value_out_of_range_is_explained_and_what_was_shown_stays(tab):
    page = tab("?scenario=homs&run=3&tick=5")
    before = page.one("layer_text").layer_text
    page.change("parameters.critical_morale", "7")
    assert "critical_morale" in page.text()
    assert "what you see is as before" in page.text()
    assert page.one("layer_text").layer_text == before
    page.change("parameters.critical_morale", "many")
    assert "is no number" in page.text()
    page.change("seed", "-3")
    assert "no whole number" in page.text()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?scenario=hom", "no such scenario here"),
        ("?scenario=../../etc/passwd", "no such scenario here"),
        ("?result=../x", "no such result here"),
        ("?run=x", "no whole number from 0"),
        ("?scenario=homs&set.parameters.expected_dais=1", "expected_days"),
    ],
)
def test_a_link_that_cannot_be_opened_is_told_in_words(tab, query, words):
    page = tab(query)
    assert words in page.text()
    assert not page.all("layer_text")
    assert page.one("astray").astray


def test_a_broken_file_names_its_lines_on_the_page(tab, tmp_path, monkeypatch):
    broken = tmp_path / "broken.toml"
    broken.write_text('[scenario]\ntitle = "x"\nhorizon_days = "long"\n', encoding="utf-8")
    monkeypatch.setenv("ROUT_VIEW_FILES", str(broken))
    page = tab("")
    assert "broken.toml:3" in page.text()
    assert "Traceback" not in page.text()


def test_a_fault_of_ours_is_one_line_on_the_page(tab, monkeypatch, capsys):
    page = tab("?scenario=homs&run=3")

    def broken(tick):
        raise ZeroDivisionError("a made-up fault")

    monkeypatch.setattr(page.state.watched.value.history, "at", broken)
    page.state.seek(3)
    assert page.state.problems.value == ("a fault in Rout: ZeroDivisionError: a made-up fault",)
    assert "Traceback" in capsys.readouterr().err
    monkeypatch.undo()


def test_what_is_picked_is_told(tab):
    page = tab("?scenario=homs&run=3")
    history = page.state.watched.value.history
    tick = next(t for t in range(60) if len({unit.under_command for unit in history.at(t).formations}) == 2)
    page.state.seek(tick)
    homs = page.state.watched.value.index("Homs")
    page.one("layer_text").vue_pick(f"p{homs}")
    assert page.one("detail_text").detail_text.data["name"] == "Homs"
    assert (
        page.one("layer_text").layer_text.data["chosen"]
        == page.state.watched.value.geometry.places[homs].spot
    )
    formations = history.at(tick).formations
    standing = next(i for i, unit in enumerate(formations) if unit.under_command)
    page.change("pick", f"f{standing}")
    assert page.one("detail_text").detail_text.data["causes"]
    gone = next(i for i, unit in enumerate(formations) if not unit.under_command)
    page.change("pick", f"f{gone}")
    story = page.one("detail_text").detail_text.data["story"]
    assert any("exposure" in entry["why"] for entry in story["entries"])  # for why it broke
    assert story in [widget.story_text.data for widget in page.all("story_text")]


def test_an_entry_of_the_log_leads_to_its_tick_and_place(tab):
    page = tab("?scenario=homs&run=3&tick=20")
    pick = page.one("story_text").story_text.data["entries"][0]["pick"]
    page.one("story_text").vue_pick(pick)
    tick, place = re.fullmatch(r"e(\d+):(\d+)", pick).groups()
    assert (page.one("tick").tick, page.state.picked.value) == (int(tick), f"p{place}")


def test_two_tabs_share_nothing(tab):
    one, other = tab("?scenario=homs&run=3"), tab("?scenario=homs&run=4")
    one.one("tick").vue_seek(9)
    one.change("branch", "fall")
    assert (other.one("tick").tick, other.state.choice.branch) == (0, "")


def test_two_runs_diverge_and_the_place_is_marked(tab):
    page = tab("?scenario=homs&run=3&page=pair")
    assert len(page.all("layer_text")) == 2
    page.state.seek_divergence()
    found = page.state.pair.value.divergence(page.state.tick.value)
    assert found is not None
    assert page.state.watched.value.names.places[place_of(found)] == "Homs"
    homs = page.state.watched.value.geometry.places[place_of(found)].spot
    assert all(widget.layer_text.data["diverged"] == homs for widget in page.all("layer_text"))
    assert page.one("diverged").diverged["where"] == "Homs"
    assert "branches=hold-fall" in page.one("tick").link
    page.change("right", "free")
    assert page.state.branches.value == ("hold", "free")


def test_an_earlier_link_of_the_tab_shows_its_page_run_and_tick_again(tab):
    page = tab("?scenario=island&run=3&tick=9")
    state, first = page.state, link_of(page.state.view)
    watched = state.watched.value
    state.go("pair")
    state.open_pair()
    state.change_pair({"key": "left", "value": "free"})
    pair = link_of(state.view)
    state.go("run")
    state.change({"key": "run", "value": "5"})
    state.go_back(pair)
    assert (state.page.value, state.branches.value, state.choice.run) == ("pair", ("free", "fall"), 3)
    state.go_back(first)
    assert (state.page.value, state.tick.value) == ("run", 9)
    assert state.choice == watched.choice
    assert not state.problems.value


def test_going_back_to_the_same_run_computes_nothing_again(tab):
    page = tab("?scenario=island&run=3&tick=9")
    state, first = page.state, link_of(page.state.view)
    watched = state.watched.value
    state.go("outcomes")
    state.seek(12)
    state.go_back(first)
    assert state.watched.value is watched
    assert state.tick.value == 9


def test_going_back_to_outcomes_shows_what_was_compared_there(tab):
    state = tab("?scenario=island&page=outcomes").state
    state.outcomes.add(Choice(scenario="island"))
    state.outcomes.change({"key": "runs", "value": "500"})
    earlier, sides = link_of(state.view), state.outcomes.choices.value
    state.outcomes.change({"key": "remove:2", "value": True})
    state.go("run")
    state.go_back(earlier)
    assert (state.page.value, state.outcomes.choices.value) == ("outcomes", sides)
    assert link_of(state.view) == earlier


def test_a_link_that_is_none_changes_no_page(tab):
    state = tab("?scenario=island&tick=4").state
    state.go_back("?page=nowhere")
    assert "the link's page" in state.problems.value[0]
    assert (state.page.value, state.tick.value) == ("run", 4)


def test_what_is_picked_is_told_for_both_runs(tab):
    page = tab("?scenario=homs&run=3&page=pair&tick=8")
    homs = page.state.watched.value.index("Homs")
    page.change("pick", f"p{homs}")
    assert [widget.detail_text.data["name"] for widget in page.all("detail_text")] == ["Homs", "Homs"]
    page.change("pick", "")
    assert not page.all("detail_text")


def test_two_runs_are_compared_in_words(tab):
    page = tab("?scenario=homs&run=3&page=pair&tick=40")
    pair = page.state.pair.value
    assert branch_words(pair.left) == "Homs holds (by intervention)"
    held = [sum(place.state_held for place in side.history.at(40).places) for side in pair.sides]
    words = both_standings(pair, 40)
    assert words.startswith(
        f"By day 5.0 the Syrian army holds {held[0]} of 67 places with Homs held, and {held[1]} "
    )
    assert diverged_words(pair, pair.divergence(40)).endswith("at Homs (ringed on both maps).")
    assert diverged_words(pair, None) == "So far both runs are the same."
    assert in_both([True, True]) == "held in both"
    assert in_both([True, False]) == "held in the first and lost in the second"


def test_two_equal_branches_never_diverge(tab):
    page = tab("?scenario=homs&run=3&page=pair&branches=hold-hold&tick=8")
    assert page.state.pair.value.divergence(8) is None
    assert page.one("diverged").diverged is None


# --- outcomes ----------------------------------------------------------------------
@pytest.fixture
def few_figures(monkeypatch):
    """Only the first figure is drawn, for tests of something else."""
    monkeypatch.setattr(outcomes_state, "figures_of", lambda *given: islice(figures_of(*given), 1))


@pytest.fixture
def slow_engine(monkeypatch):
    """An engine that costs nothing and takes its time, so that there is something to cancel."""
    monkeypatch.setenv("FAKE_SECONDS_PER_RUN", "0.005")
    monkeypatch.setattr(batches, "COMPILED", fake_engine.ENGINE)
    monkeypatch.setattr(batches, "ROWS", 2)


@pytest.fixture
def batch(tab, monkeypatch):
    monkeypatch.setattr(batches, "ROWS", 4)
    page = tab("?scenario=island&page=outcomes")
    page.state.outcomes.runs.value = 12
    page.change("start", True)
    wait(lambda: not page.state.outcomes.running)
    page.state.outcomes.thread.join()  # its last drawing too
    return page


def first_bar(page, start):
    """The first bar in which there are runs, of those whose name begins so."""
    found = [bar for chart in page.all("chosen") for bar in chart.chart["bars"] if bar["runs"]]
    return next(bar["pick"] for bar in found if bar["pick"].startswith(start))


def test_a_batch_is_counted_and_drawn(batch):
    state = batch.state.outcomes
    assert not state.problems.value
    assert state.progress.value == (24, 24)
    assert [side.runs for side in state.comparison.value.sides] == [12, 12]
    assert [bar["pick"][0] for chart in batch.all("chosen") for bar in chart.chart["bars"]].count("o") >= 2
    assert not state.figures.value, "they are drawn when they are looked at"
    batch.one("current").vue_pick("figures")
    wait(lambda: not state.running)
    assert len(state.figures.value) >= 6
    assert all(figure.alt and figure.source.startswith("data:image/png") for figure in state.figures.value)


def test_the_form_is_one_line_while_a_comparison_is_shown(batch):
    told = "Compared: Midford holds and Midford falls; 12 runs each, seed 1"
    assert asked_words(batch.state.outcomes.comparison.value) == told
    with pytest.raises(StopIteration):
        batch.field("runs")
    batch.change("ask", True)
    batch.change("runs", "500")
    assert batch.state.outcomes.runs.value == 500


def test_another_comparison_that_a_link_names_shows_the_form(batch):
    state, view = batch.state.outcomes, batch.state.view
    state.show(view)
    assert not state.asking.value
    state.show(replace(view, runs=500))
    assert state.asking.value


@pytest.mark.usefixtures("few_figures")
def test_progress_counts_runs_while_they_are_computed_and_not_while_figures_are_drawn(batch):
    state = batch.state.outcomes
    state.words.value = "Computing"
    assert batch.one("share").words == "Computing: 24 of 24 runs"
    state.words.value = "Drawing the figures"
    assert batch.one("share").words == "Drawing the figures"
    state.words.value = ""


@pytest.mark.usefixtures("few_figures")
def test_every_run_behind_a_bar_ends_as_it_was_counted(batch):
    state = batch.state.outcomes
    bar = first_bar(batch, "o:1:")
    choice, _, runs, count = state.behind(bar)
    outcome = int(bar[-1])
    assert count == state.comparison.value.outcomes.counts[1][outcome]
    for run in runs[:2]:
        batch.state.open_choice(replace(choice, run=run), 0)
        history = batch.state.watched.value.history
        assert history.at(history.last_tick).outcome == OUTCOME_NAMES[outcome]


@pytest.mark.usefixtures("few_figures")
def test_a_bar_opens_one_of_its_runs(batch):
    batch.all("chosen")[1].vue_pick(first_bar(batch, "d:0:"))
    wait(lambda: batch.all("runs"))
    run = batch.one("runs").runs[0]
    batch.one("runs").vue_pick(run)
    assert batch.state.page.value == "run"
    assert (batch.state.choice.run, batch.state.choice.branch) == (run, "hold")
    assert batch.one("tick").tick == 0


@pytest.mark.usefixtures("few_figures", "slow_engine")
def test_a_batch_can_be_cancelled(tab):
    page = tab("?scenario=island&page=outcomes")
    page.state.outcomes.runs.value = 10_000
    page.change("start", True)
    wait(lambda: page.state.outcomes.progress.value[0] >= 8)
    page.change("cancel", True)
    wait(lambda: not page.state.outcomes.running)
    assert page.state.outcomes.progress.value[0] < 20_000
    assert page.state.outcomes.comparison.value is not None


@pytest.mark.usefixtures("few_figures", "slow_engine")
def test_a_batch_that_is_cancelled_again_and_again_leaves_no_thread(tab):
    """What was counted stays each time, and the next start begins anew and counts up to its end."""
    page = tab("?scenario=island&page=outcomes")
    state, before = page.state.outcomes, set(threading.enumerate())
    for _ in range(3):
        state.runs.value, state.progress.value = 10_000, (0, 0)
        state.asking.value = True
        page.change("start", True)
        wait(lambda: 4 <= state.progress.value[0] < 20_000)
        page.change("cancel", True)
        state.thread.join(60.0)
        assert not state.running
        assert set(threading.enumerate()) <= before
        assert all(side.runs > 0 for side in state.comparison.value.sides)
    state.runs.value = 6
    page.change("ask", True)
    page.change("start", True)
    wait(lambda: not state.running)
    state.thread.join(60.0)
    assert [side.runs for side in state.comparison.value.sides] == [6, 6]
    assert not state.problems.value


def test_a_side_that_cannot_be_run_is_told(tab):
    page = tab("?scenario=homs&page=outcomes&set.parameters.expected_days=1")
    state = page.state.outcomes
    state.choices.value = (state.choices.value[0], Choice(scenario="nowhere"))
    page.change("start", True)
    assert "no such scenario here" in page.text()
    assert not state.running


def test_the_run_pages_assumptions_can_be_compared(tab):
    page = tab("?scenario=homs&page=outcomes&set.parameters.expected_days=1")
    page.change("mine", True)
    assert page.state.outcomes.choices.value[-1].changes == (("parameters.expected_days", 1),)
    page.change("remove:0", True)
    assert len(page.state.outcomes.choices.value) == 2


def test_an_action_draws_the_page_once(tab):
    page = tab("?scenario=homs&run=3")
    before = page.context.render_count
    page.one("tick").vue_seek(1)
    assert page.context.render_count == before + 1


@pytest.mark.usefixtures("few_figures")
def test_a_saved_result_can_be_watched_and_compared(tab, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scenario = open_choice(Choice(scenario="island")).scenario
    batch = Batch(
        scenario, build_world(scenario), 7, batches.COMPILED, name="kept", scenario_file="island.toml"
    )
    result = run_batch(batch, "results/kept", 6, workers=1, executor=ThreadPoolExecutor(1))
    page = tab("?result=kept&seed=7&run=4")
    history = page.state.watched.value.history
    assert history.at(history.last_tick).outcome == result.row(4)["outcome"]
    state = page.state.outcomes
    state.choices.value = (Choice(result="kept"), Choice(result="kept", branch=""))
    page.state.go("outcomes")
    page.change("start", True)
    wait(lambda: not state.running)
    assert not state.problems.value
    assert [side.runs for side in state.comparison.value.sides] == [6, 6]
    assert state.behind(first_bar(page, "o:0:"))[0].seed == 7
