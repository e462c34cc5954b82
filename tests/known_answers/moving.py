"""Known answers about movement: setting out, choosing a target, pressing, turning back, counter-attacks."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from known_answers.worlds import (
    ELSEWHERE,
    FAR_ROAD,
    Answer,
    Case,
    Tree,
    chain,
    dated,
    garrison,
    logistic,
    quiet,
    row,
    struck,
    within,
)

from sim.results import Chunk

DAYS = (2.0, 3.0, 5.0, 8.0)


def setting_out(scale: float = 1.0) -> Case:
    """Launching is a hazard of readiness and will; a march takes the time of the way, to the nearest tick."""
    tree = quiet(advance_rate=1.6, group_km_per_day=30.0, will_effect=0.0)
    tree["groups"]["North"] |= {"readiness": 0.5, "reach_km": 50.0}
    rate = 1.6 * 0.5 * logistic(0.4)
    march = 3  # ticks: 40 km at 30 km a day are 1.33 days
    tree["parameters"]["advance_rate"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        # it sets out in a tick, and the place is lost in the tick of its arrival
        yield from dated(chunk, "place_lost_day.Town", lambda n: struck(rate, max(0, n - march)), DAYS)

    return Case(tree, answers)


def star() -> Tree:
    """Hub, held by North, and four places round it; Capital out of reach."""
    tree = quiet(
        8.0, advance_rate=100.0, near_km=0.0, target_prize=0.6, target_distance=1.2, target_aim=0.5,
        target_force=0.4, overrun_ratio=2.0, group_km_per_day=300.0,
    )  # fmt: skip
    tree["mechanisms"] |= {"prestige": True, "pausing": False, "corridor": False}  # nothing is cut off
    ends = {"Ash": (0.5, 30.0), "Birch": (1.5, 80.0), "Cedar": (2.5, 60.0), "Capital": (1.0, 900.0)}
    tree["places"] = ELSEWHERE | {"Hub": {"lat": 1.0, "lon": 1.0, "controller": "North"}}
    tree["places"] |= {name: {"lat": 1.0, "lon": 1.0, "prestige": end[0]} for name, end in ends.items()}
    tree["roads"] = FAR_ROAD | {
        f"To {name}": {"between": ["Hub", name], "km": end[1]} for name, end in ends.items()
    }
    tree["groups"]["North"] |= {"place": "Hub", "reach_km": 200.0, "aims": ["Birch"]}
    tree["units"]["Cedars"] = garrison(400, 5.0, "Cedar", quality=1.5)
    return tree


def choosing_a_target(scale: float = 1.0) -> Case:
    """Attraction plus Gumbel taste is a logit choice: shares are exp(attraction) (McFadden 1974)."""
    tree = star()
    force = 2250.0
    attraction = {
        "Ash": 0.6 * 0.5 - 1.2 * 0.3 + 0.5 * (0.8 - 1.1) + 0.4 * 3.0,
        "Birch": 0.6 * 1.5 - 1.2 * 0.8 + 0.5 * 0.8 + 0.4 * 3.0,
        "Cedar": 0.6 * 2.5 - 1.2 * 0.6 + 0.5 * (0.8 - 1.4) - 0.4 * math.log(601.0 / (force + 1.0)),
    }
    whole = sum(map(math.exp, attraction.values()))
    tree["parameters"]["target_prize"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        lost = np.array([chunk.columns[f"place_lost_day.{name}"] for name in attraction])
        first = np.nanargmin(lost, axis=0)
        for i, (name, wanted) in enumerate(attraction.items()):
            yield f"{name} is first", first == i, math.exp(wanted) / whole

    return Case(tree, answers)


def before_town(others: tuple[str, ...] = (), **parameters: float) -> Tree:
    """North, and others like it, pause before Town, which falls in the tick after one presses."""
    tree = quiet(
        8.0, press_ratio=1.0, press_width=0.8, press_will=1.0, will_effect=0.0, overrun_ratio=1.0,
        near_km=0.0, group_km_per_day=1.0, **parameters,
    )  # fmt: skip
    north = tree["groups"]["North"] | {"paused_before": "Town", "readiness": 0.6, "reach_km": 60.0}
    tree["groups"] = {name: dict(north) for name in ("North", *others)}
    tree["units"]["Townsmen"] = garrison(1000, 5.0, "Town")
    return tree


def pressing(groups: int, press_rate: float) -> float:
    """Hazard per day at which each of so many presses (7.6)."""
    lean = math.log((2250.0 * groups + 1.0) / 1001.0) + 1.0 * (logistic(0.4) - 0.5) - 1.0
    return press_rate * 0.6 * logistic(lean / 0.8)


def pressing_together(scale: float = 1.0) -> Case:
    """Three before one place count together in the odds, and the first to press decides."""
    tree = before_town(("East", "West"), press_rate=0.3)
    rate = 3.0 * pressing(3, 0.3)
    tree["parameters"]["press_rate"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        yield from dated(chunk, "place_lost_day.Town", lambda n: struck(rate, n - 1), (1.0, 2.0, 4.0))

    return Case(tree, answers)


def press_or_turn_back(scale: float = 1.0) -> Case:
    """Pressing and turning back compete; pressing is decided first, and who presses may still turn back."""
    tree = before_town(press_rate=1.0, turn_rate=2.0)
    press, turn = within(pressing(1, 1.0)), within(2.0 * (1.0 - logistic(0.4)) * 0.4)
    waits, gives_up = (1.0 - press) * (1.0 - turn), (1.0 - press) * turn
    steps = [[waits, press, 0, gives_up], [0, 0, 1.0 - turn, turn], [0, 0, 1, 0], [0, 0, 0, 1]]
    lost = chain(steps, 16)[:, 2]
    tree["parameters"]["turn_rate"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        yield from dated(chunk, "place_lost_day.Town", lambda n: float(lost[n]), (1.0, 2.0, 8.0))

    return Case(tree, answers)


def counter_attack(scale: float = 1.0) -> Case:
    """A garrison sets out at its hazard to retake what was lost next door, and arrives after the way."""
    tree = row(
        ("Capital", "Town", "Mill", "Border"), (50.0, 40.0, 40.0), 6.0, counter_attacks_per_day=0.7,
        counter_attack_morale=0.0, retreat_km_per_day=50.0, occupation_share=0.0,
    )  # fmt: skip
    tree["places"]["Mill"]["controller"] = "North"
    tree["history"] = [{"day": -1.0, "place": "Mill", "kind": "place lost", "lost": True}]
    tree["units"] |= {name: garrison(1000, 5.0, "Town") for name in ("Townsmen", "Others")}  # half may go
    march = 2  # ticks: 40 km at 50 km a day are 0.8 days
    tree["parameters"]["counter_attacks_per_day"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        days = (2.0, 4.0, 6.0)
        yield from dated(chunk, "place_regained_day.Mill", lambda n: struck(0.7, max(0, n - march)), days)

    return Case(tree, answers)


def ceding(scale: float = 1.0) -> Case:
    """The command gives up one place at a time at its hazard; garrisons obey in the next tick."""
    tree = quiet(6.0, cede_rate=0.4, cede_lost=0.0, cede_km=0.0, ceding_weight=0.0)
    ends = {"Capital": 0.0, "Near": 50.0, "Far": 90.0, "Border": 100.0}
    tree["places"] = {name: {"lat": 1.0, "lon": 1.0} for name in ends} | ELSEWHERE
    tree["places"]["Border"]["controller"] = "North"
    tree["roads"] = FAR_ROAD | {
        f"To {name}": {"between": ["Capital", name], "km": km} for name, km in ends.items() if km
    }
    for name in ("Near", "Far"):
        tree["units"][name] = garrison(1000, 5.0, name)
    p = within(0.4)
    steps = [[1.0 - p, p, 0.0], [0.0, 1.0 - p, p], [0.0, 0.0, 1.0]]
    ceded = chain(steps, 11)[-1]
    tree["parameters"]["cede_rate"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        for count in range(3):
            orders = chunk.columns["withdrawals_ordered"]
            yield f"{count} places ceded", orders == count, float(ceded[count])

    return Case(tree, answers)


CASES = {
    "setting out, and the way": setting_out,
    "choosing a target": choosing_a_target,
    "pressing together": pressing_together,
    "press or turn back": press_or_turn_back,
    "counter-attack": counter_attack,
    "ceding": ceding,
}
