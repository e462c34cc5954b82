"""The schema as a list of fields: what each number means, its unit and its range.

Sliders, docs, error messages and the editor's schema all ask here, so that each fact is
written once, in `sim.scenario.schema`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.errors import UsageError
from sim.scenario.gone import instead
from sim.scenario.positions import Path
from sim.scenario.renamed import current
from sim.scenario.schema import Distribution, Scenario
from sim.scenario.words import did_you_mean, dotted, split_name

# Units of the fields whose schema states none: parameters all state theirs.
UNITS = {
    "lat": "degrees", "lon": "degrees", "population": "people", "prestige": "1", "km": "km", "men": "men",
    "quality": "1", "cohesion": "log-odds", "will_to_fight": "log-odds", "confidence": "log-odds",
    "reach_km": "km",
    "day": "days", "size": "per cent of the army's men", "weight": "1", "air": "share",
    "reinforcement_men": "men",
    "reinforcements_per_day": "1/day", "from_day": "days", "arrives_day": "days",
    "attacks_from_day": "days", "km_per_day": "km/day",
    "until_day": "days", "days": "days",
    "attention": "share", "army_men": "men",
    "horizon_days": "days", "tick_hours": "hours",
    "resolution": "sub-units", "most": "share",
}  # fmt: skip

CHAIN = ("extends", "remove")  # keys of a file that say how it is laid over others
DIRECTIVES = (*CHAIN, "winding")  # keys of a file that are no part of the scenario


@dataclass(frozen=True)
class FieldHelp:
    """What a reader must know of a field; low and high are None where it is unbounded."""

    description: str
    unit: str
    low: float | None
    high: float | None
    group: str
    source: str
    default: Any = None


def inner_model(field: FieldInfo) -> tuple[type[BaseModel] | None, bool]:
    """The table a field holds, if it holds one, and whether there are many of it (by name or in a list)."""
    annotation = field.annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    for part in get_args(annotation):
        if isinstance(part, type) and issubclass(part, BaseModel) and get_origin(annotation) in (dict, tuple):
            return part, True
    return None, False


def is_number(field: FieldInfo) -> bool:
    """Whether the field takes a number or a distribution."""
    return Distribution in get_args(field.annotation)


def follow(path: Path) -> tuple[type[BaseModel], FieldInfo | None, int]:
    """Walk a path through the schema.

    Returns the innermost table, the field of it that the path names (None when it names none,
    or the table itself) and how many steps of the path lead to that field.
    """
    model: type[BaseModel] = Scenario
    step = 0
    while step < len(path):
        field = model.model_fields.get(str(path[step]))
        inner, many = inner_model(field) if field else (None, False)
        if field is None or inner is None:
            return model, field, step + 1
        step += 2 if many else 1
        if step >= len(path) + many:
            return model, field, len(path)
        model = inner
    return model, None, len(path)


def help_of(name: str, field: FieldInfo, group: str = "") -> FieldHelp:
    """The help of one field of the schema."""
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    low, high = _bounds(field, extra)
    unit = str(extra.get("unit") or UNITS.get(name) or ("share" if (low, high) == (0, 1) else ""))
    default = None if field.is_required() else field.get_default(call_default_factory=True)
    return FieldHelp(
        description=field.description or "",
        unit=unit,
        low=low,
        high=high,
        group=str(extra.get("group") or group),
        source=str(extra.get("source") or ""),
        default=default,
    )


def _bounds(field: FieldInfo, extra: dict[str, Any]) -> tuple[float | None, float | None]:
    if "x-low" in extra:
        return extra["x-low"], extra["x-high"]
    return _limit(field, "ge", "gt"), _limit(field, "le", "lt")


def _limit(field: FieldInfo, *rules: str) -> float | None:
    found = (getattr(part, rule, None) for part in field.metadata for rule in rules)
    return next((limit for limit in found if isinstance(limit, (int, float))), None)


def field_help(name: str) -> FieldHelp:
    """The help of a dotted name such as 'parameters.expected_days' or 'units.25th Division.men'.

    Raises UsageError for a name that is no field of a scenario.
    """
    return help_at(current(split_name(name, {})))


def help_at(path: Path) -> FieldHelp:
    """The same for a path, in which a name may hold anything. Raises UsageError when it leads to no field."""
    model, field, steps = follow(path)
    if field is None or steps < len(path) or inner_model(field)[0] is not None:
        likely = did_you_mean(str(path[-1]) if path else "", model.model_fields)
        raise UsageError(f"{dotted(path)}: {instead(path) or f'no field of a scenario{likely}'}")
    return help_of(str(path[-1]), field, group=str(path[0]))


def numbers(scenario: Scenario) -> dict[str, float | Distribution]:
    """Every number of a scenario that can be drawn, swept or slid, by dotted name, in the schema's order."""
    return {dotted(path): value for path, value in numbers_by_path(scenario)}


def numbers_by_path(scenario: Scenario) -> Iterator[tuple[Path, float | Distribution]]:
    """The same by path."""
    return _numbers_in(scenario, ())


def _numbers_in(table: BaseModel, path: Path) -> Iterator[tuple[Path, float | Distribution]]:
    for name, field in type(table).model_fields.items():
        value = getattr(table, name)
        here = (*path, name)
        inner, many = inner_model(field)
        if is_number(field):
            yield here, value
        elif inner is not None and isinstance(value, dict):
            for key, thing in value.items():
                yield from _numbers_in(thing, (*here, key))
        elif inner is not None and not many:
            yield from _numbers_in(value, here)


def entity_word(table: str) -> str:
    """One thing of a table, in words: 'units' is 'unit', 'communities' is 'community'."""
    return {"communities": "community", "history": "event"}.get(table, table.removesuffix("s"))


def rule_of(field: FieldHelp) -> str:
    """Tell the range of a number in words, such as 'a number from 0 to 1'."""
    if field.low is None or field.high is None:
        return "a number" if field.low is None else f"a number of {compact(field.low)} or more"
    return f"a number from {compact(field.low)} to {compact(field.high)}"


def compact(value: float) -> str:
    """Write a number without needless zeros: 10_000_000.0 as 10000000."""
    return f"{value:.10g}"
