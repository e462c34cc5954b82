"""Hear: what is heard where, and how it fades."""

from __future__ import annotations

import math

import pytest
from stages.bench import Bench

LEFT = 2.0 ** (-0.5 / 10.0)  # half a day, at a half-life of ten
FROM_CAPITAL = {
    "Capital": 1.0,
    "Town": 0.1 + 0.9 * math.exp(-60 / 50),
    "Border": 0.1 + 0.9 * math.exp(-100 / 50),
}


def heard(bench: Bench, field: str) -> dict[str, float]:
    return {name: getattr(place, field) for name, place in bench.places.items()}


@pytest.mark.parametrize("field", ["broke", "held"])
def test_what_was_heard_fades_with_the_half_life(field: str) -> None:
    bench = Bench()
    setattr(bench.places["Border"], field, 8.0)
    bench.run("hear")
    assert heard(bench, field) == pytest.approx({"Capital": 0.0, "Town": 0.0, "Border": 8.0 * LEFT})


@pytest.mark.parametrize(
    ("sent", "field", "other"), [("sent_broke", "broke", "held"), ("sent_held", "held", "broke")]
)
def test_evidence_is_heard_less_the_farther_away(sent: str, field: str, other: str) -> None:
    bench = Bench()
    setattr(bench.places["Capital"], sent, 3_000_000)
    bench.run("hear")
    assert heard(bench, field) == pytest.approx({name: 3.0 * share for name, share in FROM_CAPITAL.items()})
    assert set(heard(bench, other).values()) == {0.0}
    assert getattr(bench.places["Capital"], sent) == 0


@pytest.mark.parametrize(("sent", "field"), [("sent_broke", "broke"), ("sent_held", "held")])
def test_news_of_new_events_is_added_to_the_old(sent: str, field: str) -> None:
    bench = Bench()
    for name in bench.places:
        setattr(bench.places[name], field, 8.0)
    setattr(bench.places["Capital"], sent, 3_000_000)
    setattr(bench.nation, sent, 500_000)
    bench.run("hear")
    expected = {name: 8.0 * LEFT + 3.0 * share + 0.5 for name, share in FROM_CAPITAL.items()}
    assert heard(bench, field) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("sent", "field", "other"), [("sent_broke", "broke", "held"), ("sent_held", "held", "broke")]
)
def test_what_happens_to_the_nation_is_heard_everywhere_in_full(sent: str, field: str, other: str) -> None:
    bench = Bench()
    setattr(bench.nation, sent, 7_000_000)
    bench.run("hear")
    assert set(heard(bench, field).values()) == {7.0}
    assert set(heard(bench, other).values()) == {0.0}
    assert getattr(bench.nation, sent) == 0


def test_a_single_millionth_is_heard() -> None:
    bench = Bench()
    bench.places["Town"].sent_broke = bench.places["Town"].sent_held = 1
    bench.run("hear")
    assert (bench.places["Town"].broke, bench.places["Town"].held) == (1e-6, 1e-6)


def test_a_denial_takes_back_but_never_below_nothing() -> None:
    bench = Bench()
    bench.places["Town"].broke = 8.0
    bench.places["Town"].sent_broke = -2_000_000
    bench.run("hear")
    assert bench.places["Town"].broke == pytest.approx(8.0 * LEFT - 2.0)
    assert bench.places["Capital"].broke == 0.0


def test_sub_units_hear_of_each_other_alone() -> None:
    bench = Bench({"scenario.resolution": 2})
    first = bench.siblings["1st"]
    first.broke, first.held, first.sent_broke, first.sent_held = 4.0, 2.0, 3_000_000, 500_000
    bench.run("hear")
    assert (first.broke, first.held) == pytest.approx((4.0 * LEFT + 3.0, 2.0 * LEFT + 0.5))
    assert (first.sent_broke, first.sent_held) == (0, 0)
    assert (bench.siblings["2nd"].broke, bench.places["Town"].broke) == (0.0, 0.0)


def test_whole_formations_hear_nothing_of_themselves() -> None:
    bench = Bench()
    bench.siblings["1st"].broke = 4.0
    bench.run("hear")
    assert bench.siblings["1st"].broke == 4.0
