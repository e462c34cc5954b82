"""What the small charts show: values that a page can hold, and causes that add up."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from sim.analysis.sentences import outcome_meaning
from sim.model.vocabulary import OUTCOME_NAMES
from sim.view.charts import Frame, Line, causes, line_chart
from sim.view.panels import course, ending, holders, outcome_so_far, standing


def framed(title, *, of_men=False):
    return Frame(title, 360, 8.0, " (7 Dec)", of_men=of_men)


def test_a_line_without_a_value_is_broken_and_told_as_none():
    chart = line_chart(framed("Morale"), [Line("unit", [0.5, math.nan, 0.4], "b")], now=1)
    assert chart["lines"][0]["values"] == [0.5, None, 0.4]
    assert chart["words"] == "Morale by day; now unit none"


def test_the_present_is_told_in_the_unit_of_the_axis():
    chart = line_chart(framed("Men", of_men=True), [Line("men", [1.0, 0.876], "a")], now=1)
    assert chart["lines"][0]["told"] == "88 %"
    assert chart["values"][-1] == (1.0, "100 %")
    chart = line_chart(framed("Morale"), [Line("mean", [1.0, 0.876], "a")], now=1)
    assert chart["lines"][0]["told"] == "0.88"
    assert chart["values"][-1] == (1.0, "1.00")


def test_the_axis_says_what_day_nought_is():
    chart = line_chart(framed("Morale"), [Line("mean", [1.0], "a")], now=0)
    assert chart["below"] == "days after the start (7 Dec)"


@pytest.mark.parametrize(
    ("known", "last", "days"),
    [(1, 24, 3), (25, 56, 7), (57, 112, 14), (200, 240, 30), (241, 360, 45)],
)
def test_as_many_days_are_shown_as_anyone_has_looked(known, last, days):
    chart = line_chart(framed("Men"), [Line("men", [1.0] * (known + 1), "a")], now=0)
    assert chart["last"] == last
    assert [tick / 8.0 for tick, _ in chart["days"]] == [float(day) for _, day in chart["days"]]
    assert float(chart["days"][-1][1]) <= days
    assert len(chart["days"]) <= 8


def test_causes_are_sorted_by_weight_and_stand_on_their_side_of_zero():
    found = causes([("small", 0.001), ("news", -0.5), ("pay", 1.0)])
    assert [(one["label"], one["value"], one["kind"]) for one in found] == [
        ("pay", "+1.00", "up"),
        ("news", "−0.50", "down"),
    ]
    assert (found[0]["left"], found[0]["share"]) == (50.0, 50.0)
    assert (found[1]["left"], found[1]["share"]) == (25.0, 25.0)


def test_words_above_a_map_say_who_holds_what(watched):
    seen = watched.history.at(14)
    held = sum(place.state_held for place in seen.places)
    words = standing(watched, seen)
    assert words.startswith(
        f"The Syrian army has lost ground: it holds {held} of 67 places (28 at the start), "
    )
    assert f"Opponents hold {67 - held}" in words
    assert standing(watched, watched.history.at(0)).startswith(
        "The Syrian army holds its ground: it holds 28"
    )
    counts = [(hue, count) for hue, _, count in holders(watched, seen)]
    assert counts[0] == ("h0", held)
    assert sum(count for _, count in counts) == len(seen.places)
    assert len({hue for hue, _ in counts}) == len(counts)


def test_a_chief_place_that_is_lost_is_said_to_be(watched):
    seen = watched.history.at(14)
    capital = watched.index("Damascus")
    places = [replace(place, controller=1) if i == capital else place for i, place in enumerate(seen.places)]
    words = standing(watched, replace(seen, places=tuple(places)))
    kept, _, lost = words.partition("Opponents hold")
    assert lost.endswith(", Damascus among them.")
    assert "Damascus" not in kept


@pytest.mark.parametrize(
    ("start", "held", "words"),
    [
        (28, 28, "the forces hold their ground"),
        (28, 30, "the forces have gained ground"),
        (28, 0, "the forces have lost everything"),
    ],
)
def test_who_is_winning_follows_from_the_places_held(start, held, words):
    assert f"the forces {course('the forces', start, held)}" == words


def test_an_outcome_is_told_with_what_it_means(watched):
    seen = replace(watched.history.at(40), outcome="siege")
    meaning = "Homs is held, but no held road joins Damascus and Latakia"
    assert ending(watched, seen) == f"Outcome so far: siege ({meaning})."
    assert ("Outcome so far", "siege", meaning) in outcome_so_far(watched, seen)


@pytest.mark.parametrize("outcome", OUTCOME_NAMES)
@pytest.mark.parametrize("refuge", ["", "Port"])
def test_every_outcome_has_a_meaning_of_its_own(outcome, refuge):
    words = outcome_meaning(outcome, "Seat", "Gate", refuge)
    others = {outcome_meaning(other, "Seat", "Gate", refuge) for other in OUTCOME_NAMES if other != outcome}
    assert words not in others
    assert refuge or "Port" not in words
