"""Explaining a run: shares add up, the story is the run's, the right run is chosen."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from types import SimpleNamespace

import numpy as np
import pytest
from fake_results import fake_result
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from sim.analysis.representative_runs import median_run, surprising_run
from sim.api import run
from sim.cli import app
from sim.engines.events import Event
from sim.engines.mesa_model import Rout
from sim.engines.trace import trace
from sim.errors import ResultError
from sim.model import vocabulary as v
from sim.model.numeric import logistic
from sim.model.vocabulary import EVENT_NAMES
from sim.model.world import build_world
from sim.report.story import reason
from sim.rerun import replay, retrace
from sim.scenario import load
from sim.scenario.shipped import shipped_folder
from sim.story.divergence import diverged_pairs, divergence
from sim.story.story import Break, in_short, merge_shares, tell, tell_trace

SHARES = st.lists(st.floats(0.001, 1.0), min_size=1, max_size=30).map(
    lambda parts: tuple(
        (f"cause {i}", part / sum(parts)) for i, part in enumerate(sorted(parts, reverse=True))
    )
)


@given(SHARES, st.integers(1, 8))
def test_whole_per_cents_add_up_to_a_hundred(shares, most):
    short = in_short(shares, most)
    assert sum(per_cent for _, per_cent in short) == 100
    assert len(short) <= most + 1
    for (label, per_cent), (name, share) in zip(short[: min(most, len(shares))], shares, strict=False):
        if label == name:
            assert abs(per_cent - 100 * share) < 1.0 + 1e-9


@given(st.lists(st.tuples(SHARES, st.floats(0.1, 100.0)), min_size=1, max_size=5))
def test_shares_put_together_add_up(parts):
    assert sum(share for _, share in merge_shares(parts)) == pytest.approx(1.0)


@pytest.fixture(scope="module")
def island():
    return load(shipped_folder() / "island.toml", {"scenario.horizon_days": 12.0})


@pytest.fixture(scope="module")
def results(island, tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    kinds = ("hold", "fall")
    loaded = [
        load(shipped_folder() / "island.toml", {"scenario.horizon_days": 12.0, "branch.kind": k})
        for k in kinds
    ]
    return [run(one, 30, out=folder / k, workers=1) for one, k in zip(loaded, kinds, strict=True)]


def test_a_story_is_its_run(island):
    story, model = tell(Rout(island, 1, 4)), Rout(island, 1, 4).run_to_end()
    assert [event.row for event in story.events] == [event.row for event in model.events]
    assert story.outcome == model.outcome
    assert all(sum(share for _, share in one.causes) == pytest.approx(1.0) for one in story.breaks)
    assert sum(share for _, share in story.causes) == pytest.approx(1.0)
    broke = {unit.name for unit in model.formations if unit.broken}
    assert {one.formation for one in story.breaks} == broke
    for unit in model.formations:
        course = next(one for one in story.courses if one.formation == unit.name)
        assert course.morale[-1] == pytest.approx(logistic(unit.morale)) or not unit.under_command


def test_a_rising_that_calms_down_is_told_too():
    restless = {"parameters.rise_rate": 20.0, "parameters.calm_rate": 20.0, "parameters.rise_width": 1.0}
    guarded = {"communities.Saltmarsh people.place": "Eastlight"}  # where a garrison may frighten them again
    overrides = restless | guarded | {"scenario.horizon_days": 12.0}
    story = tell(Rout(load(shipped_folder() / "island.toml", overrides), 1, 1))
    calms = [event for event in story.events if event.name == "calm"]
    assert {event.amount for event in calms} == {v.QUIET, v.DEFIANT}
    told = [event for event in story.key_events if event.name == "calm"]
    assert told == [event for event in calms if event.amount == v.DEFIANT]


@pytest.mark.parametrize(
    ("fate", "trigger", "words"),
    [
        ("retreated", "hazard", "retreated from Town; morale"),
        ("disbanded", "hazard", "disbanded at Town; morale"),
        ("disbanded", "on the road", "disbanded on the way to Town; its goal lost, morale"),
    ],
)
def test_a_break_says_where(fate, trigger, words):
    one = Break(1.0, "1st", "Town", 900, fate, trigger, 0.2, 0.7, (("chance", 1.0),), 900.0)
    assert words in reason(one, "2024-12-07")


def test_a_trace_tells_the_story_that_the_model_tells(island):
    told, traced = asdict(tell(Rout(island, 1, 4))), asdict(tell_trace(trace(build_world(island), 1, 4)))
    courses, others = told.pop("courses"), traced.pop("courses")
    assert traced == told
    for one, other in zip(courses, others, strict=True):
        np.testing.assert_array_equal(one.pop("morale"), other.pop("morale"))
        assert one == other


def test_a_run_is_traced_where_the_engine_is_compiled_and_replayed_elsewhere(results, monkeypatch):
    traced = retrace(results[0], 3)
    assert [event.row for event in traced.events] == [event.row for event in replay(results[0], 3).events]
    told = call("explain", results[0].path, "--run", 3).stdout
    monkeypatch.setattr("sim.rerun.is_warm", lambda: False)
    assert retrace(results[0], 3) is None
    assert call("explain", results[0].path, "--run", 3).stdout == told


def test_a_trace_that_ends_otherwise_is_refused(results):
    stored = dict(results[0].manifest, seed=2)
    with pytest.raises(ResultError, match="now ends otherwise"):
        retrace(replace(results[0], manifest=stored), 3)


def test_sub_units_are_told_as_their_formation():
    overrides = {"scenario.horizon_days": 4.0, "scenario.resolution": 2}
    story = tell(Rout(load(shipped_folder() / "island.toml", overrides), 1, 0))
    assert story.formations == len(story.courses) == 8


def test_the_median_run_has_the_commonest_outcome_and_is_in_the_middle():
    toy = fake_result("toy", 400)
    counts = {"formations_broken": np.full(400, 8), "dead_men": np.full(400, 90)}
    result = replace(toy, columns={**toy.columns, **counts})
    chosen = median_run(result).run
    outcomes = result.columns["outcome"]
    assert outcomes[chosen] == np.bincount(outcomes).argmax()
    days = result.columns["capital_lost_day"][outcomes == outcomes[chosen]]
    assert np.nanquantile(days, 0.2) < result.columns["capital_lost_day"][chosen] < np.nanquantile(days, 0.8)


def test_the_most_surprising_run_ends_as_few_do():
    result = fake_result("toy", 400)
    result.columns["outcome"][:] = 0
    result.columns["outcome"][[17, 55]] = 3
    result.columns["capital_lost_day"][:] = 4.0
    result.columns["capital_lost_day"][[17, 55, 200]] = [4.0, 9.0, 30.0]
    choice = surprising_run(result)
    assert choice.run == 17
    assert "1 of 400" in choice.why


def event(day, kind, where="x"):
    index = EVENT_NAMES.index(kind)
    return Event(tick=int(day), day=day, kind=index, place=0, agent_kind=0, agent=0, amount=0, where=where)


def test_where_two_logs_diverge():
    same = [event(1.0, "retreat"), event(2.0, "rising")]
    assert divergence(same, [replace(one, amount=9) for one in same]) is None
    found = divergence([*same, event(3.0, "pause")], [*same, event(2.0, "retreat")])
    assert (found.first.day, found.first.name, found.only[0]) == (2.0, "retreat", ())
    found = divergence(
        [*same, event(3.0, "pause"), event(3.0, "calm", "y")], [*same, event(3.0, "calm", "z")]
    )
    assert [[(one.name, one.where) for one in own] for own in found.only] == [
        [("pause", "x"), ("calm", "y")], [("calm", "z")],
    ]  # fmt: skip
    assert found.first.where == "z"


def test_pairs_that_diverge_are_replayed(results):
    hold, fall = results
    changed = SimpleNamespace(
        runs=np.array([2, 5]), points=np.array([0, 0]), before=np.array([6, 6]), after=np.array([0, 0])
    )
    (found,) = diverged_pairs(hold, fall, changed, 1)
    assert found.run == 2
    assert found.day == pytest.approx(hold.manifest["tick_hours"] / 24)
    assert found.only_after


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_command_explain(results, tmp_path):
    told = call("explain", results[1].path, "--run", "median", "--out", tmp_path)
    assert told.exit_code == 0, told.output
    assert "What happened" in told.stdout
    written = sorted(path.suffix for path in tmp_path.iterdir())
    assert written == [".json", ".md", ".png", ".svg"]
    body = json.loads(call("explain", results[1].path, "--run", "most surprising", "--json").stdout)
    assert all(sum(one["causes_per_cent"].values()) == 100 for one in body["breaks"])
    assert call("explain", results[1].path, "--run", "5", "--markdown").stdout.startswith("# ")
    assert call("explain", results[1].path, "--run", "mean").exit_code == 2
    assert call("explain", results[1].path, "--run", "999").exit_code == 5


def test_the_command_why(results):
    told = call("why", results[0].path, results[1].path, "--replays", 2)
    assert told.exit_code == 0, told.output
    assert "pairs changed" in " ".join(told.stdout.split())
    body = json.loads(call("why", results[0].path, results[1].path, "--replays", 1, "--json").stdout)
    assert len(body["replayed"]) == 1
    assert sum(one["pairs"] for one in body["changes"]) == body["changed"]


def test_what_is_told_has_dates_and_plain_data_has_none(results):
    from sim.report.story import plain, text

    story = tell_trace(retrace(results[0], 0, 0))
    event = story.events[0]
    assert event.sentence().startswith(f"Day {event.day:.1f}: ")
    assert event.sentence(story.start).startswith(f"Day {event.day:.1f} (")
    days = [line for line in text(story, "A run").splitlines() if line.startswith("Day ")]
    assert days
    assert all(re.match(r"Day \d+\.\d \(\d+ \w{3}, \d\d:\d\d\): ", line) for line in days)
    told = plain(story)
    assert not any(" (" in one["sentence"].partition(": ")[0] for one in told["key_events"])
    assert "May" not in told["summary"]
