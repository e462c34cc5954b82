"""Names: how they are written, how many there may be, and that each one used is the name of something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_origin
from unicodedata import category

from pydantic import BaseModel

from sim.scenario.fields import entity_word, inner_model
from sim.scenario.positions import Path
from sim.scenario.schema import Community, Scenario
from sim.scenario.words import Problem, did_you_mean, shown

Names = Mapping[str, tuple[str, ...]]

LONGEST_NAME = 60
RESERVED = '."=[]*'  # they separate the parts of a dotted name and its value, or stand for any name
LONGEST: dict[Path, int] = {("scenario", "title"): 120, ("scenario", "state_name"): LONGEST_NAME}
LONGEST_TEXT = 5_000
LINE_BREAKS = "\n\t"
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
STATE_NAME = "state"
MOST_FORMATIONS = 1_000_000
MOST = {
    "places": 500, "roads": 5_000, "units": 5_000, "groups": 500, "communities": 500, "backers": 100,
    "orders": 500, "history": 10_000,
}  # fmt: skip


def names_in(tree: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """List the names of each kind of thing, of valid and invalid ones alike."""
    kinds = [name for name, field in Scenario.model_fields.items() if get_origin(field.annotation) is dict]
    return {kind: tuple(table) if isinstance(table := tree.get(kind), Mapping) else () for kind in kinds}


def check_names(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A name is short, printable, free of what separates dotted names, and unlike its neighbours'."""
    for kind, known in names.items():
        folded: dict[str, str] = {}
        for name in known if kind != "observed" else ():
            rule = name_rule(name)
            twin = folded.setdefault(name.casefold(), name)
            if rule:
                yield Problem((kind, name), rule)
            elif twin != name:
                yield Problem((kind, name), f"differs only in case from {shown(twin)}; rename one of them")


def name_rule(name: str) -> str:
    """Why a name cannot be that of a thing; empty when it can."""
    if not name.strip() or name != name.strip():
        return "a name is not empty and neither starts nor ends with a space"
    if len(name) > LONGEST_NAME:
        return f"the name has {len(name)} letters; at most {LONGEST_NAME} are allowed"
    allowed = "".join(letter if letter.isprintable() and letter not in RESERVED else " " for letter in name)
    if allowed != name:
        instead = shown(" ".join(allowed.split()))
        return f'a name holds none of . = [ ] " * and no control character; write {instead}'
    return ""


def check_texts(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A text has its length, and holds nothing that would command a terminal or turn a line around."""
    for path, text in _texts(scenario, ()):
        most = LONGEST.get(path, LONGEST_TEXT)
        if len(text) > most:
            yield Problem(path, f"has {len(text)} letters; at most {most} are allowed")
        bad = next((letter for letter in text if _commands(letter)), "")
        if bad:
            rule = f"holds the character U+{ord(bad):04X}, which is no letter but a command; leave it out"
            yield Problem(path, rule)


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text of a table, at whatever depth."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, BaseModel):
        for field in type(value).model_fields:
            yield from _texts(getattr(value, field), (*path, field))
    elif isinstance(value, (Mapping, tuple)):
        for key, inner in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from _texts(inner, (*path, key))


def _commands(letter: str) -> bool:
    """Whether a character is a control, a line separator or one that turns the direction of writing."""
    return letter not in LINE_BREAKS and (category(letter) in ("Cc", "Cs", "Zl", "Zp") or letter in TURNS)


def fighters_name(name: str, community: Community) -> str:
    """What the armed group of a community is called once it has risen."""
    return community.fighters or f"{name} fighters"


def check_groups(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A group is not called like the state, and risen fighters not like another group."""
    if STATE_NAME in names["groups"]:
        rule = f"{shown(STATE_NAME)} stands for the other side; give the group another name"
        yield Problem(("groups", STATE_NAME), rule)
    taken = {STATE_NAME: "the other side", **dict.fromkeys(names["groups"], "a group")}
    for name, community in scenario.communities.items():
        fighters = fighters_name(name, community)
        if fighters in taken and not community.loyal:
            rule = f"{shown(fighters)} is {taken[fighters]} already; give its fighters another name"
            yield Problem(("communities", name, "fighters"), rule)
        taken.setdefault(fighters, f"what {shown(name)} becomes")


def check_sizes(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """Not more of anything than the engines are made for."""
    for kind, most in MOST.items():
        count = len(scenario.history) if kind == "history" else len(names[kind])
        if count > most:
            yield Problem((kind,), f"{count} are more than the {most} that a scenario may have")
    formations = len(names["units"]) * scenario.scenario.resolution
    if formations > MOST_FORMATIONS:
        rule = f"makes {formations} formations, more than {MOST_FORMATIONS}"
        finest = MOST_FORMATIONS // len(names["units"])
        yield Problem(("scenario", "resolution"), f"{rule}; write {finest} or less")


def check_references(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """Every name that stands for a thing is the name of one."""
    seats = ("capital", "bellwether", "refuge", "corridor_junctions")
    yield from _refers(names, "places", ("scenario",), scenario.scenario, seats)
    yield from _refers(names, "places", ("branch",), scenario.branch, ("place",))
    for kind, fields in (
        ("roads", ("between",)), ("units", ("place",)), ("groups", ("place", "aims", "paused_before")),
        ("communities", ("place", "aims")), ("backers", ("entry",)), ("orders", ("place", "to")),
    ):  # fmt: skip
        for name, thing in getattr(scenario, kind).items():
            yield from _refers(names, "places", (kind, name), thing, fields)
    for kind in ("units", "groups"):
        for name, thing in getattr(scenario, kind).items():
            yield from _refers(names, "backers", (kind, name), thing, ("backer",))
    for name, unit in scenario.units.items():
        yield from _refers(names, "communities", ("units", name), unit, ("community",))
    for name, order in scenario.orders.items():
        yield from _refers(names, "units", ("orders", name), order, ("units",))
    for index, event in enumerate(scenario.history):
        yield from _refers(names, "places", ("history", index), event, ("place",))
    for place in scenario.observed:
        yield from _unknown(names, "places", ("observed", place), place)


def _refers(
    names: Names, kind: str, path: Path, thing: BaseModel, fields: Iterable[str]
) -> Iterator[Problem]:
    """Problems of the fields of one thing that name others; an empty text names none where it may."""
    for field in fields:
        value: str | tuple[str, ...] = getattr(thing, field)
        if not isinstance(value, str):
            yield from _refers_each(names, kind, (*path, field), value)
        elif value or type(thing).model_fields[field].is_required():
            yield from _unknown(names, kind, (*path, field), value)


def _refers_each(names: Names, kind: str, path: Path, listed: tuple[str, ...]) -> Iterator[Problem]:
    for index, name in enumerate(listed):
        yield from _unknown(names, kind, (*path, index), name)
        if name in listed[:index] and path[0] != "roads":  # a road to itself has its own words
            yield Problem((*path, index), f"{shown(name)} is named twice; leave one out")


def _unknown(names: Names, kind: str, path: Path, name: str) -> Iterator[Problem]:
    none_at_all = kind in ("places", "units") and not names[kind]  # reported once, as a missing table
    if name not in names[kind] and not none_at_all:
        yield Problem(path, f"there is no {entity_word(kind)} {shown(name)}{did_you_mean(name, names[kind])}")


def check_controllers(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A place is held by the state, by a group or by the fighters of a community that has risen."""
    fighters = {fighters_name(name, community): name for name, community in scenario.communities.items()}
    risen = [name for name, home in fighters.items() if scenario.communities[home].stance == "risen"]
    sides = (STATE_NAME, *names["groups"], *risen)
    for name, place in scenario.places.items():
        path = ("places", name, "controller")
        home = fighters.get(place.controller)
        if place.controller in sides or not names["groups"]:
            continue
        if home is None:
            rule = f"{shown(place.controller)} is neither {shown(STATE_NAME)} nor a group"
            yield Problem(path, rule + did_you_mean(place.controller, sides), relies_on=(("communities",),))
        else:
            rule = f'the community {shown(home)} has not risen; write stance = "risen" there'
            yield Problem(path, rule, relies_on=(("communities", home, "stance"),))


def check_notes(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A note belongs to a field of its table."""
    for path, thing in _things(scenario):
        fields = [
            field for field in type(thing).model_fields if field not in ("notes", "certainty", "source")
        ]
        for key in getattr(thing, "notes", {}):
            if key not in fields:
                rule = f"a note belongs to a field, and {shown(key)} is none here{did_you_mean(key, fields)}"
                yield Problem((*path, "notes", key), rule)


def _things(scenario: Scenario) -> Iterator[tuple[Path, BaseModel]]:
    """Every table of a scenario with its path: the named, the listed and the single ones."""
    for table, field in Scenario.model_fields.items():
        value = getattr(scenario, table)
        inner, many = inner_model(field)
        if inner is not None and not many:
            yield (table,), value
        elif inner is not None:
            things = value.items() if isinstance(value, dict) else enumerate(value)
            yield from (((table, key), thing) for key, thing in things)
