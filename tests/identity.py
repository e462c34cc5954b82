"""The two containers of one model side by side: every field of every agent, at every step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engines.mesa_model import Rout
from sim.engines.trace import trace
from sim.model.fields import MATRICES, TABLES
from sim.model.world import World

CONSTANT = {"km", "hears"}
"""Set when a run starts: looked at again when it ends."""
SCRATCH = {"places.travel_km", "places.queue", "places.queued"}
"""What a search leaves behind: the last one's, so it knows the order of agents."""


def field_of(model: Rout, name: str) -> NDArray[Any]:
    """One column or matrix of the compiled state, read off the Mesa model's agents."""
    if name in MATRICES:
        return np.array(getattr(model.state, name).values)
    table, field = name.split(".")
    rows = getattr(model.state, table)
    return np.array([getattr(row, field) for row in ([rows] if TABLES[table].single else rows)])


@cache
def reader(fields: tuple[str, ...]) -> Any:
    """What reads so many attributes of an agent at once."""
    return attrgetter(*fields)


def same_table(model: Rout, table: str, theirs: Mapping[str, NDArray[Any]]) -> bool:
    """Whether every field of a table is equal, told at once; field by field says where it is not."""
    rows = getattr(model.state, table)
    read = reader(tuple(name.partition(".")[2] for name in theirs))
    found = [read(row) for row in ([rows] if TABLES[table].single else rows)]
    if len(theirs) == 1:
        return found == next(iter(theirs.values())).tolist()
    return found == list(zip(*(column.tolist() for column in theirs.values()), strict=True))


def in_doubt(model: Rout, theirs: Mapping[str, NDArray[Any]]) -> Iterator[str]:
    """The columns of tables that are not equal at once, and the matrices."""
    tables: dict[str, dict[str, NDArray[Any]]] = {}
    for name, column in theirs.items():
        tables.setdefault(name.partition(".")[0], {})[name] = column
    for table, columns in tables.items():
        if table in MATRICES or not same_table(model, table, columns):
            yield from columns


def assert_same_state(model: Rout, theirs: dict[str, NDArray[Any]], when: str, skip: set[str]) -> None:
    for name in in_doubt(model, {name: theirs[name] for name in theirs.keys() - skip}):
        expected = theirs[name]
        found = field_of(model, name).astype(expected.dtype).reshape(expected.shape)
        same = (found == expected) | ((found != found) & (expected != expected))
        assert same.all(), f"{name} {when}: {differences(found, expected, same)}"


def differences(found: NDArray[Any], expected: NDArray[Any], same: NDArray[Any]) -> str:
    where = [tuple(place) for place in np.argwhere(~same)[:5].tolist()]
    return ", ".join(f"{at}: Mesa {found[at]!r}, compiled {expected[at]!r}" for at in where)


def assert_identical(world: World, seed: int, run: int, model_class: type[Rout] = Rout) -> Rout:
    """Every field at every step, and the events with their reasons, are equal to the bit."""
    compiled = trace(world, seed, run)
    model = model_class(world, seed, run)
    for tick in range(world.ticks + 1):
        if tick > 0:
            model.step()
        skip = CONSTANT if 0 < tick < world.ticks else set()
        skip = skip if model_class is Rout else skip | SCRATCH
        assert_same_state(model, compiled.columns(tick), f"after step {tick}", skip)
    if model_class is Rout:
        assert model.events == compiled.events
    else:
        assert sorted(e.row for e in model.events) == sorted(e.row for e in compiled.events)
    assert not model.running
    return model
