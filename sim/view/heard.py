"""What a place has heard, by source."""

from __future__ import annotations

from sim.engines.attribution import Source
from sim.view.history import Snapshot
from sim.view.markup import joined, safe
from sim.view.watched import Watched

MOST_SOURCES = 8


def heard(watched: Watched, seen: Snapshot, index: int) -> str:
    """The news that a place has heard, for and against, by source, the heaviest first."""
    lists = []
    for title, ledger in (("that comrades broke", seen.broke), ("that they held", seen.held)):
        parts = evidence_at(watched, ledger, index)
        total = sum(value for _, value in parts)
        rows = joined(f"<li><b>{value:.2f}</b> {safe(label)}</li>" for label, value in parts[:MOST_SOURCES])
        rest = total - sum(value for _, value in parts[:MOST_SOURCES])
        more = (
            f"<li class='none'>{rest:.2f} from {len(parts) - MOST_SOURCES} more</li>" if rest > 0.005 else ""
        )
        lists.append(f"<div><h5>Evidence {title}: {total:.1f}</h5><ul>{rows}{more}</ul></div>")
    return f'<div class="heard">{joined(lists)}</div>'


def evidence_at(watched: Watched, ledger: dict[Source, float], index: int) -> list[tuple[str, float]]:
    """Evidence heard at a place by source, the heaviest first."""
    found: dict[str, float] = {}
    for source, evidence in ledger.items():
        share = 1.0 if source.place < 0 else float(watched.history.hears[index, source.place])
        found[source.label] = found.get(source.label, 0.0) + max(0.0, share * evidence)
    heavy = [(label, value) for label, value in found.items() if value >= 0.005]
    return sorted(heavy, key=lambda part: (-part[1], part[0]))
