"""How a table fits a terminal: numbers break where their intervals begin, and inside these last of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 2
EASY = 18  # characters in which most names stand on one or two lines
BREAKS = ((" (", "\n("), (", ", ",\n"), (" to ", " to\n"))
"""Where the cells of numbers may break, one after the other until the table fits."""


@dataclass(frozen=True)
class Layout:
    """The cells as they are printed, with their line ends, and the width of each column."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


def laid_out(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int, text: Sequence[int]) -> Layout:
    """Lay a table out in ``width`` characters; ``text`` are the columns of words, which may wrap.

    Heads wrap between words. Numbers break before their intervals, then before dates, last inside
    intervals. Columns of words keep ``EASY`` characters where the table fits so, and otherwise give
    way down to their longest word.
    """
    room = width - GAP * (len(heads) - 1) - 2
    for easy, breaks in ((easy, breaks) for easy in (EASY, 0) for breaks in range(len(BREAKS) + 1)):
        cells = tuple(
            tuple(cell if j in text else _broken(cell, breaks) for j, cell in enumerate(row)) for row in rows
        )
        least, most = _needs(heads, cells, text, easy)
        if sum(least) <= room:
            break
    return Layout(cells, _shared(least, most, room))


def _broken(cell: str, breaks: int) -> str:
    for whole, parted in BREAKS[:breaks]:
        cell = cell.replace(whole, parted)
    return cell


def _needs(
    heads: Sequence[str], rows: Sequence[Sequence[str]], text: Sequence[int], easy: int
) -> tuple[list[int], list[int]]:
    """The least and the most width that each column can use."""
    least, most = [], []
    for j, head in enumerate(heads):
        cells = [line for row in rows for line in row[j].split("\n")]
        body = max(map(len, cells), default=0)
        longest = max((len(word) for cell in cells for word in cell.split()), default=0)
        word = max((len(word) for word in head.split()), default=0)
        least.append(max(word, max(longest, min(body, easy)) if j in text else body))
        most.append(max(body, *(len(line) for line in head.split("\n"))))
    return least, most


def _shared(least: Sequence[int], most: Sequence[int], room: int) -> tuple[int, ...]:
    """Widths from the least up, those that lack least first, until the room is used."""
    widths = list(least)
    spare = max(0, room - sum(widths))
    for j in sorted(range(len(widths)), key=lambda j: most[j] - least[j]):
        more = min(spare, most[j] - widths[j])
        widths[j] += more
        spare -= more
    return tuple(widths)
