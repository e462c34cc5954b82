"""Signs of news and of movement: the same runs twice, with one thing changed, and which way the mean goes.

Paired on the same seed. The tolerance is three standard errors of the mean of the paired differences.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.engines import compiled
from sim.model.world import build_world
from sim.results import Chunk
from sim.scenario import load

SMALL = Path(__file__).parents[1] / "scenario" / "small.toml"
RUNS = np.arange(400)
Measure = Callable[[Chunk], NDArray[Any]]


AT_REST = {"parameters.reference_days": 0.0}  # what is expected says what a stand is worth, no more
LOUD = {
    "parameters.rumours_per_day": 12.0,
    "parameters.rumour_credibility": 1.0,
    "parameters.public_attention": 1.0,
    "parameters.denial_credibility": 0.0,
}
"""Rumours all the time, believed, and no denial is."""


def prestige(chunk: Chunk) -> NDArray[Any]:
    """Share of prestige that the state holds at the end."""
    return chunk.columns["prestige_held_share"]


def broken(chunk: Chunk) -> NDArray[Any]:
    """Formations that broke."""
    return chunk.columns["formations_broken"].astype(float)


def regained(chunk: Chunk) -> NDArray[Any]:
    """Places regained at least once."""
    days = [days for name, days in chunk.columns.items() if name.startswith("place_regained_day")]
    return (np.array(days) >= 0.0).sum(axis=0).astype(float)


def changed(measure: Measure, fewer: dict[str, Any], more: dict[str, Any]) -> tuple[float, float]:
    """Mean of what the second changes against the first, and three of its standard errors."""
    first, second = (
        measure(compiled.simulate(build_world(load(SMALL, overrides)), 11, RUNS))
        for overrides in (fewer, more)
    )
    difference = second - first
    return float(difference.mean()), 3.0 * float(difference.std(ddof=1) / np.sqrt(len(RUNS)))


def all_units(key: str, factor: float, shift: float = 0.0) -> dict[str, Any]:
    """A number of every formation, changed; of one that is drawn, its middle."""
    given = {name: getattr(unit, key) for name, unit in load(SMALL).units.items()}
    middles = {name: getattr(value, "middle", value) for name, value in given.items()}
    return {f"units.{name}.{key}": round(value * factor + shift, 2) for name, value in middles.items()}


@pytest.mark.parametrize(
    ("measure", "before", "after", "sign"),
    [
        (prestige, all_units("men", 1.0), all_units("men", 2.0), 1),
        (prestige, all_units("cohesion", 1.0), all_units("cohesion", 1.0, 0.4), 1),
        (prestige, {"parameters.expected_days": 4.0}, {"parameters.expected_days": 30.0}, 1),
        (
            prestige,
            AT_REST | {"parameters.expected_days": 1.0},
            AT_REST | {"parameters.expected_days": 30.0},
            -1,
        ),
        (prestige, LOUD | {"parameters.rumour_credibility": 0.0}, LOUD, -1),
        (prestige, {"parameters.near_km": 0.0}, {"parameters.near_km": 300.0}, -1),
        (prestige, {"mechanisms.corridor": False}, {}, -1),
        (regained, {"mechanisms.counter_attacks": False}, {}, 1),
        (regained, {"parameters.counter_attack_ratio": 3.0}, {"parameters.counter_attack_ratio": 1.0}, 1),
        (
            regained,
            {"parameters.counter_attacks_per_day": 0.1},
            {"parameters.counter_attacks_per_day": 3.0},
            1,
        ),
        (regained, {"parameters.occupation_share": 0.0}, {"parameters.occupation_share": 0.5}, -1),
        (broken, {"parameters.cohesion_spread": 0.0}, {"parameters.cohesion_spread": 1.0}, 1),
        (prestige, {"parameters.cohesion_spread": 0.0}, {"parameters.cohesion_spread": 1.0}, -1),
    ],
)
def test_no_change_goes_the_wrong_way(
    measure: Measure, before: dict[str, Any], after: dict[str, Any], sign: int
) -> None:
    eager = {"parameters.counter_attacks_per_day": 1.0}
    mean, tolerance = changed(measure, eager | before, eager | after)
    print(measure.__name__, sign, mean, tolerance)
    assert sign * mean >= -tolerance


def test_what_must_show_at_all_shows() -> None:
    """Counter-attacks regain places, and a spread of cohesion breaks formations: beyond chance."""
    eager = {"parameters.counter_attacks_per_day": 1.0}
    mean, tolerance = changed(regained, eager | {"mechanisms.counter_attacks": False}, eager)
    assert mean > tolerance
    mean, tolerance = changed(
        broken, {"parameters.cohesion_spread": 0.0}, {"parameters.cohesion_spread": 1.0}
    )
    assert mean > tolerance
