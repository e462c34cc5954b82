"""All checks between the tables of a scenario, and a scenario with holes to run them on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from sim.scenario import ranges, references, theatre
from sim.scenario.fields import inner_model
from sim.scenario.positions import Path
from sim.scenario.references import Names
from sim.scenario.schema import Distribution, Scenario
from sim.scenario.words import Problem

CHECKS: tuple[Callable[[Scenario, Names], Iterator[Problem]], ...] = (
    references.check_names,
    references.check_texts,
    references.check_groups,
    references.check_sizes,
    references.check_references,
    references.check_controllers,
    references.check_notes,
    theatre.check_roads,
    theatre.check_ways,
    theatre.check_seats,
    theatre.check_branch,
    theatre.check_units,
    theatre.check_groups_on_map,
    theatre.check_communities,
    theatre.check_backers,
    theatre.check_orders,
    theatre.check_history,
    ranges.check_ticks,
    ranges.check_dates,
    ranges.check_men,
    ranges.check_distributions,
    ranges.check_posterior,
)


def crosscheck(scenario: Scenario, names: Names) -> Iterator[Problem]:
    """Every problem between the tables of a scenario; `names` are all names that its files give."""
    for check in CHECKS:
        yield from check(scenario, names)


def with_holes(tree: Mapping[str, object], bad: set[Path]) -> Scenario:
    """Build an unvalidated scenario from what is valid in a tree, so that the rest is checked as well.

    A field under a bad path takes its default, or an empty value; what is no table is left out.
    """
    values: dict[str, Any] = {}
    for name, field in Scenario.model_fields.items():
        inner, many = inner_model(field)
        raw = tree.get(name)
        if inner is None:  # the record: plain numbers by place
            values[name] = raw if isinstance(raw, dict) else {}
        elif not many:
            values[name] = _thing(inner, raw, (name,), bad)
        elif get_origin(field.annotation) is dict:
            things = raw.items() if isinstance(raw, dict) else ()
            values[name] = {
                key: _thing(inner, thing, (name, key), bad)
                for key, thing in things
                if isinstance(thing, dict)
            }
        else:
            events = raw if isinstance(raw, list) else []
            values[name] = tuple(
                _thing(inner, event, (name, index), bad) for index, event in enumerate(events)
            )
    return Scenario.model_construct(**values)


def _thing(model: type[BaseModel], raw: object, path: Path, bad: set[Path]) -> Any:
    """One table with the fields that are valid in it."""
    given = raw if isinstance(raw, dict) else {}
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        here = (*path, name)
        if name in given and not any(known[: len(here)] == here for known in bad):
            values[name] = _as_validated(given[name], field.annotation)
        elif field.is_required():
            values[name] = _empty(field.annotation)
    return model.model_construct(**values)


def _empty(annotation: Any) -> str | tuple[()] | float:
    if annotation is str:
        return ""
    return () if get_origin(annotation) is tuple else 1.0


def _as_validated(value: object, annotation: Any) -> object:
    """A valid raw value in the type that validation would give it."""
    models = [part for part in get_args(annotation) if isinstance(part, type) and issubclass(part, BaseModel)]
    if isinstance(value, dict) and Distribution in models:
        return Distribution.model_validate(value)
    if isinstance(value, list):
        return tuple(models[0].model_validate(part) if models else part for part in value)
    return value
