"""Searches along the roads: distances, connection to the capital, distance to the enemy, ways for a group.

One search serves all: it labels places with their distance from those in the queue, in the field
``travel_km``, until no label gets smaller. Distances are sums from the start of a path outwards.
Distance and connection are properties of the map and of who holds it: assumption A47.
"""

from __future__ import annotations

from sim.model import vocabulary as v
from sim.model.state import Row, State

FAR_KM = 1.0e9

EVERYWHERE = 0  # a search goes through all places,
THROUGH_HELD = 1  # through those that the state holds,
THROUGH_LOST = 2  # or through those that it does not, and round those where it is encircled


def forget(s: State) -> None:
    """No place is near and the queue is empty."""
    for place in s.places:
        place.travel_km = FAR_KM
        place.queued = 0


def begin_at(s: State, place: Row, waiting: int) -> int:
    """Put a place, at no distance, behind the ``waiting`` first of the queue; returns how many wait."""
    place.travel_km = 0.0
    place.queued = 1
    s.places[waiting].queue = place.index
    return waiting + 1


def search(s: State, waiting: int, through: int, origin: int) -> None:
    """Label all places that can be reached from the ``waiting`` first places of the queue.

    ``origin`` is passed through whoever holds it; -1 for none.
    """
    size = len(s.places)
    first = 0
    while waiting > 0:
        at = s.places[first].queue
        first = first + 1 if first + 1 < size else 0
        waiting -= 1
        here = s.places[at]
        here.queued = 0
        if at == origin or passes(here, through):
            for e in range(here.edges_from, here.edges_to):
                edge = s.edges[e]
                there = s.places[edge.to]
                longer = here.travel_km + s.roads[edge.road].km
                if longer < there.travel_km:
                    there.travel_km = longer
                    if there.queued == 0:
                        there.queued = 1
                        last = first + waiting
                        s.places[last if last < size else last - size].queue = edge.to
                        waiting += 1


def passes(place: Row, through: int) -> bool:
    """Whether a search goes on from a place."""
    if through == EVERYWHERE:
        return True
    if through == THROUGH_LOST and place.encircled == 1:
        return True
    held: bool = place.controller == 0
    return held == (through == THROUGH_HELD)


def search_from(s: State, origin: int, through: int) -> None:
    """Label all places that can be reached from one."""
    forget(s)
    search(s, begin_at(s, s.places[origin], 0), through, origin)


def passable(s: State) -> int:
    """What the state's formations go through: what it holds, or everything where roads are never cut."""
    return THROUGH_HELD if s.mechanisms.corridor == 1 else EVERYWHERE


def held_way_km(s: State, origin: int, there: int) -> float:
    """Length of the shortest way of the state's formations between two places; FAR_KM without one."""
    search_from(s, origin, passable(s))
    km: float = s.places[there].travel_km
    return km


def measure(s: State) -> None:
    """Road distances between all places."""
    for here in s.places:
        search_from(s, here.index, EVERYWHERE)
        for there in s.places:
            s.km[here.index, there.index] = there.travel_km


def connect(s: State) -> None:
    """Mark the places that a chain of state-held places joins to the capital."""
    capital = s.nation.capital
    if s.places[capital].controller == 0:
        search_from(s, capital, THROUGH_HELD)
    else:
        forget(s)
    for place in s.places:
        place.connected = 1 if place.controller == 0 and place.travel_km < FAR_KM else 0


def find_danger(s: State) -> None:
    """Road distance from each place to the nearest one that is not state-held; FAR_KM when there is none."""
    forget(s)
    waiting = 0
    for place in s.places:
        if place.controller != 0:
            waiting = begin_at(s, place, waiting)
    search(s, waiting, EVERYWHERE, -1)
    for place in s.places:
        place.danger_km = place.travel_km


def find_approaches(s: State) -> None:
    """How soon the first group that attacks could be at each place, through lost land; FAR_KM for never."""
    for place in s.places:
        place.approach_days = FAR_KM
    for group in s.groups:
        if may_come(group) and first_of_its_speed(s, group):
            approach_at(s, group.km_per_day)
    s.nation.groups_moved = 0


def may_come(group: Row) -> bool:
    """Whether a group is one that attacks."""
    there: bool = group.mode != v.DORMANT and group.opportunist == 0
    return there


def first_of_its_speed(s: State, group: Row) -> bool:
    """Whether no group before it that attacks is as fast: one search serves all of a speed."""
    for other in s.groups:
        if other.index == group.index:
            return True
        if may_come(other) and other.km_per_day == group.km_per_day:
            return False
    return True


def approach_at(s: State, km_per_day: float) -> None:
    """Shorten the approach to each place to that of the nearest group of a speed."""
    forget(s)
    waiting = 0
    for group in s.groups:
        here = s.places[group.place]
        if may_come(group) and group.km_per_day == km_per_day and here.queued == 0:
            waiting = begin_at(s, here, waiting)
    search(s, waiting, THROUGH_LOST, -1)
    for place in s.places:
        place.approach_days = min(place.approach_days, place.travel_km / km_per_day)


def corridor_end(s: State) -> int:
    """The far end of the corridor from the capital: the refuge, or the bellwether where there is none."""
    return s.nation.refuge if s.nation.refuge >= 0 else s.nation.bellwether
