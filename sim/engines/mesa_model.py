"""The Mesa model: one run to read, watch and change.

The same stages as the compiled engine, so the same bits; here every agent is an object that owns its
state, and every event says why it happened.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

import mesa
import numpy as np

from sim.engines.agents import Actor, Backer, Community, Formation, Group, Kinds, Place, Thing
from sim.engines.attribution import Attribution
from sim.engines.events import Event
from sim.engines.recorder import Recorder
from sim.model import vocabulary as v
from sim.model.columns import mean_morale, men_share, outcome, write_day, write_row
from sim.model.fields import TABLES, Table
from sim.model.memory import LOGS, table_columns
from sim.model.stages.assess import assess
from sim.model.stages.control import resolve_control
from sim.model.stages.counter_attacks import plan_counter_attacks
from sim.model.stages.formations import witness
from sim.model.stages.hear import hear
from sim.model.stages.over import watch_end
from sim.model.stages.roads import measure
from sim.model.stages.rumours import spread_rumours
from sim.model.stages.start import set_hearing, start
from sim.model.state import Matrix, State
from sim.model.world import Ints, Points, World, build_world
from sim.results import Chunk
from sim.scenario.schema import Scenario

A = TypeVar("A", bound=Actor)
Make = Callable[[int, str, Mapping[str, float]], Any]


class Rout(mesa.Model):
    """One run of a scenario: ``Rout(scenario, seed=1, run=8123)``.

    ``points`` sets single numbers by their dotted names, over what the scenario says or draws. Chance is
    a function of seed, run and name: Mesa's own generators are never asked. To change how a kind of
    agent behaves, subclass it and name it in ``kinds``.
    """

    kinds: ClassVar[Kinds] = Kinds()

    def __init__(
        self, world: World | Scenario, seed: int = 1, run: int = 0, points: Mapping[str, float] | None = None
    ) -> None:
        seed, run = int(seed), int(run)  # Mesa refuses numpy's integers
        super().__init__(rng=seed)
        self.world = world if isinstance(world, World) else build_world(world)
        self.state = state = self._begin(seed, run, points or {})
        self.command = self.kinds.command(self, 0, self.world.scenario.command.name, {})
        measure(state)
        set_hearing(state)
        start(state)
        self.attribution = Attribution(self.world, state)
        self.running = state.nation.ticks > 0
        self.datacollector = mesa.DataCollector(model_reporters=dict(SERIES))
        self.datacollector.collect(self)
        getattr(mesa.Agent, "_ids", {}).pop(self, None)  # Mesa before 3.4.2 keeps every model (issue 3179)

    def _begin(self, seed: int, run: int, points: Mapping[str, float]) -> State:
        """Every table as a list of objects, with the numbers of this run."""
        block = self.world.template.copy()
        where, values, _ = self.world.run_numbers(seed, np.array([run], np.int64), one_point(points))
        block.view(np.float64)[where] = values[0]
        state = State()
        for name, table in TABLES.items():
            columns = table_columns(block, self.world.layout, table)
            rows = list(objects(columns, self.world.names.get(name), self._maker(name)))
            found = rows[0] if table.single else Log(table) if name in LOGS else rows
            setattr(state, name, found)
        state.nation.seed, state.nation.run = seed, run
        lengths = self.world.lengths
        state.km = Matrix(lengths["places"], lengths["places"])
        state.hears = Matrix(lengths["places"], lengths["places"])
        state.parts = Matrix(lengths["formations"], lengths["causes"])
        return state

    def _maker(self, table: str) -> Make:
        """What makes a row of a table: an agent, a place, or a thing that decides nothing."""
        kinds: dict[str, type[Actor]] = {
            "formations": self.kinds.formation, "groups": self.kinds.group,
            "communities": self.kinds.community, "backers": self.kinds.backer,
        }  # fmt: skip
        if table in kinds:
            return lambda index, name, values: kinds[table](self, index, name, values)
        return Place if table == "places" else Thing

    # --- the step ----------------------------------------------------------------
    def step(self) -> None:
        """One time step, in the order of ``sim.model.step``."""
        if not self.running:
            return
        state = self.state
        if state.nation.over == 0:
            self.act_all()
        state.nation.tick += 1
        self.running = state.nation.tick < state.nation.ticks
        self.attribution.follow(state)
        self.datacollector.collect(self)

    def act_all(self) -> None:
        """Every stage, in order; once a run is over, nobody acts any more."""
        state = self.state
        hear(state)
        assess(state)
        plan_counter_attacks(state)
        self.let_act(self.formations)
        witness(state)
        self.let_act(self.groups)
        self.let_act(self.communities)
        self.let_act(self.backers)
        self.command.act()
        spread_rumours(state)
        resolve_control(state)
        watch_end(state)

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
        """Steps done."""
        return int(self.state.nation.tick)

    @property
    def day(self) -> float:
        """Days since the start."""
        return float(self.tick * self.state.nation.tick_days)

    @property
    def places(self) -> list[Place]:
        """The places, in the scenario's order."""
        return list(self.state.places)

    @property
    def formations(self) -> list[Formation]:
        """The formations, or their sub-units."""
        return list(self.state.formations)

    @property
    def groups(self) -> list[Group]:
        """The armed groups, and the fighters of communities."""
        return list(self.state.groups)

    @property
    def communities(self) -> list[Community]:
        """The communities."""
        return list(self.state.communities)

    @property
    def backers(self) -> list[Backer]:
        """The backers of both sides."""
        return list(self.state.backers)

    @property
    def events(self) -> list[Event]:
        """What has happened so far, in order."""
        return self.attribution.events

    @property
    def outcome(self) -> str:
        """The class of the run, as far as it has come."""
        return v.OUTCOME_NAMES[outcome(self.state)]

    def neighbours(self, place: int) -> list[Place]:
        """The places that a road joins to one."""
        state, here = self.state, self.state.places[place]
        return [state.places[edge.to] for edge in state.edges[here.edges_from : here.edges_to]]

    def news(self, formation: Formation) -> list[tuple[str, float]]:
        """(source, log-odds) of all news that a formation has heard, the heaviest first."""
        return self.attribution.news(self.state, formation.index)


class Log(list[Thing]):
    """A table that grows by a row when its next one is asked for."""

    room = sys.maxsize

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.start = {field.name: field.start for field in table.fields}

    def __getitem__(self, at: Any) -> Any:
        if at == len(self):
            self.append(Thing(at, "", self.start))
        return super().__getitem__(at)


def objects(columns: Mapping[str, Any], names: Sequence[str] | None, make: Make) -> Iterator[Any]:
    """A table's rows, made of its columns' values."""
    lists = {field: column.tolist() for field, column in columns.items()}
    for index in range(len(next(iter(lists.values())))):
        values = {field: values[index] for field, values in lists.items()}
        yield make(index, names[index] if names else "", values)


def one_point(points: Mapping[str, float]) -> Points | None:
    """Numbers by name as the design of one run."""
    if not points:
        return None
    return Points(tuple(points), np.array([[float(value) for value in points.values()]]))


SERIES: Mapping[str, Callable[[Rout], float]] = {
    "day": lambda model: model.day,
    "men_share": lambda model: men_share(model.state),
    "morale": lambda model: mean_morale(model.state),
    "places_held": lambda model: sum(place.state_held for place in model.places),
    "belief_at_the_capital": lambda model: model.state.places[model.state.nation.capital].belief,
    "support": lambda model: model.state.nation.support,
}
"""What the data collector keeps of every step."""


# --- as an engine ----------------------------------------------------------------------
def simulate(world: World, seed: int, runs: Ints, points: Points | None = None) -> Chunk:
    """Run ``runs`` (any run numbers, in any order) and return one row for each.

    ``points`` overrides numbers run by run; they win over drawn ones. The same rows as the compiled
    engine's, at a fraction of its speed.
    """
    recorder = Recorder.of(world, len(runs))
    for row, run in enumerate(runs.tolist()):
        own = dict(zip(points.names, points.values[row].tolist(), strict=True)) if points else {}
        record(Rout(world, seed, run, own), recorder, row)
    _, _, drawn = world.run_numbers(seed, runs, points)
    return recorder.chunk(world, runs, drawn)


def record(model: Rout, recorder: Recorder, row: int) -> Rout:
    """Run a model to its end and write down every day and the row of its end."""
    state, per_day = model.state, model.world.ticks_per_day
    daily = recorder.men_share[row], recorder.morale[row], recorder.held[row]
    while model.running:
        if model.tick % per_day == 0:
            write_day(state, *daily, model.tick // per_day)
        model.step()
    write_day(state, *daily, model.world.days)
    write_row(state, recorder.rows[row], 0)
    return model
