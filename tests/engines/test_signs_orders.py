"""Which way each of these works, over paired runs of a small war: what should never help the state does not.

Both sides of a pair have the same random numbers. A difference counts against a sign when it is more
than two and a half standard errors of its mean, and more than half a per cent of the places and days.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from engines.wars import war

from sim.engines.compiled import simulate
from sim.model.world import build_world
from sim.scenario import build

RUNS = 1000
LEAST = 0.005
"""Of the share of places held over the days: smaller differences are none."""


@cache
def outcomes(*changes: tuple[str, Any]) -> tuple[np.ndarray[Any, Any], ...]:
    """Of each run: the share of places held over the days, men at the end, whether the leadership left."""
    tree = war()
    for name, value in changes:
        table, *path = name.split(".")
        owner = tree.setdefault(table, {})
        for key in path[:-1]:
            owner = owner.setdefault(key, {})
        owner[path[-1]] = value
    found = simulate(build_world(build(tree)), 1, np.arange(RUNS))
    left = ~np.isnan(found.columns["leadership_left_day"])
    return found.daily["held"].mean(axis=(1, 2)), found.columns["men_end"], left


def change(base: tuple[tuple[str, Any], ...], worse: tuple[tuple[str, Any], ...]) -> tuple[float, float]:
    """Mean of what ``worse`` does to the share of places held, and its standard error."""
    gap = outcomes(*worse)[0] - outcomes(*base)[0]
    return float(gap.mean()), float(gap.std(ddof=1) / np.sqrt(RUNS))


HOLD = (("branch.kind", "hold"),)
CUT = (("branch.kind", "fall"), ("branch.place", "Pass"))
"""The road from the capital to Town and Far is cut on the first day."""
NEVER_HELPS = {
    "a backer's leaving": ((("backers.Ally.patience", 0.0),), (("backers.Ally.patience", 0.9),)),
    "a backer's coming late": ((("backers.Ally.arrives_day", 0.0),), (("backers.Ally.arrives_day", 6.0),)),
    "a backer whose way in is lost": (
        (("branch.kind", "fall"), ("branch.place", "Gate"), ("parameters.entry_share", 1.0)),
        (("branch.kind", "fall"), ("branch.place", "Gate"), ("parameters.entry_share", 0.0)),
    ),
    "a corridor cut": ((("branch.kind", "hold"), ("branch.place", "Pass")), CUT),
    "a shorter hold": (HOLD, (*HOLD, ("branch.until_day", 3.0))),
    "no hold": (HOLD, (*HOLD, ("branch.until_day", 0.1))),
    "being shaken by isolation": (
        (*CUT, ("parameters.isolation_effect", 0.0)), (*CUT, ("parameters.isolation_effect", 3.0)),
    ),
    "giving up without hope": (
        (*CUT, ("parameters.handover_rate", 0.0)), (*CUT, ("parameters.handover_rate", 5.0)),
    ),
    "hearing of orders to give places up": (
        (("parameters.ceding_weight", 0.0),), (("parameters.ceding_weight", 8.0),),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", NEVER_HELPS)
def test_what_never_helps_the_state(what: str) -> None:
    mean, error = change(*NEVER_HELPS[what])
    assert mean <= max(2.5 * error, LEAST)


@pytest.mark.parametrize("what", NEVER_HELPS)
def test_what_hurts_it_here(what: str) -> None:
    """So that the signs above are not those of things without effect."""
    mean, error = change(*NEVER_HELPS[what])
    assert mean < -2.5 * error


def test_hunger_costs_the_encircled_men() -> None:
    cut = (*CUT, ("mechanisms.handover", False), ("parameters.break_rate", 0.0))
    fed, hungry = (
        outcomes(*cut, ("parameters.starvation_rate", rate))[1].mean() for rate in (0.0, 0.2)
    )  # fmt: skip
    assert hungry < fed


def test_voices_hasten_exile() -> None:
    silent, urged = (outcomes(("parameters.voice_effect", effect))[2].mean() for effect in (0.2, 5.0))
    assert silent < urged
