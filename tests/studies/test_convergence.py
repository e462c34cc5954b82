"""Convergence on the invented island: variants of one scenario, each tested against one of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.convergence import (
    alt_text,
    cost_table,
    figure,
    reasons,
    reasons_table,
    resolutions,
    table,
    ticks,
)
from sim.results import Result


@pytest.fixture(scope="module")
def few(runner):
    return replace(runner, n=12)


def require_sound(found):
    assert found.variants[-1].outcomes_p == 1.0
    assert all(0.0 <= one.capital_p <= 1.0 for one in found.variants)
    assert sum(one.value for one in found.variants[0].outcomes) == pytest.approx(1.0)


def test_ticks_are_tested_against_the_scenarios_own(few, island, require_even):
    found = ticks(few, island, "self", (6.0, 3.0))
    assert found.reference == "3 h"
    require_sound(found)
    require_even(table(found, "Tick"))
    assert [row[-2:] == ("", "") for row in table(found, "Tick").rows] == [False, True]


def test_resolutions_are_tested_against_the_finest(few, island, require_even):
    found, costs = resolutions(few, island, "self", (1, 2))
    assert found.reference == "2"
    require_sound(found)
    assert costs[1].agents - costs[0].agents == 8
    require_even(cost_table(found, costs, "Sub-units"))
    assert alt_text(found).count("capital falls") >= 1
    assert len(figure(found).axes[0].get_xticks()) == 2


def test_reasons_are_taken_away_one_after_the_other(few, island, require_even):
    found = reasons(replace(few, n=2), island, "self", (1, 2))
    stored = [
        Result.open(few.out / f"self-reasons-{step}-2").manifest["scenario"] for step in range(len(found))
    ]
    assert [one["mechanisms"]["recovery"] for one in stored] == [True, False, False]
    assert [one["parameters"]["cohesion_spread"] > 0.0 for one in stored] == [True, True, False]
    require_even(reasons_table(found))
