"""The agents of the Mesa model: objects that own their attributes and call the model's stages for themselves.

What an agent does in a step is the list of small methods in ``act``; each calls the stage's
function for that agent, and a subclass may override any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import mesa

from sim.model import vocabulary as v
from sim.model.causes import CAUSE_NAMES
from sim.model.stages import backers, command, communities, formations, groups


def does(function: Callable[..., Any]) -> Callable[..., Any]:
    """A method that calls a stage's function for its agent."""

    def method(self: Actor, *given: float) -> Any:
        return function(self.model.state, self, *given)

    method.__doc__ = function.__doc__
    return method


class Thing:
    """A row of a table that decides nothing: its fields are its attributes."""

    def __init__(self, index: int, name: str, values: Mapping[str, float]) -> None:
        self.index = index
        self.name = name
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Any:
        """Only for names that are no field: every field is an attribute."""
        raise AttributeError(f"{type(self).__name__} has no field {name!r}")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


class Place(Thing):
    """A node of the map."""

    @property
    def state_held(self) -> bool:
        """Whether the state controls it."""
        return bool(self.controller == v.STATE)


class Actor(mesa.Agent):
    """An agent of the model. All read the same assessment and write only themselves and what they send.

    So the order in which agents of a kind act cannot matter. Its fields (``sim.model.fields``) are its
    attributes.
    """

    def __init__(self, model: Any, index: int, name: str, values: Mapping[str, float]) -> None:
        super().__init__(model)
        self.index = index
        self.name = name
        self.__dict__.update(values)

    def act(self) -> None:
        """One step."""
        raise NotImplementedError

    def step(self) -> None:
        """Mesa's name for one step of an agent."""
        self.act()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


class Formation(Actor):
    """A division, brigade or militia, or a sub-unit of one."""

    status: int
    order: int

    draws = does(formations.draw)
    feels = does(formations.feel)
    travels = does(formations.travel)
    holds_officers = does(formations.hold_officers)
    breaks = does(formations.breaks)
    breaks_up = does(formations.break_up)
    starves = does(formations.starve)
    fights = does(formations.fight)
    obeys = does(formations.obeys)
    counter_attacks = does(formations.counter_attacks)
    stands = does(formations.stand)

    @property
    def under_command(self) -> bool:
        """Whether it still is a formation: holding or on the road."""
        return formations.under_command(self)

    def act(self) -> None:
        """Feel; then, unless on the road, hold, break, fight on, obey, counter-attack or stand."""
        self.draws()
        if not self.under_command:
            return
        self.feels()
        if self.status == v.MOVING:
            self.travels()
            return
        self.holds_officers()
        trigger = self.breaks()
        if trigger != v.NO_TRIGGER:
            self.breaks_up(trigger)
            return
        self.starves()
        self.fights()
        if self.men == 0:
            self.status = v.DISSOLVED
        elif not (self.obeys() or self.counter_attacks()):
            self.stands()
        self.order = v.NOWHERE

    def contributions(self) -> dict[str, float]:
        """Morale by cause, log-odds: the parts add up to it."""
        parts = self.model.state.parts
        return {name: parts[self.index, k] for k, name in enumerate(CAUSE_NAMES)}


class Group(Actor):
    """An armed group of the rebels, or the fighters that a community may raise."""

    draws = does(groups.draw)
    recovers = does(groups.recover)
    launches = does(groups.launch)
    marches = does(groups.march)
    returns = does(groups.come_back)
    waits = does(groups.wait)
    presses = does(groups.press)

    def act(self) -> None:
        """By what it is doing: rest and set out, march, go back, wait before a place, or attack it."""
        self.draws()
        if self.mode == v.DORMANT:
            return
        self.recovers()
        if self.mode == v.RESTING:
            self.launches()
        elif self.mode == v.MARCHING:
            self.marches()
        elif self.mode == v.RETURNING:
            self.returns()
        elif self.mode == v.PAUSED:
            self.waits()
        else:
            self.presses()


class Community(Actor):
    """People of one place who may rise, or who stand by the state."""

    draws = does(communities.draw)
    leans = does(communities.leans)
    steps_up = does(communities.step_up)
    steps_down = does(communities.step_down)
    mobilises = does(communities.mobilise)
    loyal: int

    def act(self) -> None:
        """A step towards rising, or back; loyal people mobilise."""
        self.draws()
        if self.loyal == 1:
            self.mobilises()
            return
        leaning = self.leans()
        if leaning > 0:
            self.steps_up()
        elif leaning < 0:
            self.steps_down()


class Backer(Actor):
    """A power or movement behind one of the sides."""

    draws = does(backers.draw)
    is_there = does(backers.is_there)
    urges = does(backers.urge)
    reconsiders = does(backers.reconsider)
    sends_men = does(backers.send_men)

    def act(self) -> None:
        """Arrive; then step back or forward and send men, or urge exile; the rebels' backers do no more."""
        self.draws()
        if not self.is_there() or self.role == v.BACKS_REBELS:
            return
        if self.role == v.URGES_EXILE:
            self.urges()
            return
        self.reconsiders()
        self.sends_men()


class Command(Actor):
    """The leadership of the state's side. Its orders are carried out in the next step."""

    def act(self) -> None:
        """Give dated orders; cede, reinforce, pay, leave."""
        state = self.model.state
        if state.nation.left_tick >= 0:
            return
        self.gives_orders()
        u = command.draw(state)
        self.considers_ceding(u[0])
        self.considers_reserve(u[1])
        self.considers_pay(u[2])
        self.considers_leaving(u[3])

    def gives_orders(self) -> None:
        """Give the orders whose day has come."""
        command.give_orders(self.model.state)

    def considers_ceding(self, u: float) -> None:
        """Cede a place once enough prestige is lost."""
        command.consider_ceding(self.model.state, u)

    def considers_reserve(self, u: float) -> None:
        """Send the reserve while the command still believes in its army."""
        command.consider_reserve(self.model.state, u)

    def considers_pay(self, u: float) -> None:
        """Raise pay, once, when enough prestige is lost."""
        command.consider_pay(self.model.state, u)

    def considers_leaving(self, u: float) -> None:
        """Leave the capital when there is nothing left to hope for."""
        command.consider_leaving(self.model.state, u)


@dataclass(frozen=True)
class Kinds:
    """The classes of the agents: replace one to change how its kind behaves."""

    formation: type[Formation] = Formation
    group: type[Group] = Group
    community: type[Community] = Community
    backer: type[Backer] = Backer
    command: type[Command] = Command
