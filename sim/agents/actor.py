"""What all agents have: a name, a key for their draws, and the country they act in."""

from __future__ import annotations

from typing import Any, ClassVar

import mesa

from sim import vocabulary as v
from sim.agents.country import Country
from sim.agents.journal import UNSAID, Why
from sim.agents.place import Place
from sim.numeric import chance_within, strikes


def strength(men: int, quality: int) -> int:
    """Men times quality (permille), in whole men of quality 1."""
    return men * quality // 1000


class Actor(mesa.Agent):
    """An agent of the model. Subclasses say in ``act`` what one does in a tick.

    All read the same picture and write only themselves and what they send, so the order in
    which agents of a kind act cannot matter.
    """

    kind: ClassVar[int] = v.NO_AGENT

    def __init__(self, model: Any, country: Country, index: int, name: str, key: tuple[int, int]) -> None:
        super().__init__(model)
        self.country = country
        self.index = index
        self.name = name
        self.key = key

    def act(self) -> None:
        """One tick."""
        raise NotImplementedError

    def step(self) -> None:
        """Mesa's name for one tick of an agent."""
        self.act()

    def draws(self, purpose: int) -> tuple[float, float, float, float]:
        """This tick's four uniforms for a purpose: the same in every branch."""
        return self.country.draws(self.key, purpose)

    def within(self, rate_per_day: float) -> float:
        """Chance that a hazard strikes within this tick."""
        return chance_within(rate_per_day, self.country.tick_days)

    def strikes(self, u: float, rate_per_day: float) -> bool:
        """Whether a hazard strikes within this tick, given this tick's draw."""
        return strikes(u, rate_per_day, self.country.tick_days)

    def note(self, kind: int, place: Place | None, amount: int, why: Why = UNSAID) -> None:
        """Write to the log what this agent did."""
        self.country.note(kind, place, self, amount, why)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"
