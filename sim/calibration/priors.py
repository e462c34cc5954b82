"""The priors file: which scenarios hold the record, which numbers are not known, and within which range."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from sim.analysis.unattacked import DAYS, MOST_LOST, unattacked
from sim.errors import RoutError, ScenarioError
from sim.model.chance import key_of
from sim.model.unknown import SHAPE_NAMES, UNIFORM, quantile
from sim.model.world import World, build_world
from sim.results.manifest import sha256_of
from sim.scenario import build, load, resolved
from sim.scenario.fields import help_at
from sim.scenario.files import read_chain
from sim.scenario.layers import Draft
from sim.scenario.patterns import is_pattern, meant, pattern_problem
from sim.scenario.posterior import ANY_WAR, Meaning
from sim.scenario.record import RecordedDay, recorded
from sim.scenario.schema import Distribution, Effect, JointColumn, Strict
from sim.scenario.shipped import SUFFIX, find, shipped_folder
from sim.scenario.words import Problem, did_you_mean, dotted, shown, split_name

Floats = NDArray[np.float64]

FOLDER = "priors"


class Prior(Distribution):
    """What is assumed of a number before the record is looked at."""

    why: str = Field(min_length=1, description="Why this range: a source or an argument")
    how: Effect = Field(
        "set", description="set: it is the number; add: it is added to it; times: it multiplies it"
    )


class Window(Strict):
    """A share that is known within a factor."""

    low: float = Field(gt=0, le=1, alias="from")
    high: float = Field(gt=0, le=1, alias="to")


class Data(Strict):
    """A scenario with a record, and which of the record counts."""

    file: str = Field(min_length=1, description="A scenario beside the priors, or the name of a shipped one")
    horizon_days: float | None = Field(
        None, gt=0, le=3650, description="Until which day; what is later is not used"
    )
    places: tuple[str, ...] = Field((), description="The recorded places that count; none named: all")
    dead_share: Window | None = Field(None, description="Between which shares of the army's men were killed")
    unattacked: bool = Field(
        False, description="Vectors under which its army comes apart though nobody attacks do not count"
    )


class Unattacked(Strict):
    """What an army that nobody attacks is taken to do: it stands."""

    days: float = Field(DAYS, gt=0, le=3650, description="For how long nobody attacks")
    most_lost: int = Field(MOST_LOST, ge=0, le=10_000, description="Places that may be lost all the same")
    why: str = Field("", description="A source or an argument")


class War(Strict):
    """A war: one or several scenarios, and what is not known of it alone."""

    scenarios: tuple[Data, ...] = Field(min_length=1)
    own: dict[str, Prior] = Field(default_factory=dict)


class PriorsFile(Strict):
    """A whole file."""

    title: str = Field(min_length=1)
    precision_days: float = Field(0.25, ge=0, le=30, description="How exactly a single recorded day is known")
    unattacked: Unattacked = Field(
        default_factory=lambda: Unattacked.model_validate({}),
        description="What must not happen in scenarios marked so under a vector that counts",
    )
    fixed: dict[str, float] = Field(
        default_factory=dict, description="Numbers set in every scenario and vector"
    )
    wars: dict[str, War] = Field(min_length=1)
    shared: dict[str, Prior] = Field(default_factory=dict, description="Drawn once for all wars")
    each_war: dict[str, Prior] = Field(default_factory=dict, description="Drawn for each war apart")


@dataclass(frozen=True)
class Unknown:
    """A number to learn: what it is, and its prior."""

    meaning: Meaning
    prior: Prior

    @property
    def name(self) -> str:
        """What it is called in tables and in the file of the posterior."""
        return self.meaning.column

    @property
    def key(self) -> tuple[int, int]:
        """The key words of its draws."""
        return key_of(f"prior {self.name}")

    def values(self, shares: Floats) -> Floats:
        """The numbers at these shares of the prior's probability (n,)."""
        a, b, c = (*self.prior.values, 0.0)[:3]
        shape = SHAPE_NAMES.index(self.prior.kind)
        return np.array([quantile(shape, a, b, c, float(u)) for u in shares])


@dataclass(frozen=True)
class Record:
    """One scenario of the data: its world, the places that count and what is recorded of them."""

    war: str
    name: str
    world: World
    places: tuple[str, ...]
    days: tuple[RecordedDay, ...]
    dead: Window | None
    horizon: float  # day after which nothing is compared


@dataclass(frozen=True)
class Calm:
    """One scenario as if nobody attacked."""

    war: str
    name: str
    world: World
    days: float
    most_lost: int


@dataclass(frozen=True)
class Priors:
    """The data and the unknowns, checked against each other."""

    title: str
    path: Path
    sha256: str
    precision_days: float
    fixed: Mapping[str, float]
    records: tuple[Record, ...]
    calm: tuple[Calm, ...]  # a vector counts only if the army stands in all of these
    unknowns: tuple[Unknown, ...]
    each_war: tuple[Unknown, ...]  # what is drawn for each war apart, as it is for one that is not among them

    @property
    def wars(self) -> tuple[str, ...]:
        """Names of the wars."""
        return tuple(dict.fromkeys(record.war for record in self.records))

    @cached_property
    def parts(self) -> tuple[slice, ...]:
        """Which of the places of all records, one record after another, are each one's."""
        ends = np.cumsum([0, *(len(record.places) for record in self.records)]).tolist()
        return tuple(slice(low, high) for low, high in pairwise(ends))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the unknowns."""
        return tuple(one.name for one in self.unknowns)

    @cached_property
    def draws(self) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """What ``unknown.draw_numbers`` asks for to draw shares of the priors' probability."""
        size = len(self.unknowns)
        keys = np.array([one.key for one in self.unknowns], np.int64).reshape(size, 2)
        return keys, np.full(size, UNIFORM, np.int64), np.tile([0.0, 1.0, 0.0, 0.0, 1.0], (size, 1))

    def values(self, shares: Floats) -> Floats:
        """Vectors at these shares of the priors' probability, (vectors, unknowns) both."""
        return np.stack([one.values(shares[:, k]) for k, one in enumerate(self.unknowns)], axis=1)

    def columns(self, record: Record | Calm) -> tuple[list[int], tuple[JointColumn, ...]]:
        """Which unknowns hold in a record's war, and the numbers of its scenario that they decide."""
        at = [k for k, one in enumerate(self.unknowns) if one.meaning.war in ("", record.war)]
        return at, tuple(_column(self.unknowns[k].meaning, record.world) for k in at)


def read_priors(name: str) -> Priors:
    """The priors of a file, or of a shipped one by its name. Raises ScenarioError with every problem."""
    path = _find(name)
    draft = read_chain(path)
    try:
        file = PriorsFile.model_validate(_tuples(draft.tree), strict=True)
    except ValidationError as error:
        problems = [Problem(_path(one), _words(one)) for one in error.errors(include_url=False)]
        raise ScenarioError(*dict.fromkeys([*draft.problems, *draft.report(problems)])) from None
    if draft.problems:
        raise ScenarioError(*draft.problems)
    return _checked(path, file, draft)


def _find(name: str) -> Path:
    path = Path(name)
    if path.is_file() or len(path.parts) != 1:
        return path
    file = f"{name.removesuffix(SUFFIX)}{SUFFIX}"
    shipped = shipped_folder() / FOLDER / file
    if shipped.is_file():
        return shipped
    known = sorted(one.stem for one in shipped.parent.glob(f"*{SUFFIX}"))
    raise ScenarioError(f"{name}: no such file of priors{did_you_mean(name, known)}")


def _tuples(value: object) -> object:
    if isinstance(value, dict):
        return {key: _tuples(inner) for key, inner in value.items()}
    return tuple(_tuples(inner) for inner in value) if isinstance(value, list) else value


def _path(details: ErrorDetails) -> tuple[str | int, ...]:
    return details["loc"]


def _words(details: ErrorDetails) -> str:
    """What is wrong with a key, and what to write."""
    kind, last = details["type"], str(details["loc"][-1])
    if kind == "extra_forbidden":
        depth = len(details["loc"])
        tables = {"wars": War.model_fields, "unattacked": Unattacked.model_fields}
        table = tables.get(str(details["loc"][0]), Prior.model_fields)
        inner = (Data if "scenarios" in details["loc"] else Prior).model_fields
        known = {1: PriorsFile.model_fields, 2: table, 3: table}.get(depth, inner)
        return f"unknown key{did_you_mean(last, known)}"
    if kind == "missing":
        reasons = {"why": 'missing; write why = "..." (a source, or an argument for the range)'}
        return reasons.get(last, f"missing; write {last} = ...")
    return f"{shown(details['input'])}: {details['msg'][:1].lower()}{details['msg'][1:]}"


# --- the data and the unknowns together --------------------------------------------------
def _checked(path: Path, file: PriorsFile, draft: Draft) -> Priors:
    """Everything against everything. Raises ScenarioError."""
    found: list[Problem] = []
    lines: list[str] = []
    records: list[Record] = []
    calm: list[Calm] = []
    for name, war in file.wars.items():
        for index, data in enumerate(war.scenarios):
            where = ("wars", name, "scenarios", index)
            try:
                record = _record(path, name, data, file.fixed)
            except RoutError as error:
                lines += draft.report([Problem((*where, "file"), text) for text in error.problems])
                continue
            found += [Problem((*where, key), text) for key, text in _record_problems(record, data)]
            records.append(record)
            if data.unattacked:
                given = {**unattacked(file.unattacked.days), "posterior.file": "", **file.fixed}
                world = build_world(build(resolved(record.world.scenario), overrides=given))
                calm.append(Calm(name, data.file, world, file.unattacked.days, file.unattacked.most_lost))
    unknowns = tuple(_unknowns(file))
    if not lines:
        found += _key_problems(file, records)
    if not unknowns:
        found.append(Problem((), 'nothing to learn; write at least one [shared."parameters...."]'))
    if lines or found:
        raise ScenarioError(*dict.fromkeys([*lines, *draft.report(found)]))
    return Priors(
        title=file.title,
        path=path,
        sha256=sha256_of(file.model_dump(mode="json", by_alias=True)),
        precision_days=file.precision_days,
        fixed=file.fixed,
        records=tuple(records),
        calm=tuple(calm),
        unknowns=unknowns,
        each_war=tuple(Unknown(Meaning(k, one.how, ANY_WAR), one) for k, one in file.each_war.items()),
    )


def _record(path: Path, war: str, data: Data, fixed: Mapping[str, float]) -> Record:
    beside = path.parent / data.file
    given: dict[str, object] = {"posterior.file": "", **fixed}
    if data.horizon_days is not None:
        given["scenario.horizon_days"] = data.horizon_days
    scenario = load(beside if beside.is_file() else find(data.file), given)
    places = data.places or tuple(scenario.observed)
    days = tuple(recorded(scenario.observed[place]) for place in places if place in scenario.observed)
    horizon = scenario.scenario.horizon_days
    return Record(war, data.file, build_world(scenario), places, days, data.dead_share, horizon)


def _record_problems(record: Record, data: Data) -> Iterator[tuple[str, str]]:
    observed = record.world.scenario.observed
    if not observed:
        yield "file", f"{shown(data.file)} records nothing to learn from; add [observed] to it"
    for place in data.places:
        if place not in observed:
            yield (
                "places",
                f"no day is recorded for {shown(place)} in {shown(data.file)}{did_you_mean(place, observed)}",
            )
    if data.dead_share is not None and data.dead_share.low > data.dead_share.high:
        yield "dead_share", "goes from a lower share to a higher one"


def _unknowns(file: PriorsFile) -> Iterator[Unknown]:
    for key, prior in file.shared.items():
        yield Unknown(Meaning(key, prior.how), prior)
    for war, data in file.wars.items():
        for key, prior in {**file.each_war, **data.own}.items():
            yield Unknown(Meaning(key, prior.how, war), prior)


def _key_problems(file: PriorsFile, records: list[Record]) -> Iterator[Problem]:
    """Every key is a number of the scenarios that it is for, and the prior lies within its range."""
    for key in file.fixed:
        yield from (Problem(("fixed", key), text) for text in _problems(key, None, records))
    for key, prior in file.shared.items():
        twice = "it is fixed too; leave one out" if key in file.fixed else ""
        for text in (*_problems(key, prior, records), *([twice] if twice else [])):
            yield Problem(("shared", key), text)
    for key, prior in file.each_war.items():
        twice = "it is shared too; leave one out" if key in file.shared else ""
        for text in (*_problems(key, prior, records), *([twice] if twice else [])):
            yield Problem(("each_war", key), text)
    for war, data in file.wars.items():
        for key, prior in data.own.items():
            own = [record for record in records if record.war == war]
            yield from (Problem(("wars", war, "own", key), text) for text in _problems(key, prior, own))


def _problems(key: str, prior: Prior | None, records: list[Record]) -> list[str]:
    """Why a key cannot be drawn in these scenarios, the first reason."""
    for record in records:
        tree = record.world.scenario.model_dump()
        path = split_name(key, tree)
        rule = pattern_problem(path, tree) if is_pattern(path) else ""
        names = [] if rule else [dotted(each) for each in meant(path, tree)]
        known = record.world.index
        missing = next((name for name in names if name not in known), "")
        if missing:
            rule = f"{shown(missing)} is no number of {shown(record.name)}{did_you_mean(missing, known)}"
        elif names and prior is not None and prior.how == "set":
            rule = _range_problem(split_name(names[0], tree), prior)
        if rule:
            return [rule]
    return []


def _range_problem(path: tuple[str | int, ...], prior: Prior) -> str:
    help_ = help_at(path)
    low, high = (
        -math.inf if help_.low is None else help_.low,
        math.inf if help_.high is None else help_.high,
    )
    inside = prior.values[:1] if prior.kind == "normal" else prior.values
    if low <= min(inside) and max(inside) <= high:
        return ""
    return f"{prior.kind} = {shown(prior.values)} is outside {low:g} to {high:g}"


def _column(meaning: Meaning, world: World) -> JointColumn:
    tree = world.scenario.model_dump()
    keys = tuple(dotted(path) for path in meant(split_name(meaning.key, tree), tree))
    return JointColumn(name=meaning.key, how=meaning.how, keys=keys)  # type: ignore[arg-type]
