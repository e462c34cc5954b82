"""The map at one tick: who holds what, formations by morale, movements, attacks and news."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sim.model import vocabulary as v
from sim.view.geometry import Geometry, Spot
from sim.view.history import FormationSeen, GroupSeen, Snapshot
from sim.view.map_base import between
from sim.view.markup import joined, mark, safe

STEADY = 0.5  # morale from which a formation is drawn as steady
CLASSES = ("steady", "shaken", "breaking")
SHAPES = {
    "steady": '<path d="M0-4.6L4.4 3.4H-4.4Z"/>',
    "shaken": '<path d="M0-4.4L4.4 0L0 4.4L-4.4 0Z"/>',
    "breaking": '<path d="M0 4.6L4.4-3.4H-4.4Z"/>',
}
ERRANDS = {v.FOR_RETREAT: "retreat", v.FOR_ORDERS: "ordered", v.FOR_COUNTER_ATTACK: "counter"}
LEAST_NEWS = 0.05  # evidence below which no ring is drawn


@dataclass(frozen=True)
class Names:
    """What a theatre calls its agents, by index."""

    places: tuple[str, ...]
    formations: tuple[str, ...]
    groups: tuple[str, ...]
    state: str
    critical: float  # morale at which a formation in contact breaks


def morale_class(morale: float, critical: float) -> str:
    """Steady, shaken or breaking."""
    if morale >= STEADY:
        return CLASSES[0]
    return CLASSES[1] if morale >= critical else CLASSES[2]


def layer_of(
    geometry: Geometry,
    names: Names,
    zooms: tuple[int, ...],
    seen: Snapshot,
    picked: str = "",
    diverged: int = -1,
) -> str:
    """Everything that moves, as SVG. ``picked`` is "p3" or "f12"; ``diverged`` a place to mark, or -1."""
    return joined(
        (
            joined(news_rings(geometry, seen)),
            joined(group_arrows(geometry, names, seen)),
            joined(formation_arrows(geometry, names, seen)),
            joined(place_marks(geometry, names, zooms, seen)),
            joined(formation_marks(geometry, names, seen)),
            joined(rings(geometry, seen, picked, diverged)),
        )
    )


# --- news ------------------------------------------------------------------------
def news_rings(geometry: Geometry, seen: Snapshot) -> Iterator[str]:
    """A ring for each place that something was heard from in this tick: broke, or held."""
    for place, here in zip(geometry.places, seen.places, strict=True):
        for kind, evidence in (("bad", here.bad_news), ("good", here.good_news)):
            if evidence >= LEAST_NEWS:
                radius = place.radius + 5 + min(26.0, 7.0 * math.sqrt(evidence))
                yield mark(place.spot, f'<circle r="{radius:.1f}"/>', f"news {kind}")


# --- movements ---------------------------------------------------------------------
def formation_arrows(geometry: Geometry, names: Names, seen: Snapshot) -> Iterator[str]:
    """An arrow for every formation on the road, by what sends it, with the formation on it."""
    for index, unit in enumerate(seen.formations):
        if unit.status != v.MOVING or unit.place == unit.origin:
            continue
        start, end = geometry.places[unit.origin].spot, geometry.places[unit.place].spot
        hint = formation_hint(names, index, unit)
        yield arrow(start, end, ERRANDS[unit.purpose])
        yield mark(
            between(start, end, 0.15 + 0.7 * unit.progress),
            SHAPES[morale_class(unit.morale, names.critical)],
            f"formation {morale_class(unit.morale, names.critical)}", f"f{index}", hint,
        )  # fmt: skip


def group_arrows(geometry: Geometry, names: Names, seen: Snapshot) -> Iterator[str]:
    """An arrow for every group that is on the way, waits before a place or presses it."""
    for index, group in enumerate(seen.groups):
        if group.target in (v.NOWHERE, group.place) or group.mode in (v.DORMANT, v.RESTING):
            continue
        start, end = geometry.places[group.place].spot, geometry.places[group.target].spot
        yield arrow(start, between(start, end, 0.88), f"group {v.GROUP_MODE_NAMES[group.mode]}")
        share = 0.1 + 0.72 * group.progress
        square = '<rect x="-4" y="-4" width="8" height="8"/>'
        yield mark(between(start, end, share), square, "band", f"g{index}", group_hint(names, index, group))


def arrow(start: Spot, end: Spot, kind: str) -> str:
    """A line with a head."""
    (x1, y1), (x2, y2) = start, end
    angle = math.degrees(math.atan2(y2 - y1, x2 - x1))
    head = (
        f'<g class="mark head {kind}" style="transform:translate({x2}px,{y2}px) scale(var(--s)) '
        f'rotate({angle:.0f}deg)"><path d="M0 0L-9-4.5V4.5Z"/></g>'
    )
    return f'<line class="way {kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>{head}'


# --- places and who stands there -----------------------------------------------------
def place_marks(geometry: Geometry, names: Names, zooms: tuple[int, ...], seen: Snapshot) -> Iterator[str]:
    """Round where the state holds, square where somebody else does; the name where it has room."""
    for index, (place, here) in enumerate(zip(geometry.places, seen.places, strict=True)):
        r = place.radius
        shape = f'<circle r="{r}"/>' if here.state_held else square(r)
        kind = "state" if here.state_held else "lost"
        cut = "" if here.connected or not here.state_held else " cut"
        holder = names.state if here.state_held else names.groups[here.controller - 1]
        hint = f"{place.name}: held by {holder}" + (", cut off" if cut else "")
        weight = " chief" if place.rank == 0 else ""
        text = f'<text class="k{zooms[index]}{weight}" x="{r + 3:.1f}" dy="4">{safe(place.name)}</text>'
        yield mark(place.spot, shape + text, f"place {kind}{cut}", f"p{index}", hint)


def square(r: float) -> str:
    """A square of the same area as a circle."""
    half = round(r * 0.886, 1)
    return f'<rect x="{-half}" y="{-half}" width="{2 * half}" height="{2 * half}"/>'


def formation_marks(geometry: Geometry, names: Names, seen: Snapshot) -> Iterator[str]:
    """The formations that hold a place stand around it."""
    at: dict[int, list[int]] = {}
    for index, unit in enumerate(seen.formations):
        if unit.status == v.HOLDING:
            at.setdefault(unit.place, []).append(index)
    for here, units in at.items():
        place = geometry.places[here]
        for slot, index in enumerate(units):
            unit = seen.formations[index]
            kind = morale_class(unit.morale, names.critical)
            x, y = around(slot, len(units), place.radius + 7.0)
            shape = f'<g transform="translate({x:.1f} {y:.1f})">{SHAPES[kind]}</g>'
            hint = formation_hint(names, index, unit)
            yield mark(place.spot, shape, f"formation {kind}", f"f{index}", hint)


def around(slot: int, count: int, radius: float) -> Spot:
    """Where the slot-th of ``count`` marks stands around a place, px: on the left, away from the name."""
    step = min(math.radians(48), 2.0 * math.pi / max(count, 1), 9.5 / radius * 1.05)
    if count * step > 1.95 * math.pi:
        radius, step = radius * count * 9.5 / (radius * 2 * math.pi), 2 * math.pi / count
    angle = math.pi + (slot - (count - 1) / 2.0) * step
    return radius * math.cos(angle), radius * math.sin(angle)


def rings(geometry: Geometry, seen: Snapshot, picked: str, diverged: int) -> Iterator[str]:
    """A ring around what was chosen, and one where two runs diverged."""
    index = place_picked(seen, picked)
    if index >= 0:
        yield mark(geometry.places[index].spot, '<circle r="19"/>', "chosen")
    if diverged >= 0:
        flag = '<circle r="24"/><text y="-28" text-anchor="middle">diverged here</text>'
        yield mark(geometry.places[diverged].spot, flag, "diverged")


def place_picked(seen: Snapshot, picked: str) -> int:
    """The place of what was chosen, or -1."""
    kind, number = picked[:1], picked[1:]
    if not number.isdecimal():
        return -1
    index = int(number)
    if kind == "p" and index < len(seen.places):
        return index
    return seen.formations[index].place if kind == "f" and index < len(seen.formations) else -1


# --- hints -------------------------------------------------------------------------
def formation_hint(names: Names, index: int, unit: FormationSeen) -> str:
    """A formation in one line."""
    where = names.places[unit.place]
    doing = f"on the road to {where}" if unit.status == v.MOVING else f"at {where}"
    kind = morale_class(unit.morale, names.critical)
    return f"{names.formations[index]}, {unit.men:,} men {doing}: morale {unit.morale:.2f}, {kind}"


def group_hint(names: Names, index: int, group: GroupSeen) -> str:
    """A group in one line."""
    doing = {v.MARCHING: "marching on", v.PAUSED: "halted before", v.PRESSING: "pressing"}[group.mode]
    return f"{names.groups[index]}, {group.men:,} fighters {doing} {names.places[group.target]}"
