"""The controls beside the map, made from the scenario's schema: nothing about a number is written twice."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from sim.scenario import Distribution, Scenario, field_help, numbers
from sim.scenario.schema import Mechanisms, Parameters
from sim.scenario.words import dotted
from sim.view.choice import MOST, Choice
from sim.view.map_layer import what_is_picked
from sim.view.sources import result_names, scenario_names
from sim.view.watched import Watched

Field = dict[str, Any]
Group = dict[str, Any]
BRANCHES = (
    ("", "as in the scenario"),
    ("free", "free: the model decides"),
    ("hold", "hold: its garrison cannot break"),
    ("fall", "fall: it breaks"),
)
GENERAL = ("parameters.", "mechanisms.")
STEPS = 100  # of a slider, about
ROUND_STEPS, ROUND_ENDS = (1.0, 2.0, 5.0, 10.0), (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


# --- the kinds of field ------------------------------------------------------------
def row(*fields: Field) -> Group:
    """Fields beside each other, without a title."""
    return {"title": "", "fields": list(fields)}


def select(key: str, label: str, value: str, options: Iterable[Sequence[str]]) -> Field:
    """One of several options, each a value and its words."""
    listed = [list(option) for option in options]
    return {"kind": "select", "key": key, "label": label, "value": value, "options": listed}


def whole(key: str, label: str, value: int) -> Field:
    """A whole number."""
    return {"kind": "whole", "key": key, "label": label, "value": value, "low": 0, "high": MOST}


def number(key: str, label: str, value: float) -> Field:
    """Any number."""
    return {"kind": "number", "key": key, "label": label, "value": value}


def search(key: str, label: str, value: str, options: Iterable[Sequence[str]]) -> Field:
    """One of many options, found by typing."""
    listed = [list(option) for option in options]
    return {"kind": "search", "key": key, "label": label, "value": value, "options": listed}


def button(key: str, label: str, *, disabled: bool, style: str = "") -> Field:
    """Something to press."""
    return {"kind": "button", "key": key, "label": label, "disabled": disabled, "style": style}


def source(choice: Choice, key: str = "source", label: str = "Scenario") -> Field:
    """Scenarios and saved results to choose from."""
    value = f"result:{choice.result}" if choice.result else f"scenario:{choice.scenario}"
    options = [(f"scenario:{name}", name) for name in scenario_names()]
    options += [(f"result:{name}", f"{name} (saved result)") for name in result_names()]
    return select(key, label, value, options)


# --- the groups of a page ----------------------------------------------------------


def what_is_shown(choice: Choice, scenario: Scenario) -> list[Group]:
    """Scenario, branch and its place, seed and run."""
    branch = select("branch", scenario.branch_place, choice.branch, BRANCHES)
    return [row(source(choice), branch, where(choice, scenario), *which_run(choice))]


def what_is_paired(choice: Choice, branches: tuple[str, str], scenario: Scenario) -> list[Group]:
    """Scenario, the two branches and their place, seed and run."""
    sides = zip(("left", "right"), branches, strict=True)
    fields = [select(key, f"{scenario.branch_place}, {key}", branch, BRANCHES[1:]) for key, branch in sides]
    return [row(source(choice), *fields, where(choice, scenario), *which_run(choice))]


def where(choice: Choice, scenario: Scenario) -> Field:
    """The place of the intervention: any that the state holds at the start."""
    held = sorted(name for name, place in scenario.places.items() if place.controller == "state")
    options = [("", "as in the scenario"), *((name, name) for name in held)]
    return select("at", "Place of the branch", choice.at, options)


def which_run(choice: Choice) -> list[Field]:
    """Seed and run, and the design point of a saved result."""
    fields = [whole("seed", "Seed", choice.seed), whole("run", "Run number", choice.run)]
    return [*fields, whole("point", "Design point", choice.point)] if choice.result else fields


def assumptions(watched: Watched, picked: str = "") -> list[Group]:
    """Mechanisms as checks, parameters as sliders by group, the numbers of what is picked, and a way back."""
    count = len(watched.choice.changes) + bool(watched.choice.branch) + bool(watched.choice.at)
    words = f"Reset to scenario ({count} changed)" if count else "As in the scenario"
    reset = row(button("reset", words, disabled=not count))
    return [reset, mechanisms(watched), *parameters(watched), *own_numbers(watched, picked)]


def mechanisms(watched: Watched) -> Group:
    """What can be switched off."""
    fields = []
    changes = dict(watched.choice.changes)
    for name in Mechanisms.model_fields:
        key = f"mechanisms.{name}"
        fields.append(
            {
                "kind": "check", "key": key, "label": name.replace("_", " "), "changed": key in changes,
                "value": getattr(watched.scenario.mechanisms, name), "help": field_help(key).description,
            }
        )  # fmt: skip
    return {"title": "Mechanisms", "help": "Turn one off to see its effect.", "fields": fields}


def parameters(watched: Watched) -> Iterator[Group]:
    """Sliders for all parameters, by the schema's groups."""
    by_group: dict[str, list[Field]] = {}
    for name in Parameters.model_fields:
        key, given = f"parameters.{name}", getattr(watched.scenario.parameters, name)
        by_group.setdefault(field_help(key).group, []).append(slider(watched, key, given))
    for group, fields in by_group.items():
        yield {"title": group.capitalize(), "fields": fields}


def own_numbers(watched: Watched, picked: str) -> Iterator[Group]:
    """Sliders for the numbers of what is picked on the map, and for any other that was changed."""
    changed = [name for name, _ in watched.choice.changes if not name.startswith(GENERAL)]
    prefix = picked_prefix(watched, picked)
    if not prefix and not changed:
        return
    known = numbers(watched.scenario)
    own = [name for name in known if prefix and name.startswith(prefix)]
    if own:
        title = prefix.partition(".")[2].strip('."')
        yield {"title": title, "open": True, "fields": [slider(watched, name, known[name]) for name in own]}
    rest = [name for name in changed if name in known and name not in own]
    if rest:
        fields = [slider(watched, name, known[name]) | {"label": name} for name in rest]
        yield {"title": "Other numbers", "open": True, "fields": fields}


def picked_prefix(watched: Watched, picked: str) -> str:
    """How the dotted names of what is picked begin; "" when nothing is."""
    kind, index = what_is_picked(watched.history.at(0), picked)
    model, names = watched.history.model, watched.history.world.names["siblings"]
    if kind == "p":
        return dotted(("places", model.places[index].name)) + "."
    return dotted(("units", names[model.formations[index].parent])) + "." if kind == "f" else ""


def slider(watched: Watched, name: str, given: float | Distribution) -> Field:
    """One number as a slider: its range, its unit, what it means, and whether this run drew it."""
    help_ = field_help(name)
    value, told = given, help_.description
    if isinstance(given, Distribution):
        value = drawn(watched, name)
        shape = f"{given.kind.replace('_', '-')} {list(given.values)}"
        told = f"{told}. Drawn for each run, {shape}: here {value:.3g}"
    elif name in watched.history.world.patched:
        value = drawn(watched, name)
        told = f"{told}. Drawn for each run from the posterior: here {value:.3g}"
    low, high = span(float(value), help_.low, help_.high)  # type: ignore[arg-type] # a number by now
    step = rounded_up(max(high - low, 1e-9) / STEPS, ROUND_STEPS)
    return {
        "kind": "slider", "key": name, "label": label(name), "value": float(f"{value:.6g}"),
        "unit": "" if help_.unit == "1" else help_.unit, "low": help_.low, "high": help_.high, "from": low,
        "to": high, "step": step, "help": told, "changed": name in dict(watched.choice.changes),
    }  # fmt: skip


def drawn(watched: Watched, name: str) -> float:
    """What this run drew for a number that is not known."""
    world = watched.history.world
    values = world.draw(watched.choice.seed, np.array([watched.choice.run], np.int64))
    return float(values[0, world.patched.index(name)])


def label(name: str) -> str:
    """The last part of a dotted name, in words."""
    return name.rpartition(".")[2].replace("_", " ")


def span(value: float, low: float | None, high: float | None) -> tuple[float, float]:
    """The slider's ends: within the range, wide enough to matter, narrow enough to aim."""
    if low is not None and high is not None and high - low <= 1.0:
        return low, high
    reach = 3.0 * abs(value) if value else 3.0
    bottom = value - reach if low is None else max(low, min(0.0, value - reach))
    top = rounded_up(value + reach, ROUND_ENDS)
    return bottom, top if high is None else min(high, top)


def rounded_up(value: float, parts: Sequence[float]) -> float:
    """A round number not below this one: one of ``parts`` times a power of ten."""
    if value <= 0.0:
        return 0.0
    scale = float(10 ** math.floor(math.log10(value)))
    return next(scale * part for part in parts if scale * part >= value * (1.0 - 1e-9))


def picker(watched: Watched, picked: str) -> Group:
    """A list of places and formations, for those who do not click on maps."""
    options = [("", "choose a place or a formation")]
    for kind, names in (("p", watched.names.places), ("f", watched.names.formations)):
        listed = [(f"{kind}{i}", name) for i, name in enumerate(names)]
        options += sorted(listed, key=lambda option: option[1])
    return row(select("pick", "Place or formation", picked, options))
