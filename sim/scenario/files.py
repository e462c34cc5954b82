"""Scenario files on disk: one file's text to a tree, its chain of `extends`, and who wrote what."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path as FilePath

from sim.errors import ScenarioError
from sim.scenario.positions import Path, key_positions
from sim.scenario.schema import MEMBERS
from sim.scenario.words import Problem, did_you_mean, dotted, shown, split_name

Tree = dict[str, object]

MOST_BYTES = 5_000_000
MOST_FILES = 10
DIRECTIVES = ("extends", "remove")

# What the parser says, and what it means to someone who writes a scenario.
PLAIN_SYNTAX = (
    ("Invalid value", "no TOML value: text and dates need quotes, a number takes no comma (12000 or 12_000)"),
    ("Invalid statement", "neither `key = value`, `[table]` nor `# comment`; a key with spaces or accents is quoted"),
    ("Expected '='", "a line is `key = value`, and a key with spaces or accents is quoted"),
    ("Expected ']'", 'a table is `[name]`; a name with spaces or accents is quoted, as in [units."1st Brigade"]'),
    ("Expected newline", "something follows the value: a number takes no comma or unit, a comment starts with #"),
    ("Cannot overwrite", "this key was already given above"),
    ("Cannot declare", "this table was already opened above; give each table once"),
    ("Cannot mutate", "this table was already closed above; give each table once"),
    ("Unclosed array", "a [ has no ], or the comma between two items is missing"),
    ("Unclosed inline table", "a { has no }, or the comma between two items is missing"),
    ("Unterminated string", "a quote is opened and not closed"),
    ("Illegal character", "a character that may not stand here: a text ends on the line where its quote began"),
    ("Unescaped", 'a backslash in "text" is written twice, or the text goes in single quotes'),
    ("Duplicate inline table key", "the same key twice in one { }"),
)


@dataclass(frozen=True)
class Layer:
    """One file of a chain, or the overrides: what it is called, its text and its tree."""

    label: str
    text: str
    tree: Tree
    path: FilePath | None = None

    @cached_property
    def positions(self) -> dict[Path, tuple[int, int]]:
        """Where each key stands; worked out only when a problem is reported."""
        return key_positions(self.text)

    def where(self, path: Path) -> str:
        """`file:line:column` of the deepest part of the path that the text spells out."""
        if self.path is None:
            return self.label
        for length in range(len(path), 0, -1):
            if path[:length] in self.positions:
                line, column = self.positions[path[:length]]
                return f"{self.label}:{line}:{column}"
        return f"{self.label}:1:1"

    def problem(self, path: Path, text: str) -> str:
        """One line: where, which key, what is wrong."""
        return f"{self.where(path)}: {dotted(path)}: {text}"


@dataclass
class Draft:
    """A scenario laid together from its layers, not yet validated."""

    tree: Tree = field(default_factory=dict)
    owners: dict[Path, Layer] = field(default_factory=dict)
    layers: list[Layer] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def lay(self, layer: Layer) -> None:
        """Lay a layer over what is there: tables merge, everything else replaces."""
        self.layers.append(layer)
        self._remove(layer)
        self._merge(layer, self.tree, {k: v for k, v in layer.tree.items() if k not in DIRECTIVES}, ())

    def owner(self, path: Path) -> Layer:
        """The layer that wrote the value at this path, or the nearest table around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.owners:
                return self.owners[path[:length]]
        return self.layers[-1]

    def locate(self, problem: Problem) -> tuple[int, tuple[int, int], str]:
        """The problem as a line, after a key that sorts it by layer, line and column."""
        layer = self.owner(problem.path)
        spot = next(
            (layer.positions[problem.path[:n]] for n in range(len(problem.path), 0, -1)
             if problem.path[:n] in layer.positions), (1, 1)
        )  # fmt: skip
        return self.layers.index(layer), spot, layer.problem(problem.path, problem.text)

    def _merge(self, layer: Layer, into: Tree, tree: Tree, path: Path) -> None:
        for key, value in tree.items():
            here = (*path, key)
            old = into.get(key)
            if isinstance(old, dict) and (not isinstance(value, dict) or _is_distribution(old, value)):
                for stale in [known for known in self.owners if known[: len(here)] == here]:
                    del self.owners[stale]
                old = None
            self.owners[here] = layer
            if isinstance(value, dict):
                inner: Tree = old if isinstance(old, dict) else {}
                into[key] = inner
                self._merge(layer, inner, value, here)
            else:
                into[key] = value

    def _remove(self, layer: Layer) -> None:
        names = layer.tree.get("remove", [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            rule = 'expected a list of names in quotes, such as remove = ["units.1st Brigade"]'
            self.problems.append(layer.problem(("remove",), f"{shown(names)}: {rule}"))
            return
        for index, name in enumerate(names):
            path = split_name(name, self.tree)
            table = _table_at(self.tree, path[:-1])
            if not path or table is None or path[-1] not in table:
                known = [dotted((*path[:-1], key)) for key in table or self.tree]
                rule = f"nothing to remove: {shown(name)} is not in the files that this one extends"
                self.problems.append(layer.problem(("remove", index), rule + did_you_mean(name, known)))
            else:
                del table[str(path[-1])]


def _is_distribution(old: Tree, value: object) -> bool:
    """Whether a table over a table is one distribution over another: it replaces, it does not merge."""
    both = (*old.items(), *(value.items() if isinstance(value, dict) else ()))
    return bool(old) and all(key in MEMBERS and not isinstance(inner, dict) for key, inner in both)


def _table_at(tree: Tree, path: Path) -> Tree | None:
    table: object = tree
    for key in path:
        table = table.get(str(key)) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else None


def read_chain(path: FilePath) -> Draft:
    """The file and all that it extends, laid together with the oldest below.

    Raises ScenarioError when a file cannot be read or the chain does not end.
    """
    chain = [read_layer(path)]
    while "extends" in chain[-1].tree:
        parent = _parent_path(chain[-1])
        seen = [layer.path.resolve() for layer in chain if layer.path is not None]
        if parent.resolve() in seen:
            names = " -> ".join([*(layer.label for layer in chain), str(parent)])
            raise ScenarioError(chain[-1].problem(("extends",), f"the files extend each other in a circle: {names}"))
        if len(chain) >= MOST_FILES:
            rule = f"more than {MOST_FILES} files extend each other; lay some of them together"
            raise ScenarioError(chain[-1].problem(("extends",), rule))
        chain.append(read_layer(parent))
    draft = Draft()
    for layer in reversed(chain):
        draft.lay(layer)
    return draft


def _parent_path(layer: Layer) -> FilePath:
    """The file that a layer extends; a missing one is reported where it is named."""
    name = layer.tree["extends"]
    if not isinstance(name, str) or not name or "\0" in name:
        rule = f'{shown(name)}: expected the name of one file in quotes, such as extends = "theatre.toml"'
        raise ScenarioError(layer.problem(("extends",), rule))
    assert layer.path is not None
    parent = FilePath(os.path.normpath(layer.path.parent / name))
    if not parent.is_file():
        what = "is a folder, not a file" if parent.is_dir() else "does not exist"
        rule = f"{shown(str(parent))} {what}{did_you_mean(name, _siblings(parent))}"
        raise ScenarioError(layer.problem(("extends",), rule))
    return parent


def _siblings(path: FilePath) -> list[str]:
    try:
        return sorted(entry.name for entry in path.parent.glob("*.toml"))
    except OSError:
        return []


def read_layer(path: FilePath) -> Layer:
    """One file as a layer. Raises ScenarioError for anything that is not a TOML text of sane size."""
    label = str(path)
    text = _text(path, label)
    if not text.strip():
        raise ScenarioError(f"{label}:1:1: the file is empty; a scenario has at least [scenario] or extends = ...")
    if text.lstrip().startswith("{"):
        raise ScenarioError(f'{label}:1:1: this looks like JSON; a scenario is TOML, with lines such as men = 2000')
    try:
        return Layer(label, text, tomllib.loads(text), path)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(_plain_syntax(label, text, str(error))) from None
    except RecursionError:
        raise ScenarioError(f"{label}:1:1: brackets are nested too deeply") from None
    except ValueError as error:  # a whole number of thousands of digits, a date that is none
        raise ScenarioError(f"{label}:1:1: a value cannot be read: {error}") from None


def _text(path: FilePath, label: str) -> str:
    try:
        if path.is_dir():
            raise ScenarioError(f"{label}: this is a folder; name a .toml file in it{_listed(path)}")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ScenarioError(f"{label}: {size} bytes is more than a scenario may have ({MOST_BYTES})")
        return path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        raise ScenarioError(f"{label}: no such file{did_you_mean(path.name, _siblings(path))}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        column = error.start - (error.object.rfind(b"\n", 0, error.start) + 1) + 1
        rule = f"byte 0x{error.object[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise ScenarioError(f"{label}:{line}:{column}: {rule}") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ScenarioError(f"{label}: cannot be read: {reason}") from None


def _listed(folder: FilePath) -> str:
    names = sorted(entry.name for entry in folder.glob("*.toml"))[:8]
    return f": {', '.join(names)}" if names else ""


def _plain_syntax(label: str, text: str, message: str) -> str:
    """The parser's message with its place in front, the line it means and a plain explanation."""
    lines = text.replace("\r\n", "\n").split("\n")
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line, column = (int(found[1]), int(found[2])) if found else (len(lines), len(lines[-1]) + 1)
    said = re.sub(r" \(at [^)]*\)$", "", message)
    meaning = next((plain for start, plain in PLAIN_SYNTAX if said.startswith(start)), "not valid TOML")
    reads = lines[line - 1].strip() if line <= len(lines) else ""
    return f"{label}:{line}:{column}: {meaning} [{said}]" + (f"; the line reads: {shown(reads)}" if reads else "")


def lay_overrides(draft: Draft, overrides: Mapping[str, object]) -> None:
    """Lay dotted names such as 'parameters.stand_weight' over the draft as its last layer."""
    layer = Layer("override", "", {})
    draft.layers.append(layer)
    for name, value in overrides.items():
        path = split_name(name, draft.tree)
        unknown = _unknown_thing(draft.tree, path)
        if unknown:
            draft.problems.append(layer.problem(path, unknown))
            continue
        tree: Tree = {str(path[-1]): plain(value)}
        for key in reversed(path[:-1]):
            tree = {str(key): tree}
        draft._merge(layer, draft.tree, tree, ())


def _unknown_thing(tree: Tree, path: Path) -> str:
    """Why an override cannot be laid: it names no field, or a thing that is not there. Empty if it can."""
    if not path or any(not part for part in path):
        return "expected a dotted name such as parameters.stand_weight"
    table = tree.get(str(path[0]))
    if len(path) > 2 and path[0] in NAMED_TABLES and (not isinstance(table, dict) or path[1] not in table):
        known = list(table) if isinstance(table, dict) else []
        return f"there is no {shown(str(path[1]))} in {path[0]}{did_you_mean(str(path[1]), known)}"
    return ""


NAMED_TABLES = ("places", "roads", "units", "groups", "communities", "backers")


def plain(value: object) -> object:
    """A Python value as TOML would give it: NumPy numbers, tuples and distributions made plain."""
    if hasattr(value, "model_dump"):
        value = value.model_dump(exclude_none=True)
    elif hasattr(value, "item") and not isinstance(value, (dict, list, tuple)):
        value = value.item()
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def parse_override(text: str) -> tuple[str, object]:
    """`name=value` as typed on a command line; a value that is not TOML is plain text.

    Raises ScenarioError when there is no equals sign or no name.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ScenarioError(f"override: {shown(text)}: expected name=value, such as parameters.stand_weight=2")
    try:
        return name.strip(), tomllib.loads(f"value = {value.strip()}")["value"]
    except (ValueError, RecursionError):
        return name.strip(), value.strip()
