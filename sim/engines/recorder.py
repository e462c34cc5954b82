"""What an engine fills while it runs, and the columns that it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.columns import COLUMNS, Column, width
from sim.model.world import Floats, Ints, World
from sim.results import Chunk, column_types


@dataclass(frozen=True)
class Recorder:
    """Arrays for N runs of D days and L places."""

    rows: Floats  # (N, width) see ``columns.write_row``
    men_share: NDArray[np.float32]  # (N, D + 1)
    morale: NDArray[np.float32]  # (N, D + 1)
    held: NDArray[np.uint8]  # (N, D + 1, L)

    @classmethod
    def of(cls, world: World, runs: int) -> Recorder:
        """Empty arrays for ``runs`` runs."""
        days, places = world.days + 1, len(world.places)
        return cls(
            rows=np.zeros((runs, width(world.lengths))),
            men_share=np.zeros((runs, days), np.float32),
            morale=np.zeros((runs, days), np.float32),
            held=np.zeros((runs, days, places), np.uint8),
        )

    def chunk(self, world: World, runs: Ints, drawn: Floats) -> Chunk:
        """The columns of the runs, named and typed as in ``results.column_types``.

        Steps become days at the end of the step, never not a number.
        """
        known = column_types(world)
        columns: dict[str, Any] = {"run": runs, "point": np.zeros(len(runs), np.int32)}
        by_column = np.ascontiguousarray(self.rows.T)
        days = np.where(by_column >= 0.0, (by_column + 1.0) * world.tick_days, np.nan)
        at = 0
        for column in COLUMNS:
            for row in world.names[column.of] if column.of else ("",):
                name = f"{column.name}.{row}" if row else column.name
                if name in known:
                    columns[name] = days[at] if column.kind == "day" else typed(column, by_column[at])
                at += 1
        columns |= {f"drawn.{name}": drawn[:, i] for i, name in enumerate(world.patched)}
        daily: dict[str, NDArray[Any]] = {
            "men_share": self.men_share,
            "morale": self.morale,
            "held": self.held,
        }
        return Chunk(columns=columns, daily=daily)


def typed(column: Column, numbers: Floats) -> NDArray[Any]:
    """The numbers of a column that tells no day, in its type."""
    return numbers.astype(np.float32 if column.single else column.dtype).astype(column.dtype)
