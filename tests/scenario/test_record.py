"""What a scenario says of the record: days, windows and places that held."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import build, load, resolved, schema_json
from sim.scenario.record import RecordedDay, recorded

SMALL = Path(__file__).with_name("small.toml")


def observed(value: object) -> object:
    return load(SMALL, {"observed.Bridge": value}).observed["Bridge"]


def test_a_day_a_window_and_held_are_kept_as_written_and_read_back() -> None:
    assert observed(4) == 4.0
    assert observed("held") == "held"
    assert observed({"from": 1, "to": 2.5}) == {"from": 1.0, "to": 2.5}
    for value in (4.0, "held", {"from": 1.0, "to": 2.5}):
        scenario = load(SMALL, {"observed.Bridge": value})
        assert build(json.loads(json.dumps(resolved(scenario)))) == scenario


@pytest.mark.parametrize("value", [True, math.nan, -math.inf, 10**400, [1, 2], {}, {"from": 1, "to": 1}])
def test_anything_else_is_refused_in_one_line(value: object) -> None:
    with pytest.raises(ScenarioError) as caught:
        observed(value)
    (problem,) = caught.value.problems
    assert "observed.Bridge: " in problem


def test_the_editors_schema_takes_what_load_takes() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft7Validator(schema_json())
    for value, fits in [
        (4, True), ("held", True), ({"from": 1, "to": 2}, True),
        ("lost", False), ({"from": 1}, False), (True, False),
    ]:  # fmt: skip
        assert validator.is_valid({"observed": {"Bridge": value}}) is fits, value


def test_words_say_what_is_known() -> None:
    assert recorded(4.5).words == "day 4.5"
    assert recorded({"from": 9.0, "to": 9.6}).words == "day 9 to 9.6"
    assert recorded("held").words == "it held"


def test_a_window_is_missed_by_the_days_outside_it() -> None:
    window = recorded({"from": 9.0, "to": 10.0})
    assert window.middle == 9.5
    assert [window.missed_by(day) for day in (8.0, 9.0, 9.7, 10.0, 12.5)] == [1.0, 0.0, 0.0, 0.0, 2.5]
    assert recorded(9.0).missed_by(8.0) == 1.0


def test_what_comes_after_the_horizon_is_censored_there() -> None:
    assert recorded("held").censored(30.0) == RecordedDay(30.0, 30.0)
    assert recorded(31.0).censored(30.0) == RecordedDay(30.0, 30.0)
    assert recorded({"from": 28.0, "to": 32.0}).censored(30.0) == RecordedDay(28.0, 30.0)
    assert recorded(12.0).censored(30.0) == RecordedDay(12.0, 12.0)


def test_a_range_of_runs_meets_a_window_that_reaches_into_it() -> None:
    window = RecordedDay(9.0, 10.0)
    assert window.meets(9.5, 9.6)
    assert window.meets(10.0, 12.0)
    assert not window.meets(10.1, 12.0)
    assert not window.meets(2.0, 8.9)
