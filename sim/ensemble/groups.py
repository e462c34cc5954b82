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
def act_groups(
    f: Codes, p: Any, on: Any, s: State, seed: int, run: int, t: int, tick_days: float
) -> None:
    """Every group's turn; each reads the picture and writes only itself and what it sends."""
    for g in range(len(s.groups)):
        mode = s.groups[g].mode
        if mode == v.DORMANT:
            continue
        here = s.groups[g].place
        will = advance.heart(s.groups[g].heart, s.places[here].shift_broke, s.places[here].shift_held, p.heart_effect)
        if mode == v.PRESSING:
            s.groups[g].readiness = advance.tiring(s.groups[g].readiness, p.fatigue_rate, tick_days)
        elif mode != v.MARCHING:
            backing = 0.0
            backer = f.groups[g].backer
            if backer >= 0:
                backing = s.backers[backer].weight * s.backers[backer].commitment
            rate = advance.recovering_rate(p.readiness_rate, backing, p.rebel_backing)
            s.groups[g].readiness += (1.0 - s.groups[g].readiness) * chance_within(rate, tick_days)
        u = draw4(seed, run, t, f.groups[g].key_low, f.groups[g].key_high, v.DRAW_GROUP)
        if mode == v.RESTING:
            launch(f, p, s, g, will, seed, run, t, tick_days, u[0])
        elif mode == v.MARCHING:
            march(f, on, s, g, t, tick_days)
        elif mode == v.PAUSED:
            wait(p, s, g, will, t, tick_days, u[1], u[2])
        else:
            press(p, s, g, will, t, tick_days, u[2])


@stage
def launch(
    f: Codes, p: Any, s: State, g: int, will: float, seed: int, run: int, t: int,
    tick_days: float, u: float,
) -> None:  # fmt: skip
    """A rested group may set out for the place that attracts it most."""
    rate = advance.launching_rate(p.advance_rate, s.groups[g].readiness, will)
    if not strikes(u, rate, tick_days):
        return
    if not anything_left(s, g, f.groups[g].place):
        return
    here = s.groups[g].place
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
        s.groups[g].mode = v.MARCHING
        s.groups[g].target = best
        s.groups[g].days_left = s.travel[best] / p.group_km_per_day


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
    force = strength(s.groups[g].men, s.groups[g].quality)
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
    s.groups[g].mode = v.RESTING
    s.groups[g].place = here
    s.groups[g].target = v.NOWHERE


@stage
def march(f: Codes, on: Any, s: State, g: int, t: int, tick_days: float) -> None:
    """On the road; on arrival enter, pause or press."""
    s.groups[g].days_left -= tick_days
    if s.groups[g].days_left > 0.0:
        return
    there = s.groups[g].target
    if s.controller[there] != 0:
        rest(s, g, there)
    elif s.places[there].defence == 0 and s.places[there].garrison == 0:
        s.groups[g].mode = v.PRESSING
    elif f.groups[g].opportunist == 1:
        rest(s, g, s.groups[g].place)
    elif on.pausing == 1:
        s.groups[g].mode = v.PAUSED
        note(s, t, v.PAUSE, there, GROUP_AGENT, g, s.groups[g].men)
    else:
        s.groups[g].mode = v.PRESSING
        note(s, t, v.ATTACK_BEGUN, there, GROUP_AGENT, g, s.groups[g].men)


@stage
def wait(p: Any, s: State, g: int, will: float, t: int, tick_days: float, u_press: float, u_turn: float) -> None:
    """Before a defended place: press, turn back or go on waiting."""
    there = s.groups[g].target
    if s.controller[there] != 0:
        rest(s, g, there)
        return
    if s.places[there].garrison == 0:
        s.groups[g].mode = v.PRESSING
        return
    defence = s.places[there].defence * (1.0 + s.nation[0].air)
    weights = (p.press_rate, p.press_ratio, p.press_width, p.press_heart)
    rate = advance.pressing_rate(float(s.places[there].before), defence, will, s.groups[g].readiness, weights)
    if strikes(u_press, rate, tick_days):
        s.groups[g].mode = v.PRESSING
        note(s, t, v.ATTACK_BEGUN, there, GROUP_AGENT, g, s.groups[g].men)
        return
    turning = advance.turning_rate(p.turn_rate, will, s.groups[g].readiness)
    if strikes(u_turn, turning, tick_days):
        rest(s, g, s.groups[g].place)


@stage
def press(p: Any, s: State, g: int, will: float, t: int, tick_days: float, u_turn: float) -> None:
    """In contact: lose men, tire, and break off or go on."""
    there = s.groups[g].target
    if s.controller[there] != 0:
        rest(s, g, there)
        return
    if s.places[there].garrison == 0:
        return
    defence = s.places[there].defence * (1.0 + s.nation[0].air)
    lost = combat.losses(
        float(s.groups[g].men), float(s.places[there].attack), defence, p.combat_loss_rate, tick_days
    )
    s.groups[g].loss_carry += lost
    whole = min(s.groups[g].men, int(math.floor(s.groups[g].loss_carry)))
    s.groups[g].loss_carry -= whole
    s.groups[g].men -= whole
    s.groups[g].dead += whole
    turning = advance.turning_rate(p.turn_rate, will, s.groups[g].readiness)
    if strikes(u_turn, turning, tick_days) and s.groups[g].place != there:
        note(s, t, v.ATTACK_REPELLED, there, GROUP_AGENT, g, s.groups[g].men)
        send_held(s, there, p.repelled_weight, 1.0)
        rest(s, g, s.groups[g].place)
