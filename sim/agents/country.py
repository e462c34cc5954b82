"""The country: what all agents of one run share. Places, numbers, the clock, news and the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim import vocabulary as v
from sim.agents.compiled import draw4
from sim.agents.journal import UNSAID, Journal, Why
from sim.agents.ledger import Ledger, Source
from sim.agents.place import Place
from sim.rules import news
from sim.world import Fixed, Floats

if TYPE_CHECKING:
    from sim.agents.actor import Actor
    from sim.agents.backer import Backer
    from sim.agents.command import Command
    from sim.agents.community import Community
    from sim.agents.formation import Formation
    from sim.agents.group import Group


@dataclass(eq=False, slots=True)
class Kin:
    """The sub-units of one formation: what they have seen of each other."""

    name: str
    men: int  # of the whole formation at the start
    sent_broke: int = 0  # in millionths
    sent_held: int = 0
    broke: float = 0.0
    held: float = 0.0
    shift: float = 0.0  # log-odds by which it moves morale


@dataclass(eq=False, slots=True)
class Country:
    """Shared by all agents: they read the picture, and send news that is heard in the next tick."""

    fixed: Fixed
    p: Any  # the parameters by name: a ``world.P``
    on: Any  # the mechanisms by name, 1 or 0: a ``world.Switches``
    seed: int
    run: int
    tick_days: float
    ticks: int
    resolution: int
    branch_kind: int
    branch_from_day: float
    road_km: Floats  # (roads,)
    km: Floats  # (places, places) shortest by road
    places: list[Place]
    capital: Place
    bellwether: Place
    refuge: Place | None
    junctions: list[Place]
    falling: float  # share of a gap in morale closed in one tick, downwards
    recovering: float  # and upwards
    news_left: float  # share of old evidence left after a tick
    journal: Journal
    broke: Ledger  # who told of breaking, and how much
    held: Ledger  # and of standing
    kin: list[Kin] = field(default_factory=list)
    formations: list[Formation] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    communities: list[Community] = field(default_factory=list)
    backers: list[Backer] = field(default_factory=list)
    command: Command = field(init=False)

    tick: int = 0
    sent_broke: int = 0  # heard everywhere in the next tick, in millionths
    sent_held: int = 0
    pay_tick: int = v.NEVER
    left_tick: int = v.NEVER
    map_changed: bool = True
    corridor: int = 1  # 1 while held roads join the capital and the refuge
    first_cut: int = v.NEVER
    army_men: int = 0
    last_lost: int = v.NEVER  # tick in which a place was lost last
    withdrawals: int = 0
    officers_gone: int = 0
    rumours: int = 0
    urged: int = 0
    branch_done: int = 0
    credibility: float = 0.0  # of denials
    support: float = 0.0  # that troops feel behind them
    air: float = 0.0
    lost_share: float = 0.0  # of prestige

    @property
    def day(self) -> float:
        """Days since the start, at the beginning of this tick."""
        return self.tick * self.tick_days

    @property
    def corridor_end(self) -> Place:
        """The far end of the corridor from the capital: the refuge, or else the bellwether."""
        return self.bellwether if self.refuge is None else self.refuge

    def draws(self, key: tuple[int, int], purpose: int) -> tuple[float, float, float, float]:
        """Four uniforms for whoever has this key, in this tick, for one purpose."""
        drawn: tuple[float, float, float, float] = draw4(
            self.seed, self.run, self.tick, key[0], key[1], purpose
        )
        return drawn

    def note(
        self, kind: int, place: Place | None, actor: Actor | None, amount: int, why: Why = UNSAID
    ) -> None:
        """Write an event of this tick to the log."""
        self.journal.note(self.tick, kind, place, actor, amount, why)

    def army_per_cent(self, men: int) -> float:
        """Men as per cent of the army's at the start."""
        return 100.0 * men / self.army_men

    def send_broke(self, kind: int, place: Place, weight: float, per_cent: float) -> None:
        """Evidence that comrades broke; ``per_cent`` is 1 for an event of its own size."""
        self.tell_broke(kind, place, news.evidence(weight, per_cent, place.prestige))

    def tell_broke(self, kind: int, place: Place, millionths: int) -> None:
        """Evidence that comrades broke, already counted; a denial takes some back."""
        place.sent_broke += millionths
        self.broke.send(Source(kind, place.index, place.name), millionths)

    def send_held(self, kind: int, place: Place, weight: float, per_cent: float) -> None:
        """Evidence that they held."""
        millionths = news.evidence(weight, per_cent, place.prestige)
        place.sent_held += millionths
        self.held.send(Source(kind, place.index, place.name), millionths)

    def tell_all_broke(self, kind: int, who: str, millionths: int) -> None:
        """Evidence heard everywhere alike."""
        self.sent_broke += millionths
        self.broke.send(Source(kind, v.NOWHERE, who), millionths)

    def tell_all_held(self, kind: int, who: str, millionths: int) -> None:
        """Evidence heard everywhere alike that they held."""
        self.sent_held += millionths
        self.held.send(Source(kind, v.NOWHERE, who), millionths)

    def held_fast(self, here: Place) -> bool:
        """Whether do(hold) is in force at a place: its garrison cannot break or leave."""
        if self.branch_kind != v.BRANCH_HOLD or here is not self.bellwether:
            return False
        return self.day >= self.branch_from_day

    def falls_now(self, here: Place) -> bool:
        """Whether do(fall) strikes a place in this tick: the first tick at or after its day."""
        if self.branch_kind != v.BRANCH_FALL or here is not self.bellwether:
            return False
        return self.branch_done == 0 and self.day >= self.branch_from_day
