"""Set a run's state: distances, who hears whom, history, men and morale at the start."""

from __future__ import annotations

import math

from sim import vocabulary as v
from sim.chance import draw4
from sim.ensemble import state as st
from sim.ensemble.state import State
from sim.numeric import probit, stage
from sim.rules import control, news
from sim.world import BELLWETHER, CAPITAL, PAY_RAISED, REFUGE, RESOLUTION, Fixed, Numbers, P, Switches


@stage
def start_run(f: Fixed, n: Numbers, p: P, on: Switches, s: State, seed: int, run: int) -> None:
    """Set every array of ``s`` for the run; nothing of an earlier run remains."""
    control.all_pairs_km(f.road_start, f.road_neighbour, f.road_index, n.road_km, s.km)
    clear(s)
    set_places(f, n, p, on, s)
    set_history(f, p, on, s)
    set_units(f, n, p, s, seed, run)
    set_groups(f, n, s)
    for c in range(len(s.stance)):
        s.stance[c] = f.community_stance[c]
        s.first_risen[c] = v.NEVER
        here = f.community_place[c]
        for i in range(len(s.status)):
            if s.place[i] == here:
                s.garrison_start[c] += s.men[i]
    if f.anchors[PAY_RAISED] == 1:
        s.nation[st.PAY_TICK] = 0
    control.connect(f.road_start, f.road_neighbour, s.controller, f.anchors[CAPITAL], s.connected, s.done)
    s.nation[st.CORRIDOR] = s.connected[corridor_end(f)]
    if s.nation[st.CORRIDOR] == 0:
        s.nation[st.FIRST_CUT] = 0


@stage
def corridor_end(f: Fixed) -> int:
    """The far end of the corridor from the capital: the refuge, or the bellwether where there is none."""
    refuge = f.anchors[REFUGE]
    return int(refuge) if refuge >= 0 else int(f.anchors[BELLWETHER])


@stage
def clear(s: State) -> None:
    """Set to zero, or to never, what the other setters do not set."""
    s.broke[:] = 0.0
    s.held[:] = 0.0
    s.sent_broke[:] = 0
    s.sent_held[:] = 0
    s.lost_tick[:] = v.NEVER
    s.first_lost[:] = v.NEVER
    s.first_regained[:] = v.NEVER
    s.rumour_due[:] = v.NEVER
    s.rumour_size[:] = 0
    s.denied_tick[:] = v.NEVER
    s.sent_kin_broke[:] = 0
    s.sent_kin_held[:] = 0
    s.kin_broke[:] = 0.0
    s.kin_held[:] = 0.0
    s.kin_shift[:] = 0.0
    s.garrison_start[:] = 0
    s.backer_stance[:] = v.SUPPORTING
    s.urging[:] = 0
    s.first_left[:] = v.NEVER
    s.nation[:] = 0
    s.nation[st.PAY_TICK] = v.NEVER
    s.nation[st.LEFT_TICK] = v.NEVER
    s.nation[st.FIRST_CUT] = v.NEVER
    s.nation[st.MAP_CHANGED] = 1
    s.nation[st.CORRIDOR] = 1


@stage
def set_places(f: Fixed, n: Numbers, p: P, on: Switches, s: State) -> None:
    """Controllers, prestige in force, and who hears whom."""
    places = len(s.broke)
    s.nation_level[st.CREDIBILITY] = p.denial_credibility
    for here in range(places):
        s.controller[here] = f.place_controller[here]
        s.prestige[here] = n.place_prestige[here] if on.prestige == 1 else 1.0
        for there in range(places):
            share = 1.0
            if here != there:
                share = news.hearing(s.km[here, there], p.news_everywhere, p.news_reach_km)
                if on.prestige == 1 and on.bellwether_heard_everywhere == 1 and there == f.anchors[BELLWETHER]:
                    share = max(share, p.bellwether_heard)
                if on.news == 0:
                    share = 0.0
            s.hears[here, there] = share


@stage
def set_history(f: Fixed, p: P, on: Switches, s: State) -> None:
    """What the agents have already observed, faded since."""
    for h in range(len(f.history_day)):
        where = f.history_place[h]
        left = news.fading(-f.history_day[h], p.news_half_life_days)
        if where >= 0:
            left = left * s.prestige[where]
        for here in range(len(s.broke)):
            share = 1.0
            if where >= 0:
                share = s.hears[here, where]
            elif on.news == 0:
                share = 0.0
            s.broke[here] += share * left * f.history_broke[h]
            if on.stands == 1:
                s.held[here] += share * left * f.history_held[h]


@stage
def set_units(f: Fixed, n: Numbers, p: P, s: State, seed: int, run: int) -> None:
    """Men, quality and cohesion of every formation or sub-unit."""
    pieces = f.anchors[RESOLUTION]
    for i in range(len(s.status)):
        parent = f.unit_parent[i]
        whole = int(math.floor(n.unit_men[parent] + 0.5))
        men = whole // pieces
        if f.unit_number[i] < whole % pieces:
            men = men + 1
        cohesion = n.unit_cohesion[parent]
        if pieces > 1:
            u = draw4(seed, run, 0, f.unit_key[i, 0], f.unit_key[i, 1], v.DRAW_SPREAD)[0]
            cohesion = cohesion + p.cohesion_spread * probit(u)
        s.status[i] = v.HOLDING if men > 0 else v.DISSOLVED
        s.place[i] = f.unit_place[i]
        s.origin[i] = f.unit_place[i]
        s.errand[i] = v.ERRAND_RETREAT
        s.days_left[i] = 0.0
        s.men[i] = men
        s.men_start[i] = men
        s.dead[i] = 0
        s.loss_carry[i] = 0.0
        s.quality[i] = int(math.floor(n.unit_quality[parent] * 1000.0 + 0.5))
        s.standing[i] = cohesion
        s.morale[i] = 0.0
        s.officers[i] = 1
        s.broken[i] = 0
        s.order[i] = v.NOWHERE
        s.nation[st.ARMY_MEN] += men


@stage
def set_groups(f: Fixed, n: Numbers, s: State) -> None:
    """Rebel groups and the fighters that communities may raise."""
    for g in range(len(s.mode)):
        s.mode[g] = f.group_mode[g]
        s.group_place[g] = f.group_place[g]
        s.target[g] = f.group_target[g]
        s.group_days_left[g] = 0.0
        s.group_men[g] = int(math.floor(n.group_men[g] + 0.5))
        s.group_dead[g] = 0
        s.group_carry[g] = 0.0
        s.group_quality[g] = int(math.floor(n.group_quality[g] * 1000.0 + 0.5))
        s.readiness[g] = n.group_readiness[g]
        s.joined[g] = 0
