"""How long a place would have to hold, on the invented island: plain runs, and words that follow them."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.statistics import Estimate
from sim.studies.how_long import alt_text, by_days_held, figure, sentence, table, usual_days


@pytest.fixture(scope="module")
def found(runner, island):
    return by_days_held(runner, island, "island", "Midford", (15.0, 4.0))


def test_each_number_of_days_is_a_plain_run(found, island, columns):
    assert [one.days for one in found.points] == [0.0, 4.0, 15.0]
    free = columns(island, {"branch.kind": "free"})["capital_lost_day"]
    for one in found.points:
        changes = (
            {"branch.kind": "hold", "branch.until_day": one.days} if one.days else {"branch.kind": "free"}
        )
        held = columns(island, changes)["capital_lost_day"]
        assert one.falls.value == np.isfinite(held).mean()
        assert one.change.value == pytest.approx(np.isfinite(held).mean() - np.isfinite(free).mean())
        watched = [np.nan_to_num(np.fmin(column, 15.0), nan=15.0) for column in (free, held)]
        assert one.day.value == pytest.approx(watched[1].mean(), abs=1e-3)
        assert one.later.value == pytest.approx((watched[1] - watched[0]).mean(), abs=1e-3)
    assert found.points[0].change.value == found.points[0].later.value == 0.0
    assert found.points[-1].change.value != 0.0


def changes(found, *shares):
    """The same days with other changes of the chance; those of the free runs stay."""
    pairs = zip(found.points[1:], shares, strict=True)
    points = [replace(one, change=Estimate(mid, mid - 0.02, mid + 0.02, 0.01)) for one, mid in pairs]
    return replace(found, points=(found.points[0], *points))


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((-0.1, -0.3), "is held for 4 days or more"),
        ((-0.09, -0.3), "is held for 15 days or more"),
        ((0.2, -0.3), "is held for 15 days or more"),
        ((-0.3, -0.05), "is held for 4 (−30.0) days, but not if it is held for longer"),
        (
            (-0.05, 0.09),
            "less than 10 percentage points: at most by +9.0 (+7.0 to +11.0), if it is held for 15",
        ),
    ],
)
def test_the_sentence_follows_the_numbers(found, shares, words):
    assert words in sentence(changes(found, *shares))


def test_the_table_and_the_figure(found, require_even):
    require_even(table(found))
    assert [row[0] for row in table(found).rows] == ["0 (free)", "4 (8 May)", "15 (19 May)"]
    assert len(figure(found).axes) == 2
    assert alt_text(found).count(" days: ") == 3


def test_usual_days_end_with_the_horizon(island):
    days = usual_days(island)
    assert days[:3] == (1.0, 2.0, 3.0)
    assert days[-1] == 15.0
    assert list(days) == sorted(set(days))


def test_the_command(rout, tmp_path):
    told = rout("how-long", "island", "--days", "2,5", "--at", "North Cape", "--json")
    assert told.exit_code == 0, told.output
    body = json.loads(told.stdout)
    assert body["place"] == "North Cape"
    assert [row["held_days"] for row in body["rows"]] == [0.0, 2.0, 5.0]
    assert "North Cape" in body["sentences"][0]
    assert "Held for 5 days, Port Averin falls" in body["sentences"][1]
    assert len(list((tmp_path / "how-long-island").glob("*.*"))) == len(body["files"]) == 3


@pytest.mark.parametrize(
    "words",
    [("--days", "soon"), ("--days", "0"), ("--days", "31"), ("--at", "Nowhere"), ("--at", "Saltmarsh")],
)
def test_what_cannot_be_asked_is_a_usage_error(rout, words):
    told = rout("how-long", "island", *words)
    assert told.exit_code == 2
    assert words[0] in told.stderr


def test_one_run_is_enough_to_draw(rout):
    told = rout("how-long", "island", "--days", "2", "-n", 1)
    assert told.exit_code == 0, told.output
