"""What was chosen, told in full: a place, a formation or a group; without one, all formations by morale."""

from __future__ import annotations

from sim.model import vocabulary as v
from sim.model.causes import CAUSE_NAMES
from sim.model.numeric import log_odds
from sim.view.charts import stacked
from sim.view.heard import heard
from sim.view.history import FormationSeen, Snapshot
from sim.view.log import log
from sim.view.map_layer import CLASSES, morale_class
from sim.view.markup import button, joined, safe
from sim.view.watched import Watched

SIGNS = {"steady": "▲", "shaken": "◆", "breaking": "▼"}


def detail(watched: Watched, seen: Snapshot, picked: str) -> str:
    """The place, formation or group that was chosen; all formations by morale when nothing is."""
    kind, number = picked[:1], picked[1:]
    if number.isdecimal():
        index = int(number)
        if kind == "p" and index < len(seen.places):
            return place_detail(watched, seen, index)
        if kind == "f" and index < len(seen.formations):
            return formation_detail(watched, seen, index)
        if kind == "g" and index < len(seen.groups):
            return group_detail(watched, seen, index)
    return f"<h3>Formations by morale</h3>{roll(watched, seen)}"


def place_detail(watched: Watched, seen: Snapshot, index: int) -> str:
    """Who holds a place, who is there, its neighbours and what it has heard."""
    names, here = watched.names, seen.places[index]
    holder = names.state if here.state_held else names.groups[here.controller - 1]
    joined_up = "joined to the capital by held roads" if here.connected else "no held road to the capital"
    facts = [
        f"Held by <b>{safe(holder)}</b>, {joined_up}.",
        f"Belief that the army holds: <b>{here.belief:.2f}</b>. Exposure: {here.exposure:.2f}.",
    ]
    return (
        f"<h3>{safe(names.places[index])}</h3><p>{' '.join(facts)}</p>"
        f"<h4>Who is there</h4>{who_is_there(watched, seen, index)}"
        f"<h4>Neighbours</h4><p>{neighbours(watched, seen, index)}</p>"
        f"<h4>What it has heard</h4>{heard(watched, seen, index)}"
    )


def who_is_there(watched: Watched, seen: Snapshot, index: int) -> str:
    """Formations that hold a place or are on the way, groups about it, and its people."""
    rows = [
        unit_row(watched, i, unit)
        for i, unit in enumerate(seen.formations)
        if unit.under_command and unit.place == index
    ]
    for i, group in enumerate(seen.groups):
        if group.mode != v.DORMANT and index in (
            group.place if group.target == v.NOWHERE else -1,
            group.target,
        ):
            doing = v.GROUP_MODE_NAMES[group.mode]
            rows.append(
                f"<li>{button(f'g{i}', safe(watched.names.groups[i]))} {group.men:,} fighters, {doing}</li>"
            )
    for community, stance in zip(watched.history.model.communities, seen.stances, strict=True):
        if community.place == index:
            mood = "stands by the state" if community.loyal else v.STANCE_NAMES[stance]
            rows.append(f"<li>{safe(community.name)}: {mood}</li>")
    return f"<ul>{joined(rows)}</ul>" if rows else "<p class='none'>Nobody under arms.</p>"


def unit_row(watched: Watched, index: int, unit: FormationSeen) -> str:
    """One formation in a list."""
    kind = morale_class(unit.morale, watched.names.critical)
    road = ", on the road" if unit.status == v.MOVING else ""
    name = button(f"f{index}", safe(watched.names.formations[index]))
    return f"<li>{sign(kind)} {name} {unit.men:,} men, morale {unit.morale:.2f}{road}</li>"


def sign(kind: str) -> str:
    """The mark of a class of morale."""
    return f'<span class="sign {kind}" title="{kind}">{SIGNS[kind]}</span>'


def neighbours(watched: Watched, seen: Snapshot, index: int) -> str:
    """Adjacent places with who holds them."""
    parts = []
    for there in watched.history.model.neighbours(index):
        held = "held" if seen.places[there.index].state_held else "lost"
        parts.append(f"{button(f'p{there.index}', safe(there.name))} ({held})")
    return ", ".join(parts)


def formation_detail(watched: Watched, seen: Snapshot, index: int) -> str:
    """A formation: where, how many, its morale as a stacked list of causes, what it has heard."""
    names, unit = watched.names, seen.formations[index]
    where = button(f"p{unit.place}", safe(names.places[unit.place]))
    agent = watched.history.model.formations[index]
    if not unit.under_command:
        fate = v.FORMATION_STATUS_NAMES[unit.status]
        told = f"<h3>{safe(names.formations[index])}</h3><p>It has <b>{fate}</b> at {where}.</p>"
        return f"{told}<h4>How it came to that</h4>{story(watched, seen, index)}"
    doing = f"on the road from {safe(names.places[unit.origin])} to" if unit.status == v.MOVING else "holding"
    officers = "with its officers" if unit.officers else "its officers have left"
    kind = morale_class(unit.morale, names.critical)
    causes = list(zip(CAUSE_NAMES, seen.parts[index].tolist(), strict=True))
    total = log_odds(min(max(unit.morale, 1e-9), 1 - 1e-9))
    summed = f"{total:+.2f}".replace("-", "−")
    words = f"Sum {summed} log-odds = morale <b>{unit.morale:.2f}</b>"
    backers = watched.history.model.backers
    backer = f" Advisers of {safe(backers[agent.backer].name)}." if agent.backer >= 0 else ""
    return (
        f"<h3>{sign(kind)} {safe(names.formations[index])}</h3>"
        f"<p>{unit.men:,} men {doing} {where}, {officers}.{backer} It breaks more and more easily "
        f"as morale falls towards {names.critical:.2f}.</p>"
        f"<h4>Morale by cause</h4>{stacked(causes, words)}"
        f"<h4>What it has heard where it stands</h4>{heard(watched, seen, unit.place)}"
        f"<h4>What it has done</h4>{story(watched, seen, index)}"
    )


def story(watched: Watched, seen: Snapshot, index: int) -> str:
    """What the log tells of one formation, the latest first."""
    own = [
        event
        for event in watched.history.events(seen.tick)
        if event.agent_kind == v.FORMATION_AGENT and event.agent == index
    ]
    return log(own, seen.tick)


def group_detail(watched: Watched, seen: Snapshot, index: int) -> str:
    """An armed group of the other side."""
    names, group = watched.names, seen.groups[index]
    where = button(f"p{group.place}", safe(names.places[group.place]))
    goal = ""
    if group.target != v.NOWHERE:
        goal = f", after {button(f'p{group.target}', safe(names.places[group.target]))}"
    doing = v.GROUP_MODE_NAMES[group.mode]
    return (
        f"<h3>{safe(names.groups[index])}</h3><p>{group.men:,} fighters, {doing} at {where}{goal}. "
        f"Readiness {group.readiness:.2f}.</p>"
    )


def roll(watched: Watched, seen: Snapshot) -> str:
    """All formations by morale, the lowest first; those that are no more come last."""
    order = sorted(
        range(len(seen.formations)),
        key=lambda i: (
            not seen.formations[i].under_command,
            seen.formations[i].morale,
            watched.names.formations[i],
        ),
    )
    return f'<ul class="rout-roll">{joined(roll_row(watched, seen, i) for i in order)}</ul>'


def roll_row(watched: Watched, seen: Snapshot, index: int) -> str:
    """One formation with its morale as a bar."""
    unit, names = seen.formations[index], watched.names
    kind = morale_class(unit.morale, names.critical) if unit.under_command else "gone"
    bar = f'<i class="bar"><i class="{kind}" style="width:{100 * unit.morale:.0f}%"></i></i>'
    state = f"{unit.morale:.2f}" if unit.under_command else v.FORMATION_STATUS_NAMES[unit.status]
    shape = sign(kind) if kind in CLASSES else ""
    inner = (
        f"<span class='name'>{shape} {safe(names.formations[index])}</span>"
        f"<span class='place'>{safe(names.places[unit.place])}</span>"
        f"{bar if unit.under_command else '<i></i>'}<span class='value'>{state}</span>"
    )
    return f"<li>{button(f'f{index}', inner)}</li>"
