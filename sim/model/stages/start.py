"""Start: what follows from the scenario's own numbers before the first step of a run."""

from __future__ import annotations

import math

from sim.model import vocabulary as v
from sim.model.chance import draw4
from sim.model.numeric import chance_within, logistic, probit
from sim.model.rules import advance, belief, breaking, combat, news
from sim.model.stages.roads import connect, corridor_end
from sim.model.stages.tell import army_per_cent
from sim.model.state import Row, State

A_LITTLE_MORE = 1.0 + 1.0e-9
"""An upper bound in real numbers times this is one in floating point too."""


def start(s: State) -> None:
    """Set what ``fields`` leaves to the run; road distances and who hears whom are there already."""
    set_clock(s)
    set_risks(s)
    set_places(s)
    for own in s.siblings:
        own.men = rounded(own.men_given)
    for unit in s.formations:
        set_formation(s, unit)
    s.nation.basis_men = max(s.nation.basis_given, s.nation.army_men)
    set_history(s)
    for group in s.groups:
        set_group(s, group)
    for place in s.places:
        set_guard(s, place)
    for community in s.communities:
        set_community(s, community)
    for backer in s.backers:
        backer.arrived = 1 if backer.arrives_day <= 0.0 else 0
    connect(s)
    for place in s.places:
        place.connected_at_start = place.connected
    s.nation.corridor = s.places[corridor_end(s)].connected
    if s.nation.corridor == 0:
        s.nation.first_cut = 0


def rounded(x: float) -> int:
    """The nearest whole number, halves up."""
    return math.floor(x + 0.5)


def set_clock(s: State) -> None:
    """What is the same in every step of a run."""
    p, n = s.parameters, s.nation
    n.credibility = p.denial_credibility
    n.falling_share = chance_within(p.fall_rate, n.tick_days)
    n.recovering_share = chance_within(p.recovery_rate, n.tick_days)
    n.expectation = belief.expectation(p.expected_days, p.reference_days)
    n.tiring_share = advance.tiring(p.fatigue_rate, n.tick_days)
    if n.pay_raised == 1:
        n.pay_tick = 0


def set_risks(s: State) -> None:
    """Bounds on the chance of breaking, so that a draw above one needs no exponential."""
    p = s.parameters
    for risk in s.risks:
        morale = logistic(breaking.least_morale(risk.index))
        rate = breaking.contact_rate(morale, p.break_rate, p.break_steepness, p.critical_morale)
        risk.most = rate * s.nation.tick_days * A_LITTLE_MORE


def set_hearing(s: State) -> None:
    """Who hears how much of the news from where."""
    p, on = s.parameters, s.mechanisms
    for origin in s.places:
        prestige = origin.prestige if on.prestige == 1 else 1.0
        public = news.attention(origin.attention, p.public_attention, prestige)
        for place in s.places:
            share = 1.0
            if place.index != origin.index:
                share = news.hearing(s.km[place.index, origin.index], p.news_everywhere, p.news_reach_km)
                if on.public_attention == 1:
                    share = max(share, public)
                if on.news == 0:
                    share = 0.0
            s.hears[origin.index, place.index] = share


def set_places(s: State) -> None:
    """Controllers, and the prestige in force."""
    for place in s.places:
        place.controller = place.controller_at_start
        if s.mechanisms.prestige == 0:
            place.prestige = 1.0


def set_history(s: State) -> None:
    """What the agents have already observed, faded since."""
    for event in s.history:
        left = history_left(s, event)
        broke = history_broke(s, event)
        held = history_held(s, event)
        for place in s.places:
            share = 1.0
            if event.place >= 0:
                share = s.hears[event.place, place.index]
            elif s.mechanisms.news == 0:
                share = 0.0
            place.broke += share * left * broke
            place.held += share * left * held


def history_left(s: State, event: Row) -> float:
    """What is left of an event's evidence at the start, times the prestige of its place."""
    left = news.fading(-event.day, s.parameters.news_half_life_days)
    return left * s.places[event.place].prestige if event.place >= 0 else left


def history_broke(s: State, event: Row) -> float:
    """An event's evidence that comrades broke, by the weights that count in a run."""
    p = s.parameters
    if stood(event) or (event.kind == v.RUMOUR and s.mechanisms.rumours == 0):
        return 0.0
    weight = p.retreat_weight
    if event.kind == v.WITHDRAWAL:
        weight = weight * p.withdrawal_discount
    if event.kind == v.OFFICERS_LEFT:
        weight = weight * p.officers_weight
    evidence = event.size + weight * army_per_cent(s, event.men)
    if event.kind == v.RUMOUR:
        evidence = evidence + p.rumour_credibility * p.fall_weight
    if event.kind == v.RISING:
        evidence = evidence + p.rising_weight
    return evidence + p.fall_weight * event.lost


def history_held(s: State, event: Row) -> float:
    """An event's evidence that they held: of a stand its men and days; the rest makes up for breaks."""
    p = s.parameters
    if not stood(event):
        return 0.0
    if event.kind == v.STAND:
        return army_per_cent(s, event.men) * event.days if s.mechanisms.stands == 1 else 0.0
    made_up = event.size
    if event.kind == v.PLACE_REGAINED:
        made_up = made_up + p.regained_weight
    if event.kind == v.ATTACK_REPELLED:
        made_up = made_up + p.repelled_weight
    return made_up * p.expected_days


def stood(event: Row) -> bool:
    """Whether an event of the past is evidence that they held."""
    kind: int = event.kind
    return kind in (v.STAND, v.PLACE_REGAINED, v.ATTACK_REPELLED, v.RETURN, v.CALM)


def set_formation(s: State, unit: Row) -> None:
    """Men, quality and cohesion of a formation: a sub-unit has its share of men, each a draw of cohesion."""
    p, pieces = s.parameters, s.nation.resolution
    own = s.siblings[unit.parent]
    men = own.men // pieces
    if unit.number < own.men % pieces:
        men = men + 1
    unit.cohesion = own.cohesion + p.army_cohesion
    u = draw4(s.nation.seed, s.nation.run, 0, unit.key_low, unit.key_high, v.DRAW_SPREAD)[0]
    unit.cohesion = unit.cohesion + p.cohesion_spread * probit(u)
    unit.status = v.HOLDING if men > 0 else v.DISSOLVED
    unit.place = unit.home
    unit.origin = unit.home
    unit.men = men
    unit.men_start = men
    unit.quality_permille = rounded(own.quality * 1000.0)
    unit.conscript_share = own.conscript_share
    unit.adviser_share = own.adviser_share
    unit.morale = unit.cohesion - p.conscript_effect * own.conscript_share
    if unit.dormant == 1 and men > 0:
        unit.status = v.NOT_RAISED
    else:
        s.nation.army_men += men


def set_group(s: State, group: Row) -> None:
    """Men, quality and speed of a group, and what it does at the start."""
    group.mode = group.mode_at_start
    group.place = group.home
    group.target = group.target_at_start
    group.men = rounded(group.men_given)
    group.quality_permille = rounded(group.quality * 1000.0)
    group.quarter_permille = rounded(group.quarter * 1000.0)
    group.deals_permille = rounded(group.deals * 1000.0)
    group.km_per_day = group.speed_given if group.speed_given > 0.0 else s.parameters.group_km_per_day


def set_guard(s: State, place: Row) -> None:
    """The guard of a place that is lost when the run starts: men who are not of its group's column."""
    if place.controller > 0:
        holder = s.groups[place.controller - 1]
        place.occupation_men = combat.men_left(holder.men, s.parameters.occupation_share)


def set_community(s: State, community: Row) -> None:
    """A community's stance, and the garrison before its eyes."""
    community.stance = community.stance_at_start
    for unit in s.formations:
        if unit.place == community.place and unit.status == v.HOLDING:
            community.garrison_start += unit.men
