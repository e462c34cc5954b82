"""What was chosen, in full: a place, a formation or a group; without one, all formations by morale."""

from __future__ import annotations

from typing import Any

from sim.counting import counted
from sim.engines.attribution import Source
from sim.model import vocabulary as v
from sim.model.causes import CAUSE_NAMES
from sim.model.numeric import log_odds
from sim.story.history import Snapshot
from sim.story.marks import morale_class
from sim.view.charts import causes, signed
from sim.view.log import Log, log
from sim.view.map_layer import what_is_picked
from sim.view.watched import Watched

MOST_SOURCES = 8
Detail = dict[str, Any]  # what it is, and what the template shows of that


def detail(watched: Watched, seen: Snapshot, picked: str) -> Detail:
    """The place, formation or group that was chosen; all formations by morale when nothing is."""
    kind, index = what_is_picked(seen, picked)
    if not kind:
        return roll(watched, seen)
    return {"p": place_detail, "f": formation_detail, "g": group_detail}[kind](watched, seen, index)


def place_detail(watched: Watched, seen: Snapshot, index: int) -> Detail:
    """Who holds a place, who is there, its neighbours and what it has heard."""
    names, here = watched.names, seen.places[index]
    return {
        "what": "place",
        "name": names.places[index],
        "holder": watched.state_name if here.state_held else names.groups[here.controller - 1],
        "roads": "joined to the capital by held roads" if here.connected else "no held road to the capital",
        "belief": f"{here.belief:.2f}",
        "exposure": f"{here.exposure:.2f}",
        "there": [*units_at(watched, seen, index), *others_at(watched, seen, index)],
        "neighbours": [
            {
                "pick": f"p{there.index}",
                "name": there.name,
                "words": "held" if seen.places[there.index].state_held else "lost",
            }
            for there in watched.history.model.neighbours(index)
        ],
        "heard": heard(watched, seen, index),
    }


def units_at(watched: Watched, seen: Snapshot, index: int) -> list[Detail]:
    """Formations that hold a place or are on the way to it."""
    return [
        {
            "pick": f"f{i}",
            "name": watched.names.formations[i],
            "kind": morale_class(unit.morale, watched.critical),
            "words": f"{counted(unit.men, 'man', 'men')}, morale {unit.morale:.2f}"
            + (", on the road" if unit.status == v.MOVING else ""),
        }
        for i, unit in enumerate(seen.formations)
        if unit.under_command and unit.place == index
    ]


def others_at(watched: Watched, seen: Snapshot, index: int) -> list[Detail]:
    """Groups about a place, and its people."""
    rows: list[Detail] = []
    for i, group in enumerate(seen.groups):
        at = group.place if group.target == v.NOWHERE else -1
        if group.mode != v.DORMANT and index in (at, group.target):
            words = f"{group.men:,} fighters, {v.GROUP_MODE_NAMES[group.mode]}"
            rows.append({"pick": f"g{i}", "name": watched.names.groups[i], "words": words})
    for community, stance in zip(watched.history.model.communities, seen.stances, strict=True):
        if community.place == index:
            mood = "stands by the state" if community.loyal else v.STANCE_NAMES[stance]
            rows.append({"name": community.name, "words": mood})
    return rows


def place_link(watched: Watched, index: int) -> Detail:
    """A place that can be chosen."""
    return {"pick": f"p{index}", "name": watched.names.places[index]}


def formation_detail(watched: Watched, seen: Snapshot, index: int) -> Detail:
    """A formation: where, how many, its morale as a list of causes, what it has heard and done."""
    names, unit = watched.names, seen.formations[index]
    told = {"name": names.formations[index], "place": place_link(watched, unit.place)}
    own = story(watched, seen, index)
    if not unit.under_command:
        fate = v.FORMATION_STATUS_NAMES[unit.status]
        return {**told, "what": "gone", "fate": fate, "story": own, "story_title": "How it came to that"}
    model = watched.history.model
    backer = model.formations[index].backer
    doing = f"on the road from {names.places[unit.origin]} to" if unit.status == v.MOVING else "holding"
    officers = "with its officers." if unit.officers else "its officers have left."
    return {
        **told,
        "what": "formation",
        "kind": morale_class(unit.morale, watched.critical),
        "doing": f"{counted(unit.men, 'man', 'men')} {doing}",
        "officers": officers + (f" Advisers of {model.backers[backer].name}." if backer >= 0 else ""),
        "critical": f"{watched.critical:.2f}",
        "causes": causes(list(zip(CAUSE_NAMES, seen.parts[index].tolist(), strict=True))),
        "sum": signed(log_odds(min(max(unit.morale, 1e-9), 1 - 1e-9))),
        "morale": f"{unit.morale:.2f}",
        "heard": heard(watched, seen, unit.place),
        "story": own,
        "story_title": "What it has done",
    }


def story(watched: Watched, seen: Snapshot, index: int) -> Log:
    """What the log tells of one formation, the latest first."""
    own = [
        event
        for event in watched.history.events(seen.tick)
        if event.agent_kind == v.FORMATION_AGENT and event.agent == index
    ]
    return log(own, seen.tick)


def group_detail(watched: Watched, seen: Snapshot, index: int) -> Detail:
    """An armed group of the other side."""
    group = seen.groups[index]
    return {
        "what": "group",
        "name": watched.names.groups[index],
        "doing": f"{group.men:,} fighters, {v.GROUP_MODE_NAMES[group.mode]}",
        "place": place_link(watched, group.place),
        "goal": None if group.target == v.NOWHERE else place_link(watched, group.target),
        "readiness": f"{group.readiness:.2f}",
    }


def roll(watched: Watched, seen: Snapshot) -> Detail:
    """All formations by morale, the lowest first; those that are no more come last."""
    order = sorted(
        range(len(seen.formations)),
        key=lambda i: (
            not seen.formations[i].under_command,
            seen.formations[i].morale,
            watched.names.formations[i],
        ),
    )
    return {"what": "roll", "rows": [roll_row(watched, seen, i) for i in order]}


def roll_row(watched: Watched, seen: Snapshot, index: int) -> Detail:
    """One formation with its morale as a bar, per cent."""
    unit, names = seen.formations[index], watched.names
    alive = unit.under_command
    return {
        "pick": f"f{index}",
        "name": names.formations[index],
        "place": names.places[unit.place],
        "kind": morale_class(unit.morale, watched.critical) if alive else "gone",
        "share": round(100 * unit.morale),
        "state": f"{unit.morale:.2f}" if alive else v.FORMATION_STATUS_NAMES[unit.status],
    }


# --- what a place has heard ----------------------------------------------------------
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
