"""Made-up inputs, each a function of its number: valid overrides, texts, links, files and command lines.

The ranges come from the schema, so a new field is tried as soon as it is there.
"""

from __future__ import annotations

import json
import random
import string
from functools import cache
from pathlib import Path
from typing import Any

import fake_engine

from sim.scenario import Scenario, build, load, numbers, parse_override, resolved
from sim.scenario.fields import field_help
from sim.scenario.schema import Mechanisms
from sim.scenario.words import split_name

THREE = Path(__file__).parents[1] / "stages" / "three.toml"
ISLAND = Path(__file__).parents[2] / "scenarios" / "island.toml"
BASES = (fake_engine.SCENARIO, THREE)
WHOLE = ("men", "population", "reinforcement_men")
MOST = 1.0e6  # of what has no upper bound, and of men, who may be 10^8 in all
DAYS = 3.0
TICKS = (24.0, 12.0, 8.0, 6.0, 4.0, 3.0, 2.0, 1.5, 1.0, 0.75)


@cache
def base(path: Path) -> Scenario:
    return load(path)


@cache
def tree(path: Path) -> dict[str, Any]:
    """The scenario as a tree, to be read alone."""
    return resolved(base(path))


@cache
def spans(path: Path) -> dict[str, tuple[float, float, bool]]:
    """The least and most of every number that may be overridden alone, and whether it is whole."""
    scenario = base(path)
    found = {}
    for name in numbers(scenario):
        if not needs_more(scenario, name):
            help_ = field_help(name)
            low = 0.0 if help_.low is None else help_.low
            most = MOST if help_.high is None else min(help_.high, MOST)
            found[name] = (low, most, name.rpartition(".")[2] in WHOLE)
    return found


def needs_more(scenario: Scenario, name: str) -> bool:
    """Whether a number is valid only with another beside it: dates, and what needs a backer or a way in."""
    kind, owner, key = (*map(str, split_name(name, {})), "")[:3]
    if kind == "units" and key == "adviser_share":
        return not scenario.units[owner].backer
    if kind == "backers" and key.startswith("reinforcement"):
        return not scenario.backers[owner].entry
    return kind == "branch"


# --- overrides that are valid --------------------------------------------------------------
def plain(random_: random.Random, low: float, high: float) -> float:
    """A number within its range: a bound, any, a small one, or one of few digits."""
    way = random_.randrange(6)
    if way < 2:
        return (low, high)[way]
    if way == 2 and high > 0.0:
        return min(high, max(low, 10.0 ** random_.uniform(-9.0, 6.0)))
    value = random_.uniform(low, high)
    return min(high, max(low, float(f"{value:.2g}"))) if way == 3 else value


def number(random_: random.Random, low: float, high: float, whole: bool) -> Any:
    """A number within its range, or a distribution of it."""
    first, second = sorted((plain(random_, low, high), plain(random_, low, high)))
    if random_.random() < 0.7 or not first < second:
        return round(second) if whole else second
    shapes: list[dict[str, list[float]]] = [
        {"uniform": [first, second]},
        {"triangular": [first, random_.uniform(first, second), second]},
        {"normal": [first, min(second - first, high - low)]},
    ]
    if first > 0.0:
        shapes.append({"log_uniform": [first, second]})
    return random_.choice(shapes)


def valid_overrides(random_: random.Random, path: Path) -> dict[str, Any]:
    """Some overrides of everything that may be overridden, all valid together."""
    scenario = base(path)
    known = spans(path)
    chosen = random_.sample(sorted(known), random_.choice((1, 1, 2, 2, 5, 5, 20, len(known) // 2)))
    found: dict[str, Any] = {name: number(random_, *known[name]) for name in chosen}
    for name in random_.sample(sorted(Mechanisms.model_fields), random_.randrange(8)):
        found[f"mechanisms.{name}"] = random_.random() < 0.5
    return found | setting(random_) | branch(random_, scenario) | things(random_, scenario)


def setting(random_: random.Random) -> dict[str, Any]:
    tick = random_.choice(TICKS)
    return {
        "scenario.tick_hours": tick,
        "scenario.horizon_days": max(tick / 24.0, random_.choice((tick / 24.0, random_.uniform(0.1, DAYS)))),
        "scenario.resolution": random_.choice((1, 1, 1, 2, 3, 7)),
        "scenario.army_men": random_.choice((0, 1, 5000, 10**9)),
        "scenario.start": f"{random_.randint(1, 9999):04}-0{random_.randint(1, 9)}-{random_.randint(10, 28)}",
        "scenario.title": "".join(random_.choices(string.printable[:90], k=random_.randint(1, 60))).strip()
        or "x",
    }


def branch(random_: random.Random, scenario: Scenario) -> dict[str, Any]:
    held = [name for name, place in scenario.places.items() if place.controller == "state"]
    start: Any = random_.choice((0.0, random_.uniform(0.0, 0.01), {"uniform": [0.0, 0.02]}))
    return {
        "branch.kind": random_.choice(("free", "hold", "fall")),
        "branch.place": random_.choice(("", *held)),
        "branch.from_day": start,
        "branch.until_day": random_.choice((10_000.0, random_.uniform(0.03, 5.0), {"uniform": [0.5, 9.0]})),
    }


def things(random_: random.Random, scenario: Scenario) -> dict[str, Any]:
    """Words and switches of formations, groups, places and communities."""
    held = [name for name, place in scenario.places.items() if place.controller == "state"]
    lost = [name for name in scenario.places if name not in held]
    found: dict[str, Any] = {}
    for name in scenario.units:
        found[f"units.{name}.place"] = random_.choice(held)
        found[f"units.{name}.reserve"] = random_.random() < 0.5
    for name, group in scenario.groups.items():
        found[f"groups.{name}.opportunist"] = random_.random() < 0.3
        found[f"groups.{name}.aims"] = random_.sample(list(scenario.places), random_.randrange(4))
        if not group.paused_before:
            found[f"groups.{name}.place"] = random_.choice(lost)
    for name, community in scenario.communities.items():
        found[f"communities.{name}.place"] = random_.choice(list(scenario.places))
        if not community.loyal:
            found[f"communities.{name}.stance"] = random_.choice(("quiet", "defiant", "risen"))
    return dict(random_.sample(sorted(found.items()), random_.randrange(len(found))))


def as_toml(value: Any) -> str:
    """A value as it is typed behind --set NAME=."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {as_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value).lower() if isinstance(value, bool) else repr(value)


def accepted(number: int) -> Scenario:
    """Valid overrides as they are typed, read and laid over a scenario."""
    random_ = random.Random(number)
    path = random_.choice(BASES)
    given = valid_overrides(random_, path)
    typed = dict(parse_override(f"{name}={as_toml(value)}") for name, value in given.items())
    assert typed == given
    scenario = build(tree(path), overrides=typed)
    if number % 10 == 0:
        assert build(json.loads(json.dumps(resolved(scenario)))) == scenario  # and can be stored
    return scenario


# --- overrides that may be anything ----------------------------------------------------------
WRONG = (
    None,
    True,
    "",
    "x",
    -1,
    1e308,
    float("nan"),
    float("inf"),
    10**400,
    [],
    [1],
    {},
    {"uniform": [2, 1]},
)


def any_overrides(random_: random.Random, path: Path) -> dict[str, Any]:
    """Valid overrides of which some are spoiled: a wrong value, a wrong name, or two that do not fit."""
    found = valid_overrides(random_, path)
    for name in random_.sample(sorted(found), random_.randint(1, 4)):
        way = random_.randrange(4)
        if way == 0:
            found[name] = random_.choice(WRONG)
        elif way == 1:
            found[spoiled(random_, name)] = found.pop(name)
        elif way == 2 and isinstance(found[name], float):
            found[name] *= random_.choice((-1.0, 1e3, 1e9))
        else:
            found[random_.choice(("units", "places", "scenario", "roads", "history", "extends", "x.y.z"))] = 1
    return found


LETTERS = string.printable + "äß→\u202e\x00१🙂"


def spoiled(random_: random.Random, text: str) -> str:
    """A text with some letters changed, left out or doubled, or cut off."""
    letters = list(text)
    for _ in range(random_.choice((1, 1, 2, 9))):
        at = random_.randrange(len(letters) + 1)
        letters[at : at + random_.randrange(3)] = random_.choices(LETTERS, k=random_.randrange(3))
    return "".join(letters)[: random_.choice((10_000_000, 10_000_000, 10_000_000, len(text) // 2))]


TEXTS = (
    "parameters.expected_days=2", 'units."1st Brigade".men={ uniform = [1, 2] }', "a.b=[[1],{x=2}]",
    "parameters.expected_days=1,2,4", "parameters.break_rate=0.5:2", "P(capital_fell) +- 0.01",
    "Q0.5(capital_lost_day) +- 0.25", "mean(men_end) +- 3", "x=1979-05-27T07:32:00Z", "x=0x_1", "=", "",
    "?scenario=homs&seed=1&run=2&tick=3&set.parameters.expected_days=2e-1&set.mechanisms.news=false",
    "?result=small&point=1&branch=hold&at=Bridge&branches=hold-fall&page=pair",
)  # fmt: skip


def any_text(random_: random.Random) -> str:
    """What may be typed for an override, a variation, a precision or a link, mostly spoiled."""
    text = random_.choice(TEXTS)
    if random_.random() < 0.1:
        return "".join(random_.choices(LETTERS, k=random_.choice((3, 30, 300))))
    return spoiled(random_, text) if random_.random() < 0.9 else text


# --- command lines -----------------------------------------------------------------------------
GOOD: dict[str, tuple[str, ...]] = {
    "-n": ("1", "3", "70"),
    "--seed": ("0", "4294967295"),
    "--until": ("P(capital_fell) +- 0.2", "Q0.5(capital_lost_day) +- 100"),
    "--set": ("parameters.expected_days=1", 'units."1st Brigade".men={ uniform = [1, 900] }'),
    "--branch": ("hold", "fall", "free"),
    "--at": ("Bridge", "Ferry"),
    "--tick-hours": ("6", "1.5"),
    "--vary": ("parameters.expected_days=1,2", "parameters.break_rate=0.5,1"),
    "--latin-hypercube": ("3",),
    "--sobol": ("4",),
    "--table": ("points.csv",),
    "--out": ("there", "there/deeper"),
    "--name": ("a", "a b"),
    "--engine": ("ensemble", "mesa"),
    "--threads": ("1", "2"),
    "--run": ("0", "3", "149"),
    "--point": ("0",),
    "--replays": ("0", "1"),
}
ALONE = ("--zip", "--json", "--summary", "--quiet", "--replace", "--markdown", "-h", "--bogus")
BAD = ("", "x", "=", "-1", "0", "1e3", "4294967297", "nan", "P(x) +- -1", "parameters.expected_dais=1",
       "units=1", "x=2:1", "Bridg", "Hills", "none.csv", ".", "../a", "\0", "x" * 300)  # fmt: skip
THINGS = {"run": "small.toml", "check": "small.toml", "schema": "", "why": "small small"}
OF = {
    "run": ("-n", "--seed", "--until", "--set", "--branch", "--at", "--tick-hours", "--vary", "--zip",
            "--out", "--latin-hypercube", "--sobol", "--table", "--name", "--replace", "--engine",
            "--threads", "--json", "--quiet"),
    "check": ("--json", "--summary"), "compare": ("--json", "--quiet"),
    "replay": ("--run", "--point", "--json"),
    "explain": ("--run", "--point", "--markdown", "--json"), "why": ("--replays", "--json"),
    "schema": ("-h",),
}  # fmt: skip
WORDS = ("small.toml", "small", "results/small", "three.toml", "small.tom", "", ".", "points.csv", "\0", "--")


def command_line(random_: random.Random) -> list[str]:
    """Words behind ``rout``: a command, things and options, most of them good and some spoiled."""
    command = random_.choice((*OF, "run", "run", "run", "compare"))
    words = [command, *THINGS.get(command, "small").split()]
    words += ["-n", "3"] if command == "run" else ["--run", "3"] if command == "replay" else []
    for _ in range(random_.randrange(4)):
        option = random_.choice(OF[command])
        words.append(option)
        if option not in ALONE:
            words.append(random_.choice(GOOD[option] if random_.random() < 0.85 else BAD))
    if random_.random() < 0.3:
        words[random_.randrange(len(words))] = random_.choice((*WORDS, *ALONE, *GOOD, "bogus"))
    return words


def valid_link(random_: random.Random, path: Path) -> dict[str, str]:
    """What a link may set of a shipped scenario: numbers, switches, seed, run, tick and branch."""
    held = [name for name, place in base(path).places.items() if place.controller == "state"]
    pairs = {key: str(random_.choice((0, 1, 77, 2**32 - 1))) for key in ("seed", "run", "tick")}
    pairs |= {"branch": random_.choice(("free", "hold", "fall")), "at": random_.choice(held)}
    for name, (low, high, whole) in random_.sample(sorted(spans(path).items()), random_.randrange(12)):
        value = plain(random_, low, high)
        pairs[f"set.{name}"] = f"{round(value) if whole else value:.12g}"
    for name in random_.sample(sorted(Mechanisms.model_fields), random_.randrange(5)):
        pairs[f"set.mechanisms.{name}"] = random_.choice(("true", "false"))
    return pairs
