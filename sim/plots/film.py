"""A run as a film: the same map as the figures', with what happened, one picture a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from sim.geography.theatre import Outline
from sim.plots.film_map import FilmMap
from sim.plots.film_words import FilmWords
from sim.plots.ground import Panel
from sim.plots.moving import Picture, gif, mp4, palette_of
from sim.plots.style import PAPER, styled
from sim.story.history import History
from sim.story.reel import Shot, shots

INCHES = (8.0, 6.0)
DOTS_PER_INCH = 100
MAP = (0.012, 0.165, 0.655, 0.77)  # left, bottom, width and height, shares of the picture
PANEL = Panel(MAP[2] * INCHES[0], MAP[3] * INCHES[1])
STEP_HOURS = 24.0
FIRST_MS, QUIET_MS, EVENT_MS, MORE_MS, LAST_MS = 1500, 300, 700, 350, 4000
"""How long pictures are shown: the first, one without an event, with one, for each further one, the last."""
MOST_MS = 2500


class Film:
    """Draws the moments of a run one after another, all on the same ground."""

    def __init__(self, history: History, outline: Outline | None, run: int) -> None:
        with styled():
            self.figure = Figure(figsize=INCHES, dpi=DOTS_PER_INCH, facecolor=PAPER)
            self.canvas = FigureCanvasAgg(self.figure)
            self.map = FilmMap(self.figure.add_axes(MAP), PANEL, history.world, history.critical, outline)
            self.words = FilmWords(self.figure, history.world, run)

    def picture(self, shot: Shot, *, last: bool) -> Image.Image:
        """The moment as an image."""
        with styled():
            if self.map.shade(shot.seen):
                self.canvas.draw()
                self.ground = self.canvas.copy_from_bbox(self.figure.bbox)
            self.canvas.restore_region(self.ground)
            for artist in [*self.map.marks(shot.seen), *self.words.draw(shot, last=last)]:
                artist.draw(self.canvas.get_renderer())
                artist.remove()
        return Image.fromarray(np.asarray(self.canvas.buffer_rgba())).convert("RGB")


def film(
    history: History,
    outline: Outline | None,
    run: int,
    kind: str,
    step_hours: float = STEP_HOURS,
    progress: Callable[[int, int], None] | None = None,
) -> bytes:
    """A run as a film of the kind ".gif" or ".mp4".

    ``progress`` is told how many pictures are drawn, and of how many.
    """
    reel = shots(history, step_hours)
    screen = Film(history, outline, run)
    pictures = _pictures(screen, reel, progress)
    if kind == ".mp4":
        return mp4(pictures)
    samples = Film(history, outline, run)
    shades = [samples.picture(reel[at], last=False) for at in (0, len(reel) // 2, -1)]
    return gif(pictures, palette_of(screen.map.colours, shades))


def _pictures(
    screen: Film, reel: Sequence[Shot], progress: Callable[[int, int], None] | None
) -> Iterator[Picture]:
    for number, shot in enumerate(reel, 1):
        last = number == len(reel)
        yield screen.picture(shot, last=last), _milliseconds(shot, first=number == 1, last=last)
        if progress:
            progress(number, len(reel))


def _milliseconds(shot: Shot, *, first: bool, last: bool) -> int:
    """How long a picture is shown: long enough to read what it tells."""
    if last:
        return LAST_MS
    if first:
        return FIRST_MS
    return min(MOST_MS, EVENT_MS + MORE_MS * (len(shot.told) - 1)) if shot.told else QUIET_MS
