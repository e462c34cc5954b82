"""Set a run's state: distances, who hears whom, history, men and morale at the start."""

from __future__ import annotations

import math
from typing import Any

from sim import vocabulary as v
from sim.chance import draw4
from sim.ensemble.state import Codes, State
from sim.numeric import probit, stage
from sim.rules import control, news
from sim.world import BELLWETHER, CAPITAL, PAY_RAISED, REFUGE, RESOLUTION, Numbers


@stage
def start_run(f: Codes, n: Numbers, p: Any, on: Any, s: State, seed: int, run: int) -> None:
    """Set every array of ``s`` for the run; nothing of an earlier run remains."""
    clear(s)
    set_places(f, n, p, on, s)
    set_history(f, p, on, s)
    set_units(f, n, p, s, seed, run)
    set_groups(f, n, s)
    set_people(f, n, s)
    if f.anchors[PAY_RAISED] == 1:
        s.nation[0].pay_tick = 0
    control.connect(f.road_start, f.road_neighbour, s.controller, f.anchors[CAPITAL], s.connected, s.done)
    s.nation[0].corridor = s.connected[corridor_end(f)]
    if s.nation[0].corridor == 0:
        s.nation[0].first_cut = 0


@stage
def set_roads(f: Codes, n: Numbers, s: State) -> None:
    """Road lengths and all distances: the same for every run unless a road's length is drawn."""
    for r in range(len(s.road_km)):
        s.road_km[r] = n.road_km[r]
    control.all_pairs_km(f.road_start, f.road_neighbour, f.road_index, s.road_km, s.km)


@stage
def set_people(f: Codes, n: Numbers, s: State) -> None:
    """Communities, the garrison each has before its eyes, and backers."""
    for c in range(len(s.communities)):
        community = s.communities[c]
        community.stance = f.communities[c].stance
        community.first_risen = v.NEVER
        community.garrison_start = 0
        community.grievance = n.community_grievance[c]
        community.fear = n.community_fear[c]
        for i in range(len(s.units)):
            if s.units[i].place == f.communities[c].place:
                community.garrison_start += s.units[i].men
    for b in range(len(s.backers)):
        backer = s.backers[b]
        backer.stance = v.SUPPORTING
        backer.urging = 0
        backer.first_left = v.NEVER
        backer.weight = n.backer_weight[b]
        backer.air = n.backer_air[b]
        backer.patience = n.backer_patience[b]
        backer.commitment_start = n.backer_commitment[b]
        backer.arriving_men = n.backer_men[b]
        backer.arrivals_per_day = n.backer_arrivals_per_day[b]


@stage
def corridor_end(f: Codes) -> int:
    """The far end of the corridor from the capital: the refuge, or the bellwether where there is none."""
    refuge = f.anchors[REFUGE]
    return int(refuge) if refuge >= 0 else int(f.anchors[BELLWETHER])


@stage
def clear(s: State) -> None:
    """Set to zero, or to never, what the other setters do not set."""
    for here in range(len(s.places)):
        place = s.places[here]
        s.broke[here] = 0.0
        s.held[here] = 0.0
        place.sent_broke = 0
        place.sent_held = 0
        place.lost_tick = v.NEVER
        place.first_lost = v.NEVER
        place.first_regained = v.NEVER
        place.rumour_due = v.NEVER
        place.rumour_size = 0
        place.denied_tick = v.NEVER
        place.retaken = 0
    for k in range(len(s.kin)):
        kin = s.kin[k]
        kin.sent_broke = 0
        kin.sent_held = 0
        kin.broke = 0.0
        kin.held = 0.0
        kin.shift = 0.0
    nation = s.nation[0]
    nation.sent_broke = 0
    nation.sent_held = 0
    nation.pay_tick = v.NEVER
    nation.left_tick = v.NEVER
    nation.map_changed = 1
    nation.corridor = 1
    nation.first_cut = v.NEVER
    nation.events = 0
    nation.last_lost = v.NEVER
    nation.army_men = 0
    nation.withdrawals = 0
    nation.officers_gone = 0
    nation.rumours = 0
    nation.urged = 0
    nation.branch_done = 0


@stage
def set_places(f: Codes, n: Numbers, p: Any, on: Any, s: State) -> None:
    """Controllers, prestige in force, and who hears whom."""
    places = len(s.broke)
    s.nation[0].credibility = p.denial_credibility
    s.nation[0].confidence = n.command_confidence[0]
    s.nation[0].branch_from_day = n.branch_from_day[0]
    for here in range(places):
        s.controller[here] = f.places[here].controller
        s.places[here].prestige = n.place_prestige[here] if on.prestige == 1 else 1.0
        s.places[here].population = n.place_population[here]
        s.places[here].haven = n.place_haven[here]
        for there in range(places):
            share = 1.0
            if here != there:
                share = news.hearing(s.km[here, there], p.news_everywhere, p.news_reach_km)
                if (
                    on.prestige == 1
                    and on.bellwether_heard_everywhere == 1
                    and there == f.anchors[BELLWETHER]
                ):
                    share = max(share, p.bellwether_heard)
                if on.news == 0:
                    share = 0.0
            s.hears[there, here] = share


@stage
def set_history(f: Codes, p: Any, on: Any, s: State) -> None:
    """What the agents have already observed, faded since."""
    for h in range(len(f.history_day)):
        where = f.history_place[h]
        left = news.fading(-f.history_day[h], p.news_half_life_days)
        if where >= 0:
            left = left * s.places[where].prestige
        for here in range(len(s.broke)):
            share = 1.0
            if where >= 0:
                share = s.hears[where, here]
            elif on.news == 0:
                share = 0.0
            s.broke[here] += share * left * f.history_broke[h]
            if on.stands == 1:
                held = f.history_held[h] * (p.stand_weight if f.history_stand[h] == 1.0 else 1.0)
                s.held[here] += share * left * held


@stage
def set_units(f: Codes, n: Numbers, p: Any, s: State, seed: int, run: int) -> None:
    """Men, quality and cohesion of every formation or sub-unit."""
    pieces = f.anchors[RESOLUTION]
    for k in range(len(s.kin)):
        s.kin[k].men = math.floor(n.unit_men[k] + 0.5)
    for i in range(len(s.units)):
        code = f.units[i]
        unit = s.units[i]
        parent = code.parent
        whole = s.kin[parent].men
        men = whole // pieces
        if code.number < whole % pieces:
            men = men + 1
        cohesion = n.unit_cohesion[parent]
        if pieces > 1:
            u = draw4(seed, run, 0, code.key_low, code.key_high, v.DRAW_SPREAD)[0]
            cohesion = cohesion + p.cohesion_spread * probit(u)
        unit.status = v.HOLDING if men > 0 else v.DISSOLVED
        unit.place = code.place
        unit.origin = code.place
        unit.errand = v.ERRAND_RETREAT
        unit.days_left = 0.0
        unit.men = men
        unit.men_start = men
        unit.dead = 0
        unit.loss_carry = 0.0
        unit.quality = math.floor(n.unit_quality[parent] * 1000.0 + 0.5)
        unit.standing = cohesion
        unit.conscripts = n.unit_conscripts[parent]
        unit.adviser_share = n.unit_adviser_share[parent]
        s.morale[i] = cohesion - p.conscript_effect * unit.conscripts
        unit.officers = 1
        unit.broken = 0
        unit.order = v.NOWHERE
        s.nation[0].army_men += men


@stage
def set_groups(f: Codes, n: Numbers, s: State) -> None:
    """Rebel groups and the fighters that communities may raise."""
    for g in range(len(s.groups)):
        code = f.groups[g]
        group = s.groups[g]
        group.mode = code.mode
        group.place = code.place
        group.target = code.target
        group.days_left = 0.0
        group.men = math.floor(n.group_men[g] + 0.5)
        group.dead = 0
        group.loss_carry = 0.0
        group.quality = math.floor(n.group_quality[g] * 1000.0 + 0.5)
        group.readiness = n.group_readiness[g]
        group.heart = n.group_heart[g]
        group.reach_km = n.group_reach_km[g]
        group.joined = 0
