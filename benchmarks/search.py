"""How the parameters that the theatres share are set: one search over two scenarios and the whole record.

    python -m benchmarks.search --generations 200 --seed 1

Covariance matrix adaptation (CMA-ES, the package ``cma``) over the ranges below. A vector is scored
on ``offensive.toml`` (the days of ten cities, their order, and the hinge of 6 December) and on
``homs-record.toml`` (the days after 7 December), each by the continuous ranked probability score, in
days, censored at the horizon; by the share of men killed; and, a little, by how far the parameters
lie from the middle of their ranges, so that what the record says nothing of stays off the edges. Every
vector is run with the same run numbers, so vectors are compared on the same draws. With few runs the
search fits those draws (24 runs scored 0.74 days in the search and 0.95 on others): score the result
with another seed. Prints the best vector, rounded, with its parts, as the lines that stand under
[parameters] in ``scenarios/behaviour.toml``; ``--score`` scores what stands there.

One war is one draw: that a vector fits it is no sign that its numbers are true.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.score import crps
from sim.engines.compiled import simulate
from sim.model.world import World, build_world
from sim.results import Points
from sim.scenario import load
from sim.scenario.record import Given, recorded

Floats = NDArray[np.float64]

SCENARIOS = Path(__file__).parents[1] / "scenarios"
HORIZON = 25.0
RUNS = 80
MOST_DEAD = 0.005
PENALTY = 0.2
"""What a vector pays, in days, with every parameter at an edge of its range."""

RANGES: dict[str, tuple[float, float]] = {
    "news_half_life_days": (4, 40),
    "news_reach_km": (20, 150),
    "news_everywhere": (0.005, 0.4),
    "public_attention": (0.0, 0.15),
    "fall_weight": (0.5, 8),
    "departure_weight": (1, 8),
    "expected_days": (1, 40),
    "prior_breaks": (0.5, 20),
    "news_effect": (0.5, 2.5),
    "break_rate": (0.3, 4),
    "break_steepness": (6, 24),
    "critical_morale": (0.15, 0.5),
    "exposure_threatened": (0.1, 0.6),
    "exposure_rear": (0.002, 0.1),
    "anticipation_days": (0.2, 3.0),
    "fall_rate": (0.5, 5),
    "support_effect": (0.2, 2),
    "isolation_effect": (0.2, 2),
    "advance_rate": (2, 12),
    "press_rate": (0.5, 8),
    "press_ratio": (-0.5, 1.0),
    "readiness_rate": (0.2, 1.5),
    "readiness_after_capture": (0.02, 0.5),
    "rise_rate": (0.5, 8),
    "rise_width": (0.03, 0.12),
    "cede_lost": (0.1, 0.4),
    "cede_rate": (0.3, 6),
    "officers_belief": (0.2, 0.5),
    "group_km_per_day": (60, 250),
}
RESTING = {"parameters.reference_days": 0.0}
"""Morale at rest is the cohesion stated, whatever is expected; ``critical_morale`` moves the level."""

CITIES = (
    "Aleppo", "Hama", "Deir ez-Zor", "Suwayda", "Daraa", "Homs", "Damascus", "Palmyra", "Latakia", "Tartus",
)  # fmt: skip
ORDER = ("Aleppo", "Hama", "Homs", "Damascus")
HINGE = ("Deir ez-Zor", "Daraa", "Suwayda")
LOG_SCALED = {name for name, (low, high) in RANGES.items() if low > 0.0 and high / low >= 4.0}


def score(days: Floats, observed: Given) -> Floats:
    """CRPS of days (designs, runs) against the record of a place, a window by its middle: (designs,)."""
    return crps(days, min(recorded(observed).middle, HORIZON))


def lost_days(chunk: Any, place: str, designs: int) -> Floats:
    """Days on which a place was lost, (designs, runs); the horizon where it was not."""
    days = np.nan_to_num(chunk.columns[f"place_lost_day.{place}"], nan=HORIZON)
    return np.minimum(days, HORIZON).reshape(designs, -1)


class Search:
    """Both scenarios, ready to run. Parameters that are ``fixed`` are no part of a vector."""

    def __init__(self, runs: int, seed: int, fixed: Mapping[str, float]) -> None:
        self.runs, self.seed = runs, seed
        self.names = [name for name in RANGES if name not in fixed]
        given = {"scenario.horizon_days": HORIZON} | RESTING
        given |= {f"parameters.{name}": value for name, value in fixed.items()}
        self.offensive, self.record = (
            build_world(load(SCENARIOS / name, given)) for name in ("offensive.toml", "homs-record.toml")
        )

    def scores(self, vectors: Floats) -> dict[str, Floats]:
        """Parts of the score of vectors (designs, parameters), each (designs,)."""
        halves = [half for half in np.array_split(vectors, 2) if len(half)]
        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(self._scores, halves))
        return {name: np.concatenate([one[name] for one in found]) for name in found[0]}

    def _scores(self, vectors: Floats) -> dict[str, Floats]:
        designs = len(vectors)
        chunk = self._run(self.offensive, vectors)
        observed = self.offensive.scenario.observed
        days = {place: lost_days(chunk, place, designs) for place in CITIES}
        in_order = np.ones((designs, self.runs), bool)
        for before, after in pairwise(ORDER):
            in_order &= days[before] <= days[after]
        hinge = np.stack([days[place] for place in HINGE])
        dead = (chunk.columns["dead_men"] / chunk.columns["men_start"]).reshape(designs, -1).mean(axis=1)
        parts = {
            "cities": np.mean([score(days[place], observed[place]) for place in CITIES], axis=0),
            "out_of_order": 1.0 - in_order.mean(axis=1),
            "hinge": np.maximum(0.0, np.median(hinge.max(axis=0) - hinge.min(axis=0), axis=1) - 1.0),
            "dead": np.maximum(0.0, dead / MOST_DEAD - 1.0),
        }
        after = self._run(self.record, vectors)
        known = self.record.scenario.observed
        parts["after"] = np.mean([score(lost_days(after, p, designs), known[p]) for p in known], axis=0)
        parts["homs"] = np.mean(
            [score(lost_days(after, p, designs), known[p]) for p in ("Homs", "Damascus")], axis=0
        )
        parts["total"] = (
            parts["cities"] + parts["out_of_order"] + 0.25 * parts["hinge"] + parts["dead"]
            + 0.5 * parts["after"] + 1.5 * parts["homs"]
        )  # fmt: skip
        return parts

    def _run(self, world: World, vectors: Floats) -> Any:
        runs = np.tile(np.arange(self.runs), len(vectors))
        names = tuple(f"parameters.{name}" for name in self.names)
        return simulate(world, self.seed, runs, Points(names, np.repeat(vectors, self.runs, axis=0)))

    def penalty(self, unit: Floats) -> Floats:
        """How far vectors (designs, parameters) in [0, 1] lie from the middle of their ranges, (designs,)."""
        return PENALTY * ((2.0 * unit - 1.0) ** 4).mean(axis=1)

    def as_vector(self, parameters: Mapping[str, float]) -> Floats:
        """Parameters by name as a vector in [0, 1], each in its range."""
        unit = []
        for name in self.names:
            low, high = RANGES[name]
            value = min(high, max(low, parameters[name]))
            a, b, x = np.log([low, high, value]) if name in LOG_SCALED else (low, high, value)
            unit.append((x - a) / (b - a))
        return np.array(unit)

    def as_parameters(self, unit: Floats) -> Floats:
        """Vectors (designs, parameters) in [0, 1] as parameters."""
        columns = []
        for k, name in enumerate(self.names):
            low, high = RANGES[name]
            share = np.clip(unit[:, k], 0.0, 1.0)
            columns.append(low * (high / low) ** share if name in LOG_SCALED else low + share * (high - low))
        return np.stack(columns, axis=1)


def rounded(vector: Floats) -> Floats:
    """To three digits, as it is written into the file."""
    return np.array([float(f"{value:.3g}") for value in vector])


def shown(parts: Mapping[str, Floats], k: int = 0) -> str:
    """The parts of one score in a line."""
    return ", ".join(f"{name} {values[k]:.3f}" for name, values in parts.items())


def main() -> None:
    """Search and print, or score what is shipped."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--generations", type=int, default=200)
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each scenario for each vector")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--step", type=float, default=0.15, help="first step, as a share of each range")
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after this time")
    parser.add_argument("--score", action="store_true", help="score the shipped parameters and stop")
    parser.add_argument("--out", type=Path, help="write every generation's best vector to this file")
    parser.add_argument("--start", type=Path, help="go on from the last vector that --out wrote to this file")
    parser.add_argument("--fix", action="append", default=[], metavar="NAME=VALUE", help="not searched")
    given = parser.parse_args()
    fixed = {name: float(value) for name, _, value in (text.partition("=") for text in given.fix)}
    search = Search(given.runs, given.seed, fixed)
    shipped = search.offensive.scenario.parameters.model_dump()
    found = json.loads(given.start.read_text())[-1] if given.start else {}
    start = search.as_vector(shipped | found)
    if given.score:
        print(shown(search.scores(search.as_parameters(start[None, :]))))
        return
    import cma

    began = time.monotonic()
    options = {
        "bounds": [0, 1],
        "seed": given.seed,
        "maxiter": given.generations,
        "popsize": 24,
        "verbose": -9,
    }
    strategy = cma.CMAEvolutionStrategy(start, given.step, options)
    log = []
    while not strategy.stop() and time.monotonic() - began < 60.0 * given.minutes:
        asked = strategy.ask()
        parts = search.scores(search.as_parameters(np.array(asked)))
        parts["total"] += search.penalty(np.clip(np.array(asked), 0.0, 1.0))
        strategy.tell(asked, parts["total"].tolist())
        k = int(np.argmin(parts["total"]))
        vector = rounded(search.as_parameters(np.array(asked)[k][None, :])[0])
        log.append(
            {"score": float(parts["total"][k]), **dict(zip(search.names, vector.tolist(), strict=True))}
        )
        if strategy.countiter % 10 == 0:
            print(strategy.countiter, shown(parts, k), flush=True)
    mean = rounded(search.as_parameters(np.array(strategy.result.xfavorite)[None, :])[0])
    print("the distribution's mean:", shown(search.scores(mean[None, :])))
    for name, value in zip(search.names, mean.tolist(), strict=True):
        print(f"{name} = {value:g}")
    if given.out:
        given.out.write_text(json.dumps(log, indent=1) + "\n")


if __name__ == "__main__":
    main()
