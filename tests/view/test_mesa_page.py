"""Mesa's own page in this process: the lines of docs/mesa.md draw, step, reset, and show a changed agent."""

from __future__ import annotations

import runpy
from dataclasses import fields

import mesa_example
import numpy as np
import pytest
from mesa_example import written

pytest.importorskip("solara", reason="needs the extra: pip install 'rout[view]'")

import ipyvuetify
import ipywidgets
import solara
from solara.widgets import GridLayout

from sim.cli.view import own_page
from sim.errors import RoutError, UsageError
from sim.model import vocabulary as v
from sim.story.history import History
from sim.view.log import log
from sim.view.mesa_page import Page, choose, picked
from sim.view.playable import DOTTED, Playable, model_params

PARTS = ("layer_text", "charts_text", "story_text", "detail_text", "tiles")


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return runpy.run_path(str(written(tmp_path_factory.mktemp("page"))))


@pytest.fixture
def opened():
    contexts = []

    def open_page(page):
        _, context = solara.render(solara.AppLayout(children=[page()]), handle_error=False)
        contexts.append(context)
        return context

    yield open_page
    picked.value = ""
    for context in contexts:
        context.close()


def below(widget):
    """A widget and all that it holds: Mesa's grid has its parts as items."""
    yield widget
    for name in ("children", "items"):
        held = getattr(widget, name, None) if widget.has_trait(name) else None
        for each in held if isinstance(held, (list, tuple)) else ():
            if isinstance(each, ipywidgets.Widget):
                yield from below(each)


def part(context, trait):
    """What a part of the page shows."""
    grid = context.find(GridLayout).widget
    value = next(getattr(each, trait) for each in below(grid) if each.has_trait(trait))
    return getattr(value, "data", value)


def press(context, words):
    context.find(ipyvuetify.Btn, children=[words]).widget.click()


def test_the_page_of_the_docs_is_short():
    assert len([line for line in mesa_example.PARTS[0].splitlines() if line.strip()]) <= 10


def test_the_page_of_the_docs_draws_steps_and_resets(example, opened):
    context = opened(example["Page"])
    start = {name: str(part(context, name)) for name in PARTS}
    assert len(part(context, "layer_text")["places"]) > 60
    for _ in range(8):
        press(context, "Step")
    assert part(context, "layer_text")["tick"] == 8
    assert all(str(part(context, name)) != start[name] for name in PARTS)
    press(context, "Reset")
    assert {name: str(part(context, name)) for name in PARTS} == start


def test_the_branch_and_a_mechanism_are_changed_by_mesas_own_controls(opened, monkeypatch):
    monkeypatch.setenv("ROUT_VIEW_FILES", "homs")
    context = opened(Page)
    context.find(ipyvuetify.Select, label="Branch").widget.v_model = "fall"
    context.find(ipyvuetify.Checkbox, label="news").widget.v_model = False
    press(context, "Reset")
    asked, plain = Playable("homs", branch="fall", news=False), Playable("homs")
    for model in (asked, plain):
        for _ in range(12):
            model.step()
    for _ in range(12):
        press(context, "Step")
    told = part(context, "story_text")["entries"]
    assert told == log(asked.history.events(12), 12)["entries"]
    assert told != log(plain.history.events(12), 12)["entries"]


def test_what_is_chosen_on_the_map_is_told_beside_it(opened, example):
    context = opened(example["Page"])
    choose("p0")
    assert part(context, "detail_text")["what"] == "place"
    choose("e3:1")
    assert picked.value == "p1"
    choose("e3:-1")
    assert part(context, "detail_text")["what"] == "roll"


def men_at_the_end(kind):
    model = kind("homs", branch="fall", run=3)
    for _ in range(30):
        model.step()
    return model.history.now.men_share


def test_a_changed_agent_is_seen(example):
    broken = men_at_the_end(Playable)
    assert men_at_the_end(example["SteadfastArmy"]) > broken + 0.1


def test_a_model_that_mesa_steps_shows_what_the_run_page_shows():
    model = Playable("homs", branch="fall", run=3)
    other = History(model.world, 1, 3, {})
    for tick in range(12):
        seen, there = model.history.now, other.at(tick)
        for field in fields(seen):
            one, same = getattr(seen, field.name), getattr(there, field.name)
            assert np.array_equal(one, same) if field.name == "parts" else str(one) == str(same), field.name
        model.step()
    assert model.history.at(5).tick == 5
    assert model.history.at(500).tick == 12
    assert model.history.events(12) == model.events


def test_a_keyword_of_a_model_is_a_switch_or_a_number_of_its_scenario():
    model = Playable("homs", rumours=False, expected_days=4.0, news=True)
    assert dict(model.watched.choice.changes) == {
        "mechanisms.rumours": False,
        "parameters.expected_days": 4.0,
    }
    assert model.watched.scenario.parameters.expected_days == 4.0
    with pytest.raises(UsageError, match='did you mean "rumours"'):
        Playable("homs", rumors=False)
    with pytest.raises(RoutError, match="no such scenario here"):
        Playable("../secret.toml")


def test_every_mechanism_can_be_switched_and_every_parameter_names_a_keyword(example):
    model = Playable("homs", at="Palmyra", run=700, rumours=False)
    offered = model_params(model)
    assert (offered["at"], offered["run"]["value"], offered["rumours"]["value"]) == ("Palmyra", 700, False)
    assert {"name", "branch", "seed", "run"} < set(offered)
    assert sum(isinstance(one, dict) and one["type"] == "Checkbox" for one in offered.values()) == len(
        [dotted for dotted in DOTTED.values() if dotted.startswith("mechanisms.")]
    )
    assert set(example["params"](model)) == {*offered, "expected_days"}


def test_the_words_that_the_command_takes(tmp_path):
    page = tmp_path / "page.py"
    page.write_text("")
    assert own_page(["homs"], mesa=True) == ("", ["homs"])
    assert own_page([str(page), "homs"], mesa=True) == (str(page), ["homs"])
    with pytest.raises(UsageError, match="opened with --mesa"):
        own_page([str(page)], mesa=False)
    with pytest.raises(UsageError, match="no such file"):
        own_page(["nowhere.py"], mesa=True)


def test_nothing_but_a_formations_breaking_is_left_out(example):
    assert example["Steadfast"].breaks(None) == v.NO_TRIGGER
