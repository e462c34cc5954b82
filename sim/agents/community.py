"""A community: quiet, defiant, risen, and back again."""

from __future__ import annotations

from typing import Any

from sim import vocabulary as v
from sim.agents.actor import Actor
from sim.agents.country import Country
from sim.agents.group import Group
from sim.agents.journal import Why
from sim.agents.place import Place
from sim.rules import rising


class Community(Actor):
    """People of one place who may rise, or who stand by the state."""

    kind = v.COMMUNITY_AGENT

    def __init__(
        self, model: Any, country: Country, index: int, name: str, key: tuple[int, int],
        *, place: Place, loyal: int, negotiates: int, stance: int, grievance: float, fear: float,
        fighters: Group | None,
    ) -> None:  # fmt: skip
        super().__init__(model, country, index, name, key)
        self.place = place
        self.loyal = loyal
        self.negotiates = negotiates
        self.stance = stance
        self.grievance = grievance
        self.base_fear = fear  # of retaliation, while the state looks as strong as before
        self.fighters = fighters
        self.garrison_start = 0
        self.first_risen = v.NEVER

    def act(self) -> None:
        """A step towards rising, or back."""
        country, here = self.country, self.place
        p, on = country.p, country.on
        if on.risings == 0 or self.fighters is None or not here.state_held:
            return
        fear = self.fear()
        u = self.draws(v.DRAW_COMMUNITY)
        margin = p.defiance_margin if self.stance == v.QUIET else 0.0
        up = rising.step_up_rate(self.grievance, fear, margin, p.rise_rate, p.rise_width)
        back = p.defiance_margin if self.stance == v.DEFIANT else 0.0
        down = rising.step_down_rate(self.grievance, fear, back, p.calm_rate, p.rise_width)
        why = Why(measured=(("grievance", self.grievance), ("fear", fear)))
        if self.stance < v.RISEN and self.strikes(u[0], up):
            self.step_up(self.fighters, why)
        elif self.stance > v.QUIET and on.recovery == 1 and self.strikes(u[1], down):
            self.step_down(self.fighters, why)

    def fear(self) -> float:
        """Fear of retaliation now."""
        p, here = self.country.p, self.place
        left = 1.0
        if self.garrison_start > 0:
            left = min(1.0, here.garrison / self.garrison_start)
        return rising.fear(self.base_fear, here.belief, p.belief_prior, left, p.garrison_fear)

    def step_up(self, fighters: Group, why: Why) -> None:
        """Quiet to defiant, defiant to risen; a rising is news, and raises an armed group."""
        country, here = self.country, self.place
        self.stance += 1
        if self.stance == v.DEFIANT:
            self.note(v.DEFIANCE, here, 0, why)
            return
        self.note(v.RISING, here, fighters.men, why)
        country.send_broke(v.RISING, here, country.p.rising_weight, 1.0)
        if self.first_risen < 0:
            self.first_risen = country.tick
        if fighters.mode == v.DORMANT:
            fighters.mode = v.PRESSING
            fighters.place = here
            fighters.target = here
            fighters.readiness = 1.0

    def step_down(self, fighters: Group, why: Why) -> None:
        """Risen to defiant, defiant to quiet; fighters still at home go back to their houses."""
        here = self.place
        self.stance -= 1
        self.note(v.CALM, here, self.stance, why)
        if self.stance == v.DEFIANT and fighters.place is here:
            fighters.mode = v.DORMANT
            fighters.target = None
