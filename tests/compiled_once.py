"""The compiled engine made ready before tests that share its cache: once, not by each of their processes."""

from __future__ import annotations

import os
from pathlib import Path

import fake_engine
import numpy as np
from filelock import FileLock

from sim import compiled_cache
from sim.model.world import build_world
from sim.scenario import load


def compile_once() -> None:
    """Compile the engine unless that is done; others wait meanwhile. Nothing where nothing can be kept."""
    from sim.engines import compiled

    if compiled_cache.problem():
        return
    with FileLock(Path(os.environ[compiled_cache.VARIABLE]) / "tests.lock"):
        if not compiled_cache.is_warm():
            compiled.simulate(build_world(load(fake_engine.SCENARIO)), 1, np.arange(1))


if __name__ == "__main__":
    compile_once()
