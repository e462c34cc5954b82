"""The command: cedes the periphery, sends the reserve, raises pay, leaves."""

from __future__ import annotations

from typing import Any

from sim import vocabulary as v
from sim.agents.actor import Actor
from sim.agents.country import Country
from sim.agents.journal import Why
from sim.agents.place import Place
from sim.numeric import log_odds, logistic
from sim.rules import command, news


class Command(Actor):
    """The leadership of the state's side. Its orders are carried out in the next tick."""

    kind = v.COMMAND_AGENT

    def __init__(
        self, model: Any, country: Country, name: str, key: tuple[int, int], *, confidence: float
    ) -> None:
        super().__init__(model, country, 0, name, key)
        self.confidence = confidence  # log-odds added to what it believes of its army

    def act(self) -> None:
        """Cede, reinforce, pay, leave."""
        country = self.country
        p, on = country.p, country.on
        if country.left_tick >= 0:
            return
        seen = self.belief()
        lost = country.lost_share
        u = self.draws(v.DRAW_COMMAND)
        if on.ceding == 1 and lost >= p.cede_lost and self.strikes(u[0], p.cede_rate):
            self.cede()
        if on.reserve == 1 and seen > p.reinforce_belief and self.strikes(u[1], p.reinforce_rate):
            self.send_reserve()
        if (
            on.pay_rise == 1
            and country.pay_tick < 0
            and lost >= p.pay_lost
            and self.strikes(u[2], p.pay_rate)
        ):
            country.pay_tick = country.tick
            self.note(v.PAY_RISE, None, 0, Why(measured=(("prestige lost", lost),)))
        ready = on.exile == 1 and country.capital.state_held and self.may_leave(seen)
        if ready and self.strikes(u[3], p.exile_rate):
            self.leave(seen)

    def belief(self) -> float:
        """What it believes of its army: the belief at the capital, with its own confidence."""
        return logistic(log_odds(self.country.capital.belief) + self.confidence)

    def may_leave(self, seen: float) -> bool:
        """Whether the conditions for the leadership's leaving hold."""
        country = self.country
        p, refuge = country.p, country.refuge
        threatened = 1 if country.capital.threat > 0 else 0
        cut_off = 1 if refuge is not None and refuge.connected == 0 else 0
        limits = (p.exile_belief, p.exile_support)
        return command.may_leave(seen, threatened, cut_off, country.urged, country.support, limits) == 1

    def leave(self, seen: float) -> None:
        """The leadership leaves: orders cease, and everybody hears of it."""
        country = self.country
        country.left_tick = country.tick
        size = news.evidence(country.p.leadership_weight, 1.0, 1.0)
        country.tell_all_broke(v.LEADERSHIP_LEFT, self.name, size)
        why = Why(measured=(("belief", seen), ("support", country.support)))
        self.note(v.LEADERSHIP_LEFT, country.capital, 0, why)

    def cede(self) -> None:
        """Order the garrison of the place least worth its distance to the capital."""
        country = self.country
        best: Place | None = None
        best_score = 0.0
        for here in country.places:
            if self.may_cede(here):
                score = command.ceding_score(here.km[country.capital.index], here.prestige)
                if best is None or score > best_score:
                    best, best_score = here, score
        if best is None:
            return
        self.note(v.CEDED, best, best.garrison, Why(measured=(("prestige lost", country.lost_share),)))
        for unit in country.formations:
            if unit.status == v.HOLDING and unit.place is best:
                unit.order = country.capital

    def may_cede(self, here: Place) -> bool:
        """Whether a place can be ceded: quiet, garrisoned, still reached, and none of the strongholds."""
        country = self.country
        if here is country.capital or here is country.bellwether or here is country.refuge:
            return False
        return here.connected == 1 and here.garrison > 0 and here.attack == 0 and here.haven < 0.5

    def send_reserve(self) -> None:
        """Order the reserve to a bellwether that is threatened and can still be reached."""
        bellwether = self.country.bellwether
        if bellwether.threat == 0 or bellwether.connected == 0:
            return
        for unit in self.country.formations:
            if unit.make.reserve == 1 and unit.status == v.HOLDING and unit.place is not bellwether:
                unit.order = bellwether
