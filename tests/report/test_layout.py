"""Tables fit their terminal: numbers break before their intervals, never inside them."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from sim.report.layout import laid_out
from sim.report.table import Table

NAMES = ("Homs North (Malouk)", "Damascus", "Deir ez-Zor")
CELL = "+65.0 (+37.1 to +81.0)"


def printed(table: Table, width: int) -> list[str]:
    written = io.StringIO()
    Console(width=width, file=written).print(table.rich(width))
    return written.getvalue().splitlines()


def wide(columns: int) -> Table:
    heads = ("Place", *(f"Change of effect {k}" for k in range(columns)))
    return Table("What changes", heads, tuple((name, *[CELL] * columns) for name in NAMES))


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_no_line_is_longer_than_the_terminal_and_no_interval_is_broken(columns):
    lines = printed(wide(columns), 80)
    assert max(map(len, lines)) <= 80
    assert sum(line.count("(+37.1 to +81.0)") for line in lines) == 3 * columns
    assert sum(line.count("+65.0") for line in lines) == 3 * columns


def test_cells_stay_on_one_line_where_there_is_room():
    assert sum(CELL in line for line in printed(wide(2), 80)) == 3
    assert sum(CELL in line for line in printed(wide(3), 80)) == 0
    assert sum(CELL in line for line in printed(wide(3), 120)) == 3


def test_dates_break_last():
    table = Table(
        "Days", ("Event", *"abcd"), (("A long event of many words",) + ("100 %; 10.6, 7 Dec (8 to 12)",) * 4,)
    )
    lines = printed(table, 80)
    assert max(map(len, lines)) <= 80
    assert sum(line.count("(8 to 12)") for line in lines) == 4
    assert sum(line.count("7 Dec") for line in lines) == 4


def test_intervals_break_where_nothing_else_helps_and_nothing_is_cut():
    lines = printed(wide(5), 80)
    assert max(map(len, lines)) <= 80
    assert sum(line.count("+81.0)") for line in lines) == 15
    assert not any("…" in line for line in lines)


def test_words_wrap_between_words():
    layout = laid_out(("Name", "Title"), [("one", "a title of several words that is long")], 30, range(2))
    assert sum(layout.widths) + 4 <= 30
    assert layout.widths[1] >= len("several")


def test_what_fits_is_as_wide_as_its_cells():
    assert laid_out(("A", "B"), [("one", "12 (1 to 2)")], 80, range(1)).widths == (3, 11)
