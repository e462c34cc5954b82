"""The outcomes page: many runs of two or more scenarios, and from any bar to one of its runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import solara

from sim.analysis.sentences import headline, pair_sentence, sample_note
from sim.view import bars, controls
from sim.view.choice import MOST, Choice
from sim.view.components import Controls, Markup
from sim.view.markup import button, joined, safe
from sim.view.outcomes_state import MOST_SIDES, RUNS, OutcomesState, side_names
from sim.view.state import TabState


@solara.component
def OutcomesPage(tab: TabState) -> None:
    """What to compare, the batch, its bars, the runs behind one, and the figures."""
    state = tab.outcomes
    with solara.Div():
        with solara.Div(classes=["rout-panel"]):
            solara.HTML(tag="h2", unsafe_innerHTML="Compare")
            Controls(groups=side_groups(state), event_change=lambda what: change(tab, state, what))
            Told(state)
        Bars(tab, state)
        Figures(state)


def side_groups(state: OutcomesState) -> list[dict[str, Any]]:
    """A row for each side, and one for the batch."""
    choices = state.choices.value
    rows = [side_row(i, choice, len(choices)) for i, choice in enumerate(choices)]
    full = len(choices) >= MOST_SIDES
    adding = [
        {"kind": "button", "key": "add", "label": "Add a scenario", "disabled": full},
        {"kind": "button", "key": "mine", "label": "Add what the run page assumes", "disabled": full},
    ]
    batch = [
        {
            "kind": "select", "key": "runs", "label": "Runs of each", "value": str(state.runs.value),
            "options": [[str(n), f"{n:,}"] for n in RUNS],
        },
        {"kind": "whole", "key": "seed", "label": "Seed", "value": state.seed.value, "low": 0, "high": MOST},
        {"kind": "button", "key": "start", "label": "Run", "look": "main", "disabled": state.running},
        {"kind": "button", "key": "cancel", "label": "Cancel", "disabled": not state.running},
    ]  # fmt: skip
    return [{"title": "", "fields": fields} for fields in (*rows, adding, batch)]


def side_row(index: int, choice: Choice, count: int) -> list[dict[str, Any]]:
    """The controls of one side."""
    source = f"result:{choice.result}" if choice.result else f"scenario:{choice.scenario}"
    fields: list[dict[str, Any]] = [
        {
            "kind": "select", "key": f"source:{index}", "label": f"Scenario {index + 1}", "value": source,
            "options": controls.sources(),
        }
    ]  # fmt: skip
    if not choice.result:
        fields.append(
            {
                "kind": "select", "key": f"branch:{index}", "label": "Branch", "value": choice.branch,
                "options": [list(each) for each in controls.BRANCHES],
            }
        )  # fmt: skip
    words = f"Remove {side_names([choice])[0]}" if choice.changes else "Remove"
    fields.append({"kind": "button", "key": f"remove:{index}", "label": words, "disabled": count <= 2})
    return fields


def change(tab: TabState, state: OutcomesState, what: dict[str, Any]) -> None:
    """A control was set."""
    key = what["key"]
    if key == "start":
        state.start()
    elif key == "cancel":
        state.cancel()
    elif key == "add":
        state.add(Choice(scenario=tab.choice.scenario or state.choices.value[0].scenario))
    elif key == "mine":
        state.add(tab.choice)
    else:
        state.change(what)


@solara.component
def Told(state: OutcomesState) -> None:
    """What is going on, and what went wrong."""
    done, wanted = state.progress.value
    share = 100 * done / wanted if wanted else 0
    told = f"{state.words.value}: {done:,} of {wanted:,} runs" if wanted else state.words.value
    bar = f'<progress max="100" value="{share:.1f}" aria-label="Runs done"></progress>'
    words = state.words.value
    html = f'<p role="status">{bar} {safe(told)}</p>' if words else ""
    rows = joined(f"<li>{safe(problem)}</li>" for problem in state.problems.value)
    if rows:
        html += (
            f'<div class="rout-problems"><div><p><b>This does not work.</b></p><ul>{rows}</ul></div></div>'
        )
    Markup(html=html, kind="rout-told")


@solara.component
def Bars(tab: TabState, state: OutcomesState) -> None:
    """The bars, filling while the batch runs, and the runs behind the one that was chosen."""
    comparison = state.comparison.value
    if comparison is None:
        words = "Choose what to compare and press Run. Every bar then leads to the runs in it."
        solara.HTML(unsafe_innerHTML=f"<p class='none'>{words}</p>", classes=["rout-panel"])
        return
    table = comparison.day(state.column.value)
    options = [[each.column, each.event] for each in comparison.happening]
    field = {"kind": "select", "key": "column", "label": "Event", "value": table.column, "options": options}
    with solara.Div(classes=["rout-panel", "rout-bars"]):
        names = bars.legend(comparison.names)
        pairs = joined(
            f"<p>{safe(pair_sentence(comparison, i))}</p>" for i in range(1, len(comparison.sides))
        )
        solara.HTML(unsafe_innerHTML=f"<p class='first'>{safe(headline(comparison))}</p>{pairs}{names}")
        with solara.Div(classes=["rout-two"]):
            with solara.Div():
                solara.HTML(tag="h3", unsafe_innerHTML="How the runs end")
                Markup(html=bars.draw_outcomes(comparison, state.chosen.value), event_pick=state.chosen.set)
            with solara.Div():
                Controls(groups=[{"title": "", "fields": [field]}], event_change=state.change)
                Markup(
                    html=bars.draw_days(comparison, table, state.chosen.value), event_pick=state.chosen.set
                )
        solara.HTML(unsafe_innerHTML=f"<p class='none'>{safe(sample_note(comparison))}.</p>")
        Behind(tab, state)


@solara.component
def Behind(tab: TabState, state: OutcomesState) -> None:
    """The runs behind the chosen bar, each a button that opens it."""
    if not state.chosen.value:
        words = "Choose a bar, by mouse or with Tab and Enter, to watch one of its runs."
        solara.HTML(unsafe_innerHTML=f"<p class='none'>{words}</p>")
        return
    choice, words, runs, count = state.behind(state.chosen.value)
    name = side_names([choice])[0]
    buttons = joined(button(str(run), f"Run {run}") for run in runs)
    more = f" The first {len(runs)} of them:" if count > len(runs) else ""
    html = (
        f"<h3>{safe(name)}: {safe(words)}</h3><p>{count:,} runs.{more}</p><div class='runs'>{buttons}</div>"
    )

    def open_run(number: str) -> None:
        tab.page.value = "run"
        tab.open_choice(replace(choice, run=int(number)), 0)

    Markup(html=html, kind="rout-behind", event_pick=open_run)


@solara.component
def Figures(state: OutcomesState) -> None:
    """The figures of ``rout compare``, as they are finished."""
    figures = state.figures.value
    if not figures:
        return
    html = joined(
        f'<figure class="{"wide" if figure.name.startswith("maps") else ""}">'
        f'<img src="{figure.source}" alt="{safe(figure.alt)}"></figure>'
        for figure in figures
    )
    Markup(html=html, kind="rout-figures")
