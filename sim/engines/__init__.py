"""The two engines by name: what they run, what decides their results, how fast they are."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.batch import Engine

MODEL = ("model", "engines/recorder.py", "results/columns.py")
"""Sources, within ``sim``, that decide the results of either engine."""
OWN = {
    "ensemble": ("engines/compiled.py", "engines/compiler.py", "engines/records.py"),
    "mesa": ("engines/mesa_model.py", "engines/agents.py"),
}
"""Those of one engine alone."""


class EngineName(StrEnum):
    """The engines."""

    ensemble = "ensemble"
    mesa = "mesa"


def sources_of(name: str) -> tuple[str, ...]:
    """The paths, within ``sim``, that decide the results of the engine of this name."""
    return (*MODEL, *OWN[name])


def engine_named(name: str) -> Engine:
    """The engine of this name; each is imported only when it is asked for."""
    from sim.batch import Engine
    from sim.model.world import build_world

    if name == EngineName.ensemble:
        from sim.engines import compiled

        return Engine(name, compiled.simulate, build_world, sources_of(name), ns_per_agent_tick=20.0)
    from sim.engines import mesa_model

    sources = sources_of("mesa")
    return Engine(name, mesa_model.simulate, build_world, sources, ns_per_agent_tick=10_000.0, threads=False)
