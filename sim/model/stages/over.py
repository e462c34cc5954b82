"""Over: a run is over when no formation is under command, no place can fall and no community can rise.

Backers are not waited for: one who would have left after that has no day of departure in the record.
"""

from __future__ import annotations

from sim.model import vocabulary as v
from sim.model.stages.communities import may_be_raised
from sim.model.stages.groups import within_reach
from sim.model.state import Row, State


def watch_end(s: State) -> None:
    """Mark a run that is over: from then on nobody acts, and every step is like the last."""
    if s.nation.commanded == 0 and not anything_open(s):
        s.nation.over = 1


def anything_open(s: State) -> bool:
    """Whether, without a formation under command, a place may still change hands or a community rise."""
    if may_be_let_fall(s):
        return True
    for place in s.places:
        if place.controller == 0 and in_danger(s, place):
            return True
    if may_mobilise(s):
        return True
    if s.mechanisms.risings == 1:
        for community in s.communities:
            if community.loyal == 0 and s.places[community.place].controller == 0:
                return True
    return False


def may_be_let_fall(s: State) -> bool:
    """Whether an intervention that lets a place fall is still to come, and the place is still the state's."""
    n = s.nation
    waits: bool = n.branch_kind == v.BRANCH_FALL and n.branch_done == 0
    return waits and s.places[n.branch_place].controller == 0


def may_mobilise(s: State) -> bool:
    """Whether a formation may still be raised."""
    if s.mechanisms.mobilisation == 0:
        return False
    for unit in s.formations:
        if may_be_raised(s, unit):
            return True
    return False


def in_danger(s: State, place: Row) -> bool:
    """Whether some group goes for a place that the state holds, or may."""
    for group in s.groups:
        if group.target == place.index or within_reach(s, group, place):
            return True
    return False
