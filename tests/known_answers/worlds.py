"""Small worlds in which one thing alone is left to chance, and how an answer is compared with its runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from stages.bench import three

from sim.engines.compiled import simulate
from sim.model.world import Points, build_world
from sim.results import Chunk
from sim.scenario import build

Tree = dict[str, Any]
Values = NDArray[Any]
Answer = tuple[str, Values, float]
"""What is asked, one number for each run, and the mean that it must have."""

TICK = 0.5
"""Length of a tick in ``three.toml``, days."""
QUITS = {"cohesion_spread": 0.0, "quit_base": 10.0, "quit_conscripts": 20.0, "conscript_effect": 0.0}
"""All of one cohesion; and with conscripts alone, whoever breaks disbands: a chance of 1 - 9e-14."""
SILENT = {"prestige": False, "stands": False, "rumours": False, "handover": False}

ELSEWHERE = {"Elsewhere": {"lat": 10.0, "lon": 21.0}}
"""A place far from all others: the bellwether of worlds that need none."""
FAR_ROAD = {"Far road": {"between": ["Capital", "Elsewhere"], "km": 5000.0}}
WATCH = {"Watch": {"place": "Elsewhere", "men": 1000}}
"""The one formation of worlds that need none."""


@dataclass(frozen=True)
class Case:
    """A world, and what its runs must give; ``points`` sets numbers run by run, given how many runs."""

    tree: Tree
    answers: Callable[[Chunk], Iterator[Answer]]
    points: Callable[[int], Points] | None = None

    def scores(self, runs: int, seed: int) -> dict[str, float]:
        """How many standard errors the mean of each answer is from what it must be."""
        points = self.points(runs) if self.points else None
        tree = self.tree if self.tree["units"] else self.tree | {"units": WATCH}
        chunk = simulate(build_world(build(tree)), seed, np.arange(runs), points)
        return {what: score(values, mean) for what, values, mean in self.answers(chunk)}


def score(values: Values, mean: float) -> float:
    """(mean of the values - mean) in standard errors; without any spread 0 or infinite."""
    gap = float(values.mean()) - mean
    error = float(values.std()) / math.sqrt(len(values))
    if error == 0.0:
        return 0.0 if abs(gap) < 1e-9 else math.inf
    return gap / error


# --- worlds ------------------------------------------------------------------------------
def quiet(days: float = 10.0, **parameters: float) -> Tree:
    """The three places without agents, but for North, which rests at Border and never sets out."""
    tree = three()
    north = {"place": "Border", "men": 1500, "quality": 1.5, "will_to_fight": 0.4, "reach_km": 0.0}
    tree |= {"units": {}, "groups": {"North": north}, "communities": {}, "backers": {}, "history": []}
    tree["places"] |= ELSEWHERE
    tree["roads"] |= FAR_ROAD
    tree["scenario"] |= {"horizon_days": days, "bellwether": "Elsewhere"}
    tree["mechanisms"] |= SILENT
    tree["parameters"] |= QUITS | parameters
    return tree


def row(names: Sequence[str], km: Sequence[float], days: float = 10.0, **parameters: float) -> Tree:
    """Places in a row, Capital first, with roads of these lengths; North holds the last and rests there."""
    tree = quiet(days, **parameters)
    tree["places"] = {name: {"lat": 10.0, "lon": 20.0} for name in names} | ELSEWHERE
    tree["places"][names[-1]]["controller"] = "North"
    tree["groups"]["North"]["place"] = names[-1]
    ways = zip(names, names[1:], km, strict=False)
    tree["roads"] = FAR_ROAD | {f"{a} {b}": {"between": [a, b], "km": length} for a, b, length in ways}
    return tree


def garrison(men: int = 1000, cohesion: float = 0.5, place: str = "Capital", **more: Any) -> Tree:
    """A formation of conscripts."""
    return {"place": place, "men": men, "cohesion": cohesion, "conscript_share": 1.0, **more}


def break_rate(tree: Tree, morale: float, exposure: float) -> float:
    """Hazard of breaking per day by docs/model.md, 7.5, at a morale in log-odds."""
    p = tree["parameters"]
    lean = p["break_steepness"] * (1.0 / (1.0 + math.exp(-morale)) - p["critical_morale"])
    return float(min(200.0, p["break_rate"] * math.exp(-lean) * exposure))


def logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


# --- chances -----------------------------------------------------------------------------
def within(rate: float) -> float:
    """Chance that a hazard per day strikes within a tick."""
    return 1.0 - math.exp(-rate * TICK)


def struck(rate: float, ticks: float) -> float:
    """Chance that a hazard that never changes has struck within so many ticks."""
    return 1.0 - math.exp(-rate * TICK * ticks)


def chain(steps: Sequence[Sequence[float]], ticks: int) -> NDArray[np.float64]:
    """Chance of each state after 0, 1, ... ticks of a Markov chain from its first: (ticks + 1, states)."""
    matrix = np.array(steps)
    found = [np.eye(len(matrix))[0]]
    for _ in range(ticks):
        found.append(found[-1] @ matrix)
    return np.array(found)


def second_by(first: float, later: Callable[[int], float], ticks: int) -> NDArray[np.float64]:
    """Chance that both of two things in a row have happened after 0, 1, ... ticks.

    ``first`` is the chance of the first in a tick, ``later(k)`` that of the second in the k-th tick after it.
    """
    found = np.zeros(ticks + 1)
    for at in range(ticks):
        open_ = first * (1.0 - first) ** at
        spared = 1.0
        for k in range(1, ticks - at):
            spared *= 1.0 - later(k)
            found[at + 1 + k] += open_ * (1.0 - spared)
    return found


# --- what runs show ----------------------------------------------------------------------
def standing(chunk: Chunk, day: int, men: int, of: int) -> Values:
    """Whether a formation of so ``men`` of all is still under command when a day begins, by the men who are.

    Men are powers of two times 1000, so that each sum of them is another.
    """
    left = np.rint(chunk.daily["men_share"][:, day].astype(float) * of).astype(int)
    return (left // men) % 2


def by_day(chunk: Chunk, column: str, day: float) -> Values:
    """Whether something had happened by a day."""
    return np.asarray(chunk.columns[column] <= day)


def dated(
    chunk: Chunk, column: str, chance: Callable[[int], float], days: Sequence[float]
) -> Iterator[Answer]:
    """A day of the results against the chance that it is over after so many ticks."""
    for day in days:
        yield f"{column} by {day}", by_day(chunk, column, day), chance(round(day / TICK))
