"""Runs for vectors drawn from the prior, one of every scenario for each, in parts that are never lost.

A vector is a number: what is drawn of it and what happens in its runs is keyed by the seed and that
number, so a study that was stopped, or asked for more vectors, goes on with the same bytes.
"""

from __future__ import annotations

import io
import json
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.batch.lock import sole_writer
from sim.calibration.priors import Priors, Record
from sim.engines import sources_of
from sim.engines.compiled import draw_many, simulate
from sim.errors import ResultError, RoutError
from sim.files import read_plain, write_atomically
from sim.results import Points
from sim.results.manifest import hash_of_sources, now
from sim.scenario import digest

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Progress = Callable[[int, int], None]

PART = 1024  # vectors
MANIFEST = "calibration.json"
MOST_BYTES = 100_000_000


class InterruptedCalibrationError(RoutError):
    """Stopped by the user; what was done is stored."""

    exit_code = 130


@dataclass(frozen=True)
class Simulated:
    """Vectors and what came of them.

    ``shares`` (vectors, unknowns): where each number lies within its prior's probability.
    ``days`` (vectors, places of all records): day of loss, the horizon where it held.
    ``dead`` (vectors, records): share of the army's men killed.
    """

    numbers: Ints
    shares: Floats
    days: Floats
    dead: Floats

    def __len__(self) -> int:
        return len(self.numbers)


def engine_hash() -> str:
    """A hash of the sources that decide what a run does."""
    return hash_of_sources(sources_of("ensemble"))


def drawn(priors: Priors, seed: int, numbers: Ints) -> Floats:
    """The shares of the priors' probability at which vectors stand, (vectors, unknowns)."""
    shares = np.empty((len(numbers), len(priors.unknowns)))
    draw_many(seed, numbers, *priors.draws, shares)
    return shares


def run(priors: Priors, record: Record, seed: int, numbers: Ints, values: Floats) -> tuple[Floats, Floats]:
    """One run of a scenario for each vector: days of loss (vectors, places) and share of men killed."""
    at, columns = priors.columns(record)
    world = record.world
    own = world.draw(seed, numbers, draw_many)
    stated = {name: own[:, i] for i, name in enumerate(world.patched)}
    made = world.decided(columns, values[:, at], stated)
    points = Points(tuple(made), np.stack(list(made.values()), axis=1))
    found = simulate(world, seed, numbers, points).columns
    days = np.stack([found[f"place_lost_day.{place}"] for place in record.places], axis=1)
    return np.fmin(days, record.horizon), found["dead_men"] / found["men_start"]


def simulate_vectors(priors: Priors, seed: int, numbers: Ints) -> Simulated:
    """Runs of every scenario for vectors drawn from the prior."""
    shares = drawn(priors, seed, numbers)
    return simulate_at(priors, seed, numbers, shares)


def simulate_at(priors: Priors, seed: int, numbers: Ints, shares: Floats) -> Simulated:
    """The same for vectors whose shares are given; ``numbers`` key their runs."""
    values = priors.values(shares)
    runs = [run(priors, record, seed, numbers, values) for record in priors.records]
    days, dead = np.hstack([days for days, _ in runs]), np.stack([dead for _, dead in runs], axis=1)
    return Simulated(numbers, shares, days, dead)


# --- stored in parts ---------------------------------------------------------------------
def identity(priors: Priors, seed: int) -> dict[str, Any]:
    """What decides the bytes of a part."""
    return {
        "priors_sha256": priors.sha256,
        "scenarios": {f"{one.war}/{one.name}": digest(one.world.scenario) for one in priors.records},
        "seed": seed,
        "engine_hash": engine_hash(),
        "part": PART,
        "created": now(),
    }


def study(
    priors: Priors,
    folder: Path,
    seed: int,
    size: int,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    replace: bool = False,
) -> Simulated:
    """Bring a folder to ``size`` vectors, and return them; parts that are there are not repeated.

    ``replace`` deletes what the folder holds first.

    Raises ResultError where the folder holds another study, InterruptedCalibrationError after Ctrl-C.
    """
    report = progress or (lambda done, total: None)
    try:
        with sole_writer(folder):
            if replace:
                for path in (folder / MANIFEST, *folder.glob("part-*.npz")):
                    path.unlink(missing_ok=True)
            _require_same(folder, identity(priors, seed))
            return _joined(_parts(priors, folder, seed, size, jobs or os.cpu_count() or 1, report))
    except KeyboardInterrupt:
        raise InterruptedCalibrationError(
            f"{folder}: interrupted; what is done is kept: the same command goes on from there"
        ) from None


def _require_same(folder: Path, wanted: dict[str, Any]) -> None:
    path = folder / MANIFEST
    text = json.dumps(wanted, indent=1, ensure_ascii=False) + "\n"
    if not path.exists():
        write_atomically(path, text)
        return
    kept = _manifest(folder)
    if any(kept.get(key) != wanted[key] for key in wanted if key != "created"):
        differing = [
            key.replace("_", " ") for key in wanted if kept.get(key) != wanted[key] and key != "created"
        ]
        raise ResultError(
            f"{folder}: holds vectors of another study: other {', '.join(differing)}",
            "give another folder with --work, or --replace to delete those vectors and start anew",
        )


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        stored = json.loads(read_plain(path, MOST_BYTES))
    except (OSError, ValueError, RecursionError) as error:
        raise ResultError(f"{path}: cannot be read: {' '.join(str(error).split())}") from None
    return stored if isinstance(stored, dict) else {}


def created(folder: Path) -> str:
    """When a study was begun, so that whoever goes on with it writes the same bytes."""
    return str(_manifest(folder).get("created", ""))


def _parts(
    priors: Priors, folder: Path, seed: int, size: int, jobs: int, report: Progress
) -> Iterator[Simulated]:
    """Every part in order: read, or computed and stored."""
    ranges = [np.arange(low, min(low + PART, size), dtype=np.int64) for low in range(0, size, PART)]
    done = 0
    report(done, size)
    with ThreadPoolExecutor(jobs) as pool:
        ahead: deque[Future[Simulated]] = deque()
        waiting = iter(enumerate(ranges))
        try:
            while True:
                for index, numbers in waiting:
                    ahead.append(pool.submit(_part, priors, folder, seed, index, numbers))
                    if len(ahead) > jobs:
                        break
                if not ahead:
                    return
                part = ahead.popleft().result()
                done += len(part)
                report(done, size)
                yield part
        finally:
            pool.shutdown(cancel_futures=True)


def _part(priors: Priors, folder: Path, seed: int, index: int, numbers: Ints) -> Simulated:
    """A part from its file; computed, and stored, where that has too few vectors or is not sound."""
    path = folder / f"part-{index:05d}.npz"
    stored = _read(path, priors)
    if stored is not None and len(stored[0]) >= len(numbers):
        days, dead = (one[: len(numbers)] for one in stored)
        return Simulated(numbers, drawn(priors, seed, numbers), days, dead)
    found = simulate_vectors(priors, seed, numbers)
    sink = io.BytesIO()
    np.savez_compressed(sink, days=found.days.astype(np.float32), dead=found.dead.astype(np.float32))
    write_atomically(path, sink.getvalue())
    return Simulated(numbers, found.shares, *_as_stored(found.days, found.dead))


def _as_stored(*arrays: Floats) -> Iterator[Floats]:
    return (one.astype(np.float32).astype(np.float64) for one in arrays)


def _read(path: Path, priors: Priors) -> tuple[Floats, Floats] | None:
    """What a part holds; None where there is none, or it is damaged: it is computed again."""
    try:
        with np.load(io.BytesIO(read_plain(path, MOST_BYTES)), allow_pickle=False) as file:
            days, dead = file["days"].astype(np.float64), file["dead"].astype(np.float64)
    except Exception:  # whatever a damaged archive raises
        return None
    shape = sum(len(record.places) for record in priors.records), len(priors.records)
    sound = days.ndim == dead.ndim == 2 and (days.shape[1], dead.shape[1]) == shape and len(days) == len(dead)
    return (days, dead) if sound and np.isfinite(days).all() and np.isfinite(dead).all() else None


def _joined(parts: Iterator[Simulated]) -> Simulated:
    each: Sequence[Simulated] = list(parts)
    fields = ((getattr(one, name) for one in each) for name in ("numbers", "shares", "days", "dead"))
    return Simulated(*(np.concatenate(list(one)) for one in fields))
