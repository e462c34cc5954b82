"""A sweep over a number, or two, of what the outcomes page compares, run while one looks on."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import solara

from sim.analysis.grid import Grid, grid
from sim.analysis.sweep import Sweep, sweep
from sim.errors import RoutError
from sim.plots.heat import heat_views
from sim.plots.sweeps import sweep_view
from sim.plots.views import Image, View, image_of
from sim.view.batches import Job, Side, compute
from sim.view.choice import Choice
from sim.view.sweep_asked import Asked, changed, jobs_of
from sim.view.task import NowAndThen, Task

SECONDS_BETWEEN_LOOKS = 1.0
DOTS_PER_INCH = 130


class SweepTask(Task):
    """One per tab."""

    def __init__(self) -> None:
        super().__init__()
        self.scenario = ""  # whose number is asked about
        self.asked: solara.Reactive[Asked] = solara.Reactive(Asked())
        self.swept: solara.Reactive[Sweep | Grid | None] = solara.Reactive(None)
        self.figures: solara.Reactive[tuple[Image, ...]] = solara.Reactive(())

    def begin(self, choice: Choice) -> None:
        """Ask about another scenario: the numbers' ends are those that they have there."""
        if choice.scenario != self.scenario:
            self.scenario = choice.scenario
            second = self.asked.value.second
            self.change("second", "", choice)
            self.change("number", self.asked.value.number, choice)
            if second and not self.problems.value:
                self.change("second", second, choice)

    def change(self, key: str, value: Any, choice: Choice) -> None:
        """A control was set; another number begins with the ends that its slider has."""
        self.problems.value = ()
        try:
            self.asked.value = changed(self.asked.value, key, value, choice)
        except RoutError as error:
            self.problems.value = tuple(error.problems)

    def sweep(
        self, choices: Sequence[Choice], names: Sequence[str], seed: int, column: str, event: str
    ) -> None:
        """Run each of the scenarios at each value. What is wrong is told at once."""
        asked = self.asked.value
        try:
            jobs = jobs_of(asked, choices, names, seed)
        except RoutError as error:
            self.problems.value = tuple(error.problems)
            return

        def work(stop: threading.Event) -> None:
            count = NowAndThen(SECONDS_BETWEEN_LOOKS, lambda: self.count(jobs, asked, column, event))

            def on_progress(done: int, wanted: int) -> None:
                self.progress.value = (done, wanted)
                count(done, wanted)

            compute(jobs, asked.runs * asked.cells, stop, on_progress)
            self.count(jobs, asked, column, event)

        both = f" and {asked.second}" if asked.second else ""
        self.start(f"Sweeping {asked.number}{both}", work)

    def count(self, jobs: Sequence[Job], asked: Asked, column: str, event: str) -> bool:
        """Count and draw what there is, values without runs as such; False while a scenario has none."""
        sides = [side for side in (job.side() for job in jobs) if isinstance(side, Side)]
        if len(sides) < len(jobs):
            return False
        results, across = [side.result for side in sides], asked.across
        found: Sweep | Grid
        if asked.second:
            found = grid(results, across, asked.up, column, event)
        else:
            found = sweep(results, across.values, across.name, across.unit, column, event)
        figures = tuple(image_of(view, "png", DOTS_PER_INCH) for view in swept_views(found))
        self.swept.value, self.figures.value = found, figures
        return True


def swept_views(found: Sweep | Grid) -> list[View]:
    """The figures of a sweep: lines along one number, or maps over two."""
    return heat_views(found) if isinstance(found, Grid) else [sweep_view(found)]
