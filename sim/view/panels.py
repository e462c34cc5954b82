"""What stands beside the map: where things stand, the log, and what was chosen, as HTML."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim import vocabulary as v
from sim.agents import Event
from sim.agents.ledger import Source
from sim.analysis.sentences import OUTCOME_WORDS
from sim.numeric import log_odds
from sim.view.charts import Line, line_chart, stacked
from sim.view.history import FormationSeen, Snapshot
from sim.view.map_layer import CLASSES, morale_class
from sim.view.markup import button, joined, safe
from sim.view.pair import Pair, Parting
from sim.view.watched import Watched

MOST_EVENTS = 150
MOST_SOURCES = 8
WEIGHTY = {
    v.PLACE_LOST, v.PLACE_REGAINED, v.LEADERSHIP_LEFT, v.CORRIDOR_CUT, v.CORRIDOR_OPENED, v.SURRENDER,
    v.DEFECTION, v.RISING, v.DEPARTURE, v.PAY_RISE,
}  # fmt: skip
SIDES = ("left", "right")
SIGNS = {"steady": "▲", "shaken": "◆", "breaking": "▼"}


# --- where things stand ------------------------------------------------------------
def standing(watched: Watched, seen: Snapshot) -> str:
    """The figures of a tick."""
    setting = watched.scenario.scenario
    held = sum(place.state_held for place in seen.places)
    tiles = [
        ("Men under command", percent(seen.men_share), "of the men at the start"),
        ("Mean morale", f"{seen.morale:.2f}", "0 to 1, weighted by men"),
        (f"Belief at {setting.bellwether}", belief(watched, seen, setting.bellwether), "that the army holds"),
        (f"Belief at {setting.capital}", belief(watched, seen, setting.capital), "that the army holds"),
        ("Places held", f"{held} of {len(seen.places)}", f"by {setting.state_name}"),
        ("If it ended now", OUTCOME_WORDS[seen.outcome], "the class of this run"),
    ]
    return joined(tile(*each) for each in tiles)


def tile(name: str, value: str, unit: str) -> str:
    """One figure."""
    told = f'<dd>{safe(value)}</dd><dd class="unit">{safe(unit)}</dd>'
    return f'<div class="tile"><dt>{safe(name)}</dt>{told}</div>'


def belief(watched: Watched, seen: Snapshot, place: str) -> str:
    """Belief at a place."""
    return f"{seen.places[watched.index(place)].belief:.2f}"


def percent(share: float) -> str:
    """A share in per cent."""
    return "none" if math.isnan(share) else f"{100 * share:.0f} %"


def map_words(watched: Watched, seen: Snapshot) -> str:
    """The map in a sentence."""
    held = sum(place.state_held for place in seen.places)
    moving = sum(unit.status == v.MOVING for unit in seen.formations)
    state = watched.scenario.scenario.state_name
    return f"{state} holds {held} of {len(seen.places)} places; {moving} formations are on the road"


# --- courses ------------------------------------------------------------------------
def courses(watched: Watched, now: int, chosen: int = -1) -> str:
    """Men under command, belief and morale by day, as far as anyone has looked."""
    setting, snapshots = watched.scenario.scenario, watched.history.snapshots
    last, per_day = watched.history.last_tick, 24.0 / setting.tick_hours
    capital, bellwether = watched.index(setting.capital), watched.index(setting.bellwether)
    men = [Line("under command", [seen.men_share for seen in snapshots], "a")]
    beliefs = [
        Line(setting.bellwether, [seen.places[bellwether].belief for seen in snapshots], "a"),
        Line(setting.capital, [seen.places[capital].belief for seen in snapshots], "b"),
    ]
    morale = [Line("mean", [seen.morale for seen in snapshots], "a")]
    if chosen >= 0:
        name, values = (
            watched.names.formations[chosen],
            [morale_or_none(seen.formations[chosen]) for seen in snapshots],
        )
        morale.append(Line(name, values, "b"))
    return joined(
        line_chart(title, lines, last, per_day, now)
        for title, lines in (("Men", men), ("Belief that the army holds", beliefs), ("Morale", morale))
    )


def both_courses(pair: Pair, now: int) -> str:
    """Men, belief at the capital and morale of two runs in the same charts."""
    setting = pair.left.scenario.scenario
    capital, per_day = pair.left.index(setting.capital), 24.0 / setting.tick_hours
    names = [f"{word} ({side.scenario.branch.kind})" for word, side in zip(SIDES, pair.sides, strict=True)]

    def lines(value: Callable[[Snapshot], float]) -> list[Line]:
        return [
            Line(name, [value(seen) for seen in side.history.snapshots], kind)
            for name, side, kind in zip(names, pair.sides, ("a", "b"), strict=True)
        ]

    charts = (
        ("Men under command", lines(lambda seen: seen.men_share)),
        (f"Belief at {setting.capital}", lines(lambda seen: seen.places[capital].belief)),
        ("Mean morale", lines(lambda seen: seen.morale)),
    )
    return joined(line_chart(title, each, pair.last_tick, per_day, now) for title, each in charts)


def morale_or_none(unit: FormationSeen) -> float:
    """Morale while there is a formation."""
    return unit.morale if unit.under_command else math.nan


# --- the log ------------------------------------------------------------------------
def log(events: list[Event], now: int) -> str:
    """What has happened, the latest first; each entry leads to its tick and its place."""
    if not events:
        return "<p class='none'>Nothing yet.</p>"
    shown = events[: -MOST_EVENTS - 1 : -1]
    more = len(events) - len(shown)
    rest = f"<li class='none'>and {more} earlier</li>" if more > 0 else ""
    return f"<ol>{joined(entry(event, now) for event in shown)}{rest}</ol>"


def entry(event: Event, now: int) -> str:
    """One event."""
    kind = ("fresh " if event.tick + 1 == now else "") + ("weighty" if event.kind in WEIGHTY else "")
    day, _, what = event.sentence().partition(": ")
    told, _, why = what.partition("; ")
    reason = f"<small>{safe(why)}</small>" if why else ""
    inner = f"<b>{safe(day)}</b> {safe(told.rstrip('.'))}{reason}"
    return f"<li class='{kind}'>{button(f'e{event.tick + 1}:{event.place}', inner)}</li>"


def log_since(watched: Watched, now: int, parted: Parting | None) -> str:
    """What has happened since two runs parted; before that, nothing worth telling apart."""
    if parted is None:
        return "<p class='none'>Nothing yet that does not happen in the other run too.</p>"
    events = [event for event in watched.history.events(now) if event.tick + 1 >= parted.tick]
    return log(events, now)


def marks(watched: Watched, known: int) -> str:
    """Ticks on the time line at the weightiest events known so far."""
    setting, last = watched.scenario.scenario, watched.history.last_tick
    chief = (setting.capital, setting.bellwether, setting.refuge)
    found = [
        event
        for event in watched.history.events(known)
        if event.kind in (v.LEADERSHIP_LEFT, v.CORRIDOR_CUT)
        or (event.kind in (v.PLACE_LOST, v.PLACE_REGAINED) and event.where in chief)
    ]
    return joined(
        f'<i data-tick="{event.tick + 1}" style="left:{100 * (event.tick + 1) / last:.2f}%" '
        f'title="{safe(event.sentence())}"></i>'
        for event in found
    )


# --- what was chosen ------------------------------------------------------------------
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
        if community.place.index == index:
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
    for there in watched.history.model.places[index].neighbours:
        held = "held" if seen.places[there.index].state_held else "lost"
        parts.append(f"{button(f'p{there.index}', safe(there.name))} ({held})")
    return ", ".join(parts)


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
    causes = list(zip(v.CAUSE_NAMES, seen.parts[index].tolist(), strict=True))
    total = log_odds(min(max(unit.morale, 1e-9), 1 - 1e-9))
    summed = f"{total:+.2f}".replace("-", "−")
    words = f"Sum {summed} log-odds = morale <b>{unit.morale:.2f}</b>"
    backer = f" Advisers of {safe(agent.backer.name)}." if agent.backer else ""
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
        if event.agent_kind == v.UNIT_AGENT and event.agent == index
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


# --- morale by formation ----------------------------------------------------------------
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
