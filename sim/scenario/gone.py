"""Keys of scenarios that the first edition of the model had and this one has not: what to write instead.

Unlike a renamed key, such a key cannot be read: what it meant is said another way now. Whoever still
writes one, in a file, an override, a design or a link, is told which.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.positions import Path

EXPOSURE = (
    "a garrison is exposed the more, the sooner an enemy could attack: write anticipation_days, "
    "the days over which that falls"
)
GONE: Mapping[tuple[str, str], str] = {
    ("parameters", "stand_weight"): (
        "how loudly a stand is heard is now said by how long soldiers expected a garrison in contact "
        "to last: write expected_days (a weight of 0.35 was 11 days, 1.0 was 4)"
    ),
    ("parameters", "stand_threatened"): (
        "a day under threat counts by the garrison's exposure, as in its own breaking: "
        "write exposure_threatened"
    ),
    ("parameters", "bellwether_heard"): (
        "any place can be watched by everybody: write attention = 0.8 under the place, "
        "or public_attention for all places by their prestige"
    ),
    ("parameters", "belief_inertia"): (
        "what soldiers expected is weighed in breaks: write prior_breaks (24 was 5 at a belief_prior of 0.8)"
    ),
    ("parameters", "comrades_inertia"): (
        "what soldiers expected is weighed in breaks: "
        "write comrades_breaks (8 was 1.6 at a belief_prior of 0.8)"
    ),
    ("parameters", "exposure_neighbour"): EXPOSURE,
    ("parameters", "neighbour_memory_days"): EXPOSURE,
    ("mechanisms", "bellwether_heard_everywhere"): (
        "any place can be watched by everybody: write public_attention, which switches that off for all"
    ),
}
"""Table and key, and what to write instead."""


def instead(path: Path) -> str:
    """What to write instead of a key that is gone; empty for any other path."""
    table, key = (str(path[0]), str(path[1])) if len(path) == 2 else ("", "")
    words = GONE.get((table, key), "")
    return f"this key is gone: {words}" if words else ""
