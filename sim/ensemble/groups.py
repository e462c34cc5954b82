"""Rebel groups: rest, set out, march, pause, press, turn back."""

from __future__ import annotations

import math

from sim import vocabulary as v
from sim.chance import draw4
from sim.ensemble import state as st
from sim.ensemble.journal import note, send_held
from sim.ensemble.picture import strength
from sim.ensemble.state import GROUP_AGENT, State
from sim.numeric import chance_within, log, stage
from sim.rules import advance, combat, control
from sim.world import Fixed, Numbers, P, Switches


@stage
def act_groups(
    f: Fixed, n: Numbers, p: P, on: Switches, s: State, seed: int, run: int, t: int, tick_days: float
) -> None:
    """Every group's turn; each reads the picture and writes only itself and what it sends."""
    for g in range(len(s.mode)):
        mode = s.mode[g]
        if mode == v.DORMANT:
            continue
        here = s.group_place[g]
        will = advance.heart(n.group_heart[g], s.shift_broke[here], s.shift_held[here], p.heart_effect)
        if mode == v.PRESSING:
            s.readiness[g] = advance.tiring(s.readiness[g], p.fatigue_rate, tick_days)
        elif mode != v.MARCHING:
            backing = 0.0
            backer = f.group_backer[g]
            if backer >= 0:
                backing = n.backer_weight[backer] * s.commitment[backer]
            rate = advance.recovering_rate(p.readiness_rate, backing, p.rebel_backing)
            s.readiness[g] += (1.0 - s.readiness[g]) * chance_within(rate, tick_days)
        u = draw4(seed, run, t, f.group_key[g, 0], f.group_key[g, 1], v.DRAW_GROUP)
        if mode == v.RESTING:
            launch(f, n, p, s, g, will, seed, run, t, tick_days, u[0])
        elif mode == v.MARCHING:
            march(f, on, s, g, t, tick_days)
        elif mode == v.PAUSED:
            wait(p, s, g, will, t, tick_days, u[1], u[2])
        else:
            press(p, s, g, will, t, tick_days, u[2])


@stage
def launch(
    f: Fixed, n: Numbers, p: P, s: State, g: int, will: float, seed: int, run: int, t: int,
    tick_days: float, u: float,
) -> None:  # fmt: skip
    """A rested group may set out for the place that attracts it most."""
    rate = advance.launching_rate(p.advance_rate, s.readiness[g], will)
    if u >= chance_within(rate, tick_days):
        return
    if not anything_left(n, s, g, f.group_place[g]):
        return
    here = s.group_place[g]
    control.travel_km(
        f.road_start, f.road_neighbour, f.road_index, n.road_km, s.controller, here, s.travel, s.done
    )
    goal = aim(f, s, g)
    best = v.NOWHERE
    best_score = 0.0
    for there in range(len(s.controller)):
        if may_go(f, n, s, g, there):
            score = attraction(f, p, s, g, here, there, goal, seed, run, t)
            if best < 0 or score > best_score:
                best = there
                best_score = score
    if best >= 0:
        s.mode[g] = v.MARCHING
        s.target[g] = best
        s.group_days_left[g] = s.travel[best] / p.group_km_per_day


@stage
def anything_left(n: Numbers, s: State, g: int, home: int) -> bool:
    """Whether the state still holds a place within the group's reach."""
    for there in range(len(s.controller)):
        if s.controller[there] == 0 and s.km[home, there] <= n.group_reach_km[g]:
            return True
    return False


@stage
def aim(f: Fixed, s: State, g: int) -> int:
    """The first of the group's aims that the state still holds, or -1."""
    for k in range(f.group_aims.shape[1]):
        there = f.group_aims[g, k]
        if there >= 0 and s.controller[there] == 0:
            return int(there)
    return v.NOWHERE


@stage
def may_go(f: Fixed, n: Numbers, s: State, g: int, there: int) -> bool:
    """Whether a place can be the group's next target: state-held, reached, within its reach."""
    if s.controller[there] != 0 or s.travel[there] >= control.FAR_KM:
        return False
    if s.km[f.group_place[g], there] > n.group_reach_km[g]:
        return False
    return not (f.group_opportunist[g] == 1 and s.defence[there] > 0)


@stage
def attraction(
    f: Fixed, p: P, s: State, g: int, here: int, there: int, goal: int, seed: int, run: int, t: int
) -> float:
    """A target's attraction with this tick's taste, which is keyed by group and place."""
    force = strength(s.group_men[g], s.group_quality[g])
    against = log((s.defence[there] + 1.0) / (force + 1.0))
    gained = 0.0
    if goal >= 0:
        gained = s.km[here, goal] - s.km[there, goal]
    weights = (p.target_prize, p.target_distance, p.target_aim, p.target_force)
    score = advance.attraction(s.prestige[there], s.travel[there], gained, max(-3.0, against), weights)
    low = f.group_key[g, 0] ^ f.place_key[there, 0]
    high = f.group_key[g, 1] ^ f.place_key[there, 1]
    return score + advance.taste(draw4(seed, run, t, low, high, v.DRAW_TARGET)[0])


@stage
def rest(s: State, g: int, here: int) -> None:
    """Stop at ``here``."""
    s.mode[g] = v.RESTING
    s.group_place[g] = here
    s.target[g] = v.NOWHERE


@stage
def march(f: Fixed, on: Switches, s: State, g: int, t: int, tick_days: float) -> None:
    """On the road; on arrival enter, pause or press."""
    s.group_days_left[g] -= tick_days
    if s.group_days_left[g] > 0.0:
        return
    there = s.target[g]
    if s.controller[there] != 0:
        rest(s, g, there)
    elif s.defence[there] == 0 and s.garrison[there] == 0:
        s.mode[g] = v.PRESSING
    elif f.group_opportunist[g] == 1:
        rest(s, g, s.group_place[g])
    elif on.pausing == 1:
        s.mode[g] = v.PAUSED
        note(s, t, v.PAUSE, there, GROUP_AGENT, g, s.group_men[g])
    else:
        s.mode[g] = v.PRESSING
        note(s, t, v.ATTACK_BEGUN, there, GROUP_AGENT, g, s.group_men[g])


@stage
def wait(p: P, s: State, g: int, will: float, t: int, tick_days: float, u_press: float, u_turn: float) -> None:
    """Before a defended place: press, turn back or go on waiting."""
    there = s.target[g]
    if s.controller[there] != 0:
        rest(s, g, there)
        return
    if s.garrison[there] == 0:
        s.mode[g] = v.PRESSING
        return
    defence = s.defence[there] * (1.0 + s.nation_level[st.AIR])
    weights = (p.press_rate, p.press_ratio, p.press_width, p.press_heart)
    rate = advance.pressing_rate(float(s.before[there]), defence, will, s.readiness[g], weights)
    if u_press < chance_within(rate, tick_days):
        s.mode[g] = v.PRESSING
        note(s, t, v.ATTACK_BEGUN, there, GROUP_AGENT, g, s.group_men[g])
        return
    turning = advance.turning_rate(p.turn_rate, will, s.readiness[g])
    if u_turn < chance_within(turning, tick_days):
        rest(s, g, s.group_place[g])


@stage
def press(p: P, s: State, g: int, will: float, t: int, tick_days: float, u_turn: float) -> None:
    """In contact: lose men, tire, and break off or go on."""
    there = s.target[g]
    if s.controller[there] != 0:
        rest(s, g, there)
        return
    if s.garrison[there] == 0:
        return
    defence = s.defence[there] * (1.0 + s.nation_level[st.AIR])
    lost = combat.losses(
        float(s.group_men[g]), float(s.attack[there]), defence, p.combat_loss_rate, tick_days
    )
    s.group_carry[g] += lost
    whole = min(s.group_men[g], int(math.floor(s.group_carry[g])))
    s.group_carry[g] -= whole
    s.group_men[g] -= whole
    s.group_dead[g] += whole
    turning = advance.turning_rate(p.turn_rate, will, s.readiness[g])
    if u_turn < chance_within(turning, tick_days) and s.group_place[g] != there:
        note(s, t, v.ATTACK_REPELLED, there, GROUP_AGENT, g, s.group_men[g])
        send_held(s, there, p.repelled_weight, 1.0)
        rest(s, g, s.group_place[g])
