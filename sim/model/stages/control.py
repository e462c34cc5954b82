"""Control: places change hands once everybody has acted; the corridor is cut or opened."""

from __future__ import annotations

from sim.model import vocabulary as v
from sim.model.rules import combat, news
from sim.model.stages.command import leave
from sim.model.stages.communities import rise
from sim.model.stages.formations import falls_now, under_command
from sim.model.stages.groups import go_back, rest, standing, whereabouts, within_reach
from sim.model.stages.roads import THROUGH_LOST, connect, corridor_end, search_from
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
    watch_groups(s)
    find_takers(s)
    nearest = nearest_group(s, s.nation.branch_place) if struck else v.NOWHERE
    for place in s.places:
        if place.controller != 0 or place.retaken == 1:
            continue
        if struck and place.index == s.nation.branch_place:
            lose(s, place, nearest)
        elif place.taker >= 0:
            lose(s, place, place.taker)
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


# --- who takes what nobody holds ---------------------------------------------------------
def watch_groups(s: State) -> None:
    """Who is near which place is looked at again when a group has moved or a place has changed hands."""
    for group in s.groups:
        there = free_at(s, group)
        if there != group.stood:
            group.stood = there
            s.nation.unsettled = 1
    if s.nation.unsettled == 1 or s.nation.map_changed == 1:
        for place in s.places:
            place.passed_over = 0
    s.nation.unsettled = 0


def find_takers(s: State) -> None:
    """For every place that nobody holds the group that takes it: all are found before any is taken."""
    for place in s.places:
        place.facing = 0
        place.taker = v.NOWHERE
    for group in s.groups:
        if group.target >= 0 and stands_before(group, group.target):
            s.places[group.target].facing = 1
    count_abandoned(s)
    for community in s.communities:
        if takes_home(s, community):
            s.places[community.place].taker = community.group
    for place in s.places:
        if place.controller != 0 or place.holders > 0:
            place.taker = v.NOWHERE
        elif place.facing == 1:
            place.taker = strongest_before(s, place.index)
        elif place.taker < 0:
            place.taker = who_is_near(s, place)


def takes_home(s: State, community: Row) -> bool:
    """Whether people take their own place: they have risen, or its garrison has left. Assumption A131."""
    home = s.places[community.place]
    if home.holders > 0 or community.loyal == 1:
        return False
    left: bool = s.mechanisms.risings == 1 and s.parameters.rise_rate > 0.0 and home.manned == 1
    return left or community.stance == v.RISEN


def who_is_near(s: State, place: Row) -> int:
    """Who takes a place that nobody holds or stands before: who is near, who holds the next one, or -1."""
    taker = v.NOWHERE
    if place.passed_over == 0:
        taker = nearest_of_those_near(s, place)
        place.passed_over = 1
    if taker < 0 and place.abandoned_days > 0.0:
        taker = nearest_next_door(s, place)
    return taker


def count_abandoned(s: State) -> None:
    """For how long each place of the state's has stood empty since its garrison left. Assumption A128."""
    for place in s.places:
        if place.garrison > 0 or place.holders > 0:
            place.manned = 1
        if place.controller != 0 or place.holders > 0 or place.manned == 0:
            place.abandoned_days = 0.0
        else:
            place.abandoned_days += s.nation.tick_days


def nearest_of_those_near(s: State, place: Row) -> int:
    """Of the groups near a place, by the way through lost land, the nearest; local fighters first. Or -1.

    That way is never shorter than the road, so it is looked for only where a group is near by road.
    """
    best = v.NOWHERE
    searched = False
    for group in s.groups:
        near = group.stood >= 0 and s.km[place.index, group.stood] <= s.parameters.near_km
        if near and within_reach(s, group, place):
            if not searched:
                search_from(s, place.index, THROUGH_LOST)
                searched = True
            if can_turn_to(s, group, group.stood) and (best < 0 or sooner(s, group, s.groups[best])):
                best = group.index
    return best


def nearest_next_door(s: State, place: Row) -> int:
    """Of those who hold places next to an abandoned one, the nearest who could have driven there, or -1."""
    best = v.NOWHERE
    best_km = 0.0
    for e in range(place.edges_from, place.edges_to):
        holder = s.places[s.edges[e].to].controller - 1
        km = s.roads[s.edges[e].road].km
        if holder >= 0 and within_reach(s, s.groups[holder], place):
            there = km <= place.abandoned_days * s.groups[holder].km_per_day
            nearer = best < 0 or km < best_km
            if there and (nearer or (km == best_km and s.groups[holder].rank < s.groups[best].rank)):
                best = holder
                best_km = km
    return best


def can_turn_to(s: State, group: Row, there: int) -> bool:
    """Whether the searched place is near a group that stands at ``there``.

    A group before a held place does not go through it: the way must be as near on the side it came from.
    """
    near_km = s.parameters.near_km
    way_round_km = s.places[group.place].travel_km - s.km[group.place, there]
    near: bool = s.places[there].travel_km <= near_km and way_round_km <= near_km
    return near


def free_at(s: State, group: Row) -> int:
    """The place in or before which a group stands without fighting for it; -1 for none."""
    there = standing(group)
    if group.mode == v.PRESSING and s.places[group.target].holders > 0:
        there = v.NOWHERE
    return there


def sooner(s: State, group: Row, other: Row) -> bool:
    """Whether of two groups that are near a place the first takes it: local ones, the nearer, by name."""
    local = group.community >= 0
    other_local = other.community >= 0
    if local != other_local:
        return local
    km = s.places[standing(group)].travel_km
    other_km = s.places[standing(other)].travel_km
    return km < other_km or (km == other_km and group.rank < other.rank)


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
    km = s.km[whereabouts(group), place]
    other_km = s.km[whereabouts(other), place]
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
    if s.groups[taker].mode == v.DORMANT and s.groups[taker].community >= 0:
        rise(s, s.communities[s.groups[taker].community])
    occupy(place, s.groups[taker], combat.men_left(s.groups[taker].men, p.occupation_share))
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


def occupy(place: Row, group: Row, men: int) -> None:
    """A group leaves some of its men in a place."""
    place.occupation_men = men
    group.men -= men


def regain(s: State, place: Row) -> None:
    """The state regains a place; those left in it rejoin their group."""
    s.groups[place.controller - 1].men += place.occupation_men
    place.occupation_men = 0
    place.controller = v.STATE
    if place.first_regained < 0:
        place.first_regained = s.nation.tick
    s.nation.map_changed = 1
    note(s, v.PLACE_REGAINED, place.index, v.NO_AGENT, v.NOWHERE, place.holders)
    tell_made_up(s, v.PLACE_REGAINED, place, s.parameters.regained_weight)


def drive_out(s: State) -> None:
    """Groups that rest in a retaken place fall back."""
    for group in s.groups:
        if group.mode == v.RESTING and s.places[group.place].retaken == 1:
            group.readiness = min(group.readiness, s.parameters.readiness_after_capture)
            go_back(s, group, group.place, v.NOWHERE)


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
