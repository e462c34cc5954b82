"""Hear: news fades, and what was sent in the last step is heard."""

from __future__ import annotations

from sim.model.rules import news
from sim.model.state import State
from sim.model.vocabulary import EVIDENCE_UNIT


def hear(s: State) -> None:
    """Place by place in ascending order, then what is heard alike everywhere."""
    left = news.fading(s.nation.tick_days, s.parameters.news_half_life_days)
    for place in s.places:
        place.broke = place.broke * left
        place.held = place.held * left
    for origin in s.places:
        if origin.sent_broke != 0:
            spread_broke(s, origin.index, origin.sent_broke / EVIDENCE_UNIT)
            origin.sent_broke = 0
        if origin.sent_held != 0:
            spread_held(s, origin.index, origin.sent_held / EVIDENCE_UNIT)
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
    broke = s.nation.sent_broke / EVIDENCE_UNIT
    held = s.nation.sent_held / EVIDENCE_UNIT
    s.nation.sent_broke = 0
    s.nation.sent_held = 0
    for place in s.places:
        place.broke = max(0.0, place.broke + broke)
        place.held = place.held + held


def hear_siblings(s: State, left: float) -> None:
    """What the sub-units of one formation have seen of each other."""
    for own in s.siblings:
        own.broke = own.broke * left + own.sent_broke / EVIDENCE_UNIT
        own.held = own.held * left + own.sent_held / EVIDENCE_UNIT
        own.sent_broke = 0
        own.sent_held = 0
