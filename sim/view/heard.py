"""What a place has heard, by source."""

from __future__ import annotations

from typing import Any

from sim.engines.attribution import Source
from sim.view.history import Snapshot
from sim.view.watched import Watched

MOST_SOURCES = 8


def heard(watched: Watched, seen: Snapshot, index: int) -> list[dict[str, Any]]:
    """The news that a place has heard, for and against, by source, the heaviest first."""
    return [
        {"title": title, **listed(evidence_at(watched, ledger, index))}
        for title, ledger in (("that comrades broke", seen.broke), ("that they held", seen.held))
    ]


def listed(parts: list[tuple[str, float]]) -> dict[str, Any]:
    """Evidence by source in all, the heaviest sources, and the rest of it in words."""
    rest = sum(value for _, value in parts[MOST_SOURCES:])
    return {
        "total": f"{sum(value for _, value in parts):.1f}",
        "parts": [(f"{value:.2f}", label) for label, value in parts[:MOST_SOURCES]],
        "rest": f"{rest:.2f} from {len(parts) - MOST_SOURCES} more" if rest > 0.005 else "",
    }


def evidence_at(watched: Watched, ledger: dict[Source, float], index: int) -> list[tuple[str, float]]:
    """Evidence heard at a place by source, the heaviest first."""
    found: dict[str, float] = {}
    for source, evidence in ledger.items():
        share = 1.0 if source.place < 0 else float(watched.history.hears[index, source.place])
        found[source.label] = found.get(source.label, 0.0) + max(0.0, share * evidence)
    heavy = [(label, value) for label, value in found.items() if value >= 0.005]
    return sorted(heavy, key=lambda part: (-part[1], part[0]))
