"""Supply: what cutting a garrison off does to it. Assumptions A90 and A91."""

from __future__ import annotations


def isolation(cut_off: int, used_to_it: int, by_air: int, air_supply: float) -> float:
    """How far a garrison has been cut off since the start, share. A90.

    0 with a held road to the capital, and for a place that had none at the start; else 1, or
    ``air_supply`` where aircraft or ships still come.
    """
    if cut_off == 0 or used_to_it == 1:
        return 0.0
    return air_supply if by_air == 1 else 1.0


def starving(men: float, isolation: float, rate: float, days: float) -> float:
    """Men whom hunger takes in ``days``, as a real number: rate * men * days, of the wholly isolated. A91."""
    return rate * men * days if isolation >= 1.0 else 0.0
