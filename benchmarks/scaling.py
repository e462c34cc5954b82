"""What a run costs as agents and places grow.

    python -m benchmarks.scaling [--most 1000000]

Agents: a generated theatre with men enough that every sub-unit has some, over five days.
Places: a generated square grid with a formation on every other place. Process CPU time, the least
of some repeats, by turns. A call of the engine finds the distances between places once and then
makes its runs, as in a batch.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.engines.compiled import simulate
from sim.model.world import World, build_world
from sim.scenario import Scenario, build

MEN = 1_000_000
WHOLE = 10  # formations of the theatre, once there are so many sub-units
SIDES = (4, 6, 8, 11, 16, 22)


def army(sub_units: int) -> Scenario:
    """A road from an empty capital, a formation on each of ten places, and a group that attacks the last.

    Formations are of high cohesion, so that hardly any sub-unit is lost within the horizon.
    """
    units = min(sub_units, WHOLE)
    names = [f"Town {k}" for k in range(units + 2)]
    places = {
        name: {"lat": 30.0, "lon": 30 + k / 10, "controller": "state" if k <= units else "Columns"}
        for k, name in enumerate(names)
    }
    roads = {f"{a} to {b}": {"between": [a, b], "km": 30} for a, b in itertools.pairwise(names)}
    men = {f"Division {k}": {"place": names[k], "men": MEN, "cohesion": 4.0} for k in range(1, units + 1)}
    setting = {
        "title": "army", "start": "2000-01-01", "horizon_days": 5, "capital": names[0],
        "bellwether": names[1], "resolution": sub_units // units,
    }  # fmt: skip
    groups = {"Columns": {"place": names[-1], "men": MEN, "aims": [names[0]], "reach_km": 5000}}
    return build({"scenario": setting, "places": places, "roads": roads, "units": men, "groups": groups})


def grid(side: int) -> Scenario:
    """A square of towns, half held by the state's formations, with a group in one corner."""
    names = {(x, y): f"Town {x} {y}" for x in range(side) for y in range(side)}
    corner = names[side - 1, side - 1]
    places = {
        name: {
            "lat": 30 + y / 10, "lon": 30 + x / 10, "prestige": 1,
            "controller": "Columns" if name == corner else "state",
        }
        for (x, y), name in names.items()
    }  # fmt: skip
    roads = {}
    for (x, y), name in names.items():
        for other in ((x + 1, y), (x, y + 1)):
            if other in names:
                roads[f"{name} to {names[other]}"] = {"between": [name, names[other]], "km": 20}
    units = {
        f"Battalion {x} {y}": {"place": name, "men": 500}
        for (x, y), name in names.items()
        if (x + y) % 2 == 0 and name != corner
    }
    setting = {
        "title": "grid", "start": "2000-01-01", "horizon_days": 10, "capital": names[0, 0],
        "bellwether": names[0, 2],
    }  # fmt: skip
    groups = {"Columns": {"place": corner, "men": 5000, "aims": [names[0, 0]], "reach_km": 5000}}
    return build({"scenario": setting, "places": places, "roads": roads, "units": units, "groups": groups})


@dataclass
class Cost:
    """What a run of a world costs, so far: ``runs`` are made in each call of the engine."""

    size: int
    world: World
    runs: int
    seconds: float = float("inf")
    living: float = 1.0

    def measure(self) -> None:
        """Make the runs once more and keep the least processor time of a run."""
        start = time.process_time()
        chunk = simulate(self.world, 1, np.arange(self.runs))
        self.seconds = min(self.seconds, (time.process_time() - start) / self.runs)
        self.living = float(np.mean(chunk.columns["men_end"] / chunk.columns["men_start"]))

    @property
    def each(self) -> float:
        """Nanoseconds per thing and step."""
        return self.seconds / self.world.ticks / self.size * 1e9


def agents(most: int, repeats: int) -> list[Cost]:
    """What 1, 10, 100 ... up to ``most`` living sub-units cost."""
    sizes = [10**k for k in range(len(str(most)))]
    return measured([Cost(k, build_world(army(k)), max(1, 100_000 // k // 10)) for k in sizes], repeats)


def places(repeats: int) -> list[Cost]:
    """What grids of places cost, twenty runs a call."""
    return measured([Cost(side * side, build_world(grid(side)), 20) for side in SIDES], repeats)


def measured(costs: list[Cost], repeats: int) -> list[Cost]:
    """Measure each by turns, after one run to warm up."""
    simulate(costs[0].world, 1, np.arange(1))
    for _ in range(repeats):
        for cost in costs:
            cost.measure()
    return costs


def exponent(costs: Sequence[Cost]) -> float:
    """The power of the size with which the time of a run grows over the last two decades; 1 is linear."""
    few, many = costs[-3], costs[-1]
    return float(np.log(many.seconds / few.seconds) / np.log(many.size / few.size))


def told(costs: Sequence[Cost], name: str) -> Iterator[str]:
    """A table as lines of text."""
    yield f"{name:>10s} {'ms/run':>10s} {'ns each and step':>17s} {'men left':>9s}"
    for cost in costs:
        yield f"{cost.size:10,d} {cost.seconds * 1e3:10.3f} {cost.each:17.1f} {cost.living:9.1%}"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    print(*told(agents(given.most, given.repeats), "sub-units"), sep="\n", flush=True)
    print(*told(places(given.repeats), "places"), sep="\n")


if __name__ == "__main__":
    main()
