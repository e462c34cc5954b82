"""Batches in memory: several scenarios, the same runs of each, counted while one looks on."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.analysis.source import ResultLike
from sim.batch import Batch, Engine
from sim.batch.work import work_here
from sim.engines import compiled
from sim.model.world import build_world
from sim.results import Result
from sim.results.parts import Part, merged
from sim.view.choice import Choice
from sim.view.sources import RESULTS, open_choice

ROWS = 100  # runs computed at a time: a tenth of a second or so
FIRST_ROWS = 20  # of these first, so that there is something to see at once
WORKERS = 2
COMPILED = Engine("ensemble", compiled.simulate, build_world, (), ns_per_agent_tick=20.0)


@dataclass(frozen=True)
class Runs:
    """Runs that are done: a result as the analyses read one, held in memory."""

    manifest: dict[str, Any]
    part: Part

    def table(self, columns: Sequence[str] | None = None) -> pa.Table:
        """One row per run, ascending."""
        whole = self.part.table
        return whole.select(list(columns)) if columns is not None else whole

    def daily(self) -> Mapping[str, NDArray[np.int64]]:
        """Counts per day."""
        return self.part.daily.as_arrays()


@dataclass(frozen=True)
class Side:
    """One side of a comparison: what was chosen, and its runs, computed here or stored."""

    choice: Choice
    result: ResultLike


@dataclass
class Job:
    """One choice being computed: what there is of it so far."""

    choice: Choice
    batch: Batch
    parts: dict[int, Part] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """Runs computed."""
        return sum(part.table.num_rows for part in self.parts.values())

    def side(self) -> Side | None:
        """The runs so far, in the order of their numbers; None when there are none."""
        if not self.parts:
            return None
        part = merged([self.parts[low] for low in sorted(self.parts)])
        if self.batch.design:  # its rows come run by run
            part = replace(part, table=part.table.sort_by([("point", "ascending"), ("run", "ascending")]))
        return Side(self.choice, Runs(self.batch.manifest() | {"runs": self.done}, part))


def job_of(choice: Choice, name: str) -> Job:
    """A job for a choice. Raises RoutError with every problem of its scenario."""
    scenario = open_choice(choice).scenario
    return Job(choice, Batch(scenario, build_world(scenario), choice.seed, COMPILED, name=name))


def stored_side(choice: Choice) -> Side:
    """A stored result. Raises RoutError when it cannot be read."""
    open_choice(choice)  # refuses names that are not to be read
    return Side(choice, Result.open(RESULTS / choice.result))


def ranges(runs: int) -> Iterator[tuple[int, int]]:
    """From which to which run is computed at a time."""
    return pairwise(sorted({min(FIRST_ROWS, ROWS, runs), *range(0, runs, ROWS), runs}))


def compute(
    jobs: Sequence[Job], runs: int, stop: threading.Event, on_progress: Callable[[int, int], None]
) -> None:
    """Compute ``runs`` runs of each job, in turn, until all are done or ``stop`` is set.

    ``on_progress(done, wanted)`` is told after each range of rows. A run that fails is a row that says so.
    """
    wanted = runs * len(jobs)
    # the jobs take turns, so that all histograms fill alike
    plan = ((job, low, high) for low, high in ranges(runs) for job in jobs)
    with ThreadPoolExecutor(WORKERS) as pool:
        flying: dict[Future[Part], tuple[Job, int]] = {}
        while not stop.is_set():
            for job, low, high in itertools.islice(plan, 2 * WORKERS - len(flying)):
                rows = job.batch.row_range(low, high)
                flying[pool.submit(work_here, job.batch.spec, rows, job.batch.world)] = (job, low)
            if not flying:
                return
            for future in wait(flying, return_when=FIRST_COMPLETED).done:
                job, low = flying.pop(future)
                job.parts[low] = future.result()
            on_progress(sum(job.done for job in jobs), wanted)
        pool.shutdown(cancel_futures=True)
