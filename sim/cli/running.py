"""Running batches one after another, with a bar while they run and a table when they are done."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from sim.analysis.precision import Watch
from sim.batch import Batch, run_batch
from sim.cli.summary import Summary, render, summarise
from sim.compiled_cache import is_warm, problem
from sim.counting import counted
from sim.engines import EngineName
from sim.report.output import bar, console, print_json
from sim.results import Result

RUNS = 1_000
MOST_RUNS = 1_000_000
MOST_FAILURES = 5


@dataclass(frozen=True)
class Running:
    """How many runs, how exactly, where they go and who computes them."""

    runs: int | None
    until: str | None
    out: Path
    replace: bool
    threads: int | None
    dask: str | None

    def run_all(self, batches: list[Batch], *, json: bool, quiet: bool) -> int:
        """Run every batch and show how its runs end; returns how many of them failed."""
        watches = [Watch.of(self.until, one.world, one.points) if self.until else None for one in batches]
        summaries: list[Summary] = []
        with _terminated_like_interrupted(), self._executor() as (executor, workers):
            for batch, watch in zip(batches, watches, strict=True):
                tell_of_compiling(batch.engine.name, quiet=quiet)
                started = time.perf_counter()
                with bar(batch.name, quiet=json or quiet) as progress:
                    most = self.runs or (MOST_RUNS if watch else RUNS)
                    result = run_batch(
                        batch, self.out / batch.name, most, executor=executor, workers=workers,
                        progress=progress, enough=watch, replace=self.replace,
                    )  # fmt: skip
                _tell_failures(result)
                summaries.append(summarise(result, watch, time.perf_counter() - started))
                if not json and not quiet:
                    terminal = console()
                    terminal.print(render(summaries[-1], terminal.width))
        if json:
            print_json("run", {"results": [summary.as_json() for summary in summaries]})
        return sum(summary.failed for summary in summaries)

    def _executor(self) -> Any:
        """A context with the executor, None for our own, and the number of workers."""
        if self.dask is None:
            return nullcontext((None, self.threads))
        from sim.cli.cluster import dask_executor

        return dask_executor(self.dask)


def _tell_failures(result: Result) -> None:
    failures = result.failures()
    if failures:
        more = f"; the first {MOST_FAILURES}:" if len(failures) > MOST_FAILURES else ":"
        lines = [f"rout: {result.path}: {counted(len(failures), 'run')} failed{more}"]
        lines += [failure.error for failure in failures[:MOST_FAILURES]]
        sys.stderr.write("\n".join(lines) + "\n")


def tell_of_compiling(engine: str, *, quiet: bool) -> None:
    """Say what takes so long the first time the compiled engine is used after its sources changed."""
    if engine == EngineName.ensemble and not quiet and not is_warm():
        how_often = f"by every command, because {problem()}" if problem() else "once for this version"
        console(error=True).print(
            f"Compiling the engine: {how_often}, within a minute or two.", soft_wrap=True
        )


@contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """Treat a polite request to end, as cluster schedulers send it, like Ctrl-C."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
