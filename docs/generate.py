"""Write the tables of the docs that come from the code, between their markers.

    python docs/generate.py            # writes them
    python docs/generate.py --check    # exit code 1 and the page's name when one has drifted

A block begins with ``<!-- generated: NAME -->`` and ends with ``<!-- end -->``.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, get_args, get_origin

import typer
from annotated_types import MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.cli import app
from sim.model.columns import COLUMNS
from sim.model.fields import MATRICES
from sim.model.fields import TABLES as STATE_TABLES
from sim.scenario import schema
from sim.scenario.fields import FieldHelp, compact, help_of, inner_model
from sim.scenario.schema import Distribution, Mechanisms, Parameters

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
BEHAVIOUR = ROOT / "scenarios" / "behaviour.toml"
BLOCK = re.compile(r"(<!-- generated: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
CITED = re.compile(r"\bA\d{1,3}\b")
TABLES = (
    ("scenario", schema.Setting), ("places", schema.Place), ("roads", schema.Road), ("units", schema.Unit),
    ("groups", schema.Group), ("communities", schema.Community), ("backers", schema.Backer),
    ("constraints", schema.Constraint), ("command", schema.Command), ("history", schema.HistoryEvent),
    ("branch", schema.Branch),
)  # fmt: skip
TITLES = {
    "constraints": "**`constraints` of a backer**, a list such as `[{ day = 3, most = 0.5 }]`",
    "history": "**`history`**, a list above the first table",
}
"""What stands above the fields of what is no table of its own."""
RULEBOOK = ("model/rules/*.py", "model/stages/*.py", "model/outcome.py")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def value(given: object) -> str:
    """A default as a scenario file writes it."""
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, (int, float)):
        return compact(float(given))
    if isinstance(given, BaseModel):
        return "see its table"
    return f'"{given}"' if isinstance(given, str) else "[]" if isinstance(given, tuple) else "none"


def span(field: FieldHelp) -> str:
    """The range of a number."""
    if field.low is None and field.high is None:
        return ""
    low, high = ("" if end is None else compact(end) for end in (field.low, field.high))
    return f"{low} or more" if not high else f"up to {high}" if not low else f"{low} to {high}"


def parameters() -> str:
    """A table of parameters for each group."""
    shared = tomllib.loads(BEHAVIOUR.read_text("utf-8"))["parameters"]
    found = {name: help_of(name, field) for name, field in Parameters.model_fields.items()}
    groups = dict.fromkeys(field.group for field in found.values())
    head = ("parameter", "default", "shipped", "unit", "range", "meaning", "from")
    parts = []
    for group in groups:
        rows = [
            (f"`{name}`", value(field.default), shipped(shared.get(name)), field.unit, span(field),
             field.description, field.source)
            for name, field in found.items()
            if field.group == group
        ]  # fmt: skip
        parts.append(f"\n**{group}**\n\n{table(head, rows)}")
    return "".join(parts) + "\n"


def shipped(number: object) -> str:
    """What the shipped theatres share, empty where they keep the default."""
    return "" if number is None else value(number) if isinstance(number, (int, float)) else "drawn"


def mechanisms() -> str:
    """The mechanisms that can be switched off."""
    rows = [
        (f"`{name}`", "on" if field.default else "off", field.description or "")
        for name, field in Mechanisms.model_fields.items()
    ]
    return table(("mechanism", "default", "meaning"), rows)


def fields() -> str:
    """A table of fields for each table that a scenario file can hold."""
    return (
        "".join(f"\n{TITLES.get(name, f'**`[{name}]`**')}\n\n{fields_of(model)}" for name, model in TABLES)
        + "\n"
    )


def fields_of(model: type[BaseModel]) -> str:
    """The fields of one table, but for where its numbers come from."""
    rows = []
    for name, field in model.model_fields.items():
        if name in schema.Sourced.model_fields or inner_model(field)[0] is not None:
            continue
        known = help_of(name, field)
        default = "**needed**" if field.is_required() else value(known.default)
        default = "computed" if (model, name) == (schema.Road, "km") else default
        rows.append((f"`{name}`", default, known.unit, span(known), f"{known.description}{limits(field)}"))
    return table(("field", "default", "unit", "range", "meaning"), rows)


def limits(field: FieldInfo) -> str:
    """What a field of words takes: the only words, or how many names."""
    if get_origin(field.annotation) is Literal:
        words = ", ".join(f'`"{word}"`' for word in get_args(field.annotation))
        return f": one of {words}"
    most = next((one.max_length for one in field.metadata if isinstance(one, MaxLen)), None)
    return f" (at most {most})" if get_origin(field.annotation) is tuple and most is not None else ""


ROWS = {"places": "Place", "communities": "Community", "backers": "Backer"}
LEFT_TO_THE_SCENARIO = ("parameters", "mechanisms")


def columns() -> str:
    """What a run leaves in its results, column by column."""
    rows = [
        (f"`{column.name}.<{ROWS[column.of]}>`" if column.of else f"`{column.name}`", type_of(column.dtype),
         column.unit, column.meaning)
        for column in COLUMNS
    ]  # fmt: skip
    return table(("column", "type", "unit", "meaning"), rows)


def type_of(dtype: type) -> str:
    """A column's type as Arrow has it."""
    return "text" if dtype.__name__ == "int8" else dtype.__name__


def variables() -> str:
    """Every variable of the model, table by table."""
    parts = []
    for known in STATE_TABLES.values():
        if known.name not in LEFT_TO_THE_SCENARIO:
            rows = [
                (f"`{one.name}`", one.role, "whole" if one.kind is int else "real", one.unit,
                 compact(float(one.start)) if one.role == "state" else "", one.meaning)
                for one in known.fields
            ]  # fmt: skip
            head = ("field", "role", "type", "unit", "start", "meaning")
            parts.append(f"\n**`{known.name}`**: {known.meaning}\n\n{table(head, rows)}")
    rows = [(f"`{name}[{a}, {b}]`", unit, meaning) for name, (a, b, unit, meaning) in MATRICES.items()]
    parts.append(f"\n**By two indices**\n\n{table(('matrix', 'unit', 'meaning'), rows)}")
    return "".join(parts) + "\n"


def distributions() -> str:
    """The shapes a number that is not known may have."""
    rows = [(f"`{name}`", field.description or "") for name, field in Distribution.model_fields.items()]
    return table(("shape", "members"), rows)


def assumptions() -> str:
    """Where each numbered assumption is used: the parameters that carry it, the files that name it."""
    carried: dict[str, list[str]] = {}
    for name, field in Parameters.model_fields.items():
        for number in CITED.findall(help_of(name, field).source):
            carried.setdefault(number, []).append(f"`{name}`")
    named: dict[str, list[str]] = {}
    for path in (path for pattern in RULEBOOK for path in sorted((ROOT / "sim").glob(pattern))):
        for number in dict.fromkeys(CITED.findall(path.read_text("utf-8"))):
            named.setdefault(number, []).append(f"`{path.relative_to(ROOT / 'sim').as_posix()}`")
    numbers = sorted({*carried, *named}, key=lambda number: int(number[1:]))
    rows = [(n, ", ".join(carried.get(n, [])), ", ".join(named.get(n, []))) for n in numbers]
    return table(("assumption", "parameters", "named in"), rows)


def commands() -> str:
    """The commands: what each is for in one line, and an example."""
    group = typer.main.get_command(app)
    context = typer.Context(group)
    rows = []
    for name in group.list_commands(context):
        _, command, _ = group.resolve_command(context, [name])
        first = (command.help or "").split("\n\n")[0].replace("\n", " ")
        example = re.search(r"\[bold\](rout .*?)\[/bold\]", command.help or "", re.DOTALL)
        rows.append((f"`{name}`", plain(first), f"`{plain(example[1])}`" if example else ""))
    return table(("command", "what it does", "for example"), rows)


def plain(text: str) -> str:
    """Help text without its marks for the terminal."""
    return " ".join(re.sub(r"\[/?[a-z]+\]", "", text).replace("\\[", "[").split())


BLOCKS: dict[str, Callable[[], str]] = {
    "parameters": parameters,
    "mechanisms": mechanisms,
    "fields": fields,
    "distributions": distributions,
    "assumptions": assumptions,
    "commands": commands,
    "columns": columns,
    "variables": variables,
}


def renewed(text: str) -> str:
    """A page with its generated blocks as the code has them now. Raises KeyError for an unknown block."""
    return BLOCK.sub(lambda match: f"{match[1]}{BLOCKS[match['name']]()}{match[3]}", text)


def drifted() -> Iterator[tuple[Path, str]]:
    """Pages whose generated blocks differ from the code, each with what it should be."""
    for path in PAGES:
        text = path.read_text("utf-8")
        fresh = renewed(text)
        if fresh != text:
            yield path, fresh


def main() -> int:
    """Write or check; returns the exit code."""
    check = "--check" in sys.argv[1:]
    stale = list(drifted())
    for path, fresh in stale:
        if not check:
            path.write_text(fresh, "utf-8")
        print(f"{path.relative_to(ROOT).as_posix()}: {'has drifted' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
