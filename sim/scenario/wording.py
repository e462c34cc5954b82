"""What the schema's validation found, told in one plain line per mistake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from sim.scenario.fields import (
    DIRECTIVES,
    FieldHelp,
    compact,
    entity_word,
    follow,
    help_of,
    inner_model,
    is_number,
    rule_of,
)  # fmt: skip
from sim.scenario.gone import instead
from sim.scenario.positions import Path
from sim.scenario.schema import MEMBERS, NAMED_TABLES, Scenario
from sim.scenario.words import MOST_PROBLEMS, Problem, closest, did_you_mean, header, read_number, shown

SHAPES = {
    "uniform": "{ uniform = [low, high] }",
    "log_uniform": "{ log_uniform = [low, high] }",
    "normal": "{ normal = [mean, standard deviation] }",
    "triangular": "{ triangular = [low, most likely, high] }",
}
ANY_SHAPE = " or ".join(SHAPES.values())
SWITCH_WORDS = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}


def validation_problems(error: ValidationError, tree: Mapping[str, object]) -> list[Problem]:
    """One problem per field that pydantic refused, of the first; `tree` is what it was given."""
    by_field: dict[Path, list[ErrorDetails]] = {}
    for details in error.errors(include_url=False)[:MOST_PROBLEMS]:
        by_field.setdefault(_path_in_file(details), []).append(details)
    return [Problem(path, _words(path, found, tree)) for path, found in by_field.items()]


def _path_in_file(details: ErrorDetails) -> Path:
    """Pydantic's path without the branches of a union and without items that are not there."""
    path: Path = details["loc"]
    _, field, steps = follow(path)
    if field is None or inner_model(field)[0] is not None:
        return path
    absent_item = details["type"] == "missing" and get_origin(field.annotation) is tuple
    return path[:steps] if is_number(field) or absent_item else path


def _words(path: Path, found: list[ErrorDetails], tree: Mapping[str, object]) -> str:
    """Say what is wrong with the field, the rule, and what to write."""
    details = found[0]
    kind = details["type"]
    model, field, steps = follow(path)
    if field is not None and is_number(field) and kind != "missing":
        return _number(found, help_of(str(path[-1]), field))
    if kind == "observed":
        return details["msg"]
    if kind == "extra_forbidden":
        return instead(path) or _unknown_key(str(path[-1]), model)
    if kind == "missing" and field is not None and len(details["loc"]) == len(path):
        return _missing(path, field, tree)
    if field is None or kind in ("model_type", "dict_type"):
        return f"{shown(details['input'])} is no table; write {header(path)} and its keys below"
    if kind in ("too_short", "too_long", "tuple_type") or len(details["loc"]) > len(path):
        return _list(path, field, details)
    return _plain_value(path, field, details, help_of(str(path[steps - 1]), field))


def _unknown_key(key: str, model: type[BaseModel]) -> str:
    tables = {name: inner_model(field)[0] for name, field in Scenario.model_fields.items()}
    owners = [name for name, inner in tables.items() if inner is not None and key in inner.model_fields]
    near = closest(key, model.model_fields)
    if not near and owners:
        return f"unknown key here; it is one of [{owners[0]}]"
    directives = DIRECTIVES if model is Scenario else ()
    return f"unknown key{did_you_mean(key, [*model.model_fields, *directives])}"


def _missing(path: Path, field: FieldInfo, tree: Mapping[str, object]) -> str:
    """Ask for a required key; one that misses its keys may be a misspelt name of the parent file."""
    inner, many = inner_model(field)
    if inner is not None:
        return f"missing; write at least one [{path[0]}.<name>]" if many else f"missing; write [{path[0]}]"
    text = f"missing; write {path[-1]} = {_example(field)}{_about(help_of(str(path[-1]), field))}"
    table = tree.get(str(path[0]))
    if path[0] in NAMED_TABLES and isinstance(table, Mapping):
        near = closest(str(path[1]), [name for name in table if name != path[1]])
        text += f"; or is the {entity_word(str(path[0]))} {shown(near)} meant?" if near else ""
    return text


def _example(field: FieldInfo) -> str:
    if is_number(field) or field.annotation is float:
        return "1"
    return '["...", "..."]' if get_origin(field.annotation) is tuple else '"..."'


def _about(help_: FieldHelp) -> str:
    """The field's meaning and unit in brackets."""
    told = help_.unit in ("", "1") or help_.unit.casefold() in help_.description.casefold()
    parts = [help_.description, *(() if told else (help_.unit,))]
    return f" ({', '.join(parts)})" if any(parts) else ""


def _such_as(help_: FieldHelp) -> str:
    plain = isinstance(help_.default, (int, float)) and not isinstance(help_.default, bool)
    return f", such as {compact(help_.default)}" if plain else ""


def _outside(value: float, help_: FieldHelp) -> str:
    """A number beyond its field's range, however large; a share above 1 may have been meant in per cent."""
    if help_.low is None or help_.high is None:
        beyond = (
            f"above {compact(help_.high)}" if help_.high is not None else f"below {compact(help_.low or 0)}"
        )
    else:
        beyond = f"outside {compact(help_.low)} to {compact(help_.high)}"
    instead = f"write {rule_of(help_)}{_such_as(help_)}"
    if (help_.low, help_.high) == (0, 1) and 1 < value <= 100:
        instead = f"write {compact(value / 100)} for {compact(value)} per cent"
    written = shown(value) if isinstance(value, int) else compact(value)
    return f"{written} is {beyond}; {instead}{_about(help_)}"


def _no_number(value: object, help_: FieldHelp) -> str:
    as_number = read_number(value) if isinstance(value, str) else ""
    instead = (
        f"write {as_number} without quotes" if as_number else f"expected {rule_of(help_)}{_such_as(help_)}"
    )
    return f"{shown(value)} is no number; {instead}{_about(help_)}"


def _number(found: list[ErrorDetails], help_: FieldHelp) -> str:
    """A number or a distribution that does not fit its field."""
    details = found[0]
    value = details["input"]
    context = details.get("ctx", {})
    if details["type"] == "range" and "high" in context:
        return _outside(context["part"], help_)
    if details["type"] == "range":
        return f"{shown(value)} is not whole; write {round(value)}{_about(help_)}"
    return _distribution(found, value) if isinstance(value, Mapping) else _no_number(value, help_)


def _distribution(found: list[ErrorDetails], value: Mapping[str, object]) -> str:
    """A table in a number's place that is no distribution."""
    given = [key for key in value if key in MEMBERS]
    shape = SHAPES[given[0]] if len(given) == 1 else ANY_SHAPE
    for details in found:
        if details["type"] == "extra_forbidden":
            key = str(details["loc"][-1])
            likely = closest(key, MEMBERS)
            return f"unknown distribution {shown(key)}; write {SHAPES[likely] if likely else ANY_SHAPE}"
        if details["type"] == "distribution":
            return f"{shown(value)}: {details['msg']}; write {shape}"
    return f"{shown(value)}: the members of a distribution are a list of numbers; write {shape}"


def _list(path: Path, field: FieldInfo, details: ErrorDetails) -> str:
    """A list that is none, or that has too few or too many items."""
    value = details["input"]
    inner, _ = inner_model(field)
    about = _about(help_of("", field))
    if inner is not None and get_origin(field.annotation) is dict:
        return f"empty; a scenario has at least {details['ctx']['min_length']} (write [{path[0]}.<name>])"
    if ... not in get_args(field.annotation):
        return f"{shown(value)}: expected a list of exactly {len(get_args(field.annotation))} names{about}"
    if details["type"] == "too_long":
        return f"more than {details['ctx']['max_length']} items; leave some out{about}"
    if inner is not None:
        return f"{shown(value)} is no list of tables; write {path[-1]} = [{{ ... }}, {{ ... }}]{about}"
    item = shown(value) if isinstance(value, str) else "..."
    return f"{shown(value)} is no list; write {path[-1]} = [{item}]{about}"


def _plain_value(path: Path, field: FieldInfo, details: ErrorDetails, help_: FieldHelp) -> str:
    """A text, a switch, a choice or a plain number that does not fit."""
    value = details["input"]
    kind = details["type"]
    about = _about(help_)
    if kind == "literal_error":
        return _choice(value, get_args(field.annotation), about)
    if kind == "bool_type":
        guess = SWITCH_WORDS.get(str(value).casefold(), "true or false")
        return f"{shown(value)} is neither true nor false; write {guess} without quotes{about}"
    if kind == "string_type":
        text = value.isoformat()[:16] if isinstance(value, date) else str(value)
        instead = "..." if isinstance(value, (Mapping, tuple)) else text
        return f"{shown(value)} is no text; write it in quotes: {path[-1]} = {shown(instead)}{about}"
    if kind == "string_pattern_mismatch":
        return f'{shown(value)} is no date; write it as "2001-03-01" or "2001-03-01T06:00"{about}'
    if kind == "string_too_short":
        return f'empty; write {path[-1]} = "..."{about}'
    if kind.startswith(("greater_than", "less_than")):
        return _outside(value, help_)
    if kind == "int_type" and isinstance(value, float):
        return f"{shown(value)} is not whole; write {rule_of(help_)}{_such_as(help_)}{about}"
    return _no_number(value, help_)


def _choice(value: object, words: tuple[Any, ...], about: str) -> str:
    near = closest(value, words) if isinstance(value, str) else ""
    likely = f"; did you mean {shown(near)}?" if near else ""
    return f"{shown(value)} is not one of {', '.join(shown(word) for word in words)}{likely}{about}"
