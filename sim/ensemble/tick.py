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

from sim import vocabulary as v
from sim.ensemble import state as st
from sim.ensemble.groups import act_groups, rest
from sim.ensemble.journal import note, send_broke, send_held
from sim.ensemble.others import act_backers, act_command, act_communities, act_rumours, leave
from sim.ensemble.picture import hear, picture, strength
from sim.ensemble.start import corridor_end
from sim.ensemble.state import GROUP_AGENT, NO_AGENT, State
from sim.ensemble.units import act_units, falls_now, held_fast
from sim.numeric import stage
from sim.rules import control
from sim.world import BELLWETHER, CAPITAL, Fixed, Numbers, P, Switches


@stage
def tick(f: Fixed, n: Numbers, p: P, on: Switches, s: State, seed: int, run: int, t: int) -> None:
    """Advance one run by one tick."""
    days = f.clock[0]
    hear(p, s, days)
    picture(f, n, p, on, s, t, days)
    act_units(f, n, p, on, s, seed, run, t, days)
    act_groups(f, n, p, on, s, seed, run, t, days)
    act_communities(f, n, p, on, s, seed, run, t, days)
    act_backers(f, n, p, on, s, seed, run, t, days)
    act_command(f, n, p, on, s, seed, run, t, days)
    act_rumours(f, p, on, s, seed, run, t, days)
    settle(f, n, p, s, t, days)


@stage
def settle(f: Fixed, n: Numbers, p: P, s: State, t: int, tick_days: float) -> None:
    """Places change hands once everybody has acted."""
    for g in range(len(s.joined)):
        s.group_men[g] += s.joined[g]
        s.joined[g] = 0
    s.holders[:] = 0
    for i in range(len(s.status)):
        if s.status[i] == v.HOLDING:
            s.holders[s.place[i]] += s.men[i]
    bellwether = f.anchors[BELLWETHER]
    struck = falls_now(f, n, s, bellwether, t, tick_days)
    for here in range(len(s.controller)):
        if s.retaken[here] == 1:
            regain(f, p, s, here, t)
        elif s.controller[here] == 0 and struck and here == bellwether:
            lose(f, p, s, here, nearest_group(f, s, here), t, tick_days)
        elif s.controller[here] == 0 and s.holders[here] == 0:
            taker = strongest_before(f, s, here)
            if taker >= 0 and not held_fast(f, n, s, here, t, tick_days):
                lose(f, p, s, here, taker, t, tick_days)
    if struck:
        s.nation[st.BRANCH_DONE] = 1
    if s.nation[st.MAP_CHANGED] == 1:
        watch_corridor(f, s, t)


@stage
def strongest_before(f: Fixed, s: State, here: int) -> int:
    """The strongest group pressing or paused before a place, or -1; ties by name."""
    best = v.NOWHERE
    best_force = 0
    for g in range(len(s.mode)):
        if s.target[g] == here and (s.mode[g] == v.PRESSING or s.mode[g] == v.PAUSED):
            force = strength(s.group_men[g], s.group_quality[g])
            ahead = force > best_force or (force == best_force and f.group_rank[g] < f.group_rank[best])
            if best < 0 or ahead:
                best = g
                best_force = force
    return best


@stage
def nearest_group(f: Fixed, s: State, here: int) -> int:
    """The group nearest by road that attacks places; ties by name, the first group if there is none."""
    best = v.NOWHERE
    for g in range(len(s.mode)):
        if s.mode[g] == v.DORMANT or f.group_opportunist[g] == 1:
            continue
        if best < 0:
            best = g
            continue
        km = s.km[s.group_place[g], here]
        best_km = s.km[s.group_place[best], here]
        if km < best_km or (km == best_km and f.group_rank[g] < f.group_rank[best]):
            best = g
    return max(0, best)


@stage
def lose(f: Fixed, p: P, s: State, here: int, taker: int, t: int, tick_days: float) -> None:
    """The state loses a place to a group; it is news, and contradicts a recent denial."""
    s.controller[here] = taker + 1
    s.lost_tick[here] = t
    if s.first_lost[here] < 0:
        s.first_lost[here] = t
    s.nation[st.MAP_CHANGED] = 1
    note(s, t, v.PLACE_LOST, here, GROUP_AGENT, taker, s.garrison[here])
    send_broke(s, here, p.fall_weight, 1.0)
    if here == f.anchors[CAPITAL] and s.nation[st.LEFT_TICK] < 0:
        leave(p, s, here, t)
    if s.denied_tick[here] >= 0 and (t - s.denied_tick[here]) * tick_days <= p.denial_memory_days:
        s.nation_level[st.CREDIBILITY] = s.nation_level[st.CREDIBILITY] * (1.0 - p.contradiction_loss)
    for g in range(len(s.mode)):
        if s.target[g] == here and (s.mode[g] == v.PRESSING or s.mode[g] == v.PAUSED):
            rest(s, g, here)
            if s.garrison[here] > 0:
                s.readiness[g] = min(s.readiness[g], p.readiness_after_capture)


@stage
def regain(f: Fixed, p: P, s: State, here: int, t: int) -> None:
    """The state regains a place; groups there fall back."""
    s.controller[here] = v.STATE
    if s.first_regained[here] < 0:
        s.first_regained[here] = t
    s.nation[st.MAP_CHANGED] = 1
    note(s, t, v.PLACE_REGAINED, here, NO_AGENT, v.NOWHERE, s.holders[here])
    send_held(s, here, p.regained_weight, 1.0)
    for g in range(len(s.mode)):
        if s.mode[g] != v.DORMANT and s.group_place[g] == here:
            rest(s, g, fall_back(f, s, g, here))
            s.readiness[g] = min(s.readiness[g], p.readiness_after_capture)


@stage
def fall_back(f: Fixed, s: State, g: int, here: int) -> int:
    """The nearest place the state does not hold, its first place if there is none."""
    best = v.NOWHERE
    for there in range(len(s.controller)):
        if there != here and s.controller[there] != 0:
            if best < 0 or s.km[here, there] < s.km[here, best]:
                best = there
    return best if best >= 0 else int(f.group_place[g])


@stage
def watch_corridor(f: Fixed, s: State, t: int) -> None:
    """Note when state-held roads cease to join the capital and the refuge, or join them again."""
    capital = f.anchors[CAPITAL]
    end = corridor_end(f)
    control.connect(f.road_start, f.road_neighbour, s.controller, capital, s.connected, s.done)
    joined = s.connected[end]
    if joined == 0 and s.nation[st.CORRIDOR] == 1:
        note(s, t, v.CORRIDOR_CUT, end, NO_AGENT, v.NOWHERE, 0)
        if s.nation[st.FIRST_CUT] < 0:
            s.nation[st.FIRST_CUT] = t
    elif joined == 1 and s.nation[st.CORRIDOR] == 0:
        note(s, t, v.CORRIDOR_OPENED, end, NO_AGENT, v.NOWHERE, 0)
    s.nation[st.CORRIDOR] = joined
