"""The map at one tick: who holds what, formations by morale, movements, attacks and news."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from sim.model import vocabulary as v
from sim.view.geometry import Spot
from sim.view.history import FormationSeen, GroupSeen, Snapshot
from sim.view.map_base import between
from sim.view.watched import Watched

STEADY = 0.5  # morale from which a formation is drawn as steady
CLASSES = ("steady", "shaken", "breaking")
PURPOSES = {v.FOR_RETREAT: "retreat", v.FOR_ORDERS: "ordered", v.FOR_COUNTER_ATTACK: "counter"}
LEAST_NEWS = 0.05  # evidence below which no ring is drawn
Layer = dict[str, Any]  # marks by kind; spots in units of the map, the rest in px


def morale_class(morale: float, critical: float) -> str:
    """Steady, shaken or breaking."""
    if morale >= STEADY:
        return CLASSES[0]
    return CLASSES[1] if morale >= critical else CLASSES[2]


def layer_of(watched: Watched, seen: Snapshot, picked: str = "", diverged: int = -1) -> Layer:
    """Everything that moves. ``picked`` is "p3" or "f12"; ``diverged`` a place to mark, or -1."""
    chosen = place_picked(seen, picked)
    return {
        "tick": seen.tick,
        "news": list(news_rings(watched, seen)),
        "ways": [*group_ways(watched, seen), *formation_ways(watched, seen)],
        "places": list(place_marks(watched, seen)),
        "formations": list(formation_marks(watched, seen)),
        "chosen": watched.geometry.places[chosen].spot if chosen >= 0 else None,
        "diverged": watched.geometry.places[diverged].spot if diverged >= 0 else None,
    }


# --- news ------------------------------------------------------------------------
def news_rings(watched: Watched, seen: Snapshot) -> Iterator[Layer]:
    """A ring for each place that something was heard from in this tick: broke, or held."""
    for place, here in zip(watched.geometry.places, seen.places, strict=True):
        for kind, evidence in (("bad", here.bad_news), ("good", here.good_news)):
            if evidence >= LEAST_NEWS:
                radius = place.radius + 5 + min(26.0, 7.0 * math.sqrt(evidence))
                yield {"spot": place.spot, "kind": kind, "radius": round(radius, 1)}


# --- movements ---------------------------------------------------------------------
def formation_ways(watched: Watched, seen: Snapshot) -> Iterator[Layer]:
    """An arrow for every formation on the road, by what sends it, with the formation on it."""
    for index, unit in enumerate(seen.formations):
        if unit.status != v.MOVING or unit.place == unit.origin:
            continue
        start, end = watched.geometry.places[unit.origin].spot, watched.geometry.places[unit.place].spot
        kind = morale_class(unit.morale, watched.critical)
        yield arrow(start, end, PURPOSES[unit.purpose]) | {
            "spot": between(start, end, 0.15 + 0.7 * unit.progress),
            "pick": f"f{index}",
            "who": f"formation {kind}",
            "shape": kind,
            "hint": formation_hint(watched, index, unit),
        }


def group_ways(watched: Watched, seen: Snapshot) -> Iterator[Layer]:
    """An arrow for every group that is on the way, waits before a place or presses it."""
    for index, group in enumerate(seen.groups):
        if group.target in (v.NOWHERE, group.place) or group.mode in (v.DORMANT, v.RESTING):
            continue
        start, end = watched.geometry.places[group.place].spot, watched.geometry.places[group.target].spot
        yield arrow(start, between(start, end, 0.88), f"group {v.GROUP_MODE_NAMES[group.mode]}") | {
            "spot": between(start, end, 0.1 + 0.72 * group.progress),
            "pick": f"g{index}",
            "who": "band",
            "hint": group_hint(watched, index, group),
        }


def arrow(start: Spot, end: Spot, kind: str) -> Layer:
    """A line with a head, which points at ``angle`` degrees."""
    angle = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
    return {"start": start, "end": end, "kind": kind, "angle": round(angle)}


# --- places and who stands there -----------------------------------------------------
def place_marks(watched: Watched, seen: Snapshot) -> Iterator[Layer]:
    """The places by who holds them, each with the zoom from which its name has room."""
    for place, zoom, here in zip(watched.geometry.places, watched.zooms, seen.places, strict=True):
        cut = here.state_held and not here.connected
        holder = watched.state_name if here.state_held else watched.names.groups[here.controller - 1]
        yield {
            "spot": place.spot,
            "radius": place.radius,
            "name": place.name,
            "chief": place.rank == 0,
            "zoom": zoom,
            "held": here.state_held,
            "kind": ("state" if here.state_held else "lost") + (" cut" if cut else ""),
            "hint": f"{place.name}: held by {holder}" + (", cut off" if cut else ""),
        }


def formation_marks(watched: Watched, seen: Snapshot) -> Iterator[Layer]:
    """The formations that hold a place stand around it."""
    at: dict[int, list[int]] = {}
    for index, unit in enumerate(seen.formations):
        if unit.status == v.HOLDING:
            at.setdefault(unit.place, []).append(index)
    for here, units in at.items():
        place = watched.geometry.places[here]
        for slot, index in enumerate(units):
            unit = seen.formations[index]
            x, y = around(slot, len(units), place.radius + 7.0)
            yield {
                "spot": place.spot,
                "shift": (round(x, 1), round(y, 1)),
                "pick": f"f{index}",
                "kind": morale_class(unit.morale, watched.critical),
                "hint": formation_hint(watched, index, unit),
            }


def around(slot: int, count: int, radius: float) -> Spot:
    """Where the slot-th of ``count`` marks stands around a place, px: on the left, away from the name."""
    step = min(math.radians(48), 2.0 * math.pi / max(count, 1), 9.5 / radius * 1.05)
    if count * step > 1.95 * math.pi:
        radius, step = radius * count * 9.5 / (radius * 2 * math.pi), 2 * math.pi / count
    angle = math.pi + (slot - (count - 1) / 2.0) * step
    return radius * math.cos(angle), radius * math.sin(angle)


def what_is_picked(seen: Snapshot, picked: str) -> tuple[str, int]:
    """Kind and number of what was chosen, such as "p" and 3; "" and -1 where there is no such thing."""
    kind, number = picked[:1], picked[1:]
    there = {"p": seen.places, "f": seen.formations, "g": seen.groups}.get(kind, ())
    return (kind, int(number)) if number.isdecimal() and int(number) < len(there) else ("", -1)


def place_picked(seen: Snapshot, picked: str) -> int:
    """The place of the place or formation that was chosen, or -1."""
    kind, index = what_is_picked(seen, picked)
    return seen.formations[index].place if kind == "f" else index if kind == "p" else -1


# --- hints -------------------------------------------------------------------------
def formation_hint(watched: Watched, index: int, unit: FormationSeen) -> str:
    """A formation in one line."""
    where = watched.names.places[unit.place]
    doing = f"on the road to {where}" if unit.status == v.MOVING else f"at {where}"
    kind = morale_class(unit.morale, watched.critical)
    return f"{watched.names.formations[index]}, {unit.men:,} men {doing}: morale {unit.morale:.2f}, {kind}"


def group_hint(watched: Watched, index: int, group: GroupSeen) -> str:
    """A group in one line."""
    doing = {v.MARCHING: "marching on", v.PAUSED: "halted before", v.PRESSING: "pressing"}[group.mode]
    return (
        f"{watched.names.groups[index]}, {group.men:,} fighters {doing} {watched.names.places[group.target]}"
    )
