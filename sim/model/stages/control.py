"""Control: places change hands once everybody has acted; the corridor is cut or opened."""

from __future__ import annotations

from sim.model import vocabulary as v
from sim.model.rules import combat, news
from sim.model.stages.command import leave
from sim.model.stages.formations import falls_now, under_command
from sim.model.stages.groups import rest
from sim.model.stages.roads import connect, corridor_end
from sim.model.stages.tell import note, tell_broke, tell_made_up
from sim.model.state import Row, State


def resolve_control(s: State) -> None:
    """First all places that were retaken, then all that fall."""
    count_holders(s)
    struck = falls_now(s, s.nation.branch_place)
    for place in s.places:
        if place.retaken == 1:
            regain(s, place)
    drive_out(s)
    find_takers(s)
    nearest = nearest_group(s, s.nation.branch_place) if struck else v.NOWHERE
    for place in s.places:
        if place.controller != 0 or place.retaken == 1:
            continue
        if struck and place.index == s.nation.branch_place:
            lose(s, place, nearest)
        elif place.holders == 0 and place.facing == 1:
            lose(s, place, strongest_before(s, place.index))
    if struck:
        s.nation.branch_done = 1
    if s.nation.map_changed == 1:
        watch_corridor(s)


def count_holders(s: State) -> None:
    """Men who hold each place after this step's decisions; defectors join their groups."""
    for group in s.groups:
        group.men += group.joined
        group.joined = 0
    for place in s.places:
        place.holders = 0
    s.nation.commanded = 0
    for unit in s.formations:
        if unit.status == v.HOLDING:
            s.places[unit.place].holders += unit.men
        if under_command(unit):
            s.nation.commanded += 1


def stands_before(group: Row, place: int) -> bool:
    """Whether a group attacks a place or waits before it."""
    return group.target == place and (group.mode == v.PRESSING or group.mode == v.PAUSED)


def find_takers(s: State) -> None:
    """Mark the places that some group attacks or waits before."""
    for place in s.places:
        place.facing = 0
    for group in s.groups:
        if group.target >= 0 and stands_before(group, group.target):
            s.places[group.target].facing = 1


def strongest_before(s: State, place: int) -> int:
    """The strongest group that attacks a place or waits before it, or -1; ties by name."""
    best = v.NOWHERE
    best_force = 0
    for group in s.groups:
        if stands_before(group, place):
            force = combat.strength(group.men, group.quality_permille)
            if best < 0 or force > best_force or (force == best_force and group.rank < s.groups[best].rank):
                best = group.index
                best_force = force
    return best


def nearest_group(s: State, place: int) -> int:
    """The group nearest by road, one that attacks places before any other; ties by name."""
    best = 0
    for group in s.groups:
        if group.index > 0 and comes_before(s, group, s.groups[best], place):
            best = group.index
    return best


def comes_before(s: State, group: Row, other: Row, place: int) -> bool:
    """Whether a group would take a place sooner than another."""
    idle = 1 if group.mode == v.DORMANT or group.opportunist == 1 else 0
    other_idle = 1 if other.mode == v.DORMANT or other.opportunist == 1 else 0
    km = s.km[group.place, place]
    other_km = s.km[other.place, place]
    nearer = km < other_km or (km == other_km and group.rank < other.rank)
    return idle < other_idle or (idle == other_idle and nearer)


def lose(s: State, place: Row, taker: int) -> None:
    """The state loses a place to a group; it is news, and contradicts a recent denial."""
    p, n = s.parameters, s.nation
    place.controller = taker + 1
    place.lost_tick = n.tick
    if place.first_lost < 0:
        place.first_lost = n.tick
    n.map_changed = 1
    note(s, v.PLACE_LOST, place.index, v.GROUP_AGENT, taker, place.garrison)
    tell_broke(s, v.PLACE_LOST, place, news.evidence(p.fall_weight, 1.0, place.prestige))
    if place.index == n.capital and n.left_tick < 0:
        leave(s)
    place.rumour_due = v.NEVER  # what was false has come true: there is nothing to deny
    if place.denied_tick >= 0 and (n.tick - place.denied_tick) * n.tick_days <= p.denial_memory_days:
        n.credibility = n.credibility * (1.0 - p.contradiction_loss)
    for group in s.groups:
        if stands_before(group, place.index):
            rest(s, group, place.index)
            if place.garrison > 0:
                group.readiness = min(group.readiness, p.readiness_after_capture)


def regain(s: State, place: Row) -> None:
    """The state regains a place."""
    place.controller = v.STATE
    if place.first_regained < 0:
        place.first_regained = s.nation.tick
    s.nation.map_changed = 1
    note(s, v.PLACE_REGAINED, place.index, v.NO_AGENT, v.NOWHERE, place.holders)
    tell_made_up(s, v.PLACE_REGAINED, place, s.parameters.regained_weight)


def drive_out(s: State) -> None:
    """Groups that stand in a retaken place fall back."""
    for group in s.groups:
        if group.mode != v.DORMANT and s.places[group.place].retaken == 1:
            rest(s, group, fall_back(s, group))
            group.readiness = min(group.readiness, s.parameters.readiness_after_capture)


def fall_back(s: State, group: Row) -> int:
    """The nearest place that the state does not hold, the group's home if there is none."""
    best = v.NOWHERE
    for place in s.places:
        free = place.index != group.place and place.controller != 0
        if free and (best < 0 or s.km[group.place, place.index] < s.km[group.place, best]):
            best = place.index
    home: int = group.home
    return best if best >= 0 else home


def watch_corridor(s: State) -> None:
    """Note when state-held roads cease to join the capital and the refuge, or join them again."""
    end = corridor_end(s)
    connect(s)
    joined = s.places[end].connected
    if joined == 0 and s.nation.corridor == 1:
        note(s, v.CORRIDOR_CUT, end, v.NO_AGENT, v.NOWHERE, 0)
        if s.nation.first_cut < 0:
            s.nation.first_cut = s.nation.tick
    elif joined == 1 and s.nation.corridor == 0:
        note(s, v.CORRIDOR_OPENED, end, v.NO_AGENT, v.NOWHERE, 0)
    s.nation.corridor = joined
