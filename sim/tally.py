"""What both engines keep of each run, the numbers a run is given, and the columns they become.

A ``Tally`` is filled row by row, one row per run, by whichever engine runs it; ``chunk_of``
names its columns. Neither engine knows the other; both know this.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.results import Chunk, Points
from sim.world import (
    BELLWETHER,
    CAPITAL,
    PAY_RAISED,
    REFUGE,
    TICKS,
    TICKS_PER_DAY,
    Fixed,
    Floats,
    Ints,
    World,
)

MORALE_UNIT = 1_000_000  # morale is averaged in whole millionths: exact in any order


class Tally(NamedTuple):
    """What a batch keeps of each run. N runs, L places, C communities, B backers, D days."""

    counts: Ints  # (N, 13) see the indices below
    shares: Floats  # (N, 3) prestige held, population held, morale at the end
    lost: Ints  # (N, L) tick of the first loss, or -1
    regained: Ints  # (N, L)
    risen: Ints  # (N, C)
    left: Ints  # (N, B)
    men_share: NDArray[np.float32]  # (N, D + 1)
    morale: NDArray[np.float32]  # (N, D + 1)
    held: NDArray[np.uint8]  # (N, D + 1, L)


(
    OUTCOME, CUT, LEFT, PAID, MEN_START, MEN_END, DEAD, DEAD_REBELS, FORMATIONS, BROKEN,
    WITHDRAWN, OFFICERS, RUMOURS,
) = range(13)  # fmt: skip


def new_tally(f: Fixed, runs: int) -> Tally:
    """Empty arrays for ``runs`` runs."""
    places = len(f.place_controller)
    days = math.ceil(f.anchors[TICKS] / f.anchors[TICKS_PER_DAY])
    return Tally(
        counts=np.zeros((runs, 13), np.int64),
        shares=np.zeros((runs, 3)),
        lost=np.zeros((runs, places), np.int64),
        regained=np.zeros((runs, places), np.int64),
        risen=np.zeros((runs, len(f.community_place)), np.int64),
        left=np.zeros((runs, len(f.backer_role)), np.int64),
        men_share=np.zeros((runs, days + 1), np.float32),
        morale=np.zeros((runs, days + 1), np.float32),
        held=np.zeros((runs, days + 1, places), np.uint8),
    )


def run_numbers(world: World, seed: int, runs: Ints, points: Points | None) -> tuple[Ints, Floats, Floats]:
    """Where a run's own numbers go, their values (runs, numbers), and the values of the drawn ones."""
    names = list(world.patched)
    values = world.draw(seed, runs)
    if points is not None:
        extra = [i for i, name in enumerate(points.names) if name not in names]
        for i, name in enumerate(points.names):
            if name in names:
                values[:, names.index(name)] = points.values[:, i]
        values = np.hstack([values, points.values[:, extra]])
        names += [points.names[i] for i in extra]
    where = np.array([world.position(name) for name in names], np.int64)
    return where, np.ascontiguousarray(values), values[:, : len(world.patched)]


def chunk_of(world: World, runs: Ints, tally: Tally, drawn: Floats) -> Chunk:
    """Name the columns of a tally, in the order of ``results.column_types``."""
    tick = world.tick_days
    anchors = world.fixed.anchors
    count = tally.counts

    def days(ticks: Ints) -> Floats:
        return np.where(ticks >= 0, (ticks + 1) * tick, np.nan)

    never = np.full(len(runs), np.nan)
    paid = never if anchors[PAY_RAISED] == 1 else days(count[:, PAID])
    columns: dict[str, Any] = {
        "run": runs,
        "point": np.zeros(len(runs), np.int32),
        "outcome": count[:, OUTCOME].astype(np.int8),
        "capital_lost_day": days(tally.lost[:, anchors[CAPITAL]]),
        "bellwether_lost_day": days(tally.lost[:, anchors[BELLWETHER]]),
        "refuge_lost_day": days(tally.lost[:, anchors[REFUGE]]) if anchors[REFUGE] >= 0 else never,
        "corridor_cut_day": days(count[:, CUT]),
        "leadership_left_day": days(count[:, LEFT]),
        "pay_rise_day": paid,
    }
    columns |= {f"place_lost_day.{name}": days(tally.lost[:, i]) for i, name in enumerate(world.places)}
    columns |= {
        f"place_regained_day.{name}": days(tally.regained[:, i]) for i, name in enumerate(world.places)
    }
    columns |= {f"risen_day.{world.communities[i]}": days(tally.risen[:, i]) for i in world.risers}
    columns |= {f"left_day.{name}": days(tally.left[:, i]) for i, name in enumerate(world.backers)}
    columns |= {
        "men_start": count[:, MEN_START],
        "men_end": count[:, MEN_END],
        "dead_men": count[:, DEAD],
        "dead_rebels": count[:, DEAD_REBELS],
        "formations": count[:, FORMATIONS].astype(np.int32),
        "formations_broken": count[:, BROKEN].astype(np.int32),
        "withdrawals_ordered": count[:, WITHDRAWN].astype(np.int32),
        "officers_left": count[:, OFFICERS].astype(np.int32),
        "rumours": count[:, RUMOURS].astype(np.int32),
        "prestige_held_share": tally.shares[:, 0],
        "population_held_share": tally.shares[:, 1],
        "morale_end": tally.shares[:, 2],
    }
    columns |= {f"drawn.{name}": drawn[:, i] for i, name in enumerate(world.patched)}
    return Chunk(
        columns=columns,
        daily={"men_share": tally.men_share, "morale": tally.morale, "held": tally.held},
    )
