"""Set a run's country: distances, who hears whom, history, and every agent as it begins."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim import vocabulary as v
from sim.agents.backer import Backer, Means
from sim.agents.command import Command
from sim.agents.community import Community
from sim.agents.compiled import all_pairs_km, draw4
from sim.agents.country import Country, Kin
from sim.agents.formation import Formation, Make
from sim.agents.group import Band, Group
from sim.agents.journal import Journal
from sim.agents.ledger import Ledger, Source
from sim.agents.picture import join
from sim.agents.place import Place
from sim.numeric import chance_within, probit
from sim.rules import news
from sim.world import (
    BELLWETHER,
    BRANCH_KIND,
    CAPITAL,
    PAY_RAISED,
    REFUGE,
    RESOLUTION,
    Fixed,
    Floats,
    Numbers,
    P,
    World,
    numbers_of,
)


@dataclass(frozen=True)
class Kinds:
    """The classes of the agents: replace one to change how its kind behaves."""

    formation: type[Formation] = Formation
    group: type[Group] = Group
    community: type[Community] = Community
    backer: type[Backer] = Backer
    command: type[Command] = Command


def begin(model: Any, world: World, theta: Floats, seed: int, run: int, kinds: Kinds) -> Country:
    """The country and its agents at the start of a run with the numbers ``theta``."""
    n = numbers_of(theta, world.offsets)
    f = listed(world.fixed)
    country = new_country(world, f, n, seed, run)
    n = Numbers(*(block.tolist() for block in n))
    set_history(country, world)
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
    set_corridor(country)
    return country


def listed(fixed: Fixed) -> Fixed:
    """The codes as plain lists: numbers taken from an array one by one are slow."""
    return Fixed(*(table.tolist() for table in fixed))


def new_country(world: World, f: Fixed, n: Numbers, seed: int, run: int) -> Country:
    """Places, clock and numbers, before any agent."""
    p: Any = P(*n.parameters.tolist())
    fixed, days = world.fixed, world.tick_days
    km = np.zeros((len(world.places), len(world.places)))
    all_pairs_km(fixed.road_start, fixed.road_neighbour, fixed.road_index, n.road_km, km)
    places = new_places(world, f, n, p, km)
    refuge, left = f.anchors[REFUGE], news.fading(days, p.news_half_life_days)
    return Country(
        fixed=fixed,
        p=p,
        on=world.switches,
        seed=seed,
        run=run,
        tick_days=days,
        ticks=world.ticks,
        resolution=f.anchors[RESOLUTION],
        branch_kind=f.anchors[BRANCH_KIND],
        branch_from_day=float(n.branch_from_day[0]),
        road_km=n.road_km.copy(),
        km=km,
        places=places,
        capital=places[f.anchors[CAPITAL]],
        bellwether=places[f.anchors[BELLWETHER]],
        refuge=places[refuge] if refuge >= 0 else None,
        junctions=[places[at] for at in f.junctions],
        falling=chance_within(p.fall_rate, days),
        recovering=chance_within(p.recovery_rate, days),
        news_left=left,
        journal=Journal(days),
        broke=Ledger(left),
        held=Ledger(left),
        pay_tick=0 if f.anchors[PAY_RAISED] == 1 else v.NEVER,
        credibility=p.denial_credibility,
    )


def new_places(world: World, f: Fixed, n: Numbers, p: Any, km: Floats) -> list[Place]:
    """Every place with its controller, its prestige in force, its neighbours and whom it hears."""
    on: Any = world.switches
    population, haven = n.place_population.tolist(), n.place_haven.tolist()
    prestige = n.place_prestige.tolist()
    places = [
        Place(
            index=at,
            name=name,
            key=tuple(f.place_key[at]),
            population=population[at],
            prestige=prestige[at] if on.prestige == 1 else 1.0,
            haven=haven[at],
            air_exit=f.place_air_exit[at],
            provincial=f.place_provincial[at],
            began=f.place_controller[at],
            controller=f.place_controller[at],
        )
        for at, name in enumerate(world.places)
    ]
    for here in places:
        around = f.road_neighbour[f.road_start[here.index] : f.road_start[here.index + 1]]
        here.neighbours = [places[at] for at in around]
        here.km = km[here.index].tolist()
        here.hears = [hearing(world, p, here, there) for there in range(len(places))]
    return places


def hearing(world: World, p: Any, here: Place, there: int) -> float:
    """Share of the news from ``there`` that is heard ``here``."""
    on: Any = world.switches
    if here.index == there:
        return 1.0
    if on.news == 0:
        return 0.0
    share = news.hearing(here.km[there], p.news_everywhere, p.news_reach_km)
    loud = on.prestige == 1 and on.bellwether_heard_everywhere == 1
    if loud and there == int(world.fixed.anchors[BELLWETHER]):
        share = max(share, p.bellwether_heard)
    return share


def set_history(country: Country, world: World) -> None:
    """What the agents have already observed, faded since."""
    f = listed(world.fixed)
    kinds = [e.kind for e in world.scenario.history if e.kind != "pay rise"]
    for h, kind in enumerate(kinds):
        where = f.history_place[h]
        left = news.fading(-f.history_day[h], country.p.news_half_life_days)
        who = ""
        if where >= 0:
            left = left * country.places[where].prestige
            who = country.places[where].name
        elif country.on.news == 0:
            continue
        source = Source(v.EVENT_NAMES.index(kind), where, who)
        held = f.history_held[h] * (country.p.stand_weight if f.history_stand[h] == 1.0 else 1.0)
        observe(country, source, left, f.history_broke[h], held)


def observe(country: Country, source: Source, left: float, broke: float, held: float) -> None:
    """One event of the past, as every place has heard it."""
    for here in country.places:
        share = here.hears[source.place] if source.place >= 0 else 1.0
        here.broke += share * left * broke
        if country.on.stands == 1:
            here.held += share * left * held
    if broke > 0.0:
        country.broke.add(source, left * broke)
    if held > 0.0 and country.on.stands == 1:
        country.held.add(source, left * held)


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


def set_corridor(country: Country) -> None:
    """Whether held roads join the capital and the refuge at the start."""
    join(country)
    country.corridor = country.corridor_end.connected
    if country.corridor == 0:
        country.first_cut = 0
