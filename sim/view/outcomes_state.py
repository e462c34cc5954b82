"""What the outcomes page of one tab compares: its sides, the batch under way, and what came of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import solara
from numpy.typing import NDArray

from sim.analysis.compare import Comparison, compare
from sim.analysis.findings import held_finding
from sim.analysis.representative_runs import Choice as Representative
from sim.analysis.representative_runs import median_run, surprising_run
from sim.analysis.source import day_columns, read_runs, theatre_of
from sim.batch import Batch
from sim.errors import RoutError, UsageError
from sim.model.vocabulary import OUTCOME_NAMES
from sim.plots.alt import alt_maps
from sim.plots.boards import map_figure
from sim.plots.maps import find_outline
from sim.plots.style import data_address
from sim.plots.views import Image, image_of, views
from sim.scenario.words import shown
from sim.view.batches import Job, Side, compute, job_of, stored_side
from sim.view.behind import runs_behind
from sim.view.choice import BRANCH_VERBS, MOST_SIDES, Choice, View
from sim.view.sources import open_choice
from sim.view.state import batched, changed
from sim.view.sweep_task import SweepTask
from sim.view.task import NowAndThen

SECONDS_BETWEEN_LOOKS = 0.5
RUNS = (500, 2000, 10_000, 50_000)
CAPITAL = "capital_lost_day"
MOST_LISTED = 24
FIGURES, SWEEP = "figures", "sweep"
DRAWING = "Drawing the figures"
DOTS_PER_INCH = 130
TABS = (
    ("bars", "Outcomes"),
    ("runs", "Runs"),
    ("map", "Map of control"),
    (SWEEP, "Sweep a number"),
    (FIGURES, "Figures"),
)


class OutcomesState:
    """One per tab."""

    drawing = None  # what it shows arrives bit by bit

    def __init__(self, choice: Choice, view: View | None = None) -> None:
        plain = replace(choice, run=0, branch="", changes=())
        usual = (replace(plain, branch="hold"), replace(plain, branch="fall"))
        asked = view or View()
        self.choices: solara.Reactive[tuple[Choice, ...]] = solara.Reactive(asked.sides or usual)
        self.runs = solara.Reactive(asked.runs if asked.runs in RUNS else RUNS[1])
        self.tab = solara.Reactive(TABS[0][0])
        self.side = solara.Reactive(0)  # whose runs are listed
        self.outcome = solara.Reactive("")  # and which of them
        self.day = solara.Reactive(0)  # of the maps
        self.seed = solara.Reactive(asked.sides[0].seed if asked.sides else choice.seed)
        self.progress: solara.Reactive[tuple[int, int]] = solara.Reactive((0, 0))
        self.words = solara.Reactive("")  # what is being done
        self.problems: solara.Reactive[tuple[str, ...]] = solara.Reactive(())
        self.comparison: solara.Reactive[Comparison | None] = solara.Reactive(None)
        self.figures: solara.Reactive[tuple[Image, ...]] = solara.Reactive(())
        self.column = solara.Reactive(asked.event or CAPITAL)
        self.chosen = solara.Reactive("")
        self.asking = solara.Reactive(False)  # for another comparison, while one is shown
        self.sides: tuple[Side, ...] = ()
        self.stop = threading.Event()
        self.thread: threading.Thread | None = None
        self.sweep = SweepTask()

    def show(self, view: View) -> None:
        """Choose what a link names, as far as it names anything; what was counted stays."""
        before = self.choices.value, self.seed.value, self.runs.value
        if view.sides:
            self.choices.value, self.seed.value = view.sides, view.sides[0].seed
        if view.runs in RUNS:
            self.runs.value = view.runs
        if before != (self.choices.value, self.seed.value, self.runs.value):
            self.asking.value = True  # it is another comparison than the one that is shown
        known = (
            {table.column for table in self.comparison.value.days} if self.comparison.value else {view.event}
        )
        if view.event in known and view.event not in ("", self.column.value):
            self.show_column(view.event)

    def close(self) -> None:
        """Stop whatever runs."""
        self.cancel()
        self.sweep.cancel()

    @property
    def running(self) -> bool:
        """Whether a batch is under way."""
        return bool(self.words.value)

    # --- the sides -------------------------------------------------------------------
    @batched
    def change(self, what: dict[str, Any]) -> None:
        """A control was set."""
        key, value = str(what["key"]), what["value"]
        self.problems.value = ()
        kind, _, number = key.partition(":")
        sides = list(self.choices.value)
        if kind in ("source", "branch"):
            sides[int(number)] = changed(sides[int(number)], kind, value)
            self.choices.value = tuple(sides)
        elif kind == "remove":
            del sides[int(number)]
            self.choices.value = tuple(sides)
        elif key == "runs":
            self.runs.value = runs_of(value)
        elif key == "seed":
            self.seed.value = changed(Choice(), "seed", value).seed
        elif key == "column":
            self.show_column(str(value))
        elif key == "side":
            self.side.value = min(int(value), len(self.sides) - 1) if str(value).isdecimal() else 0
        elif key == "outcome":
            self.outcome.value = str(value) if value in OUTCOME_NAMES else ""

    def add(self, choice: Choice) -> None:
        """One more side."""
        if len(self.choices.value) < MOST_SIDES:
            self.choices.value = (*self.choices.value, replace(choice, run=0))

    # --- the batch ---------------------------------------------------------------------
    @batched
    def start(self) -> None:
        """Compute what is chosen in the background. What is wrong is told at once."""
        if self.running:
            return
        plan = self.plan()
        self.problems.value, self.figures.value, self.chosen.value = (), (), ""
        self.asking.value = False
        self.stop = threading.Event()
        self.words.value = "Preparing; the first batch after an installation compiles for a minute"
        self.thread = threading.Thread(target=self.work, args=(plan, self.stop), daemon=True)
        self.thread.start()

    def plan(self) -> list[Job | Side]:
        """One job or stored result for each side. Raises RoutError with the problems of all."""
        choices = [replace(choice, seed=self.seed.value) for choice in self.choices.value]
        names = readable_names(choices)
        found, problems = [], []
        for choice, name in zip(choices, names, strict=True):
            try:
                found.append(stored_side(choice) if choice.result else job_of(choice, name))
            except RoutError as error:
                problems += [f"{name}: {problem}" for problem in error.problems]
        if len(names) < 2:
            problems.append("choose two or more to compare")
        if problems:
            raise UsageError(*dict.fromkeys(problems))
        return found

    def cancel(self) -> None:
        """Stop computing; what is done stays on the page."""
        self.stop.set()

    @batched
    def work(self, plan: list[Job | Side], stop: threading.Event) -> None:
        """Compute, count now and then, and draw the figures at the end; on a thread of its own."""
        count = NowAndThen(SECONDS_BETWEEN_LOOKS, lambda: self.count(plan))

        def on_progress(done: int, wanted: int) -> None:
            self.words.value = "Computing"
            self.progress.value = (done, wanted)
            count(done, wanted)

        try:
            compute([job for job in plan if isinstance(job, Job)], self.runs.value, stop, on_progress)
            self.count(plan)
            if self.tab.value == FIGURES:
                self.words.value = DRAWING
                self.draw(stop)
        finally:
            self.words.value = ""

    def count(self, plan: list[Job | Side]) -> bool:
        """Compare what there is so far; False while one of them has no run yet."""
        sides = [side.side() if isinstance(side, Job) else side for side in plan]
        there = tuple(side for side in sides if side is not None)
        if len(there) < len(plan):
            return False
        self.sides, found = there, compare([side.result for side in there])
        if self.column.value not in {table.column for table in found.days}:
            self.column.value = CAPITAL  # a link asked for a day that these do not have
        self.comparison.value = found
        return True

    # --- figures ------------------------------------------------------------------------
    def show_tab(self, tab: str) -> None:
        """Show a part of what was found; the figures are drawn when they are first asked for."""
        if tab == SWEEP:
            self.sweep.begin(self.swept_first)  # before it is drawn, so that it is drawn once
        self.tab.value = tab
        if tab == FIGURES and not self.figures.value:
            self.draw_again()

    @property
    def swept_first(self) -> Choice:
        """The scenario whose numbers a sweep offers: the first that is no stored result, if any."""
        choices: tuple[Choice, ...] = self.choices.value
        return next((choice for choice in choices if not choice.result), choices[0])

    def show_column(self, column: str) -> None:
        """Ask about another event; the figures are drawn again where they are seen."""
        self.column.value, self.chosen.value = column, ""
        if not self.running:
            self.figures.value = ()
            if self.tab.value == FIGURES:
                self.draw_again()

    def draw_again(self) -> None:
        """Draw the figures in the background."""
        if self.running or self.comparison.value is None:
            return
        self.stop = threading.Event()
        self.words.value = DRAWING
        self.thread = threading.Thread(target=self.redraw, args=(self.stop,), daemon=True)
        self.thread.start()

    @batched
    def redraw(self, stop: threading.Event) -> None:
        """Draw all figures, on a thread of its own."""
        try:
            self.draw(stop)
        finally:
            self.words.value = ""

    def draw(self, stop: threading.Event) -> None:
        """The figures of ``rout compare``, one after another, each shown when it is done."""
        comparison = self.comparison.value
        if comparison is None:
            return
        for figure in figures_of(comparison, self.column.value, self.sides[0].result.manifest):
            if stop.is_set():
                return
            self.figures.value = (*self.figures.value, figure)

    def event_words(self) -> str:
        """What the chosen event is called; before anything was compared, by the first that is chosen."""
        known = self.comparison.value.days if self.comparison.value else ()
        found = (table.event for table in known if table.column == self.column.value)
        return next(found, "") or event_of(self.choices.value[0], str(self.column.value))

    def name_of(self, side: int) -> str:
        """What a side of the comparison is called."""
        assert self.comparison.value is not None
        names: tuple[str, ...] = self.comparison.value.names
        return names[min(side, len(names) - 1)]

    def listed(self) -> tuple[Choice, NDArray[np.int64]]:
        """The side whose runs are listed, and the numbers of those that end as was asked for."""
        side = self.sides[min(self.side.value, len(self.sides) - 1)]
        runs = read_runs(side.result)
        wanted = self.outcome.value
        numbers = runs.numbers[runs.outcomes() == OUTCOME_NAMES.index(wanted)] if wanted else runs.numbers
        return replace(side.choice, seed=int(side.result.manifest["seed"])), numbers

    def typical(self) -> list[Representative]:
        """The run closest to the medians of the side that is listed, and its least likely one."""
        result = self.sides[min(self.side.value, len(self.sides) - 1)].result
        return [median_run(result), surprising_run(result)]

    def behind(self, bar: str) -> tuple[Choice, str, list[int], int]:
        """The choice, the words, the first run numbers and how many there are behind a bar."""
        comparison = self.comparison.value
        assert comparison is not None
        side = self.sides[int(bar.split(":")[1])]
        table = comparison.day(self.column.value)
        choice, words, runs = runs_behind(side, bar, table, comparison.horizon_days)
        return choice, words, runs[:MOST_LISTED].tolist(), len(runs)


def event_of(choice: Choice, column: str) -> str:
    """The words of a scenario or result for the event of a day ``column``; plainer ones where it has none."""
    try:
        opened = stored_side(choice).result if choice.result else job_of(choice, choice.name).batch
    except RoutError:  # is told when it is run
        return plain_words(column)
    manifest = opened.manifest() if isinstance(opened, Batch) else opened.manifest
    return dict(day_columns(theatre_of(manifest))).get(column) or plain_words(column)


def plain_words(column: str) -> str:
    """An event's words from the name of its column."""
    return column.removesuffix("_day").replace("_", " ")


def runs_of(value: Any) -> int:
    """One of the numbers of runs that the page offers. Raises UsageError for any other."""
    found = next((runs for runs in RUNS if str(runs) == str(value)), None)
    if found is None:
        raise UsageError(f"runs: {shown(str(value))} is none of {', '.join(map(str, RUNS))}")
    return found


def side_names(choices: list[Choice]) -> list[str]:
    """What each side is called: its changes are told by number."""
    return [
        choice.name + (f" +{len(choice.changes)} changed" if choice.changes else "") for choice in choices
    ]


def readable_names(choices: list[Choice]) -> list[str]:
    """What each side is called in sentences and beside bars; by its file where two would be called alike."""
    files = side_names(choices)
    names = [readable_name(choice, name) for choice, name in zip(choices, files, strict=True)]
    return names if len(set(names)) == len(names) else files


def readable_name(choice: Choice, file: str) -> str:
    """What an intervention does, else the scenario's title; what is saved or changed, by its file."""
    if choice.result or choice.changes:
        return file
    try:
        scenario = open_choice(choice).scenario
    except RoutError:  # is told when it is run
        return file
    verb = BRANCH_VERBS.get(scenario.branch.kind)
    return f"{scenario.branch_place} {verb}" if verb else scenario.scenario.title


def figures_of(comparison: Comparison, column: str, manifest: Mapping[str, Any]) -> Iterator[Image]:
    """All views about one day column, then the maps of each side; each is drawn when it is asked for."""
    for view in views(comparison, column):
        yield image_of(view, "png", DOTS_PER_INCH)
    outline = find_outline(manifest)
    for side, name in enumerate(comparison.names):
        title, words = f"Where the state holds: {name}", alt_maps(comparison, side)
        source = data_address(map_figure(comparison, side, outline), "png", DOTS_PER_INCH)
        yield Image(f"maps-{side}", title, held_finding(comparison, side), words, source, wide=True)
