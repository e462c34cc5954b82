"""Through what does the bellwether matter? do(hold) and do(fall) again without each mechanism in turn."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.ablation import Ablation, Pair
from sim.analysis.ablation import ablation as compare_pairs
from sim.scenario import Scenario
from sim.scenario.schema import Mechanisms
from sim.studies.bench import Bench, changed

MECHANISMS = (
    "prestige", "bellwether_heard_everywhere", "corridor", "isolation", "recovery", "stands", "news",
    "officers", "rumours", "pausing", "risings", "backers_leave", "ceding", "reserve", "exile",
)  # fmt: skip
"""What is asked about unless told otherwise: the ways in which a stand can matter, and its surroundings."""


def ablate(bench: Bench, scenario: Scenario, name: str, mechanisms: Sequence[str] = MECHANISMS) -> Ablation:
    """The effect of the bellwether's fate with all mechanisms and without each of those named.

    A mechanism that the scenario has off already is left out.
    """
    on = [mechanism for mechanism in mechanisms if getattr(scenario.mechanisms, mechanism)]
    return compare_pairs(
        _pair(bench, scenario, name, ""), [_pair(bench, scenario, name, mechanism) for mechanism in on]
    )


def _pair(bench: Bench, scenario: Scenario, name: str, off: str) -> Pair:
    switched = {f"mechanisms.{off}": False} if off else {}
    suffix = f"without-{off}" if off else "whole"
    hold, fall = (
        bench.run(changed(scenario, {"branch.kind": kind, **switched}), f"{name}-{suffix}-{kind}")
        for kind in ("hold", "fall")
    )
    meaning = Mechanisms.model_fields[off].description if off else ""
    return Pair(off, meaning or "", hold, fall)
