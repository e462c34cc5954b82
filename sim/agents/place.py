"""A place: what was heard there, who holds it, and the picture that everybody there reads.

Places decide nothing; the stages of a tick fill them in. ``neighbours`` and the rows ``km``
and ``hears`` are by place index, in the order of the scenario.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sim import vocabulary as v


@dataclass(eq=False, slots=True)
class Place:
    """A node of the theatre's graph."""

    index: int
    name: str
    key: tuple[int, int]
    population: float
    prestige: float  # in force in this run
    haven: float
    air_exit: int
    provincial: int
    began: int  # controller at the start
    controller: int  # 0 the state, g + 1 group g

    neighbours: list[Place] = field(default_factory=list, repr=False)
    km: list[float] = field(default_factory=list, repr=False)  # (places,) by road
    hears: list[float] = field(default_factory=list, repr=False)  # (places,) share of news from there

    # what was heard, and what is on its way
    broke: float = 0.0  # evidence heard that comrades broke
    held: float = 0.0  # evidence heard that they held
    sent_broke: int = 0  # evidence of this tick, in millionths, heard in the next
    sent_held: int = 0
    lost_tick: int = v.NEVER  # last loss
    first_lost: int = v.NEVER
    first_regained: int = v.NEVER
    rumour_due: int = v.NEVER  # tick at which a false report is denied
    rumour_size: int = 0  # its evidence, in millionths
    denied_tick: int = v.NEVER  # last denial

    # the picture, as it stands before anyone acts
    defence: int = 0  # strength of formations holding it
    garrison: int = 0  # their men
    attack: int = 0  # strength of groups pressing
    before: int = 0  # strength of groups pressing or paused before it
    threat: int = 0  # strength of groups on the way, before it or next to it
    occupiers: int = 0  # strength of groups standing there
    connected: int = 0  # 1 when state-held roads join it to the capital
    danger_km: float = 0.0  # by road to the nearest place not state-held
    belief: float = 0.0  # that comrades hold
    shift_broke: float = 0.0  # log-odds that news of breaking takes from belief
    shift_held: float = 0.0  # log-odds that news of standing adds
    exposure: float = 0.0
    force: float = 0.0  # log-odds of the force ratio
    around: float = 0.0  # +1 among a loyal community, less the stance of a restive one
    exit: Place | None = None  # the safest adjacent held place
    passage: int = 0  # 1 where a risen community lets garrisons leave in safety
    guard: int = 0  # strength that guards a place the state has lost
    retaken: int = 0  # 1 when formations retook it this tick
    holders: int = 0  # men holding it after this tick's decisions

    @property
    def state_held(self) -> bool:
        """Whether the state controls it."""
        return self.controller == v.STATE
