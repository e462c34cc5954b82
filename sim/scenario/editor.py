"""The JSON Schema that editors use to complete and check scenario files."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from sim.scenario.distances import KEY, LEAST_WINDING, MOST_WINDING, WINDING
from sim.scenario.fields import FieldHelp, compact, help_of, inner_model, is_number
from sim.scenario.references import LONGEST_NAME
from sim.scenario.schema import NAMED_TABLES, Distribution, Scenario

DRAFT = "http://json-schema.org/draft-07/schema#"
# A list replaces its parent file's as a whole, so what stands in it is complete; a table may be partial.
COMPLETE = ("Constraint", "HistoryEvent")

Schema = dict[str, Any]


def schema_json() -> Schema:
    """JSON Schema, draft 7, of a scenario file: the meaning, unit and range of every field.

    No table requires its keys, because a file may extend another that gives them.
    """
    raw = Scenario.model_json_schema(ref_template="#/definitions/{model}")
    definitions = {name: _table(_draft_7(table)) for name, table in raw.pop("$defs").items()}
    for model in _models(Scenario):
        for name, field in model.model_fields.items():
            if is_number(field):
                definitions[model.__name__]["properties"][name] |= _number(help_of(name, field))
    definitions["Distribution"] |= {"minProperties": 1, "maxProperties": 1}
    top = _table(_draft_7(raw))
    properties = {**_directives(), **{name: _open(part) for name, part in top["properties"].items()}}
    return {
        "$schema": DRAFT,
        **top,
        "title": "Rout scenario",
        "properties": properties,
        "patternProperties": {
            rf"^{table}\.[^.]*\*[^.]*$": properties[table]["additionalProperties"] for table in NAMED_TABLES
        },
        "definitions": definitions,
    }


def _models(model: type[BaseModel]) -> list[type[BaseModel]]:
    """All tables within a table."""
    inner = [part for field in model.model_fields.values() if (part := inner_model(field)[0]) is not None]
    return [*inner, *(deeper for part in inner for deeper in _models(part))]


def _directives() -> Schema:
    extends = "A file to start from, relative to this one, or several, of which later ones win"
    winding = f"Road km per km as the crow flies, for roads without km; {WINDING} unless given"
    file = {"type": "string", "minLength": 1}
    remove = 'Things of that file to leave out, by dotted name, such as "units.1st Brigade"'
    return {
        "extends": {"anyOf": [file, {"type": "array", "items": file, "minItems": 1}], "description": extends},
        "remove": {"type": "array", "items": {"type": "string"}, "description": remove},
        KEY: {"type": "number", "minimum": LEAST_WINDING, "maximum": MOST_WINDING, "description": winding},
    }


def _table(table: Schema) -> Schema:
    return (
        table
        if table["title"] in COMPLETE
        else {key: part for key, part in table.items() if key != "required"}
    )


def _open(part: Schema) -> Schema:
    """A top-level table may hold few entries, each with a name that is not too long."""
    kept = {key: value for key, value in part.items() if key != "minProperties"}
    named = "additionalProperties" in kept
    return kept | {"propertyNames": {"minLength": 1, "maxLength": LONGEST_NAME}} if named else kept


def _number(help_: FieldHelp) -> Schema:
    """A number within its range, or a distribution; the range and the unit are told in words as well."""
    bounds = {"minimum": help_.low, "maximum": help_.high}
    plain = {"type": "number", **{key: bound for key, bound in bounds.items() if bound is not None}}
    low, high = ("" if bound is None else compact(bound) for bound in (help_.low, help_.high))
    span = f"{low} to {high}" if low and high else f"{low} or more" if low else "any"
    unit = f", {help_.unit}" if help_.unit not in ("", "1") else ""
    about = f"{help_.description}. Range: {span}{unit}."
    return {"description": about, "anyOf": [plain, {"$ref": f"#/definitions/{Distribution.__name__}"}]}


def _draft_7(node: Any) -> Any:
    """Rewrite newer keywords: tuples are lists of items in draft 7, and TOML knows no null."""
    if isinstance(node, list):
        return [_draft_7(part) for part in node]
    if not isinstance(node, dict):
        return node
    node = {"items" if key == "prefixItems" else key: _draft_7(part) for key, part in node.items()}
    choices = [part for part in node.get("anyOf", []) if part != {"type": "null"}]
    if len(choices) == 1:
        node = {key: part for key, part in node.items() if key not in ("anyOf", "default")} | choices[0]
    return node
