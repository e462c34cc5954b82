"""Something that takes a while, done on a thread of its own while the page stays usable."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import solara

from sim.errors import RoutError
from sim.view.state import batched

Work = Callable[[threading.Event], None]


class NowAndThen:
    """Looks at what is done so far, ``seconds`` apart or more, and for a fifth of the time at most.

    ``look`` is False while there is nothing to see: then the next word of progress looks again.
    """

    def __init__(self, seconds: float, look: Callable[[], bool]) -> None:
        self.seconds, self.look, self.at = seconds, look, time.monotonic()

    def __call__(self, done: int, wanted: int) -> None:
        """Something more is done; what is done at the end is for others to look at."""
        if done < wanted and (began := time.monotonic()) >= self.at and self.look():
            self.at = time.monotonic() + max(self.seconds, 4.0 * (time.monotonic() - began))


class CancelledError(RoutError):
    """Somebody pressed Cancel."""


class Task:
    """One at a time: what is being done, how far it is, and what went wrong."""

    drawing = None  # what it shows arrives bit by bit

    def __init__(self) -> None:
        self.words = solara.Reactive("")
        self.progress: solara.Reactive[tuple[int, int]] = solara.Reactive((0, 0))
        self.problems: solara.Reactive[tuple[str, ...]] = solara.Reactive(())
        self.stop = threading.Event()
        self.thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return bool(self.words.value)

    @batched
    def start(self, words: str, work: Work) -> None:
        """Do ``work``, which is given an event that says when to stop; nothing while something is done."""
        if self.running:
            return
        self.problems.value, self.progress.value = (), (0, 0)
        self.stop = threading.Event()
        self.words.value = words
        self.thread = threading.Thread(target=self.run, args=(work, self.stop), daemon=True)
        self.thread.start()

    @batched
    def run(self, work: Work, stop: threading.Event) -> None:
        """Do it; a fault is told in a line."""
        try:
            work(stop)
        finally:
            self.words.value, self.progress.value = "", (0, 0)

    def cancel(self) -> None:
        """Stop, as soon as the work looks."""
        self.stop.set()

    def on_progress(self, done: int, wanted: int) -> None:
        """How far it is. Raises CancelledError when it shall stop, for work that cannot look itself."""
        self.progress.value = (done, wanted)
        if self.stop.is_set():
            raise CancelledError("cancelled")
