"""What must hold between the tables of a scenario: names that exist, a map that hangs together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, get_origin

from pydantic import BaseModel

from sim.scenario.fields import entity_word, follow, inner_model, numbers
from sim.scenario.positions import Path
from sim.scenario.schema import Distribution, Scenario
from sim.scenario.words import Problem, did_you_mean, shown, split_name

Names = Mapping[str, tuple[str, ...]]

LONGEST_NAME = 60
MOST = {"places": 500, "roads": 5_000, "units": 5_000, "groups": 500, "communities": 500, "backers": 100, "history": 10_000}
MOST_TICKS = 1_000_000
MOST_FORMATIONS = 1_000_000
MOST_MEN = 100_000_000
STATE_NAME = "state"
NEEDS_PLACE = ("place lost", "place regained", "rising", "stand")


def crosscheck(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """Every problem between the tables of a scenario; `names` are all names that its files give."""
    for check in CHECKS:
        yield from check(scenario, names)


def names_in(tree: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """The names of each kind of thing, of valid and invalid ones alike."""
    kinds = [name for name, field in Scenario.model_fields.items() if get_origin(field.annotation) is dict]
    return {kind: tuple(table) if isinstance(table := tree.get(kind), Mapping) else () for kind in kinds}


# --- names -------------------------------------------------------------------------


def check_names(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A name is short, printable, free of dots and equals signs, and unlike its neighbours'."""
    for kind, known in names.items():
        if kind == "observed":
            continue
        folded: dict[str, str] = {}
        for name in known:
            rule = _name_rule(name)
            if rule:
                yield Problem((kind, name), rule)
            elif folded.setdefault(name.casefold(), name) != name:
                yield Problem((kind, name), f"differs only in case from {shown(folded[name.casefold()])}; rename one")
    fighters = {community.fighters: name for name, community in scenario.communities.items() if community.fighters}
    for name in names["groups"]:
        if name == STATE_NAME:
            yield Problem(("groups", name), '"state" stands for the state\'s side; give the group another name')
        if name in fighters:
            path = ("communities", fighters[name], "fighters")
            yield Problem(path, f"{shown(name)} is already a group; give the risen fighters another name")


def _name_rule(name: str) -> str:
    if not name.strip() or name != name.strip():
        return "a name is not empty and neither starts nor ends with a space"
    if len(name) > LONGEST_NAME:
        return f"the name has {len(name)} letters; at most {LONGEST_NAME} are allowed"
    if not name.isprintable() or any(letter in name for letter in '."=[]'):
        plain = "".join(letter if letter.isprintable() and letter not in '."=[]' else " " for letter in name)
        return f'a name holds none of . = [ ] " and no control characters; write {shown(" ".join(plain.split()))}'
    return ""


def check_sizes(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """Not more of anything than the engines are made for."""
    for kind, most in MOST.items():
        count = len(scenario.history) if kind == "history" else len(names[kind])
        if count > most:
            yield Problem((kind,), f"{count} is more than the {most} that a scenario may have")
    formations = len(names["units"]) * scenario.scenario.resolution
    if formations > MOST_FORMATIONS:
        rule = f"{formations} sub-units are more than {MOST_FORMATIONS}"
        finest = MOST_FORMATIONS // len(names["units"])
        yield Problem(("scenario", "resolution"), f"{rule}; write {finest} or less")
    men = sum(_highest(unit.men) for unit in scenario.units.values())
    if men > MOST_MEN:
        yield Problem(("units",), f"{men:.0f} men in all are more than the {MOST_MEN} that can be counted")


# --- references ----------------------------------------------------------------------


def check_references(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """Every name that stands for a thing is the name of one."""
    setting = scenario.scenario
    yield from _refers(names, "places", ("scenario",), setting, ("capital", "bellwether", "refuge", "corridor_junctions"))
    for name, road in scenario.roads.items():
        yield from _refers(names, "places", ("roads", name), road, ("between",))
    for name, unit in scenario.units.items():
        yield from _refers(names, "places", ("units", name), unit, ("place",))
        yield from _refers(names, "backers", ("units", name), unit, ("backer",))
        yield from _refers(names, "communities", ("units", name), unit, ("community",))
    for name, group in scenario.groups.items():
        yield from _refers(names, "places", ("groups", name), group, ("place", "aims", "paused_before"))
        yield from _refers(names, "backers", ("groups", name), group, ("backer",))
    for name, community in scenario.communities.items():
        yield from _refers(names, "places", ("communities", name), community, ("place", "aims"))
    for name, backer in scenario.backers.items():
        yield from _refers(names, "places", ("backers", name), backer, ("entry",))
    for index, event in enumerate(scenario.history):
        yield from _refers(names, "places", ("history", index), event, ("place",))
    for place in scenario.observed:
        yield from _unknown(names, "places", ("observed", place), place)


def check_controllers(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A place is held by the state or by a group."""
    sides = (STATE_NAME, *names["groups"])
    for name, place in scenario.places.items():
        if place.controller not in sides and names["groups"]:
            rule = f'{shown(place.controller)} is neither "{STATE_NAME}" nor a group'
            yield Problem(("places", name, "controller"), rule + did_you_mean(place.controller, sides))


def _refers(names: Names, kind: str, path: Path, thing: BaseModel, fields: Iterable[str]) -> Iterator[Problem]:
    """Problems of the fields of one thing that name others; an empty text names none where it may."""
    for field in fields:
        value: str | tuple[str, ...] = getattr(thing, field)
        if isinstance(value, str):
            required = type(thing).model_fields[field].is_required()
            if value or required:
                yield from _unknown(names, kind, (*path, field), value)
            continue
        seen: set[str] = set()
        for index, name in enumerate(value):
            yield from _unknown(names, kind, (*path, field, index), name)
            if name in seen and field != "between":
                yield Problem((*path, field, index), f"{shown(name)} is named twice; leave one out")
            seen.add(name)


def _unknown(names: Names, kind: str, path: Path, name: str) -> Iterator[Problem]:
    if not names[kind] and kind == "places":
        return  # no places at all is reported once
    if name not in names[kind]:
        yield Problem(path, f"there is no {entity_word(kind)} {shown(name)}{did_you_mean(name, names[kind])}")


def check_notes(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A note belongs to a field of its table."""
    for path, thing in _sourced(scenario):
        fields = [field for field in type(thing).model_fields if field not in ("notes", "sure")]
        for key in getattr(thing, "notes", {}):
            if key not in fields:
                rule = f"a note belongs to a field, and {shown(key)} is none{did_you_mean(key, fields)}"
                yield Problem((*path, "notes", key), rule)


def _sourced(scenario: Scenario) -> Iterator[tuple[Path, BaseModel]]:
    for table, field in Scenario.model_fields.items():
        value: Any = getattr(scenario, table)
        inner, many = inner_model(field)
        if inner is None or "notes" not in inner.model_fields:
            continue
        things = value.items() if isinstance(value, dict) else enumerate(value) if many else ()
        yield from (((table, key), thing) for key, thing in things)
        if not many:
            yield (table,), value


# --- the map ---------------------------------------------------------------------------


def check_roads(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A road joins two different places, once, and every place can be reached."""
    pairs: dict[frozenset[str], str] = {}
    for name, road in scenario.roads.items():
        if len(road.between) != 2:
            continue
        here, there = road.between
        if here == there:
            yield Problem(("roads", name, "between"), f"a road joins two different places, not {shown(here)} to itself")
        elif (other := pairs.setdefault(frozenset(road.between), name)) != name:
            rule = f"{shown(here)} and {shown(there)} are already joined by the road {shown(other)}; leave one out"
            yield Problem(("roads", name, "between"), rule)
    reached = _reached(pairs, names["places"])
    for place in names["places"]:
        if pairs and place not in reached:
            rule = f"no road leads here from {shown(names['places'][0])}; every place needs a way to every other"
            yield Problem(("places", place), rule)


def _reached(pairs: Iterable[frozenset[str]], places: tuple[str, ...]) -> set[str]:
    neighbours: dict[str, list[str]] = {}
    for pair in pairs:
        here, there = sorted(pair)
        neighbours.setdefault(here, []).append(there)
        neighbours.setdefault(there, []).append(here)
    reached = set(places[:1])
    waiting = list(reached)
    while waiting:
        new = [place for place in neighbours.get(waiting.pop(), []) if place not in reached]
        reached.update(new)
        waiting.extend(new)
    return reached


def check_seats(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """Capital, bellwether and refuge are held by the state at the start; the junctions are other places."""
    setting = scenario.scenario
    for field in ("capital", "bellwether", "refuge"):
        seat: str = getattr(setting, field)
        holder = _controller(scenario, seat)
        if holder not in ("", STATE_NAME):
            rule = f"{shown(seat)} is held by {shown(holder)} at the start; the {field} must be held by the state"
            yield Problem(("scenario", field), rule)
    for field in ("bellwether", "refuge"):
        if getattr(setting, field) and getattr(setting, field) == setting.capital:
            yield Problem(("scenario", field), f"{shown(setting.capital)} is the capital; the {field} is another place")
    for index, junction in enumerate(setting.corridor_junctions):
        if junction in (setting.capital, setting.bellwether):
            path = ("scenario", "corridor_junctions", index)
            yield Problem(path, f"{shown(junction)} is the capital or the bellwether itself; name a place between them")


def check_sides(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """Units start where the state is, groups where it is not, and each before what it can reach."""
    for name, unit in scenario.units.items():
        holder = _controller(scenario, unit.place)
        if holder not in ("", STATE_NAME):
            rule = f"{shown(unit.place)} is held by {shown(holder)} at the start; a unit stands where the state does"
            yield Problem(("units", name, "place"), rule)
    roads = {frozenset(road.between) for road in scenario.roads.values()}
    for name, group in scenario.groups.items():
        if _controller(scenario, group.place) == STATE_NAME:
            rule = f"{shown(group.place)} is held by the state; a group starts in a place that it or another group holds"
            yield Problem(("groups", name, "place"), f"{rule} (set its controller)")
        before = group.paused_before
        if before in names["places"] and frozenset((group.place, before)) not in roads:
            rule = f"no road joins {shown(group.place)}, where it stands, and {shown(before)}"
            yield Problem(("groups", name, "paused_before"), rule)
        elif _controller(scenario, before) not in ("", STATE_NAME):
            yield Problem(("groups", name, "paused_before"), f"{shown(before)} is not held by the state")


def _controller(scenario: Scenario, place: str) -> str:
    return scenario.places[place].controller if place in scenario.places else ""


# --- people, backers ---------------------------------------------------------------------


def check_communities(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A loyal community has not risen."""
    for name, community in scenario.communities.items():
        if community.loyal and community.stance != "quiet":
            rule = f"a loyal community never rises, so it cannot start {shown(community.stance)}; drop loyal or stance"
            yield Problem(("communities", name, "stance"), rule)


def check_backers(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """Backers stand behind their own side, and what comes from them has a way in."""
    for kind, side, things in (("units", "state", scenario.units), ("groups", "rebels", scenario.groups)):
        for name, thing in things.items():  # type: ignore[attr-defined]
            backer = scenario.backers.get(thing.backer)
            if backer is not None and backer.role != side:
                rule = f"{shown(thing.backer)} has the role {shown(backer.role)}; a {entity_word(kind)} needs role {shown(side)}"
                yield Problem((kind, name, "backer"), rule)
    for name, unit in scenario.units.items():
        for field in ("militia", "adviser_share"):
            if getattr(unit, field) and not unit.backer:
                yield Problem(("units", name, field), 'needs a backer; add backer = "..." or leave this out')
    for name, backer in scenario.backers.items():
        yield from _constraints(name, [constraint.day for constraint in backer.constraints])
        if _highest(backer.reinforcements_per_day) and _highest(backer.reinforcement_men) and not backer.entry:
            rule = 'reinforcements need a way in; add entry = ["..."]'
            yield Problem(("backers", name, "reinforcements_per_day"), rule)


def _constraints(name: str, days: list[float]) -> Iterator[Problem]:
    for index in range(1, len(days)):
        if days[index] <= days[index - 1]:
            rule = f"day {days[index]:g} comes after day {days[index - 1]:g}; put the constraints in order, one a day"
            yield Problem(("backers", name, "constraints", index, "day"), rule)


def check_history(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """What happened at a place says where."""
    for index, event in enumerate(scenario.history):
        if event.kind in NEEDS_PLACE and not event.place:
            yield Problem(("history", index, "place"), f'a {shown(event.kind)} happens somewhere; write place = "..."')


# --- time and numbers -----------------------------------------------------------------------


def check_time(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """The start is a date, ticks fill a day, and what is done happens within the run."""
    setting = scenario.scenario
    try:
        datetime.fromisoformat(setting.start or "2000-01-01")
    except ValueError:
        yield Problem(("scenario", "start"), f"{shown(setting.start)} is no date of the calendar")
    per_day = 24 / setting.tick_hours
    if abs(per_day - round(per_day)) > 1e-9 * per_day:
        nearest = 24 / max(1, round(per_day))
        rule = f"ticks of {setting.tick_hours:g} hours do not fill a day; write {nearest:.10g}"
        yield Problem(("scenario", "tick_hours"), rule)
    if setting.horizon_days * per_day < 1:
        rule = f"{setting.horizon_days:g} days are shorter than one tick of {setting.tick_hours:g} hours"
        yield Problem(("scenario", "horizon_days"), rule)
    if setting.horizon_days * per_day > MOST_TICKS:
        rule = f"more than {MOST_TICKS} ticks in {setting.horizon_days:g} days; write a longer tick"
        yield Problem(("scenario", "tick_hours"), rule)
    from_day = _highest(scenario.branch.from_day)
    if from_day >= setting.horizon_days:
        rule = f"day {from_day:g} is not before the horizon of {setting.horizon_days:g} days"
        yield Problem(("branch", "from_day"), rule)


def check_distributions(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A drawn number has finite bounds and some width, and its spread fits its range."""
    for name, value in numbers(scenario).items():
        if not isinstance(value, Distribution):
            continue
        rule = _distribution_rule(value, name)
        if rule:
            yield Problem(split_name(name, scenario_names(names)), f"{shown(value.model_dump(exclude_none=True))}: {rule}")


def scenario_names(names: Names) -> dict[str, dict[str, dict[str, object]]]:
    """The names as a tree, so that a dotted name splits at the right dots."""
    return {kind: {name: {} for name in known} for kind, known in names.items()}


def _distribution_rule(value: Distribution, name: str) -> str:
    members = value.values
    if not all(math.isfinite(member) for member in members):
        return "every member is a finite number"
    if value.kind != "normal":
        return "both ends are the same; write the number itself" if members[0] == members[-1] else ""
    field = follow((name.split(".")[0], "", name.rsplit(".", 1)[-1]))[1] or follow(tuple(name.split(".")))[1]
    extra = field.json_schema_extra if field is not None and isinstance(field.json_schema_extra, dict) else {}
    low, high = extra.get("x-low"), extra.get("x-high")
    if isinstance(low, (int, float)) and isinstance(high, (int, float)) and members[1] > high - low:
        return f"the standard deviation is wider than the field's whole range, {low} to {high}"
    return ""


def _highest(value: float | Distribution) -> float:
    """The largest value a number can be taken to have; of a normal, its mean."""
    if isinstance(value, Distribution):
        return value.values[0] if value.kind == "normal" else value.values[-1]
    return value


CHECKS: tuple[Callable[[Scenario, Names], Iterator[Problem]], ...] = (
    check_names, check_sizes, check_references, check_controllers, check_notes, check_roads, check_seats, check_sides,
    check_communities, check_backers, check_history, check_time, check_distributions,
)  # fmt: skip


# --- a scenario with holes --------------------------------------------------------------------


def lenient(tree: Mapping[str, object], bad: set[Path]) -> Scenario:
    """An unvalidated scenario of what is valid in a tree, so that the rest can be checked as well.

    A bad or missing field takes its default, or an empty text; what is no table is left out.
    """
    values: dict[str, Any] = {}
    for name, field in Scenario.model_fields.items():
        inner, many = inner_model(field)
        raw = tree.get(name)
        if inner is None:  # observed
            values[name] = raw if isinstance(raw, dict) and not _any_under(bad, (name,)) else {}
        elif not many:
            values[name] = _holey(inner, raw if isinstance(raw, dict) else {}, (name,), bad)
        else:
            values[name] = _holey_things(inner, raw, name, bad, named=get_origin(field.annotation) is dict)
    return Scenario.model_construct(**values)


def _holey_things(model: type[BaseModel], raw: object, table: str, bad: set[Path], *, named: bool) -> Any:
    if named:
        things = raw if isinstance(raw, dict) else {}
        return {key: _holey(model, thing, (table, key), bad) for key, thing in things.items() if isinstance(thing, dict)}
    events = raw if isinstance(raw, list) else []
    return tuple(_holey(model, thing if isinstance(thing, dict) else {}, (table, index), bad)
                 for index, thing in enumerate(events))  # fmt: skip


def _holey(model: type[BaseModel], raw: Mapping[str, object], path: Path, bad: set[Path]) -> Any:
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name in raw and not _any_under(bad, (*path, name)):
            values[name] = _typed(raw[name], field.annotation)
        elif field.is_required():
            values[name] = "" if field.annotation is str else () if get_origin(field.annotation) is tuple else 1.0
    return model.model_construct(**values)


def _typed(value: object, annotation: Any) -> Any:
    """A valid raw value as validation would leave it."""
    inner = next((part for part in getattr(annotation, "__args__", ()) if isinstance(part, type) and issubclass(part, BaseModel)), None)
    if inner is Distribution and isinstance(value, dict):
        return Distribution.model_validate(value)
    if inner is not None and isinstance(value, list):
        return tuple(inner.model_validate(part) for part in value)
    return value


def _any_under(bad: set[Path], path: Path) -> bool:
    return any(known[: len(path)] == path for known in bad)
