"""A foreign backer: stays, scales down, orders its people home, comes back; or urges exile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim import vocabulary as v
from sim.agents.actor import Actor
from sim.agents.country import Country
from sim.agents.journal import Why
from sim.agents.place import Place
from sim.rules import backing, news


@dataclass(frozen=True, slots=True)
class Means:
    """What a backer has to give, and when it doubts."""

    role: int
    weight: float
    air: float
    patience: float
    commitment: float  # at the start, share
    men: float  # who come at a time
    arrivals_per_day: float
    limits: tuple[tuple[float, float], ...]  # (day, commitment at most from then on)
    entry: tuple[Place, ...]  # places through which its men come; none named: any way


class Backer(Actor):
    """A power or movement behind one of the sides."""

    kind = v.BACKER_AGENT

    def __init__(
        self, model: Any, country: Country, index: int, name: str, key: tuple[int, int], *, means: Means
    ) -> None:
        super().__init__(model, country, index, name, key)
        self.means = means
        self.stance = v.SUPPORTING
        self.urging = 0
        self.commitment = 0.0  # now
        self.first_left = v.NEVER

    @property
    def weight(self) -> float:
        """Its share in the support that its side feels."""
        return self.means.weight

    def commit(self) -> None:
        """Commitment now: its own steps, within limits that have outside causes."""
        most = 1.0
        for day, limit in self.means.limits:
            if day <= self.country.day:
                most = limit
        self.commitment = backing.commitment(self.means.commitment, self.stance, most)

    def act(self) -> None:
        """Step back or forward, send men, or urge exile."""
        country, means = self.country, self.means
        p = country.p
        if means.role == v.BACKS_REBELS:
            return
        u = self.draws(v.DRAW_BACKER)
        seen = country.capital.belief
        leaving = backing.leaving_rate(means.patience, seen, p.leave_rate, p.leave_width)
        if means.role == v.URGES_EXILE:
            self.urge(leaving, u[3])
            return
        if country.on.backers_leave == 1:
            self.reconsider(seen, leaving, u[0], u[1])
        arrivals = means.arrivals_per_day * self.commitment
        if means.men > 0.0 and self.entry_open() and self.strikes(u[2], arrivals):
            self.reinforce()

    def urge(self, leaving: float, u: float) -> None:
        """A voice for exile speaks up once, when it no longer believes."""
        if self.urging == 0 and self.strikes(u, leaving):
            self.urging = 1
            self.country.urged = 1
            self.note(v.URGED_EXILE, None, 0, self.doubt())

    def reconsider(self, seen: float, leaving: float, u_down: float, u_up: float) -> None:
        """One step back when belief is below patience, one forward when it is above again."""
        country, means = self.country, self.means
        p = country.p
        returning = backing.returning_rate(means.patience, seen, p.return_rate, p.leave_width)
        size = news.evidence(0.5 * p.departure_weight, means.weight, 1.0)
        if self.stance < v.ORDERED_HOME and self.strikes(u_down, leaving):
            self.stance += 1
            country.tell_all_broke(v.DEPARTURE, self.name, size)
            self.note(v.DEPARTURE, None, self.stance, self.doubt())
            if self.stance == v.ORDERED_HOME and self.first_left < 0:
                self.first_left = country.tick
        elif self.stance > v.SUPPORTING and country.on.recovery == 1 and self.strikes(u_up, returning):
            self.stance -= 1
            country.tell_all_held(v.RETURN, self.name, size)
            self.note(v.RETURN, None, self.stance, self.doubt())

    def doubt(self) -> Why:
        """What it weighed: belief at the capital against its patience."""
        return Why(measured=(("belief", self.country.capital.belief), ("patience", self.means.patience)))

    def entry_open(self) -> bool:
        """Whether its men can come: one of its entry places is held, or it names none."""
        if self.country.on.entry_closes == 0 or not self.means.entry:
            return True
        return any(there.state_held for there in self.means.entry)

    def reinforce(self) -> None:
        """Its men join the first of its militias, by name, that still holds a place."""
        militias = [
            unit
            for unit in self.country.formations
            if unit.backer is self and unit.make.militia == 1 and unit.status == v.HOLDING
        ]
        if not militias:
            return
        best = min(militias, key=lambda unit: unit.make.rank)
        men = int(self.means.men)
        best.men += men
        best.men_start += men
        self.note(v.REINFORCEMENT, best.place, men, Why(towards=best.name))
