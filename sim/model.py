"""The Mesa model: one run to read, watch and change.

The same rules, draws and order as the ensemble engine, so the same bits; here every agent is
an object with its own state, and every event knows why it happened.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, TypeVar

import mesa
import numpy as np

from sim import vocabulary as v
from sim.agents import Actor, Event, Kinds
from sim.agents.backer import Backer
from sim.agents.command import Command
from sim.agents.community import Community
from sim.agents.control import settle
from sim.agents.formation import Formation
from sim.agents.group import Group
from sim.agents.picture import hear, picture
from sim.agents.place import Place
from sim.agents.rumours import spread_rumours
from sim.agents.start import begin
from sim.numeric import logistic
from sim.outcomes import classify
from sim.results import Points
from sim.scenario.schema import Scenario
from sim.tally import MORALE_UNIT, run_numbers
from sim.world import World, build_world

A = TypeVar("A", bound=Actor)


class Rout(mesa.Model):
    """One run of a scenario: ``Rout(scenario, seed=1, run=8123)``.

    ``points`` sets single numbers by their dotted names, over what the scenario says or draws.
    Chance is a function of seed, run and name: Mesa's own generators are never asked. To change
    how a kind of agent behaves, subclass it and name it in ``kinds``.
    """

    kinds: ClassVar[Kinds] = Kinds()

    def __init__(
        self, world: World | Scenario, seed: int = 1, run: int = 0, points: Mapping[str, float] | None = None
    ) -> None:
        seed, run = int(seed), int(run)  # Mesa refuses numpy's integers
        super().__init__(rng=seed)
        self.world = world if isinstance(world, World) else build_world(world)
        theta = theta_of(self.world, seed, run, points or {})
        self.country = begin(self, self.world, theta, seed, run, self.kinds)
        self.running = self.country.ticks > 0
        self.datacollector = mesa.DataCollector(model_reporters=dict(SERIES))
        self.datacollector.collect(self)

    # --- the tick ----------------------------------------------------------------
    def step(self) -> None:
        """One tick, in order.

        1. Hear      last tick's news reaches every place, older news fades
        2. Picture   strengths, threats, connections and beliefs as they stand: what all read
        3. Formations feel; hold, break, retreat, obey, counter-attack, arrive
        4. Groups    rest, set out, march, pause, press, turn back
        5. Communities rise or calm down
        6. Backers   step back or forward, send men, urge exile
        7. Command   cedes, reinforces, pays, leaves
        8. Rumours   false reports and denials
        9. Control   places change hands; the corridor is cut or opened
        """
        if not self.running:
            return
        country = self.country
        hear(country)
        picture(country)
        for here in country.places:
            here.retaken = 0
        self.let_act(country.formations)
        self.let_act(country.groups)
        self.let_act(country.communities)
        self.let_act(country.backers)
        country.command.act()
        spread_rumours(country)
        settle(country)
        country.tick += 1
        self.running = country.tick < country.ticks
        self.datacollector.collect(self)

    def let_act(self, agents: Sequence[Actor]) -> None:
        """All agents of a kind act, each once."""
        for agent in self.activation_order(agents):
            agent.act()

    def activation_order(self, agents: Sequence[A]) -> Iterable[A]:
        """The order in which agents of a kind act. It changes nothing: a subclass may try."""
        return agents

    def run_to_end(self) -> Rout:
        """Step until the horizon."""
        while self.running:
            self.step()
        return self

    # --- what there is to see ------------------------------------------------------
    @property
    def tick(self) -> int:
        """Ticks done."""
        return self.country.tick

    @property
    def day(self) -> float:
        """Days since the start."""
        return self.country.day

    @property
    def places(self) -> list[Place]:
        """The places, in the scenario's order."""
        return self.country.places

    @property
    def formations(self) -> list[Formation]:
        """The formations, or their sub-units."""
        return self.country.formations

    @property
    def groups(self) -> list[Group]:
        """The rebel groups, and the fighters of communities."""
        return self.country.groups

    @property
    def communities(self) -> list[Community]:
        """The communities."""
        return self.country.communities

    @property
    def backers(self) -> list[Backer]:
        """The backers of both sides."""
        return self.country.backers

    @property
    def command(self) -> Command:
        """The leadership of the state's side."""
        return self.country.command

    @property
    def events(self) -> list[Event]:
        """What has happened so far, in order."""
        return self.country.journal.events

    @property
    def outcome(self) -> str:
        """The class of the run if it ended now."""
        return v.OUTCOME_NAMES[outcome_code(self)]


def forget(model: Rout) -> None:
    """Let go of a model that is done: Mesa before 3.4.2 keeps every one it ever saw (mesa issue 3179)."""
    getattr(mesa.Agent, "_ids", {}).pop(model, None)


def theta_of(world: World, seed: int, run: int, points: Mapping[str, float]) -> np.ndarray:
    """The numbers of one run: the scenario's own, with its draws and then ``points`` written over them.

    Raises KeyError for a name that is no number of the scenario.
    """
    values = np.array([[float(value) for value in points.values()]])
    design = Points(tuple(points), values) if points else None
    where, own, _ = run_numbers(world, seed, np.array([run], np.int64), design)
    theta = world.theta.copy()
    theta[where] = own[0]
    return theta


def men_under_command(model: Rout) -> int:
    """Men of formations that hold or are on the road."""
    return sum(unit.men for unit in model.formations if unit.under_command)


def men_share(model: Rout) -> float:
    """Men under command against those at the start."""
    return men_under_command(model) / model.country.army_men


def mean_morale(model: Rout) -> float:
    """Mean morale of the men under command, 0 to 1; not a number when there are none."""
    men = men_under_command(model)
    total = sum(
        unit.men * math.floor(logistic(unit.morale) * MORALE_UNIT)
        for unit in model.formations
        if unit.under_command
    )
    return total / men / MORALE_UNIT if men > 0 else math.nan


def places_held(model: Rout) -> int:
    """How many places the state controls."""
    return sum(place.state_held for place in model.places)


def outcome_code(model: Rout) -> int:
    """The class of the run if it ended now."""
    country = model.country
    days = country.tick_days
    lost, left = country.capital.first_lost, country.left_tick
    return classify(
        (lost + 1) * days if lost >= 0 else -1.0,
        (left + 1) * days if left >= 0 else -1.0,
        int(any(p.provincial == 1 and p.first_regained >= 0 and p.state_held for p in country.places)),
        int(country.bellwether.state_held),
        int(all(place.state_held for place in country.junctions)),
        int(country.refuge is None or country.refuge.state_held),
        country.corridor,
    )


SERIES = {
    "day": lambda model: model.day,
    "men_share": men_share,
    "morale": mean_morale,
    "places_held": places_held,
    "belief_at_the_capital": lambda model: model.country.capital.belief,
    "support": lambda model: model.country.support,
}
"""What the data collector keeps, tick by tick."""
