"""Roads and control: who is connected to what, how far the enemy is, which way to go.

Distance and connection are properties of the map and of who holds it: assumption A47.
Functions over small arrays rather than scalars: each is a plain loop in ascending order,
called by both engines. ``controller`` holds 0 for the state; ``start`` and ``neighbour``
are the road graph in compressed rows: the neighbours of l are neighbour[start[l]:start[l+1]].
"""

from __future__ import annotations

from typing import Any

FAR_KM = 1.0e9


def all_pairs_km(start: Any, neighbour: Any, road: Any, road_km: Any, km: Any) -> None:
    """Fill ``km`` (places, places) with shortest road distances.

    Bellman and Ford's sweeps from each place: roads are few, so this costs places times roads
    times a few sweeps, where Floyd and Warshall's cube is slow for hundreds of places.
    """
    places = km.shape[0]
    for origin in range(places):
        for there in range(places):
            km[origin, there] = FAR_KM
        km[origin, origin] = 0.0
        changed = True
        while changed:
            changed = False
            for here in range(places):
                if km[origin, here] >= FAR_KM:
                    continue
                for e in range(start[here], start[here + 1]):
                    longer = km[origin, here] + road_km[road[e]]
                    if longer < km[origin, neighbour[e]]:
                        km[origin, neighbour[e]] = longer
                        changed = True


def connect(start: Any, neighbour: Any, controller: Any, origin: int, connected: Any, stack: Any) -> None:
    """Mark with 1 the places that a chain of state-held places joins to ``origin``."""
    connected[:] = 0
    if controller[origin] != 0:
        return
    connected[origin] = 1
    stack[0] = origin
    top = 1
    while top > 0:
        top -= 1
        here = stack[top]
        for e in range(start[here], start[here + 1]):
            there = neighbour[e]
            if controller[there] == 0 and connected[there] == 0:
                connected[there] = 1
                stack[top] = there
                top += 1


def nearest_enemy_km(
    start: Any, neighbour: Any, road: Any, road_km: Any, controller: Any, danger_km: Any
) -> None:
    """Fill ``danger_km`` with the road distance from each place to the nearest one not state-held.

    ``FAR_KM`` everywhere when the state holds all. Sweeps along the roads until nothing gets nearer.
    """
    places = danger_km.shape[0]
    for here in range(places):
        danger_km[here] = 0.0 if controller[here] != 0 else FAR_KM
    changed = True
    while changed:
        changed = False
        for here in range(places):
            for e in range(start[here], start[here + 1]):
                nearer = danger_km[neighbour[e]] + road_km[road[e]]
                if nearer < danger_km[here]:
                    danger_km[here] = nearer
                    changed = True


def travel_km(
    start: Any, neighbour: Any, road: Any, road_km: Any, controller: Any, origin: int, km: Any, done: Any
) -> None:
    """Fill ``km`` with distances from ``origin`` through places the state does not hold (Dijkstra).

    State-held places are reached but not passed through.
    """
    n = controller.shape[0]
    km[:] = FAR_KM
    done[:] = 0
    km[origin] = 0.0
    while True:
        here = -1
        for place in range(n):
            if done[place] == 0 and km[place] < FAR_KM and (here < 0 or km[place] < km[here]):
                here = place
        if here < 0:
            return
        done[here] = 1
        if here != origin and controller[here] == 0:
            continue
        for e in range(start[here], start[here + 1]):
            km[neighbour[e]] = min(km[neighbour[e]], km[here] + road_km[road[e]])
