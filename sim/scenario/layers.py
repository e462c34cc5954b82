"""A scenario laid together from layers: its files, oldest first, and the overrides; and who wrote what."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path as FilePath

from sim.errors import ScenarioError
from sim.scenario.fields import CHAIN, entity_word
from sim.scenario.patterns import STAR, is_pattern, meant, pattern_problem, spelled
from sim.scenario.positions import Path, key_positions
from sim.scenario.renamed import advice, current, old_keys, renewed
from sim.scenario.schema import MEMBERS, NAMED_TABLES
from sim.scenario.words import MOST_PROBLEMS, Problem, did_you_mean, dotted, shown, split_name

Tree = dict[str, object]


@dataclass(frozen=True)
class Layer:
    """One file of a chain, or the overrides: what it is called, its text and its tree."""

    label: str
    text: str
    tree: Tree
    path: FilePath | None = None
    written_as: dict[Path, Path] = field(default_factory=dict)
    """Things that this layer names by a star, and the key that stands for each."""

    @cached_property
    def positions(self) -> dict[Path, tuple[int, int]]:
        """Where each key stands, under its old and its current name; worked out only to report something."""
        found = key_positions(self.text)
        return {current(path): spot for path, spot in found.items()} | found

    def spot(self, path: Path) -> tuple[int, int]:
        """Line and column of the deepest part of the path that the text spells out."""
        written = self.written_as.get(path[:2], path[:2])
        ways = (
            (*start, *path[2:][:length])
            for length in range(len(path), -1, -1)
            for start in (path[:2], written)
        )
        known = (way for way in (*ways, path[:1]) if way in self.positions)
        return self.positions.get(next(known, ()), (1, 1))

    def report(self, path: Path, text: str) -> str:
        """One line: where, which key, what is wrong."""
        line, column = self.spot(path)
        where = self.label if self.path is None else f"{self.label}:{line}:{column}"
        return f"{where}: {dotted(path)}: {text}" if path else f"{where}: {text}"


@dataclass
class Draft:
    """A scenario laid together from its layers, not yet validated."""

    tree: Tree = field(default_factory=dict)
    owners: dict[Path, Layer] = field(default_factory=dict)
    layers: list[Layer] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def main(self) -> Layer:
        """The file that the user named, where what is missing in all of them is reported."""
        return next((layer for layer in reversed(self.layers) if layer.path), self.layers[0])

    def lay(self, layer: Layer) -> None:
        """Lay a layer over what is there: tables merge, everything else replaces."""
        layer = self._renew(layer)
        self.layers.append(layer)
        self._remove(layer)
        content = {key: value for key, value in layer.tree.items() if key not in CHAIN}
        self._merge(layer, self.tree, self._lay_patterns(layer, content), ())

    def override(self, overrides: Mapping[str, object]) -> None:
        """Lay dotted names such as 'parameters.expected_days' over the draft as its last layer."""
        layer = Layer("override", "", {})
        self.layers.append(layer)
        for name, value in overrides.items():
            path = self._renew_path(layer, spelled(split_name(name, self.tree)))
            problem = _override_problem(self.tree, path)
            if problem:
                self.problems.append(layer.report(path, problem))
                continue
            for each in meant(path, self.tree):
                branch: Tree = {str(each[-1]): plain(value)}
                for key in reversed(each[:-1]):
                    branch = {str(key): branch}
                self._merge(layer, self.tree, branch, ())

    def owner(self, path: Path) -> Layer:
        """The layer that wrote the value at this path, or the nearest table around it."""
        known = (path[:length] for length in range(len(path), 0, -1) if path[:length] in self.owners)
        return self.owners.get(next(known, ()), self.main)

    def report(self, problems: list[Problem]) -> list[str]:
        """The problems as lines, in the order of the files and of their lines."""
        lines = []
        for problem in problems:
            layer = self.owner(problem.path)
            order = (self.layers.index(layer), layer.spot(problem.path))
            lines.append((order, layer.report(problem.path, problem.text)))
        return [line for _, line in sorted(lines)]

    def _merge(self, layer: Layer, into: Tree, tree: Tree, path: Path) -> None:
        for key, value in tree.items():
            here = (*path, key)
            old = into.get(key)
            if isinstance(old, dict) and (not isinstance(value, dict) or _are_distributions(old, value)):
                self._forget(here, old)
                old = None
            self.owners[here] = layer
            if isinstance(value, dict):
                inner: Tree = old if isinstance(old, dict) else {}
                into[key] = inner
                self._merge(layer, inner, value, here)
            else:
                into[key] = value

    def _renew(self, layer: Layer) -> Layer:
        """The layer under the current names of its keys; of each old name the first use is noted."""
        first: dict[str, Path] = {}
        for path in old_keys(layer.tree):
            first.setdefault(str(path[-1]), path)
            if current(path)[-1] in (_table_at(layer.tree, path[:-1]) or {}):
                self.problems.append(layer.report(path, f"{advice(path)} It is given too: leave one out."))
        self.notes += [layer.report(path, advice(path)) for path in first.values()]
        return replace(layer, tree=renewed(layer.tree)) if first else layer

    def _renew_path(self, layer: Layer, path: Path) -> Path:
        if current(path) != path:
            self.notes.append(layer.report(path, advice(path)))
        return current(path)

    def _lay_patterns(self, layer: Layer, content: Tree) -> Tree:
        """Lay what a layer says of things named by a star; returns the rest, to be laid on top."""
        rest: Tree = {}
        for key, value in content.items():
            if STAR in key:
                self._lay_pattern(layer, (key,), value)
            elif key in NAMED_TABLES and isinstance(value, dict):
                rest[key] = {name: thing for name, thing in value.items() if STAR not in name}
                for name in (name for name in value if STAR in name):
                    self._lay_pattern(layer, (key, name), value[name])
            else:
                rest[key] = value
        return {key: value for key, value in rest.items() if value or not content[key]}

    def _lay_pattern(self, layer: Layer, written: Path, value: object) -> None:
        path = spelled(written)
        problem = pattern_problem(path, self.tree)
        if not problem and not isinstance(value, dict):
            problem = f"{shown(value)} is no table; write a field after the name, as in units.*.cohesion"
        if problem:
            self.problems.append(layer.report(written, problem))
            return
        for each in meant(path, self.tree):
            layer.written_as[each] = written
            self._merge(layer, self.tree, {str(each[0]): {str(each[1]): value}}, ())

    def _forget(self, path: Path, value: object) -> None:
        """Take away who wrote a value and everything in it."""
        self.owners.pop(path, None)
        for key, inner in value.items() if isinstance(value, dict) else ():
            self._forget((*path, key), inner)

    def _remove(self, layer: Layer) -> None:
        names = layer.tree.get("remove", [])
        if not isinstance(names, list):
            rule = 'expected a list of names in quotes, such as remove = ["units.1st Brigade"]'
            self.problems.append(layer.report(("remove",), f"{shown(names)}: {rule}"))
            return
        for index, name in enumerate(names):
            path = current(split_name(name, self.tree)) if isinstance(name, str) else ()
            table = _table_at(self.tree, path[:-1])
            if path and table is not None and path[-1] in table:
                self._forget(path, table.pop(str(path[-1])))
                continue
            if len(self.problems) > MOST_PROBLEMS:
                return
            known = [dotted((*path[:-1], key)) for key in table or self.tree]
            rule = f"nothing to remove: {shown(name)} is not in what this file extends"
            self.problems.append(layer.report(("remove", index), rule + did_you_mean(str(name), known)))


def _are_distributions(old: Tree, new: Tree) -> bool:
    """Whether one distribution is laid over another: it replaces it, they do not merge."""
    return bool(old) and all(
        key in MEMBERS and not isinstance(inner, dict) for table in (old, new) for key, inner in table.items()
    )


def _table_at(tree: Tree, path: Path) -> Tree | None:
    table: object = tree
    for key in path:
        table = table.get(str(key)) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else None


def _override_problem(tree: Tree, path: Path) -> str:
    """Why an override cannot be laid: it names no field, or a field of a thing that is not there."""
    if not path or not all(path):
        return "expected a dotted name such as parameters.expected_days"
    if is_pattern(path):
        return pattern_problem(path, tree)
    if len(path) < 3 or path[0] not in NAMED_TABLES:
        return ""
    kind, name = str(path[0]), str(path[1])
    table = tree.get(kind)
    known = list(table) if isinstance(table, dict) else []
    return (
        "" if name in known else f"there is no {entity_word(kind)} {shown(name)}{did_you_mean(name, known)}"
    )


def plain(value: object) -> object:
    """Turn a Python value into what TOML would give: NumPy numbers, tuples and distributions made plain."""
    if hasattr(value, "model_dump"):
        value = value.model_dump(exclude_none=True)
    elif hasattr(value, "item"):
        value = value.item()
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def parse_override(text: str) -> tuple[str, object]:
    """Split `name=value` as typed on a command line; a value that is not TOML is plain text.

    Raises ScenarioError when there is no equals sign or no name.
    """
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not name:
        raise ScenarioError(
            f"override: {shown(text)}: expected name=value, such as parameters.expected_days=2"
        )
    try:
        return name, tomllib.loads(f"value = {value}")["value"]
    except (ValueError, RecursionError):
        return name, value
