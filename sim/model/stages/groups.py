"""Armed groups: rest, set out, march, pause, press, turn back. They stand where they are: assumption A81."""

from __future__ import annotations

import math

from sim.model import vocabulary as v
from sim.model.chance import draw4
from sim.model.numeric import log, spared, strikes
from sim.model.rules import advance, combat
from sim.model.stages.roads import FAR_KM, THROUGH_LOST, search_from
from sim.model.stages.tell import note, tell_made_up
from sim.model.state import Row, State


def act_groups(s: State) -> None:
    """Every group's turn. Each reads what was assessed and writes only itself and what it sends."""
    for group in s.groups:
        draw(s, group)
    for group in s.groups:
        act(s, group)


def act(s: State, group: Row) -> None:
    """One group's turn, by what it is doing."""
    if group.mode == v.DORMANT:
        return
    recover(s, group)
    if group.mode == v.RESTING:
        launch(s, group)
    elif group.mode == v.MARCHING:
        march(s, group)
    elif group.mode == v.RETURNING:
        come_back(s, group)
    elif group.mode == v.PAUSED:
        wait(s, group)
    else:
        press(s, group)


def draw(s: State, group: Row) -> None:
    """This step's chances of one group."""
    n = s.nation
    u = draw4(n.seed, n.run, n.tick, group.key_low, group.key_high, v.DRAW_GROUP)
    group.draw_launch = u[0]
    group.draw_press = u[1]
    group.draw_turn = u[2]


def standing(group: Row) -> int:
    """The place in which a group rests or before which it stands; -1 on the road."""
    if group.mode == v.RESTING:
        here: int = group.place
        return here
    if group.mode == v.PAUSED or group.mode == v.PRESSING:
        before: int = group.target
        return before
    return v.NOWHERE


def whereabouts(group: Row) -> int:
    """The place in or before which a group stands, or set out from."""
    there = standing(group)
    came_from: int = group.place
    return there if there >= 0 else came_from


def waits(s: State, group: Row) -> bool:
    """Whether the day from which a group attacks has not come. Assumption A130."""
    soon: bool = s.nation.tick * s.nation.tick_days < group.attacks_from_day
    return soon


def will_to_fight(s: State, group: Row) -> float:
    """Will to attack, share, from what is heard where the group stands."""
    place = s.places[whereabouts(group)]
    effect = s.parameters.will_effect
    return advance.will_to_fight(group.will_at_rest, place.shift_broke, place.shift_held, effect)


def recover(s: State, group: Row) -> None:
    """Readiness comes back at rest or waiting, and wears down in contact."""
    if group.mode == v.PRESSING:
        group.readiness = group.readiness * s.nation.tiring_share
    elif group.mode != v.MARCHING and group.mode != v.RETURNING:
        group.readiness += (1.0 - group.readiness) * group.recovering_share


# --- rest ------------------------------------------------------------------------------
def launch(s: State, group: Row) -> None:
    """A rested group may set out for the place that attracts it most."""
    p, n = s.parameters, s.nation
    if group.reachable == 0 or waits(s, group) or spared(group.draw_launch, p.advance_rate, n.tick_days):
        return
    rate = advance.launching_rate(p.advance_rate, group.readiness, will_to_fight(s, group))
    if not strikes(group.draw_launch, rate, n.tick_days) or not any_target(s, group):
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
        group.days_left = s.places[best].travel_km / group.km_per_day
    elif group.opportunist == 0:
        group.reachable = 0  # nor will it be before a place changes hands


def any_target(s: State, group: Row) -> bool:
    """Whether any place could be the group's next target, if there is a way to it."""
    for place in s.places:
        if suits(s, group, place):
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
    """Whether a place can be the group's next target: state-held, within reach of home and by the way."""
    return place.travel_km <= group.reach_km and suits(s, group, place)


def suits(s: State, group: Row, place: Row) -> bool:
    """Whether the state holds a place within the group's reach; opportunists want it undefended."""
    if not within_reach(s, group, place):
        return False
    return group.opportunist == 0 or place.defence == 0


def within_reach(s: State, group: Row, place: Row) -> bool:
    """Whether the state holds a place as near to the group's home as it attacks, and the group wants it."""
    near = place.controller == 0 and s.km[group.home, place.index] <= group.reach_km
    return near and (group.only_aims == 0 or aims_at(s, group, place))


def aims_at(s: State, group: Row, place: Row) -> bool:
    """Whether a place is among the group's aims, or its home. Assumption A133."""
    if place.index == group.home:
        return True
    for k in range(group.aims_from, group.aims_to):
        if s.aims[k].place == place.index:
            return True
    return False


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


def rest(s: State, group: Row, place: int) -> None:
    """Stop at a place."""
    if group.place != place:
        s.nation.groups_moved = 1
    group.mode = v.RESTING
    group.place = place
    group.target = v.NOWHERE


# --- march, wait, press ----------------------------------------------------------------
def march(s: State, group: Row) -> None:
    """On the road; on arrival, to the nearest step, enter, pause, press or turn round."""
    group.days_left -= s.nation.tick_days
    if group.days_left > 0.5 * s.nation.tick_days:
        return
    there = s.places[group.target]
    if there.controller != 0:
        rest(s, group, there.index)
    elif there.defence == 0 and there.garrison == 0:
        group.mode = v.PRESSING
    elif group.opportunist == 1:
        turn_back(s, group)
    elif s.mechanisms.pausing == 1:
        group.mode = v.PAUSED
        note(s, v.PAUSE, there.index, v.GROUP_AGENT, group.index, group.men)
    else:
        group.mode = v.PRESSING
        note(s, v.ATTACK_BEGUN, there.index, v.GROUP_AGENT, group.index, group.men)


def wait(s: State, group: Row) -> None:
    """Before a defended place: press, turn back or go on waiting."""
    there = s.places[group.target]
    if there.controller != 0:
        rest(s, group, there.index)
        return
    if there.garrison == 0:
        group.mode = v.PRESSING
        return
    if waits(s, group):
        return
    if attacks(s, group, there):
        group.mode = v.PRESSING
        note(s, v.ATTACK_BEGUN, there.index, v.GROUP_AGENT, group.index, group.men)
    elif turns_back(s, group):
        turn_back(s, group)


def attacks(s: State, group: Row, there: Row) -> bool:
    """Whether a waiting group attacks in this step."""
    p, n = s.parameters, s.nation
    if spared(group.draw_press, p.press_rate * group.readiness, n.tick_days):
        return False
    weights = (p.press_rate, p.press_ratio, p.press_width, p.press_will)
    defence = there.defence * (1.0 + n.air)
    will = will_to_fight(s, group)
    rate = advance.pressing_rate(float(there.besieging), defence, will, group.readiness, weights)
    return strikes(group.draw_press, rate, n.tick_days)


def turns_back(s: State, group: Row) -> bool:
    """Whether a group gives up."""
    p, n = s.parameters, s.nation
    if spared(group.draw_turn, p.turn_rate, n.tick_days):
        return False
    rate = advance.turning_rate(p.turn_rate, will_to_fight(s, group), group.readiness)
    return strikes(group.draw_turn, rate, n.tick_days)


def press(s: State, group: Row) -> None:
    """In contact: lose men, tire, and break off or go on."""
    there = s.places[group.target]
    if there.controller != 0:
        rest(s, group, there.index)
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
    if group.place != group.target and turns_back(s, group):
        note(s, v.ATTACK_REPELLED, there.index, v.GROUP_AGENT, group.index, group.men)
        tell_made_up(s, v.ATTACK_REPELLED, there, s.parameters.repelled_weight)
        turn_back(s, group)


# --- back ------------------------------------------------------------------------------
def turn_back(s: State, group: Row) -> None:
    """Leave the outskirts of the target for the place that the group came from."""
    go_back(s, group, group.target, group.place)


def go_back(s: State, group: Row, here: int, base: int) -> None:
    """March from ``here`` to ``base``, or to the nearest place that the state does not hold."""
    search_from(s, here, THROUGH_LOST)
    there = base
    if base < 0 or s.places[base].controller == 0 or s.places[base].travel_km >= FAR_KM:
        there = fall_back(s, here)
    if there < 0:
        rest(s, group, group.home)
        return
    km = s.places[there].travel_km
    if km >= FAR_KM:
        km = s.km[here, there]
    group.mode = v.RETURNING
    group.place = here
    s.nation.groups_moved = 1
    group.target = there
    group.days_left = km / group.km_per_day


def fall_back(s: State, here: int) -> int:
    """The nearest other place that the state does not hold, by the last search if it found one; or -1."""
    best = v.NOWHERE
    for place in s.places:
        free = place.index != here and place.controller != 0
        if free and (best < 0 or nearer(s, here, place.index, best)):
            best = place.index
    return best


def nearer(s: State, here: int, place: int, other: int) -> bool:
    """Whether a place is nearer than another: by the last search, and by road where that found neither."""
    km = s.places[place].travel_km
    other_km = s.places[other].travel_km
    return km < other_km or (km == other_km and s.km[here, place] < s.km[here, other])


def come_back(s: State, group: Row) -> None:
    """On the way back; on arrival, to the nearest step, rest, or go on if that place is lost too."""
    group.days_left -= s.nation.tick_days
    if group.days_left > 0.5 * s.nation.tick_days:
        return
    if s.places[group.target].controller != 0:
        rest(s, group, group.target)
    else:
        go_back(s, group, group.target, v.NOWHERE)
