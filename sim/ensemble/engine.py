"""From a world and run numbers to a chunk of results."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.ensemble import kernel as k
from sim.ensemble.kernel import Tally, new_tally, run_many
from sim.ensemble.state import new_state
from sim.results import Chunk, Points
from sim.world import BELLWETHER, CAPITAL, PAY_RAISED, REFUGE, Floats, Ints, World


def simulate(world: World, seed: int, runs: Ints, points: Points | None = None) -> Chunk:
    """Run ``runs`` (any run numbers, in any order) and return one row for each.

    ``points`` overrides numbers run by run; they win over drawn ones. Releases the
    interpreter lock while it computes. The same bits for any chunking and order.
    """
    runs = np.ascontiguousarray(runs, np.int64)
    where, values, drawn = run_numbers(world, seed, runs, points)
    tally = new_tally(world.fixed, len(runs))
    state = new_state(world.fixed, log_capacity=1)
    run_many(
        world.fixed, np.array(world.switches, np.int64), np.array(world.offsets, np.int64), world.theta,
        where, values, seed, runs, state, tally,
    )  # fmt: skip
    return chunk_of(world, runs, tally, drawn)


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
    paid = never if anchors[PAY_RAISED] == 1 else days(count[:, k.PAID])
    columns: dict[str, Any] = {
        "run": runs,
        "point": np.zeros(len(runs), np.int32),
        "outcome": count[:, k.OUTCOME].astype(np.int8),
        "capital_lost_day": days(tally.lost[:, anchors[CAPITAL]]),
        "bellwether_lost_day": days(tally.lost[:, anchors[BELLWETHER]]),
        "refuge_lost_day": days(tally.lost[:, anchors[REFUGE]]) if anchors[REFUGE] >= 0 else never,
        "corridor_cut_day": days(count[:, k.CUT]),
        "leadership_left_day": days(count[:, k.LEFT]),
        "pay_rise_day": paid,
    }
    columns |= {f"place_lost_day.{name}": days(tally.lost[:, i]) for i, name in enumerate(world.places)}
    columns |= {
        f"place_regained_day.{name}": days(tally.regained[:, i]) for i, name in enumerate(world.places)
    }
    columns |= {f"risen_day.{world.communities[i]}": days(tally.risen[:, i]) for i in world.risers}
    columns |= {f"left_day.{name}": days(tally.left[:, i]) for i, name in enumerate(world.backers)}
    columns |= {
        "men_start": count[:, k.MEN_START],
        "men_end": count[:, k.MEN_END],
        "dead_men": count[:, k.DEAD],
        "dead_rebels": count[:, k.DEAD_REBELS],
        "formations": count[:, k.FORMATIONS].astype(np.int32),
        "formations_broken": count[:, k.BROKEN].astype(np.int32),
        "withdrawals_ordered": count[:, k.WITHDRAWN].astype(np.int32),
        "officers_left": count[:, k.OFFICERS].astype(np.int32),
        "rumours": count[:, k.RUMOURS].astype(np.int32),
        "prestige_held_share": tally.shares[:, 0],
        "population_held_share": tally.shares[:, 1],
        "morale_end": tally.shares[:, 2],
    }
    columns |= {f"drawn.{name}": drawn[:, i] for i, name in enumerate(world.patched)}
    return Chunk(
        columns=columns,
        daily={"men_share": tally.men_share, "morale": tally.morale, "held": tally.held},
    )


