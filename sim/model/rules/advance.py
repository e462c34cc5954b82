"""Rebel groups: when they set out, for which place, when they press and when they turn back."""

from __future__ import annotations

from sim.model.numeric import exp, log, logistic


def will_to_fight(rest: float, broke: float, held: float, effect: float) -> float:
    """Will to attack in (0, 1): logistic(rest + effect * (broke - held)). A33.

    ``rest`` is log-odds; ``broke`` and ``held`` are the shifts of belief heard where it stands.
    """
    return logistic(rest + effect * (broke - held))


def recovering_rate(rate: float, backing: float, effect: float) -> float:
    """Rate at which readiness recovers, per day: rate * (1 + effect * backing). A34, A42.

    ``backing`` is the weight times the commitment of the backer behind the group, 0 without one.
    """
    return rate * (1.0 + effect * backing)


def launching_rate(rate: float, readiness: float, will: float) -> float:
    """Hazard per day of setting out: rate * readiness * will. A31."""
    return rate * readiness * will


def pressing_rate(
    attack: float, defence: float, will: float, readiness: float, weights: tuple[float, float, float, float]
) -> float:
    """Hazard per day of pressing the attack from the outskirts. A32.

        rate * readiness * logistic((log((attack + 1) / (defence + 1)) + w * (will - 1/2) - ratio) / width)

    ``attack`` is the strength of all who stand before the place, ``defence`` that of its garrison
    with air power; ``weights`` are rate, ratio (log), width and w.
    """
    ratio = log((attack + 1.0) / (defence + 1.0))
    lean = ratio + weights[3] * (will - 0.5) - weights[1]
    return weights[0] * readiness * logistic(lean / weights[2])


def turning_rate(rate: float, will: float, readiness: float) -> float:
    """Hazard per day of turning back: rate * (1 - will) * (1 - readiness). A33."""
    return rate * (1.0 - will) * (1.0 - readiness)


def tiring(rate: float, days: float) -> float:
    """Share of readiness left after pressing for ``days``: exp(-rate * days). A34."""
    return exp(-rate * days)


def attraction(
    prestige: float,
    road_km: float,
    gained_km: float,
    defence: float,
    weights: tuple[float, float, float, float],
) -> float:
    """How much a group wants a place, before taste. A36.

        prize * prestige - distance * road_km / 100 + aim * gained_km / 100 - force * defence

    ``gained_km`` is how much nearer its aim it would be; ``defence`` is log((garrison + 1) / (own
    strength + 1)), at least -3. ``weights`` are prize, distance, aim and force.
    """
    return (
        weights[0] * prestige
        - weights[1] * road_km / 100.0
        + weights[2] * gained_km / 100.0
        - weights[3] * defence
    )


def taste(uniform: float) -> float:
    """Gumbel noise -log(-log(u)): the greatest attraction plus taste is a logit choice (McFadden 1974)."""
    return -log(-log(uniform))
