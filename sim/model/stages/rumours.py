"""Rumours: false reports of retreat from threatened places, and their denial some hours later."""

from __future__ import annotations

from sim.model import vocabulary as v
from sim.model.chance import draw4
from sim.model.numeric import strikes
from sim.model.rules import news
from sim.model.stages.tell import note, tell_broke
from sim.model.state import Row, State


def spread_rumours(s: State) -> None:
    """Every place in turn: deny what is due, or let a new false report begin."""
    if s.mechanisms.rumours == 0:
        return
    tick_days = s.nation.tick_days
    delay = max(1, int(s.parameters.denial_delay_hours / (24.0 * tick_days) + 0.5))
    for place in s.places:
        draw(s, place)
    for place in s.places:
        if place.rumour_due == s.nation.tick:
            deny(s, place, delay * tick_days)
        elif place.rumour_due < 0 and place.threat > 0 and place.garrison > 0 and begins(s, place):
            report_falsely(s, place, delay)


def draw(s: State, place: Row) -> None:
    """This step's chance of a false report from one place."""
    n = s.nation
    place.draw_rumour = draw4(n.seed, n.run, n.tick, place.key_low, place.key_high, v.DRAW_PLACE)[0]


def begins(s: State, place: Row) -> bool:
    """Whether a false report begins in this step: the more, the more widely a place is watched."""
    p = s.parameters
    watched = news.attention(place.attention, p.public_attention, place.prestige)
    return strikes(place.draw_rumour, p.rumours_per_day * watched, s.nation.tick_days)


def report_falsely(s: State, place: Row, delay: int) -> None:
    """A false report that the place has fallen."""
    size = news.evidence(s.parameters.rumour_credibility * s.parameters.fall_weight, 1.0, place.prestige)
    tell_broke(s, v.RUMOUR, place, size)
    place.rumour_size = size
    place.rumour_due = s.nation.tick + delay
    s.nation.rumours += 1
    note(s, v.RUMOUR, place.index, v.NO_AGENT, v.NOWHERE, size)


def deny(s: State, place: Row, days: float) -> None:
    """Take back part of what a false report told; how much depends on earlier denials."""
    left = news.fading(days, s.parameters.news_half_life_days)
    size = int(place.rumour_size * left * s.nation.credibility)
    tell_broke(s, v.RUMOUR, place, -size)
    place.rumour_due = v.NEVER
    place.denied_tick = s.nation.tick
    note(s, v.DENIAL, place.index, v.NO_AGENT, v.NOWHERE, size)
