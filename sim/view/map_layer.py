"""The map at one tick: who holds what, formations by morale, movements, attacks and news.

What is drawn has the hue of its side or group, by class: "h0" is the state's (``Watched.hue``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from sim.counting import counted
from sim.model import vocabulary as v
from sim.story.history import FormationSeen, GroupSeen, Snapshot
from sim.story.marks import (
    attackers,
    formation_done,
    group_done,
    has_target,
    morale_class,
    on_the_road,
)
from sim.view.geometry import Spot
from sim.view.map_base import between
from sim.view.watched import Watched

PURPOSES = {v.FOR_RETREAT: "retreat", v.FOR_ORDERS: "ordered", v.FOR_COUNTER_ATTACK: "counter"}
LEAST_NEWS = 0.05  # evidence below which no ring is drawn
Layer = dict[str, Any]  # marks by kind; spots in units of the map, the rest in px


def layer_of(watched: Watched, seen: Snapshot, picked: str = "", diverged: int = -1) -> Layer:
    """Everything that moves. ``picked`` is "p3" or "f12"; ``diverged`` a place to mark, or -1."""
    chosen = place_picked(seen, picked)
    return {
        "tick": seen.tick,
        "news": list(news_rings(watched, seen)),
        "ways": [*group_ways(watched, seen), *formation_ways(watched, seen)],
        "places": list(place_marks(watched, seen)),
        "units": [*formation_marks(watched, seen), *group_marks(watched, seen)],
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
    """An arrow for every formation on the road, by what sends it."""
    for index, unit in enumerate(seen.formations):
        if on_the_road(unit):
            start, end = watched.geometry.places[unit.origin].spot, watched.geometry.places[unit.place].spot
            yield arrow(start, end, f"{PURPOSES[unit.purpose]} h0") | {"pick": f"f{index}"}


def group_ways(watched: Watched, seen: Snapshot) -> Iterator[Layer]:
    """An arrow for every group that is on the way, waits before a place or presses it."""
    for index, group in enumerate(seen.groups):
        if has_target(group):
            start, end = watched.geometry.places[group.place].spot, watched.geometry.places[group.target].spot
            kind = f"group {v.GROUP_MODE_NAMES[group.mode]} {watched.hue(index + 1)}"
            yield arrow(start, between(start, end, 0.88), kind) | {"pick": f"g{index}"}


def arrow(start: Spot, end: Spot, kind: str) -> Layer:
    """A line with a head, which points at ``angle`` degrees."""
    angle = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
    return {"start": start, "end": end, "kind": kind, "angle": round(angle)}


# --- places and who stands there -----------------------------------------------------
def place_marks(watched: Watched, seen: Snapshot) -> Iterator[Layer]:
    """The places by who holds them, each with the hue of who attacks it, if anyone does."""
    contested = {place: watched.hue(group + 1) for place, group in attackers(seen).items()}
    for index, (place, here) in enumerate(zip(watched.geometry.places, seen.places, strict=True)):
        cut = here.state_held and not here.connected
        holder = watched.state_name if here.state_held else watched.names.groups[here.controller - 1]
        attacked = contested.get(index, "")
        words = ", cut off" * cut + ", under attack" * bool(attacked)
        yield {
            "spot": place.spot,
            "radius": place.radius,
            "name": place.name,
            "rank": place.rank,
            "held": here.state_held,
            "hue": watched.hue(here.controller),
            "attacked": attacked,
            "kind": ("state" if here.state_held else "lost") + (" cut" if cut else ""),
            "hint": f"{place.name}: held by {holder}{words}",
        }


def formation_marks(watched: Watched, seen: Snapshot) -> Iterator[Layer]:
    """The formations under command, at the place that they hold or on their road."""
    for index, unit in enumerate(seen.formations):
        if unit.under_command:
            start, end = watched.geometry.places[unit.origin].spot, watched.geometry.places[unit.place].spot
            yield {
                "pick": f"f{index}",
                "spot": between(start, end, formation_done(unit)),
                "hue": "h0",
                "kind": morale_class(unit.morale, watched.critical),
                "men": unit.men,
                "place": unit.place,
                "hint": formation_hint(watched, index, unit),
            }


def group_marks(watched: Watched, seen: Snapshot) -> Iterator[Layer]:
    """The groups that have risen, at their place or on their way."""
    for index, group in enumerate(seen.groups):
        if group.mode != v.DORMANT:
            start = watched.geometry.places[group.place].spot
            end = watched.geometry.places[group.target if has_target(group) else group.place].spot
            yield {
                "pick": f"g{index}",
                "spot": between(start, end, group_done(group)),
                "hue": watched.hue(index + 1),
                "kind": "band",
                "men": group.men,
                "place": group.place,
                "hint": group_hint(watched, index, group),
            }


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
    who = f"{watched.names.formations[index]}, {counted(unit.men, 'man', 'men')}"
    return f"{who} {doing}: morale {unit.morale:.2f}, {kind}"


def group_hint(watched: Watched, index: int, group: GroupSeen) -> str:
    """A group in one line."""
    fighters = f"{watched.names.groups[index]}, {counted(group.men, 'fighter')}"
    if not has_target(group):
        return f"{fighters} at {watched.names.places[group.place]}"
    doing = {
        v.MARCHING: "marching on", v.RETURNING: "going back to",
        v.PAUSED: "halted before", v.PRESSING: "pressing",
    }[group.mode]  # fmt: skip
    return f"{fighters} {doing} {watched.names.places[group.target]}"
