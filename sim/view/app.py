"""The pages, as Solara serves them: a header, the chosen page, and what it is not for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import reacton.core
import solara

from sim.view.components import Accessible, Markup
from sim.view.markup import button, joined, safe
from sim.view.outcomes_page import OutcomesPage
from sim.view.pair_page import PairPage
from sim.view.run_page import RunPage
from sim.view.state import TabState

STYLE = Path(__file__).with_name("style.css")
TABS = (("run", "One run"), ("pair", "Two runs"), ("outcomes", "Outcomes"))
PURPOSE = (
    "For asking what a hypothesis about morale would mean, and for comparing branches. "
    "Not for targeting, and no forecast of any war: one war is one draw."
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
    solara.use_effect(lambda: state.close, [])
    solara.Title("Rout: does the army that still stands keep standing?")
    Shell(state)


@solara.component
def Shell(state: TabState) -> None:
    """The header, the page that was chosen, and what Rout is not for."""
    state.drawing = reacton.core.get_render_context()
    with solara.Div():
        solara.Style(STYLE)
        Accessible()
        Header(state)
        Problems(state)
        if state.page.value == "run":
            RunPage(state)
        elif state.page.value == "pair":
            PairPage(state)
        else:
            OutcomesPage(state)
        solara.HTML(tag="footer", unsafe_innerHTML=f"<p>{safe(PURPOSE)}</p>", classes=["rout-foot"])


@solara.component
def Header(state: TabState) -> None:
    """Title, question and the pages."""
    watched = state.watched.value
    setting = watched.scenario.scenario if watched else None
    title = safe(setting.title) if setting else "Rout"
    question = safe(setting.question) if setting else ""
    tabs = joined(tab(page, words, page == state.page.value) for page, words in TABS)
    words = f"<div><span class='brand'>Rout</span><h1>{title}</h1><p>{question}</p></div>"
    Markup(
        html=f"{words}<nav aria-label='Pages'>{tabs}</nav>",
        kind="rout-head",
        event_pick=state.go,
    )


def tab(page: str, words: str, current: bool) -> str:
    """One page to go to."""
    return button(page, words, "tab current" if current else "tab")


@solara.component
def Problems(state: TabState) -> None:
    """What went wrong, one line each; what was shown stays."""
    if state.problems.value:
        rows = joined(f"<li>{safe(problem)}</li>" for problem in state.problems.value)
        words = (
            "This does not work; what you see is as before." if state.watched.value else "This does not work."
        )
        html = f"<p><b>{words}</b></p><ul>{rows}</ul>{button('close', 'Close')}"
        solara.Div(
            children=[Markup(html=html, event_pick=lambda _: state.problems.set(()))],
            classes=["rout-problems"],
        )
