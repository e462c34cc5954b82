"""The pages, as Solara serves them: a header, the chosen page, and what it is not for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import reacton.core
import solara

from sim.view.choice import Choice, changed_words, link_of
from sim.view.components import STYLE, Accessible, BackAndForward, Head, ProblemList, Words
from sim.view.memory import give_back_soon
from sim.view.outcomes_page import OutcomesPage
from sim.view.pair_page import PairPage
from sim.view.run_page import RunPage
from sim.view.save_row import SaveRow
from sim.view.saved import scenario_file
from sim.view.state import TabState

TABS = (("run", "One run"), ("pair", "Two runs"), ("outcomes", "Outcomes"))
PURPOSE = (
    "For asking what a hypothesis about morale would mean, and for comparing branches. "
    "This is a simulation, not a forecast. Not for targeting."
)


@solara.component
def Layout(children: list[Any] | None = None) -> Any:
    """Our own frame instead of Solara's app bar."""
    return solara.Div(children=children or [], classes=["rout"])


@solara.component
def Page() -> None:
    """One tab. Everything it knows is made here: tabs and users share nothing."""
    query = solara.use_router().search or ""
    state = solara.use_memo(lambda: TabState(query), [])
    solara.use_effect(lambda: partial(closed, state), [])
    solara.Title("Rout: does the army that still stands keep standing?")
    Shell(state)


def closed(state: TabState) -> None:
    """The tab is gone: what runs for it stops, and what it has left is given back."""
    state.close()
    give_back_soon()


@solara.component
def Shell(state: TabState) -> None:
    """The header, the page that was chosen, and what Rout is not for."""
    state.drawing = reacton.core.get_render_context()
    with solara.Div():
        solara.Style(STYLE)
        Accessible()
        BackAndForward(page=state.page.value, event_back=state.go_back)
        Header(state)
        with solara.v.Html(tag="main"):
            Problems(state)
            if state.page.value == "run":
                RunPage(state)
            elif state.page.value == "pair":
                PairPage(state)
            else:
                OutcomesPage(state)
        solara.v.Html(tag="footer", children=[Words("p", PURPOSE)], class_="rout-foot")


@solara.component
def Header(state: TabState) -> None:
    """Title, question and the pages, and what was changed of the scenario."""
    watched = state.watched.value
    setting = watched.scenario.scenario if watched else None
    outcomes = state.page.value == "outcomes"
    with solara.v.Html(tag="header"):
        Head(
            title=setting.title if setting else "Rout",
            question=setting.question if setting else "",
            page=state.page.value,
            pages=TABS,
            changed=side_changes(state.outcomes.choices.value)
            if outcomes
            else changed_words(state.choice, watched.scenario.branch_place if watched else ""),
            link=link_of(state.view) if outcomes else "",  # the other pages' time line tells it
            event_pick=state.go,
        )
        if not outcomes and state.choice.overrides and not state.choice.result:
            offers = {"scenario": ("Save as a scenario file", lambda: scenario_file(state.choice))}
            SaveRow("", offers, state.problems.set)


def side_changes(choices: Sequence[Choice]) -> list[str]:
    """What each of the scenarios that are compared changes, beside the branch that its row shows."""
    plain = [replace(choice, branch="", at="") for choice in choices]
    changed = [(choice.scenario or choice.result, changed_words(choice)) for choice in plain]
    return [f"{i}, {name}: {', '.join(words)}" for i, (name, words) in enumerate(changed, 1) if words]


@solara.component
def Problems(state: TabState) -> None:
    """What went wrong, one line each; what was shown stays."""
    if state.problems.value:
        words = (
            "This does not work; what you see is as before." if state.watched.value else "This does not work."
        )
        ProblemList(
            lead=words,
            problems=list(state.problems.value),
            closable=True,
            astray=state.watched.value is None,
            event_close=lambda _: state.problems.set(()),
        )
