"""One tick, in order. The same list is the Mesa model's ``step``.

1. Hear      last tick's news reaches every place, older news fades
2. Picture   strengths, threats, connections and beliefs as they stand: what all read
3. Formations feel; hold, break, retreat, obey, counter-attack, arrive
4. Groups    rest, set out, march, pause, press, turn back
5. Communities rise or calm down
6. Backers   step back or forward, send men, urge exile
7. Command   cedes, reinforces, pays, leaves
8. Rumours   false reports and denials
9. Control   places change hands; the corridor is cut or opened
"""

from __future__ import annotations

from typing import Any

from sim import vocabulary as v
from sim.ensemble.groups import act_groups, rest
from sim.ensemble.journal import note, send_broke, send_held
from sim.ensemble.others import act_backers, act_command, act_communities, act_rumours, leave
from sim.ensemble.picture import hear, picture, strength
from sim.ensemble.start import corridor_end
from sim.ensemble.state import GROUP_AGENT, NO_AGENT, Codes, State
from sim.ensemble.units import act_units, falls_now, held_fast
from sim.numeric import stage
from sim.rules import control
from sim.world import BELLWETHER, CAPITAL


@stage
def tick(f: Codes, p: Any, on: Any, s: State, seed: int, run: int, t: int) -> None:
    """Advance one run by one tick."""
    days = f.clock[0]
    hear(f, p, s, days)
    picture(f, p, on, s, t, days)
    act_units(f, p, on, s, seed, run, t, days)
    act_groups(f, p, on, s, seed, run, t, days)
    act_communities(f, p, on, s, seed, run, t, days)
    act_backers(f, p, on, s, seed, run, t, days)
    act_command(f, p, on, s, seed, run, t, days)
    act_rumours(f, p, on, s, seed, run, t, days)
    settle(f, p, s, t, days)


@stage
def settle(f: Codes, p: Any, s: State, t: int, tick_days: float) -> None:
    """Places change hands once everybody has acted: first all that were retaken, then all that fall."""
    count_holders(s)
    bellwether = f.anchors[BELLWETHER]
    struck = falls_now(f, s, bellwether, t, tick_days)
    for here in range(len(s.controller)):
        if s.places[here].retaken == 1:
            regain(p, s, here, t)
    drive_out(f, p, s)
    nearest = nearest_group(f, s, bellwether)
    for here in range(len(s.controller)):
        if s.controller[here] != 0 or s.places[here].retaken == 1:
            continue
        if struck and here == bellwether:
            lose(f, p, s, here, nearest, t, tick_days)
        elif s.places[here].holders == 0:
            taker = strongest_before(f, s, here)
            if taker >= 0 and not held_fast(f, s, here, t, tick_days):
                lose(f, p, s, here, taker, t, tick_days)
    if struck:
        s.nation[0].branch_done = 1
    if s.nation[0].map_changed == 1:
        watch_corridor(f, s, t)


@stage
def count_holders(s: State) -> None:
    """Men who hold each place after this tick's decisions; defectors join their groups."""
    for g in range(len(s.groups)):
        s.groups[g].men += s.groups[g].joined
        s.groups[g].joined = 0
    for here in range(len(s.places)):
        s.places[here].holders = 0
    for i in range(len(s.units)):
        if s.units[i].status == v.HOLDING:
            s.places[s.units[i].place].holders += s.units[i].men


@stage
def strongest_before(f: Codes, s: State, here: int) -> int:
    """The strongest group pressing or paused before a place, or -1; ties by name."""
    best = v.NOWHERE
    best_force = 0
    for g in range(len(s.groups)):
        if s.groups[g].target == here and (s.groups[g].mode == v.PRESSING or s.groups[g].mode == v.PAUSED):
            force = strength(s.groups[g].men, s.groups[g].quality)
            ahead = force > best_force or (force == best_force and f.groups[g].rank < f.groups[best].rank)
            if best < 0 or ahead:
                best = g
                best_force = force
    return best


@stage
def nearest_group(f: Codes, s: State, here: int) -> int:
    """The group nearest by road, one that attacks places before any other; ties by name."""
    best = 0
    for g in range(1, len(s.groups)):
        idle = 1 if s.groups[g].mode == v.DORMANT or f.groups[g].opportunist == 1 else 0
        best_idle = 1 if s.groups[best].mode == v.DORMANT or f.groups[best].opportunist == 1 else 0
        km = s.km[s.groups[g].place, here]
        best_km = s.km[s.groups[best].place, here]
        nearer = km < best_km or (km == best_km and f.groups[g].rank < f.groups[best].rank)
        if idle < best_idle or (idle == best_idle and nearer):
            best = g
    return best


@stage
def lose(f: Codes, p: Any, s: State, here: int, taker: int, t: int, tick_days: float) -> None:
    """The state loses a place to a group; it is news, and contradicts a recent denial."""
    place = s.places[here]
    s.controller[here] = taker + 1
    place.lost_tick = t
    if place.first_lost < 0:
        place.first_lost = t
    s.nation[0].map_changed = 1
    s.nation[0].last_lost = t
    note(s, t, v.PLACE_LOST, here, GROUP_AGENT, taker, place.garrison)
    send_broke(s, here, p.fall_weight, 1.0)
    if here == f.anchors[CAPITAL] and s.nation[0].left_tick < 0:
        leave(p, s, here, t)
    if place.denied_tick >= 0 and (t - place.denied_tick) * tick_days <= p.denial_memory_days:
        s.nation[0].credibility = s.nation[0].credibility * (1.0 - p.contradiction_loss)
    for g in range(len(s.groups)):
        if s.groups[g].target == here and (s.groups[g].mode == v.PRESSING or s.groups[g].mode == v.PAUSED):
            rest(s, g, here)
            if place.garrison > 0:
                s.groups[g].readiness = min(s.groups[g].readiness, p.readiness_after_capture)


@stage
def regain(p: Any, s: State, here: int, t: int) -> None:
    """The state regains a place."""
    place = s.places[here]
    s.controller[here] = v.STATE
    if place.first_regained < 0:
        place.first_regained = t
    s.nation[0].map_changed = 1
    note(s, t, v.PLACE_REGAINED, here, NO_AGENT, v.NOWHERE, place.holders)
    send_held(s, here, p.regained_weight, 1.0)


@stage
def drive_out(f: Codes, p: Any, s: State) -> None:
    """Groups that stand in a retaken place fall back."""
    for g in range(len(s.groups)):
        here = s.groups[g].place
        if s.groups[g].mode != v.DORMANT and s.places[here].retaken == 1:
            rest(s, g, fall_back(f, s, g, here))
            s.groups[g].readiness = min(s.groups[g].readiness, p.readiness_after_capture)


@stage
def fall_back(f: Codes, s: State, g: int, here: int) -> int:
    """The nearest place the state does not hold, its first place if there is none."""
    best = v.NOWHERE
    for there in range(len(s.controller)):
        free = there != here and s.controller[there] != 0
        if free and (best < 0 or s.km[here, there] < s.km[here, best]):
            best = there
    return best if best >= 0 else int(f.groups[g].place)


@stage
def watch_corridor(f: Codes, s: State, t: int) -> None:
    """Note when state-held roads cease to join the capital and the refuge, or join them again."""
    capital = f.anchors[CAPITAL]
    end = corridor_end(f)
    control.connect(f.road_start, f.road_neighbour, s.controller, capital, s.connected, s.done)
    joined = s.connected[end]
    if joined == 0 and s.nation[0].corridor == 1:
        note(s, t, v.CORRIDOR_CUT, end, NO_AGENT, v.NOWHERE, 0)
        if s.nation[0].first_cut < 0:
            s.nation[0].first_cut = t
    elif joined == 1 and s.nation[0].corridor == 0:
        note(s, t, v.CORRIDOR_OPENED, end, NO_AGENT, v.NOWHERE, 0)
    s.nation[0].corridor = joined
