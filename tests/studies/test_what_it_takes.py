"""What holding a place takes, on the invented island: each level is a plain run, and the words follow."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.statistics import Estimate
from sim.errors import ScenarioError
from sim.scenario import Distribution
from sim.studies.levers import LEVERS, levers_of
from sim.studies.runner import changed
from sim.studies.what_it_takes import (
    NOT_TRIED,
    alt_text,
    figure,
    least_table,
    sentences,
    table,
    tables,
    what_holding_takes,
)

ASKED = ("cohesion", "attackers")
WATCHED = ("Midford", "Port Averin")


@pytest.fixture(scope="module")
def free(island):
    return changed(island, {"branch.kind": "free"})


@pytest.fixture(scope="module")
def found(runner, island):
    return what_holding_takes(runner, island, "takes", "Midford", ASKED)


def levels(scenario, key, place="Midford"):
    """The scenarios of a lever's levels by their amounts."""
    (lever,) = levers_of(scenario, place, (key,))
    return {level.amount: changed(scenario, level.changes) for level in lever.levels}


# --- what a lever changes ---------------------------------------------------------------------


def test_more_men_stand_at_the_place_and_nowhere_else(free):
    by_amount = levels(free, "men")
    assert list(by_amount) == ["1.5 times", "2 times", "3 times", "5 times"]
    for name, unit in free.units.items():
        times = 3.0 if unit.place == "Midford" else 1.0
        assert by_amount["3 times"].units[name].men == times * unit.men
    assert {unit.place for unit in free.units.values()} > {"Midford"}


def test_an_army_that_is_counted_once_and_for_all_grows_by_those_added(free):
    there = sum(unit.men for unit in free.units.values() if unit.place == "Midford")
    by_amount = levels(changed(free, {"scenario.army_men": 50_000}), "men")
    assert by_amount["3 times"].scenario.army_men == 50_000 + 2 * there
    assert levels(free, "men")["3 times"].scenario.army_men == 0  # those at the start


def test_men_are_whole_and_at_least_one(free):
    few = changed(free, {"groups.Isle Guard.men": 1, "groups.Northern League.men": 9})
    quarter = levels(few, "attackers")["0.25 times"]
    assert [group.men for group in quarter.groups.values()] == [2.0, 1.0]


def test_cohesion_rises_in_every_formation(free):
    for name, unit in levels(free, "cohesion")["+2 log-odds"].units.items():
        assert unit.cohesion == pytest.approx(free.units[name].cohesion + 2.0)


@pytest.mark.parametrize(
    ("given", "higher"),
    [
        ({"uniform": [0.5, 1.5]}, (1.5, 2.5)),
        ({"normal": [0.5, 0.2]}, (1.5, 0.2)),
        ({"triangular": [0.1, 0.2, 0.4]}, (1.1, 1.2, 1.4)),
    ],
)
def test_a_distribution_of_cohesion_moves_as_a_whole(free, given, higher):
    unsure = changed(free, {"units.Bridge Guard.cohesion": given})
    moved = levels(unsure, "cohesion")["+1 log-odds"].units["Bridge Guard"].cohesion
    assert isinstance(moved, Distribution)
    assert moved.values == pytest.approx(higher)


def test_a_distribution_is_scaled_member_by_member(free):
    unsure = changed(free, {"parameters.expected_days": {"triangular": [2.0, 4.0, 8.0]}})
    scaled = levels(unsure, "expectation")["4 times"].parameters
    assert scaled.expected_days.values == (8.0, 16.0, 32.0)
    assert scaled.reference_days == free.parameters.reference_days
    unsure = changed(free, {"units.1st Midland Brigade.men": {"uniform": [1000, 3000]}})
    assert levels(unsure, "men")["1.5 times"].units["1st Midland Brigade"].men.values == (1500.0, 4500.0)


def test_officers_leave_more_seldom_then_never(free):
    seldom, never = levels(free, "officers").values()
    assert seldom.parameters.officers_rate == 0.5 * free.parameters.officers_rate
    assert not never.mechanisms.officers


def test_pay_reaches_everybody_and_is_worth_more(free):
    paid = list(levels(free, "pay").values())
    assert all(one.mechanisms.pay_reaches_conscripts for one in paid)
    effect = free.parameters.pay_effect
    assert [one.parameters.pay_effect for one in paid] == pytest.approx(
        [times * effect for times in (1.0, 2.0, 5.0, 10.0)]
    )


def test_backers_of_the_state_stay_then_give_all_they_can(free):
    limits = [{"day": 0.0, "most": 0.5, "why": "invented"}]
    limited = changed(free, {"backers.Continental Mission.constraints": limits})
    stay, full = (one.backers for one in levels(limited, "backers").values())
    assert stay["Continental Mission"].patience == full["Continental Mission"].patience == 0.0
    assert stay["Continental Mission"].constraints == limited.backers["Continental Mission"].constraints
    assert full["Continental Mission"].constraints == ()
    assert full["Continental Mission"].commitment == 1.0
    assert stay["Friends Abroad"] == full["Friends Abroad"] == free.backers["Friends Abroad"]


def test_news_falls_silent(free):
    quiet, deaf = (one.mechanisms for one in levels(free, "news").values())
    assert (quiet.rumours, quiet.news, deaf.rumours, deaf.news) == (False, True, False, False)


def test_levels_that_change_nothing_are_left_out(free):
    # it has no limits and is fully committed: the second level is the first
    assert list(levels(free, "backers")) == ["never leave"]
    assert levels(changed(free, {"mechanisms.officers": False}), "officers") == {}
    assert list(levels(changed(free, {"mechanisms.rumours": False}), "news")) == ["of the own place alone"]
    assert levels(free, "men", "Saltmarsh") == {}


def test_no_two_levers_set_the_same_number_and_together_they_set_all(free):
    *single, together = levers_of(free, "Midford", tuple(LEVERS))
    assert [one.key for one in single] == list(LEVERS)
    assert together.title == "All levers together"
    greatest = [one.levels[-1].changes for one in single]
    assert len({name for changes in greatest for name in changes}) == sum(map(len, greatest))
    assert together.levels[-1].changes == {name: value for one in greatest for name, value in one.items()}
    assert together.levels[0].changes["parameters.expected_days"] == 2.0 * free.parameters.expected_days
    middle = together.levels[1].changes  # the second of four, the second of three
    assert middle["units.1st Midland Brigade.men"] == 4800.0
    assert middle["groups.Northern League.men"] == 1300.0


def test_one_lever_alone_is_not_tried_together(free):
    assert [one.key for one in levers_of(free, "Midford", ("men",))] == ["men"]


def test_a_level_out_of_range_is_named(free):
    high = changed(free, {"units.Bridge Guard.cohesion": 9.0})
    with pytest.raises(ScenarioError, match=r"units\.Bridge Guard\.cohesion"):
        levers_of(high, "Midford", ("cohesion",))


# --- what comes of it -------------------------------------------------------------------------


def test_a_level_is_a_plain_run_against_free_runs(found, free, island, columns):
    plain = columns(island, {"branch.kind": "free"})
    lever = next(one for one in levers_of(free, "Midford", ASKED) if one.key == "cohesion")
    tried = next(one for one in found.levers if one.key == "cohesion")
    assert [one.amount for one in tried.levels] == [level.amount for level in lever.levels]
    for level, one in zip(lever.levels, tried.levels, strict=True):
        other = columns(island, {"branch.kind": "free", **level.changes})
        for place, held, change in zip(WATCHED, one.held, one.change, strict=True):
            before, after = (np.isnan(run[f"place_lost_day.{place}"]) for run in (plain, other))
            assert held.value == after.mean()
            assert change.value == pytest.approx(after.mean() - before.mean())
            assert change.low <= change.value <= change.high


def test_a_steadier_army_and_fewer_attackers_hold_the_place_more_often(found):
    for lever in found.levers:
        shares = [found.free.held[0].value, *(one.held[0].value for one in lever.levels)]
        assert shares[-1] > shares[0], lever.key
        assert lever.levels[-1].change[0].value > 0.0
    assert [one.key for one in found.levers] == [*ASKED, "together"]


def test_more_attackers_lower_it_again(runner, island, found):
    many = changed(island, {"groups.Northern League.men": 26_000})
    stronger = what_holding_takes(runner, many, "many", "Midford", ("attackers",))
    assert stronger.free.held[0].value < found.free.held[0].value


def share(value):
    return Estimate(value, max(0.0, value - 0.05), min(1.0, value + 0.05), 0.025)


def holding(found, free, *levers):
    """The same levers holding the place in other shares of the runs; the capital in one run of ten."""
    made = []
    for lever, shares in zip(found.levers, levers, strict=True):
        pairs = zip(lever.levels, shares, strict=True)
        made.append(
            replace(lever, levels=tuple(replace(one, held=(share(p), share(0.1))) for one, p in pairs))
        )
    unchanged = replace(found.free, held=(share(free), share(0.1)))
    return replace(found, free=unchanged, levers=tuple(made))


def test_it_is_said_when_nothing_suffices(found):
    none = holding(found, 0.1, (0.1, 0.2, 0.3, 0.4), (0.1, 0.05, 0.0), (0.2, 0.4, 0.5))
    said = " ".join(sentences(none))
    assert "no lever alone holds Midford in more than half of the runs" in said
    assert "cohesion of the whole army higher by 3 log-odds, 40.0 % (35.0 to 45.0)" in said
    assert "Not raising the share of runs that hold it by any amount tried: men of the armed groups." in said
    assert "These levers together are not enough within the range tried" in said
    assert "each at its greatest amount, Midford 50.0 % (45.0 to 55.0)" in said
    assert [row[1] for row in least_table(none).rows] == [NOT_TRIED] * 3
    assert least_table(none).rows[0][2] == "at most 40.0 (35.0 to 45.0)"


def test_the_least_amounts_are_said(found):
    some = holding(found, 0.1, (0.2, 0.6, 0.4, 0.9), (0.1, 0.2, 0.3), (0.2, 0.8, 1.0))
    said = " ".join(sentences(some))
    assert "One lever alone holds Midford in more than half of the runs. The least amount: cohesion" in said
    assert "higher by 1 log-odds, Midford 60.0 % (55.0 to 65.0) and Port Averin 10.0 %" in said
    assert "but not with cohesion of the whole army higher by 2 log-odds" in said
    assert "0.25 times the men of the armed groups, 30.0 %" in said
    assert "These levers together are enough with each at its middle amount" in said
    assert "with each at its least amount they are not, Midford 20.0 %" in said
    assert [row[1] for row in least_table(some).rows] == [
        "+1 log-odds", NOT_TRIED, "each at its middle amount",
    ]  # fmt: skip
    both = holding(found, 0.1, (0.2, 0.6, 0.7, 0.9), (0.6, 0.7, 0.8), (0.7, 0.8, 1.0))
    said = " ".join(sentences(both))
    assert "2 levers alone each hold Midford" in said
    assert "The least amounts: " in said
    assert "they are not" not in said


def test_a_place_that_is_held_anyway_takes_no_lever(found):
    held = holding(found, 0.6, (0.7,) * 4, (0.7,) * 3, (0.7,) * 3)
    assert sentences(held)[1] == "That is more than half of them: holding Midford takes no lever."
    assert not any(words in " ".join(sentences(held)) for words in ("enough", "lever alone"))
    assert len(tables(held)) == 1


def test_a_lever_that_lowers_the_share_is_named(found):
    first = found.levers[0]
    levels = [
        replace(one, change=(Estimate(by, by - 0.02, by + 0.02, 0.01), one.change[1]))
        for one, by in zip(first.levels, (-0.01, -0.03, -0.05, 0.05), strict=True)
    ]
    worse = replace(found, levers=(replace(first, levels=tuple(levels)), *found.levers[1:]))
    lower = "cohesion of the whole army higher by 2 log-odds, by −5.0 (−7.0 to −3.0) points."
    assert f"Holding Midford in fewer runs than without: {lower}" in sentences(worse)
    assert not any("fewer" in line for line in sentences(found))


def test_levers_that_change_nothing_are_named(found):
    idle = replace(found, levers=(replace(found.levers[0], levels=()), *found.levers[1:]))
    assert "Levers that change nothing in this scenario: cohesion." in sentences(idle)
    assert len(least_table(idle).rows) == 2


def test_the_tables_and_the_figure(found, require_even):
    for one in tables(holding(found, 0.1, (0.2,) * 4, (0.2,) * 3, (0.2,) * 3)):
        require_even(one)
    assert len(table(found).rows) == 1 + 4 + 3 + 3
    panels = figure(found).axes
    assert [axes.get_title(loc="left") for axes in panels] == [f"{place} held to day 15" for place in WATCHED]
    assert len(panels[0].get_yticks()) == 1 + 5 + 4 + 4
    assert alt_text(found).count("Port Averin") == 11


def test_the_capital_is_watched_once(runner, island):
    capital = what_holding_takes(runner, island, "seat", "Port Averin", ("men",))
    assert capital.places == ("Port Averin",)
    assert len(figure(capital).axes) == 1
    assert len(table(capital).heads) == 3
    assert "capital_held" not in next(capital.rows())


# --- the command ------------------------------------------------------------------------------


def test_the_command(rout, tmp_path):
    told = rout("what-it-takes", "island", "--levers", "news, men", "--at", "North Cape", "--json")
    assert told.exit_code == 0, told.output
    body = json.loads(told.stdout)
    assert body["place"] == "North Cape"
    assert "North Cape is held to the horizon, day 30" in body["sentences"][0]
    rows = body["rows"]
    assert [row["lever"] for row in rows] == ["", *["men"] * 4, *["news"] * 2, *["together"] * 3]
    assert all(row["over_half"] == int(row["place_held"] > 0.5) for row in rows)
    folder = tmp_path / "what-it-takes-island"
    with (folder / "what-it-takes.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == len(rows)
    assert len(list(folder.glob("*.*"))) == len(body["files"]) == 3
    again = rout("what-it-takes", "island", "--levers", "men,news", "--at", "North Cape")
    assert body["sentences"][0] in again.stdout
    assert rout("what-it-takes", "island", "--levers", "men,cohesion", "-n", 1).exit_code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [(("--levers", "mens"), "did you mean"), (("--at", "Saltmarsh"), "no formation of the state")],
)
def test_what_cannot_be_asked_is_a_usage_error(rout, words, told):
    result = rout("what-it-takes", "island", *words)
    assert result.exit_code == 2
    assert told in result.stderr
