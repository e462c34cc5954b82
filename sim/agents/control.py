"""Control: places change hands once everybody has acted; the corridor is cut or opened."""

from __future__ import annotations

from sim import vocabulary as v
from sim.agents.country import Country
from sim.agents.group import Group
from sim.agents.picture import join
from sim.agents.place import Place


def settle(country: Country) -> None:
    """Count who is left, then let places change hands in the order of the map."""
    for group in country.groups:
        group.men += group.joined
        group.joined = 0
    for here in country.places:
        here.holders = 0
    for unit in country.formations:
        if unit.status == v.HOLDING:
            unit.place.holders += unit.men
    struck = country.falls_now(country.bellwether)
    for here in country.places:
        change_hands(country, here, struck and here is country.bellwether)
    if struck:
        country.branch_done = 1
    if country.map_changed:
        watch_corridor(country)


def change_hands(country: Country, here: Place, struck: bool) -> None:
    """Regained, struck by the intervention, or left without defenders before an enemy."""
    if here.retaken == 1:
        regain(country, here)
    elif here.state_held and struck:
        lose(country, here, nearest_group(country, here))
    elif here.state_held and here.holders == 0:
        taker = strongest_before(country, here)
        if taker is not None and not country.held_fast(here):
            lose(country, here, taker)


def strongest_before(country: Country, here: Place) -> Group | None:
    """The strongest group pressing or paused before a place; ties by name."""
    waiting = [group for group in country.groups if group.target is here and stands_before(group)]
    return min(waiting, key=lambda group: (-group.strength, group.band.rank), default=None)


def stands_before(group: Group) -> bool:
    """Whether a group is at its target: pressing or paused."""
    return group.mode in (v.PRESSING, v.PAUSED)


def nearest_group(country: Country, here: Place) -> Group:
    """The group nearest by road that attacks places; ties by name, the first group if there is none."""
    able = [group for group in country.groups if group.mode != v.DORMANT and group.band.opportunist == 0]
    if not able:
        return country.groups[0]
    return min(able, key=lambda group: (group.place.km[here.index], group.band.rank))


def lose(country: Country, here: Place, taker: Group) -> None:
    """The state loses a place to a group; it is news, and contradicts a recent denial."""
    p, t = country.p, country.tick
    here.controller = taker.index + 1
    here.lost_tick = t
    if here.first_lost < 0:
        here.first_lost = t
    country.map_changed = True
    country.note(v.PLACE_LOST, here, taker, here.garrison)
    country.send_broke(v.PLACE_LOST, here, p.fall_weight, 1.0)
    if here is country.capital and country.left_tick < 0:
        country.command.leave(country.command.belief())
    if here.denied_tick >= 0 and (t - here.denied_tick) * country.tick_days <= p.denial_memory_days:
        country.credibility = country.credibility * (1.0 - p.contradiction_loss)
    for group in country.groups:
        if group.target is here and stands_before(group):
            group.rest(here)
            if here.garrison > 0:
                group.readiness = min(group.readiness, p.readiness_after_capture)


def regain(country: Country, here: Place) -> None:
    """The state regains a place; groups there fall back."""
    here.controller = v.STATE
    if here.first_regained < 0:
        here.first_regained = country.tick
    country.map_changed = True
    country.note(v.PLACE_REGAINED, here, None, here.holders)
    country.send_held(v.PLACE_REGAINED, here, country.p.regained_weight, 1.0)
    for group in country.groups:
        if group.mode != v.DORMANT and group.place is here:
            group.rest(fall_back(country, group, here))
            group.readiness = min(group.readiness, country.p.readiness_after_capture)


def fall_back(country: Country, group: Group, here: Place) -> Place:
    """The nearest place the state does not hold, its first place if there is none."""
    lost = [there for there in country.places if there is not here and not there.state_held]
    return min(lost, key=lambda there: here.km[there.index], default=group.home)


def watch_corridor(country: Country) -> None:
    """Note when state-held roads cease to join the capital and the refuge, or join them again."""
    end = country.corridor_end
    join(country)
    if end.connected == 0 and country.corridor == 1:
        country.note(v.CORRIDOR_CUT, end, None, 0)
        if country.first_cut < 0:
            country.first_cut = country.tick
    elif end.connected == 1 and country.corridor == 0:
        country.note(v.CORRIDOR_OPENED, end, None, 0)
    country.corridor = end.connected
