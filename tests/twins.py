"""The two engines side by side: the Mesa model's state in the shape of the compiled one's."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sim.agents import Place

from sim.engines.mesa_model import Rout
from sim.engines.trace import trace
from sim.model import vocabulary as v
from sim.model.world import World

OWNERS = {
    "places": lambda c: c.places,
    "units": lambda c: c.formations,
    "kin": lambda c: c.kin,
    "groups": lambda c: c.groups,
    "communities": lambda c: c.communities,
    "backers": lambda c: c.backers,
}
PLACES = {
    "broke": lambda p: p.broke,
    "held": lambda p: p.held,
    "controller": lambda p: p.controller,
    "connected": lambda p: p.connected,
    "danger_km": lambda p: p.danger_km,
    "km": lambda p: p.km,
    "belief": lambda p: p.belief,
    "shift_broke": lambda p: p.shift_broke,
    "shift_held": lambda p: p.shift_held,
}
ELSEWHERE = {
    "units.conscripts": lambda unit: unit.make.conscripts,
    "units.adviser_share": lambda unit: unit.make.adviser_share,
    "groups.heart": lambda group: group.band.heart,
    "groups.reach_km": lambda group: group.band.reach_km,
    "communities.fear": lambda community: community.base_fear,
    "backers.commitment_start": lambda backer: backer.means.commitment,
    "backers.air": lambda backer: backer.means.air,
    "backers.patience": lambda backer: backer.means.patience,
    "backers.arriving_men": lambda backer: backer.means.men,
    "backers.arrivals_per_day": lambda backer: backer.means.arrivals_per_day,
}
"""Fields that an agent of the Mesa model keeps in what it is made of."""
PICTURE = {
    "danger_km", "places.defence", "places.garrison", "places.attack", "places.before", "places.threat",
    "places.occupiers", "places.exit", "places.passage", "places.guard", "places.holders", "belief",
    "shift_broke", "shift_held", "places.exposure", "places.force", "places.around",
    "backers.commitment", "nation.support", "nation.air", "nation.lost_share",
}  # fmt: skip
"""What the first tick draws before anybody reads it: at the start it is whatever was there."""


REFERENCES = {"places.exit", "units.place", "units.origin", "units.order", "groups.place", "groups.target"}
CONSTANT = {"km", "hears", "road_km"} | ELSEWHERE.keys()
"""Set when a run starts: looked at again when it ends."""


def plain(place: Place | None) -> int:
    """A place by its index."""
    return v.NOWHERE if place is None else place.index


def field_of(model: Rout, name: str) -> NDArray[Any]:
    """One field of the compiled state, read off the Mesa model."""
    country = model.country
    if name in PLACES:
        return np.array([PLACES[name](place) for place in country.places])
    if name == "hears":
        return np.array([place.hears for place in country.places]).T
    if name == "road_km":
        return country.road_km
    if name == "morale":
        return np.array([unit.morale for unit in country.formations])
    owner, field = name.split(".")
    if owner == "nation":
        return np.array([nation(model, field)])
    read = ELSEWHERE.get(name, attrgetter(field))
    found = [read(agent) for agent in OWNERS[owner](country)]
    return np.array([plain(value) for value in found] if name in REFERENCES else found)


def nation(model: Rout, field: str) -> Any:
    if field == "events":
        return len(model.events)
    return model.command.confidence if field == "confidence" else getattr(model.country, field)


def assert_same_state(model: Rout, theirs: dict[str, NDArray[Any]], when: str, skip: set[str]) -> None:
    for name in theirs.keys() - skip:
        expected = theirs[name]
        found = field_of(model, name).astype(expected.dtype).reshape(expected.shape)
        same = (found == expected) | ((found != found) & (expected != expected))
        assert same.all(), f"{name} {when}: {differences(found, expected, same)}"


def differences(found: NDArray[Any], expected: NDArray[Any], same: NDArray[Any]) -> str:
    where = [tuple(place) for place in np.argwhere(~same)[:5].tolist()]
    return ", ".join(f"{at}: Mesa {found[at]!r}, ensemble {expected[at]!r}" for at in where)


def assert_twins(world: World, seed: int, run: int, model_class: type[Rout] = Rout) -> Rout:
    """Every state variable at every tick and the sorted event log are equal to the bit."""
    compiled = trace(world, seed, run)
    model = model_class(world, seed, run)
    for tick, theirs in enumerate(compiled.states):
        if tick > 0:
            model.step()
        skip = CONSTANT if 0 < tick < world.ticks else set()
        assert_same_state(model, theirs, f"after tick {tick}", PICTURE if tick == 0 else skip)
    assert sorted(e.row for e in model.events) == sorted(map(tuple, compiled.log.tolist()))
    assert not model.running
    return model
