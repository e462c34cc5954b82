"""Survey: what follows from who holds what, looked at again when a place has changed hands."""

from __future__ import annotations

from sim.model import vocabulary as v
from sim.model.stages.groups import within_reach
from sim.model.stages.roads import connect, find_danger
from sim.model.state import Row, State


def survey(s: State) -> None:
    """Connection, danger, ways out, what groups can reach, the share of prestige lost."""
    connect(s)
    for place in s.places:
        place.home_km = place.travel_km
    find_danger(s)
    for place in s.places:
        if s.mechanisms.corridor == 0:
            place.connected = 1 if place.controller == 0 else 0
        place.encircled = encircled(s, place)
        place.exit = v.UNKNOWN
        place.road_out = road_out(s, place)
        place.front = next_to(s, place, 0) if place.controller == 0 else 0
        place.quarter_next = quarter_next(s, place)
    for group in s.groups:
        group.reachable = 1 if any_within_reach(s, group) else 0
    s.nation.lost_share = lost_share(s)
    s.nation.map_changed = 0
    s.nation.groups_moved = 1


def encircled(s: State, place: Row) -> int:
    """1 for a place of the state's none of whose neighbours is, other than the capital."""
    if place.controller != 0 or place.index == s.nation.capital:
        return 0
    return 1 - next_to(s, place, 1)


def lost_share(s: State) -> float:
    """Of the prestige that the state held before its losses began, the share that it has lost.

    What the history says was lost before the start counts. Assumption A92.
    """
    lost = 0.0
    whole = 0.0
    for place in s.places:
        if place.controller_at_start == 0 or place.held_before == 1:
            whole = whole + place.prestige
            if place.controller != 0:
                lost = lost + place.prestige
    return lost / max(whole, 1.0e-9)


def road_out(s: State, place: Row) -> int:
    """Whether a retreat from a place leads anywhere: to an adjacent place that the state holds.

    Where roads are never cut, to any place that it holds.
    """
    if s.mechanisms.corridor == 0:
        for there in s.places:
            if there.controller == 0 and there.index != place.index:
                return 1
        return 0
    return next_to(s, place, 1)


def next_to(s: State, place: Row, held: int) -> int:
    """Whether a place is next to one that the state holds, or to one that it does not."""
    for e in range(place.edges_from, place.edges_to):
        if (s.places[s.edges[e].to].controller == 0) == (held == 1):
            return 1
    return 0


def quarter_next(s: State, place: Row) -> float:
    """Whether those who hold places next to one spare who gives up: their mean, 1 without any. A125."""
    neighbours = 0
    spared = 0
    for e in range(place.edges_from, place.edges_to):
        holder = s.places[s.edges[e].to].controller
        if holder > 0:
            neighbours += 1000
            spared += s.groups[holder - 1].quarter_permille
    return spared / neighbours if neighbours > 0 else 1.0


def any_within_reach(s: State, group: Row) -> bool:
    """Whether the state holds a place within the group's reach."""
    for place in s.places:
        if within_reach(s, group, place):
            return True
    return False
