"""Known answers about breaking: hazards, exposure, belief, contagion, spread, sub-units, cascades."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from known_answers.worlds import (
    SILENT,
    TICK,
    Answer,
    Case,
    Tree,
    break_rate,
    garrison,
    logistic,
    quiet,
    row,
    standing,
    struck,
    within,
)
from scipy.integrate import quad
from scipy.stats import norm

from sim.model.world import Points
from sim.results import Chunk

DAYS = (1, 2, 3, 5, 8)


def steady(tree: Tree, rates: dict[int, float], of: int) -> Case:
    """Formations, by their men, that break at rates which never change."""

    def answers(chunk: Chunk) -> Iterator[Answer]:
        for day in DAYS:
            for men, rate in rates.items():
                stands = standing(chunk, day, men, of)
                yield f"{men} men stand on day {day}", stands, math.exp(-rate * day)

    return Case(tree, answers)


def one_in_the_rear(scale: float = 1.0) -> Case:
    """One garrison far from any enemy breaks at a constant hazard: its day is exponential."""
    tree = row(("Capital", "Town", "Far"), (900.0, 900.0), break_rate=2.0, exposure_rear=0.25)
    tree["units"]["Guard"] = garrison(cohesion=0.3)
    rate = break_rate(tree, 0.3, 0.25)
    tree["parameters"]["break_rate"] *= scale
    return steady(tree, {1000: rate}, 1000)


def two_by_distance(scale: float = 1.0) -> Case:
    """Exposure falls off exponentially with the days until an enemy could be there."""
    tree = quiet(
        break_rate=1.5, exposure_rear=0.1, exposure_threatened=0.6, anticipation_days=0.8, news_effect=0.0
    )
    rates = {}
    for place, men, km in (("Town", 1000, 40.0), ("Capital", 2000, 120.0)):
        tree["units"][place] = garrison(men, 0.2, place)
        rates[men] = break_rate(tree, 0.2, 0.1 + 0.5 * math.exp(-km / 100.0 / 0.8))
    tree["parameters"]["break_rate"] *= scale
    return steady(tree, rates, 3000)


def in_contact(scale: float = 1.0) -> Case:
    """In contact exposure is 1 and morale shifts by the log of the force ratio."""
    tree = quiet(break_rate=0.5, force_effect=0.7, overrun_ratio=100.0, home_effect=0.0)
    tree["units"]["Guard"] = garrison(1000, 0.4)
    tree["communities"]["Quarter"] = {
        "place": "Capital", "stance": "risen", "men": 2000, "quality": 1.0, "reach_km": 0.0,
    }  # fmt: skip
    rate = break_rate(tree, 0.4 + 0.7 * math.log(1001.0 / 2001.0), 1.0)
    tree["parameters"]["break_rate"] *= scale
    return steady(tree, {1000: rate}, 1000)


def without_news(scale: float = 1.0) -> Case:
    """With news off, two garrisons are independent: both stand with the product of their chances."""
    tree = quiet(break_rate=1.0, exposure_rear=0.3, exposure_threatened=0.3)
    tree["mechanisms"]["news"] = False
    rates = []
    for place, men, cohesion in (("Town", 1000, 0.2), ("Capital", 2000, 0.6)):
        tree["units"][place] = garrison(men, cohesion, place)
        rates.append(break_rate(tree, cohesion, 0.3))
    tree["parameters"]["break_rate"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        for day in DAYS:
            town, capital = (standing(chunk, day, men, 3000) for men in (1000, 2000))
            one, other = (math.exp(-rate * day) for rate in rates)
            yield f"both stand on day {day}", town * capital, one * other
            yield f"neither stands on day {day}", (1 - town) * (1 - capital), (1 - one) * (1 - other)

    return Case(tree, answers)


def one_after_another(scale: float = 1.0) -> Case:
    """Two in one place: the news of the first break lowers the morale of the other by log(1 + K / a)."""
    tree = quiet(
        break_rate=0.6, exposure_rear=0.4, exposure_threatened=0.4, fall_rate=100.0, recovery_rate=100.0,
        retreat_weight=0.05, prior_breaks=4.0, news_effect=1.2, news_half_life_days=6.0,
    )  # fmt: skip
    for i in range(2):
        tree["units"][f"Guard {i}"] = garrison(1000, 0.4)
    calm = break_rate(tree, 0.4, 0.4)

    def later(k: int) -> float:
        heard = 0.05 * 50.0 * 0.5 ** ((k - 1) * TICK / 6.0)
        return within(break_rate(tree, 0.4 - 1.2 * math.log(1.0 + heard / 4.0), 0.4))

    both = second_by_either(within(calm), [later(k) for k in range(1, 21)], 20)
    tree["parameters"]["break_rate"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        for day in DAYS:
            left = np.rint(chunk.daily["men_share"][:, day].astype(float) * 2.0)
            yield f"both stand on day {day}", left == 2, math.exp(-2.0 * calm * day)
            yield f"none stands on day {day}", left == 0, float(both[2 * day])

    return Case(tree, answers)


def second_by_either(calm: float, later: list[float], ticks: int) -> np.ndarray:
    """Chance that both of two have broken after 0, 1, ... ticks, when one's break changes the other's."""
    both_at_once = calm * calm
    one = 2.0 * calm * (1.0 - calm)
    found = np.zeros(ticks + 1)
    for at in range(ticks):
        untouched = (1.0 - calm) ** (2 * at)
        found[at + 1 :] += untouched * both_at_once
        spared = np.cumprod([1.0 - chance for chance in later[: ticks - at - 1]])
        found[at + 2 :] += untouched * one * (1.0 - spared)
    return found


HEARD_TICK = 5
"""News of what happens in the tick before is heard in it."""


def news_from_afar(days: float = 10.0) -> tuple[Tree, list[float]]:
    """Mill falls on day 2; Town hears it 60 km away, and what it heard fades. K at Town by tick."""
    tree = row(
        ("Capital", "Town", "Mill", "Border"), (200.0, 60.0, 30.0), days,
        retreat_weight=1.5, fall_weight=3.0, news_everywhere=0.1, news_reach_km=50.0, news_half_life_days=4.0,
        prior_breaks=5.0, news_effect=1.0, fall_rate=100.0, recovery_rate=100.0, expected_days=20.0,
    )  # fmt: skip
    tree["units"]["Millers"] = garrison(1000, 3.0, "Mill")
    tree["units"]["Townsmen"] = garrison(3000, 0.0, "Town")
    tree["branch"] = {"kind": "fall", "place": "Mill", "from_day": 2.0}
    share = 0.1 + 0.9 * math.exp(-60.0 / 50.0)
    told = 1.5 * 25.0 + 3.0
    heard = [
        share * told * 0.5 ** ((tick - HEARD_TICK) * TICK / 4.0) if tick >= HEARD_TICK else 0.0
        for tick in range(round(days / TICK))
    ]
    return tree, heard


def a_break_heard_from_afar(scale: float = 1.0) -> Case:
    """News thins by exp(-km / reach) and fades by half-life; morale moves by log(D / D0) - log(1 + K / a)."""
    tree, heard = news_from_afar()
    tree["parameters"] |= {"break_rate": 0.25, "exposure_rear": 0.5, "exposure_threatened": 0.5}
    hazards = [break_rate(tree, math.log(20.0 / 10.0) - math.log(1.0 + k / 5.0), 0.5) * TICK for k in heard]
    tree["parameters"]["retreat_weight"] *= scale**2
    tree["units"]["Millers"]["cohesion"] = 10.0

    def answers(chunk: Chunk) -> Iterator[Answer]:
        for day in DAYS:
            stands = chunk.daily["men_share"][:, day] >= 0.74
            yield f"Town stands on day {day}", stands, math.exp(-sum(hazards[: 2 * day]))

    return Case(tree, answers)


def officers_who_hear(scale: float = 1.0) -> Case:
    """Belief after a break heard from afar, by the hand of the officers' hazard."""
    tree, heard = news_from_afar()
    tree["parameters"] |= {
        "officers_rate": 0.5, "officers_belief": 0.6, "officers_width": 0.2, "officers_by_road": 0.5,
        "break_rate": 0.0,
    }  # fmt: skip
    del tree["units"]["Millers"]
    tree["parameters"]["fall_weight"] = 30.0
    share = heard[HEARD_TICK] / (1.5 * 25.0 + 3.0)
    total = 0.0
    for k in (share * 30.0 * k / heard[HEARD_TICK] for k in heard):
        rate = (1.0 + k / 5.0) / 20.0  # the hazard learned, per day
        belief = 0.8 / (0.8 + 0.2 * rate * 10.0)
        total += 0.5 * logistic((0.6 - belief) / 0.2) * 0.5 * TICK
    tree["parameters"]["officers_rate"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        yield "officers have left", chunk.columns["officers_left"], 1.0 - math.exp(-total)

    return Case(tree, answers)


def spread_tree(resolution: int) -> tuple[Tree, list[float]]:
    """A garrison whose cohesion is normal around 0.5 with deviation 0.8, and its chances to stand by day."""
    tree = quiet(
        break_rate=2.0, exposure_rear=0.4, exposure_threatened=0.4, news_effect=0.0, cohesion_spread=0.8,
        comrades_effect=0.0,
    )  # fmt: skip
    tree["scenario"]["resolution"] = resolution
    tree["units"]["Guard"] = garrison(1000, 0.5)
    chances = [
        quad(
            lambda z, d=day: norm.pdf(z) * math.exp(-d * break_rate(tree, 0.5 + 0.8 * z, 0.4)),
            -9.0, 9.0, epsabs=1e-11, limit=200,
        )[0]
        for day in range(11)
    ]  # fmt: skip
    return tree, chances


def spread_of_cohesion(scale: float = 1.0) -> Case:
    """A formation stands with E[exp(-H)] over the spread of cohesion, against an integral."""
    tree, chances = spread_tree(1)
    tree["parameters"]["break_rate"] *= scale**2

    def answers(chunk: Chunk) -> Iterator[Answer]:
        for day in DAYS:
            yield f"stands on day {day}", chunk.daily["men_share"][:, day] == 1.0, chances[day]

    return Case(tree, answers)


def sub_units(scale: float = 1.0) -> Case:
    """Divided into five, each sub-unit has the same chance, and they are independent."""
    tree, chances = spread_tree(5)
    tree["parameters"]["break_rate"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        for day in DAYS:
            share = chunk.daily["men_share"][:, day].astype(float)
            yield f"share that stands on day {day}", share, chances[day]
            yield f"all stand on day {day}", share > 0.99, chances[day] ** 5
            if day > 2:
                yield f"none stands on day {day}", share < 0.01, (1.0 - chances[day]) ** 5
        gone = chunk.columns["formations_broken"]
        yield "sub-units broken", gone, 5.0 * (1.0 - chances[10])

    return Case(tree, answers)


CROWD = 5


def crowd() -> tuple[Tree, list[float]]:
    """Five garrisons of one place, and the cohesion that makes one break once 0, 1, ... others have.

    Each break counts 1; morale falls by x = 15 log(1 + K / 5). A cohesion half way between two values of x
    has the hazard below 1e-6 a day before, and above 1e6 (taken as 200) after.
    """
    tree = quiet(
        6.0, break_rate=100.0, break_steepness=100.0, critical_morale=0.5, exposure_rear=1.0,
        exposure_threatened=1.0, news_effect=15.0, prior_breaks=5.0, retreat_weight=1.0 / 20.0,
        news_half_life_days=1000.0, fall_rate=100.0, recovery_rate=100.0,
    )  # fmt: skip
    for i in range(CROWD):
        tree["units"][f"Guard {i}"] = garrison(1000)
    x = [15.0 * math.log(1.0 + k / 5.0) for k in range(CROWD)]
    return tree, [-5.0, *(0.5 * (one + other) for one, other in pairwise(x))]


def cascade(scale: float = 1.0) -> Case:
    """Granovetter's crowd with thresholds drawn alike: how many break (parking functions).

    Of N^N assignments of thresholds 0 ... N - 1, C(N, k) (k + 1)^(k - 1) (N - 1 - k)^(N - k) end
    with k broken; with k = N that is (N + 1)^(N - 1) (Konheim and Weiss 1966).
    """
    tree, cohesion = crowd()

    def points(runs: int) -> Points:
        uniform = np.random.default_rng(7).random((runs, CROWD)) ** scale
        table = np.array(cohesion)[np.floor(uniform * CROWD).astype(int)]
        return Points(tuple(f"units.Guard {i}.cohesion" for i in range(CROWD)), table)

    def answers(chunk: Chunk) -> Iterator[Answer]:
        n = CROWD
        for k in range(n + 1):
            ways = math.comb(n, k) * (k + 1.0) ** (k - 1) * float(n - 1 - k) ** (n - k)
            yield f"{k} of {n} break", chunk.columns["formations_broken"] == k, ways / n**n

    return Case(tree, answers, points)


def hopeless(scale: float = 1.0) -> Case:
    """A garrison that is cut off and without hope gives up at rate * (1 - morale)^2."""
    tree = row(
        ("Capital", "Mill", "Town", "Border"), (50.0, 50.0, 50.0), handover_rate=4.0, break_rate=0.0,
        isolation_effect=0.0, starvation_rate=0.0,
    )  # fmt: skip
    tree["mechanisms"] |= SILENT | {"handover": True, "news": False}
    tree["units"]["Townsmen"] = garrison(1000, 0.6, "Town")
    tree["branch"] = {"kind": "fall", "place": "Mill", "from_day": 0.0}
    rate = 4.0 * (1.0 - logistic(0.6)) ** 2
    tree["parameters"]["handover_rate"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        for day in DAYS:
            stands = chunk.daily["men_share"][:, day] == 1.0
            yield f"stands on day {day}", stands, 1.0 - struck(rate, 2 * day - 1)

    return Case(tree, answers)


def disband_or_retreat(scale: float = 1.0) -> Case:
    """Who breaks disbands with the chance of A27, else keeps all but the stragglers."""
    tree = row(
        ("Capital", "Mill", "Border"), (50.0, 50.0), quit_base=-0.5 + 0.3 * (scale - 1.0) / 0.1,
        quit_conscripts=0.7, quit_despair=0.0, conscript_effect=0.0, straggler_share=0.2,
    )  # fmt: skip
    tree["units"]["Millers"] = garrison(1000, 1.0, "Mill", conscript_share=0.4)
    tree["branch"] = {"kind": "fall", "place": "Mill", "from_day": 0.0}
    chance = logistic(-0.5 + 0.7 * 0.4)

    def answers(chunk: Chunk) -> Iterator[Answer]:
        men = chunk.columns["men_end"]
        yield "disbanded", men == 0, chance
        yield "men left", men, 800.0 * (1.0 - chance)

    return Case(tree, answers)


CASES = {
    "one garrison in the rear": one_in_the_rear,
    "exposure by the enemy's distance": two_by_distance,
    "in contact, by the force ratio": in_contact,
    "no news, independence": without_news,
    "one break in the same place": one_after_another,
    "one break heard from afar": a_break_heard_from_afar,
    "officers who heard of it": officers_who_hear,
    "spread of cohesion": spread_of_cohesion,
    "sub-units": sub_units,
    "Granovetter's crowd": cascade,
    "giving up without hope": hopeless,
    "disband or retreat": disband_or_retreat,
}
