"""Formations: feel, then hold, break, retreat, obey, counter-attack or arrive."""

from __future__ import annotations

import math

from sim import vocabulary as v
from sim.chance import draw4
from sim.ensemble import state as st
from sim.ensemble.journal import army_per_cent, note, send_broke, send_held
from sim.ensemble.picture import strength
from sim.ensemble.state import UNIT_AGENT, State
from sim.numeric import chance_within, logistic, stage
from sim.rules import breaking, combat, morale, news, officers
from sim.world import BELLWETHER, BRANCH_KIND, CAPITAL, RESOLUTION, Fixed, Numbers, P, Switches


@stage
def act_units(
    f: Fixed, n: Numbers, p: P, on: Switches, s: State, seed: int, run: int, t: int, tick_days: float
) -> None:
    """Every formation's turn; each reads the picture and writes only itself and what it sends."""
    falling = chance_within(p.fall_rate, tick_days)
    recovering = chance_within(p.recovery_rate, tick_days)
    s.retaken[:] = 0
    for i in range(len(s.status)):
        if s.status[i] > v.MOVING:
            continue
        target = morale.target(causes(f, n, p, on, s, i))
        s.morale[i] = target if t == 0 else morale.relax(s.morale[i], target, falling, recovering)
        if s.status[i] == v.MOVING:
            travel(f, p, s, i, t, tick_days)
            continue
        u = draw4(seed, run, t, f.unit_key[i, 0], f.unit_key[i, 1], v.DRAW_FORMATION)
        hold_officers(f, p, on, s, i, t, tick_days, u[2])
        if breaks(f, n, p, s, i, t, tick_days, u[0]):
            break_up(f, n, p, on, s, i, t, u[1])
            continue
        fight(p, s, i, tick_days)
        if s.men[i] == 0:
            s.status[i] = v.DISSOLVED
        elif not (obeys(f, p, s, i, t, tick_days) or attacks(f, p, on, s, i, t, tick_days, u[3])):
            stand(f, p, on, s, i, tick_days)
        s.order[i] = v.NOWHERE


@stage
def causes(
    f: Fixed, n: Numbers, p: P, on: Switches, s: State, i: int
) -> tuple[float, float, float, float, float, float, float, float, float, float, float, float, float, float]:
    """The fourteen parts of a formation's target morale, log-odds, in the order of CAUSE_NAMES."""
    here = s.place[i]
    parent = f.unit_parent[i]
    conscripts = n.unit_conscripts[parent]
    contact = s.force[here] if s.status[i] == v.HOLDING else 0.0
    isolated = p.isolation_effect if on.isolation == 1 and s.connected[here] == 0 else 0.0
    paid = 0.0
    if s.nation[st.PAY_TICK] >= 0:
        paid = p.pay_effect * (1.0 if on.pay_reaches_conscripts == 1 else 1.0 - conscripts)
    advisers = 0.0
    backer = f.unit_backer[i]
    if backer >= 0 and on.advisers == 1:
        advisers = p.advisers_effect * n.unit_adviser_share[parent] * (1.0 - s.commitment[backer])
    left = p.leadership_effect if s.nation[st.LEFT_TICK] >= 0 else 0.0
    return (
        s.standing[i],
        -(p.news_effect * s.shift_broke[here]),
        p.news_effect * s.shift_held[here],
        p.comrades_effect * s.kin_shift[parent],
        contact,
        -(p.support_effect * (1.0 - s.nation_level[st.SUPPORT])),
        -isolated,
        -(p.loss_effect * s.dead[i] / s.men_start[i]),
        -(p.conscript_effect * conscripts),
        paid,
        -(p.officers_effect * (1 - s.officers[i])),
        -advisers,
        p.home_effect * s.around[here],
        -left,
    )


@stage
def held_fast(f: Fixed, n: Numbers, s: State, here: int, t: int, tick_days: float) -> bool:
    """Whether do(hold) is in force at a place: its garrison cannot break or leave."""
    if f.anchors[BRANCH_KIND] != v.BRANCH_HOLD or here != f.anchors[BELLWETHER]:
        return False
    return t * tick_days >= n.branch_from_day[0]


@stage
def falls_now(f: Fixed, n: Numbers, s: State, here: int, t: int, tick_days: float) -> bool:
    """Whether do(fall) strikes a place in this tick: the first tick at or after its day."""
    if f.anchors[BRANCH_KIND] != v.BRANCH_FALL or here != f.anchors[BELLWETHER]:
        return False
    return s.nation[st.BRANCH_DONE] == 0 and t * tick_days >= n.branch_from_day[0]


@stage
def hold_officers(
    f: Fixed, p: P, on: Switches, s: State, i: int, t: int, tick_days: float, u: float
) -> None:
    """Officers leave when belief falls and a way out exists, or new ones arrive."""
    if on.officers == 0:
        return
    here = s.place[i]
    if s.officers[i] == 1:
        road = 1 if s.exit[here] >= 0 else 0
        way = officers.way_out(f.place_air_exit[here], road, p.officers_by_road)
        rate = officers.leaving_rate(s.belief[here], way, p.officers_rate, p.officers_belief, p.officers_width)
        if u < chance_within(rate, tick_days):
            s.officers[i] = 0
            s.nation[st.OFFICERS_GONE] += 1
            note(s, t, v.OFFICERS_LEFT, here, UNIT_AGENT, i, s.men[i])
            send_broke(s, here, p.officers_weight * p.retreat_weight, army_per_cent(s, s.men[i]))
    elif on.recovery == 1:
        rate = officers.returning_rate(
            s.belief[here], p.officers_back_per_day, p.officers_belief, p.officers_width
        )
        if u < chance_within(rate, tick_days):
            s.officers[i] = 1


@stage
def breaks(f: Fixed, n: Numbers, p: P, s: State, i: int, t: int, tick_days: float, u: float) -> bool:
    """Whether a formation breaks in this tick: by intervention, overrun or by its own hazard."""
    here = s.place[i]
    if held_fast(f, n, s, here, t, tick_days):
        return False
    if falls_now(f, n, s, here, t, tick_days):
        return True
    if combat.overrun(float(s.defence[here]), float(s.attack[here]), p.overrun_ratio) == 1:
        return True
    rate = breaking.breaking_rate(
        logistic(s.morale[i]), s.exposure[here], p.break_rate, p.break_steepness, p.critical_morale
    )
    return u < chance_within(rate, tick_days)


@stage
def break_up(f: Fixed, n: Numbers, p: P, on: Switches, s: State, i: int, t: int, u: float) -> None:
    """A broken formation defects, surrenders, melts away or retreats."""
    here = s.place[i]
    s.broken[i] = 1
    send_broke(s, here, p.retreat_weight, army_per_cent(s, s.men[i]))
    if f.anchors[RESOLUTION] > 1:
        share = 100.0 * s.men[i] * f.anchors[RESOLUTION] / max(1.0, n.unit_men[f.unit_parent[i]])
        s.sent_kin_broke[f.unit_parent[i]] += news.evidence(
            p.retreat_weight, share / f.anchors[RESOLUTION], 1.0
        )
    community = f.unit_community[i]
    if community >= 0 and s.stance[community] == v.RISEN:
        end(s, i, t, v.DEFECTED, v.DEFECTION)
        s.joined[f.community_group[community]] += s.men[i]
        return
    if s.exit[here] < 0:
        if s.attack[here] > 0:
            end(s, i, t, v.SURRENDERED, v.SURRENDER)
        else:
            end(s, i, t, v.DISSOLVED, v.DISSOLUTION)
        return
    amnesty = n.unit_conscripts[f.unit_parent[i]] if on.amnesty == 1 else 0.0
    weights = (p.quit_base, p.quit_conscripts, p.quit_officers, p.quit_despair)
    chance = breaking.quitting(
        logistic(s.morale[i]), p.critical_morale, amnesty, 1.0 - s.officers[i], weights
    )
    if u < chance:
        end(s, i, t, v.DISSOLVED, v.DISSOLUTION)
        return
    note(s, t, v.RETREAT, here, UNIT_AGENT, i, s.men[i])
    if s.passage[here] == 0:
        s.men[i] -= int(math.floor(p.straggler_share * s.men[i]))
    set_out(p, s, i, s.exit[here], v.ERRAND_RETREAT)


@stage
def end(s: State, i: int, t: int, status: int, event: int) -> None:
    """A formation ceases to be one."""
    s.status[i] = status
    note(s, t, event, s.place[i], UNIT_AGENT, i, s.men[i])


@stage
def set_out(p: P, s: State, i: int, there: int, errand: int) -> None:
    """Put a formation on the road to ``there``."""
    here = s.place[i]
    s.status[i] = v.MOVING
    s.errand[i] = errand
    s.origin[i] = here
    s.place[i] = there
    s.days_left[i] = s.km[here, there] / p.retreat_km_per_day
    s.order[i] = v.NOWHERE


@stage
def fight(p: P, s: State, i: int, tick_days: float) -> None:
    """Losses in contact: small, and counted in whole men."""
    here = s.place[i]
    if s.attack[here] == 0:
        return
    lost = combat.losses(
        float(s.men[i]), float(s.defence[here]), float(s.attack[here]), p.combat_loss_rate, tick_days
    )
    s.loss_carry[i] += lost
    whole = min(s.men[i], int(math.floor(s.loss_carry[i])))
    s.loss_carry[i] -= whole
    s.men[i] -= whole
    s.dead[i] += whole


@stage
def obeys(f: Fixed, p: P, s: State, i: int, t: int, tick_days: float) -> bool:
    """An ordered move, by a formation that still has officers and a road."""
    there = s.order[i]
    here = s.place[i]
    if there < 0 or there == here or s.officers[i] == 0 or s.nation[st.LEFT_TICK] >= 0:
        return False
    if s.connected[here] == 0 or s.connected[there] == 0:
        return False
    if there == f.anchors[CAPITAL]:
        s.nation[st.WITHDRAWALS] += 1
        note(s, t, v.WITHDRAWAL, here, UNIT_AGENT, i, s.men[i])
        send_broke(s, here, p.withdrawal_discount * p.retreat_weight, army_per_cent(s, s.men[i]))
    else:
        note(s, t, v.REINFORCEMENT, there, UNIT_AGENT, i, s.men[i])
    set_out(p, s, i, there, v.ERRAND_ORDERED)
    return True


@stage
def attacks(f: Fixed, p: P, on: Switches, s: State, i: int, t: int, tick_days: float, u: float) -> bool:
    """A counter-attack on a weakly held lost neighbour, by a formation in good heart."""
    here = s.place[i]
    if on.recovery == 0 or s.attack[here] > 0 or s.officers[i] == 0 or s.nation[st.LEFT_TICK] >= 0:
        return False
    share = logistic(s.morale[i])
    if share < p.counter_attack_morale or u >= chance_within(p.counter_attacks_per_day * share, tick_days):
        return False
    if f.anchors[BRANCH_KIND] == v.BRANCH_HOLD and here == f.anchors[BELLWETHER]:
        return False
    best = v.NOWHERE
    force = strength(s.men[i], s.quality[i])
    for e in range(f.road_start[here], f.road_start[here + 1]):
        there = f.road_neighbour[e]
        if s.controller[there] != 0 and force > p.counter_attack_ratio * s.guard[there]:
            if best < 0 or s.prestige[there] > s.prestige[best]:
                best = there
    if best < 0:
        return False
    note(s, t, v.COUNTER_ATTACK, best, UNIT_AGENT, i, s.men[i])
    set_out(p, s, i, best, v.ERRAND_COUNTER_ATTACK)
    return True


@stage
def stand(f: Fixed, p: P, on: Switches, s: State, i: int, tick_days: float) -> None:
    """A formation in contact or threatened that stays is news too."""
    here = s.place[i]
    if on.stands == 0 or s.threat[here] == 0:
        return
    weight = p.stand_weight * tick_days
    if s.attack[here] == 0:
        weight = weight * p.stand_threatened
    send_held(s, here, weight, army_per_cent(s, s.men[i]))
    if f.anchors[RESOLUTION] > 1:
        s.sent_kin_held[f.unit_parent[i]] += news.evidence(weight, 100.0 / f.anchors[RESOLUTION], 1.0)


@stage
def travel(f: Fixed, p: P, s: State, i: int, t: int, tick_days: float) -> None:
    """On the road; on arrival hold, retake, go on to the next held place, or dissolve."""
    s.days_left[i] -= tick_days
    if s.days_left[i] > 0.0:
        return
    here = s.place[i]
    if s.controller[here] != 0 and s.errand[i] == v.ERRAND_COUNTER_ATTACK:
        if strength(s.men[i], s.quality[i]) > p.counter_attack_ratio * s.guard[here]:
            s.retaken[here] = 1
            s.status[i] = v.HOLDING
            note(s, t, v.ARRIVAL, here, UNIT_AGENT, i, s.men[i])
            return
    if s.controller[here] == 0:
        s.status[i] = v.HOLDING
        note(s, t, v.ARRIVAL, here, UNIT_AGENT, i, s.men[i])
    elif s.exit[here] >= 0:
        set_out(p, s, i, s.exit[here], v.ERRAND_RETREAT)
    else:
        end(s, i, t, v.DISSOLVED, v.DISSOLUTION)
        send_broke(s, here, p.retreat_weight, army_per_cent(s, s.men[i]))
