"""How the parameters that the theatres share are set: one search over three wars and their records.

    python -m benchmarks.search --minutes 60 --seed 1

Covariance matrix adaptation (CMA-ES, the package ``cma``) over the numbers of a file of priors, in the ranges
that it states: behaviour that all wars share, and what each war has of its own. A vector is scored by the
continuous ranked probability score of the recorded days, in days; places that held count at the end
(``HORIZON``). For Syria ten cities count, their order and the hinge of 6 December on ``offensive.toml``, and
the days after 7 December on ``homs-record.toml``; for Afghanistan its provincial capitals, Kabul and the pace
of the losses; for Iraq what fell and what held. Places that are lost within a month although nobody attacks
count in all three (``calm``), men killed, and a little how near the edges of its ranges a vector lies. Every
generation has draws of its own, so that no vector is fitted to a few.

Prints the middle of the last vectors, rounded, with its parts; ``--score`` prints those of what the scenarios
state. What they score without each mechanism is told by ``benchmarks.scores``.
Not one of these wars is repeated: that a vector fits them is no sign that its numbers are true.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.options import options
from sim.analysis.score import crps
from sim.analysis.unattacked import held_at_start, places_lost, unattacked
from sim.calibration.priors import Priors, read_priors
from sim.engines.compiled import simulate
from sim.model.world import World, build_world
from sim.results import Points
from sim.scenario import load
from sim.scenario.record import Given, recorded

Floats = NDArray[np.float64]

SCENARIOS = Path(__file__).parents[1] / "scenarios"
PRIORS = "three-wars"
HORIZON = 25.0
RUNS = 32
MOST_DEAD = 0.005
PENALTY = 0.2
"""What a vector pays, in days, with every number at an edge of its range."""
CALM = 20.0
"""What a vector pays, in days, when every place is lost although nobody attacks."""
CALM_RUNS = 4
"""Of how many runs one is repeated without attacks: nobody leaves in them, so that they take longest."""
STEPS = 200
"""Into which a prior's probability is divided to find where a stated number stands."""
LAST = 40
"""Generations whose middle is the result: the search wanders with its draws."""

STARTS = ("offensive", "afghanistan-2021", "iraq-2014")
"""Scenarios that begin with an army as it was before it was attacked."""
WARS = {
    "offensive": "syria", "homs-record": "syria", "afghanistan-2021": "afghanistan", "iraq-2014": "iraq",
}  # fmt: skip
CITIES = (
    "Aleppo", "Hama", "Deir ez-Zor", "Suwayda", "Daraa", "Homs", "Damascus", "Palmyra", "Latakia", "Tartus",
)  # fmt: skip
ORDER = ("Aleppo", "Hama", "Homs", "Damascus")
HINGE = ("Deir ez-Zor", "Daraa", "Suwayda")
KEY = ("Samarra", "Baquba", "Ramadi", "Haditha")
"""Places of Iraq that held where the collapse came to an end."""


def middle(observed: Given) -> float:
    """The recorded day of a place, a window by its middle; what held, and what fell later, at the horizon."""
    return min(recorded(observed).middle, HORIZON)


def score(days: Floats, observed: Given) -> Floats:
    """CRPS of days (designs, runs) against the record of a place: (designs,)."""
    return crps(days, middle(observed))


def lost_days(chunk: Any, place: str, designs: int) -> Floats:
    """Days on which a place was lost, (designs, runs); the horizon where it was not."""
    days = np.nan_to_num(chunk.columns[f"place_lost_day.{place}"], nan=HORIZON)
    return np.minimum(days, HORIZON).reshape(designs, -1)


class Search:
    """Every scenario, ready to run; vectors are shares of the priors' probability, (designs, unknowns)."""

    def __init__(self, runs: int, seed: int, given: Mapping[str, object] | None = None) -> None:
        self.runs, self.seed, self.first_run = runs, seed, 0
        self.priors: Priors = read_priors(PRIORS)
        all_given = {"scenario.horizon_days": HORIZON, **self.priors.fixed, **(given or {})}
        self.worlds: dict[str, World] = {
            name: build_world(load(SCENARIOS / f"{name}.toml", all_given)) for name in WARS
        }
        self.calm: dict[str, World] = {
            name: build_world(load(SCENARIOS / f"{name}.toml", {**all_given, **unattacked()}))
            for name in STARTS
        }

    @cached_property
    def stated(self) -> Floats:
        """Where the scenarios' own numbers stand, (unknowns,)."""
        grid = np.linspace(0.0, 1.0, STEPS + 1)
        inner = np.clip(grid, 0.5 / STEPS, 1.0 - 0.5 / STEPS)
        return np.array(
            [
                np.interp(self._stated(one.meaning.war, one.meaning.key), one.values(inner), grid)
                for one in self.priors.unknowns
            ]
        )

    def _stated(self, war: str, key: str) -> float:
        name = next(name for name, of in WARS.items() if war in ("", of))
        return float(getattr(self.worlds[name].scenario.parameters, key.removeprefix("parameters.")))

    def scores(self, shares: Floats) -> dict[str, Floats]:
        """Parts of the score of vectors, each (designs,)."""
        halves = [half for half in np.array_split(self.priors.values(shares), 2) if len(half)]
        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(self.parts, halves))
        return {name: np.concatenate([one[name] for one in found]) for name in found[0]}

    def parts(self, values: Floats) -> dict[str, Floats]:
        """The same of numbers as the scenarios state them."""
        parts = {**self._syria(values), **self._afghanistan(values), **self._iraq(values)}
        parts["calm"] = np.mean([self._calm(name, values) for name in STARTS], axis=0)
        parts["syria"] = (
            parts["cities"] + parts["out of order"] + 0.25 * parts["hinge"] + parts["dead"]
            + 0.5 * parts["after"] + 1.5 * parts["homs"]
        )  # fmt: skip
        parts["total"] = (
            parts["syria"] + parts["capitals"] + 0.25 * parts["kabul"] + 0.5 * parts["pace"]
            + 0.6 * parts["fell"] + 0.4 * parts["held"] + 0.15 * parts["baghdad"] + 0.15 * parts["key"]
            + CALM * parts["calm"]
        )  # fmt: skip
        return parts

    def _run(self, name: str, values: Floats, world: World | None = None, size: int = 0) -> Any:
        war, size = WARS[name], size or self.runs
        mine = [k for k, one in enumerate(self.priors.unknowns) if one.meaning.war in ("", war)]
        keys = tuple(self.priors.unknowns[k].meaning.key for k in mine)
        runs = np.tile(self.first_run + np.arange(size), len(values))
        points = Points(keys, np.repeat(values[:, mine], size, axis=0))
        return simulate(world or self.worlds[name], self.seed, runs, points)

    def _calm(self, name: str, values: Floats) -> Floats:
        """Share of the state's places that are lost although nobody attacks, (designs,)."""
        world, size = self.calm[name], max(1, self.runs // CALM_RUNS)
        lost = places_lost(world, self._run(name, values, world, size).columns) / len(held_at_start(world))
        return lost.reshape(len(values), -1).mean(axis=1)

    def _observed(self, name: str) -> Mapping[str, Given]:
        return self.worlds[name].scenario.observed

    def _mean(self, name: str, chunk: Any, places: Sequence[str], designs: int) -> Floats:
        known = self._observed(name)
        return np.mean([score(lost_days(chunk, place, designs), known[place]) for place in places], axis=0)

    def _syria(self, values: Floats) -> dict[str, Floats]:
        designs = len(values)
        chunk = self._run("offensive", values)
        days = {place: lost_days(chunk, place, designs) for place in CITIES}
        in_order = np.ones((designs, self.runs), bool)
        for before, after in pairwise(ORDER):
            in_order &= days[before] <= days[after]
        hinge = np.stack([days[place] for place in HINGE])
        dead = (chunk.columns["dead_men"] / chunk.columns["men_start"]).reshape(designs, -1).mean(axis=1)
        later = self._run("homs-record", values)
        return {
            "cities": self._mean("offensive", chunk, CITIES, designs),
            "out of order": 1.0 - in_order.mean(axis=1),
            "hinge": np.maximum(0.0, np.median(hinge.max(axis=0) - hinge.min(axis=0), axis=1) - 1.0),
            "dead": np.maximum(0.0, dead / MOST_DEAD - 1.0),
            "after": self._mean("homs-record", later, list(self._observed("homs-record")), designs),
            "homs": self._mean("homs-record", later, ("Homs", "Damascus"), designs),
        }

    def _afghanistan(self, values: Floats) -> dict[str, Floats]:
        name, designs = "afghanistan-2021", len(values)
        chunk, known = self._run(name, values), self._observed(name)
        capitals = [p for p in known if self.worlds[name].scenario.places[p].provincial_capital]
        losses = np.sort(np.stack([lost_days(chunk, place, designs) for place in capitals]), axis=0)
        record = np.sort([middle(known[place]) for place in capitals])
        return {
            "capitals": self._mean(name, chunk, capitals, designs),
            "kabul": self._mean(name, chunk, ("Kabul",), designs),
            "pace": np.abs(losses.mean(axis=2) - record[:, None]).mean(axis=0),
        }

    def _iraq(self, values: Floats) -> dict[str, Floats]:
        name, designs = "iraq-2014", len(values)
        chunk, known = self._run(name, values), self._observed(name)
        fell = [place for place in known if middle(known[place]) < HORIZON]
        held = [place for place in known if place not in fell]
        return {
            "fell": self._mean(name, chunk, fell, designs),
            "held": self._mean(name, chunk, held, designs),
            "baghdad": self._mean(name, chunk, ("Baghdad",), designs),
            "key": self._mean(name, chunk, KEY, designs),
        }

    def penalty(self, shares: Floats) -> Floats:
        """How far vectors lie from the middle of their ranges, (designs,)."""
        return PENALTY * ((2.0 * shares - 1.0) ** 4).mean(axis=1)


def rounded(values: Floats) -> Floats:
    """To three digits, as it is written into the files."""
    return np.array([float(f"{value:.3g}") for value in values])


def shown(parts: Mapping[str, Floats], k: int = 0) -> str:
    """The parts of one score in a line."""
    return ", ".join(f"{name} {values[k]:.3f}" for name, values in parts.items())


def main() -> None:
    """Search and print, or score what is shipped."""
    parser = options(__doc__)
    parser.add_argument("--generations", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each scenario for each vector")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--step", type=float, default=0.15, help="first step, as a share of each range")
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after this time")
    parser.add_argument("--score", action="store_true", help="score the shipped parameters and stop")
    parser.add_argument("--out", type=Path, help="write every generation's middle to this file")
    parser.add_argument("--start", type=Path, help="go on from the last middle that --out wrote to this file")
    given = parser.parse_args()
    search = Search(given.runs, given.seed)
    start = np.array(json.loads(given.start.read_text())[-1]) if given.start else search.stated
    if given.score:
        print(shown(search.scores(start[None, :])))
        return
    import cma

    began = time.monotonic()
    chosen = {
        "bounds": [0, 1],
        "seed": given.seed,
        "maxiter": given.generations,
        "popsize": 28,
        "verbose": -9,
    }
    strategy = cma.CMAEvolutionStrategy(start, given.step, chosen)
    middles: list[Floats] = []
    while not strategy.stop() and time.monotonic() - began < 60.0 * given.minutes:
        asked = np.clip(np.array(strategy.ask()), 0.001, 0.999)
        search.first_run += given.runs
        parts = search.scores(asked)
        strategy.tell(list(asked), (parts["total"] + search.penalty(asked)).tolist())
        middles.append(np.clip(np.array(strategy.result.xfavorite), 0.001, 0.999))
        if strategy.countiter % 10 == 0:
            print(strategy.countiter, shown(parts, int(np.argmin(parts["total"]))), flush=True)
            if given.out:
                given.out.write_text(json.dumps([one.tolist() for one in middles]) + "\n")
    values = rounded(search.priors.values(np.mean(middles[-LAST:], axis=0)[None, :])[0])
    print("the middle of the last vectors:", shown(search.parts(values[None, :])))
    for name, value in zip(search.priors.names, values.tolist(), strict=True):
        print(f"{name} = {value:g}")


if __name__ == "__main__":
    main()
