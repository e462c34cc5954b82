"""What must hold on the map and between the sides: roads, seats, who stands where, who backs whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.scenario.fields import entity_word
from sim.scenario.ranges import highest
from sim.scenario.references import STATE_NAME, Names
from sim.scenario.schema import Scenario
from sim.scenario.words import Problem, shown

NEEDS_PLACE = ("place lost", "place regained", "rising", "stand")


def check_roads(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A road joins two different places, and no other road joins them too."""
    roads: dict[frozenset[str], str] = {}
    for name, road in scenario.roads.items():
        ends: tuple[str, ...] = road.between
        if len(ends) != 2:
            continue  # not valid, and reported as such
        here, there = ends
        other = roads.setdefault(frozenset(road.between), name)
        if here == there:
            yield Problem(
                ("roads", name, "between"), f"joins {shown(here)} to itself; name two different places"
            )
        elif other != name:
            rule = f"{shown(here)} and {shown(there)} are already joined by {shown(other)}; leave one out"
            yield Problem(("roads", name, "between"), rule)


def check_ways(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """Every place can be reached from every other; asked only when all roads are right."""
    places = names["places"]
    pairs = [pair for road in scenario.roads.values() if len(pair := set(road.between) & set(places)) == 2]
    if not places or len(pairs) < len(names["roads"]):
        return
    reached = _reached(pairs, places[0])
    for place in places:
        if place not in reached:
            yield Problem(("places", place), f"no way leads here from {shown(places[0])}; add a road to it")


def _reached(pairs: Iterable[Iterable[str]], start: str) -> set[str]:
    """All places that roads lead to from `start`."""
    neighbours: dict[str, set[str]] = {}
    for pair in pairs:
        for place in pair:
            neighbours.setdefault(place, set()).update(pair)
    reached: set[str] = set()
    waiting = {start}
    while waiting:
        place = waiting.pop()
        reached.add(place)
        waiting |= neighbours.get(place, set()) - reached
    return reached


def check_seats(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """Capital, bellwether and refuge are held by the state; the junctions are other places."""
    setting = scenario.scenario
    for field, seat in (
        ("capital", setting.capital),
        ("bellwether", setting.bellwether),
        ("refuge", setting.refuge),
    ):
        holder = _controller(scenario, seat)
        if holder != STATE_NAME:
            rule = f"{shown(seat)} is held by {shown(holder)} at the start; the {field} must be the state's"
            yield Problem(("scenario", field), rule)
        if field != "capital" and seat and seat == setting.capital:
            yield Problem(("scenario", field), f"{shown(seat)} is the capital already; name another place")
    for index, junction in enumerate(setting.corridor_junctions):
        if junction and junction in (setting.capital, setting.bellwether):
            rule = f"{shown(junction)} is the capital or the bellwether itself; name a place beside it"
            yield Problem(("scenario", "corridor_junctions", index), rule)


def check_branch(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """An intervention is at a place that the state holds at the start."""
    branch = scenario.branch
    holder = _controller(scenario, branch.place)
    if branch.kind != "free" and branch.place and holder != STATE_NAME:
        rule = f"{shown(branch.place)} is held by {shown(holder)} at the start; name a place of the state's"
        yield Problem(("branch", "place"), rule)


def _controller(scenario: Scenario, place: str) -> str:
    """Who holds a place at the start; the state for a place that is not there: others report that."""
    return scenario.places[place].controller if place in scenario.places else STATE_NAME


def check_units(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A unit starts where the state is, and what depends on a backer has one."""
    for name, unit in scenario.units.items():
        holder = _controller(scenario, unit.place)
        if holder != STATE_NAME:
            rule = f"{shown(unit.place)} is held by {shown(holder)} at the start; name a place of the state's"
            yield Problem(("units", name, "place"), rule)
        for field in ("militia", "adviser_share"):
            if getattr(unit, field) and not unit.backer:
                rule = 'needs a backer; add backer = "..." or leave this out'
                yield Problem(("units", name, field), rule, relies_on=(("units", name, "backer"),))
        people = scenario.communities.get(unit.community)
        if unit.dormant and (people is None or not people.loyal):
            rule = "is raised by loyal people; name their community, with loyal = true, or leave dormant out"
            yield Problem(("units", name, "dormant"), rule, relies_on=(("units", name, "community"),))
    if all(unit.dormant for unit in scenario.units.values()):
        yield Problem(("units",), "every unit is dormant, so there is no army at the start; leave one awake")


def check_groups_on_map(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A group starts where the state is not, next to the place it is paused before."""
    roads = {frozenset(road.between) for road in scenario.roads.values()}
    for name, group in scenario.groups.items():
        before = group.paused_before
        if group.place in scenario.places and _controller(scenario, group.place) == STATE_NAME:
            rule = f"{shown(group.place)} is held by the state; a group starts in a place that a group holds"
            relies_on = (("places", group.place, "controller"),)
            yield Problem(("groups", name, "place"), f"{rule} (set the place's controller)", relies_on)
        if {group.place, before} <= set(names["places"]) and frozenset((group.place, before)) not in roads:
            rule = f"no road joins {shown(before)} and {shown(group.place)}, where the group stands"
            yield Problem(("groups", name, "paused_before"), rule)
        elif _controller(scenario, before) != STATE_NAME:
            rule = f"{shown(before)} is not held by the state, so no one pauses before it"
            yield Problem(("groups", name, "paused_before"), rule)


def check_communities(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """A loyal community has not risen."""
    for name, community in scenario.communities.items():
        if community.loyal and community.stance != "quiet":
            rule = (
                f"a loyal community never rises, so it is not {community.stance}; leave loyal or stance out"
            )
            yield Problem(("communities", name, "stance"), rule)


def check_backers(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """Backers stand behind their own side, limits come in order, and reinforcements have a way in."""
    for kind, role in (("units", "state"), ("groups", "rebels")):
        for name, thing in getattr(scenario, kind).items():
            backer = scenario.backers.get(thing.backer)
            if backer is not None and backer.role != role:
                needed = f"a {entity_word(kind)} needs one with role {shown(role)}"
                rule = f"{shown(thing.backer)} has role {shown(backer.role)}; {needed}"
                yield Problem((kind, name, "backer"), rule, relies_on=(("backers", thing.backer, "role"),))
    for name, backer in scenario.backers.items():
        days = [constraint.day for constraint in backer.constraints]
        for index in range(1, len(days)):
            if days[index] <= days[index - 1]:
                rule = f"day {days[index]:g} follows day {days[index - 1]:g}; put the limits in order of days"
                yield Problem(("backers", name, "constraints", index, "day"), rule)
        if highest(backer.reinforcements_per_day) and highest(backer.reinforcement_men) and not backer.entry:
            rule = 'reinforcements need a way in; add entry = ["..."]'
            relies_on = (("backers", name, "entry"),)
            yield Problem(("backers", name, "reinforcements_per_day"), rule, relies_on)


def check_orders(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """An order gives up one place or moves units, and it leads somewhere else."""
    for name, order in scenario.orders.items():
        if bool(order.place) == bool(order.units):
            rule = 'an order gives up one place or moves units: write place = "..." or units = ["..."]'
            yield Problem(("orders", name), rule)
        goal = order.to or scenario.scenario.capital
        if order.place and order.place == goal:
            rule = f"{shown(goal)} is the place that is given up; name another, to which its garrison goes"
            yield Problem(("orders", name, "to"), rule, relies_on=(("orders", name, "place"),))


def check_history(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """What happened at a place says where, and a stand who stood and how long."""
    for index, event in enumerate(scenario.history):
        if event.kind in NEEDS_PLACE and not event.place:
            rule = f'missing; {shown(event.kind)} happens somewhere: write place = "..."'
            yield Problem(("history", index, "place"), rule)
        if event.kind == "stand" and (event.size or not event.men):
            wrong = ("size", f"no number of a {event.kind}") if event.size else ("men", "missing")
            rule = f"{wrong[1]}; it counts by the men who stood and the days: write men = 1000, days = 1.5"
            yield Problem(("history", index, wrong[0]), rule, relies_on=(("history", index, "men"),))
