"""Made-up results with the columns of a real one, for testing what reads them without an engine.

The toy behind them: every event has a hazard; a bellwether that holds slows the rest. Luck
is a table of uniforms by run, so that branches of one seed are paired as real ones are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.model.vocabulary import OUTCOME_NAMES

HORIZON_DAYS = 45
TICK_DAYS = 0.125
COMMUNITIES = ("Hill people", "Plain people")
BACKERS = ("First backer", "Second backer")
# name, latitude, longitude, population, how many days after the start it falls on average
PLACES = (
    ("Northton", 36.2, 37.2, 2_100_000, 2.0),
    ("Midway", 35.1, 36.8, 460_000, 5.0),
    ("Bellwether", 34.7, 36.7, 775_000, 0.0),
    ("North junction", 34.8, 36.7, 0, 4.0),
    ("South junction", 34.6, 36.8, 0, 12.0),
    ("Harbour", 35.5, 35.8, 709_000, 40.0),
    ("Capital", 33.5, 36.3, 1_570_000, 0.0),
    ("Southgate", 32.6, 36.1, 98_000, 6.0),
    ("Eastern Ford", 35.3, 40.1, 272_000, 5.0),
)
ROADS = (
    ["Northton", "Midway"],
    ["Midway", "North junction"],
    ["North junction", "Bellwether"],
    ["Bellwether", "South junction"],
    ["South junction", "Capital"],
    ["Capital", "Southgate"],
    ["Bellwether", "Harbour"],
)


@dataclass(frozen=True)
class FakeResult:
    """A result held in memory, with what the analysis asks of a real one."""

    manifest: Mapping[str, Any]
    columns: Mapping[str, NDArray[Any]]
    counts: Mapping[str, NDArray[np.int64]]

    def table(self, columns: Sequence[str] | None = None) -> pa.Table:
        """The columns asked for, or all."""
        return pa.table({name: _arrow(name, self.columns[name]) for name in columns or self.columns})

    def daily(self) -> Mapping[str, NDArray[np.int64]]:
        """Counts per day."""
        return self.counts


def _arrow(name: str, values: NDArray[Any]) -> pa.Array:
    if name == "outcome":
        return pa.DictionaryArray.from_arrays(pa.array(values, pa.int8()), pa.array(OUTCOME_NAMES))
    return pa.array(values, from_pandas=values.dtype.kind == "f")


def fake_result(name: str, runs: int = 500, seed: int = 1, branch: str = "free") -> FakeResult:
    """A made-up batch of one branch of the toy."""
    columns = fake_columns(runs, seed, branch)
    return FakeResult(fake_manifest(name, runs, seed, branch), columns, fake_daily(columns))


def fake_columns(runs: int, seed: int, branch: str) -> dict[str, NDArray[Any]]:
    """The per-run columns (runs,) of the toy."""
    luck = np.random.default_rng(seed)
    wait = {name: luck.exponential(size=runs) for name in ("calm", "bell", "capital", "exile", "south")}
    lost = {place: luck.gamma(4.0, 0.25 * mean, size=runs) for place, *_, mean in PLACES if mean}
    days: dict[str, NDArray[np.float64]] = {}
    calm = np.exp(0.8 * (1.0 - wait["calm"]))  # a run's general luck moves everything in it
    bell = {"hold": np.full(runs, np.inf), "fall": np.zeros(runs)}.get(branch, 6.0 / calm * wait["bell"])
    capital = np.where(
        np.isinf(bell), 60.0 / calm * wait["capital"], bell + 0.5 + 9.0 / calm * wait["capital"]
    )
    lost |= {"Bellwether": bell, "Capital": capital}
    days["capital_lost_day"], days["bellwether_lost_day"] = capital, bell
    days["refuge_lost_day"] = lost["Harbour"]
    days["corridor_cut_day"] = np.minimum(bell + 0.25, lost["South junction"])
    days["leadership_left_day"] = np.where(wait["exile"] < 0.7, 0.9 * capital, np.inf)
    days["pay_rise_day"] = np.full(runs, 3.0)
    days |= {f"place_lost_day.{place}": day for place, day in lost.items()}
    days |= {f"place_regained_day.{place}": np.full(runs, np.inf) for place in lost}
    days |= {f"risen_day.{name}": 0.4 * capital * wait["south"] for name in COMMUNITIES}
    days |= {f"left_day.{name}": 0.7 * capital + 2.0 * i for i, name in enumerate(BACKERS)}
    ticked = {name: _on_ticks(day) for name, day in days.items()}
    return _numbers(runs, luck) | ticked | {"outcome": _outcomes(ticked)}


def _on_ticks(day: NDArray[np.float64]) -> NDArray[np.float64]:
    """To whole ticks; not a number after the horizon."""
    ticked = np.ceil(day / TICK_DAYS) * TICK_DAYS
    return np.where(ticked <= HORIZON_DAYS, ticked, np.nan)


def _numbers(runs: int, luck: np.random.Generator) -> dict[str, NDArray[Any]]:
    return {
        "run": np.arange(runs, dtype=np.int64),
        "point": np.zeros(runs, dtype=np.int32),
        "error": np.full(runs, ""),
        "men_start": np.full(runs, 90_000, dtype=np.int64),
        "men_end": luck.integers(0, 60_000, runs),
        "dead_men": luck.poisson(300, runs),
    }


def _outcomes(days: Mapping[str, NDArray[np.float64]]) -> NDArray[np.int8]:
    names = list(OUTCOME_NAMES)
    outcome = np.full(len(days["capital_lost_day"]), names.index("line_holds"), dtype=np.int8)
    outcome[~np.isnan(days["corridor_cut_day"])] = names.index("siege")
    outcome[~np.isnan(days["bellwether_lost_day"])] = names.index("two_enclaves")
    outcome[~np.isnan(days["leadership_left_day"])] = names.index("exile")
    fell_first = np.isnan(days["leadership_left_day"]) & ~np.isnan(days["capital_lost_day"])
    outcome[fell_first] = names.index("capital_fell")
    return outcome


def fake_daily(columns: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.int64]]:
    """Counts per day: men and morale in 101 bins, and places held."""
    lost = np.stack([columns[f"place_lost_day.{place}"] for place, *_ in PLACES])
    held = np.array([[~(row <= day) for row in lost] for day in range(HORIZON_DAYS + 1)])
    share = held.mean(axis=1)
    return {
        "held": held.sum(axis=2).astype(np.int64),
        "men_share": _histogram(share**0.7),
        "morale": _histogram(0.1 + 0.6 * share),
    }


def _histogram(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Values in [0, 1] (days, runs) to counts (days, 101)."""
    bins = np.rint(values * 100).astype(np.int64)
    return np.stack([np.bincount(row, minlength=101) for row in bins])


def fake_manifest(name: str, runs: int, seed: int, branch: str) -> dict[str, Any]:
    """A manifest with the words that comparisons use."""
    titles = {"hold": "The bellwether holds", "fall": "The bellwether falls"}
    setting = {
        "title": titles.get(branch, "The model decides"),
        "question": "Does the army at the bellwether keep holding, and what follows if it does not?",
        "start": "2024-12-07T06:00",
        "horizon_days": float(HORIZON_DAYS),
        "tick_hours": 24 * TICK_DAYS,
        "capital": "Capital",
        "bellwether": "Bellwether",
        "refuge": "Harbour",
        "state_name": "the state",
        "map_note": "The lines on this map are lines of fact and no statement on any border.",
    }
    places = [
        {"name": place, "lat": lat, "lon": lon, "population": people} for place, lat, lon, people, _ in PLACES
    ]
    return {
        "schema_version": 1,
        "name": name,
        "seed": seed,
        "engine": "fake",
        "runs": runs,
        "design": None,
        "command": f"rout run {name} -n {runs} --seed {seed}",
        "scenario_file": f"scenarios/{name}.toml",
        "scenario_sha256": "0" * 64,
        "created": "2024-12-07T03:00:00+00:00",
        "versions": {"rout": "0.0.0", "python": "3.11.0"},
        "places": places,
        "scenario": {
            "scenario": setting,
            "branch": {"kind": branch, "from_day": 0.0},
            "roads": {f"R{i}": {"between": pair} for i, pair in enumerate(ROADS)},
            "communities": {community: {"place": "Southgate"} for community in COMMUNITIES},
            "backers": {backer: {"role": "state"} for backer in BACKERS},
            "observed": {"Bellwether": 0.9, "Capital": 1.2},
        },
    }
