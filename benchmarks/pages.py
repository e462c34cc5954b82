"""What benchmarks write: sections of the pages between their marks, rows and figures of the reference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from matplotlib.figure import Figure

from benchmarks.shrinking import shrink
from sim.files import write_atomically
from sim.plots.style import save, save_kinds
from sim.report.table import Table, csv_text

REFERENCE = Path("results/reference")
FRONT_PAGE = Path("README.md")
CALIBRATING, FORECASTING = Path("docs/calibrating.md"), Path("docs/forecasting.md")
LIMITS, MODEL, STUDIES = Path("docs/limits.md"), Path("docs/model.md"), Path("docs/studies.md")


class HasRows(Protocol):
    """A finding that has rows of plain numbers."""

    def rows(self) -> Iterator[Mapping[str, float | int | str]]:
        """One row of plain numbers each."""


def section(document: Path, name: str, *parts: str | Table) -> None:
    """Replace what stands between the marks of a section in a document; add it at the end if new.

    The title of a table, if it has one, stands above it in bold.
    """
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    block = "\n\n".join([begin, *(_words(part).strip() for part in parts), end])
    text = document.read_text(encoding="utf-8")
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    new = pattern.sub(lambda _: block, text) if pattern.search(text) else f"{text.rstrip()}\n\n{block}\n"
    write_atomically(document, new)


def _words(part: str | Table) -> str:
    if isinstance(part, str):
        return part
    return f"**{part.title}**\n\n{part.markdown()}" if part.title else part.markdown()


def save_rows(name: str, found: HasRows) -> None:
    """Write a table as CSV into the reference results."""
    write_atomically(REFERENCE / f"{name}.csv", csv_text(found.rows()))


def save_figure(figure: Figure, name: str, title: str, words: str) -> None:
    """Write a figure as PNG and SVG into the reference results, the PNG as small as git likes it."""
    for path in save_kinds(figure, REFERENCE, name, title, words):
        if path.suffix == ".png":
            shrink(path)


def save_png(figure: Figure, name: str, title: str, words: str) -> None:
    """Write a PNG alone, likewise, with its title and alt text inside."""
    path = REFERENCE / f"{name}.png"
    save(figure, path, title, words)
    shrink(path)


def pairs_note(n: int) -> str:
    """What a table of paired effects rests on."""
    return f"n = {n:,} pairs on the same random seeds at each row; in brackets 95 % intervals."
