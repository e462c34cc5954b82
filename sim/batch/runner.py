"""A batch from start to end: what is missing is computed on an executor and stored in order.

Parts are fixed ranges of rows, so a batch that was interrupted, or topped up, ends with the
same bytes as one that was not. What is in flight when a process dies is all that is lost,
and it is computed again.
"""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sim.batch.lock import sole_writer
from sim.batch.plan import Batch, Missing, missing_parts
from sim.batch.work import work_elsewhere, work_here
from sim.errors import ResultError, RoutError
from sim.results import Result
from sim.results.folder import write_points
from sim.results.manifest import FILE, now, read_manifest, require_same, write_manifest
from sim.results.parts import (
    Part,
    clear_leftovers,
    merged,
    part_files,
    read_part,
    remove_parts,
    stored_rows,
    write_part,
)

Progress = Callable[[int, int], None]
Enough = Callable[[pa.Table], bool]
MANY = 32  # runs that do not fail all at once by chance
RANGES = 4  # of a part: small enough for a bar that moves, large enough that sending them costs nothing
RANGES_AHEAD = 2  # per worker: enough that none waits, few enough that little is lost or held in memory


class InterruptedBatchError(RoutError):
    """Stopped by the user; what was done is stored."""

    exit_code = 130


def run_batch(
    batch: Batch,
    out: str | Path,
    n: int,
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    enough: Enough | None = None,
    replace: bool = False,
) -> Result:
    """Bring the folder ``out`` to ``n`` runs per design point and return it; runs that are there stay.

    ``executor``: any of ``concurrent.futures``; threads by default, or processes where threads
    do not help the engine. ``progress(rows_done, rows_wanted)`` is called now and then.
    ``enough(table)`` sees each part once, in order, and ends the batch by returning True.
    ``replace`` deletes what the folder holds first. Raises ResultError when the folder holds
    another batch or is being written to, InterruptedBatchError after Ctrl-C.
    """
    folder, workers = Path(out), workers or os.cpu_count() or 1
    try:
        with sole_writer(folder):
            manifest = _prepare(folder, batch, replace)
            try:
                with _pool(batch, executor, workers) as pool:
                    _fill(folder, batch, n, pool, workers, progress, enough)
            finally:
                _close(folder, manifest, batch)
    except KeyboardInterrupt:
        raise InterruptedBatchError(
            f"{folder}: interrupted; what is done is kept: the same command goes on from there"
        ) from None
    except BrokenExecutor as error:
        raise RoutError(
            f"{folder}: a worker died ({error}); the same command goes on from what is done"
        ) from error
    except OSError as error:
        raise ResultError(f"{folder}: cannot be used: {error}; what is stored there is sound") from error
    return Result.open(folder)


def _prepare(folder: Path, batch: Batch, replace: bool) -> dict[str, Any]:
    """The folder's manifest, after making sure that the folder is this batch's."""
    if replace:
        remove_parts(folder)
        (folder / FILE).unlink(missing_ok=True)
    clear_leftovers(folder)
    wanted = batch.manifest()
    if (folder / FILE).exists() or any(part_files(folder)):
        stored = read_manifest(folder)
        require_same(folder, stored, wanted)
        return stored
    if batch.design:
        write_points(folder, batch.design.names, batch.design.values)
    write_manifest(folder, wanted)
    return wanted


def _close(folder: Path, manifest: dict[str, Any], batch: Batch) -> None:
    """Note in the manifest how far the batch has come; the parts themselves are what counts."""
    runs = sum(stored_rows(folder).values()) // batch.points
    if runs != manifest["runs"]:
        write_manifest(folder, manifest | {"runs": runs, "command": batch.command, "updated": now()})


@contextmanager
def _pool(batch: Batch, executor: Executor | None, workers: int) -> Iterator[Executor]:
    """The executor given, or one of our own that drops what is queued when it is left."""
    if executor is not None:
        yield executor
        return
    threads = batch.engine.threads or workers == 1
    own = ThreadPoolExecutor(workers) if threads else ProcessPoolExecutor(workers, get_context("spawn"))
    try:
        yield own
    finally:
        own.shutdown(cancel_futures=True)


def _fill(
    folder: Path,
    batch: Batch,
    n: int,
    pool: Executor,
    workers: int,
    progress: Progress | None,
    enough: Enough | None,
) -> None:
    """Compute and store what is missing, in order, until all is there or it is enough."""
    stored = stored_rows(folder)
    total = n * batch.points
    plan = missing_parts(batch, stored, total, everything=enough is not None)
    done = min(total, sum(stored.values()))
    report = progress or (lambda done, total: None)
    report(done, total)
    flights = _flights(batch, plan, pool, workers)
    try:
        for missing, futures in flights:
            arrived: list[Part] = []
            try:
                for future in futures:
                    arrived.append(future.result())
                    done += arrived[-1].table.num_rows
                    report(done, total)
            except (KeyboardInterrupt, BrokenExecutor):
                if arrived:
                    _stored(folder, batch, missing, arrived)
                raise
            part = _stored(folder, batch, missing, arrived)
            if enough and enough(part.table):
                break
    finally:
        flights.close()


def _flights(
    batch: Batch, plan: Iterator[Missing], pool: Executor, workers: int
) -> Generator[tuple[Missing, list[Future[Part]]], None, None]:
    """Each part with its futures, submitted a little ahead; closing it cancels what is ahead."""
    first = list(itertools.islice(plan, 2 * workers))  # more cannot make the ranges smaller
    lacking = sum(missing.have < missing.want for missing in first)
    most = max(RANGES, -(-2 * workers // max(lacking, 1)))
    ahead: deque[tuple[Missing, list[Future[Part]]]] = deque()
    try:
        for missing in itertools.chain(first, plan):
            ahead.append((missing, _submit(batch, missing, most, pool)))
            if sum(len(futures) for _, futures in ahead) > RANGES_AHEAD * workers:
                yield ahead[0]
                ahead.popleft()
        while ahead:
            yield ahead[0]
            ahead.popleft()
    finally:
        for _, futures in ahead:
            for future in futures:
                future.cancel()


def _submit(batch: Batch, missing: Missing, most: int, pool: Executor) -> list[Future[Part]]:
    """The missing rows of a part, in at most ``most`` about equal ranges."""
    low = missing.index * batch.rows_per_part
    edges = np.unique(np.linspace(low + missing.have, low + missing.want, most + 1).round().astype(int))
    ranges = [batch.row_range(int(a), int(b)) for a, b in itertools.pairwise(edges)]
    if isinstance(pool, ThreadPoolExecutor):
        return [pool.submit(work_here, batch.spec, rows, batch.world) for rows in ranges]
    return [pool.submit(work_elsewhere, batch.spec, rows) for rows in ranges]


def _stored(folder: Path, batch: Batch, missing: Missing, arrived: list[Part]) -> Part:
    """The part as it now stands on disk: what was there and what has arrived."""
    there = [read_part(folder, missing.index, batch.layout)] if missing.have else []
    part = merged([*there, *arrived])
    _require_some_sound(folder, part)
    if arrived:
        write_part(folder, missing.index, part)
    return part


def _require_some_sound(folder: Path, part: Part) -> None:
    """Raise RoutError when a whole part failed: that is a fault of the engine and not of its runs."""
    errors = part.table["error"]
    if len(errors) >= MANY and part.daily.runs == 0:
        raise RoutError(
            f"{folder}: all {len(errors)} runs of a part failed, so it is not stored: {errors[0]}"
        )
