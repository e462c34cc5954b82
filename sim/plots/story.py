"""Morale by formation over one run, with what it turned on."""

from __future__ import annotations

import textwrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.counting import counted
from sim.geography.colours import VERMILLION
from sim.plots.style import FAINT, INK, PAPER, foot, new_figure, styled
from sim.scenario.calendar import date_of, in_brackets
from sim.story.story import Course, Story

MOST_ROWS = 45
ROW_INCHES, WIDTH_INCHES = 0.17, 9.0
MARGIN_DAYS = 2.0
COLOURS = "cividis"
NEAR, LETTER = 0.01, 0.013  # of the width: the least gap between two names, and a letter of one


def morale_map(axes: Axes, story: Story) -> Axes:
    """Morale of each formation as colour, those that broke first on top; marks where one broke."""
    courses = _rows(story)
    last = _last_day(story)
    shown = np.ma.masked_invalid(np.array([course.morale[1:] for course in courses]))
    span = (0.0, shown.shape[1] * story.tick_days, len(courses) - 0.5, -0.5)
    image = axes.imshow(
        shown, aspect="auto", interpolation="nearest", extent=span, cmap=COLOURS, vmin=0.0, vmax=1.0
    )
    for row, course in enumerate(courses):
        days = course.broke_days
        axes.plot(days, [row] * len(days), linestyle="", marker="x", color=VERMILLION, markersize=5)
    axes.set_yticks(range(len(courses)), [course.formation for course in courses], fontsize=7)
    axes.set_xlim(0.0, last)
    axes.grid(visible=False)
    _landmarks(axes, story, last)
    bar = axes.figure.colorbar(image, ax=axes, fraction=0.025, pad=0.01)
    bar.set_label("Morale")
    more = story.formations - len(courses)
    start = in_brackets(date_of(story.start, 0.0))
    rest = f"; not shown: {counted(more, 'smaller formation')}" if more > 0 else ""
    foot(
        axes,
        f"Days after the start{start}",
        f"× where a formation broke; white: the formation no longer exists{rest}",
        width=0.7,
    )
    return axes


def _rows(story: Story) -> list[Course]:
    """The largest formations, those that broke first on top, those that never did below."""
    largest = story.courses[:MOST_ROWS]
    return sorted(largest, key=lambda course: (course.broke_days or (np.inf,))[0])


def _last_day(story: Story) -> float:
    """Where the figure ends: a little after the last break or landmark."""
    days = [day for _, day in story.landmarks] + [one.day for one in story.breaks]
    return min(story.horizon_days, max(days, default=story.horizon_days) + MARGIN_DAYS)


def _landmarks(axes: Axes, story: Story, last: float) -> None:
    """Lines through the days on which the run turned, named above the figure without overlap."""
    ends: list[float] = []
    for words, day in story.landmarks:
        axes.axvline(day, color=PAPER, linewidth=1.6)
        axes.axvline(day, color=INK, linewidth=0.9, linestyle="--")
        reach = day / last + LETTER * len(words)
        level = next((i for i, end in enumerate(ends) if day / last > end + NEAR), len(ends))
        ends[level : level + 1] = [reach]
        axes.annotate(
            words, (day, 1.0), xycoords=axes.get_xaxis_transform(), xytext=(1, 3 + 11 * level),
            textcoords="offset points", fontsize=8, color=FAINT, annotation_clip=False,
        )  # fmt: skip


def story_figure(story: Story, head: str) -> Figure:
    """``morale_map`` on a figure of its own."""
    rows = min(len(story.courses), MOST_ROWS)
    with styled():
        figure = new_figure(WIDTH_INCHES, 2.4 + ROW_INCHES * rows)
        morale_map(figure.add_subplot(), story)
        figure.suptitle(textwrap.fill(head, 95), x=0.01, ha="left", fontsize=11, fontweight="bold")
    return figure
