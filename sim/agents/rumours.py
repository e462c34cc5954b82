"""Rumours: false reports of retreat from threatened places, and their denial some hours later."""

from __future__ import annotations

from sim import vocabulary as v
from sim.agents.country import Country
from sim.agents.place import Place
from sim.numeric import strikes
from sim.rules import news


def spread_rumours(country: Country) -> None:
    """Every place in turn: deny what is due, or let a new false report begin."""
    if country.on.rumours == 0:
        return
    p = country.p
    delay = max(1, int(p.denial_delay_hours / (24.0 * country.tick_days) + 0.5))
    for here in country.places:
        if here.rumour_due == country.tick:
            deny(country, here, delay * country.tick_days)
        elif may_rise(here) and rises(country, here):
            report(country, here, delay)


def may_rise(here: Place) -> bool:
    """Whether a false report could come from a place: threatened, garrisoned, none out already."""
    return here.rumour_due < 0 and here.threat > 0 and here.garrison > 0


def rises(country: Country, here: Place) -> bool:
    """Whether a false report begins in this tick."""
    u = country.draws(here.key, v.DRAW_PLACE)[0]
    return strikes(u, country.p.rumours_per_day, country.tick_days)


def report(country: Country, here: Place, delay: int) -> None:
    """A false report that the garrison has gone."""
    weight = country.p.rumour_credibility * country.p.retreat_weight
    size = news.evidence(weight, country.army_per_cent(here.garrison), here.prestige)
    country.tell_broke(v.RUMOUR, here, size)
    here.rumour_size = size
    here.rumour_due = country.tick + delay
    country.rumours += 1
    country.note(v.RUMOUR, here, None, size)


def deny(country: Country, here: Place, days: float) -> None:
    """Take back part of what a false report told; how much depends on earlier denials."""
    left = news.fading(days, country.p.news_half_life_days)
    size = int(here.rumour_size * left * country.credibility)
    country.tell_broke(v.RUMOUR, here, -size)
    here.rumour_due = v.NEVER
    here.denied_tick = country.tick
    country.note(v.DENIAL, here, None, size)
