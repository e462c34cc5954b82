"""Rout: an agent-based simulation of military morale.

``from sim import load, run, compare, replay`` are the commands as functions; what they need
is imported when they are first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim import compiled_cache

if TYPE_CHECKING:
    from sim.api import compare, load, replay, run, score

compiled_cache.prepare()

__all__ = ["compare", "load", "replay", "run", "score"]


def __getattr__(name: str) -> Any:
    """Find the functions of the interface; called for names that are not modules."""
    if name not in __all__:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module("sim.api"), name)
