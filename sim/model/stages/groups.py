"""Armed groups: rest, set out, march, pause, press, turn back."""

from __future__ import annotations

import math

from sim.model import vocabulary as v
from sim.model.chance import draw4
from sim.model.numeric import chance_within, log, strikes
from sim.model.rules import advance, combat, news
from sim.model.stages.roads import FAR_KM, THROUGH_LOST, search_from
from sim.model.stages.tell import note, tell_held
from sim.model.state import Row, State


def act_groups(s: State) -> None:
    """Every group's turn. Each reads what was assessed and writes only itself and what it sends."""
    for group in s.groups:
        act(s, group)


def act(s: State, group: Row) -> None:
    """One group's turn, by what it is doing."""
    if group.mode == v.DORMANT:
        return
    will = will_to_fight(s, group)
    recover(s, group)
    u = draw(s, group)
    if group.mode == v.RESTING:
        launch(s, group, will, u[0])
    elif group.mode == v.MARCHING:
        march(s, group)
    elif group.mode == v.PAUSED:
        wait(s, group, will, u[1], u[2])
    else:
        press(s, group, will, u[2])


def draw(s: State, group: Row) -> tuple[float, float, float, float]:
    """This step's chances of one group."""
    n = s.nation
    return draw4(n.seed, n.run, n.tick, group.key_low, group.key_high, v.DRAW_GROUP)


def will_to_fight(s: State, group: Row) -> float:
    """Will to attack, share, from what is heard where the group stands."""
    place = s.places[group.place]
    effect = s.parameters.will_effect
    return advance.will_to_fight(group.will_at_rest, place.shift_broke, place.shift_held, effect)


def recover(s: State, group: Row) -> None:
    """Readiness comes back at rest or waiting, and wears down in contact."""
    p = s.parameters
    if group.mode == v.PRESSING:
        group.readiness = advance.tiring(group.readiness, p.fatigue_rate, s.nation.tick_days)
    elif group.mode != v.MARCHING:
        support = 0.0
        if group.backer >= 0:
            support = s.backers[group.backer].weight * s.backers[group.backer].commitment
        rate = advance.recovering_rate(p.readiness_rate, support, p.rebel_backing)
        group.readiness += (1.0 - group.readiness) * chance_within(rate, s.nation.tick_days)


# --- rest ------------------------------------------------------------------------------
def launch(s: State, group: Row, will: float, u: float) -> None:
    """A rested group may set out for the place that attracts it most."""
    rate = advance.launching_rate(s.parameters.advance_rate, group.readiness, will)
    if not strikes(u, rate, s.nation.tick_days) or not anything_left(s, group):
        return
    search_from(s, group.place, THROUGH_LOST)
    goal = aim(s, group)
    best = v.NOWHERE
    best_score = 0.0
    for place in s.places:
        if may_go(s, group, place):
            score = attraction(s, group, place, goal)
            if best < 0 or score > best_score:
                best = place.index
                best_score = score
    if best >= 0:
        group.mode = v.MARCHING
        group.target = best
        group.days_left = s.places[best].travel_km / s.parameters.group_km_per_day


def anything_left(s: State, group: Row) -> bool:
    """Whether the state still holds a place within the group's reach."""
    for place in s.places:
        if place.controller == 0 and s.km[group.home, place.index] <= group.reach_km:
            return True
    return False


def aim(s: State, group: Row) -> int:
    """The first of the group's aims that the state still holds, or -1."""
    for k in range(group.aims_from, group.aims_to):
        there: int = s.aims[k].place
        if s.places[there].controller == 0:
            return there
    return v.NOWHERE


def may_go(s: State, group: Row, place: Row) -> bool:
    """Whether a place can be the group's next target: state-held, within reach, with a way to it."""
    if place.controller != 0 or place.travel_km >= FAR_KM:
        return False
    if s.km[group.home, place.index] > group.reach_km:
        return False
    return not (group.opportunist == 1 and place.defence > 0)


def attraction(s: State, group: Row, place: Row, goal: int) -> float:
    """A target's attraction with this step's taste, which is keyed by group and place."""
    p, n = s.parameters, s.nation
    force = combat.strength(group.men, group.quality_permille)
    against = log((place.defence + 1.0) / (force + 1.0))
    gained = 0.0
    if goal >= 0:
        gained = s.km[group.place, goal] - s.km[place.index, goal]
    weights = (p.target_prize, p.target_distance, p.target_aim, p.target_force)
    score = advance.attraction(place.prestige, place.travel_km, gained, max(-3.0, against), weights)
    low, high = group.key_low ^ place.key_low, group.key_high ^ place.key_high
    return score + advance.taste(draw4(n.seed, n.run, n.tick, low, high, v.DRAW_TARGET)[0])


def rest(group: Row, place: int) -> None:
    """Stop at a place."""
    group.mode = v.RESTING
    group.place = place
    group.target = v.NOWHERE


# --- march, wait, press ----------------------------------------------------------------
def march(s: State, group: Row) -> None:
    """On the road; on arrival, to the nearest step, enter, pause or press."""
    group.days_left -= s.nation.tick_days
    if group.days_left > 0.5 * s.nation.tick_days:
        return
    there = s.places[group.target]
    if there.controller != 0:
        rest(group, there.index)
    elif there.defence == 0 and there.garrison == 0:
        group.mode = v.PRESSING
    elif group.opportunist == 1:
        rest(group, group.place)
    elif s.mechanisms.pausing == 1:
        group.mode = v.PAUSED
        note(s, v.PAUSE, there.index, v.GROUP_AGENT, group.index, group.men)
    else:
        group.mode = v.PRESSING
        note(s, v.ATTACK_BEGUN, there.index, v.GROUP_AGENT, group.index, group.men)


def wait(s: State, group: Row, will: float, u_press: float, u_turn: float) -> None:
    """Before a defended place: press, turn back or go on waiting."""
    p = s.parameters
    there = s.places[group.target]
    if there.controller != 0:
        rest(group, there.index)
        return
    if there.garrison == 0:
        group.mode = v.PRESSING
        return
    weights = (p.press_rate, p.press_ratio, p.press_width, p.press_will)
    defence = there.defence * (1.0 + s.nation.air)
    rate = advance.pressing_rate(float(there.besieging), defence, will, group.readiness, weights)
    if strikes(u_press, rate, s.nation.tick_days):
        group.mode = v.PRESSING
        note(s, v.ATTACK_BEGUN, there.index, v.GROUP_AGENT, group.index, group.men)
    elif turns_back(s, group, will, u_turn):
        rest(group, group.place)


def turns_back(s: State, group: Row, will: float, u: float) -> bool:
    """Whether a group gives up."""
    rate = advance.turning_rate(s.parameters.turn_rate, will, group.readiness)
    return strikes(u, rate, s.nation.tick_days)


def press(s: State, group: Row, will: float, u_turn: float) -> None:
    """In contact: lose men, tire, and break off or go on."""
    there = s.places[group.target]
    if there.controller != 0:
        rest(group, there.index)
        return
    if there.garrison == 0:
        return
    group.loss_carry += combat.losses(
        float(group.men), float(there.attack), there.defence * (1.0 + s.nation.air),
        s.parameters.combat_loss_rate, s.nation.tick_days,
    )  # fmt: skip
    dead = min(group.men, math.floor(group.loss_carry))
    group.loss_carry -= dead
    group.men -= dead
    group.dead += dead
    if turns_back(s, group, will, u_turn) and group.place != group.target:
        note(s, v.ATTACK_REPELLED, there.index, v.GROUP_AGENT, group.index, group.men)
        tell_held(
            s, v.ATTACK_REPELLED, there, news.evidence(s.parameters.repelled_weight, 1.0, there.prestige)
        )
        rest(group, group.place)
