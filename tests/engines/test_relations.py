"""Metamorphic relations: how a change of the question must change the answer, whatever the answer is.

Three kinds. Some changes leave every bit as it was; some scale what they must; some can only make things
better in each single run, since both have the same random numbers. Each test has a control: a change near
by that does make a difference.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from engines.wars import busy_war
from known_answers.breaking import one_in_the_rear
from known_answers.worlds import garrison, quiet

from sim.engines.compiled import simulate
from sim.model.world import build_world
from sim.results import Chunk
from sim.scenario import Scenario, build, resolved
from sim.scenario.fields import field_help
from sim.scenario.schema import Parameters

Tree = dict[str, Any]
Change = Callable[[Tree], object]
RUNS = 1000


def run(tree: Tree, runs: int = RUNS, seed: int = 4) -> Chunk:
    return simulate(build_world(build(tree)), seed, np.arange(runs))


def war(change: Change | None = None, runs: int = RUNS) -> Chunk:
    """Runs of the busy war, changed."""
    tree = busy_war()
    if change:
        change(tree)
    return run(tree, runs)


def shown(chunk: Chunk) -> dict[str, Any]:
    """Every column and daily series by name; of places that are held one series for each."""
    held = {
        f"held.{name.partition('.')[2]}": chunk.daily["held"][:, :, i]
        for i, name in enumerate(name for name in chunk.columns if name.startswith("place_lost_day."))
    }
    return {**chunk.columns, **{k: v for k, v in chunk.daily.items() if k != "held"}, **held}


def differing(one: Chunk, other: Chunk) -> list[str]:
    """Names of what both show and is not the same to the bit."""
    first, second = shown(one), shown(other)
    both = [name for name in first if name in second]
    assert len(both) > 30
    return [name for name in both if not np.array_equal(first[name], second[name], equal_nan=True)]


def share_alike(one: Chunk, other: Chunk, names: tuple[str, ...] = ("place_lost_day.", "left_day.")) -> float:
    """Share of runs in which the days of all losses, departures and so on are the same."""
    alike = np.ones(len(one.columns["run"]), bool)
    for name, values in one.columns.items():
        if name.startswith(names):
            alike &= (values == other.columns[name]) | (np.isnan(values) & np.isnan(other.columns[name]))
    return float(alike.mean())


# --- what makes no difference at all ---------------------------------------------------------
def backwards(tree: Tree) -> None:
    for table in ("units", "groups", "communities", "backers", "roads"):
        tree[table] = dict(reversed(tree[table].items()))


def mirrored(tree: Tree) -> None:
    for place in tree["places"].values():
        place["lat"], place["lon"] = -place["lat"], 180.0 - place["lon"]


def retold(tree: Tree) -> None:
    """Titles, sources, notes and colours of everything."""
    tree["scenario"] |= {"title": "Another", "question": "Why?", "state_name": "they", "map_note": "x"}
    for table in ("places", "roads", "units", "groups", "communities", "backers"):
        for thing in tree[table].values():
            thing |= {"source": "S1", "certainty": "weak"}
    tree["groups"]["North"]["colour"] = "#123456"
    tree["observed"] = {"Town": 3.0}


def outpost(tree: Tree) -> None:
    """A place behind the enemy that nobody watches, with people, groups and powers that do nothing."""
    tree["places"]["Outpost"] = {"lat": 1.0, "lon": 1.0, "prestige": 0.0, "controller": "Hermits"}
    tree["roads"]["Last road"] = {"between": ["Rear", "Outpost"], "km": 4000.0}
    tree["groups"]["Hermits"] = {"place": "Outpost", "men": 500, "opportunist": True, "reach_km": 0.0}
    tree["communities"]["Herders"] = {"place": "Outpost", "loyal": True}
    tree["backers"]["Friend of hermits"] = {"role": "rebels"}
    tree["backers"]["Old voice"] = {"role": "urges exile", "patience": 0.0}


def only_backer(weight: float) -> Change:
    """The state's backer with a weight, its leaving being as loud whatever that is."""

    def change(tree: Tree) -> None:
        departure = build(tree).parameters.departure_weight
        tree["backers"]["Ally"]["weight"] = weight
        tree["parameters"]["departure_weight"] = departure / weight

    return change


def never_drawn(tree: Tree) -> None:
    """A hold that is over before it begins to matter, and limits that limit nothing."""
    tree["branch"] = {"kind": "hold", "place": "Town", "from_day": 11.9, "until_day": 11.95}
    tree["backers"]["Ally"]["constraints"] = [{"day": 2.0, "most": 1.0}]


SAME: dict[str, Change] = {
    "the order of things in the file": backwards,
    "a mirrored map": mirrored,
    "another calendar": lambda tree: tree["scenario"].update(start="1914-07-28T12:00"),
    "other words": retold,
    "idle agents behind the enemy": outpost,
    "interventions that do nothing": never_drawn,
}


@pytest.mark.parametrize("what", SAME)
def test_it_changes_no_bit(what: str) -> None:
    assert differing(war(), war(SAME[what])) == []


def test_weights_of_backers_that_add_up_to_more_than_one_are_shares() -> None:
    assert differing(war(only_backer(1.0)), war(only_backer(4.0))) == []
    assert differing(war(only_backer(1.0)), war(only_backer(0.25))) != []


def test_what_is_compared_to_the_bit_does_differ_when_something_changes() -> None:
    told = differing(war(), war(lambda tree: tree["units"]["1st"].update(men=1100)))
    assert len(told) > 10


def test_the_order_of_places_changes_nothing_but_the_last_bits_of_sums() -> None:
    """At the usual cost of the way places one behind another are equally good to retreat to."""

    def reordered(tree: Tree) -> None:
        tree["places"] = dict(reversed(tree["places"].items()))

    one, other = shown(war()), shown(war(reordered))
    for name, values in one.items():
        np.testing.assert_allclose(other[name], values, rtol=1e-12, err_msg=name)


def test_a_formation_on_an_island_nobody_hears_of_changes_no_day() -> None:
    """But for backers: a run ends with the last formation, and they do nothing after it."""

    def colony(tree: Tree) -> None:
        tree["places"]["Colony"] = {"lat": 1.0, "lon": 1.0, "prestige": 0.0}
        tree["roads"]["Last road"] = {"between": ["Rear", "Colony"], "km": 4000.0}
        tree["units"]["Lost company"] = {"place": "Colony", "men": 10, "cohesion": 9.0}

    own = ("men_", "formations", "morale", "left_day", "officers_left")
    assert [name for name in differing(war(), war(colony)) if not name.startswith(own)] == []


OFF = {
    "voices": {"voice_effect": 1.0},
    "starvation": {"starvation_rate": 0.0},
    "pay_rise": {"pay_rate": 0.0},
    "risings": {"rise_rate": 0.0, "calm_rate": 0.0},
    "exile": {"exile_rate": 0.0},
    "ceding": {"cede_rate": 0.0},
    "reserve": {"reinforce_rate": 0.0},
    "officers": {"officers_rate": 0.0},
    "backers_leave": {"leave_rate": 0.0, "return_rate": 0.0},
    "handover": {"handover_rate": 0.0},
    "counter_attacks": {"counter_attacks_per_day": 0.0},
    "isolation": {"isolation_effect": 0.0},
    "rumours": {"rumours_per_day": 0.0},
    "advisers": {"advisers_effect": 0.0},
}
"""A mechanism that is off does what the parameters do that leave it no effect."""


@pytest.mark.parametrize("name", OFF)
def test_a_mechanism_off_is_a_mechanism_without_effect(name: str) -> None:
    def base(tree: Tree) -> None:
        tree["mechanisms"]["voices"] = name != "backers_leave"  # voices speak up at the same rate

    off = war(lambda tree: (base(tree), tree["mechanisms"].update({name: False})))
    without = war(lambda tree: (base(tree), tree["parameters"].update(OFF[name])))
    assert differing(off, without) == []
    assert differing(off, war(base)) != []


LEAVE_THE_PASS = {"Leave the pass": {"day": 6.0, "place": "Pass"}}


@pytest.mark.parametrize("why", ["switched off", "after the end"])
def test_an_order_that_is_not_given_changes_nothing(why: str) -> None:
    def ordered(tree: Tree) -> None:
        tree["orders"] = LEAVE_THE_PASS

    def ignored(tree: Tree) -> None:
        ordered(tree)
        if why == "switched off":
            tree["mechanisms"]["orders"] = False
        else:
            tree["orders"] = {"Leave the pass": LEAVE_THE_PASS["Leave the pass"] | {"day": 9_999.0}}

    assert differing(war(), war(ignored)) == []
    assert differing(war(), war(ordered)) != []


# --- what runs on as before ------------------------------------------------------------------
def first_days(chunk: Chunk, days: int) -> Iterator[tuple[str, Any]]:
    """The daily series of the first days, and the days of events up to then."""
    for name, values in chunk.daily.items():
        yield name, values[:, :days]
    for name, values in chunk.columns.items():
        if "_day" in name:
            yield name, np.where(values < days, values, np.nan)


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: tree["scenario"].update(horizon_days=24.0),
        lambda tree: tree.update(branch={"kind": "fall", "place": "Pass", "from_day": 6.0}),
        lambda tree: tree.update(branch={"kind": "hold", "place": "Town", "from_day": 6.0}),
        lambda tree: tree["backers"]["Ally"].update(constraints=[{"day": 6.0, "most": 0.1}]),
        lambda tree: tree.update(orders=LEAVE_THE_PASS),
    ],
    ids=["twice the horizon", "a fall later", "a hold later", "a limit later", "an order later"],
)
def test_what_comes_later_changes_nothing_before(change: Change) -> None:
    one, other = war(), war(change)
    for (name, values), (_, others) in zip(first_days(one, 6), first_days(other, 6), strict=True):
        np.testing.assert_array_equal(values, others, err_msg=name)
    assert share_alike(one, other) < 1.0


# --- what scales -----------------------------------------------------------------------------
def by_unit(tree: Tree, unit: str, factor: float) -> None:
    """Multiply every parameter of a unit."""
    whole = build(tree).parameters
    for name in Parameters.model_fields:
        if field_help(f"parameters.{name}").unit == unit:
            tree["parameters"][name] = getattr(whole, name) * factor


def half_the_time(tree: Tree) -> None:
    """All rates and speeds doubled, all times halved, the tick too."""
    for unit, factor in (("1/day", 2.0), ("km/day", 2.0), ("days", 0.5), ("hours", 0.5)):
        by_unit(tree, unit, factor)
    tree["scenario"]["tick_hours"] *= 0.5
    tree["scenario"]["horizon_days"] *= 0.5
    tree["backers"]["Ally"]["reinforcements_per_day"] *= 2.0


def calm_past(tree: Tree) -> None:
    tree["mechanisms"]["stands"] = False


def test_with_rates_doubled_and_times_halved_everything_happens_in_half_the_time() -> None:
    one = war(calm_past)
    other = war(lambda tree: (calm_past(tree), half_the_time(tree)))
    days = [name for name in one.columns if "_day" in name]
    for name in days:
        np.testing.assert_array_equal(one.columns[name], 2.0 * other.columns[name], err_msg=name)
    assert sum(np.isfinite(one.columns[name]).any() for name in days) > 12


def test_with_every_stand_counted_in_whole_millionths_nearly_all_runs_are_so() -> None:
    one, other = war(), war(half_the_time)
    for name in [name for name in other.columns if "_day" in name]:
        other.columns[name][:] *= 2.0
    assert share_alike(one, other) > 0.99


def in_half_miles(tree: Tree) -> None:
    """All lengths and speeds doubled, and what counts by km halved."""
    for unit in ("km", "km/day"):
        by_unit(tree, unit, 2.0)
    parameters = build(tree).parameters
    for name in ("target_distance", "target_aim"):
        tree["parameters"][name] = getattr(parameters, name) / 2.0
    for road in tree["roads"].values():
        road["km"] *= 2.0
    for table in ("groups", "communities"):
        for group in tree[table].values():
            if "reach_km" in group:  # loyal people go nowhere
                group["reach_km"] *= 2.0


def test_lengths_in_another_unit_change_no_bit() -> None:
    assert differing(war(), war(in_half_miles)) == []
    assert differing(war(), war(lambda tree: by_unit(tree, "km", 2.0))) != []


def twice_the_evidence(tree: Tree) -> None:
    """All weights of news doubled, and what soldiers expected weighs twice as much."""
    calm_past(tree)
    whole = build(tree).parameters
    for name in ("retreat", "fall", "regained", "repelled", "rising", "departure", "leadership", "ceding"):
        tree["parameters"][f"{name}_weight"] = 2.0 * getattr(whole, f"{name}_weight")
    tree["parameters"]["prior_breaks"] *= 2.0


def test_evidence_counts_against_the_prior_alone() -> None:
    assert share_alike(war(calm_past), war(twice_the_evidence)) > 0.999
    assert share_alike(war(calm_past), war()) < 0.9


def men_times(tree: Tree, factor: int) -> None:
    tree["scenario"]["army_men"] *= factor
    for table in ("units", "groups"):
        for thing in tree[table].values():
            thing["men"] *= factor
    for community in tree["communities"].values():
        if not community["loyal"]:
            community["men"] *= factor
    tree["backers"]["Ally"]["reinforcement_men"] *= factor


def test_shares_of_men_count_not_men() -> None:
    """All men times ten: odds are (a + 1) / (b + 1) and men are whole, so some runs differ a little."""
    one = war(lambda tree: men_times(tree, 100))
    assert share_alike(one, war(lambda tree: men_times(tree, 1000))) > 0.97
    assert share_alike(one, war(lambda tree: tree["groups"]["North"].update(men=3000))) < 0.9


# --- what changes only by chance ---------------------------------------------------------------
def renamed(tree: Tree) -> Tree:
    """Every agent by another name, in the same order of names, which settles ties: all draws are others."""
    text = json.dumps(tree)
    for table in ("places", "units", "groups", "communities", "backers"):
        for name in sorted(tree[table], key=len, reverse=True):
            text = text.replace(f'"{name}"', f'"{name} II"')
    other: Tree = json.loads(text)
    return other


def greatest_z(one: Chunk, other: Chunk) -> float:
    """Greatest difference of two batches in standard errors, over the counts and the chances of each day."""
    scores = []
    for name, values in one.columns.items():
        if name in ("run", "point", "outcome") or name not in other.columns:
            continue
        a, b = (np.isfinite(x) if "_day" in name else x for x in (values, other.columns[name]))
        error = np.sqrt((np.nanvar(a) + np.nanvar(b)) / len(a))
        scores.append(abs(np.nanmean(a) - np.nanmean(b)) / error if error > 0.0 else 0.0)
    assert len(scores) > 10
    return float(max(scores))


def test_names_change_the_draws_and_not_their_law() -> None:
    tree = busy_war()
    one, other = run(tree, 20_000), run(renamed(tree), 20_000)
    other.columns.update(zip(one.columns, list(other.columns.values()), strict=True))
    assert greatest_z(one, other) < 4.0
    assert share_alike(one, other) < 0.9
    tree["parameters"]["break_rate"] *= 1.1
    assert greatest_z(one, run(tree, 20_000)) > 4.0


@pytest.mark.parametrize("tick_hours", [24.0, 8.0, 3.0, 1.0])
def test_a_hazard_that_does_not_change_does_not_feel_the_length_of_a_tick(tick_hours: float) -> None:
    case = one_in_the_rear()
    case.tree["scenario"]["tick_hours"] = tick_hours
    assert max(map(abs, case.scores(20_000, seed=6).values())) < 4.0


# --- what can only help, run by run --------------------------------------------------------------
def contagion() -> Tree:
    """Twelve garrisons in three places who break by news of each other's breaking alone, and disband."""
    tree = quiet(
        break_rate=0.5, exposure_rear=0.3, exposure_threatened=0.3, retreat_weight=1.0, fall_rate=2.0,
        recovery_rate=0.4, news_half_life_days=8.0, cohesion_spread=0.4,
    )  # fmt: skip
    for i in range(12):
        place = ("Capital", "Town", "Elsewhere")[i % 3]
        tree["units"][f"Guard {i}"] = garrison(1000, 0.8, place)
    tree["roads"]["Far road"]["km"] = 90.0
    return tree


def parameter(name: str, value: float) -> Change:
    return lambda tree: tree["parameters"].update({name: value})


def steadier(tree: Tree) -> None:
    tree["units"]["Guard 3"]["cohesion"] += 0.6


HELPS: dict[str, Change] = {
    "one formation of more cohesion": steadier,
    "a lower rate of breaking": parameter("break_rate", 0.4),
    "less exposure": lambda tree: tree["parameters"].update(exposure_rear=0.25, exposure_threatened=0.25),
    "a lower critical morale": parameter("critical_morale", 0.25),
    "news that fades sooner": parameter("news_half_life_days", 4.0),
    "news that does not carry as far": parameter("news_reach_km", 20.0),
    "less news everywhere": parameter("news_everywhere", 0.0),
    "a break that counts for less": parameter("retreat_weight", 0.6),
    "firmer expectations": parameter("prior_breaks", 8.0),
    "news that moves less": parameter("news_effect", 0.9),
    "morale that falls more slowly": parameter("fall_rate", 1.0),
    "morale that recovers faster": parameter("recovery_rate", 1.5),
    "no news at all": lambda tree: tree["mechanisms"].update(news=False),
}


@pytest.mark.parametrize("what", HELPS)
def test_in_no_run_does_it_break_anybody_sooner(what: str) -> None:
    """With the same random numbers a break less can only cause breaks less: the cascade is monotone."""
    tree = contagion()
    before = run(tree).daily["men_share"]
    HELPS[what](tree)
    after = run(tree).daily["men_share"]
    assert (after >= before).all()
    assert (after > before).any(axis=1).mean() > 0.005


def test_more_men_in_contact_never_break_sooner() -> None:
    def besieged(men: int) -> Chunk:
        tree = quiet(break_rate=0.5, force_effect=1.0, overrun_ratio=100.0, home_effect=0.0)
        tree["communities"]["Quarter"] = {"place": "Capital", "stance": "risen", "men": 2000, "quality": 1.0}
        tree["units"]["Guard"] = garrison(men, 0.4)
        return run(tree)

    few, many = (besieged(men).daily["men_share"] for men in (1000, 1500))
    assert (many >= few).all()
    assert (many > few).any(axis=1).mean() > 0.1


def test_a_scenario_that_is_written_out_and_read_again_gives_the_same_bits() -> None:
    scenario: Scenario = build(busy_war())
    assert differing(war(), run(resolved(scenario))) == []
