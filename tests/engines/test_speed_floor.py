"""Fails when the compiler no longer merges the rules into its loops: a ratio, never an absolute time.

Lost inlining makes an exponential ten times slower and a tick five to fifty times; the limits
below leave a factor of three or more to noise and to older processors.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import config, njit

from sim.engines import compiled
from sim.model.chance import draw4
from sim.model.numeric import exp, log
from sim.model.world import build_world
from sim.scenario import load

pytestmark = pytest.mark.skipif(config.DISABLE_JIT, reason="measures compiled code")

SIZE = 4096
REPEATS = 200


@njit(error_model="numpy")
def polynomial(x: Any, out: Any, repeats: int) -> None:
    """The fixed kernel: a polynomial of degree twelve, written out."""
    for _ in range(repeats):
        for i in range(len(x)):
            y = x[i]
            z = 1.0 + y * (0.5 + y * (0.25 + y * (0.125 + y * (0.0625 + y * (0.03 + y * 0.015)))))
            out[i] = 1.0 + z * (0.5 + z * (0.25 + z * (0.125 + z * (0.0625 + z * (0.03 + z * 0.015)))))


@njit(error_model="numpy")
def exponentials(x: Any, out: Any, repeats: int) -> None:
    for _ in range(repeats):
        for i in range(len(x)):
            out[i] = exp(x[i])


@njit(error_model="numpy")
def logarithms(x: Any, out: Any, repeats: int) -> None:
    for _ in range(repeats):
        for i in range(len(x)):
            out[i] = log(x[i])


@njit(error_model="numpy")
def uniforms(x: Any, out: Any, repeats: int) -> None:
    for t in range(repeats):
        for i in range(len(x)):
            out[i] = draw4(1, 2, t, i, 3, 4)[0]


def cpu_seconds(body: Callable[[], object]) -> float:
    """The least of seven process CPU times."""
    best = np.inf
    for _ in range(7):
        start = time.process_time()
        body()
        best = min(best, time.process_time() - start)
    return best


def seconds_per_element(loop: Any) -> float:
    x, out = np.linspace(0.1, 0.9, SIZE), np.empty(SIZE)
    loop(x, out, 1)
    return cpu_seconds(lambda: loop(x, out, REPEATS)) / (SIZE * REPEATS)


@pytest.mark.parametrize(("loop", "most"), [(exponentials, 6.0), (logarithms, 6.0), (uniforms, 15.0)])
def test_functions_are_merged_into_loops(loop: Any, most: float) -> None:
    assert seconds_per_element(loop) < most * seconds_per_element(polynomial)


def test_a_tick_costs_no_more_than_its_work() -> None:
    world = build_world(load(Path(__file__).parents[2] / "scenarios" / "offensive.toml"))
    compiled.simulate(world, 1, np.arange(1))
    runs = np.arange(8)
    tick = cpu_seconds(lambda: compiled.simulate(world, 1, runs)) / (len(runs) * world.ticks)
    assert tick < 40_000 * seconds_per_element(polynomial)
