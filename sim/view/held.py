"""The probability that the state holds each place, on the map of a result, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.analysis.compare import Comparison
from sim.analysis.sentences import percent
from sim.plots.maps import CONTESTED, find_outline, held_shares
from sim.scenario import build
from sim.scenario.calendar import date_of
from sim.view.batches import Side
from sim.view.geometry import Geometry, geometry_of
from sim.view.map_base import Base, base_of
from sim.view.map_layer import Layer


@dataclass(frozen=True)
class HeldMap:
    """The map of one result, which does not change from day to day."""

    name: str
    geometry: Geometry
    base: Base

    @property
    def near(self) -> list[list[Any]]:
        """No place is offered to be looked at closely: two maps stand beside each other."""
        return []


def held_maps(sides: Sequence[Side], comparison: Comparison) -> tuple[HeldMap, ...]:
    """A map for each result."""
    return tuple(held_map(side, name) for side, name in zip(sides, comparison.names, strict=True))


def held_map(side: Side, name: str) -> HeldMap:
    """The map of one result."""
    manifest = side.result.manifest
    geometry = geometry_of(build(manifest["scenario"], name), find_outline(manifest))
    return HeldMap(name, geometry, base_of(geometry))


def held_layer(drawn: HeldMap, comparison: Comparison, side: int, day: int) -> Layer:
    """The places by the share of the runs in which the state holds them at the end of a day."""
    shares = held_shares(comparison, side)[day].tolist()
    return {
        "tick": day, "news": [], "ways": [], "units": [], "chosen": None, "diverged": None, "flat": True,
        "places": [
            place_at(place, share) for place, share in zip(drawn.geometry.places, shares, strict=True)
        ],
    }  # fmt: skip


def place_at(place: Any, share: float) -> Layer:
    """One place: its ground goes from pale to the state's hue, hatched where the runs disagree."""
    kept, low, high = share >= 0.5, *CONTESTED
    return {
        "spot": place.spot, "radius": place.radius, "name": place.name, "rank": place.rank, "held": kept,
        "hue": "h0", "attacked": "h0" if low < share < high else "", "kind": "state" if kept else "lost",
        "fill": f"color-mix(in srgb, var(--h0) {round(20 * share) * 5}%, var(--never))",
        "hint": f"{place.name}: held in {percent(share)} of the runs",
    }  # fmt: skip


def last_day(comparison: Comparison) -> int:
    """The last day that every result has."""
    return min(len(daily["held"]) for daily in comparison.daily) - 1


def day_words(comparison: Comparison, day: int) -> str:
    """A day with its date."""
    return f"day {day}, {date_of(comparison.theatre.start, day)}"


def held_rows(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """One row for each result, day and place."""
    for side, name in enumerate(comparison.names):
        for day, shares in enumerate(held_shares(comparison, side).tolist()):
            for place, share in zip(comparison.theatres[side].places, shares, strict=True):
                yield {"result": name, "day": day, "place": place.name, "held_share": share}
