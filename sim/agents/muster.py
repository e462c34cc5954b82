"""Muster: every agent as it begins, from the codes and numbers of a world."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from sim import vocabulary as v
from sim.agents.backer import Backer, Means
from sim.agents.command import Command
from sim.agents.community import Community
from sim.agents.compiled import draw4
from sim.agents.country import Country, Kin
from sim.agents.formation import Formation, Make
from sim.agents.group import Band, Group
from sim.numeric import probit
from sim.world import Fixed, Numbers, World


@dataclass(frozen=True)
class Kinds:
    """The classes of the agents: replace one to change how its kind behaves."""

    formation: type[Formation] = Formation
    group: type[Group] = Group
    community: type[Community] = Community
    backer: type[Backer] = Backer
    command: type[Command] = Command


def muster(model: Any, country: Country, world: World, f: Fixed, n: Numbers, kinds: Kinds) -> None:
    """All agents of a country, whom each depends on first."""
    for b in range(len(world.backers)):
        country.backers.append(new_backer(model, country, world, f, n, kinds, b))
    for g in range(len(world.groups)):
        country.groups.append(new_group(model, country, world, f, n, kinds, g))
    for c in range(len(world.communities)):
        country.communities.append(new_community(model, country, world, f, n, kinds, c))
    set_formations(model, country, world, f, n, kinds)
    name = world.scenario.command.name
    country.command = kinds.command(
        model, country, name, tuple(f.command_key), confidence=n.command_confidence[0]
    )


def new_backer(
    model: Any, country: Country, world: World, f: Fixed, n: Numbers, kinds: Kinds, b: int
) -> Backer:
    """A backer as it begins."""
    limits = zip(f.backer_limit_day[b], f.backer_limit[b], strict=True)
    means = Means(
        role=f.backer_role[b],
        weight=n.backer_weight[b],
        air=n.backer_air[b],
        patience=n.backer_patience[b],
        commitment=n.backer_commitment[b],
        men=n.backer_men[b],
        arrivals_per_day=n.backer_arrivals_per_day[b],
        limits=tuple((day, most) for day, most in limits if day < math.inf),
        entry=tuple(country.places[at] for at in f.backer_entry[b] if at >= 0),
    )
    return kinds.backer(model, country, b, world.backers[b], tuple(f.backer_key[b]), means=means)


def new_group(
    model: Any, country: Country, world: World, f: Fixed, n: Numbers, kinds: Kinds, g: int
) -> Group:
    """A rebel group, or the fighters that a community may raise."""
    band = Band(
        men=math.floor(n.group_men[g] + 0.5),
        quality=math.floor(n.group_quality[g] * 1000.0 + 0.5),
        heart=n.group_heart[g],
        readiness=n.group_readiness[g],
        reach_km=n.group_reach_km[g],
        opportunist=f.group_opportunist[g],
        rank=f.group_rank[g],
        mode=f.group_mode[g],
        aims=tuple(country.places[at] for at in f.group_aims[g] if at >= 0),
    )
    target, backer = f.group_target[g], f.group_backer[g]
    return kinds.group(
        model, country, g, world.groups[g], tuple(f.group_key[g]),
        home=country.places[f.group_place[g]],
        target=country.places[target] if target >= 0 else None,
        band=band,
        backer=country.backers[backer] if backer >= 0 else None,
    )  # fmt: skip


def new_community(
    model: Any, country: Country, world: World, f: Fixed, n: Numbers, kinds: Kinds, c: int
) -> Community:
    """A community as it begins."""
    armed = f.community_group[c]
    return kinds.community(
        model, country, c, world.communities[c], tuple(f.community_key[c]),
        place=country.places[f.community_place[c]],
        loyal=f.community_loyal[c],
        negotiates=f.community_negotiates[c],
        stance=f.community_stance[c],
        grievance=n.community_grievance[c],
        fear=n.community_fear[c],
        fighters=country.groups[armed] if armed >= 0 else None,
    )  # fmt: skip


def set_formations(model: Any, country: Country, world: World, f: Fixed, n: Numbers, kinds: Kinds) -> None:
    """Every formation or sub-unit, the men of the army, and the garrisons that communities fear."""
    men_of = [math.floor(men + 0.5) for men in n.unit_men]
    country.kin = [Kin(name, men) for name, men in zip(world.units, men_of, strict=True)]
    for i in range(len(f.unit_place)):
        parent = f.unit_parent[i]
        backer, community = f.unit_backer[i], f.unit_community[i]
        unit = kinds.formation(
            model, country, i, name_of(country, world, f, i), tuple(f.unit_key[i]),
            kin=country.kin[parent],
            place=country.places[f.unit_place[i]],
            make=make(country, f, n, i),
            backer=country.backers[backer] if backer >= 0 else None,
            community=country.communities[community] if community >= 0 else None,
        )  # fmt: skip
        country.formations.append(unit)
        country.army_men += unit.men
    for community in country.communities:
        for unit in country.formations:
            if unit.place is community.place:
                community.garrison_start += unit.men


def name_of(country: Country, world: World, f: Fixed, i: int) -> str:
    """A formation's name; sub-units are numbered."""
    name = world.units[f.unit_parent[i]]
    return name if country.resolution == 1 else f"{name} #{f.unit_number[i] + 1}"


def make(country: Country, f: Fixed, n: Numbers, i: int) -> Make:
    """What a formation or sub-unit is made of: its share of the men, and a spread of cohesion."""
    parent, pieces = f.unit_parent[i], country.resolution
    whole = country.kin[parent].men
    cohesion = n.unit_cohesion[parent]
    if pieces > 1:
        low, high = f.unit_key[i]
        u = draw4(country.seed, country.run, 0, low, high, v.DRAW_SPREAD)[0]
        cohesion = cohesion + country.p.cohesion_spread * probit(u)
    return Make(
        men=whole // pieces + (1 if f.unit_number[i] < whole % pieces else 0),
        quality=math.floor(n.unit_quality[parent] * 1000.0 + 0.5),
        cohesion=cohesion,
        conscripts=n.unit_conscripts[parent],
        adviser_share=n.unit_adviser_share[parent],
        militia=f.unit_militia[i],
        reserve=f.unit_reserve[i],
        rank=f.unit_rank[i],
    )
