"""Counter-attacks: what a garrison decides, who of it goes, and what comes of it."""

from __future__ import annotations

from typing import Any

import pytest
from stages.bench import COUNTER_ATTACKING, RETREATING, Bench, Event, hazard, three
from stages.scenes import alone, at_the_edge, hold, kinds, line

from sim.model import vocabulary as v

EAGER = {
    "parameters.counter_attacks_per_day": 24.0,
    "parameters.counter_attack_morale": 0.0,
    "parameters.counter_attack_ratio": 1.5,
    "parameters.occupation_share": 0.0,
}
"""Every garrison counter-attacks where it can: 1.5 to 1, and nobody is left in the places taken."""


def campaign(overrides: dict[str, Any] | None = None, tree: dict[str, Any] | None = None) -> Bench:
    """A bench on which every place was the state's before the losses that history tells."""
    bench = Bench(overrides, tree=tree)
    for place in bench.places.values():
        place.held_before = 1
    return bench


def ready(overrides: dict[str, Any] | None = None, guard: int = 799, unit: str = "1st") -> Bench:
    """The 1st, 1200 strong, in Town, and the Guard that stays; Border is lost, and no group is near Town."""
    bench = campaign(EAGER | (overrides or {}))
    alone(bench, unit).place = bench.place("Town")
    return settled(bench, guard, stays="1st" if unit == "Guard" else "Guard")


def settled(bench: Bench, guard: int, stays: str = "Guard") -> Bench:
    """So many men guard Border, and who stays, without officers, is more than half of what holds Town."""
    for group in bench.groups.values():
        group.mode = v.DORMANT
    for name, row in bench.formations.items():
        if name.startswith(stays):
            row.status, row.place, row.officers, row.men = v.HOLDING, bench.place("Town"), 0, 10_000
    bench.run("assess")
    bench.places["Border"].occupiers = guard
    return bench


def gone(bench: Bench) -> list[str]:
    """Who has set out to retake a place."""
    rows = bench.formations.items()
    return [
        name for name, row in rows if row.status == v.MOVING and row.purpose == v.FOR_COUNTER_ATTACK
    ]  # fmt: skip


def test_a_garrison_sets_out_for_the_lost_neighbour() -> None:
    bench = ready().run("plan", "formations")
    first = bench.formations["1st"]
    assert (first.status, first.purpose, first.place) == (v.MOVING, COUNTER_ATTACKING, bench.place("Border"))
    assert first.days_left == pytest.approx(40 / 120)
    assert bench.events == [Event("counter-attack", "Border", "1st", 1000)]
    all_stay = ready({"parameters.counter_attacks_per_day": 0.0}).run("plan", "formations")
    stood = bench.places["Town"].sent_held / all_stay.places["Town"].sent_held
    assert stood == pytest.approx(10_000 / 11_000, abs=1e-4)  # who leaves does not stand


def test_a_plan_is_forgotten_in_the_next_step() -> None:
    bench = ready().run("plan")
    assert bench.formations["1st"].sally == bench.place("Border")
    bench.places["Border"].occupiers = 5000
    assert bench.run("plan").formations["1st"].sally == v.NOWHERE


@pytest.mark.parametrize(("guard", "goes"), [(799, True), (800, False)])
def test_only_where_it_outweighs_the_guard_by_the_ratio(guard: int, goes: bool) -> None:
    assert bool(gone(ready(guard=guard).run("plan", "formations"))) == goes


@pytest.mark.parametrize(
    "obstacle", ["attack", "officers", "leadership", "recovery", "counter_attacks", "opportunist"]
)
def test_what_keeps_a_garrison_from_counter_attacking(obstacle: str) -> None:
    switches = ("recovery", "counter_attacks")
    bench = ready({f"mechanisms.{name}": name != obstacle for name in switches})
    bench.places["Town"].attack = int(obstacle == "attack")
    bench.formations["1st"].officers = int(obstacle != "officers")
    bench.nation.left_tick = 0 if obstacle == "leadership" else v.NEVER
    bench.groups["North"].opportunist = int(obstacle == "opportunist")
    assert gone(bench.run("plan", "formations")) == []


def test_officers_who_leave_in_this_step_lead_nobody_out() -> None:
    bench = ready().run("plan")
    bench.formations["1st"].officers = 0
    assert gone(bench.run("formations")) == []


@at_the_edge
def test_a_place_draws_once_for_its_garrison(factor: float, strikes: bool) -> None:
    rate = factor * hazard("place Town", v.DRAW_COUNTER_ATTACK, 0)
    bench = ready({"parameters.counter_attacks_per_day": rate}).run("plan", "formations")
    assert bool(gone(bench)) == strikes


@pytest.mark.parametrize(("above", "goes"), [(0.0, True), (1e-6, False)])
def test_only_at_the_least_morale_or_above(above: float, goes: bool) -> None:
    bench = ready({"parameters.counter_attack_morale": 0.5 + above})
    bench.formations["1st"].morale = 0.0
    assert (bench.run("plan").formations["1st"].sally >= 0) == goes


@pytest.mark.parametrize(("tick", "goes"), [(2, True), (3, False)])
def test_the_garrison_of_a_bellwether_that_is_held_stays(tick: int, goes: bool) -> None:
    bench = ready({"branch.kind": "hold", "branch.from_day": 1.5}).at(tick).run("plan", "formations")
    assert bool(gone(bench)) == goes


@pytest.mark.parametrize(
    ("town", "border", "target"), [(2.0, 0.5, "Town"), (2.0, 3.0, "Border"), (2.0, 2.0, "Border")]
)
def test_the_neighbour_of_most_prestige_is_retaken_first(town: float, border: float, target: str) -> None:
    prestige = {"places.Town.prestige": town, "places.Border.prestige": border}
    bench = capital_of_two(prestige | {"parameters.counter_attack_km": 120.0})
    assert bench.run("plan").formations["2nd"].sally == bench.place(target)


def capital_of_two(overrides: dict[str, Any] | None = None) -> Bench:
    """The Guard, 800 strong, and the 2nd, 320, in Capital, with Town and Border lost and weakly held."""
    bench = campaign(EAGER | (overrides or {}))
    for name in ("1st", "Hill"):
        bench.formations[name].status = v.DISSOLVED
    bench.formations["2nd"].place = bench.place("Capital")
    for group in bench.groups.values():
        group.mode = v.DORMANT
    hold(bench, Town="North", Border="North")
    bench.run("assess")
    bench.places["Town"].occupiers = bench.places["Border"].occupiers = 10
    return bench


def test_a_neighbour_that_is_strong_or_far_is_left_alone() -> None:
    bench = capital_of_two({"parameters.counter_attack_km": 120.0})
    bench.places["Town"].occupiers = 10_000
    assert bench.run("plan").formations["2nd"].sally == bench.place("Border")
    bench = capital_of_two({"parameters.counter_attack_km": 119.9})
    bench.places["Town"].occupiers = 10_000
    assert bench.run("plan").formations["2nd"].sally == v.NOWHERE


def test_only_lost_neighbours_are_counter_attacked() -> None:
    bench = campaign(EAGER)
    hold(bench, Border="state")
    assert bench.run("assess", "plan", "formations").events == []
    tree = line()
    tree["parameters"] |= {name.removeprefix("parameters."): value for name, value in EAGER.items()}
    bench = campaign(tree=tree)
    bench.formations["2nd"].place = bench.place("Capital")
    settled(bench, 10).run("plan", "formations")
    assert gone(bench) == ["1st"]  # Border is no neighbour of Capital here


def test_what_was_never_the_states_is_left_alone() -> None:
    bench = ready()
    bench.places["Border"].held_before = 0
    assert gone(bench.run("plan", "formations")) == []


# --- who goes ------------------------------------------------------------------------------


def test_at_least_half_of_what_holds_a_place_stays() -> None:
    assert gone(capital_of_two().run("plan", "formations")) == ["2nd"]  # 320 of 1120; the Guard is more
    bench = capital_of_two()
    bench.places["Town"].occupiers = 214
    assert gone(bench.run("plan", "formations")) == []  # 320 does not outweigh it, and the Guard stays


@pytest.mark.parametrize(("men", "goes"), [(749, []), (750, ["1st"])])  # at a quality of 1.6
def test_nobody_leaves_a_place_to_less_than_half(men: int, goes: list[str]) -> None:
    bench = ready()
    bench.formations["Guard"].men = men
    bench.run("assess")
    bench.places["Border"].occupiers = 10
    assert gone(bench.run("plan", "formations")) == goes


@pytest.mark.parametrize(("home_ground", "goes"), [(True, []), (False, ["1st"])])
def test_who_defends_the_place_that_they_were_raised_from_stays(home_ground: bool, goes: list[str]) -> None:
    bench = ready({"mechanisms.home_ground": home_ground})
    unit = bench.formations["1st"]
    unit.native, unit.home = 1, unit.place
    assert gone(bench.run("plan", "formations")) == goes


@pytest.mark.parametrize(("guard", "goes"), [(10, ["1st"]), (799, ["1st"]), (800, ["1st", "2nd"])])
def test_no_more_go_than_are_needed_in_the_order_of_their_names(guard: int, goes: list[str]) -> None:
    # 1st, 2nd, Hill by name: 1200, 320, 100 in Town
    bench = ready(guard=guard)
    for name in ("2nd", "Hill"):
        bench.formations[name].status = v.HOLDING
    bench.run("assess")
    bench.places["Border"].occupiers = guard
    assert sorted(gone(bench.run("plan", "formations"))) == goes


@pytest.mark.parametrize("pieces", [1, 2, 5])
def test_sub_units_of_a_formation_go_together(pieces: int) -> None:
    bench = campaign(EAGER | {"scenario.resolution": pieces, "parameters.cohesion_spread": 0.8})
    settled(bench, 10).run("plan")
    parents = {
        bench.world.names["siblings"][row.parent] for row in bench.formations.values() if row.sally >= 0
    }
    assert parents == {"1st"}
    assert sum(row.sally >= 0 for row in bench.formations.values()) == pieces


def test_morale_is_the_mean_over_a_formations_men() -> None:
    bench = ready({"scenario.resolution": 2, "parameters.counter_attack_morale": 0.6}, unit="1st #1")
    second = bench.formations["1st #2"]
    second.status = v.HOLDING
    bench.formations["1st #1"].morale, second.morale = 2.0, -1.0  # 0.88 and 0.27: less than 0.6 in the mean
    assert second.men == bench.formations["1st #1"].men
    assert gone(bench.run("assess", "plan")) == []
    second.morale = 0.0  # 0.5: 0.69 in the mean
    bench.run("assess", "plan")
    assert [row.sally >= 0 for row in (bench.formations["1st #1"], second)] == [True, True]


# --- what they meet ------------------------------------------------------------------------


def arriving(guard: int, *names: str, purpose: int = COUNTER_ATTACKING) -> Bench:
    """Formations that reach Border in this step, to retake it."""
    bench = ready({"parameters.counter_attacks_per_day": 0.0})
    for name in names:
        row = bench.formations[name]
        row.status, row.purpose, row.days_left = v.MOVING, purpose, 0.5
        row.origin, row.place = bench.place("Town"), bench.place("Border")
    bench.run("assess")
    bench.places["Border"].occupiers = guard
    return bench


@pytest.mark.parametrize(("guard", "retaken"), [(799, 1), (800, 0)])
def test_the_place_is_retaken_if_they_still_outweigh_the_guard(guard: int, retaken: int) -> None:
    bench = arriving(guard, "1st").run("formations")
    first = bench.formations["1st"]
    assert bench.places["Border"].retaken == retaken
    assert first.status == (v.HOLDING if retaken else v.MOVING)
    assert first.place == bench.place("Border" if retaken else "Town")
    assert bench.events == ([Event("arrival", "Border", "1st", 1000)] if retaken else [])


def test_those_who_arrive_together_are_counted_together() -> None:
    bench = arriving(1013, "1st", "2nd").run("formations")  # 1520 against 1.5 times as much
    assert bench.places["Border"].retaken == 1
    assert kinds(bench) == ["arrival", "arrival"]
    assert arriving(1014, "1st", "2nd").run("formations").places["Border"].retaken == 0


def test_who_comes_for_another_reason_or_later_does_not_count() -> None:
    bench = arriving(799, "1st", "2nd")
    bench.formations["1st"].days_left = 5.0
    assert bench.run("assess").places["Border"].relief == 320
    assert arriving(0, "1st", purpose=RETREATING).places["Border"].relief == 0


@pytest.mark.parametrize(
    ("stance", "mode", "strength"),
    [
        (v.QUIET, v.DORMANT, 0),
        (v.DEFIANT, v.DORMANT, 240),
        (v.RISEN, v.DORMANT, 240),
        (v.RISEN, v.RESTING, 0),
    ],
)
def test_hostile_people_of_the_place_resist(stance: int, mode: int, strength: int) -> None:
    tree = three()
    tree["communities"]["Hills"]["place"] = "Border"
    bench = campaign(tree=tree)
    bench.communities["Hills"].stance, bench.groups["Hill Fighters"].mode = stance, mode
    assert bench.resistance("Border") == strength  # 300 men at 0.8, unless they are counted where they are
    assert bench.resistance("Town") == 0


def test_all_hostile_people_of_a_place_resist_together() -> None:
    tree = three()
    tree["communities"]["Hills"]["place"] = "Border"
    tree["communities"]["Fishers"] = {"place": "Border", "men": 100, "quality": 0.5}
    bench = campaign(tree=tree)
    for name in ("Hills", "Fishers"):
        bench.communities[name].stance = v.DEFIANT
    assert bench.resistance("Border") == 240 + 50


def test_local_resistance_is_added_to_the_guard() -> None:
    tree = three()
    tree["communities"]["Hills"] |= {"place": "Border", "stance": "defiant"}
    tree["parameters"] |= {name.removeprefix("parameters."): value for name, value in EAGER.items()}
    for guard, goes in ((559, ["1st"]), (560, [])):
        bench = campaign(tree=tree)
        alone(bench, "1st")
        settled(bench, guard)
        assert gone(bench.run("plan", "formations")) == goes


def test_who_was_left_in_a_place_guards_it() -> None:
    bench = ready({"parameters.occupation_share": 0.3})
    bench.places["Border"].occupiers = 0
    assert bench.guard("Border") == 675  # 450 of 1500 men at 1.5
    bench.places["Border"].occupiers = 126
    assert gone(bench.run("plan", "formations")) == []  # 801 against 1200


def test_men_and_strength_of_sub_units_are_added_up() -> None:
    bench = campaign(EAGER | {"scenario.resolution": 2})
    settled(bench, 10).run("plan")
    first = bench.state.siblings[next(row.parent for row in bench.formations.values() if row.sally >= 0)]
    assert (first.able_men, first.able) == (1000, 1200)


def test_the_first_formation_of_the_file_may_go_too() -> None:
    first = next(name for name, row in campaign().formations.items() if row.parent == 0)
    bench = ready(unit=first, guard=0)
    assert gone(bench.run("plan", "formations")) == [first]


def test_the_first_place_of_the_file_may_be_retaken_too() -> None:
    bench = ready()
    unit = bench.formations["1st"]
    unit.sally = 0
    bench.run("formations")
    assert (unit.status, unit.purpose, unit.place) == (v.MOVING, COUNTER_ATTACKING, 0)
