"""Known answers about officers, communities, backers, the leadership and rumours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from known_answers.worlds import (
    Answer,
    Case,
    Tree,
    chain,
    dated,
    garrison,
    logistic,
    quiet,
    second_by,
    struck,
    within,
)

from sim.results import Chunk

DAYS = (1.0, 2.0, 4.0, 8.0)
TICKS = 20


def backed(days: float = 10.0, **parameters: float) -> Tree:
    """The quiet world with a backer whom nothing but chance moves: belief is 0.8."""
    tree = quiet(days, **parameters)
    tree["backers"]["Ally"] = {"patience": 0.75, "commitment": 0.8}
    return tree


# --- officers ----------------------------------------------------------------------------
def officers(scale: float = 1.0) -> Case:
    """Officers leave at rate * logistic((threshold - belief) / width), less where there is a road alone."""
    tree = quiet(
        officers_rate=0.4, officers_belief=0.7, officers_width=0.1, officers_by_road=0.3, break_rate=0.0
    )
    tree["parameters"]["officers_weight"] = 0.0
    for place in ("Capital", "Town"):
        tree["units"][place] = garrison(1000, 5.0, place)
    tree["mechanisms"]["recovery"] = False
    rate = 0.4 * logistic(-1.0)
    by_air, by_road = struck(rate, TICKS), struck(0.3 * rate, TICKS)
    tree["parameters"]["officers_rate"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        gone = chunk.columns["officers_left"]
        yield "mean", gone, by_air + by_road
        yield "both", gone == 2, by_air * by_road

    return Case(tree, answers)


def officers_and_their_successors(scale: float = 1.0) -> Case:
    """Leaving and arriving alternate: how often officers leave, as a renewal process."""
    tree = quiet(
        officers_rate=2.0, officers_belief=0.8, officers_width=0.1, officers_back_per_day=1.0, break_rate=0.0
    )
    tree["parameters"]["officers_weight"] = 0.0
    tree["units"]["Guard"] = garrison(1000, 5.0)
    out, back = within(1.0), within(0.5)
    there = chain([[1.0 - out, out], [back, 1.0 - back]], TICKS)[:-1, 0]
    tree["parameters"]["officers_rate"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        yield "departures", chunk.columns["officers_left"], float(there.sum() * out)

    return Case(tree, answers)


# --- communities -------------------------------------------------------------------------
def people(**parameters: float) -> Tree:
    """Hill people in Town, where no garrison is: fear is 0.7, grievance 0.6."""
    tree = quiet(defiance_margin=0.05, rise_width=0.1, rising_weight=0.0, **parameters)
    tree["communities"]["Hills"] = {"place": "Town", "grievance": 0.6, "fear": 0.7, "reach_km": 0.0}
    return tree


def rising(scale: float = 1.0) -> Case:
    """Defiance and then rising: a sum of two exponentials of different rates."""
    tree = people(rise_rate=1.5, calm_rate=0.0)
    first, second = within(1.5 * logistic(-0.5)), within(1.5 * logistic(-1.0))
    risen = chain([[1 - first, first, 0], [0, 1 - second, second], [0, 0, 1]], TICKS)[:, 2]
    tree["parameters"]["rise_rate"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        yield from dated(chunk, "risen_day.Hills", lambda n: float(risen[n]), DAYS)
        yield from dated(chunk, "place_lost_day.Town", lambda n: float(risen[n]), DAYS)

    return Case(tree, answers)


def rising_and_calming(scale: float = 1.0) -> Case:
    """A step back competes with the step to rising: first passage of a chain of three."""
    tree = people(rise_rate=2.0, calm_rate=1.5)
    first, second, calm = (
        within(2.0 * logistic(-0.5)),
        within(2.0 * logistic(-1.0)),
        within(1.5 * logistic(0.5)),
    )
    steps = [[1 - first, first, 0], [(1 - second) * calm, (1 - second) * (1 - calm), second], [0, 0, 1]]
    risen = chain(steps, TICKS)[:, 2]
    tree["parameters"]["calm_rate"] *= scale**2

    def answers(chunk: Chunk) -> Iterator[Answer]:
        yield from dated(chunk, "risen_day.Hills", lambda n: float(risen[n]), DAYS)

    return Case(tree, answers)


# --- backers -----------------------------------------------------------------------------
def two_steps_home(scale: float = 1.0) -> Case:
    """A backer leaves in two steps at one rate: an Erlang time, by whole ticks."""
    tree = backed(leave_rate=1.0, leave_width=0.1, departure_weight=0.0)
    p = within(1.0 * logistic(-0.5))
    home = chain([[1 - p, p, 0], [0, 1 - p, p], [0, 0, 1]], TICKS)[:, 2]
    tree["parameters"]["leave_rate"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        yield from dated(chunk, "left_day.Ally", lambda n: float(home[n]), DAYS)

    return Case(tree, answers)


def two_steps_and_their_news(scale: float = 1.0) -> Case:
    """The first step is news that hastens the second, and fades."""
    tree = backed(
        leave_rate=0.8, leave_width=0.1, departure_weight=8.0, prior_breaks=4.0, news_half_life_days=3.0,
        return_rate=0.0,
    )  # fmt: skip

    def rate(heard: float) -> float:
        belief = 0.8 / (0.8 + 0.2 * (1.0 + heard / 4.0))
        return within(0.8 * logistic((0.75 - belief) / 0.1))

    home = second_by(rate(0.0), lambda k: rate(4.0 * 0.5 ** ((k - 1) * 0.5 / 3.0)), TICKS)
    tree["parameters"]["departure_weight"] *= scale**4

    def answers(chunk: Chunk) -> Iterator[Answer]:
        yield from dated(chunk, "left_day.Ally", lambda n: float(home[n]), DAYS)

    return Case(tree, answers)


def home_and_back(scale: float = 1.0) -> Case:
    """A backer that has scaled down may come forward again before it goes home."""
    tree = backed(leave_rate=1.5, leave_width=0.1, departure_weight=0.0, return_rate=0.9)
    down, up = within(1.5 * logistic(-0.5)), within(0.9 * logistic(0.5))
    steps = [[1 - down, down, 0], [(1 - down) * up, (1 - down) * (1 - up), down], [0, 0, 1]]
    home = chain(steps, TICKS)[:, 2]
    tree["parameters"]["return_rate"] *= scale**3

    def answers(chunk: Chunk) -> Iterator[Answer]:
        yield from dated(chunk, "left_day.Ally", lambda n: float(home[n]), DAYS)

    return Case(tree, answers)


def men_from_abroad(scale: float = 1.0) -> Case:
    """Men come as a Poisson stream, at most once a tick, while their way in is held."""
    tree = backed(5.0)
    tree["backers"]["Ally"] |= {"reinforcement_men": 100, "reinforcements_per_day": 0.6, "entry": ["Capital"]}
    tree["units"]["Militia"] = garrison(1000, 5.0, backer="Ally", militia=True)
    p = within(0.6 * 0.8)
    tree["backers"]["Ally"]["reinforcements_per_day"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        times = (chunk.columns["men_end"] - 1000) / 100.0
        yield "mean", times, 10.0 * p
        yield "variance", (times - 10.0 * p) ** 2, 10.0 * p * (1.0 - p)
        yield "none", times == 0, (1.0 - p) ** 10

    return Case(tree, answers)


# --- the leadership ----------------------------------------------------------------------
def lost_hope(**parameters: float) -> Tree:
    """All conditions for exile hold: little belief is asked, the capital threatened, no support felt."""
    tree = quiet(exile_belief=1.0, exile_support=1.0, **parameters)
    tree["backers"]["Ally"] = {"commitment": 0.0}
    return tree


def exile(scale: float = 1.0) -> Case:
    """The leadership leaves at the rate of exile."""
    tree = lost_hope(exile_rate=0.3)
    tree["parameters"]["exile_rate"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        yield from dated(chunk, "leadership_left_day", lambda n: struck(0.3, n), DAYS)

    return Case(tree, answers)


def urged_into_exile(scale: float = 1.0) -> Case:
    """A voice speaks up at its own hazard, and multiplies the rate from then on."""
    tree = lost_hope(exile_rate=0.15, voice_effect=4.0, leave_rate=0.5, leave_width=0.1)
    tree["backers"]["Envoy"] = {"role": "urges exile", "patience": 0.8}
    voice, alone, urged = within(0.5 * 0.5), within(0.15), within(0.6)
    stay = [(1 - voice) * (1 - alone), voice * (1 - urged)]
    steps = [[*stay, 1 - sum(stay)], [0, 1 - urged, urged], [0, 0, 1]]
    left = chain(steps, TICKS)[:, 2]
    tree["parameters"]["voice_effect"] *= scale**2

    def answers(chunk: Chunk) -> Iterator[Answer]:
        yield from dated(chunk, "leadership_left_day", lambda n: float(left[n]), DAYS)

    return Case(tree, answers)


def pay(scale: float = 1.0) -> Case:
    """Pay is raised once, at its rate."""
    tree = quiet(pay_rate=0.25, pay_lost=0.0)
    tree["parameters"]["pay_rate"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        yield from dated(chunk, "pay_rise_day", lambda n: struck(0.25, n), DAYS)

    return Case(tree, answers)


# --- rumours -----------------------------------------------------------------------------
def false_reports(delay_hours: float, scale: float) -> Case:
    """False reports from Town, which everybody watches at 0.8; none begins before the last is denied."""
    tree = quiet(rumours_per_day=0.9, denial_delay_hours=delay_hours, rumour_credibility=0.0)
    tree["mechanisms"] |= {"rumours": True, "news": False}
    tree["units"]["Townsmen"] = garrison(1000, 5.0, "Town")
    delay, p = max(1, round(delay_hours / 12.0)), within(0.9 * 0.8)
    begun = np.zeros(TICKS)
    for tick in range(TICKS):
        begun[tick] = p * (1.0 - begun[max(0, tick - delay) : tick].sum())
    tree["parameters"]["rumours_per_day"] *= scale

    def answers(chunk: Chunk) -> Iterator[Answer]:
        yield "mean", chunk.columns["rumours"], float(begun.sum())
        yield "none", chunk.columns["rumours"] == 0, (1.0 - p) ** TICKS

    return Case(tree, answers)


def rumours(scale: float = 1.0) -> Case:
    """Denied in the next tick."""
    return false_reports(12.0, scale)


def rumours_denied_late(scale: float = 1.0) -> Case:
    """Denied after two days, in which no other begins: a renewal process with a dead time."""
    return false_reports(48.0, scale)


CASES: dict[str, Any] = {
    "officers by air and by road": officers,
    "officers and their successors": officers_and_their_successors,
    "rising": rising,
    "rising and calming": rising_and_calming,
    "a backer's two steps": two_steps_home,
    "a backer's two steps and their news": two_steps_and_their_news,
    "a backer's going and coming": home_and_back,
    "men from abroad": men_from_abroad,
    "exile": exile,
    "urged into exile": urged_into_exile,
    "pay": pay,
    "rumours": rumours,
    "rumours denied late": rumours_denied_late,
}
