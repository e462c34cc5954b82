"""What a scenario implies: men, what is cut off or out of reach, belief and morale, and if nobody attacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.counting import counted
from sim.report.table import Table
from sim.scenario.calendar import on_day
from sim.scenario.schema import middle_of

if TYPE_CHECKING:
    from sim.engines.mesa_model import Rout
    from sim.scenario import Scenario
    from sim.scenario.schema import Backer, Community, Group

UNATTACKED_RUNS = 100
OFTEN = 0.1
HINT = (
    ": it comes apart by itself; unless that is meant, raise cohesion or parameters.army_cohesion, or keep "
    "the draws of a posterior under which it stands (rout stand)"
)
MOST_KINDS = 12
MOST_NAMED = 12


@dataclass(frozen=True)
class Kind:
    """Formations of one role at the start: how many, their men, and mean morale and belief by men, shares."""

    role: str
    formations: int
    men: int
    morale: float
    belief: float

    def cells(self) -> tuple[str, ...]:
        """A row of the table."""
        role = self.role or "no role given"
        return role, f"{self.formations}", f"{self.men:,}", f"{self.morale:.2f}", f"{self.belief:.2f}"


@dataclass(frozen=True)
class Unattacked:
    """Runs in which nobody attacks: how many, for how many days, and in how many the army does not stand.

    ``places`` is the mean number of places lost, ``of`` how many the state holds at the start.
    """

    runs: int
    days: float
    most_lost: int
    fallen: int
    places: float
    of: int

    def line(self) -> str:
        """The same in a sentence."""
        limit = counted(self.most_lost, "place")
        said = (
            f"If nobody attacks for {self.days:g} days: more than {limit} of {self.of} lost in {self.fallen} "
            f"of {counted(self.runs, 'run')}, {self.places:.1f} in the mean"
        )
        return f"{said}{HINT if self.fallen > OFTEN * self.runs else ''}"


@dataclass(frozen=True)
class Implied:
    """What follows from a scenario's numbers: before any run with their middles, and ``unattacked``."""

    state_men: int
    group_men: dict[str, int]
    belief_at_capital: float
    kinds: tuple[Kind, ...]
    cut_off: tuple[str, ...]
    without_garrison: tuple[str, ...]
    out_of_reach: tuple[tuple[str, str, float, float], ...]  # group, aim, km by road, its reach
    unreached: tuple[str, ...]  # places of the state's that no group can reach, or wants
    orders: tuple[str, ...]  # what the command orders and when, in words
    support: tuple[tuple[float, float], ...]  # of backers: from which day, share, by what is dated alone
    exile_support: float  # the share below which backers count as gone
    unattacked: Unattacked

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        aims = [dict(zip(("group", "aim", "km", "reach_km"), row, strict=True)) for row in self.out_of_reach]
        return {
            "state_men": self.state_men,
            "group_men": self.group_men,
            "belief_at_capital": self.belief_at_capital,
            "kinds": [vars(kind) for kind in self.kinds],
            "cut_off": list(self.cut_off),
            "without_garrison": list(self.without_garrison),
            "aims_out_of_reach": aims,
            "reached_by_no_group": list(self.unreached),
            "orders": list(self.orders),
            "support": [{"from_day": day, "share": share} for day, share in self.support],
            "exile_support": self.exile_support,
            "unattacked": vars(self.unattacked),
        }

    def lines(self) -> list[str]:
        """The same in sentences, without the table of formations."""
        groups = _listed(f"{name} {men:,}" for name, men in self.group_men.items())
        against = sum(self.group_men.values())
        aims = [
            f"{aim} for {group} ({km:.0f} km, reach {reach:g})" for group, aim, km, reach in self.out_of_reach
        ]
        return [
            f"Men at the start: {self.state_men:,} of the state's, {against:,} in groups ({groups})",
            f"Belief at the capital that the army holds: {self.belief_at_capital:.2f}",
            f"Cut off from the capital at the start: {_listed(self.cut_off)}",
            f"Held by the state without a garrison: {_listed(self.without_garrison)}",
            f"Aims out of reach: {_listed(aims)}",
            f"Places of the state's within no group's reach: {_listed(self.unreached)}",
            *([f"Orders on a date: {'; '.join(self.orders)}"] if self.orders else []),
            self.support_line(),
            self.unattacked.line(),
        ]

    def support_line(self) -> str:
        """Backers' support as it is dated, and whether they count as gone."""
        steps = [
            f"{share:.2f} {'at the start' if day == 0.0 else f'from day {day:g}'}"
            for day, share in self.support
        ]
        said = f"Backers' support, if none reacts to the war: {', '.join(steps)}"
        if min(share for _, share in self.support) >= self.exile_support:
            return said
        return (
            f"{said}; below {self.exile_support:.2f} (parameters.exile_support) they count as gone, and the "
            "leadership may leave once belief at the capital is low"
        )

    def table(self) -> Table:
        """Formations by role: those with the most men, the others together."""
        shown, rest = self.kinds[:MOST_KINDS], self.kinds[MOST_KINDS:]
        kinds = [*shown, *([_together(f"{len(rest)} other roles", rest)] if rest else [])]
        rows = tuple(kind.cells() for kind in kinds)
        return Table("At the start, before any run", ("Role", "Formations", "Men", "Morale", "Belief"), rows)


def implied(scenario: Scenario) -> Implied:
    """Work it out. Numbers that are drawn have their middle, and formations the cohesion that is stated."""
    from sim.engines.mesa_model import Rout
    from sim.model.stages.assess import assess
    from sim.model.stages.hear import hear

    model = Rout(_without_chance(scenario))
    hear(model.state)
    assess(model.state)
    for formation in model.formations:
        formation.draws()
        formation.feels()
    held = [place for place in model.state.places if place.controller == 0]
    index, km = {place.name: place.index for place in model.state.places}, model.state.km
    armed = [(index[home], reach, wants) for home, reach, wants in _armed(scenario)]
    capital = model.state.nation.capital
    return Implied(
        state_men=sum(int(unit.men) for unit in model.formations),
        group_men={name: round(middle_of(group.men)) for name, group in scenario.groups.items()},
        belief_at_capital=round(float(model.state.places[capital].belief), 4),
        kinds=tuple(sorted(_kinds(model, scenario), key=lambda kind: (-kind.men, kind.role))),
        cut_off=tuple(place.name for place in held if not place.connected),
        without_garrison=tuple(place.name for place in held if place.garrison == 0),
        out_of_reach=tuple(_out_of_reach(scenario, index, km)),
        unreached=tuple(
            place.name
            for place in held
            if not any(km[home, place.index] <= reach and wants(place.name) for home, reach, wants in armed)
        ),
        orders=tuple(_orders(scenario)),
        support=_support(scenario),
        exile_support=middle_of(scenario.parameters.exile_support),
        unattacked=_unattacked(scenario),
    )


def _unattacked(scenario: Scenario) -> Unattacked:
    """Runs of the scenario as it draws its numbers, in which nobody attacks."""
    import numpy as np

    from sim.analysis.unattacked import DAYS, MOST_LOST, held_at_start, places_lost, unattacked
    from sim.engines.compiled import simulate
    from sim.model.world import build_world
    from sim.scenario import build, resolved

    world = build_world(build(resolved(scenario), overrides=unattacked()))
    lost = places_lost(world, simulate(world, 1, np.arange(UNATTACKED_RUNS)).columns)
    fallen = int((lost > MOST_LOST).sum())
    places = round(float(lost.mean()), 2)
    return Unattacked(UNATTACKED_RUNS, DAYS, MOST_LOST, fallen, places, len(held_at_start(world)))


def _without_chance(scenario: Scenario) -> Scenario:
    """The scenario undivided, with the middle of each drawn number and without the spread of cohesion."""
    from sim.scenario import Distribution, build, numbers, resolved
    from sim.scenario.posterior import middles

    drawn = {
        name: value.middle for name, value in numbers(scenario).items() if isinstance(value, Distribution)
    }
    drawn |= middles(scenario.posterior)
    fixed = {"parameters.cohesion_spread": 0.0, "scenario.resolution": 1, "posterior.file": ""}
    return build(resolved(scenario), overrides={**drawn, **fixed})


def _kinds(model: Rout, scenario: Scenario) -> Iterable[Kind]:
    from sim.model.numeric import logistic

    by_role: dict[str, list[Kind]] = {}
    for formation in model.formations:
        role = scenario.units[formation.name].role
        belief = model.state.places[formation.place].belief
        one = Kind(role, 1, int(formation.men), float(logistic(formation.morale)), float(belief))
        by_role.setdefault(role, []).append(one)
    return (_together(role, kinds) for role, kinds in by_role.items())


def _together(role: str, kinds: Iterable[Kind]) -> Kind:
    """Several as one: means by men."""
    listed = list(kinds)
    men = sum(kind.men for kind in listed)
    morale, belief = (sum(getattr(k, what) * k.men for k in listed) / men for what in ("morale", "belief"))
    return Kind(role, sum(kind.formations for kind in listed), men, round(morale, 4), round(belief, 4))


def _out_of_reach(
    scenario: Scenario, index: dict[str, int], roads_km: Any
) -> Iterable[tuple[str, str, float, float]]:
    for name, group in scenario.groups.items():
        for aim in group.aims:
            km, reach = float(roads_km[index[group.place], index[aim]]), middle_of(group.reach_km)
            if km > reach:
                yield name, aim, round(km, 1), reach


def _armed(scenario: Scenario) -> list[tuple[str, float, Callable[[str], bool]]]:
    """Where each group is, and fighters who could rise, their reach in km, and which places they want."""
    owners: list[Group | Community] = [*scenario.groups.values()]
    owners += [one for one in scenario.communities.values() if not one.loyal]
    return [(one.place, middle_of(one.reach_km), _wants(one)) for one in owners]


def _wants(owner: Group | Community) -> Callable[[str], bool]:
    return {*owner.aims, owner.place}.__contains__ if owner.only_aims else lambda name: True


def _orders(scenario: Scenario) -> Iterable[str]:
    """Each order that is given within the run, in words, by its day."""
    start, end = scenario.scenario.start, scenario.scenario.horizon_days
    given = [one for one in scenario.orders.values() if middle_of(one.day) < end]
    for order in sorted(given if scenario.mechanisms.orders else (), key=lambda one: middle_of(one.day)):
        goal = order.to or scenario.scenario.capital
        what = f"{order.place} given up, its garrison" if order.place else _listed(order.units)
        yield f"{on_day(start, middle_of(order.day))}: {what} to {goal}"


def _support(scenario: Scenario) -> tuple[tuple[float, float], ...]:
    """Backers' support from each day on which a limit or an arrival changes it, as A16 has it."""
    backers = [one for one in scenario.backers.values() if one.role == "state"]
    dated = {max(0.0, limit.day) for one in backers for limit in one.constraints}
    days = sorted({0.0} | dated | {middle_of(one.arrives_day) for one in backers})
    steps: list[tuple[float, float]] = []
    for day in days:
        share = round(_support_on(day, backers), 4)
        if not steps or share != steps[-1][1]:
            steps.append((day, share))
    return tuple(steps)


def _support_on(day: float, backers: list[Backer]) -> float:
    whole = sum(middle_of(one.weight) for one in backers)
    given = max(1.0, whole) - whole
    for one in backers:
        arrives, weight = middle_of(one.arrives_day), middle_of(one.weight)
        limits = [limit.most for limit in one.constraints if limit.day <= day]
        most = limits[-1] if limits else 1.0
        given += weight if arrives > 0.0 else 0.0  # not missed before it comes
        given += weight * min(most, middle_of(one.commitment)) if arrives <= day else 0.0
    return given / max(1.0, whole)


def _listed(names: Iterable[str]) -> str:
    """Names in a line, the first dozen."""
    found = list(names)
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    return ", ".join(found[:MOST_NAMED]) + more or "none"
