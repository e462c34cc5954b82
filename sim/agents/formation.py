"""A formation of the state: feels, then holds, breaks, retreats, obeys, counter-attacks or arrives."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from sim import vocabulary as v
from sim.agents import telling
from sim.agents.actor import Actor, strength
from sim.agents.backer import Backer
from sim.agents.community import Community
from sim.agents.country import Country, Kin
from sim.agents.journal import Why
from sim.agents.place import Place
from sim.agents.telling import HAZARD, INTERVENTION, OVERRUN
from sim.numeric import logistic
from sim.rules import breaking, combat, morale, news, officers

ENDS = {v.DISSOLUTION: v.DISSOLVED, v.SURRENDER: v.SURRENDERED, v.DEFECTION: v.DEFECTED}


@dataclass(frozen=True, slots=True)
class Make:
    """What a formation or sub-unit is made of."""

    men: int
    quality: int  # permille
    cohesion: float  # log-odds
    conscripts: float  # share
    adviser_share: float
    militia: int
    reserve: int
    rank: int  # order by name: settles ties


class Formation(Actor):
    """A division, brigade or militia, or a sub-unit of one."""

    kind = v.UNIT_AGENT

    def __init__(
        self, model: Any, country: Country, index: int, name: str, key: tuple[int, int],
        *, kin: Kin, place: Place, make: Make, backer: Backer | None, community: Community | None,
    ) -> None:  # fmt: skip
        super().__init__(model, country, index, name, key)
        self.kin = kin
        self.make = make
        self.backer = backer
        self.community = community
        self.status = v.HOLDING if make.men > 0 else v.DISSOLVED
        self.place = place  # where it stands, or is going
        self.origin = place  # where it came from when on the road
        self.errand = v.ERRAND_RETREAT
        self.days_left = 0.0  # on the road
        self.men = make.men
        self.men_start = make.men
        self.dead = 0
        self.loss_carry = 0.0  # fraction of a man not yet counted as dead
        self.quality = make.quality
        self.standing = make.cohesion
        self.parts = [0.0] * len(v.CAUSE_NAMES)  # log-odds by cause: they add up to morale
        self.parts[v.COHESION] = make.cohesion
        self.parts[v.CONSCRIPTS] = -(country.p.conscript_effect * make.conscripts)
        self.morale = make.cohesion - country.p.conscript_effect * make.conscripts  # log-odds, until it feels
        self.officers = 1
        self.broken = 0
        self.order: Place | None = None

    @property
    def under_command(self) -> bool:
        """Whether it still is a formation: holding or on the road."""
        return self.status <= v.MOVING

    @property
    def strength(self) -> int:
        """In men of quality 1."""
        return strength(self.men, self.quality)

    def act(self) -> None:
        """Feel; then, unless on the road, decide."""
        if not self.under_command:
            return
        self.feel()
        if self.status == v.MOVING:
            self.travel()
        else:
            self.decide()

    # --- feel ------------------------------------------------------------------
    def feel(self) -> None:
        """Morale relaxes to the sum of its causes, and so does the part of each cause."""
        country = self.country
        causes = self.causes()
        target = morale.target(causes)
        if country.tick == 0:
            self.morale = target
            self.parts = list(causes)
            return
        share = country.falling if target < self.morale else country.recovering
        self.morale = morale.relax(self.morale, target, country.falling, country.recovering)
        self.parts = [part + (cause - part) * share for part, cause in zip(self.parts, causes, strict=True)]

    def causes(self) -> tuple[float, ...]:
        """The fourteen parts of its target morale, log-odds, in the order of CAUSE_NAMES."""
        country, here, make = self.country, self.place, self.make
        p, on = country.p, country.on
        contact = here.force if self.status == v.HOLDING else 0.0
        isolated = p.isolation_effect if on.isolation == 1 and here.connected == 0 else 0.0
        paid = 0.0
        if country.pay_tick >= 0:
            paid = p.pay_effect * (1.0 if on.pay_reaches_conscripts == 1 else 1.0 - make.conscripts)
        advisers = 0.0
        if self.backer is not None and on.advisers == 1:
            advisers = p.advisers_effect * make.adviser_share * (1.0 - self.backer.commitment)
        left = p.leadership_effect if country.left_tick >= 0 else 0.0
        return (
            self.standing,
            -(p.news_effect * here.shift_broke),
            p.news_effect * here.shift_held,
            p.comrades_effect * self.kin.shift,
            contact,
            -(p.support_effect * (1.0 - country.support)),
            -isolated,
            -(p.loss_effect * self.dead / self.men_start),
            -(p.conscript_effect * make.conscripts),
            paid,
            -(p.officers_effect * (1 - self.officers)),
            -advisers,
            p.home_effect * here.around,
            -left,
        )

    # --- decide ----------------------------------------------------------------
    def decide(self) -> None:
        """Hold, break, fight on, obey, counter-attack or stand."""
        u = self.draws(v.DRAW_FORMATION)
        self.hold_officers(u[2])
        trigger = self.breaks(u[0])
        if trigger:
            self.break_up(u[1], trigger)
            return
        self.fight()
        if self.men == 0:
            self.status = v.DISSOLVED
        elif not (self.obeys() or self.attacks(u[3])):
            self.stand()
        self.order = None

    def hold_officers(self, u: float) -> None:
        """Officers leave when belief falls and a way out exists, or new ones arrive."""
        country, here = self.country, self.place
        p, on = country.p, country.on
        if on.officers == 0:
            return
        if self.officers == 1:
            way = officers.way_out(here.air_exit, 1 if here.exit is not None else 0, p.officers_by_road)
            rate = officers.leaving_rate(
                here.belief, way, p.officers_rate, p.officers_belief, p.officers_width
            )
            if self.strikes(u, rate):
                self.officers = 0
                country.officers_gone += 1
                self.note(v.OFFICERS_LEFT, here, self.men, Why(measured=(("belief", here.belief),)))
                weight = p.officers_weight * p.retreat_weight
                country.send_broke(v.OFFICERS_LEFT, here, weight, country.army_per_cent(self.men))
        elif on.recovery == 1:
            rate = officers.returning_rate(
                here.belief, p.officers_back_per_day, p.officers_belief, p.officers_width
            )
            if self.strikes(u, rate):
                self.officers = 1

    def breaks(self, u: float) -> str:
        """What makes it break in this tick: an intervention, being overrun, its own hazard; or nothing."""
        country, here = self.country, self.place
        p = country.p
        if country.held_fast(here):
            return ""
        if country.falls_now(here):
            return INTERVENTION
        if combat.overrun(float(here.defence), float(here.attack), p.overrun_ratio) == 1:
            return OVERRUN
        share = logistic(self.morale)
        risk = breaking.contact_rate(share, p.break_rate, p.break_steepness, p.critical_morale)
        return HAZARD if self.strikes(u, breaking.exposed_rate(risk, here.exposure)) else ""

    def break_up(self, u: float, trigger: str) -> None:
        """A broken formation defects, surrenders, melts away or retreats; the others hear of it."""
        country, here, men = self.country, self.place, self.men
        p = country.p
        self.broken = 1
        if country.resolution > 1:
            share = 100.0 * men / max(1, self.kin.men)
            self.kin.sent_broke += news.evidence(p.retreat_weight, share, 1.0)
        event = self.fate(u)
        why = self.why(trigger)
        if event == v.RETREAT and here.exit is not None:
            why.towards = here.exit.name
            self.note(event, here, men, why)
            self.retreat(here.exit)
        else:
            self.end(event, why)
        if event == v.DEFECTION and self.community is not None and self.community.fighters is not None:
            self.community.fighters.joined += men
        country.send_broke(event, here, p.retreat_weight, country.army_per_cent(men))

    def fate(self, u: float) -> int:
        """What becomes of it once broken: the code of the event."""
        country, here = self.country, self.place
        p = country.p
        if self.community is not None and self.community.stance == v.RISEN:
            return v.DEFECTION
        if here.exit is None:
            return v.SURRENDER if here.attack > 0 else v.DISSOLUTION
        amnesty = self.make.conscripts if country.on.amnesty == 1 else 0.0
        weights = (p.quit_base, p.quit_conscripts, p.quit_officers, p.quit_despair)
        chance = breaking.quitting(
            logistic(self.morale), p.critical_morale, amnesty, 1.0 - self.officers, weights
        )
        return v.DISSOLUTION if u < chance else v.RETREAT

    def retreat(self, there: Place) -> None:
        """Leave for the next held place; stragglers stay behind unless there is safe passage."""
        if self.place.passage == 0:
            self.men -= math.floor(self.country.p.straggler_share * self.men)
        self.set_out(there, v.ERRAND_RETREAT)

    def end(self, event: int, why: Why) -> None:
        """It ceases to be a formation."""
        self.status = ENDS[event]
        self.note(event, self.place, self.men, why)

    def set_out(self, there: Place, errand: int) -> None:
        """Take the road to ``there``."""
        self.status = v.MOVING
        self.errand = errand
        self.origin = self.place
        self.place = there
        self.days_left = self.origin.km[there.index] / self.country.p.retreat_km_per_day
        self.order = None

    def fight(self) -> None:
        """Losses in contact: small, and counted in whole men."""
        country, here = self.country, self.place
        if here.attack == 0:
            return
        self.loss_carry += combat.losses(
            float(self.men), float(here.defence), float(here.attack),
            country.p.combat_loss_rate, country.tick_days,
        )  # fmt: skip
        whole = min(self.men, math.floor(self.loss_carry))
        self.loss_carry -= whole
        self.men -= whole
        self.dead += whole

    def obeys(self) -> bool:
        """An ordered move, by a formation that still has officers and a road."""
        country, here, there = self.country, self.place, self.order
        if there is None or there is here or self.officers == 0 or country.left_tick >= 0:
            return False
        if here.connected == 0 or there.connected == 0:
            return False
        why = Why(towards=there.name)
        if there is country.capital:
            country.withdrawals += 1
            self.note(v.WITHDRAWAL, here, self.men, why)
            weight = country.p.withdrawal_discount * country.p.retreat_weight
            country.send_broke(v.WITHDRAWAL, here, weight, country.army_per_cent(self.men))
        else:
            self.note(v.REINFORCEMENT, there, self.men, why)
        self.set_out(there, v.ERRAND_ORDERED)
        return True

    def attacks(self, u: float) -> bool:
        """A counter-attack on a weakly held lost neighbour, by a formation in good heart."""
        country, here = self.country, self.place
        p = country.p
        if country.on.recovery == 0 or here.attack > 0 or self.officers == 0 or country.left_tick >= 0:
            return False
        share = logistic(self.morale)
        if share < p.counter_attack_morale or not self.strikes(u, p.counter_attacks_per_day * share):
            return False
        if country.held_fast(here):
            return False
        best: Place | None = None
        for there in here.neighbours:
            weak = self.strength > p.counter_attack_ratio * there.guard
            if not there.state_held and weak and (best is None or there.prestige > best.prestige):
                best = there
        if best is None:
            return False
        self.note(v.COUNTER_ATTACK, best, self.men, Why(measured=(("morale", share),)))
        self.set_out(best, v.ERRAND_COUNTER_ATTACK)
        return True

    def stand(self) -> None:
        """A formation in contact or threatened that stays is news too."""
        country, here = self.country, self.place
        p = country.p
        if country.on.stands == 0 or here.threat == 0:
            return
        weight = p.stand_weight * country.tick_days
        if here.attack == 0:
            weight = weight * p.stand_threatened
        country.send_held(v.STAND, here, weight, country.army_per_cent(self.men))
        if country.resolution > 1:
            share = 100.0 * self.men / max(1, self.kin.men)
            self.kin.sent_held += news.evidence(weight, share, 1.0)

    def travel(self) -> None:
        """On the road; on arrival, to the nearest tick, hold, retake, go on or dissolve."""
        country, here = self.country, self.place
        self.days_left -= country.tick_days
        if self.days_left > 0.5 * country.tick_days:
            return
        retakes = self.retakes(here)
        if retakes:
            here.retaken = 1
        if retakes or (here.state_held and not country.falls_now(here)):
            self.status = v.HOLDING
            self.note(v.ARRIVAL, here, self.men)
        elif here.exit is not None:
            self.set_out(here.exit, v.ERRAND_RETREAT)
        else:
            self.end(v.DISSOLUTION, self.why(HAZARD))
            weight = country.p.retreat_weight
            country.send_broke(v.DISSOLUTION, here, weight, country.army_per_cent(self.men))

    def retakes(self, here: Place) -> bool:
        """Whether its counter-attack wins a place back from those who guard it."""
        if here.state_held or self.errand != v.ERRAND_COUNTER_ATTACK:
            return False
        return bool(self.strength > self.country.p.counter_attack_ratio * here.guard)

    # --- tell ------------------------------------------------------------------
    def contributions(self) -> dict[str, float]:
        """Morale by cause, log-odds: the parts add up to it."""
        return dict(zip(v.CAUSE_NAMES, self.parts, strict=True))

    def news(self) -> list[tuple[str, float]]:
        """What the news does to its morale, by source, log-odds, the heaviest first."""
        return telling.news(self)

    def why(self, trigger: str) -> Why:
        """Why it broke: the shares in which each cause had lowered its morale, and how exposed it was."""
        return telling.why(self, trigger)
