"""What becomes of an army that nobody attacks: a check on numbers under which armies fall by themselves.

Groups stay where they are (``attacks_from_day``) and everything else runs as it does: people may rise,
backers may leave, news is heard. Armies that face an enemy who does not attack stand for months and years;
the front in the north of Syria did not move from March 2020 to November 2024. Assumption A132.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.model.world import World

DAYS = 30.0
"""For how long an army that nobody attacks has to stand,"""
MOST_LOST = 3
"""and how many places it may lose all the same."""


def unattacked(days: float = DAYS) -> dict[str, object]:
    """What a scenario is given so that nobody attacks, or intervenes, or orders, in so many days."""
    from sim.scenario.schema import NO_DAY

    waiting = {"groups.*.attacks_from_day": NO_DAY, "mechanisms.orders": False, "branch.kind": "free"}
    return {"scenario.horizon_days": days, **waiting}


def held_at_start(world: World) -> tuple[str, ...]:
    """The places that the state holds when a run starts."""
    return tuple(name for name, place in world.scenario.places.items() if place.controller == "state")


def places_lost(world: World, columns: Mapping[str, Any]) -> NDArray[np.float64]:
    """How many of these each run lost at least once, (runs,)."""
    import numpy as np

    days = [columns[f"place_lost_day.{name}"] for name in held_at_start(world)]
    lost: NDArray[np.float64] = np.sum(~np.isnan(days), axis=0).astype(np.float64)
    return lost
