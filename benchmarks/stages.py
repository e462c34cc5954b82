"""Where a tick's time goes, stage by stage: each stage alone, compiled, on the state of a running war.

    python benchmarks/stages.py [SCENARIO] [--day 5]

A run is taken to the given day; then each stage is repeated on that state in one compiled loop.
Process CPU time, best of five. Stages repeated on one state do a little less or more than in a
run (news already sent is heard once), so the parts need not add up exactly to the whole.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit
from sim.ensemble import groups, others, picture, tick, units
from sim.ensemble.engine import Machine
from sim.tally import new_tally, run_numbers

from sim.model.numeric import stage
from sim.model.world import build_world
from sim.scenario import load

REPEATS = 2000


def timed(body: Callable[..., None]) -> Callable[..., float]:
    """A compiled loop over a stage, and how many microseconds one pass takes."""

    @njit(error_model="numpy", _nrt=False)
    def loop(f: Any, parameters: Any, switches: Any, s: Any, t: int, repeats: int) -> None:
        for _ in range(repeats):
            body(f, parameters[0], switches[0], s, t, f.clock[0])

    def measure(machine: Machine, t: int) -> float:
        arguments = (machine.codes, machine.parameters, machine.switches, machine.state, t)
        loop(*arguments, 1)
        best = np.inf
        for _ in range(5):
            start = time.process_time()
            loop(*arguments, REPEATS)
            best = min(best, (time.process_time() - start) / REPEATS)
        return float(best * 1e6)

    return measure


@stage
def hear(f: Any, p: Any, on: Any, s: Any, t: int, days: float) -> None:
    """Stage 1."""
    picture.hear(f, p, s, days)


@stage
def count(f: Any, p: Any, on: Any, s: Any, t: int, days: float) -> None:
    """Stage 2, strengths."""
    picture.count_units(s)
    picture.count_groups(f, p, s)


@stage
def believe(f: Any, p: Any, on: Any, s: Any, t: int, days: float) -> None:
    """Stage 2, beliefs and exposure."""
    picture.believe(f, p, on, s, t, days)


@stage
def survey(f: Any, p: Any, on: Any, s: Any, t: int, days: float) -> None:
    """Stage 2, when the map has changed."""
    picture.survey(f, p, on, s)


@stage
def moods(f: Any, p: Any, on: Any, s: Any, t: int, days: float) -> None:
    """Stage 2, backers and people."""
    picture.support(f, s, t, days)
    picture.people(f, s)


@stage
def act_units(f: Any, p: Any, on: Any, s: Any, t: int, days: float) -> None:
    """Stage 3."""
    units.act_units(f, p, on, s, 1, 1, t, days)


@stage
def act_groups(f: Any, p: Any, on: Any, s: Any, t: int, days: float) -> None:
    """Stage 4."""
    groups.act_groups(f, p, on, s, 1, 1, t, days)


@stage
def act_others(f: Any, p: Any, on: Any, s: Any, t: int, days: float) -> None:
    """Stages 5 to 8."""
    others.act_communities(f, p, on, s, 1, 1, t, days)
    others.act_backers(f, p, on, s, 1, 1, t, days)
    others.act_command(f, p, on, s, 1, 1, t, days)
    others.act_rumours(f, p, on, s, 1, 1, t, days)


@stage
def settle(f: Any, p: Any, on: Any, s: Any, t: int, days: float) -> None:
    """Stage 9."""
    tick.settle(f, p, s, t, days)


STAGES = {
    "1 hear": hear, "2 count": count, "2 believe": believe, "2 survey (map changed)": survey,
    "2 moods": moods,
    "3 formations": act_units, "4 groups": act_groups, "5-8 others": act_others, "9 control": settle,
}  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", default="scenarios/offensive.toml")
    parser.add_argument("--day", type=float, default=5.0)
    arguments = parser.parse_args()
    world = build_world(load(arguments.scenario))
    runs = np.array([1])
    where, values, _ = run_numbers(world, 1, runs, None)
    t = round(arguments.day / world.tick_days)
    measures = {name: timed(body) for name, body in STAGES.items()}
    print(f"{arguments.scenario}, day {arguments.day}: microseconds per tick")
    for name, measure in measures.items():
        machine = Machine.of(world)
        machine.run(where, values, 1, runs, 0, t, new_tally(world.fixed, 1))
        print(f"  {name:24s} {measure(machine, t):8.2f}")


if __name__ == "__main__":
    main()
