"""Many runs of one world, compiled: a serial loop that holds no lock, so that threads can share a batch."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from sim import vocabulary as v
from sim.ensemble.start import set_roads, start_run
from sim.ensemble.state import Codes, Records, State
from sim.ensemble.tick import tick
from sim.numeric import logistic, stage
from sim.outcomes import classify
from sim.tally import (
    BROKEN,
    CUT,
    DEAD,
    DEAD_REBELS,
    FORMATIONS,
    LEFT,
    MEN_END,
    MEN_START,
    MORALE_UNIT,
    OFFICERS,
    OUTCOME,
    PAID,
    RUMOURS,
    WITHDRAWN,
    Tally,
)
from sim.world import BELLWETHER, CAPITAL, REFUGE, TICKS, TICKS_PER_DAY, Floats, Ints, Numbers

ROADS = Numbers._fields.index("road_km")


@stage
def views(theta: Floats, o: Ints) -> Numbers:
    """``Numbers`` on a vector: the compiled twin of ``world.numbers_of``."""
    return Numbers(
        theta[o[0] : o[1]], theta[o[1] : o[2]], theta[o[2] : o[3]], theta[o[3] : o[4]], theta[o[4] : o[5]],
        theta[o[5] : o[6]], theta[o[6] : o[7]], theta[o[7] : o[8]], theta[o[8] : o[9]], theta[o[9] : o[10]],
        theta[o[10] : o[11]], theta[o[11] : o[12]], theta[o[12] : o[13]], theta[o[13] : o[14]],
        theta[o[14] : o[15]], theta[o[15] : o[16]], theta[o[16] : o[17]], theta[o[17] : o[18]],
        theta[o[18] : o[19]], theta[o[19] : o[20]], theta[o[20] : o[21]], theta[o[21] : o[22]],
        theta[o[22] : o[23]], theta[o[23] : o[24]], theta[o[24] : o[25]],
    )  # fmt: skip


@stage
def record_day(s: State, tally: Tally, row: int, day: int) -> None:
    """Men under command, their mean morale, and who holds what, at the start of a day."""
    men = 0
    total = 0
    for i in range(len(s.units)):
        if s.units[i].status <= v.MOVING:
            men += s.units[i].men
            total += s.units[i].men * math.floor(logistic(s.morale[i]) * MORALE_UNIT)
    tally.men_share[row, day] = men / s.nation[0].army_men
    tally.morale[row, day] = total / men / MORALE_UNIT if men > 0 else np.nan
    for here in range(len(s.places)):
        tally.held[row, day, here] = 1 if s.controller[here] == 0 else 0


@stage
def conclude(f: Codes, s: State, tally: Tally, row: int) -> None:
    """Write a finished run's row."""
    count = tally.counts[row]
    days = f.clock[0]
    share_conclude(s, tally, row)
    for here in range(len(s.places)):
        tally.lost[row, here] = s.places[here].first_lost
        tally.regained[row, here] = s.places[here].first_regained
    for c in range(len(s.communities)):
        tally.risen[row, c] = s.communities[c].first_risen
    for b in range(len(s.backers)):
        tally.left[row, b] = s.backers[b].first_left
    count[CUT] = s.nation[0].first_cut
    count[LEFT] = s.nation[0].left_tick
    count[PAID] = s.nation[0].pay_tick
    count[MEN_START] = s.nation[0].army_men
    count[WITHDRAWN] = s.nation[0].withdrawals
    count[OFFICERS] = s.nation[0].officers_gone
    count[RUMOURS] = s.nation[0].rumours
    for i in range(len(s.units)):
        if s.units[i].men_start > 0:
            count[FORMATIONS] += 1
        count[BROKEN] += s.units[i].broken
        count[DEAD] += s.units[i].dead
        if s.units[i].status <= v.MOVING:
            count[MEN_END] += s.units[i].men
    for g in range(len(s.groups)):
        count[DEAD_REBELS] += s.groups[g].dead
    capital = s.places[f.anchors[CAPITAL]].first_lost
    lost_day = (capital + 1) * days if capital >= 0 else -1.0
    left = s.nation[0].left_tick
    left_day = (left + 1) * days if left >= 0 else -1.0
    refuge = f.anchors[REFUGE]
    junctions = 1
    for k in range(len(f.junctions)):
        if s.controller[f.junctions[k]] != 0:
            junctions = 0
    count[OUTCOME] = classify(
        lost_day,
        left_day,
        regained_capital(f, s),
        1 if s.controller[f.anchors[BELLWETHER]] == 0 else 0,
        junctions,
        1 if refuge < 0 or s.controller[refuge] == 0 else 0,
        s.nation[0].corridor,
    )


@stage
def regained_capital(f: Codes, s: State) -> int:
    """1 when a lost provincial capital was regained and is held."""
    for here in range(len(s.places)):
        if f.places[here].provincial == 1 and s.places[here].first_regained >= 0 and s.controller[here] == 0:
            return 1
    return 0


@stage
def share_conclude(s: State, tally: Tally, row: int) -> None:
    """Prestige and population held at the end, as shares of all, and the last morale."""
    prestige = 0.0
    people = 0.0
    prestige_held = 0.0
    people_held = 0.0
    for here in range(len(s.places)):
        prestige = prestige + s.places[here].prestige
        people = people + s.places[here].population
        if s.controller[here] == 0:
            prestige_held = prestige_held + s.places[here].prestige
            people_held = people_held + s.places[here].population
    tally.shares[row, 0] = prestige_held / max(prestige, 1.0e-9)
    tally.shares[row, 1] = people_held / max(people, 1.0e-9)
    tally.shares[row, 2] = tally.morale[row, tally.morale.shape[1] - 1]


@njit(nogil=True, cache=True, error_model="numpy", _nrt=False)
def run_many(
    f: Codes, switches: Records, parameters: Records, theta: Floats, offsets: Ints, where: Ints,
    values: Floats, seed: int, runs: Ints, first: int, last: int, s: State, tally: Tally,
) -> None:  # fmt: skip
    """Run every run number of ``runs``; ``values`` (runs, numbers) go to ``where`` in ``theta``.

    ``theta`` is written over; ``parameters`` is its beginning, seen as a record. Compiled without
    reference counts: they cost more than the model. ``first`` and ``last`` are 0 and the run's
    ticks; one run can also be taken a few ticks at a time, going on from what ``s`` holds.
    """
    on = switches[0]
    p = parameters[0]
    n = views(theta, offsets)
    per_day = f.anchors[TICKS_PER_DAY]
    roads_vary = False
    for k in range(len(where)):
        if offsets[ROADS] <= where[k] < offsets[ROADS + 1]:
            roads_vary = True
    for row in range(len(runs)):
        for k in range(len(where)):
            theta[where[k]] = values[row, k]
        run = runs[row]
        if first == 0 and (row == 0 or roads_vary):
            set_roads(f, n, s)
        if first == 0:
            start_run(f, n, p, on, s, seed, run)
        for t in range(first, last):
            if t % per_day == 0:
                record_day(s, tally, row, t // per_day)
            tick(f, p, on, s, seed, run, t)
        if last == f.anchors[TICKS]:
            record_day(s, tally, row, tally.morale.shape[1] - 1)
            conclude(f, s, tally, row)
