"""A rebel group: rests, sets out, marches, pauses, presses, turns back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim import vocabulary as v
from sim.agents.actor import Actor, strength
from sim.agents.backer import Backer
from sim.agents.compiled import travel_km
from sim.agents.country import Country
from sim.agents.place import Place
from sim.numeric import log
from sim.rules import advance, combat, control


@dataclass(frozen=True, slots=True)
class Band:
    """What a group is made of and what it is after."""

    men: int
    quality: int  # permille
    heart: float  # log-odds
    readiness: float  # share, at the start
    reach_km: float
    opportunist: int
    rank: int  # order by name: settles ties
    mode: int  # at the start
    aims: tuple[Place, ...]


class Group(Actor):
    """An armed group of the rebels, or the fighters that a community may raise."""

    kind = v.GROUP_AGENT

    def __init__(
        self, model: Any, country: Country, index: int, name: str, key: tuple[int, int],
        *, home: Place, target: Place | None, band: Band, backer: Backer | None,
    ) -> None:  # fmt: skip
        super().__init__(model, country, index, name, key)
        self.home = home
        self.in_reach = [there for there in country.places if home.km[there.index] <= band.reach_km]
        self.band = band
        self.backer = backer
        self.mode = band.mode
        self.place = home
        self.target = target
        self.days_left = 0.0  # on the road
        self.men = band.men
        self.dead = 0
        self.loss_carry = 0.0
        self.quality = band.quality
        self.readiness = band.readiness
        self.joined = 0  # men who went over to it this tick

    @property
    def strength(self) -> int:
        """In men of quality 1."""
        return strength(self.men, self.quality)

    def act(self) -> None:
        """One tick, by what it is doing."""
        if self.mode == v.DORMANT:
            return
        will = self.heart()
        self.tire_or_recover()
        u = self.draws(v.DRAW_GROUP)
        if self.mode == v.RESTING:
            self.launch(will, u[0])
        elif self.mode == v.MARCHING:
            self.march()
        elif self.mode == v.PAUSED:
            self.wait(will, u[1], u[2])
        else:
            self.press(will, u[2])

    def heart(self) -> float:
        """Will to attack, from what is heard where it stands."""
        here = self.place
        return advance.heart(self.band.heart, here.shift_broke, here.shift_held, self.country.p.heart_effect)

    def tire_or_recover(self) -> None:
        """Pressing wears readiness down, resting and waiting restore it."""
        p = self.country.p
        if self.mode == v.PRESSING:
            self.readiness = advance.tiring(self.readiness, p.fatigue_rate, self.country.tick_days)
        elif self.mode != v.MARCHING:
            backing = 0.0
            if self.backer is not None:
                backing = self.backer.weight * self.backer.commitment
            rate = advance.recovering_rate(p.readiness_rate, backing, p.rebel_backing)
            self.readiness += (1.0 - self.readiness) * self.within(rate)

    # --- rest ------------------------------------------------------------------
    def launch(self, will: float, u: float) -> None:
        """A rested group may set out for the place that attracts it most."""
        rate = advance.launching_rate(self.country.p.advance_rate, self.readiness, will)
        if not self.strikes(u, rate) or not self.anything_left():
            return
        road_km = self.road_km()
        goal = self.aim()
        best: Place | None = None
        best_score = 0.0
        for there in self.in_reach:
            if self.may_go(there, road_km):
                score = self.attraction(there, road_km[there.index], goal)
                if best is None or score > best_score:
                    best, best_score = there, score
        if best is not None:
            self.mode = v.MARCHING
            self.target = best
            self.days_left = road_km[best.index] / self.country.p.group_km_per_day

    def anything_left(self) -> bool:
        """Whether the state still holds a place within its reach."""
        return any(there.state_held for there in self.in_reach)

    def road_km(self) -> list[float]:
        """Road distance to each place through places the state does not hold."""
        f, places = self.country.fixed, self.country.places
        km, done = np.zeros(len(places)), np.zeros(len(places), np.int64)
        controller = np.array([place.controller for place in places], np.int64)
        roads = self.country.road_km
        travel_km(f.road_start, f.road_neighbour, f.road_index, roads, controller, self.place.index, km, done)
        return km.tolist()

    def aim(self) -> Place | None:
        """The first of its aims that the state still holds."""
        return next((there for there in self.band.aims if there.state_held), None)

    def may_go(self, there: Place, road_km: list[float]) -> bool:
        """Whether a place within its reach can be its next target: state-held, and with a way to it."""
        if not there.state_held or road_km[there.index] >= control.FAR_KM:
            return False
        return not (self.band.opportunist == 1 and there.defence > 0)

    def attraction(self, there: Place, road_km: float, goal: Place | None) -> float:
        """A target's attraction with this tick's taste, which is keyed by group and place."""
        p = self.country.p
        against = log((there.defence + 1.0) / (self.strength + 1.0))
        gained = 0.0
        if goal is not None:
            gained = self.place.km[goal.index] - there.km[goal.index]
        weights = (p.target_prize, p.target_distance, p.target_aim, p.target_force)
        score = advance.attraction(there.prestige, road_km, gained, max(-3.0, against), weights)
        key = (self.key[0] ^ there.key[0], self.key[1] ^ there.key[1])
        return score + advance.taste(self.country.draws(key, v.DRAW_TARGET)[0])

    def rest(self, here: Place) -> None:
        """Stop at ``here``."""
        self.mode = v.RESTING
        self.place = here
        self.target = None

    # --- march, wait, press: with a target ------------------------------------------
    @property
    def goal(self) -> Place:
        """The target of a group that has one."""
        assert self.target is not None
        return self.target

    def march(self) -> None:
        """On the road; on arrival, to the nearest tick, enter, pause or press."""
        self.days_left -= self.country.tick_days
        if self.days_left > 0.5 * self.country.tick_days:
            return
        there = self.goal
        if not there.state_held:
            self.rest(there)
        elif there.defence == 0 and there.garrison == 0:
            self.mode = v.PRESSING
        elif self.band.opportunist == 1:
            self.rest(self.place)
        elif self.country.on.pausing == 1:
            self.mode = v.PAUSED
            self.note(v.PAUSE, there, self.men)
        else:
            self.mode = v.PRESSING
            self.note(v.ATTACK_BEGUN, there, self.men)

    def defence_of(self, there: Place) -> float:
        """Strength of a place's defenders, with the air power behind them."""
        return there.defence * (1.0 + self.country.air)

    def wait(self, will: float, u_press: float, u_turn: float) -> None:
        """Before a defended place: press, turn back or go on waiting."""
        p, there = self.country.p, self.goal
        if not there.state_held:
            self.rest(there)
            return
        if there.garrison == 0:
            self.mode = v.PRESSING
            return
        weights = (p.press_rate, p.press_ratio, p.press_width, p.press_heart)
        rate = advance.pressing_rate(
            float(there.before), self.defence_of(there), will, self.readiness, weights
        )
        if self.strikes(u_press, rate):
            self.mode = v.PRESSING
            self.note(v.ATTACK_BEGUN, there, self.men)
        elif self.turns_back(will, u_turn):
            self.rest(self.place)

    def turns_back(self, will: float, u: float) -> bool:
        """Whether it gives up."""
        rate = advance.turning_rate(self.country.p.turn_rate, will, self.readiness)
        return self.strikes(u, rate)

    def press(self, will: float, u_turn: float) -> None:
        """In contact: lose men, tire, and break off or go on."""
        p, there = self.country.p, self.goal
        if not there.state_held:
            self.rest(there)
            return
        if there.garrison == 0:
            return
        self.loss_carry += combat.losses(
            float(self.men), float(there.attack), self.defence_of(there),
            p.combat_loss_rate, self.country.tick_days,
        )  # fmt: skip
        whole = min(self.men, math.floor(self.loss_carry))
        self.loss_carry -= whole
        self.men -= whole
        self.dead += whole
        if self.turns_back(will, u_turn) and self.place is not there:
            self.note(v.ATTACK_REPELLED, there, self.men)
            self.country.send_held(v.ATTACK_REPELLED, there, p.repelled_weight, 1.0)
            self.rest(self.place)
