"""How every figure looks, and how it is saved: the same bytes for the same numbers.

Colours are those of Okabe and Ito (2008), which readers with any of the common colour
vision deficiencies tell apart (checked in the tests); each goes with a hatch, a marker and
a line of its own, so that nothing hangs on colour alone.
"""

from __future__ import annotations

import math
import re
import textwrap
import warnings
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure, SubFigure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from numpy.typing import NDArray

from sim.files import write_atomically
from sim.geography.colours import BLACK, BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILLION

RESULTS = ("#7D55C7", "#C9679F", "#4B555C", "#8C5A3C", "#7F8C2A")  # none is the hue of a side or a group
MORE = ("#3C005A", "#4B000F", "#A500FF", "#3C0096", "#F06978", "#C378D2", "#780000")  # of more than five
PALETTE = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, BLACK)
HATCHES = ("", "///", "\\\\\\", "xx", "--", "||", "++")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
LINES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)))
INK, FAINT, PAPER = "#222222", "#5F6368", "#FFFFFF"
GRID = "#DDDDDD"
DIVERGING = LinearSegmentedColormap.from_list("worth", [BLUE, PAPER, VERMILLION])  # of differences

BIN_DAYS = (0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 30.0, 60.0, 100.0, 365.0)
Numbers = NDArray[Any]

SETTINGS: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 10.0,
    "axes.titlesize": 10.0,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.labelsize": 9.5,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "text.parse_math": False,  # titles and names are other people's: a $ in them is a $
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "hatch.linewidth": 0.6,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "none",
    "svg.hashsalt": "rout",
}
KINDS = (".png", ".svg")
NO_BREAK = "\u00a0"
POSITION_DIGITS = 6  # of a share of the figure's width
DOTS_PER_INCH = 160
PAD_INCHES = 0.07  # between what is drawn and the edge
LETTERS_PER_INCH = 12  # of a foot note
TITLE_LETTERS_PER_INCH = 10.0  # of a finding above one panel
HEAD_POINTS, HEAD_LETTERS_PER_INCH = 12.0, 8.6  # and above a whole figure
AXIS_INCHES = 0.7  # of a column beside its panel, for the labels of an axis


@dataclass(frozen=True)
class Style:
    """What marks one result, or one setting, in every figure."""

    colour: str
    hatch: str
    marker: str
    line: Any


def style(index: int) -> Style:
    """The ``index``-th style of what is no result, such as a setting; they repeat after seven."""
    i = index % len(PALETTE)
    return Style(PALETTE[i], HATCHES[i], MARKERS[i], LINES[i])


def styles_of(names: Sequence[str]) -> tuple[Style, ...]:
    """The style of each of the results that are compared, from its name: its position changes nothing.

    Each name asks for one of five styles. Of those that ask for the same one, the first by the alphabet has
    it, and the others have one of seven more, which their names choose too. So whoever else is compared, a
    result keeps its colour unless a name before it by the alphabet asks for the same. Up to twelve results
    differ in colour, and up to seven in hatch, marker and line.
    """
    slots: dict[tuple[str, int], int] = {}
    keys = [(name, names[:i].count(name)) for i, name in enumerate(names)]
    known = sorted(keys)
    for key in known:
        first = _turns(key[0])[0]
        if first not in slots.values():
            slots[key] = first
    for key in known:
        if key not in slots:
            turns = _turns(key[0])
            slots[key] = next((slot for slot in turns if slot not in slots.values()), turns[0])
    kinds: dict[tuple[str, int], int] = {}
    for key in sorted(known, key=lambda key: (slots[key] >= len(RESULTS), key)):
        turns = [(slots[key] + turn) % len(HATCHES) for turn in range(len(HATCHES))]
        kinds[key] = next((kind for kind in turns if kind not in kinds.values()), turns[0])
    return tuple(
        Style((*RESULTS, *MORE)[slots[key]], HATCHES[kinds[key]], MARKERS[kinds[key]], LINES[kinds[key]])
        for key in keys
    )


def _turns(name: str) -> list[int]:
    """The styles that a result asks for by its name, one after another: one of few, of more, of few again."""
    wanted, few, more = zlib.crc32(name.encode()), len(RESULTS), len(MORE)
    first = [(wanted + turn) % few for turn in range(few)]
    return [first[0], *(few + (wanted // few + turn) % more for turn in range(more)), *first[1:]]


@contextmanager
def styled() -> Iterator[None]:
    """Draw and save in our style, and leave the user's settings as they were."""
    with matplotlib.rc_context(SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # drawn as a box
        yield


def new_figure(width_inches: float, height_inches: float) -> Figure:
    """A figure without a window: nothing here needs a screen."""
    layout = ConstrainedLayoutEngine(h_pad=PAD_INCHES, w_pad=PAD_INCHES)
    return Figure(figsize=(width_inches, height_inches), layout=layout)


def single(draw: Callable[[Axes], object], width_inches: float, height_inches: float) -> Figure:
    """A figure in our style of what ``draw`` puts on one Axes."""
    with styled():
        figure = new_figure(width_inches, height_inches)
        draw(figure.add_subplot())
    return figure


def headed(axes: Axes, finding: str, width: float = 1.0, pad: float | None = None) -> None:
    """The finding as the title of the axes, in as many lines as their column has room for.

    ``width`` is the share of the column that the axes take, less than 1 beside long labels; ``pad``
    are points between axes and title, where something stands there.
    """
    letters = int(width * (_column_inches(axes) - AXIS_INCHES) * TITLE_LETTERS_PER_INCH)
    axes.set_title(textwrap.fill(finding, letters), pad=pad)


def head(figure: Figure, finding: str) -> None:
    """The finding above a whole figure; its panels then say what each of them shows of it."""
    letters = int(figure.get_figwidth() * HEAD_LETTERS_PER_INCH)
    words = textwrap.fill(finding.removesuffix("."), letters)
    figure.suptitle(words, x=0.01, ha="left", fontsize=HEAD_POINTS, fontweight="bold")


def foot(axes: Axes, label: str, note: str, width: float = 1.0) -> None:
    """The label of the x axis, and under it in small type what the figure rests on.

    ``width`` is the share of the column that the axes take, less than 1 beside long labels.
    """
    axes.set_xlabel(label, labelpad=2)
    letters = int(width * _column_inches(axes) * LETTERS_PER_INCH)
    axes.annotate(
        textwrap.fill(_unbroken(note), letters), (0.5, 0.0), xytext=(0, -2), xycoords=axes.xaxis.label,
        textcoords="offset points", ha="center", va="top", fontsize=8, color=FAINT, linespacing=1.15,
    )  # fmt: skip


def _unbroken(note: str) -> str:
    """Keep a number with its unit when lines are broken."""
    return re.sub(r"(?<=\d) (?=[%p])|(?<=n) (?==)|(?<==) ", NO_BREAK, note)


def _column_inches(axes: Axes) -> float:
    """Width of the column of the figure in which the axes stand."""
    grid = axes.get_subplotspec()
    inches = float(axes.figure.bbox.width / axes.figure.dpi)
    return inches / (grid.get_gridspec().ncols if grid else 1)


def fix_layout(figure: Figure) -> None:
    """Lay the figure out for good, on round numbers.

    The solver behind the layout may differ in the last bits from one call to the next, which
    would give other bytes for the same numbers.
    """
    with styled():
        figure.draw_without_rendering()
    figure.set_layout_engine("none")
    _round_parts(figure)
    for axes in figure.axes:
        left, bottom, width, height = np.round(axes.get_position(original=True).bounds, POSITION_DIGITS)
        axes.set_position((left, bottom, width, height))
    for text in figure.texts:
        x, y = text.get_position()
        text.set_position((round(float(x), POSITION_DIGITS), round(float(y), POSITION_DIGITS)))


def _round_parts(figure: Figure | SubFigure) -> None:
    """Round the places of a figure's parts, and of theirs."""
    for part in figure.subfigs:
        box = part.bbox_relative
        box.p0, box.p1 = np.round(box.p0, POSITION_DIGITS), np.round(box.p1, POSITION_DIGITS)
        _round_parts(part)


def save(figure: Figure, path: Path, title: str, alt: str) -> None:
    """Write ``path`` (.svg or .png) with its title and alt text inside, and no date.

    The file appears under its name only when it is whole.
    """
    write_atomically(path, encoded(figure, path.suffix.lstrip("."), {"Title": title, "Description": alt}))


def encoded(
    figure: Figure, kind: str, words: Mapping[str, str] | None = None, dots_per_inch: int = DOTS_PER_INCH
) -> bytes:
    """The figure as "svg" or "png" with its words inside, and no date."""
    nameless: dict[str, Any] = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
    sink = BytesIO()
    fix_layout(figure)
    with styled():
        figure.savefig(sink, format=kind, dpi=dots_per_inch, metadata={**(words or {}), **nameless})
    return sink.getvalue()


def data_address(figure: Figure, kind: str, dots_per_inch: int = DOTS_PER_INCH) -> str:
    """The figure as the address of an image that needs no file, no network and no font of its own."""
    image = encoded(figure, kind, None, dots_per_inch)
    media = {"svg": "svg+xml", "png": "png"}[kind]
    if kind == "svg":
        image = image.replace(b"'DejaVu Sans'", b"'DejaVu Sans', Verdana, sans-serif")
    return f"data:image/{media};base64,{b64encode(image).decode('ascii')}"


def save_kinds(
    figure: Figure, folder: Path, name: str, title: str, alt: str, kinds: Sequence[str] = KINDS
) -> list[Path]:
    """Write a figure as PNG and SVG, unless told otherwise; returns the files."""
    files = [folder / f"{name}{kind}" for kind in kinds]
    for path in files:
        save(figure, path, title, alt)
    return files


def legend_label(name: str) -> str:
    """A name as a legend shows it: matplotlib leaves out what begins with an underscore."""
    return f" {name}" if name.startswith("_") else name


def whiskers(axes: Axes, values: Numbers, at: Numbers, ends: Numbers, *, across: bool) -> None:
    """Intervals ``ends`` (n, 2) around ``values`` (n,), drawn dark so that they show on any colour."""
    reach = np.abs(ends.T - values)
    x, y = (values, at) if across else (at, values)
    axes.errorbar(
        x, y, xerr=reach if across else None, yerr=None if across else reach,
        fmt="none", ecolor=INK, elinewidth=1.0, capsize=1.8, capthick=0.8,
    )  # fmt: skip


def label_right(axes: Axes, words: str, at: tuple[float, float]) -> None:
    """Small words to the right of a point, such as the share that a bar shows."""
    axes.annotate(words, at, xytext=(3, 0), textcoords="offset points", va="center", fontsize=8.5)


def error_line(axes: Axes, x: Numbers, ends: Numbers, mark: Style, label: str = "") -> None:
    """Values with their intervals along ``x`` (n,); ``ends`` (3, n) are low, middle and high."""
    low, middle, high = ends
    axes.errorbar(
        x, middle, yerr=[middle - low, high - middle], color=mark.colour, marker=mark.marker, markersize=5,
        linestyle=mark.line, linewidth=1.6, elinewidth=1.0, capsize=2.0, label=label,
    )  # fmt: skip


def finished(axes: Axes, names: Sequence[str], label: str, note: str, width: float = 1.0) -> Axes:
    """Legend of the results above the plot, label and note below it."""
    if len(names) > 1:
        legend_above(axes, len(names))
    foot(axes, label, note, width)
    return axes


def legend_above(axes: Axes, entries: int) -> None:
    """The legend in rows of up to four between the title and the plot."""
    columns = min(entries, 4 if entries == 4 else 3)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=columns,
        borderaxespad=0.1,
        handlelength=1.6,
        columnspacing=1.2,
    )
    axes.set_title(axes.get_title(loc="left"), pad=6 + 15 * math.ceil(entries / columns))
