"""What a scenario implies before any run, and what check tells of it."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from sim.cli.implied import MOST_KINDS, implied
from sim.engines.mesa_model import Rout
from sim.scenario import Scenario, build, load, numbers, resolved
from sim.scenario.schema import middle_of
from sim.scenario.shipped import find

SMALL = Path(__file__).parents[1] / "scenario" / "small.toml"


def emptied(scenario: Scenario, place: str) -> dict[str, object]:
    """Changes that put the units of a place into the capital."""
    there = [name for name, unit in scenario.units.items() if unit.place == place]
    return {f"units.{name}.place": scenario.scenario.capital for name in there}


def test_men_are_counted_by_side():
    scenario = load(SMALL, {"units.*.men": 100, "groups.*.men": {"uniform": [200, 400]}})
    found = implied(scenario)
    assert found.state_men == 100 * len(scenario.units)
    assert found.group_men == dict.fromkeys(scenario.groups, 300), "what is drawn has its middle"


def test_a_lower_cohesion_is_a_lower_morale_and_news_of_breaks_a_lower_belief():
    steady = implied(load(SMALL, {"units.*.cohesion": 2, "units.*.role": "one"}))
    shaken = implied(load(SMALL, {"units.*.cohesion": 0, "units.*.role": "one"}))
    assert steady.kinds[0].morale > shaken.kinds[0].morale
    broken = [{"day": -0.5, "kind": "retreat", "place": "Bridge", "men": 4000, "lost": True}]
    assert implied(load(SMALL, {"history": broken})).belief_at_capital < steady.belief_at_capital


def test_morale_is_what_the_first_step_of_a_run_has():
    middles = {name: middle_of(value) for name, value in numbers(load(SMALL)).items()}
    scenario = load(
        SMALL, middles | {"parameters.cohesion_spread": 0.0, "units.*.men": 50, "units.*.role": "one"}
    )
    model = Rout(scenario)
    model.step()
    (kind,) = implied(scenario).kinds
    shares = [1 / (1 + math.exp(-unit.morale)) for unit in model.formations]
    assert kind.morale == pytest.approx(sum(shares) / len(shares), abs=1e-3)


def test_places_without_men_and_aims_beyond_reach_are_named():
    scenario = load(SMALL)
    place = "Cape"
    assert place not in implied(scenario).without_garrison
    assert place in implied(load(SMALL, emptied(scenario, place))).without_garrison
    short = implied(load(SMALL, {"groups.*.reach_km": 0, "communities.*.reach_km": 0}))
    name, group = next((n, g) for n, g in scenario.groups.items() if g.aims)
    assert {aim for one, aim, _, _ in short.out_of_reach if one == name} == set(group.aims)
    assert all(km > reach == 0 for _, _, km, reach in short.out_of_reach)
    assert place in short.unreached


def test_a_place_behind_the_enemy_is_cut_off():
    scenario = load(SMALL)
    assert "Bridge" not in implied(scenario).cut_off
    lost = {"places.Ferry.controller": next(iter(scenario.groups)), **emptied(scenario, "Ferry")}
    assert "Bridge" in implied(load(SMALL, lost)).cut_off


def test_many_roles_are_shown_together():
    scenario = load(SMALL)
    found = implied(load(SMALL, {f"units.{name}.role": name for name in scenario.units}))
    assert len(found.kinds) == len(scenario.units)
    assert len(found.table().rows) == min(len(found.kinds), MOST_KINDS + 1)


def test_check_prints_it(rout):
    told = rout("check", SMALL, "--summary")
    assert told.exit_code == 0
    for words in (
        "Men at the start: ",
        "Cut off from the capital at the start: ",
        "Aims out of reach: ",
        "Morale",
    ):
        assert words in told.stdout
    assert "Men at the start" not in rout("check", SMALL).stdout
    (file,) = json.loads(rout("check", SMALL, "--summary", "--json").stdout)["files"]
    assert file["summary"]["state_men"] == implied(load(SMALL)).state_men
    (file,) = json.loads(rout("check", SMALL, "--json").stdout)["files"]
    assert "summary" not in file


BACKER = {
    "role": "state", "weight": 0.6, "commitment": 0.9, "entry": [],
    "constraints": [{"day": 1.0, "most": 0.7}, {"day": 2.5, "most": 0.4}, {"day": 5.0, "most": 0.7}],
}  # fmt: skip
LATER = {"role": "state", "weight": 0.3, "commitment": 0.5, "arrives_day": 4.0, "entry": []}


def backed_by(tree, backers):
    """The same war with other backers, on whom nobody depends."""
    for one in (*tree["units"].values(), *tree["groups"].values()):
        one["backer"] = ""
    for unit in tree["units"].values():
        unit |= {"militia": False, "adviser_share": 0.0}
    return {**tree, "backers": backers}


@pytest.mark.parametrize("others", [{}, {"Other": {"role": "state", "weight": 0.9, "entry": []}}])
def test_support_is_what_a_run_has_in_which_no_backer_reacts(others):
    backers = {"Ally": BACKER, "Late": LATER, **others}
    scenario = load(SMALL, {"mechanisms.backers_leave": False, "parameters.break_rate": 0.0})
    tree = resolved(scenario)
    scenario = build(backed_by(tree, backers))
    told = implied(scenario).support
    assert [day for day, _ in told] == [0.0, 1.0, 2.5, 4.0, 5.0]
    model = Rout(scenario)
    for day, share in told:
        seen = day + 2.0 * model.state.nation.tick_days  # who comes in a step is felt in the next
        while model.state.nation.tick * model.state.nation.tick_days < seen:
            model.step()
        assert model.state.nation.support == pytest.approx(share, abs=1e-4), day


def test_who_counts_as_gone_is_named():
    tree = resolved(load(SMALL))
    assert "count as gone" not in implied(build(tree)).support_line()
    gone = {"role": "state", "weight": 0.9, "constraints": [{"day": 3.0, "most": 0.2}]}
    line = implied(build(backed_by(tree, {"Ally": gone}))).support_line()
    assert "1.00 at the start, 0.28 from day 3" in line
    assert "0.50 (parameters.exile_support) they count as gone" in line


def test_orders_are_told_by_their_day_and_nobody_orders_where_nobody_attacks():
    told = implied(load(SMALL))
    assert told.orders == (
        "Day 9.0 (10 Mar, 06:00): Guard Brigade to Ferry",
        "Day 11.0 (12 Mar, 06:00): Ferry given up, its garrison to Port Vell",
    )
    assert [line for line in told.lines() if "Orders on a date" in line]
    never = {"orders.To the crossing.day": 10_000.0, "orders.Leave the ferry.day": 10_000.0}
    assert (
        implied(load(SMALL, never)).orders == implied(load(SMALL, {"mechanisms.orders": False})).orders == ()
    )
    without = resolved(load(SMALL)) | {"orders": {}}
    assert implied(build(without)).unattacked == told.unattacked
    assert not [line for line in implied(build(without)).lines() if "Orders on a date" in line]


def test_what_no_group_wants_is_named_too():
    reached = implied(load(SMALL)).unreached
    wanted = {aim for group in load(SMALL).groups.values() for aim in group.aims}
    narrow = implied(load(SMALL, {"groups.*.only_aims": True, "communities.*.only_aims": True})).unreached
    assert set(reached) <= set(narrow)
    assert not set(narrow) & wanted


def test_an_army_that_nobody_attacks_stands_or_comes_apart_and_the_cause_is_named():
    firm = implied(load(SMALL, {"parameters.break_rate": 0.0, "parameters.rise_rate": 0.0})).unattacked
    assert (firm.fallen, firm.places, firm.runs, firm.days) == (0, 0.0, 100, 30.0)
    assert firm.of == sum(place.controller == "state" for place in load(SMALL).places.values())
    assert "0 of 100 runs" in firm.line()
    assert "comes apart" not in firm.line()
    weak = implied(load(find("offensive"), {"parameters.army_cohesion": -3.0})).unattacked
    assert weak.fallen == 100
    assert "army_cohesion" in weak.line()


def test_nobody_attacks_whatever_the_scenario_says_and_its_branch_is_left_out():
    attacked = {"groups.*.attacks_from_day": 0.0, "parameters.advance_rate": 50.0, "branch.kind": "fall"}
    steady = {"parameters.break_rate": 0.0, "parameters.rise_rate": 0.0}
    assert implied(load(SMALL, steady | attacked)).unattacked.places == 0.0
