"""The event log and the sending of evidence: how what one agent does becomes news for the next tick."""

from __future__ import annotations

from sim.ensemble.state import State
from sim.numeric import stage
from sim.rules import news


@stage
def note(s: State, t: int, kind: int, place: int, agent_kind: int, agent: int, amount: int) -> None:
    """Write one event; past the log's capacity events are counted but not kept."""
    row = s.nation[0].events
    if row < s.log.shape[0]:
        s.log[row, 0] = t
        s.log[row, 1] = kind
        s.log[row, 2] = place
        s.log[row, 3] = agent_kind
        s.log[row, 4] = agent
        s.log[row, 5] = amount
    s.nation[0].events = row + 1


@stage
def send_broke(s: State, place: int, weight: float, per_cent: float) -> None:
    """Evidence that comrades broke, from a place; ``per_cent`` is 1 for an event of its own size."""
    s.places[place].sent_broke += news.evidence(weight, per_cent, s.places[place].prestige)


@stage
def send_held(s: State, place: int, weight: float, per_cent: float) -> None:
    """Evidence that they held."""
    s.places[place].sent_held += news.evidence(weight, per_cent, s.places[place].prestige)


@stage
def army_per_cent(s: State, men: int) -> float:
    """Men as per cent of the army's at the start."""
    per_cent: float = 100.0 * men / s.nation[0].army_men
    return per_cent
