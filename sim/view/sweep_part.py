"""The outcomes page's sweep: its controls, its progress, and the figures and files that it gives."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

import solara

from sim.analysis.grid import Grid
from sim.analysis.sweep import Sweep
from sim.counting import counted
from sim.scenario import field_help, numbers
from sim.view import components as ui
from sim.view.choice import Choice
from sim.view.controls import Group, button, number, row, search, select
from sim.view.outcomes_state import OutcomesState, readable_names
from sim.view.save_row import SaveRow
from sim.view.saved import Make, table_file, view_file
from sim.view.sources import open_choice
from sim.view.sweep_asked import POINTS, RUNS, Asked
from sim.view.sweep_task import SweepTask, swept_views


@solara.component
def SweepPart(state: OutcomesState) -> None:
    """A number or two, their ends, and a line with a band, or a map, for each of what is compared."""
    task, choices = state.sweep, state.choices.value
    first = state.swept_first
    known = solara.use_memo(lambda: numbers_of(first.scenario), [first.scenario])
    solara.use_effect(lambda: task.begin(first), [first.scenario])
    event = solara.use_memo(state.event_words, [state.comparison.value, choices, state.column.value])

    def change(what: dict[str, object]) -> None:
        key = str(what["key"])
        if key == "sweep":
            task.sweep(choices, readable_names([*choices]), state.seed.value, state.column.value, event)
        elif key == "stop":
            task.cancel()
        else:
            task.change(key, what["value"], first)

    with solara.Div(classes=["rout-panel", "rout-sweep"]):
        question = f"How often does it happen: {event}, along one number, or over two?"
        ui.Words("p", f"{question} {runs_words(task.asked.value, len(choices))}.", "none")
        ui.Controls(groups=sweep_fields(task, known), event_change=change)
        Doing(task)
        if task.swept.value is not None:
            ui.Words("p", missing_words(task.swept.value), "none")
            ui.FigureList(figures=[asdict(figure) for figure in task.figures.value])
            SaveRow("Save", sweep_offers(task.swept.value), task.problems.set)


def runs_words(asked: Asked, scenarios: int) -> str:
    """How many runs a sweep takes."""
    values = f"{asked.points} × {asked.points} pairs of values" if asked.second else f"{asked.points} values"
    total = asked.cells * asked.runs * scenarios
    return f"{values}, {asked.runs:,} runs at each, {counted(scenarios, 'scenario')}: {total:,} runs"


def missing_words(swept: Sweep | Grid) -> str:
    """How many of the values have no runs: a sweep that was cancelled, or has not come to them yet."""
    if not swept.missing:
        return ""
    have = "has" if swept.missing == 1 else "have"
    if isinstance(swept, Grid):
        cells = len(swept.across.values) * len(swept.up.values)
        return f"{swept.missing:,} of {counted(cells, 'cell')} {have} no runs; they are hatched."
    return (
        f"{swept.missing:,} of {counted(len(swept.values), 'value')} {have} no runs; nothing is drawn there."
    )


def sweep_fields(task: SweepTask, known: list[tuple[str, str]]) -> list[Group]:
    """The controls of a sweep; a second number has ends once it is chosen."""
    asked = task.asked.value
    second = [search("second", "Second number (optional)", asked.second, known)]
    if asked.second:
        second.append(number("second_low", "Second from", asked.second_low))
        second.append(number("second_high", "Second to", asked.second_high))
    return [
        row(
            search("number", "Number", asked.number, known),
            number("low", "From", asked.low),
            number("high", "To", asked.high),
        ),
        row(*second),
        row(
            select("points", "Values of each", str(asked.points), [(str(n), str(n)) for n in POINTS]),
            select("each", "Runs at each", str(asked.runs), [(str(n), f"{n:,}") for n in RUNS]),
            button("sweep", "Sweep", disabled=task.running, style="main"),
            button("stop", "Cancel", disabled=not task.running),
        ),
    ]


def numbers_of(scenario: str) -> list[tuple[str, str]]:
    """Every number of a scenario by its dotted name, with its meaning."""
    known = numbers(open_choice(Choice(scenario=scenario)).scenario)
    return [(name, field_help(name).description) for name in known]


def sweep_offers(swept: Sweep | Grid) -> dict[str, tuple[str, Make]]:
    """The files of a sweep: its table, and each figure as PNG and SVG."""
    offers: dict[str, tuple[str, Make]] = {
        "csv": ("Table (CSV)", lambda: table_file("sweep", swept.rows())),
    }
    for view in swept_views(swept):
        for kind in ("png", "svg"):
            words = f"{view.panel.rpartition(': ')[2]} ({kind.upper()})"
            offers[f"{view.name}.{kind}"] = (words, partial(view_file, view, kind))
    return offers


@solara.component
def Doing(task: SweepTask) -> None:
    """How far a sweep is, and what went wrong."""
    done, wanted = task.progress.value
    words = f"{task.words.value}: {done:,} of {counted(wanted, 'run')}" if wanted else task.words.value
    with solara.Div(classes=["rout-told"]):
        ui.Progress(words=words, share=100 * done / wanted if wanted else 0)
        if task.problems.value:
            ui.ProblemList(lead="This does not work.", problems=list(task.problems.value))
