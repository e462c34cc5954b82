"""Where the batches of a study are run and kept, and how a scenario is changed for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.batch import Batch, Design, Engine, run_batch
from sim.results import Result
from sim.scenario import Scenario, build, resolved
from sim.scenario.words import put

Progress = Callable[[int, int], None]
Watch = Callable[[str], AbstractContextManager[Progress | None]]


@contextmanager
def unwatched(name: str) -> Iterator[None]:
    """No progress shown."""
    yield None


@dataclass(frozen=True)
class Bench:
    """How the batches of a study are run: ``n`` runs at each point, kept in folders below ``out``."""

    engine: Engine
    out: Path
    n: int
    seed: int = 1
    threads: int | None = None
    replace: bool = False
    command: str = ""
    watch: Watch = unwatched

    def run(self, scenario: Scenario, name: str, design: Design | None = None, seed: int = 0) -> Result:
        """One batch; runs that its folder has already are not repeated. ``seed`` 0 is the bench's own."""
        batch = Batch(
            scenario,
            self.engine.build_world(scenario),
            seed or self.seed,
            self.engine,
            design,
            name=name,
            command=self.command,
        )
        with self.watch(name) as progress:
            return run_batch(
                batch,
                self.out / name,
                self.n,
                workers=self.threads,
                progress=progress,
                replace=self.replace,
            )


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """The scenario with fields set by dotted names, validated anew. Raises ScenarioError."""
    tree = resolved(scenario)
    for name, value in changes.items():
        put(tree, name, value)
    return build(tree, scenario.scenario.title)


def along(number: str, values: Sequence[float]) -> Design:
    """A design that sets one number to each of some values."""
    return Design((number,), np.array(values, dtype=np.float64)[:, None], "list")
