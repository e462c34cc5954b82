"""Assess: strengths, threats, connections, beliefs and ways out as they stand before anyone acts."""

from __future__ import annotations

from sim.model import causes
from sim.model import vocabulary as v
from sim.model.numeric import chance_within
from sim.model.rules import advance, backing, belief, breaking, combat, morale, supply
from sim.model.stages.backers import entry_open, limit
from sim.model.stages.survey import survey
from sim.model.state import Row, State
from sim.model.vocabulary import EVIDENCE_UNIT


def assess(s: State) -> None:
    """What everybody reads in this step. Nothing here decides anything."""
    if s.nation.map_changed == 1:
        survey(s)
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
    """Men and strength that hold each place; nothing has been retaken in this step yet."""
    for place in s.places:
        place.defence = 0
        place.garrison = 0
        place.retaken = 0
    for unit in s.formations:
        if unit.status == v.HOLDING:
            place = s.places[unit.place]
            place.defence += combat.strength(unit.men, unit.quality_permille)
            place.garrison += unit.men


def count_groups(s: State) -> None:
    """Strength of the groups that stand in, attack, wait before or threaten each place."""
    for place in s.places:
        place.attack = 0
        place.besieging = 0
        place.threat = 0
        place.occupiers = 0
    for group in s.groups:
        if group.mode != v.DORMANT:
            count_group(s, group)


def count_group(s: State, group: Row) -> None:
    """What one group adds to the place where it stands, to those next to it and to its target."""
    force = combat.strength(group.men, group.quality_permille)
    here = s.places[group.place]
    here.occupiers += force
    if group.opportunist == 0:
        for e in range(here.edges_from, here.edges_to):
            s.places[s.edges[e].to].threat += force
    if group.target >= 0:
        target = s.places[group.target]
        target.threat += force
        if group.mode == v.PRESSING:
            target.attack += force
        if group.mode != v.MARCHING:
            target.besieging += force


def count_support(s: State) -> None:
    """Backers' commitment now, the support that troops feel and the air power they get."""
    felt = 0
    whole = 0
    air = 0
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
            air += backing.share_felt(backer.air, backer.commitment)
    s.nation.support = felt / whole if whole > 0 else 1.0
    s.nation.air = air / EVIDENCE_UNIT
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
    """Belief at each place that comrades hold, and the log-odds that news of either kind has moved it by."""
    prior, inertia = s.parameters.belief_prior, s.parameters.belief_inertia
    for place in s.places:
        place.belief = belief.belief(place.held, place.broke, prior, inertia)
        place.shift_broke = belief.shift(place.broke, 1.0 - prior, inertia)
        place.shift_held = belief.shift(place.held, prior, inertia)


def believe_siblings(s: State) -> None:
    """The same among the sub-units of one formation."""
    prior, inertia = s.parameters.belief_prior, s.parameters.comrades_inertia
    for own in s.siblings:
        up = belief.shift(own.held, prior, inertia)
        down = belief.shift(own.broke, 1.0 - prior, inertia)
        own.shift = up - down


def expose(s: State) -> None:
    """What each garrison faces: its exposure, and the force ratio in contact."""
    p = s.parameters
    shares = (p.exposure_threatened, p.exposure_neighbour, p.exposure_rear)
    air = 1.0 + s.nation.air
    any_lost = recently(s, s.nation.last_lost)
    for place in s.places:
        if place.garrison == 0:
            place.exposure = 0.0
            place.force = 0.0
            continue
        in_contact = 1 if place.attack > 0 else 0
        threatened = 1 if place.threat > 0 else 0
        lost = 1 if any_lost and neighbour_lost(s, place) else 0
        place.exposure = breaking.exposure(in_contact, threatened, lost, shares)
        place.force = 0.0
        if in_contact == 1:
            place.force = morale.force_term(
                place.defence * air, float(place.attack), p.force_effect, p.force_ratio_limit
            )


def recently(s: State, tick: int) -> bool:
    """Whether a loss in step ``tick`` (or -1) is within the neighbours' memory."""
    return tick >= 0 and (s.nation.tick - tick) * s.nation.tick_days <= s.parameters.neighbour_memory_days


def neighbour_lost(s: State, place: Row) -> bool:
    """Whether an adjacent place was lost recently and is still lost."""
    for e in range(place.edges_from, place.edges_to):
        there = s.places[s.edges[e].to]
        if there.controller != 0 and recently(s, there.lost_tick):
            return True
    return False
