"""What the command line costs beside the runs themselves: start, files, and the first compilation."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from sim.api import load
from sim.batch.runner import RANGES
from sim.engines import engine_named
from sim.model.world import World, build_world

SCENARIO = "homs"


@dataclass(frozen=True)
class Spent:
    """Seconds of one call."""

    wall: float
    cpu: float


@dataclass
class Commands:
    """What each command cost, call by call."""

    runs: int
    threads: int
    whole: list[Spent] = field(default_factory=list)  # `rout run -n RUNS`
    kernel: list[Spent] = field(default_factory=list)  # the engine alone, the same runs
    first: list[Spent] = field(default_factory=list)  # the first command with an empty cache
    again: list[Spent] = field(default_factory=list)  # the same command once more
    help: list[Spent] = field(default_factory=list)  # `rout --help`
    hundred: list[Spent] = field(default_factory=list)  # `rout run -n 100`

    def measure(self, *, compile_too: bool) -> None:
        """Every command once more."""
        self.whole.append(run_command(self.runs, self.threads))
        self.kernel.append(kernel(build_world(load(SCENARIO)), self.runs, self.threads))
        self.help.append(spent("--help"))
        self.hundred.append(run_command(100, self.threads))
        if compile_too:
            with tempfile.TemporaryDirectory() as cache:
                self.first.append(run_command(1, 1, {"NUMBA_CACHE_DIR": cache}))
                self.again.append(run_command(1, 1, {"NUMBA_CACHE_DIR": cache}))


def spent(*arguments: str, environment: Mapping[str, str] | None = None) -> Spent:
    """What ``rout`` with these arguments takes as a process of its own, from its start to its end."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "sim", *arguments],
        env=os.environ | dict(environment or {}), check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    return Spent(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def run_command(runs: int, threads: int, environment: Mapping[str, str] | None = None) -> Spent:
    """``rout run`` into a folder that is then deleted."""
    with tempfile.TemporaryDirectory() as out:
        options = ("-n", str(runs), "--threads", str(threads), "--out", out, "--quiet")
        return spent("run", SCENARIO, *options, environment=environment)


def kernel(world: World, runs: int, threads: int) -> Spent:
    """The engine alone, compiled before, over the ranges of runs that a batch makes."""
    engine = engine_named("ensemble")
    engine.simulate(world, 1, np.arange(1), None)
    rows = max(1, engine.rows_per_part(world) // RANGES)
    ranges = np.split(np.arange(runs), range(rows, runs, rows))
    wall, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda some: engine.simulate(world, 1, some, None) and None, ranges))
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)
