"""A scenario run for vectors of a file of priors: free, its place held, its place let fall, on the same runs.

A vector is where each number lies within its prior's probability. Runs are stored in parts of vectors: a
study that was stopped goes on with the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from sim.analysis.sensitivity import Vectors
from sim.calibration.priors import Priors, Record, Unknown, read_priors
from sim.calibration.simulate import decided_points, engine_hash
from sim.calibration.store import Store
from sim.engines.compiled import simulate
from sim.errors import UsageError
from sim.model.world import World, build_world
from sim.report.output import bar
from sim.results.manifest import now
from sim.scenario import Scenario, digest
from sim.scenario.patterns import is_pattern, meant, pattern_problem
from sim.scenario.schema import NO_DAY, JointColumn
from sim.scenario.words import did_you_mean, dotted, shown, split_name
from sim.studies.runner import Study, changed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FREE, HOLD, FALL = "free", "hold", "fall"
ARMS = (FREE, HOLD, FALL)
PLACE = "place"
MANIFEST = "vectors.json"
RUNS_PER_PART = 1_024
CAPITAL = "capital_lost_day"

PriorsOption = Annotated[
    str,
    typer.Option(help="A file of priors, or a shipped one's name: the numbers, and their ranges.",
        metavar="PRIORS",),
]  # fmt: skip
WarOption = Annotated[
    str,
    typer.Option(
        help="Which of the priors' wars the scenario belongs to, if it does not say.", metavar="WAR"
    ),
]


@dataclass(frozen=True)
class Subject:
    """What is asked: a scenario in its branches, and the numbers of a file of priors that it has."""

    priors: Priors
    war: str
    scenario_as_stated: Scenario
    worlds: dict[str, World]

    @property
    def scenario(self) -> Scenario:
        """The scenario, left to itself."""
        return self.worlds[FREE].scenario

    @property
    def horizon(self) -> float:
        """The last day."""
        return self.scenario.scenario.horizon_days

    @property
    def place(self) -> str:
        """The place that is held or let fall."""
        return self.scenario.branch_place

    @property
    def capital(self) -> str:
        """The place whose fall is asked about."""
        return self.scenario.scenario.capital

    @cached_property
    def at(self) -> list[int]:
        """Which of the priors' unknowns these are."""
        return self.priors.columns(self._record(FREE))[0]

    @cached_property
    def unknowns(self) -> tuple[Unknown, ...]:
        """The numbers."""
        return tuple(self.priors.unknowns[k] for k in self.at)

    def values(self, shares: Floats) -> Floats:
        """The numbers at these shares of their priors' probability, (vectors, numbers) both."""
        return np.stack([one.values(shares[:, k]) for k, one in enumerate(self.unknowns)], axis=1)

    def columns(self, arm: str) -> tuple[JointColumn, ...]:
        """What the numbers decide in an arm of the scenario."""
        return self.priors.columns(self._record(arm))[1]

    def days(self, arm: str, seed: int, runs: Ints, values: Floats) -> tuple[Floats, Floats]:
        """Days on which the capital and the place were lost, run by run; ``NO_DAY`` for never."""
        world = self.worlds[arm]
        points = decided_points(world, self.columns(arm), seed, runs, values)
        found = simulate(world, seed, runs, points).columns
        capital, place = (
            np.nan_to_num(found[name], nan=NO_DAY) for name in (CAPITAL, f"place_lost_day.{self.place}")
        )
        return capital, place

    def _record(self, arm: str) -> Record:
        world = self.worlds[arm]
        return Record(self.war, "", world, (), (), None, world.scenario.scenario.horizon_days)


@dataclass(frozen=True)
class Outcomes:
    """What came of vectors, run by run: days (vectors, runs) by arm, ``NO_DAY`` for never.

    ``days[PLACE]`` are those of the place in free runs.
    """

    horizon: float
    days: dict[str, Floats]

    @property
    def capital_falls(self) -> Floats:
        """Whether the capital falls in the free run."""
        return np.asarray(self.days[FREE] < NO_DAY, np.float64)

    @property
    def capital_day(self) -> Floats:
        """On which day, watched to the horizon."""
        watched: Floats = np.minimum(self.days[FREE], self.horizon)
        return watched

    @property
    def place_holds(self) -> Floats:
        """Whether the place is never lost in the free run."""
        return np.asarray(self.days[PLACE] == NO_DAY, np.float64)

    @property
    def effect(self) -> Floats:
        """Whether the capital falls if the place is let fall, less whether it does if it is held."""
        hold, fall = (np.asarray(self.days[arm] < NO_DAY, np.float64) for arm in (HOLD, FALL))
        return fall - hold


def subject_of(study: Study, priors: str, war: str = "") -> Subject:
    """The study's scenario under a file of priors. Raises UsageError where they do not go together."""
    return subject(study.scenario, study.name, read_priors(priors), war)


def subject(scenario: Scenario, name: str, priors: Priors, war: str = "") -> Subject:
    """The same of a scenario and its name."""
    given: dict[str, Any] = {"posterior.file": "", **priors.fixed}
    worlds = {arm: build_world(changed(scenario, {"branch.kind": arm, **given})) for arm in ARMS}
    found = Subject(priors, _war(name, priors, war), scenario, worlds)
    for one in priors.unknowns:
        if one.meaning.war in ("", found.war):
            _require_known(name, one.meaning.key, worlds[FREE])
    return found


def _war(name: str, priors: Priors, war: str) -> str:
    """The war of a scenario: the one that is asked for, the only one, or the one whose data it is."""
    if war:
        if war not in priors.wars:
            raise UsageError(f"--war {war}: no war of {priors.path.name}{did_you_mean(war, priors.wars)}")
        return war
    own = {record.war for record in priors.records if record.name.removesuffix(".toml") == name}
    wars = own or set(priors.wars)
    if len(wars) == 1:
        return wars.pop()
    raise UsageError(f"{name}: say with --war which war it belongs to: {', '.join(sorted(wars))}")


def _require_known(name: str, key: str, world: World) -> None:
    tree = world.scenario.model_dump()
    path = split_name(key, tree)
    rule = pattern_problem(path, tree) if is_pattern(path) else ""
    missing = [] if rule else [one for one in map(dotted, meant(path, tree)) if one not in world.index]
    if rule or missing:
        raise UsageError(f"--priors: {rule or f'{shown(missing[0])} is no number of {name}'}")


def require_salib() -> None:
    """Raise UsageError where SALib is not installed."""
    if find_spec("SALib") is None:
        raise UsageError("rout sensitivity needs SALib: pip install 'rout[calibrate]'")


def run_vectors(
    study: Study, asked: Subject, name: str, vectors: Vectors, runs: int, arms: Sequence[str] = ARMS
) -> Outcomes:
    """Run vectors, ``runs`` of every arm for each, on the runs of their blocks; stored in a folder ``name``.

    Raises ResultError where the folder holds others, InterruptedCalibrationError after Ctrl-C.
    """
    runner = study.runner
    values = asked.values(vectors.shares)

    def compute(numbers: Ints) -> dict[str, Floats]:
        own = (vectors.blocks[numbers][:, None] * runs + np.arange(runs)).ravel()
        every = np.repeat(values[numbers], runs, axis=0)
        return dict(_in_arms(asked, runner.seed, own, every, arms, (len(numbers), runs)))

    names = (*arms, PLACE) if FREE in arms else tuple(arms)
    store = Store(
        runner.out / name, MANIFEST, _identity(study, asked, vectors, runs, arms),
        dict.fromkeys(names, runs), max(1, RUNS_PER_PART // runs),
    )  # fmt: skip
    with bar(name, quiet=runner.quiet, unit="vectors") as progress:
        days = store.filled(
            len(values), compute, jobs=runner.threads, progress=progress, replace=runner.replace
        )
    return Outcomes(asked.horizon, days)


def _in_arms(
    asked: Subject, seed: int, runs: Ints, values: Floats, arms: Sequence[str], shape: tuple[int, int]
) -> Iterator[tuple[str, Floats]]:
    for arm in arms:
        capital, place = asked.days(arm, seed, runs, values)
        yield arm, capital.reshape(shape)
        if arm == FREE:
            yield PLACE, place.reshape(shape)


def _identity(
    study: Study, asked: Subject, vectors: Vectors, runs: int, arms: Sequence[str]
) -> dict[str, Any]:
    """What decides the bytes of a part, and the command that began it."""
    points = hashlib.sha256(np.ascontiguousarray(vectors.shares).tobytes())
    points.update(np.ascontiguousarray(vectors.blocks, np.int64).tobytes())
    return {
        "scenario": digest(asked.scenario),
        "priors_sha256": asked.priors.sha256,
        "war": asked.war,
        "arms": list(arms),
        "vectors": points.hexdigest(),
        "runs": runs,
        "seed": study.runner.seed,
        "engine_hash": engine_hash(),
        "created": now(),
    }
