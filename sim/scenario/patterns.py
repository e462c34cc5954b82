"""Keys with a star: ``units.*.cohesion`` stands for the cohesion of every unit, ``units.Fort *`` for some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.scenario.fields import entity_word
from sim.scenario.positions import Path
from sim.scenario.schema import NAMED_TABLES
from sim.scenario.words import did_you_mean, shown

STAR = "*"


def is_pattern(path: Path) -> bool:
    """Whether a path names things by a star: in its name, or in a quoted key such as "units.*"."""
    return any(STAR in str(key) for key in path[:2])


def spelled(path: Path) -> Path:
    """The path with a quoted key such as "units.*" split into its table and its name."""
    table, dot, name = str(path[0] if path else "").partition(".")
    return (table, name, *path[1:]) if dot and STAR in name and table in NAMED_TABLES else path


def matching(pattern: str, names: Iterable[str]) -> list[str]:
    """The names that fit a pattern, in which a star stands for any letters or none."""
    return [name for name in names if fits(name, pattern)]


def fits(name: str, pattern: str) -> bool:
    """Whether a name fits a pattern; each part between stars is found as far left as it can be."""
    first, *rest = pattern.split(STAR)
    if not rest:
        return name == pattern
    *inner, last = rest
    if len(name) < len(first) + len(last) or not (name.startswith(first) and name.endswith(last)):
        return False
    at, end = len(first), len(name) - len(last)
    for part in inner:
        found = name.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def meant(path: Path, tree: Mapping[str, object]) -> list[Path]:
    """The paths that one with a star stands for in a tree; any other stands for itself."""
    things = tree.get(str(path[0])) if path else None
    if not is_pattern(path) or not isinstance(things, Mapping):
        return [path]
    return [(path[0], name, *path[2:]) for name in matching(str(path[1]), things)]


def pattern_problem(path: Path, tree: Mapping[str, object]) -> str:
    """Why a path with a star stands for nothing in a tree; empty when it stands for something."""
    table = str(path[0])
    if table not in NAMED_TABLES or len(path) < 2:
        tables = ", ".join(NAMED_TABLES)
        likely = did_you_mean(table, NAMED_TABLES)
        return f"{STAR} stands for names within {tables}, as in units.*.cohesion{likely}"
    things = tree.get(table)
    names = list(things) if isinstance(things, dict) else []
    if matching(str(path[1]), names):
        return ""
    likely = did_you_mean(str(path[1]).replace(STAR, " "), names)
    return f"no {entity_word(table)} fits {shown(path[1])} in what this is laid over{likely}"
