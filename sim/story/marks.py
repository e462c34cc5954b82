"""How what is seen of a run is marked on a map: the same on the pages and in films."""

from __future__ import annotations

from collections.abc import Sequence

from sim.geography.colours import STATE, group_hues
from sim.model import vocabulary as v
from sim.model.world import World
from sim.story.history import FormationSeen, GroupSeen, Snapshot

STEADY = 0.5  # morale from which a formation is drawn as steady
CLASSES = ("steady", "shaken", "breaking")
MOST_NAMES = 3  # of one hue in a legend


def morale_class(morale: float, critical: float) -> str:
    """Steady, shaken or breaking."""
    if morale >= STEADY:
        return CLASSES[0]
    return CLASSES[1] if morale >= critical else CLASSES[2]


def on_the_road(unit: FormationSeen) -> bool:
    """Whether a formation is between two places."""
    return unit.status == v.MOVING and unit.place != unit.origin


def has_target(group: GroupSeen) -> bool:
    """Whether a group is after a place other than its own."""
    return group.target not in (v.NOWHERE, group.place) and group.mode not in (v.DORMANT, v.RESTING)


def holder_hues(world: World) -> tuple[str, ...]:
    """The hue of each who can hold a place: the state, then the groups."""
    known = world.scenario.groups
    asked = {name: known[name].colour if name in known else "" for name in world.groups}
    return STATE, *group_hues(asked).values()


def attackers(seen: Snapshot) -> dict[int, int]:
    """The places under attack, each with the number of a group that attacks it."""
    return {
        group.target: index
        for index, group in enumerate(seen.groups)
        if has_target(group) and group.mode == v.PRESSING
    }


def parties(groups: Sequence[str], hues: Sequence[str]) -> list[tuple[str, str]]:
    """For a legend: each hue and the groups that have it, in words."""
    of_hue: dict[str, list[str]] = {}
    for name, hue in zip(groups, hues, strict=True):
        of_hue.setdefault(hue, []).append(name)
    return [(hue, few(names)) for hue, names in of_hue.items()]


def few(names: list[str]) -> str:
    """Names, of many the first and how many others there are."""
    shown = names if len(names) <= MOST_NAMES else names[: MOST_NAMES - 1]
    others = len(names) - len(shown)
    return ", ".join(shown) + (f" and {others} others" if others else "")


def formation_done(unit: FormationSeen) -> float:
    """Which share of the way from its origin to its place a formation is drawn at."""
    return 0.15 + 0.7 * unit.progress if on_the_road(unit) else 1.0


def group_done(group: GroupSeen) -> float:
    """Which share of the way from its place to its target a group is drawn at."""
    return 0.1 + 0.72 * group.progress if has_target(group) else 0.0
