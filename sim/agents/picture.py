"""Hear, and draw the picture that every agent reads: nothing here decides anything."""

from __future__ import annotations

import math

import numpy as np

from sim import vocabulary as v
from sim.agents.compiled import connect, nearest_enemy_km, shift
from sim.agents.country import Country
from sim.agents.group import Group
from sim.agents.place import Place
from sim.rules import backing, belief, breaking, morale
from sim.vocabulary import EVIDENCE_UNIT


def hear(country: Country) -> None:
    """News fades; last tick's evidence is heard, place by place in ascending order."""
    places, left = country.places, country.news_left
    for here in places:
        here.broke = here.broke * left
        here.held = here.held * left
    for there in places:
        if there.sent_broke != 0:
            evidence = there.sent_broke / EVIDENCE_UNIT
            for here in places:
                here.broke = here.broke + here.hears[there.index] * evidence
            there.sent_broke = 0
        if there.sent_held != 0:
            evidence = there.sent_held / EVIDENCE_UNIT
            for here in places:
                here.held = here.held + here.hears[there.index] * evidence
            there.sent_held = 0
    hear_nation(country)
    hear_kin(country)
    country.broke.hear()
    country.held.hear()


def hear_nation(country: Country) -> None:
    """What is heard everywhere alike."""
    broke = country.sent_broke / EVIDENCE_UNIT
    held = country.sent_held / EVIDENCE_UNIT
    country.sent_broke = 0
    country.sent_held = 0
    for here in country.places:
        here.broke = max(0.0, here.broke + broke)
        here.held = here.held + held


def hear_kin(country: Country) -> None:
    """What sub-units of one formation have seen of each other."""
    if country.resolution == 1:
        return
    left = country.news_left
    for kin in country.kin:
        kin.broke = kin.broke * left + kin.sent_broke / EVIDENCE_UNIT
        kin.held = kin.held * left + kin.sent_held / EVIDENCE_UNIT
        kin.sent_broke = 0
        kin.sent_held = 0


def picture(country: Country) -> None:
    """Strengths, threats, beliefs and ways out, as they stand before anyone acts."""
    if country.map_changed:
        survey(country)
        country.map_changed = False
    count_formations(country)
    count_groups(country)
    support(country)
    people(country)
    believe(country)


def survey(country: Country) -> None:
    """What follows from who holds what: connection, danger, ways out, share lost."""
    measure(country)
    lost = 0.0
    whole = 0.0
    for here in country.places:
        if country.on.corridor == 0:
            here.connected = 1 if here.state_held else 0
        here.exit = way_out(country, here)
        if here.began == v.STATE:
            whole = whole + here.prestige
            if not here.state_held:
                lost = lost + here.prestige
    country.lost_share = lost / max(whole, 1.0e-9)


def measure(country: Country) -> None:
    """Which places held roads join to the capital, and how far each is from the enemy."""
    f = country.fixed
    controller = np.array([place.controller for place in country.places], np.int64)
    danger_km = np.zeros(len(country.places))
    nearest_enemy_km(f.road_start, f.road_neighbour, f.road_index, country.road_km, controller, danger_km)
    join(country)
    for here, km in zip(country.places, danger_km.tolist(), strict=True):
        here.danger_km = km


def join(country: Country) -> None:
    """Mark the places that state-held roads join to the capital."""
    f, n = country.fixed, len(country.places)
    controller = np.array([place.controller for place in country.places], np.int64)
    connected, stack = np.zeros(n, np.int64), np.zeros(n, np.int64)
    connect(f.road_start, f.road_neighbour, controller, country.capital.index, connected, stack)
    for here, joined in zip(country.places, connected.tolist(), strict=True):
        here.connected = joined


def way_out(country: Country, here: Place) -> Place | None:
    """The safest adjacent held place; without the corridor mechanism, the capital if there is none."""
    best: Place | None = None
    best_km = 0.0
    for there in here.neighbours:
        if there.state_held:
            km = breaking.safety(there.danger_km, there.haven, country.p.haven_km)
            if best is None or km > best_km:
                best, best_km = there, km
    capital = country.capital
    if best is None and country.on.corridor == 0 and here is not capital and capital.state_held:
        return capital
    return best


def count_formations(country: Country) -> None:
    """Men and strength that hold each place."""
    for here in country.places:
        here.defence = 0
        here.garrison = 0
    for unit in country.formations:
        if unit.status == v.HOLDING:
            unit.place.defence += unit.strength
            unit.place.garrison += unit.men


def count_groups(country: Country) -> None:
    """Strength of groups that stand in, press, wait before or threaten each place."""
    for here in country.places:
        here.attack = here.before = here.threat = here.occupiers = 0
    for group in country.groups:
        if group.mode != v.DORMANT:
            count_group(group, group.strength)
    for here in country.places:
        here.guard = here.occupiers
        if not here.state_held:
            whole = country.groups[here.controller - 1].strength
            here.guard += math.floor(country.p.occupation_share * whole)


def count_group(group: Group, force: int) -> None:
    """What one group adds to the place it stands in, the next ones and its target."""
    group.place.occupiers += force
    if group.band.opportunist == 0:
        for there in group.place.neighbours:
            there.threat += force
    if group.target is not None:
        group.target.threat += force
        if group.mode == v.PRESSING:
            group.target.attack += force
        if group.mode != v.MARCHING:
            group.target.before += force


def support(country: Country) -> None:
    """Backers' commitment now, the support that troops feel and the air power they get."""
    felt = 0
    whole = 0
    air = 0
    for backer in country.backers:
        backer.commit()
        if backer.means.role == v.BACKS_STATE:
            felt += backing.share_felt(backer.weight, backer.commitment)
            whole += backing.share_felt(backer.weight, 1.0)
            air += backing.share_felt(backer.means.air, backer.commitment)
    country.support = felt / whole if whole > 0 else 1.0
    country.air = air / EVIDENCE_UNIT


def people(country: Country) -> None:
    """The mood around the troops at each place, and whether they may leave in safety."""
    for here in country.places:
        here.around = 0.0
        here.passage = 0
    for community in country.communities:
        here = community.place
        if community.loyal == 1:
            here.around += 1.0
        else:
            here.around -= 0.5 * community.stance
            if community.stance == v.RISEN and community.negotiates == 1:
                here.passage = 1


def believe(country: Country) -> None:
    """Belief, exposure and the force ratio at each place, and belief among kin."""
    p = country.p
    shares = (p.exposure_threatened, p.exposure_neighbour, p.exposure_rear)
    air = 1.0 + country.air
    for here in country.places:
        here.belief = belief.belief(here.held, here.broke, p.belief_prior, p.belief_inertia)
        here.shift_broke = shift(here.broke, 1.0 - p.belief_prior, p.belief_inertia)
        here.shift_held = shift(here.held, p.belief_prior, p.belief_inertia)
        in_contact = 1 if here.attack > 0 else 0
        threatened = 1 if here.threat > 0 else 0
        here.exposure = breaking.exposure(in_contact, threatened, neighbour_lost(country, here), shares)
        here.force = 0.0
        if in_contact == 1:
            here.force = morale.force_term(
                here.defence * air, float(here.attack), p.force_effect, p.force_ratio_limit
            )
    for kin in country.kin if country.resolution > 1 else ():
        up = belief.shift(kin.held, p.belief_prior, p.comrades_inertia)
        down = belief.shift(kin.broke, 1.0 - p.belief_prior, p.comrades_inertia)
        kin.shift = up - down


def neighbour_lost(country: Country, here: Place) -> int:
    """1 when an adjacent place was lost within the neighbour memory."""
    for there in here.neighbours:
        days = (country.tick - there.lost_tick) * country.tick_days
        if not there.state_held and there.lost_tick >= 0 and days <= country.p.neighbour_memory_days:
            return 1
    return 0
