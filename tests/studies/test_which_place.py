"""Which place mattered, on the invented island: each row is a plain pair of runs, and the words follow."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.statistics import Estimate
from sim.studies.runner import garrisons
from sim.studies.which_place import alt_text, by_place, figure, note, sentences, table, usual_places

PLACES = ("Midford", "Eastlight")


@pytest.fixture(scope="module")
def found(runner, island):
    return by_place(runner, island, "island", PLACES)


def test_a_row_is_a_plain_run_with_the_place_held_against_free_runs(found, island, columns):
    free = columns(island, {"branch.kind": "free"})["capital_lost_day"]
    assert {one.place for one in found.stands} == set(PLACES)
    for one in found.stands:
        held = columns(island, {"branch.kind": "hold", "branch.place": one.place})["capital_lost_day"]
        assert one.falls.value == np.isfinite(held).mean()
        assert one.change.value == pytest.approx(np.isfinite(held).mean() - np.isfinite(free).mean())
        days = [np.nan_to_num(np.fmin(column, 15.0), nan=15.0) for column in (free, held)]
        assert one.later.value == pytest.approx((days[1] - days[0]).mean(), abs=1e-3)
        assert one.change.low <= one.change.value <= one.change.high
    assert found.free.value == np.isfinite(free).mean()


def test_rows_are_in_order_of_the_effect(found):
    effects = [one.change.value for one in found.stands]
    assert effects == sorted(effects)


def test_usual_places_are_those_with_men_but_the_capital(island):
    men = garrisons(island)
    assert men["Midford"] == 3300.0
    assert list(men.values()) == sorted(men.values(), reverse=True)
    assert set(usual_places(island)) == set(men) - {"Port Averin"}
    assert "Saltmarsh" not in men


def changes(found, *shares):
    """The same places with other changes of the chance, in ascending order."""
    pairs = zip(found.stands, shares, strict=True)
    stands = [replace(one, change=Estimate(mid, mid - 0.05, mid + 0.05, 0.025)) for one, mid in pairs]
    return replace(found, stands=tuple(stands))


def test_the_sentences_follow_the_numbers(found):
    first, second = (one.place for one in found.stands)
    said = " ".join(sentences(changes(found, -0.2, 0.01)))
    assert f"A stand at {first} is worth most" in said
    assert "−20.0 (−25.0 to −15.0) percentage points" in said
    assert f"told from none at {second}." in said
    said = " ".join(sentences(changes(found, 0.0, 0.3)))
    assert "No stand can be told to lower" in said
    assert f"raises that chance at {second} (+30.0)" in said
    assert "0.1 would be expected to exclude 0" in said


def test_the_map_names_what_can_be_told_from_none(found, require_even):
    require_even(table(found))
    drawn = figure(changes(found, -0.2, 0.01))
    assert [text.get_text() for text in drawn.axes[0].texts if text.get_text() in PLACES] == [
        found.stands[0].place
    ]
    assert len(drawn.axes) == 2  # the map and its colour bar
    assert "n = 40 pairs" in note(found)
    assert all(place in alt_text(found) for place in PLACES)


def test_the_command(rout, tmp_path):
    told = rout("which-place", "island", "--places", "Midford, Eastlight", "--json")
    assert told.exit_code == 0, told.output
    body = json.loads(told.stdout)
    assert {row["place"] for row in body["rows"]} == set(PLACES)
    folder = tmp_path / "which-place-island"
    with (folder / "which-place.csv").open(encoding="utf-8") as file:
        assert [row["place"] for row in csv.DictReader(file)] == [row["place"] for row in body["rows"]]
    assert len(list(folder.glob("*.*"))) == len(body["files"]) == 3
    again = rout("which-place", "island", "--places", "Midford,Eastlight")
    assert body["sentences"][0] in again.stdout


@pytest.mark.parametrize(
    ("places", "words"), [("Midfort", "did you mean"), ("Saltmarsh", "no formation of the state")]
)
def test_a_place_without_a_garrison_is_a_usage_error(rout, places, words):
    told = rout("which-place", "island", "--places", places)
    assert told.exit_code == 2
    assert words in told.stderr


def test_one_run_is_enough_to_draw(rout):
    told = rout("which-place", "island", "--places", "Midford", "-n", 1)
    assert told.exit_code == 0, told.output
