"""Survey: what follows from who holds what, looked at again when a place has changed hands."""

from __future__ import annotations

from sim.model import vocabulary as v
from sim.model.rules import breaking
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
        place.exit = way_out(s, place)
        place.encircled = encircled(s, place)
    for group in s.groups:
        group.reachable = 1 if any_within_reach(s, group) else 0
    s.nation.lost_share = lost_share(s)
    s.nation.map_changed = 0


def encircled(s: State, place: Row) -> int:
    """1 for a place of the state's none of whose neighbours is, other than the capital."""
    if place.controller != 0 or place.index == s.nation.capital:
        return 0
    for e in range(place.edges_from, place.edges_to):
        if s.places[s.edges[e].to].controller == 0:
            return 0
    return 1


def lost_share(s: State) -> float:
    """Of the prestige that the state held before its losses began, the share that it has lost.

    Without the mechanism ``earlier_losses`` only of what it held at the start. Assumption A92.
    """
    lost = 0.0
    whole = 0.0
    for place in s.places:
        earlier = s.mechanisms.earlier_losses == 1 and place.held_before == 1
        if place.controller_at_start == 0 or earlier:
            whole = whole + place.prestige
            if place.controller != 0:
                lost = lost + place.prestige
    return lost / max(whole, 1.0e-9)


def way_out(s: State, place: Row) -> int:
    """The safest adjacent place that the state holds, or -1; without corridors the capital in its stead."""
    best = v.NOWHERE
    best_km = 0.0
    for e in range(place.edges_from, place.edges_to):
        there = s.places[s.edges[e].to]
        if there.controller == 0:
            km = breaking.safety(there.danger_km, there.haven, s.parameters.haven_km)
            if best < 0 or km > best_km:
                best = there.index
                best_km = km
    capital = s.nation.capital
    if (
        best < 0
        and s.mechanisms.corridor == 0
        and place.index != capital
        and s.places[capital].controller == 0
    ):
        best = capital
    return best


def any_within_reach(s: State, group: Row) -> bool:
    """Whether the state holds a place within the group's reach."""
    for place in s.places:
        if within_reach(s, group, place):
            return True
    return False
