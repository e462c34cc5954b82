"""The two engines by name: what they run, what decides their results, how fast they are."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.batch import Engine

RULEBOOK = (
    "vocabulary.py",
    "numeric.py",
    "chance.py",
    "world.py",
    "outcomes.py",
    "rules",
    "results/columns.py",
)


class EngineName(StrEnum):
    """The engines."""

    ensemble = "ensemble"
    mesa = "mesa"


def engine_named(name: str) -> Engine:
    """The engine of this name; each is imported only when it is asked for."""
    from sim.batch import Engine
    from sim.world import build_world

    if name == EngineName.ensemble:
        from sim import ensemble

        return Engine(name, ensemble.simulate, build_world, (*RULEBOOK, "ensemble"), ns_per_agent_tick=40.0)
    from sim import reference

    sources = (*RULEBOOK, "model.py", "reference.py", "agents")
    return Engine(name, reference.simulate, build_world, sources, ns_per_agent_tick=10_000.0, threads=False)
