"""What one does with the outcomes page: runs by outcome, maps by day, a sweep, files, and links."""

from __future__ import annotations

import base64
import csv
import io
import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("solara", reason="needs the extra: pip install 'rout[view]'")

from opened import Opened, wait

import sim.view
from sim.analysis.grid import grid
from sim.analysis.sentences import outcomes_told
from sim.analysis.sweep import sweep
from sim.errors import UsageError
from sim.model.vocabulary import OUTCOME_NAMES
from sim.plots.style import HATCHES, styles_of
from sim.scenario import load
from sim.scenario.shipped import find
from sim.view import batches, sweep_asked
from sim.view.choice import Choice, View, changed_words, link_of, view_of
from sim.view.outcomes_state import readable_names
from sim.view.saved import scenario_file, table_file
from sim.view.state import TabState
from sim.view.sweep_asked import Asked, jobs_of
from sim.view.sweep_part import missing_words, runs_words

RUNS = 12


@pytest.fixture(scope="module")
def page():
    """The outcomes page with a batch that is done; tests put back what they change."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "ROWS", 4)
        patch.setattr(sweep_asked, "RUNS", (2, 3))
        opened = Opened("?scenario=island&page=outcomes")
        opened.state.outcomes.runs.value = RUNS
        opened.change("start", True)
        wait(lambda: not opened.state.outcomes.running, 600.0)
        opened.state.outcomes.thread.join()
        yield opened
        opened.state.close()
        opened.context.close()


def test_bars_are_drawn_as_soon_as_each_has_a_run(state):
    done = state.comparison.value
    jobs = [batches.job_of(choice, choice.scenario) for choice in state.choices.value]
    jobs[0].parts = {
        0: batches.work_here(jobs[0].batch.spec, jobs[0].batch.row_range(0, 2), jobs[0].batch.world)
    }
    assert not state.count(jobs)
    assert state.comparison.value is done


@pytest.fixture
def state(page):
    yield page.state.outcomes
    page.state.outcomes.show_tab("bars")
    page.state.page.value = "outcomes"


def saved(page, key):
    """The file that a button gives."""
    row = next(one for one in page.all("offers") if any(offer[0] == key for offer in one.offers))
    row.vue_want(key)
    file = row.file
    row.vue_taken(True)
    assert row.file is None
    return file["name"], base64.b64decode(file["data"])


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_the_outcomes_that_were_seen_are_defined_under_their_bars(page, state):
    assert outcomes_told(state.comparison.value) in page.words()


def test_runs_are_filtered_by_how_they_end_and_opened(page, state):
    state.show_tab("runs")
    all_runs = page.all("runs")[0].runs
    assert all_runs == list(range(RUNS))
    found = {}
    for outcome in OUTCOME_NAMES:
        page.change("outcome", outcome)
        found[outcome] = page.all("runs")[0].runs
    assert sorted(run for runs in found.values() for run in runs) == all_runs
    typical = page.all("runs")[1]
    assert "closest to the medians" in typical.words
    page.change("outcome", "")
    typical.vue_pick(typical.runs[0])
    assert page.state.page.value == "run"
    assert page.state.choice.run == typical.runs[0]


def test_the_map_of_control_is_the_share_of_the_runs_on_a_day(page, state):
    state.show_tab("map")
    start = [widget.layer_text.data["places"] for widget in page.all("layer_text")]
    assert len(start) == 2
    held = state.comparison.value.daily[1]["held"]
    slider = page.one("last")
    slider.vue_seek(slider.last)
    places = page.all("layer_text")[1].layer_text.data["places"]
    assert places != start[1]
    assert [place["held"] for place in places] == (held[-1] / RUNS >= 0.5).tolist()
    assert all(
        f"{5 * round(20 * n / RUNS)}%" in place["fill"] for n, place in zip(held[-1], places, strict=True)
    )
    assert "day 0" not in slider.words


def test_tables_are_saved_as_csv(page, state):
    name, data = saved(page, "runs")
    assert name == "runs.csv"
    assert len(rows(data)) == 2 * RUNS
    assert {row["result"] for row in rows(data)} == set(state.comparison.value.names)
    assert any(row["kind"] == "paired" for row in rows(saved(page, "comparison")[1]))
    held = rows(saved(page, "held")[1])
    assert {float(row["held_share"]) for row in held if row["day"] == "0"} <= {0.0, 1.0}


def test_a_figure_is_saved_as_png_and_svg(page, state):
    state.show_tab("figures")
    wait(lambda: not state.running)
    state.thread.join()
    name, data = saved(page, "outcomes.svg")
    assert name == "outcomes.svg"
    assert data.startswith(b"<?xml")
    assert saved(page, "outcomes.png")[1].startswith(b"\x89PNG")


def test_bars_have_the_colours_and_hatches_of_the_figures(page, state):
    names = state.comparison.value.names
    told = [tuple(side) for side in page.one("sides").sides]
    assert told == [
        (name, f"island.{branch}", mark.colour, mark.hatch)
        for name, branch, mark in zip(names, ("hold", "fall"), styles_of(names), strict=True)
    ]
    drawn = Path(sim.view.__file__).with_name("vue").joinpath("verdict.vue").read_text(encoding="utf-8")
    for hatch in filter(None, HATCHES):
        assert f"{json.dumps(hatch)}: " in drawn


def test_a_sweep_draws_a_line_for_each_scenario(page, state):
    state.show_tab("sweep")
    page.change("number", "parameters.expected_days")
    page.change("low", "0.5")
    page.change("high", "16")
    page.change("points", "5")
    page.change("each", "3")
    page.change("sweep", True)
    wait(lambda: not state.sweep.running)
    state.sweep.thread.join()  # its last drawing too
    assert not state.sweep.problems.value
    swept = state.sweep.swept.value
    assert swept.values.tolist() == np.linspace(0.5, 16.0, 5).tolist()
    assert swept.names == state.comparison.value.names
    assert swept.runs == 3
    assert all(0.0 <= each.low <= each.value <= each.high <= 1.0 for line in swept.shares for each in line)
    assert state.sweep.figures.value[0].source.startswith("data:image/png")
    assert len(rows(saved(page, "csv")[1])) == 10
    assert saved(page, "sweep.svg")[1].startswith(b"<?xml")


def test_a_sweep_over_two_numbers_draws_a_map_for_each_scenario_and_for_their_difference(page, state):
    state.show_tab("sweep")
    page.change("number", "parameters.expected_days")
    page.change("second", "parameters.critical_morale")
    assert page.field("second_low")["value"] == state.sweep.asked.value.second_low
    for key, value in (("low", "0.5"), ("high", "16"), ("second_low", "0.2"), ("second_high", "0.6")):
        page.change(key, value)
    page.change("points", "5")
    page.change("each", "2")
    page.change("sweep", True)
    wait(lambda: not state.sweep.running)
    state.sweep.thread.join()
    assert not state.sweep.problems.value
    found, (first, second) = state.sweep.swept.value, state.comparison.value.names
    assert found.names == (first, second)
    assert found.up.values.tolist() == np.linspace(0.2, 0.6, 5).tolist()
    assert [figure.name for figure in state.sweep.figures.value] == ["heat-1", "heat-2", "heat-2-minus-1"]
    assert all(figure.source.startswith("data:image/png") for figure in state.sweep.figures.value)
    name, table = saved(page, "csv")
    assert name == "sweep.csv"
    assert len(rows(table)) == 75
    shares = {
        (row["result"], row["value"], row["second_value"]): float(row["share"])
        for row in rows(table)
        if not row["minus"]
    }
    assert len(shares) == 50
    for row in rows(table):
        if row["minus"]:
            at = (row["value"], row["second_value"])
            assert float(row["share"]) == pytest.approx(shares[second, *at] - shares[first, *at])
    assert saved(page, "heat-2-minus-1.svg")[1].startswith(b"<?xml")
    assert saved(page, "heat-1.png")[1].startswith(b"\x89PNG")
    page.change("second", "")
    assert not state.sweep.asked.value.second


def test_a_sweep_over_two_numbers_can_be_cancelled(page, state):
    state.show_tab("sweep")
    page.change("second", "parameters.critical_morale")
    page.change("points", "17")
    seen = []

    def look(progress):
        """Cancel as soon as both scenarios have runs, and cells have none: of 20, 80 and 100 runs in turn."""
        seen.append(progress)
        if progress[0] > 100:
            state.sweep.cancel()

    forget = state.sweep.progress.subscribe(look)
    page.change("sweep", True)
    wait(lambda: any(done > 100 for done, _ in seen))
    page.change("stop", True)
    wait(lambda: not state.sweep.running)
    state.sweep.thread.join()
    forget()
    done, wanted = max(seen)
    assert 0 < done < wanted == 17 * 17 * state.sweep.asked.value.runs * len(state.choices.value)
    assert not state.sweep.problems.value
    found = state.sweep.swept.value
    assert 0 < found.missing < 17 * 17, "what has runs is shown, and what has none is counted"
    assert [figure.name for figure in state.sweep.figures.value][:2] == ["heat-1", "heat-2"]
    assert missing_words(found) == f"{found.missing:,} of 289 cells have no runs; they are hatched."
    page.change("second", "")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("number", "parameters.expected_dais", "did you mean"),
        ("low", "many", "no number"),
        ("points", "7000", "is none of"),
        ("second", "parameters.expected_dais", "did you mean"),
        ("second", "parameters.expected_days", "is the first number already"),
    ],
)
def test_a_sweep_that_cannot_be_is_told(page, state, key, value, words):
    state.show_tab("sweep")
    page.change(key, value)
    assert words in state.sweep.problems.value[0]


def test_a_sweep_outside_a_numbers_range_or_over_a_result_is_refused():
    homs = Choice(scenario="island")
    with pytest.raises(UsageError, match=r"no range within 0.05 to 1000"):
        jobs_of(Asked(low=-1.0), [homs], ["island"], 1)
    second = Asked(low=1.0, high=2.0, second="parameters.critical_morale", second_low=0.5, second_high=0.5)
    with pytest.raises(UsageError, match=r"critical_morale: from 0.5 to 0.5 is no range"):
        jobs_of(second, [homs], ["island"], 1)
    with pytest.raises(UsageError, match="is a saved result"):
        jobs_of(Asked(low=1.0, high=2.0), [Choice(result="kept")], ["kept"], 1)


def test_a_sweep_counts_at_each_value_what_its_runs_did():
    asked = Asked(low=1.0, high=9.0, points=2, runs=6)
    (job,) = jobs_of(asked, [Choice(scenario="island", branch="fall")], ["fall"], 1)
    batches.compute([job], 12, batches.threading.Event(), lambda *_: None)
    result = job.side().result
    found = sweep([result], asked.values, asked.number, "days", "capital_lost_day", "the capital falls")
    table = result.table(["point", "capital_lost_day"]).to_pylist()
    for point, one in enumerate(found.shares[0]):
        fell = [row["capital_lost_day"] is not None for row in table if row["point"] == point]
        assert (len(fell), one.value) == (6, sum(fell) / 6)


def test_a_grid_counts_in_each_cell_what_its_runs_did_and_pairs_them_by_seed():
    asked = Asked(
        low=1.0, high=9.0, points=2, second="parameters.critical_morale", second_low=0.2, second_high=0.6
    )
    sides = [Choice(scenario="island", branch=branch) for branch in ("hold", "fall")]
    jobs = jobs_of(asked, sides, ["hold", "fall"], 1)
    batches.compute(jobs, 6 * asked.cells, batches.threading.Event(), lambda *_: None)
    results = [job.side().result for job in jobs]
    found = grid(results, asked.across, asked.up, "capital_lost_day", "the capital falls")
    assert (found.runs, found.names) == (6, ("hold", "fall"))
    tables = [result.table(["point", "run", "capital_lost_day"]).to_pylist() for result in results]
    for (y, second), (x, first) in product(enumerate(asked.second_values), enumerate(asked.values)):
        (point,) = np.flatnonzero((asked.design.values == (first, second)).all(axis=1))
        fell = [
            {row["run"]: row["capital_lost_day"] is not None for row in table if row["point"] == point}
            for table in tables
        ]
        assert [len(each) for each in fell] == [6, 6]
        for side, each in zip(found.shares, fell, strict=True):
            assert side[y][x].value == sum(each.values()) / 6
        gap = [fell[1][run] - fell[0][run] for run in range(6)]
        one = found.differences[0][y][x]
        assert one.value == pytest.approx(np.mean(gap))
        assert one.error == pytest.approx(np.std(gap) / np.sqrt(6))


def test_an_event_has_its_words_before_anything_was_compared():
    state = TabState("?scenario=island&page=outcomes").outcomes
    assert state.event_words() == "Port Averin falls"
    state.show_column("bellwether_lost_day")
    assert state.event_words() == "Midford falls"
    state.choices.value = (Choice(scenario="no-such-scenario"),)
    assert state.event_words() == "bellwether lost"


def test_a_sweep_says_how_many_runs_it_takes():
    assert runs_words(Asked(points=5, runs=300), 2) == "5 values, 300 runs at each, 2 scenarios: 3,000 runs"
    over_two = runs_words(Asked(points=9, second="parameters.critical_morale"), 2)
    assert over_two == "9 × 9 pairs of values, 100 runs at each, 2 scenarios: 16,200 runs"


def test_a_grid_over_other_seeds_is_refused():
    asked = Asked(low=1.0, high=9.0, points=2, second="parameters.critical_morale", second_low=0.2)
    jobs = [jobs_of(asked, [Choice(scenario="island")], ["island"], seed)[0] for seed in (1, 2)]
    batches.compute(jobs, asked.cells, batches.threading.Event(), lambda *_: None)
    with pytest.raises(UsageError, match="no runs on the same random seeds"):
        grid([job.side().result for job in jobs], asked.across, asked.up, "capital_lost_day", "it falls")


def test_what_is_compared_has_readable_names_where_they_differ():
    hold, fall = (Choice(scenario="island", branch=branch) for branch in ("hold", "fall"))
    free = Choice(scenario="island")
    changed = replace(free, changes=(("parameters.expected_days", 2.0),))
    title = load(find("island")).scenario.title
    assert readable_names([hold, fall, free]) == ["Midford holds", "Midford falls", title]
    assert readable_names([hold, changed]) == ["Midford holds", "island +1 changed"]
    assert readable_names([hold, hold]) == ["island.hold", "island.hold"]
    assert readable_names([Choice(scenario="nowhere"), Choice(result="kept")]) == ["nowhere", "kept"]


# --- links and files -------------------------------------------------------------------
def test_a_link_holds_the_comparison():
    sides = (
        Choice(scenario="island", branch="hold", changes=(("parameters.expected_days", 2.0),)),
        Choice(scenario="homs", branch="fall", at="Hama", seed=7),
    )
    view = View("outcomes", Choice(scenario="island"), sides=sides, runs=500, event="bellwether_lost_day")
    assert view_of(link_of(view), "homs") == view
    state = TabState(link_of(view)).outcomes
    assert state.choices.value == sides
    assert (state.runs.value, state.column.value) == (500, "bellwether_lost_day")


@pytest.mark.parametrize(
    "query", ["?side1=page%3Drun", "?side1=scenario%3Dx%26tick%3D3", "?event=<b>", "?runs=x"]
)
def test_a_side_in_a_link_can_set_a_run_and_nothing_else(query):
    with pytest.raises(UsageError, match="the link"):
        view_of(query, "homs")


def test_changed_assumptions_are_words_in_the_header_and_a_scenario_that_loads(tmp_path):
    choice = Choice(
        scenario="homs", branch="fall", at="Palmyra",
        changes=(
            ("mechanisms.rumours", False), ("parameters.expected_days", 4.0),
            ("units.25th Special Mission Forces Division.men", 900.0),
        ),
    )  # fmt: skip
    assert changed_words(choice)[:3] == ["Palmyra: falls", "rumours off", "expected days = 4"]
    opened = Opened(link_of(View(choice=choice)))
    assert opened.one("changed").changed == changed_words(choice)
    name, data = saved(opened, "scenario")
    opened.context.close()
    (tmp_path / name).write_bytes(data)
    scenario = load(tmp_path / name)
    changed = load(find("homs"), choice.overrides)
    assert scenario.model_dump() == changed.model_dump()
    with pytest.raises(UsageError, match="is a saved result"):
        scenario_file(replace(choice, result="kept"))


def test_the_run_is_saved_as_tables():
    opened = Opened("?scenario=homs&run=3&tick=20")
    events = opened.state.watched.value.history.events(20)
    assert len(rows(saved(opened, "log")[1])) == len(events) > 0
    assert [row["tick"] for row in rows(saved(opened, "series")[1])] == [str(n) for n in range(21)]
    formations = rows(saved(opened, "formations")[1])
    assert len(formations) == len(opened.state.watched.value.names.formations)
    search = opened.one("searched")
    search.vue_find("homs attacked")
    found = search.story_text.data["entries"]
    assert 0 < len(found) < len(events)
    assert all("homs" in each["told"].casefold() and "attacked" in each["told"] for each in found)
    search.vue_find("nothing of the kind")
    assert not search.story_text.data["entries"]
    opened.context.close()


def test_nothing_is_no_file():
    with pytest.raises(UsageError, match="nothing to save"):
        table_file("log", [])


def test_a_film_of_the_run_is_made_and_can_be_stopped(monkeypatch):
    opened = Opened("?scenario=island&run=3")
    drawn = []

    def film(history, outline, run, kind, *, progress):
        for number in range(1, 4):
            drawn.append(number)
            progress(number, 3)
        return b"GIF89a"

    monkeypatch.setattr("sim.view.film_task.film", film)
    task = opened.state.film
    row = next(one for one in opened.all("offers") if one.offers[0][0] == "film")
    row.vue_want("film")
    wait(lambda: not task.running)
    task.thread.join()
    assert base64.b64decode(row.file["data"]) == b"GIF89a"
    assert row.file["name"] == "island-seed-1-run-3.gif"
    row.vue_taken(True)
    assert task.file.value is None
    task.stop.set()
    with pytest.raises(Exception, match="cancelled"):
        task.on_progress(1, 3)
    opened.context.close()
