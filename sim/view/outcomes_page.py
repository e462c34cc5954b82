"""The outcomes page: many runs of two or more scenarios, and from any bar to one of its runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import solara

from sim.analysis.compare import Comparison
from sim.analysis.sentences import headline, outcomes_told, runs_note, said, sample_note
from sim.counting import counted, listed
from sim.plots.style import styles_of
from sim.view import bars, controls, day_bars
from sim.view.choice import MOST_SIDES, Choice
from sim.view.components import BarChart, Controls, ProblemList, Progress, RunList, Said, Tabs, Verdict, Words
from sim.view.controls import button, row, select, whole
from sim.view.held import held_rows
from sim.view.outcomes_parts import FiguresPart, HeldPart, RunsPart
from sim.view.outcomes_state import DRAWING, FIGURES, RUNS, SWEEP, TABS, OutcomesState, side_names
from sim.view.save_row import SaveRow
from sim.view.saved import comparison_file, runs_file, table_file
from sim.view.state import TabState
from sim.view.sweep_part import SweepPart


@solara.component
def OutcomesPage(tab: TabState) -> None:
    """What to compare, the batch, its bars, the runs behind one, and the figures."""
    state = tab.outcomes
    with solara.Div(classes=["rout-outcomes"]):
        Asked(tab, state)
        Conclusion(state)
        MoreWords(state)
        Found(tab, state)


@solara.component
def Asked(tab: TabState, state: OutcomesState) -> None:
    """What to compare: a form, and one line of it once a comparison is done."""
    comparison = state.comparison.value
    counting = state.running and state.words.value != DRAWING
    asking = counting or state.asking.value or bool(state.problems.value)
    if comparison is None or asking:
        groups, words, kind = side_groups(state), "Compare", "rout-compare"
    else:
        again = row(button("ask", "Change what is compared", disabled=False))
        groups, words, kind = [again], asked_words(comparison), "rout-asked"
    with solara.Div(classes=["rout-panel", kind]):
        Words("h2", words)
        Controls(groups=groups, event_change=lambda what: change(tab, state, what))
        Told(state)


def asked_words(comparison: Comparison) -> str:
    """What was compared, in a line."""
    seeds = listed([str(seed) for seed in dict.fromkeys(side.seed for side in comparison.sides)])
    return (
        f"Compared: {listed([*comparison.names])}; {runs_note(comparison).removeprefix('n = ')}, seed {seeds}"
    )


def side_groups(state: OutcomesState) -> list[controls.Group]:
    """A row for each side, and one for the batch."""
    choices = state.choices.value
    sides = [side_row(i, choice, len(choices)) for i, choice in enumerate(choices)]
    full, running = len(choices) >= MOST_SIDES, state.running
    adding = row(
        button("add", "Add a scenario", disabled=full),
        button("mine", "Add what the run page assumes", disabled=full),
    )
    batch = row(
        select("runs", "Runs of each", str(state.runs.value), [(str(n), f"{n:,}") for n in RUNS]),
        whole("seed", "Seed", state.seed.value),
        button("start", "Run", disabled=running, style="main"),
        button("cancel", "Cancel", disabled=not running),
    )
    return [*sides, adding, batch]


def side_row(index: int, choice: Choice, count: int) -> controls.Group:
    """The controls of one side."""
    fields = [controls.source(choice, f"source:{index}", f"Scenario {index + 1}")]
    if not choice.result:
        fields.append(select(f"branch:{index}", "Branch", choice.branch, controls.BRANCHES))
    words = f"Remove {side_names([choice])[0]}" if choice.changes else "Remove"
    return row(*fields, button(f"remove:{index}", words, disabled=count <= 2))


def change(tab: TabState, state: OutcomesState, what: dict[str, Any]) -> None:
    """A control was set."""
    key = what["key"]
    if key == "ask":
        state.asking.set(True)
    elif key == "start":
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
    counting = wanted and state.words.value != DRAWING  # figures are drawn of runs that are done
    told = f"{state.words.value}: {done:,} of {counted(wanted, 'run')}" if counting else state.words.value
    with solara.Div(classes=["rout-told"]):
        Progress(words=told if state.words.value else "", share=share)
        if state.problems.value:
            ProblemList(lead="This does not work.", problems=list(state.problems.value))


@solara.component
def Found(tab: TabState, state: OutcomesState) -> None:
    """What came of the batch, a part of it at a time."""
    comparison = state.comparison.value
    with solara.Div(classes=["rout-found"]):
        Tabs(tabs=TABS, current=state.tab.value, title="What was found", event_pick=state.show_tab)
        if state.tab.value == SWEEP:
            SweepPart(state)
        elif comparison is not None:
            Part(tab, state, comparison)


@solara.component
def Conclusion(state: OutcomesState) -> None:
    """What the batch says, in words, or what to do to get one."""
    comparison = state.comparison.value
    if comparison is None:
        words = "Choose what to compare and press Run. Every bar then leads to the runs in it."
        solara.Div(children=[Words("p", words, "none")], classes=["rout-panel"])
        return
    with solara.Div(classes=["rout-panel", "rout-bars", "rout-conclusion"]):
        Verdict(
            first=unbroken(headline(comparison)),
            sides=[
                (name, side.choice.name, mark.colour, mark.hatch)
                for name, side, mark in zip(
                    comparison.names, state.sides, styles_of(comparison.names), strict=True
                )
            ],
        )


@solara.component
def MoreWords(state: OutcomesState) -> None:
    """What the batch says beside the headline, and the tables to save."""
    comparison = state.comparison.value
    if comparison is None:
        return
    with solara.Div(classes=["rout-panel"]):
        Said(sentences=[unbroken(sentence) for sentence in said(comparison)])
        offers = {
            "comparison": ("Comparison (CSV)", lambda: comparison_file(comparison)),
            "runs": ("All runs (CSV)", lambda: runs_file(state.sides, comparison.names)),
            "held": ("Control by day (CSV)", lambda: table_file("control", held_rows(comparison))),
        }
        SaveRow("Save", offers, state.problems.set)


@solara.component
def Part(tab: TabState, state: OutcomesState, comparison: Comparison) -> None:
    """The part that was chosen."""
    with solara.Div():
        if state.tab.value == "runs":
            RunsPart(tab, state)
        elif state.tab.value == "map":
            HeldPart(state, comparison)
        elif state.tab.value == FIGURES:
            FiguresPart(state, comparison)
        else:
            Bars(tab, state, comparison)


@solara.component
def Bars(tab: TabState, state: OutcomesState, comparison: Comparison) -> None:
    """The bars, filling while the batch runs, and the runs behind the one that was chosen."""
    table, chosen = comparison.day(state.column.value), state.chosen.value
    options = [(each.column, each.event) for each in comparison.happening]
    event = row(select("column", "Event", table.column, options))
    with solara.Div(classes=["rout-panel", "rout-bars"]):
        with solara.Div(classes=["rout-two"]):
            with solara.Div():
                Words("h3", "How the runs end")
                BarChart(chart=bars.draw_outcomes(comparison), chosen=chosen, event_pick=state.chosen.set)
                Words("p", outcomes_told(comparison), "none")
            with solara.Div():
                Words("h3", f"{table.event}: on which day")
                Controls(groups=[event], event_change=state.change)
                BarChart(
                    chart=day_bars.draw_days(comparison, table), chosen=chosen, event_pick=state.chosen.set
                )
        note = f"{sample_note(comparison)}. Lines across the ends of bars are 95 % intervals."
        Words("p", note, "none")
        Behind(tab, state)


@solara.component
def Behind(tab: TabState, state: OutcomesState) -> None:
    """The runs behind the chosen bar, each a button that opens it."""
    if not state.chosen.value:
        words = "Choose a bar, by mouse or with Tab and Enter, to watch one of its runs."
        Words("p", words, "none")
        return
    choice, words, runs, count = state.behind(state.chosen.value)
    name = state.name_of(int(state.chosen.value.split(":")[1]))
    more = f" The first {len(runs)} of them:" if count > len(runs) else ""

    RunList(
        title=f"{name}: {words}",
        words=f"{counted(count, 'run')}.{more}",
        runs=runs,
        event_pick=lambda number: open_run(tab, choice, number),
    )


def open_run(tab: TabState, choice: Choice, number: int) -> None:
    """Watch a run of what was compared."""
    tab.page.value = "run"
    tab.open_choice(replace(choice, run=number), 0)


def unbroken(words: str) -> str:
    """Words in which a number stays in a line with its unit."""
    return words.replace(" %", "\u00a0%")
