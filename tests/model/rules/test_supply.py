"""Supply: isolation and hunger."""

from __future__ import annotations

import pytest

from sim.model.rules import supply


@pytest.mark.parametrize(
    ("cut_off", "used_to_it", "by_air", "expected"),
    [(0, 0, 0, 0.0), (1, 0, 0, 1.0), (1, 0, 1, 0.3), (1, 1, 0, 0.0), (1, 1, 1, 0.0), (0, 0, 1, 0.0)],
)
def test_isolation_is_a_change_since_the_start(
    cut_off: int, used_to_it: int, by_air: int, expected: float
) -> None:
    assert supply.isolation(cut_off, used_to_it, by_air, 0.3) == expected


@pytest.mark.parametrize(("isolation", "expected"), [(0.0, 0.0), (0.5, 0.0), (1.0, 5.0)])
def test_only_the_wholly_isolated_starve(isolation: float, expected: float) -> None:
    assert supply.starving(1000.0, isolation, 0.01, 0.5) == expected
