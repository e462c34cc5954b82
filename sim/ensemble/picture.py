"""Hear, and draw the picture that every agent reads: nothing here decides anything."""

from __future__ import annotations

import math

from sim import vocabulary as v
from sim.ensemble import state as st
from sim.ensemble.state import State
from sim.numeric import helper, stage
from sim.rules import backing, belief, breaking, control, morale, news
from sim.vocabulary import EVIDENCE_UNIT
from sim.world import CAPITAL, Fixed, Numbers, P, Switches


@stage
def hear(p: P, s: State, tick_days: float) -> None:
    """News fades; last tick's evidence is heard, place by place in ascending order."""
    places = len(s.broke)
    left = news.fading(tick_days, p.news_half_life_days)
    for here in range(places):
        s.broke[here] = s.broke[here] * left
        s.held[here] = s.held[here] * left
    for there in range(places):
        if s.sent_broke[there] != 0:
            spread(s.hears, there, s.sent_broke[there] / EVIDENCE_UNIT, s.broke)
            s.sent_broke[there] = 0
        if s.sent_held[there] != 0:
            spread(s.hears, there, s.sent_held[there] / EVIDENCE_UNIT, s.held)
            s.sent_held[there] = 0
    nation_broke = s.nation[st.SENT_BROKE] / EVIDENCE_UNIT
    nation_held = s.nation[st.SENT_HELD] / EVIDENCE_UNIT
    s.nation[st.SENT_BROKE] = 0
    s.nation[st.SENT_HELD] = 0
    for here in range(places):
        s.broke[here] = max(0.0, s.broke[here] + nation_broke)
        s.held[here] = s.held[here] + nation_held
    for k in range(len(s.kin_broke)):
        s.kin_broke[k] = s.kin_broke[k] * left + s.sent_kin_broke[k] / EVIDENCE_UNIT
        s.kin_held[k] = s.kin_held[k] * left + s.sent_kin_held[k] / EVIDENCE_UNIT
        s.sent_kin_broke[k] = 0
        s.sent_kin_held[k] = 0


@stage
def spread(hears, there: int, evidence: float, heard) -> None:  # type: ignore[no-untyped-def]
    """Add evidence from one place to what every place has heard."""
    for here in range(len(heard)):
        heard[here] = heard[here] + hears[here, there] * evidence


@stage
def picture(f: Fixed, n: Numbers, p: P, on: Switches, s: State, t: int, tick_days: float) -> None:
    """Strengths, threats, beliefs and ways out, as they stand before anyone acts."""
    if s.nation[st.MAP_CHANGED] == 1:
        survey(f, n, p, on, s)
        s.nation[st.MAP_CHANGED] = 0
    count_units(s)
    count_groups(f, p, s)
    support(f, n, s, t, tick_days)
    people(f, s)
    believe(f, p, on, s, t, tick_days)


@stage
def survey(f: Fixed, n: Numbers, p: P, on: Switches, s: State) -> None:
    """What follows from who holds what: connection, danger, ways out, share lost."""
    places = len(s.broke)
    capital = f.anchors[CAPITAL]
    control.connect(f.road_start, f.road_neighbour, s.controller, capital, s.connected, s.done)
    control.nearest_enemy_km(s.controller, s.km, s.danger_km)
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
                km = breaking.safety(s.danger_km[there], n.place_haven[there], p.haven_km)
                if best < 0 or km > best_km:
                    best = there
                    best_km = km
        if best < 0 and on.corridor == 0 and here != capital and s.controller[capital] == 0:
            best = capital
        s.exit[here] = best
        if f.place_controller[here] == 0:
            whole = whole + s.prestige[here]
            if s.controller[here] != 0:
                lost = lost + s.prestige[here]
    s.nation_level[st.LOST_SHARE] = lost / max(whole, 1.0e-9)


@helper
def strength(men: int, quality: int) -> int:
    """Men times quality (permille), in whole men of quality 1."""
    return men * quality // 1000


@stage
def count_units(s: State) -> None:
    """Men and strength that hold each place."""
    s.defence[:] = 0
    s.garrison[:] = 0
    for i in range(len(s.status)):
        if s.status[i] == v.HOLDING:
            here = s.place[i]
            s.defence[here] += strength(s.men[i], s.quality[i])
            s.garrison[here] += s.men[i]


@stage
def count_groups(f: Fixed, p: P, s: State) -> None:
    """Strength of groups that stand in, press, wait before or threaten each place."""
    s.attack[:] = 0
    s.before[:] = 0
    s.threat[:] = 0
    s.occupiers[:] = 0
    for g in range(len(s.mode)):
        if s.mode[g] == v.DORMANT:
            continue
        force = strength(s.group_men[g], s.group_quality[g])
        here = s.group_place[g]
        aim = s.target[g]
        s.occupiers[here] += force
        if f.group_opportunist[g] == 0:
            for e in range(f.road_start[here], f.road_start[here + 1]):
                s.threat[f.road_neighbour[e]] += force
        if aim >= 0:
            s.threat[aim] += force
            if s.mode[g] == v.PRESSING:
                s.attack[aim] += force
            if s.mode[g] != v.MARCHING:
                s.before[aim] += force
    for here in range(len(s.guard)):
        s.guard[here] = s.occupiers[here]
        holder = s.controller[here] - 1
        if holder >= 0:
            whole = strength(s.group_men[holder], s.group_quality[holder])
            s.guard[here] += int(math.floor(p.occupation_share * whole))


@stage
def support(f: Fixed, n: Numbers, s: State, t: int, tick_days: float) -> None:
    """Backers' commitment now, the support that troops feel and the air power they get."""
    felt = 0.0
    whole = 0.0
    air = 0.0
    for b in range(len(s.commitment)):
        most = 1.0
        for k in range(f.backer_limit_day.shape[1]):
            if f.backer_limit_day[b, k] <= t * tick_days:
                most = f.backer_limit[b, k]
        s.commitment[b] = backing.commitment(n.backer_commitment[b], s.backer_stance[b], most)
        if f.backer_role[b] == v.BACKS_STATE:
            felt = felt + n.backer_weight[b] * s.commitment[b]
            whole = whole + n.backer_weight[b]
            air = air + n.backer_air[b] * s.commitment[b]
    s.nation_level[st.SUPPORT] = felt / whole if whole > 0.0 else 1.0
    s.nation_level[st.AIR] = air


@stage
def people(f: Fixed, s: State) -> None:
    """The mood around the troops at each place, and whether they may leave in safety."""
    s.around[:] = 0.0
    s.passage[:] = 0
    for c in range(len(s.stance)):
        here = f.community_place[c]
        if f.community_loyal[c] == 1:
            s.around[here] += 1.0
        else:
            s.around[here] -= 0.5 * s.stance[c]
            if s.stance[c] == v.RISEN and f.community_negotiates[c] == 1:
                s.passage[here] = 1


@stage
def believe(f: Fixed, p: P, on: Switches, s: State, t: int, tick_days: float) -> None:
    """Belief, exposure and the force ratio at each place, and belief among kin."""
    shares = (p.exposure_threatened, p.exposure_neighbour, p.exposure_rear)
    air = 1.0 + s.nation_level[st.AIR]
    for here in range(len(s.broke)):
        s.belief[here] = belief.belief(s.held[here], s.broke[here], p.belief_prior, p.belief_inertia)
        s.shift_broke[here] = belief.shift(s.broke[here], 1.0 - p.belief_prior, p.belief_inertia)
        s.shift_held[here] = belief.shift(s.held[here], p.belief_prior, p.belief_inertia)
        in_contact = 1 if s.attack[here] > 0 else 0
        threatened = 1 if s.threat[here] > 0 else 0
        lost = neighbour_lost(f, p, s, here, t, tick_days)
        s.exposure[here] = breaking.exposure(in_contact, threatened, lost, shares)
        s.force[here] = 0.0
        if in_contact == 1:
            s.force[here] = morale.force_term(
                s.defence[here] * air, float(s.attack[here]), p.force_effect, p.force_ratio_limit
            )
    for k in range(len(s.kin_broke)):
        up = belief.shift(s.kin_held[k], p.belief_prior, p.comrades_inertia)
        down = belief.shift(s.kin_broke[k], 1.0 - p.belief_prior, p.comrades_inertia)
        s.kin_shift[k] = up - down


@stage
def neighbour_lost(f: Fixed, p: P, s: State, here: int, t: int, tick_days: float) -> int:
    """1 when an adjacent place was lost within the neighbour memory."""
    for e in range(f.road_start[here], f.road_start[here + 1]):
        there = f.road_neighbour[e]
        if s.controller[there] != 0 and s.lost_tick[there] >= 0:
            if (t - s.lost_tick[there]) * tick_days <= p.neighbour_memory_days:
                return 1
    return 0
