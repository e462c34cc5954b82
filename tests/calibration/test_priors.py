"""Files of priors: what is read, and what is said of mistakes."""

from __future__ import annotations

import numpy as np
import pytest
from calibration.toy import PRIORS, write

from sim.calibration.priors import read_priors
from sim.errors import ScenarioError
from sim.scenario.schema import Distribution

MISTAKES = {
    "no reason": (
        'why = "a test"\n\n[shared',
        "[shared",
        ("each_war.units.*.cohesion.why", "missing; write"),
    ),
    "misspelt key": ("how =", "hwo =", ('did you mean "how"?',)),
    "misspelt table": ("[shared.", "[sharde.", ("unknown key", 'did you mean "shared"?')),
    "misspelt scenario": ("isle.toml", "isel", ("no such scenario",)),
    "misspelt parameter": ("break_rate", "brake_rate", ('did you mean "parameters.break_rate"?',)),
    "no such unit": ("units.*.cohesion", "units.Fort *.cohesion", ("no unit fits",)),
    "outside the range": ("[0.1, 10.0]", "[0.1, 1000.0]", ("is outside 0 to 100",)),
    "from high to low": ("[0.1, 10.0]", "[10.0, 0.1]", ("go from low to high",)),
    "another place": ("horizon_days", 'places = ["Bridgee"], horizon_days', ('did you mean "Bridge"?',)),
    "fixed and shared": (
        "[wars.isle]",
        '[fixed]\n"parameters.break_rate" = 1.0\n[wars.isle]',
        ("fixed too",),
    ),
    "nothing of a war": (
        'scenarios = [{ file = "isle.toml", horizon_days = 6.0 }]',
        "scenarios = []",
        ("isle",),
    ),
    "misspelt limit": ("[wars.isle]", "[unattacked]\ndasy = 9\n\n[wars.isle]", ('did you mean "days"?',)),
    "no way": ('how = "add"', 'how = "plus"', ("'set', 'add' or 'times'",)),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_line(tmp_path, name):
    old, new, says = MISTAKES[name]
    assert old in PRIORS
    with pytest.raises(ScenarioError) as caught:
        read_priors(str(write(tmp_path, priors=PRIORS.replace(old, new))))
    text = str(caught.value)
    assert "priors.toml:" in text
    for words in says:
        assert words in text


def test_a_scenario_without_a_record_says_what_to_write(tmp_path):
    with pytest.raises(ScenarioError, match=r"add \[observed\]"):
        read_priors(str(write(tmp_path, record="")))


def test_what_is_shared_and_what_is_of_each_war(tmp_path):
    found = read_priors(str(write(tmp_path)))
    assert found.names == ("parameters.break_rate", "isle: units.*.cohesion")
    at, columns = found.columns(found.records[0])
    assert at == [0, 1]
    assert columns[1].keys[0] == "units.Guard Brigade.cohesion"
    assert found.records[0].horizon == 6.0


def test_a_scenario_marked_so_is_there_once_more_with_nobody_who_attacks(tmp_path):
    assert read_priors(str(write(tmp_path))).calm == ()
    limits = "[unattacked]\ndays = 9.0\nmost_lost = 1\n\n[wars.isle]"
    marked = PRIORS.replace("[wars.isle]", limits).replace("6.0 }", "6.0, unattacked = true }")
    (one,) = read_priors(str(write(tmp_path, priors=marked))).calm
    scenario = one.world.scenario
    assert (one.war, one.days, one.most_lost, scenario.scenario.horizon_days) == ("isle", 9.0, 1, 9.0)
    assert all(group.attacks_from_day > 9.0 for group in scenario.groups.values())


def test_values_follow_the_priors(tmp_path):
    found = read_priors(str(write(tmp_path)))
    rate, offset = found.values(np.array([[0.0, 0.5], [0.5, 0.841345], [1.0, 0.158655]])).T
    assert rate == pytest.approx([0.1, 1.0, 10.0])
    assert offset == pytest.approx([0.0, 1.0, -1.0], abs=1e-3)


@pytest.mark.parametrize("name", ["three-wars", "syria"])
def test_shipped_priors_are_read_and_every_number_has_a_reason(name):
    found = read_priors(name)
    assert all(isinstance(one.prior, Distribution) and len(one.prior.why) > 10 for one in found.unknowns)
    assert len(found.wars) == (3 if name == "three-wars" else 1)


def test_a_name_that_is_no_file_of_priors():
    with pytest.raises(ScenarioError, match='did you mean "three-wars"'):
        read_priors("tree-wars")
