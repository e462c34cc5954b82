"""A sweep over one number of what the outcomes page compares, run while one looks on."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import solara

from sim.analysis.sweep import Sweep, sweep
from sim.batch import Batch, Design
from sim.errors import RoutError, UsageError
from sim.model.world import build_world
from sim.plots.sweeps import sweep_view
from sim.plots.views import Image, image_of
from sim.scenario import Distribution, field_help, numbers
from sim.scenario.schema import middle_of
from sim.scenario.words import did_you_mean, shown
from sim.view import batches
from sim.view.batches import Job, Side, compute
from sim.view.choice import Choice
from sim.view.controls import span
from sim.view.sources import open_choice
from sim.view.task import Task

NUMBER = "parameters.expected_days"
POINTS = (5, 9, 17)
RUNS = (100, 300, 1000)
SECONDS_BETWEEN_LOOKS = 1.0
DOTS_PER_INCH = 130


@dataclass(frozen=True)
class Asked:
    """What to sweep: a number by its dotted name, from ``low`` to ``high``, and the runs at each value."""

    number: str = NUMBER
    low: float = 0.0
    high: float = 1.0
    points: int = POINTS[1]
    runs: int = RUNS[0]

    @property
    def values(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The values, evenly apart."""
        return np.linspace(self.low, self.high, self.points)


class SweepTask(Task):
    """One per tab."""

    def __init__(self) -> None:
        super().__init__()
        self.scenario = ""  # whose number is asked about
        self.asked: solara.Reactive[Asked] = solara.Reactive(Asked())
        self.swept: solara.Reactive[Sweep | None] = solara.Reactive(None)
        self.figure: solara.Reactive[Image | None] = solara.Reactive(None)

    def begin(self, choice: Choice) -> None:
        """Ask about another scenario: the number's ends are those that it has there."""
        if choice.scenario != self.scenario:
            self.scenario = choice.scenario
            self.change("number", self.asked.value.number, choice)

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
            look_at = time.monotonic()

            def on_progress(done: int, wanted: int) -> None:
                nonlocal look_at
                self.progress.value = (done, wanted)
                if done < wanted and time.monotonic() >= look_at:
                    self.count(jobs, asked, column, event)
                    look_at = time.monotonic() + SECONDS_BETWEEN_LOOKS

            compute(jobs, asked.runs * asked.points, stop, on_progress)
            self.count(jobs, asked, column, event)

        self.start(f"Sweeping {asked.number}", work)

    def count(self, jobs: Sequence[Job], asked: Asked, column: str, event: str) -> None:
        """Count and draw what there is, once every scenario has runs at every value."""
        sides = [side for side in (job.side() for job in jobs) if isinstance(side, Side)]
        if len(sides) < len(jobs) or any(job.done < asked.points for job in jobs):
            return
        unit = field_help(asked.number).unit
        found = sweep([side.result for side in sides], asked.values, asked.number, unit, column, event)
        self.swept.value, self.figure.value = found, image_of(sweep_view(found), "png", DOTS_PER_INCH)


def jobs_of(asked: Asked, choices: Sequence[Choice], names: Sequence[str], seed: int) -> list[Job]:
    """A job for each scenario. Raises UsageError for what cannot be swept."""
    help_ = field_help(asked.number)
    low, high = (-np.inf if help_.low is None else help_.low), (np.inf if help_.high is None else help_.high)
    if not low <= asked.low < asked.high <= high:
        raise UsageError(
            f"{asked.number}: from {asked.low:g} to {asked.high:g} is no range within {low:g} to {high:g}"
        )
    saved = [name for choice, name in zip(choices, names, strict=True) if choice.result]
    if saved:
        raise UsageError(f"{saved[0]} is a saved result: a sweep needs runs of its own, choose its scenario")
    jobs = []
    for choice, name in zip(choices, names, strict=True):
        scenario = open_choice(choice).scenario
        world = build_world(scenario)
        design = Design((asked.number,), asked.values[:, None], "sweep").fitted(scenario, world)
        jobs.append(Job(choice, Batch(scenario, world, seed, batches.COMPILED, design, name=name)))
    return jobs


def changed(asked: Asked, key: str, value: Any, choice: Choice) -> Asked:
    """What to sweep with one control set. Raises UsageError."""
    if key == "number":
        return about(replace(asked, number=str(value).strip()), choice)
    if key in ("points", "each"):
        name, offered = ("points", POINTS) if key == "points" else ("runs", RUNS)
        found = next((each for each in offered if str(each) == str(value)), None)
        if found is None:
            raise UsageError(f"{name}: {shown(str(value))} is none of {', '.join(map(str, offered))}")
        return replace(asked, **{name: found})  # type: ignore[arg-type] # one of two whole numbers
    try:
        return replace(asked, **{key: float(value)})  # type: ignore[arg-type] # an end
    except (TypeError, ValueError):
        raise UsageError(f"{key}: {shown(str(value))} is no number") from None


def about(asked: Asked, choice: Choice) -> Asked:
    """The ends of the number's slider, or of what it is drawn from. Raises UsageError for no number."""
    known = numbers(open_choice(choice).scenario)
    if asked.number not in known:
        likely = did_you_mean(asked.number, known)
        raise UsageError(f"{shown(asked.number)}: no number of {choice.scenario}{likely}")
    given, help_ = known[asked.number], field_help(asked.number)
    low, high = span(float(middle_of(given)), help_.low, help_.high)
    if isinstance(given, Distribution) and given.kind in ("uniform", "triangular"):
        low, high = min(given.values), max(given.values)
    return replace(asked, low=float(f"{low:.6g}"), high=float(f"{high:.6g}"))
