"""Batches: many runs in chunks, on any executor, stored as they are done and never lost.

``run_batch`` is the whole of it; ``Engine`` says what runs, ``Design`` what is varied.
"""

from __future__ import annotations

from sim.batch.design import Design
from sim.batch.engine import Engine
from sim.batch.plan import Batch
from sim.batch.runner import InterruptedBatchError, run_batch

__all__ = ["Batch", "Design", "Engine", "InterruptedBatchError", "run_batch"]
