"""Morale told: which causes made it what it is, which events stand behind the news, why one broke.

Morale is a sum of parts that all relax at the same rate, so the parts can be named. What the
news does is split further, in proportion to the evidence of each source as it is heard where
the formation stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim import vocabulary as v
from sim.agents.journal import Parts, Why
from sim.agents.ledger import Ledger
from sim.numeric import logistic

if TYPE_CHECKING:
    from sim.agents.formation import Formation

INTERVENTION = "intervention"
OVERRUN = "overrun"
HAZARD = "hazard"
CHANCE = "chance"  # it broke though nothing had lowered its morale
OLDER = "older news"

AT_REST = (v.COHESION, v.CONSCRIPTS)
"""What a formation is made of, before anything happens: these two are its resting morale."""


def news(formation: Formation) -> list[tuple[str, float]]:
    """(label, log-odds) of everything heard, the heaviest first; adds up to the two news causes."""
    country = formation.country
    bad = split(formation, country.broke, formation.parts[v.NEWS_BROKE])
    good = split(formation, country.held, formation.parts[v.NEWS_HELD])
    return sorted([*bad, *good], key=lambda part: (-abs(part[1]), part[0]))


def split(formation: Formation, ledger: Ledger, effect: float) -> list[tuple[str, float]]:
    """An effect on morale divided among the sources of the evidence heard where it stands."""
    if effect == 0.0:
        return []
    heard = ledger.heard(formation.place.hears)
    whole = 0.0
    for evidence in heard.values():
        whole += evidence
    if whole <= 0.0:
        return [(OLDER, effect)]
    return [(label, effect * evidence / whole) for label, evidence in heard.items() if evidence > 0.0]


def resting(formation: Formation) -> float:
    """Morale at rest, log-odds: cohesion less what conscripts take from it."""
    return formation.parts[v.COHESION] + formation.parts[v.CONSCRIPTS]


def burdens(formation: Formation) -> list[tuple[str, float]]:
    """What holds morale below its resting value, log-odds, the heaviest first."""
    parts = split(formation, formation.country.broke, formation.parts[v.NEWS_BROKE])
    for cause, part in enumerate(formation.parts):
        if part < 0.0 and cause not in AT_REST and cause != v.NEWS_BROKE:
            parts.append((v.CAUSE_NAMES[cause], part))
    return sorted(parts, key=lambda part: (part[1], part[0]))


def shares(formation: Formation) -> Parts:
    """The burdens as shares that add up to 1; all chance when there are none."""
    parts = burdens(formation)
    whole = 0.0
    for _, part in parts:
        whole += part
    if whole == 0.0:
        return ((CHANCE, 1.0),)
    return tuple((label, part / whole) for label, part in parts)


def why(formation: Formation, trigger: str) -> Why:
    """Why a formation broke: causes in shares, morale now and at rest, and exposure."""
    causes = ((INTERVENTION, 1.0),) if trigger == INTERVENTION else shares(formation)
    measured = (
        ("morale", logistic(formation.morale)),
        ("morale at rest", logistic(resting(formation))),
        ("exposure", formation.place.exposure),
    )
    return Why(causes=causes, measured=measured, trigger=trigger)
