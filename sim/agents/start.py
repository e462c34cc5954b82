"""Set a run's country: distances, who hears whom, what has been heard before it begins."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import vocabulary as v
from sim.agents.compiled import all_pairs_km
from sim.agents.country import Country
from sim.agents.journal import Journal
from sim.agents.ledger import Ledger, Source
from sim.agents.muster import Kinds, muster
from sim.agents.picture import join
from sim.agents.place import Place
from sim.numeric import chance_within
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


def begin(model: Any, world: World, theta: Floats, seed: int, run: int, kinds: Kinds) -> Country:
    """The country and its agents at the start of a run with the numbers ``theta``."""
    n = numbers_of(theta, world.offsets)
    f = listed(world.fixed)
    country = new_country(world, f, n, seed, run)
    n = Numbers(*(block.tolist() for block in n))
    set_history(country, world)
    muster(model, country, world, f, n, kinds)
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


def set_corridor(country: Country) -> None:
    """Whether held roads join the capital and the refuge at the start."""
    join(country)
    country.corridor = country.corridor_end.connected
    if country.corridor == 0:
        country.first_cut = 0
