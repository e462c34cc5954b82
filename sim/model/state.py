"""What the stages read and write: the tables of ``fields``, whatever they are made of.

In the Mesa model a table is a list of objects that own their attributes; in the compiled engine
it is a set of columns. The stages see the same names in both: ``s.places[k].belief``.
"""

from __future__ import annotations

from typing import Any

Row = Any
"""One row of a table: its fields are attributes, ``index`` is its number."""

Rows = Any
"""A table: indexed, counted with ``len`` and walked through in order."""


class Matrix:
    """Numbers by two indices, of any type: ``km[here, there]``."""

    def __init__(self, rows: int, columns: int) -> None:
        self.rows = rows
        self.values = [[0.0] * columns for _ in range(rows)]

    def __getitem__(self, at: tuple[int, int]) -> float:
        return self.values[at[0]][at[1]]

    def __setitem__(self, at: tuple[int, int], value: float) -> None:
        self.values[at[0]][at[1]] = value


class State:
    """All that one run is made of. L places, F formations; see ``fields`` for every variable."""

    parameters: Row
    mechanisms: Row
    nation: Row
    places: Rows
    edges: Rows
    roads: Rows
    siblings: Rows
    formations: Rows
    groups: Rows
    aims: Rows
    communities: Rows
    backers: Rows
    limits: Rows
    entries: Rows
    orders: Rows
    ordered: Rows
    history: Rows
    junctions: Rows
    risks: Rows
    events: Rows
    reports: Rows
    km: Matrix  # (L, L) road distance
    hears: Matrix  # (L, L) hears[k, l]: share of the news from k that is heard at l
    parts: Matrix  # (F, causes) log-odds, while the run is watched; else (0, causes)
