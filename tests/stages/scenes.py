"""Arrangements that several tests share, by the names of the bench alone."""

from __future__ import annotations

from typing import Any

import pytest
from stages.bench import Bench, three

from sim.model import vocabulary as v

at_the_edge = pytest.mark.parametrize(("factor", "strikes"), [(0.9999, False), (1.0001, True)])
"""A rate just below and just above the one at which the draw strikes."""

NO_QUITTING = {
    "parameters.quit_base": -10.0,
    "parameters.quit_conscripts": 0.0,
    "parameters.quit_officers": 0.0,
    "parameters.quit_despair": 0.0,
}
BREAKING = NO_QUITTING | {
    "parameters.break_rate": 100.0,
    "parameters.break_steepness": 0.0,
    "parameters.exposure_threatened": 1.0,
    "parameters.exposure_rear": 1.0,
}
"""Every formation that holds a place breaks, and none disbands."""


def alone(bench: Bench, name: str) -> Any:
    """The formation, with no other left on the map."""
    for other, row in bench.formations.items():
        if other != name:
            row.status = v.DISSOLVED
    return bench.formations[name]


def only_group(bench: Bench, name: str) -> Any:
    """The group, with no other on the map."""
    for other, row in bench.groups.items():
        if other != name:
            row.mode, row.target = v.DORMANT, v.NOWHERE
    return bench.groups[name]


def hold(bench: Bench, **holders: str) -> None:
    """Put places in the hands of "state" or of a group, and look at the map again."""
    for place, holder in holders.items():
        bench.places[place].controller = 0 if holder == "state" else bench.group(holder) + 1
    bench.nation.map_changed = 1


def line(**roads: float) -> dict[str, Any]:
    """The scenario without the road from Border to Capital, and with other lengths of the others."""
    tree = three()
    del tree["roads"]["East"]
    for name, km in roads.items():
        tree["roads"][name]["km"] = km
    return tree


def kinds(bench: Bench) -> list[str]:
    """The kinds of the events logged."""
    return [event.kind for event in bench.events]


def falling_apart() -> dict[str, Any]:
    """Overrides with which everything happens within a few ticks."""
    names = "officers advance press turn fatigue readiness rise calm leave return cede reinforce pay exile"
    often = {f"parameters.{name}_rate": 1.0 for name in names.split()}
    return often | {
        "parameters.break_rate": 2.0,
        "parameters.counter_attacks_per_day": 6.0,
        "parameters.counter_attack_morale": 0.0,
        "parameters.counter_attack_ratio": 0.1,
        "parameters.rumours_per_day": 2.0,
        "parameters.combat_loss_rate": 0.05,
        "parameters.cede_lost": 0.0,
        "parameters.pay_lost": 0.0,
        "backers.Ally.reinforcements_per_day": 1.0,
    }
