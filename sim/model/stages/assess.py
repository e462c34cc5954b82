"""Assess: strengths, threats, connections, beliefs and ways out as they stand before anyone acts."""

from __future__ import annotations

from sim.model import causes
from sim.model import vocabulary as v
from sim.model.numeric import chance_within, log_odds
from sim.model.rules import advance, backing, belief, breaking, combat, morale, news, supply
from sim.model.stages.backers import entry_open, limit
from sim.model.stages.formations import arrives
from sim.model.stages.groups import waits
from sim.model.stages.roads import FAR_KM, find_approaches
from sim.model.stages.survey import survey
from sim.model.state import Row, State


def assess(s: State) -> None:
    """What everybody reads in this step. Nothing here decides anything."""
    if s.nation.map_changed == 1:
        survey(s)
    if s.nation.groups_moved == 1:
        find_approaches(s)
    count_formations(s)
    count_groups(s)
    count_support(s)
    count_people(s)
    supply_places(s)
    believe(s)
    for place in s.places:
        place.common_causes = causes.common(s, place)
    expose(s)
    if s.nation.resolution > 1:
        believe_siblings(s)


def count_formations(s: State) -> None:
    """Men and strength that hold each place or come to retake it; nothing is retaken in this step yet."""
    for place in s.places:
        place.defence = 0
        place.garrison = 0
        place.relief = 0
        place.retaken = 0
    for unit in s.formations:
        place = s.places[unit.place]
        if unit.status == v.HOLDING:
            place.defence += combat.strength(unit.men, unit.quality_permille)
            place.garrison += unit.men
        elif unit.status == v.MOVING and unit.purpose == v.FOR_COUNTER_ATTACK and arrives(s, unit):
            place.relief += combat.strength(unit.men, unit.quality_permille)


def count_groups(s: State) -> None:
    """Strength of the groups that rest in, attack, wait before or threaten each place."""
    for place in s.places:
        place.attack = 0
        place.besieging = 0
        place.threat = 0
        place.sparing = 0
        place.dealing = 0
        place.occupiers = 0
    for group in s.groups:
        if group.mode != v.DORMANT:
            count_group(s, group)
    if s.mechanisms.quarter == 1:
        for place in s.places:
            place.quarter = quarter(place)


def quarter(place: Row) -> float:
    """Whether who gives up at a place is spared: by those who threaten it, else by those next to it. A125."""
    return place.sparing / (1000 * place.threat) if place.threat > 0 else place.quarter_next


def count_group(s: State, group: Row) -> None:
    """What a group adds: at rest to where it is and what is next to it, else to its target alone."""
    force = combat.strength(group.men, group.quality_permille)
    if group.mode == v.RESTING:
        here = s.places[group.place]
        here.occupiers += force
        if group.opportunist == 0:
            for e in range(here.edges_from, here.edges_to):
                threaten(s.places[s.edges[e].to], group, force)
    elif group.mode != v.RETURNING:
        target = s.places[group.target]
        threaten(target, group, force)
        if group.mode == v.PRESSING:
            target.attack += force
        if group.mode != v.MARCHING and not waits(s, group):
            target.besieging += force
            target.dealing += force * group.deals_permille


def threaten(place: Row, group: Row, force: int) -> None:
    """Count a group among those who threaten a place."""
    place.threat += force
    place.sparing += force * group.quarter_permille


def count_support(s: State) -> None:
    """Backers' commitment now, the support that troops feel and the air power they get."""
    felt = 0
    whole = 0
    later = 0
    air = backing.share_felt(s.nation.own_air, 1.0)
    changed = s.nation.tick == 0
    for backer in s.backers:
        now = backing.commitment(backer.commitment_start, backer.stance, limit(s, backer)) * backer.arrived
        changed = changed or now != backer.commitment
        backer.commitment = now
        if backer.role == v.BACKS_STATE:
            cut_off = 0 if entry_open(s, backer) else 1
            given = backing.felt(backer.commitment, cut_off, s.parameters.entry_share)
            felt += backing.share_felt(backer.weight, given)
            whole += backing.share_felt(backer.weight, 1.0)
            later += backing.share_felt(backer.weight, 1.0) if backer.arrives_day > 0.0 else 0
            air += backing.share_felt(backer.air, backer.commitment)
    all_there_is = max(whole, backing.share_felt(1.0, 1.0))
    s.nation.support = (felt + later + all_there_is - whole) / all_there_is
    if s.nation.tick == 0:
        s.nation.support_at_start = s.nation.support
    s.nation.air = news.in_units(air)
    if changed:
        support_groups(s)
        for unit in s.formations:
            unit.changed = 1


def support_groups(s: State) -> None:
    """How fast each group recovers with what its backer gives now."""
    p = s.parameters
    for group in s.groups:
        support = 0.0
        if group.backer >= 0:
            support = s.backers[group.backer].weight * s.backers[group.backer].commitment
        rate = advance.recovering_rate(p.readiness_rate, support, p.rebel_backing)
        group.recovering_share = chance_within(rate, s.nation.tick_days)


def supply_places(s: State) -> None:
    """How far each place has been cut off since the start; aircraft and ships supply it out of contact."""
    for place in s.places:
        cut_off = 1 if place.controller == 0 and place.connected == 0 else 0
        by_air = 1 if place.air_exit == 1 and place.attack == 0 and s.nation.air > 0.0 else 0
        used_to_it = 1 - place.connected_at_start
        place.isolation = supply.isolation(cut_off, used_to_it, by_air, s.parameters.air_supply)


def count_people(s: State) -> None:
    """The mood around the troops at each place, and whether they may leave in safety."""
    for place in s.places:
        place.around = 0.0
        place.passage = 0
    for community in s.communities:
        place = s.places[community.place]
        if community.loyal == 1:
            place.around += 1.0
        else:
            place.around -= 0.5 * community.stance
            if community.stance == v.RISEN and community.negotiates == 1:
                place.passage = 1


def believe(s: State) -> None:
    """Belief at each place that comrades hold, and what news of either kind has moved it by, in log-odds."""
    p = s.parameters
    prior = log_odds(p.belief_prior) + s.nation.expectation
    for place in s.places:
        place.shift_broke = belief.shift_broke(place.broke, p.prior_breaks)
        place.shift_held = belief.shift_held(place.held, p.prior_breaks, p.expected_days)
        place.belief = belief.belief(prior, place.shift_held - place.shift_broke)


def believe_siblings(s: State) -> None:
    """The same among the sub-units of one formation."""
    p = s.parameters
    for own in s.siblings:
        up = belief.shift_held(own.held, p.comrades_breaks, p.expected_days)
        own.shift = up - belief.shift_broke(own.broke, p.comrades_breaks)


def expose(s: State) -> None:
    """What each garrison faces: its exposure, and the force ratio in contact."""
    p = s.parameters
    air = 1.0 + s.nation.air
    look_out(s)
    for place in s.places:
        place.force = 0.0
        if place.garrison == 0:
            place.exposure = 0.0
        elif place.attack > 0:
            place.exposure = 1.0
            place.force = morale.force_term(
                place.defence * air, float(place.attack), p.force_effect, p.force_ratio_limit
            )
        else:
            place.exposure = breaking.exposure(
                place.days_away, p.exposure_threatened, p.exposure_rear, p.anticipation_days
            )


def look_out(s: State) -> None:
    """Days until an enemy could attack each place: by the way through lost land, or on its march already."""
    for place in s.places:
        near = place.threat > 0
        if s.mechanisms.anticipation == 1:
            place.days_away = place.approach_days
        else:
            place.days_away = 0.0 if near else FAR_KM
    for group in s.groups:
        idle = group.mode == v.DORMANT or group.mode == v.RETURNING
        if group.target >= 0 and not idle:
            days = group.days_left if group.mode == v.MARCHING else 0.0
            target = s.places[group.target]
            target.days_away = min(target.days_away, max(0.0, days))
