"""The words of a film: when it is, what happened, how many men there are, and what the marks mean."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.sentences import OUTCOME_WORDS, percent
from sim.engines.events import what_happened
from sim.geography.basemap import noted
from sim.model.world import World
from sim.plots.film_map import INKS, SIGNS
from sim.plots.style import FAINT, GRID, INK
from sim.scenario.calendar import date_of, on_day
from sim.story.history import Snapshot
from sim.story.marks import holder_hues, parties
from sim.story.reel import Shot

NOT_A_FORECAST = "One simulated run, not a forecast."
LEFT, RIGHT = 0.683, 0.988  # of the column of words, shares of the picture's width
TOP, BOTTOM = 0.865, 0.165  # of the captions, shares of its height
LETTERS, NOTE_LETTERS, PARTY_LETTERS = 33, 190, 50  # in a line
CAPTION_POINTS, SMALL_POINTS, LINE_HEIGHT = 7.6, 6.8, 0.0265
LEGEND_TOP, LEGEND_STEP, LEGEND_COLUMNS = 0.149, 0.0238, (0.01, 0.255, 0.683)
LEGEND_ROWS = 4


@dataclass(frozen=True)
class Line:
    """A line of the captions; ``when`` is that it says the day."""

    text: str
    when: bool


class FilmWords:
    """The words beside the map, moment by moment."""

    def __init__(self, figure: Figure, world: World, run: int) -> None:
        self.figure, self.setting = figure, world.scenario.scenario
        self.captions: list[Line] = []  # the latest first
        figure.text(
            0.012, 0.985, f"{self.setting.title}: run {run}", fontsize=12, fontweight="bold", va="top"
        )
        note = textwrap.fill(f"{NOT_A_FORECAST} {noted(self.setting.map_note)}", NOTE_LETTERS)
        figure.text(0.012, 0.006, note, fontsize=5.8, color=FAINT, va="bottom", linespacing=1.15)
        self._box(1.0, GRID, 0.5)
        for column, x in zip(legend(world), LEGEND_COLUMNS, strict=True):
            for row, (mark, colour, words) in enumerate(column):
                y = LEGEND_TOP - LEGEND_STEP * row
                figure.text(x + 0.016, y, mark, fontsize=8.5, color=colour, ha="center", va="center")
                figure.text(x + 0.036, y, words, fontsize=SMALL_POINTS, va="center")

    def draw(self, shot: Shot, *, last: bool) -> Iterator[Artist]:
        """What is said at a moment, to be removed before the next."""
        yield from self._when(shot.seen)
        fresh = self._caption(shot, last=last)
        room = int((TOP - BOTTOM) / LINE_HEIGHT)
        self.captions = [*fresh, *self.captions][:room]
        while self.captions and not self.captions[-1].text.endswith("."):  # a sentence is told whole
            self.captions.pop()
        for row, line in enumerate(self.captions):
            yield self.figure.text(
                LEFT, TOP - LINE_HEIGHT * row, line.text, va="top",
                fontsize=SMALL_POINTS if line.when else CAPTION_POINTS,
                color=INK if row < len(fresh) and not line.when else FAINT,
                fontweight="bold" if row < len(fresh) and not line.when else "normal",
            )  # fmt: skip

    def _when(self, seen: Snapshot) -> Iterator[Artist]:
        """Day, date, how far the run has come, and what the state has left."""
        start = self.setting.start
        yield self._text(0.988, f"Day {seen.day:.1f}", 15.0)
        yield self.figure.text(
            RIGHT, 0.979, date_of(start, seen.day, hour=True), fontsize=11, ha="right", va="top"
        )
        yield self._box(seen.day / self.setting.horizon_days, INK, 1.0)
        held = sum(place.state_held for place in seen.places)
        numbers = f"Places held: {held} of {len(seen.places)}.  Men under command: {percent(seen.men_share)}"
        yield self._text(0.905, numbers, SMALL_POINTS)

    def _caption(self, shot: Shot, *, last: bool) -> list[Line]:
        """The lines of what happened; at the end, of how the run ends."""
        day = on_day(self.setting.start, shot.seen.day)
        told = [what_happened(event) for event in shot.told]
        if last:
            end = f"after {self.setting.horizon_days:g} days: {OUTCOME_WORDS[shot.seen.outcome]}"
            told, day = [*told, f"outcome {end}"], day if told else ""
        lines = [Line(day, when=True)] if told and day else []
        for words in told:
            lines += [
                Line(part, when=False) for part in textwrap.wrap(f"{words[0].upper()}{words[1:]}.", LETTERS)
            ]
        return lines

    def _text(self, top: float, words: str, size: float) -> Artist:
        return self.figure.text(LEFT, top, words, fontsize=size, va="top")

    def _box(self, share: float, colour: str, order: float) -> Artist:
        """The time line, up to a share of the horizon."""
        box = Rectangle((LEFT, 0.928), share * (RIGHT - LEFT), 0.006, facecolor=colour, zorder=order)
        return self.figure.add_artist(box)


def legend(world: World) -> list[list[tuple[str, str, str]]]:
    """What the marks mean, in columns: the mark, its colour, the words."""
    hues = holder_hues(world)
    held = f"held by {world.scenario.scenario.state_name}"
    state = [("●", hues[0], held), ("○", hues[0], "the same, cut off from the capital")]
    kinds = [("steady", "its men, steady"), ("shaken", "shaken"), ("breaking", "near breaking")]
    state += [(SIGNS[kind], INKS[kind], words) for kind, words in kinds]
    others = [
        ("■", hue, textwrap.shorten(words, PARTY_LETTERS, placeholder=" ..."))
        for hue, words in parties(world.groups, hues[1:])
    ]
    moves = [
        (SIGNS["group"], INKS["group"], "fighters of a group"),
        ("━━", FAINT, "attack; the ground under attack is hatched"),
        ("╍╍", FAINT, "group on its way, or halted"),
        ("┈┈", hues[0], "men of the state on the road"),
    ]
    return [state, others, moves]
