"""Output files of a batch: one row per run, counts per day, and where all of it comes from.

``docs/results.md`` describes the folder for readers; ``Result.open`` reads one.
"""

from __future__ import annotations

from sim.model.world import Points
from sim.results.columns import Chunk, column_types, sound
from sim.results.daily import BINS, DailyCounts
from sim.results.folder import Failure, Result

__all__ = ["BINS", "Chunk", "DailyCounts", "Failure", "Points", "Result", "column_types", "sound"]
