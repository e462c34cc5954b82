"""The tabs of the outcomes page beside its bars: the runs, the map of control, a sweep, and the figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial

import solara

from sim.analysis.compare import Comparison
from sim.analysis.sentences import OUTCOME_WORDS
from sim.counting import counted
from sim.plots.sweeps import sweep_view
from sim.scenario import field_help, numbers
from sim.view import components as ui
from sim.view.choice import Choice
from sim.view.controls import Group, button, number, row, search, select
from sim.view.held import HeldMap, day_words, held_layer, held_maps, last_day
from sim.view.outcomes_state import MOST_LISTED, OutcomesState, side_names
from sim.view.save_row import SaveRow
from sim.view.saved import File, figure_file, table_file, view_file
from sim.view.sources import open_choice
from sim.view.state import TabState
from sim.view.sweep_task import POINTS, RUNS, SweepTask


@solara.component
def RunsPart(tab: TabState, state: OutcomesState) -> None:
    """The runs of one side by outcome, a typical one and the least likely one; each opens on the run page."""
    choice, found = state.listed()
    sides = solara.use_memo(lambda: state.sides, [state.comparison.value])
    typical = solara.use_memo(state.typical, [sides, state.side.value])
    names = state.comparison.value.names if state.comparison.value else ()
    listed = row(
        select("side", "Runs of", str(state.side.value), [(str(i), name) for i, name in enumerate(names)]),
        select("outcome", "That end as", state.outcome.value, [("", "any"), *OUTCOME_WORDS.items()]),
    )

    def open_run(run: int) -> None:
        tab.page.value = "run"
        tab.open_choice(replace(choice, run=run), 0)

    with solara.Div(classes=["rout-panel"]):
        ui.Controls(groups=[listed], event_change=state.change)
        more = f" The first {MOST_LISTED} of them:" if len(found) > MOST_LISTED else ""
        ui.RunList(
            title=side_names([choice])[0],
            words=f"{counted(len(found), 'run')}.{more}",
            runs=found[:MOST_LISTED].tolist(),
            event_pick=open_run,
        )
        for each in typical:
            ui.RunList(title="", words=f"Run {each.run}: {each.why}.", runs=[each.run], event_pick=open_run)


@solara.component
def HeldPart(state: OutcomesState, comparison: Comparison) -> None:
    """The probability that the state holds each place, on a map for each result, with a slider over days."""
    counted_ = tuple(side.choice for side in state.sides)
    maps = solara.use_memo(lambda: held_maps(state.sides, comparison), [counted_, comparison.names])
    last = last_day(comparison)
    day = min(state.day.value, last)
    with solara.Div(classes=["rout-panel"]):
        ui.Days(day=day, last=last, words=day_words(comparison, day), event_seek=state.day.set)
        with solara.Div(classes=["rout-pair"]):
            for side, drawn in enumerate(maps):
                with solara.Div():
                    ui.Words("h3", drawn.name)
                    OneMap(drawn, comparison, side, day)


def OneMap(drawn: HeldMap, comparison: Comparison, side: int, day: int) -> solara.Element:
    """The map of one result on a day."""
    frame = drawn.geometry.frame
    return ui.Map(
        base=ui.Sent(drawn.base),
        layer=ui.Sent(held_layer(drawn, comparison, side, day)),
        label=f"{drawn.name}: share of runs in which each place is held, {day_words(comparison, day)}",
        width=frame.width,
        height=frame.height,
        near=drawn.near,
        event_pick=lambda _: None,
    )


@solara.component
def SweepPart(state: OutcomesState) -> None:
    """A number, its ends, and a line with a band for each of what is compared."""
    task, choices = state.sweep, state.choices.value
    first = next((choice for choice in choices if not choice.result), choices[0])
    known = solara.use_memo(lambda: numbers_of(first.scenario), [first.scenario])
    solara.use_effect(lambda: task.begin(first), [first.scenario])

    def change(what: dict[str, object]) -> None:
        key = str(what["key"])
        if key == "sweep":
            swept = state.event_words()
            task.sweep(choices, side_names([*choices]), state.seed.value, state.column.value, swept)
        elif key == "stop":
            task.cancel()
        else:
            task.change(key, what["value"], first)

    with solara.Div(classes=["rout-panel", "rout-sweep"]):
        ui.Words("p", f"How often does it happen: {state.event_words()}, along a number?", "none")
        ui.Controls(groups=[sweep_fields(task, known)], event_change=change)
        Doing(task)
        if task.figure.value is not None and task.swept.value is not None:
            ui.FigureList(figures=[asdict(task.figure.value)])
            swept = task.swept.value
            offers = {
                "csv": ("Table (CSV)", lambda: table_file("sweep", swept.rows())),
                "png": ("PNG", lambda: view_file(sweep_view(swept), "png")),
                "svg": ("SVG", lambda: view_file(sweep_view(swept), "svg")),
            }
            SaveRow("Save", offers, task.problems.set)


def sweep_fields(task: SweepTask, known: list[tuple[str, str]]) -> Group:
    """The controls of a sweep."""
    asked = task.asked.value
    return row(
        search("number", "Number", asked.number, known),
        number("low", "From", asked.low),
        number("high", "To", asked.high),
        select("points", "Values", str(asked.points), [(str(n), str(n)) for n in POINTS]),
        select("each", "Runs at each", str(asked.runs), [(str(n), f"{n:,}") for n in RUNS]),
        button("sweep", "Sweep", disabled=task.running, style="main"),
        button("stop", "Cancel", disabled=not task.running),
    )


def numbers_of(scenario: str) -> list[tuple[str, str]]:
    """Every number of a scenario by its dotted name, with its meaning."""
    known = numbers(open_choice(Choice(scenario=scenario)).scenario)
    return [(name, field_help(name).description) for name in known]


@solara.component
def Doing(task: SweepTask) -> None:
    """How far a sweep is, and what went wrong."""
    done, wanted = task.progress.value
    words = f"{task.words.value}: {done:,} of {counted(wanted, 'run')}" if wanted else task.words.value
    with solara.Div(classes=["rout-told"]):
        ui.Progress(words=words, share=100 * done / wanted if wanted else 0)
        if task.problems.value:
            ui.ProblemList(lead="This does not work.", problems=list(task.problems.value))


@solara.component
def FiguresPart(state: OutcomesState, comparison: Comparison) -> None:
    """The figures of ``rout compare``, as they are finished, each to be saved as PNG and SVG."""

    def made(name: str, kind: str) -> File:
        return figure_file(comparison, state.sides[0].result.manifest, state.column.value, name, kind)

    with solara.Div():
        figures = state.figures.value
        if figures:
            ui.FigureList(figures=[asdict(figure) for figure in figures])
        offers: dict[str, tuple[str, Callable[[], File]]] = {
            f"{figure.name}.{kind}": (f"{figure.title} ({kind.upper()})", partial(made, figure.name, kind))
            for figure in figures
            for kind in ("png", "svg")
        }
        if offers:
            with solara.Div(classes=["rout-panel"]):
                SaveRow("Save", offers, state.problems.set)
