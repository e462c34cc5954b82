"""The ensemble engine: the same tick as the Mesa model, compiled, for thousands to millions of runs."""

from __future__ import annotations

from sim.ensemble.engine import simulate

__all__ = ["simulate"]
