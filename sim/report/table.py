"""A small table of words: for the terminal, for Markdown, and rows of numbers as CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.report.layout import GAP, laid_out

if TYPE_CHECKING:
    from rich.table import Table as RichTable


@dataclass(frozen=True)
class Table:
    """A title, column heads and rows of words; ``text`` are the columns that are text, the others numbers.

    ``caption`` stands below the table in the terminal.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text: Sequence[int] = (0,)
    caption: str = ""

    def rich(self, width: int) -> RichTable:
        """For a terminal of this many characters."""
        from rich import box
        from rich.table import Table as RichTable

        layout = laid_out(self.heads, self.rows, width, self.text)
        table = RichTable(
            title=self.title or None, title_justify="left", title_style="bold", box=box.SIMPLE,
            pad_edge=False, padding=(0, GAP - 1, 0, 0), caption=self.caption or None, caption_justify="left",
        )  # fmt: skip
        for i, head in enumerate(self.heads):
            table.add_column(head, justify="left" if i in self.text else "right", width=layout.widths[i])
        for row in layout.rows:
            table.add_row(*row)
        return table

    def markdown(self) -> str:
        """For documents; the title is left to them."""
        rule = ("---", *("---:" for _ in self.heads[1:]))
        return "\n".join("| " + " | ".join(row) + " |" for row in (self.heads, rule, *self.rows)) + "\n"


def csv_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows of plain numbers as CSV with a header; what is not a number is left empty."""
    table = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table[0]), lineterminator="\n")
    writer.writeheader()
    for row in table:
        writer.writerow({key: _cell(value) for key, value in row.items()})
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.6g}"
    return value
