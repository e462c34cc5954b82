"""Formations: feel, then hold, break, retreat, obey, counter-attack or arrive."""

from __future__ import annotations

import math
from typing import Any

from sim import vocabulary as v
from sim.chance import draw4
from sim.ensemble.journal import army_per_cent, note, send_broke, send_held
from sim.ensemble.picture import strength
from sim.ensemble.state import UNIT_AGENT, Codes, Records, State
from sim.numeric import chance_within, logistic, stage, strikes
from sim.rules import breaking, combat, morale, news, officers
from sim.world import BELLWETHER, BRANCH_KIND, CAPITAL, RESOLUTION


@stage
def act_units(f: Codes, p: Any, on: Any, s: State, seed: int, run: int, t: int, tick_days: float) -> None:
    """Every formation's turn; each reads the picture and writes only itself and what it sends."""
    falling = chance_within(p.fall_rate, tick_days)
    recovering = chance_within(p.recovery_rate, tick_days)
    for here in range(len(s.places)):
        s.places[here].retaken = 0
    for i in range(len(s.units)):
        if s.units[i].status <= v.MOVING:
            target = morale.target(causes(f, p, on, s, i))
            s.morale[i] = target if t == 0 else morale.relax(s.morale[i], target, falling, recovering)
    prepare(f, p, s, seed, run, t)
    for i in range(len(s.units)):
        if s.units[i].status == v.MOVING:
            travel(f, p, s, i, t, tick_days)
        elif s.units[i].status == v.HOLDING:
            hold_place(f, p, on, s, i, t, tick_days)


@stage
def prepare(f: Codes, p: Any, s: State, seed: int, run: int, t: int) -> None:
    """Draws and hazards of all formations at once: plain loops that the compiler makes parallel."""
    for i in range(len(s.morale)):
        s.share[i] = logistic(s.morale[i])
        s.risk[i] = breaking.contact_rate(s.share[i], p.break_rate, p.break_steepness, p.critical_morale)
    for i in range(len(s.morale)):
        u0, u1, u2, u3 = draw4(seed, run, t, f.unit_low[i], f.unit_high[i], v.DRAW_FORMATION)
        s.draws[0, i] = u0
        s.draws[1, i] = u1
        s.draws[2, i] = u2
        s.draws[3, i] = u3


@stage
def hold_place(f: Codes, p: Any, on: Any, s: State, i: int, t: int, tick_days: float) -> None:
    """The turn of a formation that holds a place."""
    unit = s.units[i]
    hold_officers(f, p, on, s, i, t, tick_days, s.draws[2, i])
    if breaks(f, p, s, i, t, tick_days, s.draws[0, i]):
        break_up(f, p, on, s, i, t, s.draws[1, i])
        return
    fight(p, s, unit, tick_days)
    if unit.men == 0:
        unit.status = v.DISSOLVED
    elif not (obeys(f, p, s, i, t) or attacks(f, p, on, s, i, t, tick_days, s.draws[3, i])):
        stand(f, p, on, s, i, tick_days)
    unit.order = v.NOWHERE


@stage
def causes(
    f: Codes, p: Any, on: Any, s: State, i: int
) -> tuple[float, float, float, float, float, float, float, float, float, float, float, float, float, float]:
    """The fourteen parts of a formation's target morale, log-odds, in the order of CAUSE_NAMES."""
    unit = s.units[i]
    nation = s.nation[0]
    place = s.places[unit.place]
    code = f.units[i]
    contact = place.force if unit.status == v.HOLDING else 0.0
    isolated = p.isolation_effect if on.isolation == 1 and s.connected[unit.place] == 0 else 0.0
    paid = 0.0
    if nation.pay_tick >= 0:
        paid = p.pay_effect * (1.0 if on.pay_reaches_conscripts == 1 else 1.0 - unit.conscripts)
    advisers = 0.0
    if code.backer >= 0 and on.advisers == 1:
        advisers = p.advisers_effect * unit.adviser_share * (1.0 - s.backers[code.backer].commitment)
    left = p.leadership_effect if nation.left_tick >= 0 else 0.0
    return (
        unit.standing,
        -(p.news_effect * s.shift_broke[unit.place]),
        p.news_effect * s.shift_held[unit.place],
        p.comrades_effect * s.kin[code.parent].shift,
        contact,
        -(p.support_effect * (1.0 - nation.support)),
        -isolated,
        -(p.loss_effect * unit.dead / unit.men_start),
        -(p.conscript_effect * unit.conscripts),
        paid,
        -(p.officers_effect * (1 - unit.officers)),
        -advisers,
        p.home_effect * place.around,
        -left,
    )


@stage
def held_fast(f: Codes, s: State, here: int, t: int, tick_days: float) -> bool:
    """Whether do(hold) is in force at a place: its garrison cannot break or leave."""
    if f.anchors[BRANCH_KIND] != v.BRANCH_HOLD or here != f.anchors[BELLWETHER]:
        return False
    begun: bool = t * tick_days >= s.nation[0].branch_from_day
    return begun


@stage
def falls_now(f: Codes, s: State, here: int, t: int, tick_days: float) -> bool:
    """Whether do(fall) comes to a place in this tick: the first tick at or after its day."""
    if f.anchors[BRANCH_KIND] != v.BRANCH_FALL or here != f.anchors[BELLWETHER]:
        return False
    due: bool = s.nation[0].branch_done == 0 and t * tick_days >= s.nation[0].branch_from_day
    return due


@stage
def hold_officers(f: Codes, p: Any, on: Any, s: State, i: int, t: int, tick_days: float, u: float) -> None:
    """Officers leave when belief falls and a way out exists, or new ones arrive."""
    if on.officers == 0:
        return
    unit = s.units[i]
    here = unit.place
    place = s.places[here]
    if unit.officers == 1:
        road = 1 if place.exit >= 0 else 0
        way = officers.way_out(f.places[here].air_exit, road, p.officers_by_road)
        if u >= p.officers_rate * way * tick_days:
            return  # not even at the highest rate: spares the exponential
        rate = officers.leaving_rate(
            s.belief[here], way, p.officers_rate, p.officers_belief, p.officers_width
        )
        if strikes(u, rate, tick_days):
            unit.officers = 0
            s.nation[0].officers_gone += 1
            note(s, t, v.OFFICERS_LEFT, here, UNIT_AGENT, i, unit.men)
            send_broke(s, here, p.officers_weight * p.retreat_weight, army_per_cent(s, unit.men))
    elif on.recovery == 1:
        rate = officers.returning_rate(
            s.belief[here], p.officers_back_per_day, p.officers_belief, p.officers_width
        )
        if strikes(u, rate, tick_days):
            unit.officers = 1


@stage
def breaks(f: Codes, p: Any, s: State, i: int, t: int, tick_days: float, u: float) -> bool:
    """Whether a formation breaks in this tick: by intervention, overrun or by its own hazard."""
    here = s.units[i].place
    place = s.places[here]
    if held_fast(f, s, here, t, tick_days):
        return False
    if falls_now(f, s, here, t, tick_days):
        return True
    if combat.overrun(float(place.defence), float(place.attack), p.overrun_ratio) == 1:
        return True
    return strikes(u, breaking.exposed_rate(s.risk[i], place.exposure), tick_days)


@stage
def break_up(f: Codes, p: Any, on: Any, s: State, i: int, t: int, u: float) -> None:
    """A broken formation defects, surrenders, melts away or retreats."""
    unit = s.units[i]
    code = f.units[i]
    here = unit.place
    place = s.places[here]
    unit.broken = 1
    send_broke(s, here, p.retreat_weight, army_per_cent(s, unit.men))
    if f.anchors[RESOLUTION] > 1:
        share = 100.0 * unit.men / max(1, s.kin[code.parent].men)
        s.kin[code.parent].sent_broke += news.evidence(p.retreat_weight, share, 1.0)
    if code.community >= 0 and s.communities[code.community].stance == v.RISEN:
        end(s, i, t, v.DEFECTED, v.DEFECTION)
        s.groups[f.communities[code.community].group].joined += unit.men
    elif place.exit < 0 and place.attack > 0:
        end(s, i, t, v.SURRENDERED, v.SURRENDER)
    elif place.exit < 0 or quits(p, on, s, i, u):
        end(s, i, t, v.DISSOLVED, v.DISSOLUTION)
    else:
        note(s, t, v.RETREAT, here, UNIT_AGENT, i, unit.men)
        if place.passage == 0:
            unit.men -= math.floor(p.straggler_share * unit.men)
        set_out(p, s, i, place.exit, v.ERRAND_RETREAT)


@stage
def quits(p: Any, on: Any, s: State, i: int, u: float) -> bool:
    """Whether a broken formation melts away although it could retreat."""
    unit = s.units[i]
    amnesty = unit.conscripts if on.amnesty == 1 else 0.0
    weights = (p.quit_base, p.quit_conscripts, p.quit_officers, p.quit_despair)
    return u < breaking.quitting(s.share[i], p.critical_morale, amnesty, 1.0 - unit.officers, weights)


@stage
def end(s: State, i: int, t: int, status: int, event: int) -> None:
    """A formation ceases to be one."""
    s.units[i].status = status
    note(s, t, event, s.units[i].place, UNIT_AGENT, i, s.units[i].men)


@stage
def set_out(p: Any, s: State, i: int, there: int, errand: int) -> None:
    """Put a formation on the road to ``there``."""
    unit = s.units[i]
    here = unit.place
    unit.status = v.MOVING
    unit.errand = errand
    unit.origin = here
    unit.place = there
    unit.days_left = s.km[here, there] / p.retreat_km_per_day
    unit.order = v.NOWHERE


@stage
def fight(p: Any, s: State, unit: Records, tick_days: float) -> None:
    """Losses in contact: small, and counted in whole men."""
    place = s.places[unit.place]
    if place.attack == 0:
        return
    unit.loss_carry += combat.losses(
        float(unit.men), float(place.defence), float(place.attack), p.combat_loss_rate, tick_days
    )
    whole = min(unit.men, math.floor(unit.loss_carry))
    unit.loss_carry -= whole
    unit.men -= whole
    unit.dead += whole


@stage
def obeys(f: Codes, p: Any, s: State, i: int, t: int) -> bool:
    """An ordered move, by a formation that still has officers and a road."""
    unit = s.units[i]
    there = unit.order
    here = unit.place
    if there < 0 or there == here or unit.officers == 0 or s.nation[0].left_tick >= 0:
        return False
    if s.connected[here] == 0 or s.connected[there] == 0:
        return False
    if there == f.anchors[CAPITAL]:
        s.nation[0].withdrawals += 1
        note(s, t, v.WITHDRAWAL, here, UNIT_AGENT, i, unit.men)
        send_broke(s, here, p.withdrawal_discount * p.retreat_weight, army_per_cent(s, unit.men))
    else:
        note(s, t, v.REINFORCEMENT, there, UNIT_AGENT, i, unit.men)
    set_out(p, s, i, there, v.ERRAND_ORDERED)
    return True


@stage
def attacks(f: Codes, p: Any, on: Any, s: State, i: int, t: int, tick_days: float, u: float) -> bool:
    """A counter-attack on a weakly held lost neighbour, by a formation in good heart."""
    unit = s.units[i]
    here = unit.place
    if u >= p.counter_attacks_per_day * tick_days or on.recovery == 0:
        return False
    if s.places[here].attack > 0 or unit.officers == 0 or s.nation[0].left_tick >= 0:
        return False
    share = s.share[i]
    if share < p.counter_attack_morale or not strikes(u, p.counter_attacks_per_day * share, tick_days):
        return False
    if held_fast(f, s, here, t, tick_days):
        return False
    best = weakest_lost(f, p, s, here, strength(unit.men, unit.quality))
    if best < 0:
        return False
    note(s, t, v.COUNTER_ATTACK, best, UNIT_AGENT, i, unit.men)
    set_out(p, s, i, best, v.ERRAND_COUNTER_ATTACK)
    return True


@stage
def weakest_lost(f: Codes, p: Any, s: State, here: int, force: int) -> int:
    """The adjacent lost place of most prestige that ``force`` outweighs, or -1."""
    best = v.NOWHERE
    for e in range(f.road_start[here], f.road_start[here + 1]):
        there = f.road_neighbour[e]
        if s.controller[there] == 0 or force <= p.counter_attack_ratio * s.places[there].guard:
            continue
        if best < 0 or s.places[there].prestige > s.places[best].prestige:
            best = there
    return best


@stage
def stand(f: Codes, p: Any, on: Any, s: State, i: int, tick_days: float) -> None:
    """A formation in contact or threatened that stays is news too."""
    unit = s.units[i]
    place = s.places[unit.place]
    if on.stands == 0 or place.threat == 0:
        return
    weight = p.stand_weight * tick_days
    if place.attack == 0:
        weight = weight * p.stand_threatened
    send_held(s, unit.place, weight, army_per_cent(s, unit.men))
    if f.anchors[RESOLUTION] > 1:
        kin = s.kin[f.units[i].parent]
        kin.sent_held += news.evidence(weight, 100.0 * unit.men / max(1, kin.men), 1.0)


@stage
def travel(f: Codes, p: Any, s: State, i: int, t: int, tick_days: float) -> None:
    """On the road; on arrival, to the nearest tick, hold, retake, go on or dissolve."""
    unit = s.units[i]
    unit.days_left -= tick_days
    if unit.days_left > 0.5 * tick_days:
        return
    here = unit.place
    place = s.places[here]
    retakes = unit.errand == v.ERRAND_COUNTER_ATTACK and s.controller[here] != 0
    if retakes and strength(unit.men, unit.quality) > p.counter_attack_ratio * place.guard:
        place.retaken = 1
        unit.status = v.HOLDING
        note(s, t, v.ARRIVAL, here, UNIT_AGENT, i, unit.men)
    elif s.controller[here] == 0 and not falls_now(f, s, here, t, tick_days):
        unit.status = v.HOLDING
        note(s, t, v.ARRIVAL, here, UNIT_AGENT, i, unit.men)
    elif place.exit >= 0:
        set_out(p, s, i, place.exit, v.ERRAND_RETREAT)
    else:
        end(s, i, t, v.DISSOLVED, v.DISSOLUTION)
        send_broke(s, here, p.retreat_weight, army_per_cent(s, unit.men))
