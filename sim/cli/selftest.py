"""``rout selftest``: whether this installation computes and stores what it should."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sim.cli.faults import FAULT
from sim.errors import ResultError
from sim.report.output import JsonOption, print_json

if TYPE_CHECKING:
    from sim.scenario import Scenario

SEED, RUNS = 7, 8
DRAWS = 100_000
STORED_RUNS = 3_000
PART_ROWS = 100
MOST_SECONDS = 60.0
# A known answer of the Random123 library for Philox4x32-10: counter, key and what comes out.
PHILOX = (
    (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0),
    (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
)
KILLED = """
import sys
from pathlib import Path
from sim.cli.selftest import fill
fill(Path(sys.argv[1]))
"""


def selftest(json: JsonOption = False) -> None:
    """Check this installation: known answers, both engines, a stopped batch; under a minute once compiled.

    Example: [bold]rout selftest[/bold]

    The exit code is 70 when a check fails. What it prints is meant to be pasted into a bug report.
    """
    found = []
    for name, check in CHECKS:
        began = time.perf_counter()
        try:
            passed, words = True, check()
        except Exception as error:  # whatever goes wrong here is what the user asked about
            passed, words = False, f"{type(error).__name__}: {' '.join(str(error).split())}"
        found.append({"check": name, "passed": passed, "words": words})
        if not json:
            typer.echo(
                f"{'ok    ' if passed else 'FAILED'} {name}: {words} ({time.perf_counter() - began:.1f} s)"
            )
    if json:
        print_json("selftest", {"checks": found})
    if not all(one["passed"] for one in found):
        raise typer.Exit(FAULT)


def require(holds: bool, words: str) -> None:
    """Raise AssertionError with these words unless something holds."""
    if not holds:
        raise AssertionError(words)


def versions() -> str:
    """What is installed, and on what machine."""
    from sim.results.manifest import versions

    return ", ".join(f"{name} {version}" for name, version in versions().items())


def caches() -> str:
    """Where compiled code lies, and whether it can be written there."""
    from sim.compiled_cache import VARIABLE, is_warm, problem

    if problem():
        return f"{problem()}: the engine is compiled anew by each command"
    words = "compiled" if is_warm() else "not yet compiled: the first batch takes a minute more"
    return f"{os.environ[VARIABLE]}, {words}"


def known_answers() -> str:
    """The random numbers, plain and compiled, and our own exponential against the library's."""
    from numba import njit

    from sim.engines import compiler  # noqa: F401 # makes the model known to numba
    from sim.model.chance import philox
    from sim.model.numeric import exp, log

    given, expected = PHILOX
    require(tuple(philox(*given)) == expected, "Philox gives other words than published")
    require(tuple(njit(philox)(*given)) == expected, "compiled Philox gives other words than published")
    points = [x / 8.0 for x in range(-80, 81)]
    worst = max(abs(exp(x) / math.exp(x) - 1.0) for x in points)
    require(worst < 1e-15 and all(abs(log(exp(x)) - x) < 1e-14 for x in points), f"exp is off by {worst:g}")
    return f"Philox as published; exp within {worst:.1e} of the library's"


def closed_form() -> str:
    """The share of runs in which a constant hazard has struck, against 1 - exp(-rate * days)."""
    from sim.model.chance import draw4, key_of
    from sim.model.numeric import exp

    low, high = key_of("selftest")
    days, rate = 0.5, 0.8
    chance = 1.0 - exp(-rate * days)
    share = sum(draw4(SEED, run, 1, low, high, 1)[0] < chance for run in range(DRAWS)) / DRAWS
    z = (share - chance) / math.sqrt(chance * (1.0 - chance) / DRAWS)
    require(abs(z) < 4.0, f"{share:.4f} of the draws lie below {chance:.4f}: z = {z:.1f}")
    return f"{share:.4f} of {DRAWS:,} draws below {chance:.4f}, z = {z:+.2f}"


def engines() -> str:
    """Both engines over the same runs, to the bit."""
    import numpy as np

    from sim.engines import engine_named

    runs = np.arange(RUNS)
    chunks = []
    for name in ("ensemble", "mesa"):
        engine = engine_named(name)
        chunks.append(engine.simulate(engine.build_world(scenario()), SEED, runs, None))
    for kind in ("columns", "daily"):
        ours, theirs = (getattr(chunk, kind) for chunk in chunks)
        differing = [name for name in ours if ours[name].tobytes() != theirs[name].tobytes()]
        require(not differing, f"the engines differ in {', '.join(differing[:3])}")
    return f"{RUNS} runs of a shipped scenario, compiled and as Mesa agents: the same bits"


def scenario() -> Scenario:
    """The smallest of the shipped scenarios."""
    from sim.scenario import load
    from sim.scenario.shipped import scenarios_in, shipped_folder

    shipped = [load(path) for path in scenarios_in(shipped_folder())]
    return min(shipped, key=lambda one: len(one.units))


def fill(folder: Path) -> None:
    """A batch of small parts into a folder."""
    from sim.batch import Batch, run_batch
    from sim.engines import engine_named

    engine, smallest = engine_named("ensemble"), scenario()
    world = engine.build_world(smallest)
    run_batch(Batch(smallest, world, SEED, engine, part_rows=PART_ROWS, name="selftest"), folder, STORED_RUNS)


def killed_and_resumed() -> str:
    """A batch whose process is killed, gone on with, against one that was left alone."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as kept:
        killed, whole = Path(kept) / "killed", Path(kept) / "whole"
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(killed)], stderr=subprocess.DEVNULL
        ) as process:
            deadline = time.monotonic() + MOST_SECONDS
            while process.poll() is None and not any(killed.glob("runs/*.parquet")):
                if time.monotonic() > deadline:
                    break
                time.sleep(0.005)
            process.kill()
        stored = len(list(killed.glob("runs/*.parquet")))
        require(stored > 0, "the batch that was to be killed stored nothing")
        fill(killed)
        fill(whole)
        require(dict(parts(killed)) == dict(parts(whole)), "the batch that was killed ended with other bytes")
    return f"killed after {stored} of {-(-STORED_RUNS // PART_ROWS)} parts, resumed: the same bytes"


def parts(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every stored file of runs and counts by name."""
    for file in sorted([*folder.glob("runs/*"), *folder.glob("daily/*")]):
        yield file.name, file.read_bytes()


def damage_noticed() -> str:
    """That a part with one changed byte is refused: a check that cannot fail says nothing."""
    from sim.results import Result

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as kept:
        fill(Path(kept))
        part = next(Path(kept).glob("runs/*"))
        data = bytearray(part.read_bytes())
        data[len(data) // 3] ^= 0xFF
        part.write_bytes(bytes(data))
        try:
            Result.open(kept).table()
        except ResultError:
            return "one byte changed in a stored part: refused"
    raise AssertionError("a changed byte in a stored part was not noticed")


CHECKS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("versions", versions),
    ("caches", caches),
    ("known answers", known_answers),
    ("closed form", closed_form),
    ("engines", engines),
    ("kill and resume", killed_and_resumed),
    ("damage", damage_noticed),
)
