"""Counter-attacks: each garrison on its own decides what to retake, and which of its formations go.

Decided for whole formations: their sub-units go together, so that the answer does not depend on
how finely they are divided.
"""

from __future__ import annotations

import math

from sim.model import causes
from sim.model import vocabulary as v
from sim.model.chance import draw4
from sim.model.numeric import logistic, strikes
from sim.model.rules import combat
from sim.model.stages.formations import held_fast, outweighs
from sim.model.state import Row, State

MORALE_UNIT = 1_000_000  # morale is averaged in whole millionths: exact in any order


def plan_counter_attacks(s: State) -> None:
    """Every garrison's decision, from what was assessed: who sets out in this step, and for where."""
    for unit in s.formations:
        unit.sally = v.NOWHERE
    on = s.mechanisms.recovery == 1 and s.mechanisms.counter_attacks == 1
    if not on or s.nation.left_tick >= 0:
        return
    for place in s.places:
        if may_decide(s, place) and decides(s, place):
            choose(s, place)


def may_decide(s: State, place: Row) -> bool:
    """Whether a garrison next to a lost place is free to attack: not in contact, nor made to hold."""
    free = place.front == 1 and place.garrison > 0 and place.attack == 0
    return free and not held_fast(s, place.index)


def decides(s: State, place: Row) -> bool:
    """Whether a garrison would attack in this step."""
    n = s.nation
    u = draw4(n.seed, n.run, n.tick, place.key_low, place.key_high, v.DRAW_COUNTER_ATTACK)[0]
    return strikes(u, s.parameters.counter_attacks_per_day, n.tick_days)


def choose(s: State, place: Row) -> None:
    """Send enough formations to the lost neighbour of most prestige that those who may go outweigh."""
    count_able(s, place)
    goal = weakest_lost(s, place, muster(s, combat.may_leave(place.defence)))
    if goal < 0:
        return
    spare(s, s.places[goal])
    for unit in s.formations:
        if able(s, unit, place) and s.siblings[unit.parent].goes == 1:
            unit.sally = goal


def able(s: State, unit: Row, place: Row) -> bool:
    """Whether a formation holds a place that is not its home, and has officers to lead it out."""
    holds: bool = unit.status == v.HOLDING and unit.place == place.index
    return holds and unit.officers == 1 and not causes.at_home(s, unit)


def count_able(s: State, place: Row) -> None:
    """Men, strength and morale of each whole formation's part that is able to go."""
    for own in s.siblings:
        own.able_men = 0
        own.able = 0
        own.able_morale = 0
        own.goes = 0
    for unit in s.formations:
        if able(s, unit, place):
            own = s.siblings[unit.parent]
            own.able_men += unit.men
            own.able += combat.strength(unit.men, unit.quality_permille)
            own.able_morale += unit.men * math.floor(logistic(unit.morale) * MORALE_UNIT)


def willing(s: State, own: Row) -> bool:
    """Whether a formation's mean morale is high enough."""
    return own.able > 0 and own.able_morale >= s.parameters.counter_attack_morale * MORALE_UNIT * own.able_men


def muster(s: State, most: int) -> int:
    """Mark the formations that may go, in the order of their names, up to a strength; return theirs."""
    force = 0
    at = next_by_name(s, -1)
    while at >= 0:
        own = s.siblings[at]
        if willing(s, own) and force + own.able <= most:
            own.goes = 1
            force += own.able
        at = next_by_name(s, own.rank)
    return force


def next_by_name(s: State, rank: int) -> int:
    """The formation next in the order of names after ``rank`` that has anybody able to go; or -1."""
    best = v.NOWHERE
    for own in s.siblings:
        if own.able > 0 and own.rank > rank and (best < 0 or own.rank < s.siblings[best].rank):
            best = own.index
    return best


def weakest_lost(s: State, place: Row, force: int) -> int:
    """The adjacent lost place of most prestige, not too far away, that ``force`` outweighs; or -1."""
    best = v.NOWHERE
    for e in range(place.edges_from, place.edges_to):
        edge = s.edges[e]
        there = s.places[edge.to]
        if s.roads[edge.road].km > s.parameters.counter_attack_km or not to_retake(s, there):
            continue
        preferred = best < 0 or there.prestige > s.places[best].prestige
        if preferred and outweighs(s, force, there):
            best = there.index
    return best


def to_retake(s: State, place: Row) -> bool:
    """Whether it was the state's and a group that attacks places holds it.

    Those who take only what is abandoned are left alone, and so is what was never the state's in this war.
    """
    lost = place.controller != 0 and place.held_before == 1
    return lost and s.groups[place.controller - 1].opportunist == 0


def spare(s: State, goal: Row) -> None:
    """Let those stay who are not needed: the first by name go until they outweigh the guard."""
    force = 0
    at = next_by_name(s, -1)
    while at >= 0:
        own = s.siblings[at]
        if own.goes == 1:
            if force > 0 and outweighs(s, force, goal):
                own.goes = 0
            else:
                force += own.able
        at = next_by_name(s, own.rank)
