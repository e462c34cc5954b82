"""Rebel groups: rest, set out, march, pause, press, turn back."""

from __future__ import annotations

import math
from typing import Any

from sim import vocabulary as v
from sim.chance import draw4
from sim.ensemble.journal import note, send_held
from sim.ensemble.picture import strength
from sim.ensemble.state import GROUP_AGENT, Codes, State
from sim.numeric import chance_within, log, stage, strikes
from sim.rules import advance, combat, control


@stage
def act_groups(f: Codes, p: Any, on: Any, s: State, seed: int, run: int, t: int, tick_days: float) -> None:
    """Every group's turn; each reads the picture and writes only itself and what it sends."""
    for g in range(len(s.groups)):
        group = s.groups[g]
        if group.mode == v.DORMANT:
            continue
        here = group.place
        will = advance.heart(group.heart, s.shift_broke[here], s.shift_held[here], p.heart_effect)
        recover(f, p, s, g, tick_days)
        code = f.groups[g]
        u = draw4(seed, run, t, code.key_low, code.key_high, v.DRAW_GROUP)
        if group.mode == v.RESTING:
            launch(f, p, s, g, will, seed, run, t, tick_days, u[0])
        elif group.mode == v.MARCHING:
            march(f, on, s, g, t, tick_days)
        elif group.mode == v.PAUSED:
            wait(p, s, g, will, t, tick_days, u[1], u[2])
        else:
            press(p, s, g, will, t, tick_days, u[2])


@stage
def recover(f: Codes, p: Any, s: State, g: int, tick_days: float) -> None:
    """Readiness comes back at rest or waiting, and wears down in contact."""
    group = s.groups[g]
    if group.mode == v.PRESSING:
        group.readiness = advance.tiring(group.readiness, p.fatigue_rate, tick_days)
    elif group.mode != v.MARCHING:
        backing = 0.0
        backer = f.groups[g].backer
        if backer >= 0:
            backing = s.backers[backer].weight * s.backers[backer].commitment
        rate = advance.recovering_rate(p.readiness_rate, backing, p.rebel_backing)
        group.readiness += (1.0 - group.readiness) * chance_within(rate, tick_days)


@stage
def launch(
    f: Codes, p: Any, s: State, g: int, will: float, seed: int, run: int, t: int,
    tick_days: float, u: float,
) -> None:  # fmt: skip
    """A rested group may set out for the place that attracts it most."""
    group = s.groups[g]
    rate = advance.launching_rate(p.advance_rate, group.readiness, will)
    if not strikes(u, rate, tick_days):
        return
    if not anything_left(s, g, f.groups[g].place):
        return
    here = group.place
    control.travel_km(
        f.road_start, f.road_neighbour, f.road_index, s.road_km, s.controller, here, s.travel, s.done
    )
    goal = aim(f, s, g)
    best = v.NOWHERE
    best_score = 0.0
    for there in range(len(s.controller)):
        if may_go(f, s, g, there):
            score = attraction(f, p, s, g, here, there, goal, seed, run, t)
            if best < 0 or score > best_score:
                best = there
                best_score = score
    if best >= 0:
        group.mode = v.MARCHING
        group.target = best
        group.days_left = s.travel[best] / p.group_km_per_day


@stage
def anything_left(s: State, g: int, home: int) -> bool:
    """Whether the state still holds a place within the group's reach."""
    for there in range(len(s.controller)):
        if s.controller[there] == 0 and s.km[home, there] <= s.groups[g].reach_km:
            return True
    return False


@stage
def aim(f: Codes, s: State, g: int) -> int:
    """The first of the group's aims that the state still holds, or -1."""
    for k in range(f.group_aims.shape[1]):
        there = f.group_aims[g, k]
        if there >= 0 and s.controller[there] == 0:
            return int(there)
    return v.NOWHERE


@stage
def may_go(f: Codes, s: State, g: int, there: int) -> bool:
    """Whether a place can be the group's next target: state-held, reached, within its reach."""
    if s.controller[there] != 0 or s.travel[there] >= control.FAR_KM:
        return False
    if s.km[f.groups[g].place, there] > s.groups[g].reach_km:
        return False
    return not (f.groups[g].opportunist == 1 and s.places[there].defence > 0)


@stage
def attraction(
    f: Codes, p: Any, s: State, g: int, here: int, there: int, goal: int, seed: int, run: int, t: int
) -> float:
    """A target's attraction with this tick's taste, which is keyed by group and place."""
    group = s.groups[g]
    force = strength(group.men, group.quality)
    against = log((s.places[there].defence + 1.0) / (force + 1.0))
    gained = 0.0
    if goal >= 0:
        gained = s.km[here, goal] - s.km[there, goal]
    weights = (p.target_prize, p.target_distance, p.target_aim, p.target_force)
    score = advance.attraction(s.places[there].prestige, s.travel[there], gained, max(-3.0, against), weights)
    low = f.groups[g].key_low ^ f.places[there].key_low
    high = f.groups[g].key_high ^ f.places[there].key_high
    return score + advance.taste(draw4(seed, run, t, low, high, v.DRAW_TARGET)[0])


@stage
def rest(s: State, g: int, here: int) -> None:
    """Stop at ``here``."""
    group = s.groups[g]
    group.mode = v.RESTING
    group.place = here
    group.target = v.NOWHERE


@stage
def march(f: Codes, on: Any, s: State, g: int, t: int, tick_days: float) -> None:
    """On the road; on arrival, to the nearest tick, enter, pause or press."""
    group = s.groups[g]
    group.days_left -= tick_days
    if group.days_left > 0.5 * tick_days:
        return
    there = group.target
    if s.controller[there] != 0:
        rest(s, g, there)
    elif s.places[there].defence == 0 and s.places[there].garrison == 0:
        group.mode = v.PRESSING
    elif f.groups[g].opportunist == 1:
        rest(s, g, group.place)
    elif on.pausing == 1:
        group.mode = v.PAUSED
        note(s, t, v.PAUSE, there, GROUP_AGENT, g, group.men)
    else:
        group.mode = v.PRESSING
        note(s, t, v.ATTACK_BEGUN, there, GROUP_AGENT, g, group.men)


@stage
def wait(
    p: Any, s: State, g: int, will: float, t: int, tick_days: float, u_press: float, u_turn: float
) -> None:
    """Before a defended place: press, turn back or go on waiting."""
    group = s.groups[g]
    there = group.target
    if s.controller[there] != 0:
        rest(s, g, there)
        return
    if s.places[there].garrison == 0:
        group.mode = v.PRESSING
        return
    defence = s.places[there].defence * (1.0 + s.nation[0].air)
    weights = (p.press_rate, p.press_ratio, p.press_width, p.press_heart)
    rate = advance.pressing_rate(float(s.places[there].before), defence, will, group.readiness, weights)
    if strikes(u_press, rate, tick_days):
        group.mode = v.PRESSING
        note(s, t, v.ATTACK_BEGUN, there, GROUP_AGENT, g, group.men)
        return
    turning = advance.turning_rate(p.turn_rate, will, group.readiness)
    if strikes(u_turn, turning, tick_days):
        rest(s, g, group.place)


@stage
def press(p: Any, s: State, g: int, will: float, t: int, tick_days: float, u_turn: float) -> None:
    """In contact: lose men, tire, and break off or go on."""
    group = s.groups[g]
    there = group.target
    if s.controller[there] != 0:
        rest(s, g, there)
        return
    if s.places[there].garrison == 0:
        return
    defence = s.places[there].defence * (1.0 + s.nation[0].air)
    lost = combat.losses(
        float(group.men), float(s.places[there].attack), defence, p.combat_loss_rate, tick_days
    )
    group.loss_carry += lost
    whole = min(group.men, math.floor(group.loss_carry))
    group.loss_carry -= whole
    group.men -= whole
    group.dead += whole
    turning = advance.turning_rate(p.turn_rate, will, group.readiness)
    if strikes(u_turn, turning, tick_days) and group.place != there:
        note(s, t, v.ATTACK_REPELLED, there, GROUP_AGENT, g, group.men)
        send_held(s, there, p.repelled_weight, 1.0)
        rest(s, g, group.place)
