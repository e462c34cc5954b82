"""What the schema's validation found, told in one plain line per mistake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from sim.scenario.fields import FieldHelp, entity_word, follow, help_of, inner_model, is_number, rule_of
from sim.scenario.positions import Path
from sim.scenario.schema import MEMBERS, Distribution, Scenario
from sim.scenario.words import Problem, closest, did_you_mean, dotted, shown

NAMED_TABLES = tuple(
    name for name, field in Scenario.model_fields.items() if inner_model(field)[1] and get_origin(field.annotation) is dict
)
SHAPES = "{ uniform = [low, high] }, log_uniform, normal = [mean, sd] or triangular = [low, likely, high]"


def validation_problems(error: ValidationError, tree: Mapping[str, object]) -> list[Problem]:
    """One problem per field that pydantic refused; `tree` is what it was given."""
    by_field: dict[Path, list[ErrorDetails]] = {}
    for details in error.errors(include_url=False):
        by_field.setdefault(_field_path(details), []).append(details)
    return [Problem(path, _words(path, found, tree)) for path, found in by_field.items()]


def _field_path(details: ErrorDetails) -> Path:
    """The path of the field in the file: pydantic's path without its branches of a union."""
    path: Path = details["loc"]
    _, field, steps = follow(path)
    if field is not None and (is_number(field) or get_origin(field.annotation) is tuple and details["type"] == "missing"):
        return path[:steps] if inner_model(field)[0] is None else path
    return path


def _words(path: Path, found: list[ErrorDetails], tree: Mapping[str, object]) -> str:
    """What is wrong with the field, the rule, and what to write."""
    details = found[0]
    model, field, steps = follow(path)
    if details["type"] == "extra_forbidden" and not (field is not None and is_number(field)):
        return _unknown_key(path, model)
    if field is None:
        return f"{shown(details['input'])} is no table; write [{_header(path)}] and its keys below"
    if details["type"] == "missing" and len(details["loc"]) == len(path):
        return _missing(path, field, tree)
    if inner_model(field)[0] is not None or steps < len(path) and get_origin(field.annotation) is dict:
        return _table_expected(path, field, details)
    help_ = help_of(str(path[steps - 1]), field)
    if is_number(field):
        return _number(found, help_, str(path[-1]))
    return _plain_value(path, field, details, help_)


def _header(path: Path) -> str:
    """The path as a table's header, quoted where TOML wants it."""
    bare = [str(part) if str(part).replace("_", "").replace("-", "").isalnum() and str(part).isascii() else shown(part)
            for part in path]  # fmt: skip
    return ".".join(bare)


def _unknown_key(path: Path, model: type[BaseModel]) -> str:
    key = str(path[-1])
    elsewhere = [name for name, field in Scenario.model_fields.items()
                 if (inner := inner_model(field)[0]) is not None and key in inner.model_fields]  # fmt: skip
    near = closest(key, model.model_fields)
    if not near and elsewhere:
        return f"unknown key here; it belongs to [{elsewhere[0]}]"
    extra = ["extends", "remove"] if model is Scenario else []
    return f"unknown key{did_you_mean(key, [*model.model_fields, *extra])}"


def _missing(path: Path, field: FieldInfo, tree: Mapping[str, object]) -> str:
    """A required key that is not there; a misspelt name of a thing of the parent file shows up so too."""
    inner, many = inner_model(field)
    if inner is not None:
        return f"missing; a scenario has at least one [{path[0]}.<name>]" if many else f"missing; write [{path[0]}]"
    text = f"missing; write {path[-1]} = {_example(field)} ({field.description or 'required'})"
    if len(path) == 3 and path[0] in NAMED_TABLES:
        table = tree.get(str(path[0]))
        others = [name for name in table if name != path[1]] if isinstance(table, Mapping) else []
        near = closest(str(path[1]), others)
        if near:
            text += f"; or is the {entity_word(str(path[0]))} {shown(near)} meant?"
    return text


def _example(field: FieldInfo) -> str:
    if is_number(field) or field.annotation in (float, int):
        help_ = help_of("", field)
        return "1000" if help_.high and help_.high > 1000 else "10" if help_.high and help_.high > 10 else "1"
    if get_origin(field.annotation) is tuple:
        return '["...", "..."]'
    return '"..."'


def _table_expected(path: Path, field: FieldInfo, details: ErrorDetails) -> str:
    if details["type"] == "too_short":
        return f"empty; a scenario has at least {details['ctx']['min_length']} (write [{path[0]}.<name>])"
    if get_origin(field.annotation) is tuple:
        return f"{shown(details['input'])} is no list of tables; write [[{path[0]}]] before each"
    if inner_model(field)[0] is None:  # notes: a text per key; observed: a day per key
        kind = "a day (a number)" if path[0] == "observed" else "text in quotes"
        return f"{shown(details['input'])}: expected {kind}"
    return f"{shown(details['input'])} is no table; write [{_header(path)}] and its keys below"


def _number(found: list[ErrorDetails], help_: FieldHelp, name: str) -> str:
    """A number or a distribution that does not fit its field."""
    whole = found[0]
    value = whole["input"]
    if isinstance(value, Mapping) and whole["type"] != "range":
        return _distribution(found, value)
    about = f" ({help_.description}{', ' + help_.unit if help_.unit not in ('', '1') else ''})"
    if isinstance(value, str):
        as_number = _read_number(value)
        instead = f"write {as_number} without quotes" if as_number else f"expected {rule_of(help_)}"
        return f"{shown(value)} is text; {instead}{about}"
    if whole["type"] == "range" and "high" not in whole["ctx"]:
        return f"{shown(value)} is not whole; write {round(value)}{about}"
    if whole["type"] == "range":
        part = whole["ctx"]["part"]
        percent = (help_.low, help_.high) == (0, 1) and 1 < part <= 100
        instead = f"; write {part / 100:g} for {part:g} per cent" if percent else f"; write {rule_of(help_)}{_such_as(help_)}"
        low, high = ("no bound" if bound is None else shown(bound) for bound in (help_.low, help_.high))
        return f"{_compact(part)} is outside {low} to {high}{instead}{about}"
    return f"{shown(value)} is no number; expected {rule_of(help_)}{_such_as(help_)}{about}"


def _such_as(help_: FieldHelp) -> str:
    return f", such as {_compact(help_.default)}" if isinstance(help_.default, (int, float)) else ""


def _compact(value: float) -> str:
    return f"{value:.10g}"


def _read_number(text: str) -> str:
    """The number that a text holds, as TOML writes it; empty if it holds none."""
    bare = text.strip().replace(",", "").replace("_", "").replace(" ", "")
    try:
        value = float(bare)
    except ValueError:
        return ""
    return _compact(value) if abs(value) < float("inf") else ""


def _distribution(found: list[ErrorDetails], value: Mapping[str, object]) -> str:
    """A table in a number's place that is no distribution."""
    inside = [details for details in found if "Distribution" in str(details["loc"]) and details["type"] != "float_type"]
    for details in inside:
        if details["type"] == "extra_forbidden":
            key = str(details["loc"][-1])
            return f"unknown distribution {shown(key)}{did_you_mean(key, MEMBERS)}; expected {SHAPES}"
        if details["type"] == "distribution":
            return f"{shown(value)}: {details['msg']}; expected {SHAPES}"
    shape = next((key for key in value if key in MEMBERS), "uniform")
    return f"{shown(value)}: {shape} takes a list of {MEMBERS[shape]} numbers; expected {SHAPES}"


def _plain_value(path: Path, field: FieldInfo, details: ErrorDetails, help_: FieldHelp) -> str:
    """A text, a switch, a choice, a list or a plain number that does not fit."""
    value = details["input"]
    kind = details["type"]
    about = f" ({help_.description})" if help_.description else ""
    if kind == "literal_error":
        return _choice(value, get_args(field.annotation), about)
    if kind == "bool_type":
        likely = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
        guess = likely.get(str(value).casefold(), "true or false")
        return f"{shown(value)} is neither true nor false; write {guess} without quotes{about}"
    if kind == "string_type":
        return f"{shown(value)} is no text; write it in quotes: {path[-1]} = {shown(str(value))}{about}"
    if kind == "string_pattern_mismatch":
        return f'{shown(value)} is no date; write it as "2024-12-07" or "2024-12-07T06:00"{about}'
    if kind == "string_too_short":
        return f'empty; write {path[-1]} = "..."{about}'
    if get_origin(field.annotation) is tuple:
        return _list(path, field, details, about)
    if kind in ("int_from_float", "int_type"):
        return f"{shown(value)} is no whole number; expected {rule_of(help_)}{_such_as(help_)}{about}"
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        low, high = ("no bound" if bound is None else shown(bound) for bound in (help_.low, help_.high))
        above = ", above the lowest" if kind == "greater_than" else ""
        return f"{shown(value)} is outside {low} to {high}{above}; write {rule_of(help_)}{_such_as(help_)}{about}"
    as_number = _read_number(value) if isinstance(value, str) else ""
    instead = f"write {as_number} without quotes" if as_number else f"expected {rule_of(help_)}{_such_as(help_)}"
    return f"{shown(value)} is no number; {instead}{about}"


def _choice(value: object, words: tuple[Any, ...], about: str) -> str:
    near = closest(value, words) if isinstance(value, str) else ""
    likely = f"; did you mean {shown(near)}?" if near else ""
    return f"{shown(value)} is not one of {', '.join(shown(word) for word in words)}{likely}{about}"


def _list(path: Path, field: FieldInfo, details: ErrorDetails, about: str) -> str:
    value = details["input"]
    members = get_args(field.annotation)
    if ... not in members and details["type"] in ("missing", "too_long", "too_short"):
        return f"{shown(value)}: expected a list of exactly {len(members)} names{about}"
    if details["type"] == "too_long":
        return f"{details['ctx']['actual_length']} items; at most {details['ctx']['max_length']} are allowed{about}"
    return f'{shown(value)} is no list; write {path[-1]} = [{shown(value) if isinstance(value, str) else "..."}]{about}'


