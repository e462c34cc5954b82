"""Formations: feel, then hold, break, retreat, obey, counter-attack or arrive."""

from __future__ import annotations

import math
from typing import Any

from sim import vocabulary as v
from sim.chance import draw4
from sim.ensemble.journal import army_per_cent, note, send_broke, send_held
from sim.ensemble.picture import strength
from sim.ensemble.state import UNIT_AGENT, Codes, State
from sim.numeric import chance_within, logistic, stage
from sim.rules import breaking, combat, morale, news, officers
from sim.world import BELLWETHER, BRANCH_KIND, CAPITAL, RESOLUTION


@stage
def act_units(
    f: Codes, p: Any, on: Any, s: State, seed: int, run: int, t: int, tick_days: float
) -> None:
    """Every formation's turn; each reads the picture and writes only itself and what it sends."""
    falling = chance_within(p.fall_rate, tick_days)
    recovering = chance_within(p.recovery_rate, tick_days)
    for here in range(len(s.places)):
        s.places[here].retaken = 0
    for i in range(len(s.units)):
        if s.units[i].status > v.MOVING:
            continue
        target = morale.target(causes(f, p, on, s, i))
        s.units[i].morale = target if t == 0 else morale.relax(s.units[i].morale, target, falling, recovering)
        if s.units[i].status == v.MOVING:
            travel(f, p, s, i, t, tick_days)
            continue
        u = draw4(seed, run, t, f.units[i].key_low, f.units[i].key_high, v.DRAW_FORMATION)
        hold_officers(f, p, on, s, i, t, tick_days, u[2])
        if breaks(f, p, s, i, t, tick_days, u[0]):
            break_up(f, p, on, s, i, t, u[1])
            continue
        fight(p, s, i, tick_days)
        if s.units[i].men == 0:
            s.units[i].status = v.DISSOLVED
        elif not (obeys(f, p, s, i, t, tick_days) or attacks(f, p, on, s, i, t, tick_days, u[3])):
            stand(f, p, on, s, i, tick_days)
        s.units[i].order = v.NOWHERE


@stage
def causes(
    f: Codes, p: Any, on: Any, s: State, i: int
) -> tuple[float, float, float, float, float, float, float, float, float, float, float, float, float, float]:
    """The fourteen parts of a formation's target morale, log-odds, in the order of CAUSE_NAMES."""
    here = s.units[i].place
    parent = f.units[i].parent
    conscripts = s.units[i].conscripts
    contact = s.places[here].force if s.units[i].status == v.HOLDING else 0.0
    isolated = p.isolation_effect if on.isolation == 1 and s.connected[here] == 0 else 0.0
    paid = 0.0
    if s.nation[0].pay_tick >= 0:
        paid = p.pay_effect * (1.0 if on.pay_reaches_conscripts == 1 else 1.0 - conscripts)
    advisers = 0.0
    backer = f.units[i].backer
    if backer >= 0 and on.advisers == 1:
        advisers = p.advisers_effect * s.units[i].adviser_share * (1.0 - s.backers[backer].commitment)
    left = p.leadership_effect if s.nation[0].left_tick >= 0 else 0.0
    return (
        s.units[i].standing,
        -(p.news_effect * s.places[here].shift_broke),
        p.news_effect * s.places[here].shift_held,
        p.comrades_effect * s.kin[parent].shift,
        contact,
        -(p.support_effect * (1.0 - s.nation[0].support)),
        -isolated,
        -(p.loss_effect * s.units[i].dead / s.units[i].men_start),
        -(p.conscript_effect * conscripts),
        paid,
        -(p.officers_effect * (1 - s.units[i].officers)),
        -advisers,
        p.home_effect * s.places[here].around,
        -left,
    )


@stage
def held_fast(f: Codes, s: State, here: int, t: int, tick_days: float) -> bool:
    """Whether do(hold) is in force at a place: its garrison cannot break or leave."""
    if f.anchors[BRANCH_KIND] != v.BRANCH_HOLD or here != f.anchors[BELLWETHER]:
        return False
    return t * tick_days >= s.nation[0].branch_from_day


@stage
def falls_now(f: Codes, s: State, here: int, t: int, tick_days: float) -> bool:
    """Whether do(fall) strikes a place in this tick: the first tick at or after its day."""
    if f.anchors[BRANCH_KIND] != v.BRANCH_FALL or here != f.anchors[BELLWETHER]:
        return False
    return s.nation[0].branch_done == 0 and t * tick_days >= s.nation[0].branch_from_day


@stage
def hold_officers(
    f: Codes, p: Any, on: Any, s: State, i: int, t: int, tick_days: float, u: float
) -> None:
    """Officers leave when belief falls and a way out exists, or new ones arrive."""
    if on.officers == 0:
        return
    here = s.units[i].place
    if s.units[i].officers == 1:
        road = 1 if s.places[here].exit >= 0 else 0
        way = officers.way_out(f.places[here].air_exit, road, p.officers_by_road)
        rate = officers.leaving_rate(s.places[here].belief, way, p.officers_rate, p.officers_belief, p.officers_width)
        if u < chance_within(rate, tick_days):
            s.units[i].officers = 0
            s.nation[0].officers_gone += 1
            note(s, t, v.OFFICERS_LEFT, here, UNIT_AGENT, i, s.units[i].men)
            send_broke(s, here, p.officers_weight * p.retreat_weight, army_per_cent(s, s.units[i].men))
    elif on.recovery == 1:
        rate = officers.returning_rate(
            s.places[here].belief, p.officers_back_per_day, p.officers_belief, p.officers_width
        )
        if u < chance_within(rate, tick_days):
            s.units[i].officers = 1


@stage
def breaks(f: Codes, p: Any, s: State, i: int, t: int, tick_days: float, u: float) -> bool:
    """Whether a formation breaks in this tick: by intervention, overrun or by its own hazard."""
    here = s.units[i].place
    if held_fast(f, s, here, t, tick_days):
        return False
    if falls_now(f, s, here, t, tick_days):
        return True
    if combat.overrun(float(s.places[here].defence), float(s.places[here].attack), p.overrun_ratio) == 1:
        return True
    rate = breaking.breaking_rate(
        logistic(s.units[i].morale), s.places[here].exposure, p.break_rate, p.break_steepness, p.critical_morale
    )
    return u < chance_within(rate, tick_days)


@stage
def break_up(f: Codes, p: Any, on: Any, s: State, i: int, t: int, u: float) -> None:
    """A broken formation defects, surrenders, melts away or retreats."""
    here = s.units[i].place
    s.units[i].broken = 1
    send_broke(s, here, p.retreat_weight, army_per_cent(s, s.units[i].men))
    if f.anchors[RESOLUTION] > 1:
        share = 100.0 * s.units[i].men * f.anchors[RESOLUTION] / max(1.0, s.kin[f.units[i].parent].men)
        s.kin[f.units[i].parent].sent_broke += news.evidence(
            p.retreat_weight, share / f.anchors[RESOLUTION], 1.0
        )
    community = f.units[i].community
    if community >= 0 and s.communities[community].stance == v.RISEN:
        end(s, i, t, v.DEFECTED, v.DEFECTION)
        s.groups[f.communities[community].group].joined += s.units[i].men
        return
    if s.places[here].exit < 0:
        if s.places[here].attack > 0:
            end(s, i, t, v.SURRENDERED, v.SURRENDER)
        else:
            end(s, i, t, v.DISSOLVED, v.DISSOLUTION)
        return
    amnesty = s.units[i].conscripts if on.amnesty == 1 else 0.0
    weights = (p.quit_base, p.quit_conscripts, p.quit_officers, p.quit_despair)
    chance = breaking.quitting(
        logistic(s.units[i].morale), p.critical_morale, amnesty, 1.0 - s.units[i].officers, weights
    )
    if u < chance:
        end(s, i, t, v.DISSOLVED, v.DISSOLUTION)
        return
    note(s, t, v.RETREAT, here, UNIT_AGENT, i, s.units[i].men)
    if s.places[here].passage == 0:
        s.units[i].men -= int(math.floor(p.straggler_share * s.units[i].men))
    set_out(p, s, i, s.places[here].exit, v.ERRAND_RETREAT)


@stage
def end(s: State, i: int, t: int, status: int, event: int) -> None:
    """A formation ceases to be one."""
    s.units[i].status = status
    note(s, t, event, s.units[i].place, UNIT_AGENT, i, s.units[i].men)


@stage
def set_out(p: Any, s: State, i: int, there: int, errand: int) -> None:
    """Put a formation on the road to ``there``."""
    here = s.units[i].place
    s.units[i].status = v.MOVING
    s.units[i].errand = errand
    s.units[i].origin = here
    s.units[i].place = there
    s.units[i].days_left = s.km[here, there] / p.retreat_km_per_day
    s.units[i].order = v.NOWHERE


@stage
def fight(p: Any, s: State, i: int, tick_days: float) -> None:
    """Losses in contact: small, and counted in whole men."""
    here = s.units[i].place
    if s.places[here].attack == 0:
        return
    lost = combat.losses(
        float(s.units[i].men), float(s.places[here].defence), float(s.places[here].attack), p.combat_loss_rate, tick_days
    )
    s.units[i].loss_carry += lost
    whole = min(s.units[i].men, int(math.floor(s.units[i].loss_carry)))
    s.units[i].loss_carry -= whole
    s.units[i].men -= whole
    s.units[i].dead += whole


@stage
def obeys(f: Codes, p: Any, s: State, i: int, t: int, tick_days: float) -> bool:
    """An ordered move, by a formation that still has officers and a road."""
    there = s.units[i].order
    here = s.units[i].place
    if there < 0 or there == here or s.units[i].officers == 0 or s.nation[0].left_tick >= 0:
        return False
    if s.connected[here] == 0 or s.connected[there] == 0:
        return False
    if there == f.anchors[CAPITAL]:
        s.nation[0].withdrawals += 1
        note(s, t, v.WITHDRAWAL, here, UNIT_AGENT, i, s.units[i].men)
        send_broke(s, here, p.withdrawal_discount * p.retreat_weight, army_per_cent(s, s.units[i].men))
    else:
        note(s, t, v.REINFORCEMENT, there, UNIT_AGENT, i, s.units[i].men)
    set_out(p, s, i, there, v.ERRAND_ORDERED)
    return True


@stage
def attacks(f: Codes, p: Any, on: Any, s: State, i: int, t: int, tick_days: float, u: float) -> bool:
    """A counter-attack on a weakly held lost neighbour, by a formation in good heart."""
    here = s.units[i].place
    if on.recovery == 0 or s.places[here].attack > 0 or s.units[i].officers == 0 or s.nation[0].left_tick >= 0:
        return False
    share = logistic(s.units[i].morale)
    if share < p.counter_attack_morale or u >= chance_within(p.counter_attacks_per_day * share, tick_days):
        return False
    if f.anchors[BRANCH_KIND] == v.BRANCH_HOLD and here == f.anchors[BELLWETHER]:
        return False
    best = v.NOWHERE
    force = strength(s.units[i].men, s.units[i].quality)
    for e in range(f.road_start[here], f.road_start[here + 1]):
        there = f.road_neighbour[e]
        if s.controller[there] != 0 and force > p.counter_attack_ratio * s.places[there].guard:
            if best < 0 or s.places[there].prestige > s.places[best].prestige:
                best = there
    if best < 0:
        return False
    note(s, t, v.COUNTER_ATTACK, best, UNIT_AGENT, i, s.units[i].men)
    set_out(p, s, i, best, v.ERRAND_COUNTER_ATTACK)
    return True


@stage
def stand(f: Codes, p: Any, on: Any, s: State, i: int, tick_days: float) -> None:
    """A formation in contact or threatened that stays is news too."""
    here = s.units[i].place
    if on.stands == 0 or s.places[here].threat == 0:
        return
    weight = p.stand_weight * tick_days
    if s.places[here].attack == 0:
        weight = weight * p.stand_threatened
    send_held(s, here, weight, army_per_cent(s, s.units[i].men))
    if f.anchors[RESOLUTION] > 1:
        s.kin[f.units[i].parent].sent_held += news.evidence(weight, 100.0 / f.anchors[RESOLUTION], 1.0)


@stage
def travel(f: Codes, p: Any, s: State, i: int, t: int, tick_days: float) -> None:
    """On the road; on arrival hold, retake, go on to the next held place, or dissolve."""
    s.units[i].days_left -= tick_days
    if s.units[i].days_left > 0.0:
        return
    here = s.units[i].place
    if s.controller[here] != 0 and s.units[i].errand == v.ERRAND_COUNTER_ATTACK:
        if strength(s.units[i].men, s.units[i].quality) > p.counter_attack_ratio * s.places[here].guard:
            s.places[here].retaken = 1
            s.units[i].status = v.HOLDING
            note(s, t, v.ARRIVAL, here, UNIT_AGENT, i, s.units[i].men)
            return
    if s.controller[here] == 0:
        s.units[i].status = v.HOLDING
        note(s, t, v.ARRIVAL, here, UNIT_AGENT, i, s.units[i].men)
    elif s.places[here].exit >= 0:
        set_out(p, s, i, s.places[here].exit, v.ERRAND_RETREAT)
    else:
        end(s, i, t, v.DISSOLVED, v.DISSOLUTION)
        send_broke(s, here, p.retreat_weight, army_per_cent(s, s.units[i].men))
