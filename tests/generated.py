"""Small scenarios of every shape, for Hypothesis: whatever a scenario file can say, sooner or later.

Rates are high and runs short, so that every kind of event happens in some of them.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from sim.scenario import Scenario, build
from sim.scenario.fields import field_help
from sim.scenario.schema import Mechanisms, Parameters

Draw = Any
Tree = dict[str, Any]

SHARES = st.floats(0.0, 1.0)
MOSTLY_ON = st.sampled_from((True, True, True, True, False))
KINDS = ("retreat", "withdrawal", "officers left", "place lost", "rising", "departure", "rumour", "stand")
WIDE = {
    "news_half_life_days": (0.5, 30.0),
    "news_everywhere": (0.0, 1.0),
    "expected_days": (1.0, 60.0),
    "public_attention": (0.0, 0.4),
    "rumours_per_day": (0.0, 4.0),
    "rumour_credibility": (0.0, 1.0),
    "denial_delay_hours": (0.0, 60.0),
    "prior_breaks": (0.1, 10.0),
    "comrades_breaks": (0.1, 4.0),
    "loss_effect": (0.0, 30.0),
    "fall_rate": (0.0, 8.0),
    "break_rate": (0.0, 4.0),
    "critical_morale": (0.0, 0.8),
    "exposure_rear": (0.0, 1.0),
    "anticipation_days": (0.1, 6.0),
    "quit_base": (-4.0, 1.0),
    "retreat_km_per_day": (20.0, 900.0),
    "counter_attacks_per_day": (0.0, 20.0),
    "counter_attack_morale": (0.0, 0.6),
    "counter_attack_ratio": (0.1, 1.5),
    "officers_rate": (0.0, 6.0),
    "officers_belief": (0.0, 1.0),
    "officers_back_per_day": (0.0, 6.0),
    "press_rate": (0.0, 12.0),
    "press_ratio": (-3.0, 1.0),
    "turn_rate": (0.0, 6.0),
    "fatigue_rate": (0.0, 6.0),
    "group_km_per_day": (40.0, 900.0),
    "overrun_ratio": (1.0, 20.0),
    "combat_loss_rate": (0.0, 0.5),
    "rise_rate": (0.0, 12.0),
    "calm_rate": (0.0, 6.0),
    "leave_rate": (0.0, 6.0),
    "return_rate": (0.0, 6.0),
    "cede_lost": (0.0, 0.5),
    "cede_rate": (0.0, 6.0),
    "reinforce_rate": (0.0, 12.0),
    "reinforce_belief": (0.0, 0.8),
    "pay_lost": (0.0, 0.4),
    "pay_rate": (0.0, 6.0),
    "exile_rate": (0.0, 12.0),
    "exile_belief": (0.0, 1.0),
    "exile_support": (0.0, 1.0),
    "deal_rate": (0.0, 6.0),
    "handover_rate": (0.0, 6.0),
    "mobilise_rate": (0.0, 12.0),
    "mobilise_belief": (0.0, 1.0),
    "army_cohesion": (-3.0, 3.0),
}
"""Ranges of parameters that make things happen within days."""


def around_default(name: str) -> tuple[float, float]:
    """A third to three times what a parameter is without being named, within what it may be."""
    known = field_help(f"parameters.{name}")
    low, high = sorted((known.default / 3.0, known.default * 3.0))
    return max(low, known.low), min(high if known.default else 1.0, known.high)


COUNTER_ATTACKING = {
    "counter_attacks_per_day": 20.0,
    "counter_attack_morale": 0.1,
    "counter_attack_ratio": 0.1,
    "counter_attack_km": 1000.0,
    "occupation_share": 0.01,
}
"""Places are seldom regained otherwise."""
OTHERS = {name: around_default(name) for name in Parameters.model_fields if name not in WIDE}


def numbers(low: float, high: float) -> st.SearchStrategy[Any]:
    """A number of a field, or a distribution of it."""
    plain = st.floats(low, high).map(lambda value: round(value, 3))
    middle, width = 0.5 * (low + high), high - low
    shapes = [
        {"uniform": [low, high]},
        {"triangular": [low, middle, high]},
        {"normal": [middle, 0.3 * width]},
    ]
    if low > 0.0:
        shapes.append({"log_uniform": [low, high]})
    return st.one_of(plain, plain, plain, st.sampled_from(shapes))


def names(word: str, count: int) -> list[str]:
    return [f"{word} {i + 1}" for i in range(count)]


@st.composite
def some_of(draw: Draw, ranges: dict[str, tuple[float, float]], most: int) -> Tree:
    """Numbers for some parameters."""
    chosen = draw(st.lists(st.sampled_from(sorted(ranges)), max_size=most, unique=True))
    return {name: draw(numbers(*ranges[name])) for name in chosen}


@st.composite
def scenarios(draw: Draw) -> Scenario:
    """A valid scenario of three to eight places with agents of all kinds."""
    places = names("Town", draw(st.integers(3, 8)))
    groups = names("Group", draw(st.integers(1, 3)))
    rebel = places[-draw(st.integers(1, max(1, len(places) - 2))) :]
    held = [name for name in places if name not in rebel]
    backers = {name: draw(backer(places)) for name in names("Power", draw(st.integers(0, 5)))}
    side = {role: [n for n, b in backers.items() if b["role"] == role] for role in ("state", "rebels")}
    communities = {name: draw(community(places)) for name in names("People", draw(st.integers(0, 3)))}
    roads = draw(road_map(places))
    near = {frozenset(road["between"]) for road in roads.values()}
    tree: Tree = {
        "scenario": draw(setting(held)),
        "places": {name: draw(place(groups if name in rebel else [])) for name in places},
        "roads": roads,
        "units": {
            name: draw(unit(held, side["state"], list(communities)))
            for name in names("Unit", draw(st.integers(1, 6)))
        },
        "groups": {name: draw(group(rebel, held, places, near, side["rebels"])) for name in groups},
        "communities": communities,
        "backers": backers,
        "command": {"confidence": draw(st.floats(-1.0, 1.0))},
        "history": draw(st.lists(history(places), max_size=3)),
        "mechanisms": {name: draw(MOSTLY_ON) for name in Mechanisms.model_fields},
        "parameters": draw(some_of(WIDE, 20)) | draw(some_of(OTHERS, 5)),
    }
    loyal = [name for name, people in communities.items() if people["loyal"]]
    if loyal and len(tree["units"]) > 1 and draw(st.booleans()):
        tree["units"]["Unit 1"] |= {"dormant": True, "community": draw(st.sampled_from(loyal))}
    days = tree["scenario"]["horizon_days"]
    orders = names("Order", draw(st.integers(0, 2)))
    tree["orders"] = {name: draw(order(places, list(tree["units"]), days)) for name in orders}
    if draw(st.integers(0, 3)) == 0:
        tree["parameters"] |= COUNTER_ATTACKING
    kind = draw(st.sampled_from(("free", "hold", "fall")))
    begin = draw(st.floats(0.0, 0.9)) * days
    tree["branch"] = {
        "kind": kind,
        "place": draw(st.sampled_from(["", *held])),
        "from_day": begin,
        "until_day": draw(st.sampled_from((begin + 0.3 * days + 0.01, 10_000.0))),
    }
    return build(tree)


@st.composite
def setting(draw: Draw, held: list[str]) -> Tree:
    tick_hours = draw(st.sampled_from((3.0, 6.0, 12.0, 24.0)))
    capital = draw(st.sampled_from(held))
    others = [name for name in held if name != capital]
    chosen = {"bellwether": draw(st.sampled_from(others or held))}
    if others and draw(st.booleans()):
        chosen["refuge"] = draw(st.sampled_from(others))
    junctions = [name for name in others if name not in chosen.values()]
    return {
        "title": "generated",
        "start": "2001-03-01",
        "horizon_days": draw(st.integers(6, 60)) * tick_hours / 24.0,
        "tick_hours": tick_hours,
        "resolution": draw(st.sampled_from((1, 1, 2, 3))),
        "capital": capital,
        "corridor_junctions": junctions[:1],
        **chosen,
    }


@st.composite
def place(draw: Draw, groups: list[str]) -> Tree:
    return {
        "lat": 1.0,
        "lon": 1.0,
        "population": draw(st.integers(0, 10**6)),
        "prestige": draw(numbers(0.0, 8.0)),
        "controller": draw(st.sampled_from(groups)) if groups else "state",
        "provincial_capital": draw(st.booleans()),
        "air_exit": draw(st.booleans()),
        "haven": draw(SHARES),
    }


@st.composite
def road_map(draw: Draw, places: list[str]) -> dict[str, Tree]:
    """A tree that reaches every place, and some shortcuts."""
    pairs = [(draw(st.integers(0, i - 1)), i) for i in range(1, len(places))]
    ends = st.tuples(st.integers(0, len(places) - 1), st.integers(0, len(places) - 1))
    for a, b in draw(st.lists(ends, max_size=4)):
        if a != b and (a, b) not in pairs and (b, a) not in pairs:
            pairs.append((a, b))
    return {
        f"Road {i}": {"between": [places[a], places[b]], "km": draw(numbers(0.5, 120.0))}
        for i, (a, b) in enumerate(pairs)
    }


@st.composite
def unit(draw: Draw, held: list[str], backers: list[str], communities: list[str]) -> Tree:
    found: Tree = {
        "place": draw(st.sampled_from(held)),
        "men": draw(st.integers(1, 3)) if draw(st.integers(0, 5)) == 0 else draw(st.integers(50, 9000)),
        "quality": draw(numbers(0.1, 3.0)),
        "cohesion": draw(numbers(-1.0, 4.0)),
        "conscript_share": draw(SHARES),
        "reserve": draw(st.booleans()),
    }
    if backers and draw(st.booleans()):
        found |= {"backer": draw(st.sampled_from(backers)), "adviser_share": draw(SHARES)}
        found["militia"] = draw(st.booleans())
    if communities and draw(st.booleans()):
        found["community"] = draw(st.sampled_from(communities))
    return found


@st.composite
def group(
    draw: Draw,
    rebel: list[str],
    held: list[str],
    places: list[str],
    near: set[frozenset[str]],
    backers: list[str],
) -> Tree:
    home = draw(st.sampled_from(rebel))
    found: Tree = {
        "place": home,
        "men": draw(st.one_of(st.integers(10, 12000), st.just({"uniform": [100.0, 9000.0]}))),
        "quality": draw(numbers(0.1, 3.0)),
        "will_to_fight": draw(st.floats(-2.0, 3.0)),
        "readiness": draw(SHARES),
        "aims": draw(st.lists(st.sampled_from(places), max_size=3, unique=True)),
        "reach_km": draw(st.sampled_from((0.0, 60.0, 400.0))),
        "opportunist": draw(st.integers(0, 3)) == 0,
    }
    before = [name for name in held if frozenset((home, name)) in near]
    if before and draw(st.booleans()):
        found["paused_before"] = draw(st.sampled_from(before))
    if backers:
        found["backer"] = draw(st.sampled_from(backers))
    return found


@st.composite
def community(draw: Draw, places: list[str]) -> Tree:
    loyal = draw(st.booleans())
    return {
        "place": draw(st.sampled_from(places)),
        "loyal": loyal,
        "grievance": draw(numbers(0.0, 1.0)),
        "fear": draw(SHARES),
        "men": draw(st.integers(1, 3000)),
        "stance": "quiet" if loyal else draw(st.sampled_from(("quiet", "quiet", "defiant", "risen"))),
        "negotiates": draw(st.booleans()),
        "aims": draw(st.lists(st.sampled_from(places), max_size=2, unique=True)),
        "reach_km": draw(st.sampled_from((10.0, 200.0))),
    }


@st.composite
def backer(draw: Draw, places: list[str]) -> Tree:
    days = sorted(draw(st.lists(st.integers(0, 10), max_size=2, unique=True)))
    return {
        "role": draw(st.sampled_from(("state", "state", "state", "rebels", "urges exile"))),
        "weight": draw(numbers(0.0, 2.0)),
        "air": draw(st.floats(0.0, 1.0)),
        "patience": draw(SHARES),
        "commitment": draw(SHARES),
        "arrives_day": draw(st.sampled_from((0.0, 0.0, 0.0, 0.5, 2.0))),
        "constraints": [{"day": float(day), "most": draw(SHARES)} for day in days],
        "entry": draw(st.lists(st.sampled_from(places), min_size=1, max_size=2, unique=True)),
        "reinforcement_men": draw(st.integers(0, 500)),
        "reinforcements_per_day": draw(st.floats(0.0, 4.0)),
    }


@st.composite
def order(draw: Draw, places: list[str], units: list[str], days: float) -> Tree:
    found: Tree = {"day": draw(numbers(0.0, days)), "heard": draw(SHARES)}
    if draw(st.booleans()):
        goal = found["to"] = draw(st.sampled_from(places))
        return found | {"place": draw(st.sampled_from([name for name in places if name != goal]))}
    chosen = st.lists(st.sampled_from(units), min_size=1, max_size=3, unique=True)
    return found | {"units": draw(chosen), "to": draw(st.sampled_from(["", *places]))}


@st.composite
def history(draw: Draw, places: list[str]) -> Tree:
    kind = draw(st.sampled_from((*KINDS, "pay rise")))
    somewhere = kind not in ("departure", "pay rise")
    stand = kind == "stand"
    return {
        "day": draw(st.floats(-10.0, 0.0)),
        "kind": kind,
        "place": draw(st.sampled_from(places)) if somewhere else "",
        "men": draw(st.integers(1 if stand else 0, 900)),
        "lost": draw(st.booleans()) if somewhere else False,
        "days": draw(st.floats(0.0, 4.0)),
        "size": 0.0 if stand else draw(st.floats(0.0, 20.0)),
    }
