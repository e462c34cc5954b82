"""Hear, and draw the picture that every agent reads: nothing here decides anything."""

from __future__ import annotations

import math
from typing import Any

from sim import vocabulary as v
from sim.ensemble.state import Codes, State
from sim.numeric import helper, stage
from sim.rules import backing, belief, breaking, control, morale, news
from sim.vocabulary import EVIDENCE_UNIT
from sim.world import CAPITAL, RESOLUTION, Floats


@stage
def hear(f: Codes, p: Any, s: State, tick_days: float) -> None:
    """News fades; last tick's evidence is heard, place by place in ascending order."""
    places = len(s.broke)
    left = news.fading(tick_days, p.news_half_life_days)
    for here in range(places):
        s.broke[here] = s.broke[here] * left
        s.held[here] = s.held[here] * left
    for there in range(places):
        if s.places[there].sent_broke != 0:
            spread(s.hears, there, s.places[there].sent_broke / EVIDENCE_UNIT, s.broke)
            s.places[there].sent_broke = 0
        if s.places[there].sent_held != 0:
            spread(s.hears, there, s.places[there].sent_held / EVIDENCE_UNIT, s.held)
            s.places[there].sent_held = 0
    nation_broke = s.nation[0].sent_broke / EVIDENCE_UNIT
    nation_held = s.nation[0].sent_held / EVIDENCE_UNIT
    s.nation[0].sent_broke = 0
    s.nation[0].sent_held = 0
    for here in range(places):
        s.broke[here] = max(0.0, s.broke[here] + nation_broke)
        s.held[here] = s.held[here] + nation_held
    if f.anchors[RESOLUTION] > 1:
        hear_kin(s, left)


@stage
def hear_kin(s: State, left: float) -> None:
    """What sub-units of one formation have seen of each other."""
    for k in range(len(s.kin)):
        kin = s.kin[k]
        kin.broke = kin.broke * left + kin.sent_broke / EVIDENCE_UNIT
        kin.held = kin.held * left + kin.sent_held / EVIDENCE_UNIT
        kin.sent_broke = 0
        kin.sent_held = 0


@stage
def spread(hears: Floats, there: int, evidence: float, heard: Floats) -> None:
    """Add evidence from one place to what every place has heard."""
    for here in range(len(heard)):
        heard[here] = heard[here] + hears[there, here] * evidence


@stage
def picture(f: Codes, p: Any, on: Any, s: State, t: int, tick_days: float) -> None:
    """Strengths, threats, beliefs and ways out, as they stand before anyone acts."""
    if s.nation[0].map_changed == 1:
        survey(f, p, on, s)
        s.nation[0].map_changed = 0
    count_units(s)
    count_groups(f, p, s)
    support(f, s, t, tick_days)
    people(f, s)
    believe(f, p, on, s, t, tick_days)


@stage
def survey(f: Codes, p: Any, on: Any, s: State) -> None:
    """What follows from who holds what: connection, danger, ways out, share lost."""
    places = len(s.broke)
    capital = f.anchors[CAPITAL]
    control.connect(f.road_start, f.road_neighbour, s.controller, capital, s.connected, s.done)
    control.nearest_enemy_km(
        f.road_start, f.road_neighbour, f.road_index, s.road_km, s.controller, s.danger_km
    )
    lost = 0.0
    whole = 0.0
    for here in range(places):
        if on.corridor == 0:
            s.connected[here] = 1 if s.controller[here] == 0 else 0
        best = v.NOWHERE
        best_km = 0.0
        for e in range(f.road_start[here], f.road_start[here + 1]):
            there = f.road_neighbour[e]
            if s.controller[there] == 0:
                km = breaking.safety(s.danger_km[there], s.places[there].haven, p.haven_km)
                if best < 0 or km > best_km:
                    best = there
                    best_km = km
        if best < 0 and on.corridor == 0 and here != capital and s.controller[capital] == 0:
            best = capital
        s.places[here].exit = best
        if f.places[here].controller == 0:
            whole = whole + s.places[here].prestige
            if s.controller[here] != 0:
                lost = lost + s.places[here].prestige
    s.nation[0].lost_share = lost / max(whole, 1.0e-9)


@helper
def strength(men: int, quality: int) -> int:
    """Men times quality (permille), in whole men of quality 1."""
    return men * quality // 1000


@stage
def count_units(s: State) -> None:
    """Men and strength that hold each place."""
    for here in range(len(s.places)):
        s.places[here].defence = 0
        s.places[here].garrison = 0
    for i in range(len(s.units)):
        if s.units[i].status == v.HOLDING:
            here = s.units[i].place
            s.places[here].defence += strength(s.units[i].men, s.units[i].quality)
            s.places[here].garrison += s.units[i].men


@stage
def count_groups(f: Codes, p: Any, s: State) -> None:
    """Strength of groups that stand in, press, wait before or threaten each place."""
    for here in range(len(s.places)):
        s.places[here].attack = 0
        s.places[here].before = 0
        s.places[here].threat = 0
        s.places[here].occupiers = 0
    for g in range(len(s.groups)):
        if s.groups[g].mode == v.DORMANT:
            continue
        force = strength(s.groups[g].men, s.groups[g].quality)
        here = s.groups[g].place
        aim = s.groups[g].target
        s.places[here].occupiers += force
        if f.groups[g].opportunist == 0:
            for e in range(f.road_start[here], f.road_start[here + 1]):
                s.places[f.road_neighbour[e]].threat += force
        if aim >= 0:
            s.places[aim].threat += force
            if s.groups[g].mode == v.PRESSING:
                s.places[aim].attack += force
            if s.groups[g].mode != v.MARCHING:
                s.places[aim].before += force
    count_guards(p, s)


@stage
def count_guards(p: Any, s: State) -> None:
    """Strength that guards each lost place: groups there, and a share of the holder's."""
    for here in range(len(s.places)):
        s.places[here].guard = s.places[here].occupiers
        holder = s.controller[here] - 1
        if holder >= 0:
            whole = strength(s.groups[holder].men, s.groups[holder].quality)
            s.places[here].guard += math.floor(p.occupation_share * whole)


@stage
def support(f: Codes, s: State, t: int, tick_days: float) -> None:
    """Backers' commitment now, the support that troops feel and the air power they get."""
    felt = 0
    whole = 0
    air = 0
    for b in range(len(s.backers)):
        most = 1.0
        for k in range(f.backer_limit_day.shape[1]):
            if f.backer_limit_day[b, k] <= t * tick_days:
                most = f.backer_limit[b, k]
        backer = s.backers[b]
        backer.commitment = backing.commitment(backer.commitment_start, backer.stance, most)
        if f.backers[b].role == v.BACKS_STATE:
            felt += backing.share_felt(backer.weight, backer.commitment)
            whole += backing.share_felt(backer.weight, 1.0)
            air += backing.share_felt(backer.air, backer.commitment)
    s.nation[0].support = felt / whole if whole > 0 else 1.0
    s.nation[0].air = air / EVIDENCE_UNIT


@stage
def people(f: Codes, s: State) -> None:
    """The mood around the troops at each place, and whether they may leave in safety."""
    for here in range(len(s.places)):
        s.places[here].around = 0.0
        s.places[here].passage = 0
    for c in range(len(s.communities)):
        here = f.communities[c].place
        if f.communities[c].loyal == 1:
            s.places[here].around += 1.0
        else:
            s.places[here].around -= 0.5 * s.communities[c].stance
            if s.communities[c].stance == v.RISEN and f.communities[c].negotiates == 1:
                s.places[here].passage = 1


@stage
def believe(f: Codes, p: Any, on: Any, s: State, t: int, tick_days: float) -> None:
    """Belief, exposure and the force ratio at each place, and belief among kin."""
    for here in range(len(s.broke)):
        s.belief[here] = belief.belief(s.held[here], s.broke[here], p.belief_prior, p.belief_inertia)
        s.shift_broke[here] = belief.shift(s.broke[here], 1.0 - p.belief_prior, p.belief_inertia)
        s.shift_held[here] = belief.shift(s.held[here], p.belief_prior, p.belief_inertia)
    face(f, p, s, t, tick_days)
    if f.anchors[RESOLUTION] > 1:
        believe_kin(p, s)


@stage
def believe_kin(p: Any, s: State) -> None:
    """Belief among the sub-units of one formation."""
    for k in range(len(s.kin)):
        kin = s.kin[k]
        up = belief.shift(kin.held, p.belief_prior, p.comrades_inertia)
        down = belief.shift(kin.broke, 1.0 - p.belief_prior, p.comrades_inertia)
        kin.shift = up - down


@stage
def face(f: Codes, p: Any, s: State, t: int, tick_days: float) -> None:
    """What the garrison of each place faces: its exposure, and the force ratio in contact."""
    shares = (p.exposure_threatened, p.exposure_neighbour, p.exposure_rear)
    air = 1.0 + s.nation[0].air
    last = s.nation[0].last_lost
    any_lost = last >= 0 and (t - last) * tick_days <= p.neighbour_memory_days
    for here in range(len(s.places)):
        place = s.places[here]
        in_contact = 1 if place.attack > 0 else 0
        threatened = 1 if place.threat > 0 else 0
        lost = neighbour_lost(f, p, s, here, t, tick_days) if any_lost else 0
        place.exposure = breaking.exposure(in_contact, threatened, lost, shares)
        place.force = 0.0
        if in_contact == 1:
            place.force = morale.force_term(
                place.defence * air, float(place.attack), p.force_effect, p.force_ratio_limit
            )


@stage
def neighbour_lost(f: Codes, p: Any, s: State, here: int, t: int, tick_days: float) -> int:
    """1 when an adjacent place was lost within the neighbour memory."""
    for e in range(f.road_start[here], f.road_start[here + 1]):
        there = f.road_neighbour[e]
        lost = s.controller[there] != 0 and s.places[there].lost_tick >= 0
        if lost and (t - s.places[there].lost_tick) * tick_days <= p.neighbour_memory_days:
            return 1
    return 0
