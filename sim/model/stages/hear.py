"""Hear: news fades, and what was sent in the last step is heard."""

from __future__ import annotations

from sim.model.rules import news
from sim.model.state import State


def hear(s: State) -> None:
    """Place by place in ascending order, then what is heard alike everywhere."""
    left = news.fading(s.nation.tick_days, s.parameters.news_half_life_days)
    for place in s.places:
        place.broke = place.broke * left
        place.held = place.held * left
    for origin in s.places:
        if origin.sent_broke != 0:
            spread_broke(s, origin.index, news.in_units(origin.sent_broke))
            origin.sent_broke = 0
        if origin.sent_held != 0:
            spread_held(s, origin.index, news.in_units(origin.sent_held))
            origin.sent_held = 0
    hear_nation(s)
    if s.nation.resolution > 1:
        hear_siblings(s, left)


def spread_broke(s: State, origin: int, evidence: float) -> None:
    """Add evidence from one place to what every place has heard of breaking."""
    for place in s.places:
        place.broke = place.broke + s.hears[origin, place.index] * evidence


def spread_held(s: State, origin: int, evidence: float) -> None:
    """Add evidence from one place to what every place has heard of standing."""
    for place in s.places:
        place.held = place.held + s.hears[origin, place.index] * evidence


def hear_nation(s: State) -> None:
    """What is heard alike everywhere; a denial cannot take back more than was heard."""
    broke = news.in_units(s.nation.sent_broke)
    held = news.in_units(s.nation.sent_held)
    s.nation.sent_broke = 0
    s.nation.sent_held = 0
    for place in s.places:
        place.broke = max(0.0, place.broke + broke)
        place.held = place.held + held


def hear_siblings(s: State, left: float) -> None:
    """What the sub-units of one formation have seen of each other."""
    for own in s.siblings:
        own.broke = own.broke * left + news.in_units(own.sent_broke)
        own.held = own.held * left + news.in_units(own.sent_held)
        own.sent_broke = 0
        own.sent_held = 0
