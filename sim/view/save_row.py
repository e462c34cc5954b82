"""Buttons that save files: what each saves is made when it is pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import solara

from sim.errors import RoutError
from sim.view.components import Progress, Save
from sim.view.film_task import FilmTask
from sim.view.saved import Make
from sim.view.watched import Watched


@solara.component
def SaveRow(
    title: str, offers: Mapping[str, tuple[str, Make]], on_problems: Callable[[tuple[str, ...]], None]
) -> None:
    """A button for each of ``offers``: its words, and what makes its file."""
    file, set_file = solara.use_state(None)

    def want(key: str) -> None:
        try:
            set_file(offers[key][1]().plain())
        except RoutError as error:
            on_problems(tuple(error.problems))

    listed = [(key, words, False) for key, (words, _) in offers.items()]
    Save(title=title, offers=listed, file=file, event_want=want, event_taken=lambda _: set_file(None))


@solara.component
def FilmRow(task: FilmTask, watched: Watched) -> None:
    """A button that films the run, how far that is, and a way to stop; the film is saved when it is done."""
    done, wanted = task.progress.value
    running, file = task.running, task.file.value

    def want(key: str) -> None:
        if key == "film":
            task.film(watched)
        else:
            task.cancel()

    with solara.Div():
        Save(
            title="",
            offers=[("film", "Film this run", running), ("cancel", "Cancel", not running)][: 1 + running],
            file=file.plain() if file else None,
            event_want=want,
            event_taken=lambda _: task.file.set(None),
        )
        words = f"{task.words.value}: {done} of {wanted} pictures" if wanted else task.words.value
        Progress(words=words, share=100 * done / wanted if wanted else 0)
