"""What a run costs as agents and places grow.

    python benchmarks/scaling.py [--most 1000000]

Agents: ``homs.toml`` over ten days, each formation split into k sub-units, up to a million.
Places: a generated square grid with a formation on every other place. Process CPU time, best of
three. A call of the engine finds the distances between places once and then makes its runs; places
are timed over twenty runs a call, as in a batch.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from sim.api import load
from sim.engines.compiled import simulate
from sim.model.world import World, build_world
from sim.scenario import Scenario, build


def best_seconds(world: World, runs: int = 1) -> float:
    """CPU seconds of a run, best of three calls of ``runs`` runs, after one run to warm up."""
    simulate(world, 1, np.arange(1))
    taken = []
    for _ in range(3):
        start = time.process_time()
        simulate(world, 1, np.arange(runs))
        taken.append((time.process_time() - start) / runs)
    return min(taken)


def split(pieces: int) -> World:
    """Homs with every formation in ``pieces``."""
    return build_world(load("homs", {"scenario.resolution": pieces, "scenario.horizon_days": 10}))


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


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=1_000_000)
    most = parser.parse_args().most
    print(f"{'sub-units':>10s} {'s/run':>9s} {'ns per sub-unit and tick':>26s}")
    pieces, whole = 1, len(split(1).formations)
    while pieces * whole <= most:
        world = split(pieces)
        units = len(world.formations)
        seconds = best_seconds(world)
        print(f"{units:10d} {seconds:9.4f} {seconds / world.ticks / units * 1e9:26.1f}", flush=True)
        pieces *= 4
    print(f"\n{'places':>10s} {'formations':>10s} {'s/run':>9s} {'us per place and tick':>22s}")
    for side in (4, 6, 8, 11, 16, 22):
        world = build_world(grid(side))
        seconds = best_seconds(world, 20)
        places = len(world.places)
        each = seconds / world.ticks / places * 1e6
        print(f"{places:10d} {len(world.formations):10d} {seconds:9.4f} {each:22.3f}", flush=True)


if __name__ == "__main__":
    main()
