"""The film of the run that is watched, made while one goes on looking."""

from __future__ import annotations

import threading

import solara

from sim.plots.film import film
from sim.plots.maps import read_outline
from sim.story.history import History
from sim.view.saved import File, run_name
from sim.view.task import Task
from sim.view.watched import Watched

KIND = "gif"


class FilmTask(Task):
    """One per tab."""

    def __init__(self) -> None:
        super().__init__()
        self.file: solara.Reactive[File | None] = solara.Reactive(None)

    def film(self, watched: Watched) -> None:
        """Film a run from its start: what ``rout film`` writes."""

        def work(_: threading.Event) -> None:
            choice, opened = watched.choice, watched.opened
            history = History(watched.history.world, choice.seed, choice.run, opened.points)
            outline = read_outline(opened.outline) if opened.outline else None
            data = film(history, outline, choice.run, f".{KIND}", progress=self.on_progress)
            self.file.value = File(f"{run_name(watched, '')}.{KIND}", data)

        self.start("Drawing the film", work)
