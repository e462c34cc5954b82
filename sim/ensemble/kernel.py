"""Many runs of one world, compiled: a serial loop that holds no lock, so that threads can share a batch."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numba.np.unsafe.ndarray import to_fixed_tuple

from sim import vocabulary as v
from sim.ensemble import state as st
from sim.ensemble.start import start_run
from sim.ensemble.state import State
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
from sim.world import (
    BELLWETHER,
    CAPITAL,
    MECHANISM_NAMES,
    PARAMETER_NAMES,
    REFUGE,
    TICKS,
    TICKS_PER_DAY,
    Fixed,
    Floats,
    Ints,
    Numbers,
    P,
    Switches,
)

PARAMETERS = len(PARAMETER_NAMES)
MECHANISMS = len(MECHANISM_NAMES)


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
    for i in range(len(s.status)):
        if s.status[i] <= v.MOVING:
            men += s.men[i]
            total += s.men[i] * int(math.floor(logistic(s.morale[i]) * MORALE_UNIT))
    tally.men_share[row, day] = men / s.nation[st.ARMY_MEN]
    tally.morale[row, day] = total / men / MORALE_UNIT if men > 0 else np.nan
    for here in range(len(s.controller)):
        tally.held[row, day, here] = 1 if s.controller[here] == 0 else 0


@stage
def conclude(f: Fixed, n: Numbers, s: State, tally: Tally, row: int) -> None:
    """Write a finished run's row."""
    count = tally.counts[row]
    days = f.clock[0]
    share_conclude(n, s, tally, row)
    for here in range(len(s.controller)):
        tally.lost[row, here] = s.first_lost[here]
        tally.regained[row, here] = s.first_regained[here]
    for c in range(len(s.stance)):
        tally.risen[row, c] = s.first_risen[c]
    for b in range(len(s.commitment)):
        tally.left[row, b] = s.first_left[b]
    count[CUT] = s.nation[st.FIRST_CUT]
    count[LEFT] = s.nation[st.LEFT_TICK]
    count[PAID] = s.nation[st.PAY_TICK]
    count[MEN_START] = s.nation[st.ARMY_MEN]
    count[WITHDRAWN] = s.nation[st.WITHDRAWALS]
    count[OFFICERS] = s.nation[st.OFFICERS_GONE]
    count[RUMOURS] = s.nation[st.RUMOURS]
    for i in range(len(s.status)):
        if s.men_start[i] > 0:
            count[FORMATIONS] += 1
        count[BROKEN] += s.broken[i]
        count[DEAD] += s.dead[i]
        if s.status[i] <= v.MOVING:
            count[MEN_END] += s.men[i]
    for g in range(len(s.mode)):
        count[DEAD_REBELS] += s.group_dead[g]
    capital = s.first_lost[f.anchors[CAPITAL]]
    lost_day = (capital + 1) * days if capital >= 0 else -1.0
    left = s.nation[st.LEFT_TICK]
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
        s.nation[st.CORRIDOR],
    )


@stage
def regained_capital(f: Fixed, s: State) -> int:
    """1 when a lost provincial capital was regained and is held."""
    for here in range(len(s.controller)):
        if f.place_provincial[here] == 1 and s.first_regained[here] >= 0 and s.controller[here] == 0:
            return 1
    return 0


@stage
def share_conclude(n: Numbers, s: State, tally: Tally, row: int) -> None:
    """Prestige and population held at the end, as shares of all, and the last morale."""
    prestige = 0.0
    people = 0.0
    prestige_held = 0.0
    people_held = 0.0
    for here in range(len(s.controller)):
        prestige = prestige + s.prestige[here]
        people = people + n.place_population[here]
        if s.controller[here] == 0:
            prestige_held = prestige_held + s.prestige[here]
            people_held = people_held + n.place_population[here]
    tally.shares[row, 0] = prestige_held / max(prestige, 1.0e-9)
    tally.shares[row, 1] = people_held / max(people, 1.0e-9)
    tally.shares[row, 2] = tally.morale[row, tally.morale.shape[1] - 1]


@njit(nogil=True, cache=True, error_model="numpy", _nrt=False)
def run_many(
    f: Fixed, switches: Ints, offsets: Ints, theta: Floats, where: Ints, values: Floats, seed: int,
    runs: Ints, s: State, tally: Tally,
) -> None:  # fmt: skip
    """Run every run number of ``runs``; ``values`` (runs, numbers) go to ``where`` in ``theta``.

    ``theta`` is written over. Compiled without reference counts: they cost more than the model.
    """
    on = Switches(*to_fixed_tuple(switches, MECHANISMS))
    for row in range(len(runs)):
        for k in range(len(where)):
            theta[where[k]] = values[row, k]
        n = views(theta, offsets)
        p = P(*to_fixed_tuple(n.parameters, PARAMETERS))
        run = runs[row]
        start_run(f, n, p, on, s, seed, run)
        ticks = f.anchors[TICKS]
        per_day = f.anchors[TICKS_PER_DAY]
        for t in range(ticks):
            if t % per_day == 0:
                record_day(s, tally, row, t // per_day)
            tick(f, n, p, on, s, seed, run, t)
        record_day(s, tally, row, tally.morale.shape[1] - 1)
        conclude(f, n, s, tally, row)
