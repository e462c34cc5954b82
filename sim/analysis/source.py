"""What the comparisons need of a result folder: its manifest's words and its table's columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sim.analysis.statistics import Floats
from sim.model.columns import COLUMNS
from sim.model.vocabulary import OUTCOME_NAMES
from sim.scenario.record import RecordedDay, recorded

POINT_SHIFT = 40  # a run's number has 32 bits: a design point fits above it


class ResultLike(Protocol):
    """A result folder as this package sees it; ``sim.results.Result`` is one."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Names, scenario and provenance."""

    def table(self, columns: Sequence[str] | None = None) -> pa.Table:
        """One row per run, ascending."""

    def daily(self) -> Mapping[str, NDArray[np.int64]]:
        """Counts per day: ``men_share`` and ``morale`` (days + 1, 101), ``held`` (days + 1, places)."""


@dataclass(frozen=True)
class Place:
    """A place of the theatre as maps need it."""

    name: str
    lat: float
    lon: float
    population: float


@dataclass(frozen=True)
class Side:
    """One of the results that are compared: who it is and how many runs it has."""

    name: str
    title: str
    seed: int
    runs: int
    failed: int
    engine: str
    branch: str
    branch_place: str
    command: str
    scenario_sha256: str
    version: str
    engine_hash: str


@dataclass(frozen=True)
class Theatre:
    """The words for one result's days and places."""

    capital: str
    bellwether: str
    branch_place: str  # where the intervention is, or would be
    refuge: str
    state_name: str
    question: str
    start: str
    horizon_days: float
    places: tuple[Place, ...]
    roads: tuple[tuple[str, str], ...]
    communities: tuple[str, ...]
    backers: tuple[str, ...]
    observed: Mapping[str, RecordedDay]
    map_note: str


@dataclass(frozen=True)
class Runs:
    """The runs of a result that came to an end, ascending by point and number, and what they hold."""

    result: ResultLike
    keys: NDArray[np.int64]  # point and number of each in one
    good: NDArray[np.bool_] | None  # where they stand in the result's table; None: all of it
    failed: int

    @cached_property
    def theatre(self) -> Theatre:
        """The words for the result's days and places."""
        return theatre_of(self.result.manifest)

    @property
    def side(self) -> Side:
        """Who the result is, and how many of its runs there are."""
        manifest = self.result.manifest
        scenario = manifest["scenario"]
        return Side(
            name=str(manifest["name"]),
            title=scenario["scenario"]["title"],
            seed=int(manifest["seed"]),
            runs=len(self.keys),
            failed=self.failed,
            engine=str(manifest.get("engine", "")),
            branch=scenario.get("branch", {}).get("kind", "free"),
            branch_place=branch_place(scenario),
            command=str(manifest.get("command", "")),
            scenario_sha256=str(manifest.get("scenario_sha256", "")),
            engine_hash=str(manifest.get("engine_hash", "")),
            version=str(manifest.get("versions", {}).get("rout", "")),
        )

    @property
    def drawn(self) -> tuple[str, ...]:
        """Names of the numbers that each run draws for itself."""
        return tuple(self.result.manifest.get("drawn", ()))

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The number of each run."""
        return self.keys & ((1 << POINT_SHIFT) - 1)

    @property
    def points(self) -> NDArray[np.int64]:
        """The design point of each run."""
        return self.keys >> POINT_SHIFT

    def column(self, name: str) -> NDArray[Any]:
        """One column of the table, null as not a number."""
        values = numbers(self.result.table([name]), name)
        return values if self.good is None else values[self.good]

    def days(self, column: str, horizon: float | None = None) -> Floats:
        """A column of days; later than ``horizon`` (the result's own unless given) counts as never."""
        days = self.column(column).astype(np.float64, copy=False)
        return np.where(days <= (self.theatre.horizon_days if horizon is None else horizon), days, np.nan)

    def outcomes(self) -> NDArray[np.int8]:
        """The outcome code of each run, from the names that the table holds."""
        column = self.result.table(["outcome"])["outcome"].combine_chunks()
        encoded = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
        of_word = np.array(
            [OUTCOME_NAMES.index(word) for word in encoded.dictionary.to_pylist()] or [0], np.int8
        )
        codes: NDArray[np.int8] = of_word[encoded.indices.fill_null(0).to_numpy(zero_copy_only=False)]
        return codes if self.good is None else codes[self.good]


def branch_place(scenario: Mapping[str, Any]) -> str:
    """Where a scenario's intervention is; the bellwether where it does not say."""
    return str(scenario.get("branch", {}).get("place") or scenario["scenario"]["bellwether"])


def theatre_of(manifest: Mapping[str, Any]) -> Theatre:
    """Read the words out of a manifest."""
    scenario = manifest["scenario"]
    setting = scenario["scenario"]
    return Theatre(
        capital=setting["capital"],
        bellwether=setting["bellwether"],
        branch_place=branch_place(scenario),
        refuge=setting.get("refuge", ""),
        state_name=setting.get("state_name", "the state"),
        question=setting.get("question", ""),
        start=setting["start"],
        horizon_days=float(setting["horizon_days"]),
        places=tuple(Place(p["name"], p["lat"], p["lon"], p["population"]) for p in manifest["places"]),
        roads=tuple((road["between"][0], road["between"][1]) for road in scenario["roads"].values()),
        communities=tuple(n for n, c in scenario.get("communities", {}).items() if not c.get("loyal")),
        backers=tuple(n for n, b in scenario.get("backers", {}).items() if b.get("role", "state") == "state"),
        observed={place: recorded(day) for place, day in scenario.get("observed", {}).items()},
        map_note=setting.get("map_note", ""),
    )


def read_runs(result: ResultLike) -> Runs:
    """Which runs there are; failed ones are counted and left out."""
    table = result.table(["run", "point", "error"])
    keys = (numbers(table, "point").astype(np.int64) << POINT_SHIFT) | numbers(table, "run").astype(np.int64)
    good = pc.equal(table["error"], "").to_numpy()
    if np.any(np.diff(keys) <= 0):
        raise ValueError("a result's runs must be distinct and in ascending order")
    if good.all():
        return Runs(result, keys, None, 0)
    return Runs(result, keys[good], good, int((~good).sum()))


def numbers(table: pa.Table, column: str) -> NDArray[Any]:
    """A column as numpy, null as not a number."""
    values: NDArray[Any] = table[column].to_numpy(zero_copy_only=False)
    return values


COMPARED = (
    "capital_lost_day", "bellwether_lost_day", "corridor_cut_day", "leadership_left_day", "risen_day",
    "left_day", "pay_rise_day",
)  # fmt: skip
"""The days worth comparing, most important first."""
DATED = (*COMPARED, "place_lost_day", "place_regained_day")


def day_columns(theatre: Theatre, columns: Sequence[str] = COMPARED) -> Iterator[tuple[str, str]]:
    """Days of a theatre's results: column and the words for it."""
    rows = {
        "communities": theatre.communities,
        "backers": theatre.backers,
        "places": [place.name for place in theatre.places],
    }
    seats = {"capital": theatre.capital, "bellwether": theatre.bellwether, "refuge": theatre.refuge}
    for name in columns:
        if theatre.refuge or name != "corridor_cut_day":
            column = next(column for column in COLUMNS if column.name == name)
            yield from zip(column.names(rows), column.labels(rows, seats), strict=True)
