"""Counts per day, from which bands are drawn: merging them is exact and knows no order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 101  # bin i holds the values that round to i per cent

MOST_BYTES = 100_000_000  # of an archive, unpacked
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class DailyCounts:
    """How many runs had which value on which day.

    ``men_share`` and ``morale`` (days + 1, 101): runs per per cent; a run with no men left has
    no morale and is in no bin. ``held`` (days + 1, places): runs in which the state held it.
    """

    men_share: Counts
    morale: Counts
    held: Counts

    @property
    def runs(self) -> int:
        """How many runs were counted."""
        return int(self.men_share[0].sum())

    def fit_together(self) -> bool:
        """Whether the three counts are of the same days, and none is negative."""
        arrays = (self.men_share, self.morale, self.held)
        if any(array.ndim != 2 or array.size == 0 or array.min() < 0 for array in arrays):
            return False
        days, bins = self.men_share.shape
        return bins == BINS and self.morale.shape == (days, bins) and len(self.held) == days

    def as_arrays(self) -> dict[str, Counts]:
        """The three counts by name."""
        return {"men_share": self.men_share, "morale": self.morale, "held": self.held}


def count_daily(daily: Mapping[str, NDArray[Any]]) -> DailyCounts:
    """Count an engine's series: shares (runs, days + 1) and ``held`` (runs, days + 1, places)."""
    return DailyCounts(
        histogram(daily["men_share"]), histogram(daily["morale"]), daily["held"].sum(axis=0, dtype=np.int64)
    )


def histogram(shares: NDArray[Any]) -> Counts:
    """Shares in [0, 1] (runs, days + 1) to counts (days + 1, 101); what is not a number is left out."""
    days = shares.shape[1]
    known = ~np.isnan(shares)
    percent = np.floor(np.where(known, shares, 0.0).astype(np.float64) * (BINS - 1) + 0.5)
    bins = np.clip(percent, 0, BINS - 1).astype(np.int64) + BINS * np.arange(days)
    counts = np.bincount(bins[known], minlength=days * BINS)
    return counts.reshape(days, BINS).astype(np.int64)


def no_counts(days: int, places: int) -> DailyCounts:
    """Counts of no run at all, over ``days`` whole days."""
    nothing = np.zeros((days + 1, BINS), np.int64)
    return DailyCounts(nothing, nothing.copy(), np.zeros((days + 1, places), np.int64))


def add_up(counts: Iterable[DailyCounts]) -> DailyCounts:
    """The counts of all the runs together; at least one item is needed."""
    first, *rest = counts
    total = {name: array.copy() for name, array in first.as_arrays().items()}
    for one in rest:
        for name, array in one.as_arrays().items():
            total[name] += array
    return DailyCounts(**total)


def encode(counts: DailyCounts) -> bytes:
    """The bytes of a compressed numpy archive; the same for the same counts."""
    buffer = io.BytesIO()
    small: dict[str, Any] = {name: array.astype(np.int32) for name, array in counts.as_arrays().items()}
    np.savez_compressed(buffer, **small)
    return buffer.getvalue()


def decode(data: bytes) -> DailyCounts:
    """The counts in an archive. Raises ValueError when it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as members:
            if sum(member.file_size for member in members.infolist()) > MOST_BYTES:
                raise ValueError("it unpacks to too many bytes")
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            counts = {name: archive[name].astype(np.int64) for name in ("men_share", "morale", "held")}
    except Exception as error:  # whatever the bytes of a damaged archive make its readers raise
        raise ValueError(f"not an archive of counts: {error}") from None
    found = DailyCounts(**counts)
    if not found.fit_together():
        raise ValueError("its counts do not belong together")
    return found
