"""The tabs of the outcomes page beside its bars and its sweep: the runs, the map of control, the figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial

import solara

from sim.analysis.compare import Comparison
from sim.analysis.sentences import OUTCOME_WORDS
from sim.counting import counted
from sim.view import components as ui
from sim.view.controls import row, select
from sim.view.held import HeldMap, day_words, held_layer, held_maps, last_day
from sim.view.outcomes_state import MOST_LISTED, OutcomesState
from sim.view.save_row import SaveRow
from sim.view.saved import File, figure_file
from sim.view.state import TabState


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
            title=state.name_of(state.side.value),
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
        base_text=ui.Sent(drawn.base),
        layer_text=ui.Sent(held_layer(drawn, comparison, side, day)),
        label=f"{drawn.name}: share of runs in which each place is held, {day_words(comparison, day)}",
        width=frame.width,
        height=frame.height,
        focus=drawn.geometry.focus,
        near=drawn.near,
        event_pick=lambda _: None,
    )


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
            f"{figure.name}.{kind}": (f"{figure.panel} ({kind.upper()})", partial(made, figure.name, kind))
            for figure in figures
            for kind in ("png", "svg")
        }
        if offers:
            with solara.Div(classes=["rout-panel"]):
                SaveRow("Save", offers, state.problems.set)
