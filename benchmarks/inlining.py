"""Fails when the compiler no longer merges the rules into its loops: a ratio, never an absolute time.

    python -m benchmarks.inlining      # exit code 1 where inlining is lost; part of `make nightly`

Lost inlining makes an exponential ten times slower and a step five to fifty times; the limits below
leave a factor of three or more to noise and to older processors. Process CPU time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from sim.api import load
from sim.engines import compiled
from sim.model.chance import draw4
from sim.model.numeric import exp, log
from sim.model.world import build_world

SIZE = 4096
REPEATS = 200
RUNS = 8
MOST_PER_STEP = 40_000


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
    """An exponential of each element."""
    for _ in range(repeats):
        for i in range(len(x)):
            out[i] = exp(x[i])


@njit(error_model="numpy")
def logarithms(x: Any, out: Any, repeats: int) -> None:
    """A logarithm of each element."""
    for _ in range(repeats):
        for i in range(len(x)):
            out[i] = log(x[i])


@njit(error_model="numpy")
def uniforms(x: Any, out: Any, repeats: int) -> None:
    """Four draws for each element."""
    for t in range(repeats):
        for i in range(len(x)):
            out[i] = draw4(1, 2, t, i, 3, 4)[0]


MOST = {exponentials: 6.0, logarithms: 6.0, uniforms: 15.0}
"""How many times the kernel's time each loop may take."""


def cpu_seconds(body: Callable[[], object]) -> float:
    """The least of seven process CPU times."""
    best = np.inf
    for _ in range(7):
        start = time.process_time()
        body()
        best = min(best, time.process_time() - start)
    return best


def seconds_per_element(loop: Any) -> float:
    """What a loop takes for one element."""
    x, out = np.linspace(0.1, 0.9, SIZE), np.empty(SIZE)
    loop(x, out, 1)
    return cpu_seconds(lambda: loop(x, out, REPEATS)) / (SIZE * REPEATS)


def seconds_per_step() -> float:
    """What a step of the shipped offensive takes."""
    world = build_world(load("offensive"))
    compiled.simulate(world, 1, np.arange(1))
    return cpu_seconds(lambda: compiled.simulate(world, 1, np.arange(RUNS))) / (RUNS * world.ticks)


def main() -> int:
    """Print each ratio to the kernel with its limit; the exit code is 1 if one is above it."""
    kernel = seconds_per_element(polynomial)
    found = [(loop.__name__, seconds_per_element(loop) / kernel, most) for loop, most in MOST.items()]
    found.append(("a step", seconds_per_step() / kernel, MOST_PER_STEP))
    for name, ratio, most in found:
        print(f"{name}: {ratio:,.1f} times the kernel, at most {most:,.0f}")
    return int(any(ratio >= most for _, ratio, most in found))


if __name__ == "__main__":
    sys.exit(main())
