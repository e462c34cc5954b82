"""Titles of figures: one sentence of the numbers, which says where results cannot be told apart."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fake_results import fake_result

from sim.analysis import findings
from sim.analysis.compare import compare
from sim.analysis.sentences import percent
from sim.analysis.statistics import Estimate


@pytest.fixture(scope="module")
def apart():
    return compare([fake_result(branch, 300, 1, branch) for branch in ("hold", "fall")])


@pytest.fixture(scope="module")
def alike():
    return compare([fake_result(name, 300, 1, "hold") for name in ("hold", "again")])


def told(comparison):
    table = comparison.day("capital_lost_day")
    return [
        findings.outcomes_finding(comparison),
        findings.share_finding(comparison, table),
        findings.fifty_finding(comparison, table),
        findings.median_finding(comparison, table),
        findings.paired_finding(comparison, table, 1),
        findings.changes_finding(comparison, 1),
    ]


def test_the_shares_of_a_title_are_those_of_the_runs(apart):
    table = apart.day("capital_lost_day")
    found = findings.share_finding(apart, table)
    for days, name in zip(table.sides, apart.names, strict=True):
        assert re.search(rf"{re.escape(percent(days.share().value))} of (the runs of )?{name}", found)


def test_results_that_differ_are_not_said_to_be_alike(apart):
    assert not [words for words in told(apart) if "told" in words]


def test_results_that_do_not_differ_are_said_not_to_be_told_apart(alike):
    assert all("told" in words for words in told(alike)), told(alike)


def test_of_three_results_those_that_cannot_be_told_from_the_first_are_named():
    sides = (("hold", "hold"), ("again", "hold"), ("fall", "fall"))
    three = compare([fake_result(name, 300, 1, branch) for name, branch in sides])
    found = findings.share_finding(three, three.day("capital_lost_day"))
    assert found.endswith("; again cannot be told apart from hold")


@pytest.mark.parametrize(("changes", "verb"), [(1, "happens"), (2, "happen")])
def test_a_title_agrees_in_number(apart, changes, verb):
    tables = [
        replace(table, paired=(replace(table.paired[0], happened=Estimate(one, one - 0.1, one + 0.1, 0.05)),))
        for table, one in zip(apart.happening[:2], (0.5, 0.5 if changes == 2 else 0.0), strict=True)
    ]
    found = findings.changes_finding(replace(apart, days=tuple(tables)), 1)
    assert f"Fall changes how often {changes} of 2 events {verb}, most: " in found
