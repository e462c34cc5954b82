"""Arrays computed vector by vector, in parts on disk that are never lost.

What a vector's row holds follows from its number and from what the folder is about. A study that was
stopped, or asked for more vectors, therefore goes on with the same bytes.
"""

from __future__ import annotations

import io
import json
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.batch.lock import sole_writer
from sim.errors import ResultError, RoutError
from sim.files import read_plain, write_atomically

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Progress = Callable[[int, int], None]
Arrays = dict[str, Floats]
Compute = Callable[[Ints], Arrays]

MOST_BYTES = 100_000_000


class InterruptedCalibrationError(RoutError):
    """Stopped by the user; what was done is stored."""

    exit_code = 130


@dataclass(frozen=True)
class Store:
    """A folder of parts with ``part`` vectors each.

    ``identity`` decides the bytes and stands in the file ``manifest``; ``widths`` says how many numbers
    each array has for a vector.
    """

    folder: Path
    manifest: str
    identity: Mapping[str, Any]
    widths: Mapping[str, int]
    part: int

    def filled(
        self,
        size: int,
        compute: Compute,
        *,
        jobs: int | None = None,
        progress: Progress | None = None,
        replace: bool = False,
    ) -> Arrays:
        """Bring the folder to ``size`` vectors and return them, (size, width) each, as 32 bits keep them.

        ``compute`` gives the arrays of some numbers of vectors; parts that are there are not repeated.
        ``replace`` deletes what the folder holds first.

        Raises ResultError where the folder holds another study, InterruptedCalibrationError after Ctrl-C.
        """
        report = progress or (lambda done, total: None)
        with sole_study(self.folder):
            if replace:
                for path in (self.folder / self.manifest, *self.folder.glob("*.npz")):
                    path.unlink(missing_ok=True)
            self._require_same()
            parts = list(self._parts(size, compute, jobs or os.cpu_count() or 1, report))
        return {name: np.concatenate([one[name] for one in parts]) for name in self.widths}

    def _require_same(self) -> None:
        path = self.folder / self.manifest
        wanted = dict(self.identity)
        if not path.exists():
            write_atomically(path, json.dumps(wanted, indent=1, ensure_ascii=False) + "\n")
            return
        kept = read_manifest(path)
        differing = [
            key.replace("_", " ") for key in wanted if kept.get(key) != wanted[key] and key != "created"
        ]
        if differing:
            raise ResultError(
                f"{self.folder}: holds vectors of another study: other {', '.join(differing)}",
                "give another folder, or --replace to delete those vectors and start anew",
            )

    def _parts(self, size: int, compute: Compute, jobs: int, report: Progress) -> Iterator[Arrays]:
        """Every part in order: read, or computed and stored."""
        step = self.part
        ranges = [np.arange(low, min(low + step, size), dtype=np.int64) for low in range(0, size, step)]
        done = 0
        report(done, size)
        with ThreadPoolExecutor(jobs) as pool:
            ahead: deque[Future[Arrays]] = deque()
            waiting = iter(enumerate(ranges))
            try:
                while True:
                    for index, numbers in waiting:
                        ahead.append(pool.submit(self._part, index, numbers, compute))
                        if len(ahead) > jobs:
                            break
                    if not ahead:
                        return
                    part = ahead.popleft().result()
                    done += len(next(iter(part.values())))
                    report(done, size)
                    yield part
            finally:
                pool.shutdown(cancel_futures=True)

    def _part(self, index: int, numbers: Ints, compute: Compute) -> Arrays:
        """A part from its file; computed, and stored, where that has too few vectors or is not sound."""
        path = self.folder / f"part-{index:05d}.npz"
        stored = self._read(path)
        if stored is not None and len(next(iter(stored.values()))) >= len(numbers):
            return {name: one[: len(numbers)] for name, one in stored.items()}
        narrow = {name: one.astype(np.float32) for name, one in compute(numbers).items()}
        write_arrays(path, narrow)
        return {name: one.astype(np.float64) for name, one in narrow.items()}

    def _read(self, path: Path) -> Arrays | None:
        """What a part holds; None where there is none, or it is damaged: it is computed again."""
        stored = read_arrays(path)
        if stored is None or not stored.keys() >= self.widths.keys():
            return None
        found = {name: stored[name].astype(np.float64) for name in self.widths}
        sound = all(
            one.ndim == 2 and one.shape[1] == self.widths[name] and np.isfinite(one).all()
            for name, one in found.items()
        )
        return found if sound and len({len(one) for one in found.values()}) == 1 else None


def write_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Store arrays by their names, whole or not at all."""
    sink = io.BytesIO()
    np.savez_compressed(sink, **arrays)
    write_atomically(path, sink.getvalue())


def read_arrays(path: Path) -> dict[str, NDArray[Any]] | None:
    """What ``write_arrays`` stored; None where there is no file, or it is damaged."""
    try:
        with np.load(io.BytesIO(read_plain(path, MOST_BYTES)), allow_pickle=False) as file:
            return dict(file)
    except Exception:  # whatever a damaged archive raises
        return None


@contextmanager
def sole_study(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; after Ctrl-C say that nothing is lost.

    Raises ResultError where another process has it, InterruptedCalibrationError after Ctrl-C.
    """
    try:
        with sole_writer(folder):
            yield
    except KeyboardInterrupt:
        raise InterruptedCalibrationError(
            f"{folder}: interrupted; what is done is kept: the same command goes on from there"
        ) from None


def read_manifest(path: Path) -> dict[str, Any]:
    """What stands in a store's manifest. Raises ResultError where it cannot be read."""
    try:
        stored = json.loads(read_plain(path, MOST_BYTES))
    except (OSError, ValueError, RecursionError) as error:
        raise ResultError(f"{path}: cannot be read: {' '.join(str(error).split())}") from None
    return stored if isinstance(stored, dict) else {}
