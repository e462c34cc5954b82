"""Where things stand at a tick: the figures, the map in words, the marks on the time line."""

from __future__ import annotations

import math
from collections import Counter

from sim.analysis.sentences import OUTCOME_WORDS, outcome_meaning
from sim.counting import agreeing, begun, counted, listed
from sim.model import vocabulary as v
from sim.story.history import Snapshot
from sim.view.charts import percent
from sim.view.watched import Watched


def outcome_so_far(watched: Watched, seen: Snapshot) -> list[tuple[str, str, str]]:
    """The figures of a tick: name, value, unit."""
    setting = watched.scenario.scenario
    held = sum(place.state_held for place in seen.places)
    return [
        ("Men under command", percent(seen.men_share), "of the men at the start"),
        ("Mean morale", mean_morale(seen), "0 to 1, weighted by men"),
        (f"Belief at {setting.bellwether}", belief(watched, seen, setting.bellwether), "that the army holds"),
        (f"Belief at {setting.capital}", belief(watched, seen, setting.capital), "that the army holds"),
        ("Places held", f"{held} of {len(seen.places)}", f"by {setting.state_name}"),
        ("Outcome so far", OUTCOME_WORDS[seen.outcome], meaning(watched, seen.outcome)),
    ]


def mean_morale(seen: Snapshot) -> str:
    """The mean morale; none where no formation is left."""
    return "none" if math.isnan(seen.morale) else f"{seen.morale:.2f}"


def belief(watched: Watched, seen: Snapshot, place: str) -> str:
    """Belief at a place."""
    return f"{seen.places[watched.index(place)].belief:.2f}"


def map_words(watched: Watched, seen: Snapshot) -> str:
    """The map in a sentence."""
    held = sum(place.state_held for place in seen.places)
    moving = sum(unit.status == v.MOVING for unit in seen.formations)
    state = watched.scenario.scenario.state_name
    holds = f"{state} {agreeing(state, 'holds', 'hold')} {held} of {len(seen.places)} places"
    return f"{holds}; on the road: {counted(moving, 'formation')}"


def meaning(watched: Watched, outcome: str) -> str:
    """What an outcome's name stands for in this scenario."""
    setting = watched.scenario.scenario
    return outcome_meaning(outcome, setting.capital, setting.bellwether, setting.refuge)


def standing(watched: Watched, seen: Snapshot) -> str:
    """Who is winning at a tick and who holds what, in words above a map."""
    setting, state = watched.scenario.scenario, watched.state_name
    start, held = (sum(place.state_held for place in at.places) for at in (watched.history.at(0), seen))
    chief = list(dict.fromkeys(filter(None, (setting.capital, setting.bellwether, setting.refuge))))
    kept = [place for place in chief if seen.places[watched.index(place)].state_held]
    lost = [place for place in chief if place not in kept]
    they, holds = agreeing(state, "it", "they"), agreeing(state, "holds", "hold")
    return (
        f"{begun(state)} {course(state, start, held)}: {they} {holds} {held} of {len(seen.places)} places "
        f"({start} at the start){among(kept)}. Opponents hold {len(seen.places) - held}{among(lost)}."
    )


def ending(watched: Watched, seen: Snapshot) -> str:
    """How this run ends as it stands at a tick, and what the outcome's name stands for."""
    return f"Outcome so far: {OUTCOME_WORDS[seen.outcome]} ({meaning(watched, seen.outcome)})."


def course(state: str, start: int, held: int) -> str:
    """Whether the state has lost or gained ground since the start, by the places that it holds."""
    has = agreeing(state, "has", "have")
    if held == start:
        return agreeing(state, "holds its ground", "hold their ground")
    if held == 0:
        return f"{has} lost everything"
    return f"{has} lost ground" if held < start else f"{has} gained ground"


def among(places: list[str]) -> str:
    """Places that are named of those counted before."""
    return f", {listed(places)} among them" if places else ""


def holders(watched: Watched, seen: Snapshot) -> list[tuple[str, str, int]]:
    """Who holds places at a tick: each hue of the map, its first name and how many others, and its places."""
    names: dict[str, list[str]] = {watched.hues[0]: [watched.state_name]}
    for hue, group in zip(watched.hues[1:], watched.names.groups, strict=True):
        names.setdefault(hue, []).append(group)
    counts = Counter(watched.hue(place.controller) for place in seen.places)
    more = {hue: f" and {counted(len(own) - 1, 'other')}" if own[1:] else "" for hue, own in names.items()}
    return [(hue, f"{own[0]}{more[hue]}", counts[hue]) for hue, own in names.items() if counts[hue]]


def marks(watched: Watched, known: int) -> list[tuple[int, str]]:
    """Ticks on the time line, with words, at the weightiest events known so far."""
    setting = watched.scenario.scenario
    chief = (setting.capital, setting.bellwether, setting.refuge)
    return [
        (event.tick + 1, event.sentence())
        for event in watched.history.events(known)
        if event.kind in (v.LEADERSHIP_LEFT, v.CORRIDOR_CUT)
        or (event.kind in (v.PLACE_LOST, v.PLACE_REGAINED) and event.where in chief)
    ]
