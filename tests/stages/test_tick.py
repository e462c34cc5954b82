"""A tick runs the stages in order, and a run is recorded day by day and at its end."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from stages.bench import Bench
from stages.scenes import falling_apart, hold

from sim.model import vocabulary as v

ORDER = (
    "hear",
    "assess",
    "plan",
    "formations",
    "groups",
    "communities",
    "backers",
    "command",
    "rumours",
    "control",
    "over",
)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_tick_is_its_stages_in_order(seed: int) -> None:
    by_tick, by_stage = (Bench(falling_apart(), seed=seed) for _ in range(2))
    for tick in range(20):
        by_tick.at(tick).tick()
        by_stage.at(tick)
        if by_stage.nation.over == 0:
            by_stage.run(*ORDER)
    assert by_tick.events == by_stage.events
    assert by_tick.ticks_logged == by_stage.ticks_logged
    assert len(by_tick.events) > 20
    assert [row.morale for row in by_tick.formations.values()] == [
        row.morale for row in by_stage.formations.values()
    ]


def test_events_are_logged_with_their_tick() -> None:
    bench = Bench({"parameters.officers_rate": 100.0}).at(3)
    bench.places["Town"].belief = 0.0
    bench.run("formations")
    assert bench.ticks_logged == [3, 3, 3]
    assert [event.agent for event in bench.events] == ["2nd", "1st", "Hill"]


UNKNOWN = {
    "roads.South.km": {"uniform": [40.0, 80.0]},
    "units.1st.cohesion": {"uniform": [0.0, 1.0]},
    "communities.Hills.fear": {"uniform": [0.2, 0.9]},
}


@pytest.mark.parametrize("unknown", [UNKNOWN, {}])
def test_a_batch_is_its_runs_one_by_one(unknown: dict[str, Any]) -> None:
    overrides = falling_apart() | unknown
    for run, row in zip((3, 8, 4), Bench(overrides).whole_runs([3, 8, 4]), strict=True):
        bench = Bench(overrides, run=run, assessed=False)
        for tick in range(20):
            if tick % 2 == 0:
                bench.record(tick // 2)
            bench.at(tick).tick()
        bench.record(10)
        np.testing.assert_equal(bench.conclude(), row)  # takes nan as equal to nan


# --- the record of a day ---------------------------------------------------------------------


def test_men_and_their_mean_morale_are_recorded() -> None:
    bench = Bench()
    for name, morale in (("Guard", 1.0), ("2nd", 2.0), ("1st", 3.0), ("Hill", 0.5)):
        bench.formations[name].morale = morale
    bench.formations["2nd"].status = v.MOVING
    bench.formations["1st"].status = v.DISSOLVED
    shares = {
        men: math.floor(1e6 / (1 + math.exp(-morale))) for men, morale in ((500, 1.0), (400, 2.0), (100, 0.5))
    }
    day = bench.record(2)
    assert day["men_share"] == 0.5
    assert day["morale"] == pytest.approx(
        sum(men * share for men, share in shares.items()) / 1000 / 1e6, rel=1e-7
    )
    assert day["held"].tolist() == [1, 1, 0]


def test_without_men_there_is_no_morale_to_record() -> None:
    bench = Bench()
    for row in bench.formations.values():
        row.status = v.SURRENDERED
    day = bench.record(0)
    assert (day["men_share"], math.isnan(day["morale"])) == (0.0, True)


# --- the row of a run ------------------------------------------------------------------------


def test_the_row_counts_men_the_dead_and_what_happened() -> None:
    bench = Bench()
    bench.formations["1st"].status = v.DEFECTED
    bench.formations["2nd"].status = v.MOVING
    bench.formations["Hill"].men_start, bench.formations["Guard"].men_start = 0, 1
    bench.formations["1st"].broken = bench.formations["2nd"].broken = 1
    bench.formations["1st"].dead, bench.formations["2nd"].dead = 7, 8
    bench.groups["North"].dead, bench.groups["Band"].dead = 20, 30
    nation = bench.nation
    nation.first_cut, nation.left_tick, nation.pay_tick = 3, 4, 5
    nation.withdrawals, nation.officers_gone, nation.rumours = 2, 6, 9
    expected = {
        "corridor_cut_day": 3, "leadership_left_day": 4, "pay_rise_day": 5, "men_start": 2000,
        "men_end": 1000, "dead_men": 15, "dead_rebels": 50, "formations": 3, "formations_broken": 2,
        "withdrawals_ordered": 2, "officers_left": 6, "rumours": 9,
    }  # fmt: skip
    assert bench.conclude().items() >= expected.items()


def test_the_row_says_when_each_place_fell_and_who_rose_or_left() -> None:
    bench = Bench()
    bench.places["Town"].first_lost, bench.places["Border"].first_regained = 3, 4
    bench.communities["Hills"].first_risen, bench.backers["Ally"].first_left = 5, 6
    row = bench.conclude()
    assert row["place_lost_day"] == [-1, 3, -1]
    assert row["place_regained_day"] == [-1, -1, 4]
    assert row["risen_day"] == [5, -1]
    assert row["left_day"] == [6, -1, -1]


def test_the_row_keeps_shares_of_prestige_and_people_held_and_the_last_morale() -> None:
    bench = Bench()
    last = bench.record(10)
    row = bench.conclude()
    assert (row["prestige_held_share"], row["population_held_share"]) == pytest.approx((6.0 / 6.5, 6.0 / 7.0))
    assert np.float32(row["morale_end"]) == last["morale"] > 0.0


@pytest.mark.parametrize("field", ["prestige", "population"])
def test_shares_of_little_are_shares_and_of_nothing_none(field: str) -> None:
    bench = Bench()
    for row in bench.places.values():
        setattr(row, field, 0.125)
    assert bench.conclude()[f"{field}_held_share"] == pytest.approx(2 / 3)
    for row in bench.places.values():
        setattr(row, field, 0.0)
    assert bench.conclude()[f"{field}_held_share"] == 0.0


def outcome(bench: Bench) -> str:
    return v.OUTCOME_NAMES[int(bench.conclude()["outcome"])]


def test_the_outcome_of_a_run_that_held() -> None:
    assert outcome(Bench()) == "line_holds"


@pytest.mark.parametrize(
    ("left_tick", "expected"), [(-1, "capital_fell"), (5, "capital_fell"), (4, "exile"), (0, "exile")]
)
def test_leaving_a_day_before_the_capital_falls_is_exile(left_tick: int, expected: str) -> None:
    bench = Bench()
    bench.places["Capital"].first_lost, bench.nation.left_tick = 6, left_tick
    assert outcome(bench) == expected
    bench.places["Capital"].first_lost = 0 if left_tick < 0 else v.NEVER
    assert outcome(bench) == ("capital_fell" if left_tick < 0 else "exile")


@pytest.mark.parametrize(
    ("place", "regained", "controller", "expected"),
    [
        ("Town", 0, 0, "recovery"),
        ("Town", -1, 0, "line_holds"),
        ("Town", 3, 1, "two_enclaves"),
        ("Border", 3, 0, "line_holds"),  # no provincial capital
    ],
)
def test_a_provincial_capital_regained_and_held_is_a_recovery(
    place: str, regained: int, controller: int, expected: str
) -> None:
    bench = Bench()
    bench.places[place].first_regained, bench.places[place].controller = regained, controller
    assert outcome(bench) == expected


def test_a_refuge_lost_leaves_the_capital_alone() -> None:
    bench = Bench()
    bench.nation.refuge = bench.place("Border")
    assert outcome(bench) == "capital_alone"
    hold(bench, Border="state")
    assert outcome(bench) == "line_holds"
    bench.nation.corridor = 0
    assert outcome(bench) == "siege"
    bench.nation.capital, bench.nation.refuge = bench.place("Town"), bench.place("Capital")
    hold(bench, Capital="North")
    assert outcome(bench) == "capital_alone"


def test_a_junction_lost_counts_only_where_the_corridor_is_cut() -> None:
    bench = Bench({"scenario.corridor_junctions": ["Border"]})
    assert outcome(bench) == "line_holds"
    bench.nation.corridor = 0
    assert outcome(bench) == "two_enclaves"
    hold(bench, Border="state")
    assert outcome(bench) == "siege"
