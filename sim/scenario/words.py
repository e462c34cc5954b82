"""How problems are worded: values as a reader wrote them, dotted names, likely words."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.scenario.positions import Path

MOST_PROBLEMS = 100  # told of one scenario; whoever made more has made them all alike
MOST_SHOWN = 60
MOST_LISTED = 8
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Problem:
    """What is wrong with the value at a path; the file and line are added when it is reported.

    Where one of the paths it relies on is itself wrong, the problem may be none and is not reported.
    """

    path: Path
    text: str
    relies_on: tuple[Path, ...] = ()


def dotted(path: Path) -> str:
    """A path as its dotted name: ('history', 2, 'kind') is history[2].kind."""
    name = ""
    for part in path:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return one_line(name)


def one_line(text: str) -> str:
    """The text without anything that would break a line or a terminal."""
    return "".join(letter if letter.isprintable() else json.dumps(letter)[1:-1] for letter in text)


def shown(value: object) -> str:
    """A value as it stands in a TOML file, on one line and not too long."""
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, Mapping):
        text = (
            "{"
            + ", ".join(f"{key} = {shown(inner)}" for key, inner in list(value.items())[:MOST_LISTED])
            + "}"
        )
    elif isinstance(value, (list, tuple)):
        text = "[" + ", ".join(shown(inner) for inner in value[:MOST_LISTED]) + "]"
    elif isinstance(value, int) and abs(value) > 10**MOST_SHOWN:
        text = "a huge number"
    else:
        text = str(value)
    text = one_line(text)
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 3] + "..."


def header(path: Path) -> str:
    """Write a path as the header of its table, quoted where TOML wants it."""
    if isinstance(path[-1], int):
        return f"{{ ... }} or [[{path[0]}]]"
    return f"[{'.'.join(key if BARE_KEY.fullmatch(key) else shown(key) for key in map(str, path))}]"


def read_number(text: str) -> str:
    """Find the number that a text holds, as TOML writes it; empty if it holds none."""
    bare = re.sub(r"[,_ ]", "", text)
    return bare if re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,15})?", bare, re.ASCII) else ""


LEAST_BEGINNING = 3
"""Letters of a beginning that is completed."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """'; did you mean ...' for the likeliest known word, or the few there are; empty if neither helps."""
    words = list(known)
    likely = closest(word, words)
    if likely:
        return f"; did you mean {shown(likely)}?"
    if 0 < len(words) <= MOST_LISTED:
        return f"; known: {', '.join(shown(name) for name in words)}"
    return ""


def closest(word: str, known: Iterable[str]) -> str:
    """The known word nearest to this one, ignoring case; empty if none is near.

    A word that begins so, if it is the only one, is nearer than any other.
    """
    by_folded = {name.casefold(): name for name in known}
    longer = [name for name in by_folded if len(word) >= LEAST_BEGINNING and name.startswith(word.casefold())]
    if len(longer) == 1:
        return by_folded[longer[0]]
    near = difflib.get_close_matches(word[:200].casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else ""


def split_name(text: str, tree: Mapping[str, object]) -> Path:
    """A dotted name as a path; names that the tree knows may hold dots and spaces, quotes are allowed."""
    path: list[str] = []
    node: object = tree
    rest = text
    while rest:
        part, rest = _first_part(rest, node if isinstance(node, Mapping) else {})
        path.append(part)
        node = node.get(part) if isinstance(node, Mapping) else None
    return tuple(path)


def _first_part(text: str, table: Mapping[str, object]) -> tuple[str, str]:
    """The first part of a dotted name and what follows its dot."""
    close = text.find(text[0], 1)
    if text[0] in "\"'" and close > 0:
        return text[1:close], text[close + 1 :].removeprefix(".")
    known = [key for key in table if text == key or (key and text.startswith(f"{key}."))]
    part = max(known, key=len) if known else text.partition(".")[0]
    return part, text[len(part) + 1 :]
