"""Control: places change hands once everybody has acted; the corridor is cut or opened."""

from __future__ import annotations

from sim import vocabulary as v
from sim.agents.country import Country
from sim.agents.group import Group
from sim.agents.picture import join
from sim.agents.place import Place


def settle(country: Country) -> None:
    """Places change hands once everybody has acted: first all that were retaken, then all that fall."""
    count_holders(country)
    struck = country.falls_now(country.bellwether)
    for here in country.places:
        if here.retaken == 1:
            regain(country, here)
    drive_out(country)
    nearest = nearest_group(country, country.bellwether)
    for here in country.places:
        if struck and here is country.bellwether:
            fall_to(country, here, nearest)
        elif here.holders == 0 and not country.held_fast(here):
            fall_to(country, here, strongest_before(country, here))
    if struck:
        country.branch_done = 1
    if country.map_changed:
        watch_corridor(country)


def count_holders(country: Country) -> None:
    """Men who hold each place after this tick's decisions; defectors join their groups."""
    for group in country.groups:
        group.men += group.joined
        group.joined = 0
    for here in country.places:
        here.holders = 0
    for unit in country.formations:
        if unit.status == v.HOLDING:
            unit.place.holders += unit.men


def fall_to(country: Country, here: Place, taker: Group | None) -> None:
    """A place falls to a group that is there to take it, unless it was retaken in this tick."""
    if here.state_held and here.retaken == 0 and taker is not None:
        lose(country, here, taker)


def strongest_before(country: Country, here: Place) -> Group | None:
    """The strongest group pressing or paused before a place; ties by name."""
    waiting = [group for group in country.groups if group.target is here and stands_before(group)]
    return min(waiting, key=lambda group: (-group.strength, group.band.rank), default=None)


def stands_before(group: Group) -> bool:
    """Whether a group is at its target: pressing or paused."""
    return group.mode in (v.PRESSING, v.PAUSED)


def nearest_group(country: Country, here: Place) -> Group:
    """The group nearest by road, one that attacks places before any other; ties by name."""

    def order(group: Group) -> tuple[bool, float, int]:
        idle = group.mode == v.DORMANT or group.band.opportunist == 1
        return idle, group.place.km[here.index], group.band.rank

    return min(country.groups, key=order)


def lose(country: Country, here: Place, taker: Group) -> None:
    """The state loses a place to a group; it is news, and contradicts a recent denial."""
    p, t = country.p, country.tick
    here.controller = taker.index + 1
    here.lost_tick = country.last_lost = t
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
    """The state regains a place."""
    here.controller = v.STATE
    if here.first_regained < 0:
        here.first_regained = country.tick
    country.map_changed = True
    country.note(v.PLACE_REGAINED, here, None, here.holders)
    country.send_held(v.PLACE_REGAINED, here, country.p.regained_weight, 1.0)


def drive_out(country: Country) -> None:
    """Groups that stand in a retaken place fall back."""
    for group in country.groups:
        if group.mode != v.DORMANT and group.place.retaken == 1:
            group.rest(fall_back(country, group, group.place))
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
