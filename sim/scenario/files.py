"""Scenario files on disk: a file's text and its tree, and the chain of files that it extends."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath

from sim.errors import ScenarioError
from sim.files import TooManyBytesError, read_plain
from sim.scenario.layers import Draft, Layer
from sim.scenario.positions import Path
from sim.scenario.references import MOST
from sim.scenario.shipped import shipped_folder
from sim.scenario.words import MOST_LISTED, did_you_mean, one_line, shown

MOST_BYTES = 3_000_000
MOST_FILES = 10
MOST_DEPTH = 12
MOST_VALUES = 300_000
EXTENDS_RULE = (
    'expected the name of a file in quotes, such as extends = "theatre.toml", '
    "or a list of such names, of which later ones win"
)
# A key of a hundred parts, which the parser would be very long about.
LONG_KEY = re.compile(r"""(?<![A-Za-z0-9_-])(?:(?:[A-Za-z0-9_-]++|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){100}""")

# What the parser says, and what it means to someone who writes a scenario.
PLAIN_SYNTAX = (
    ("Invalid value", "no TOML value: text and dates need quotes, a number takes no comma (12000 or 12_000)"),
    ("Invalid statement", "neither `key = value`, `[table]` nor `# comment`; a key with spaces is quoted"),
    ("Expected '='", "a line is `key = value`, and a key with spaces or accents is quoted"),
    ("Expected ']'", 'a table is `[name]`; a name with spaces is quoted, as in [units."1st Brigade"]'),
    (
        "Expected newline",
        "something follows the value: a number takes no comma or unit, a comment starts with #",
    ),
    ("Cannot overwrite", "this key was already given above; leave one out"),
    ("Cannot declare", "this table was already opened above; give each table once"),
    ("Cannot mutate", "this table was already closed above; give each table once"),
    ("Cannot redefine", "this table was already closed above; give each table once"),
    ("Unclosed array", "a [ has no ], or the comma between two items is missing"),
    ("Unclosed inline table", "a { has no }, or the comma between two items is missing"),
    ("Unterminated string", "a quote is opened and not closed"),
    (
        "Illegal character",
        "a character that may not stand here: a text ends on the line where its quote began",
    ),
    ("Invalid date", "no day of the calendar; a date is text, in quotes"),
    ("Unescaped", 'a backslash in "text" is written twice, or the text goes in single quotes'),
    ("Duplicate inline table key", "the same key is given twice in one { }"),
)


def read_chain(path: FilePath) -> Draft:
    """Lay the file over all that it extends: of several files the later over the earlier, each file once.

    Raises ScenarioError when a file cannot be read, extends itself, or when there are too many.
    """
    laid: dict[FilePath, Layer] = {}
    _read_into(laid, (), read_layer(path))
    draft = Draft()
    for layer in laid.values():
        draft.lay(layer)
    return draft


def _read_into(laid: dict[FilePath, Layer], above: tuple[Layer, ...], layer: Layer) -> None:
    """Add a layer after all that it extends; ``above`` are the layers that it is read for."""
    above = (*above, layer)
    for where, parent in _parent_paths(layer):
        if parent.resolve() in {_resolved(other) for other in above}:
            names = " -> ".join([*(other.label for other in above), str(parent)])
            raise ScenarioError(layer.report(where, f"files extend each other in a circle: {names}"))
        if parent.resolve() in laid:
            continue
        if len(laid) + len(above) >= MOST_FILES:
            rule = f"more than {MOST_FILES} files extend each other; lay some of them together"
            raise ScenarioError(layer.report(where, rule))
        _read_into(laid, above, read_layer(parent))
    laid[_resolved(layer)] = layer


def _resolved(layer: Layer) -> FilePath:
    return (layer.path or FilePath()).resolve()


def _parent_paths(layer: Layer) -> list[tuple[Path, FilePath]]:
    """Where a layer names each file that it extends, and the file."""
    given = layer.tree.get("extends", [])
    if isinstance(given, str):
        return [(("extends",), _parent_path(layer, ("extends",), given))]
    if not isinstance(given, list) or (not given and "extends" in layer.tree):
        raise ScenarioError(layer.report(("extends",), f"{shown(given)}: {EXTENDS_RULE}"))
    spots: list[Path] = [("extends", index) for index in range(len(given))]
    return [(spot, _parent_path(layer, spot, name)) for spot, name in zip(spots, given, strict=True)]


def _parent_path(layer: Layer, where: Path, name: object) -> FilePath:
    """Find a file that a layer extends: beside it, or a shipped one by its bare file name.

    A missing one is reported where it is named.
    """
    if not isinstance(name, str) or not name or "\0" in name:
        raise ScenarioError(layer.report(where, f"{shown(name)}: {EXTENDS_RULE}"))
    parent = FilePath(os.path.normpath((layer.path or FilePath()).parent / name))
    shipped = shipped_folder() / name
    if not parent.exists() and FilePath(name).name == name and shipped.is_file():
        return shipped
    if not parent.is_file():
        kinds = {"is a folder, not a file": parent.is_dir(), "is no plain file": parent.exists()}
        what = next((words for words, so in kinds.items() if so), "does not exist")
        known = [*_scenarios_in(parent.parent), *_scenarios_in(shipped_folder())]
        rule = f"{shown(str(parent))} {what}{did_you_mean(parent.name, known)}"
        raise ScenarioError(layer.report(where, rule))
    return parent


def _scenarios_in(folder: FilePath) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.glob("*.toml"))
    except OSError:
        return []


def read_layer(path: FilePath) -> Layer:
    """Read one file. Raises ScenarioError for anything that is not a TOML text of sane size."""
    label = one_line(str(path))
    text = _text(path)
    if not text.strip():
        raise ScenarioError(f"{label}:1:1: the file is empty; a scenario has [scenario] or extends = ...")
    if text.lstrip().startswith("{"):
        raise ScenarioError(
            f"{label}:1:1: this looks like JSON; a scenario is TOML: lines such as men = 2000"
        )
    if LONG_KEY.search(text):
        raise ScenarioError(f"{label}: a key has too many parts; the longest has 5, joined by dots")
    try:
        layer = Layer(label, text, tomllib.loads(text), path)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(_plain_syntax(label, text, str(error))) from None
    except RecursionError:
        raise ScenarioError(f"{label}:1:1: brackets are nested too deeply") from None
    except ValueError:  # the parser leaves this one to Python's whole numbers
        line = next((n for n, row in enumerate(text.split("\n"), 1) if re.search(r"[0-9_]{4000}", row)), 1)
        raise ScenarioError(f"{label}:{line}:1: a number has too many digits to be read") from None
    problem = limit_problem(layer.tree)
    if problem:
        raise ScenarioError(f"{label}: {problem}")
    return layer


def limit_problem(tree: Mapping[str, object]) -> str:
    """Why a tree is larger or deeper than any scenario, told before it is looked into; empty if it is not."""
    for kind, most in MOST.items():
        table = tree.get(kind)
        if isinstance(table, (dict, list)) and len(table) > most:
            return f"{kind}: {len(table)} are more than the {most} that a scenario may have"
    level: list[object] = [tree]
    values = 0
    for _ in range(MOST_DEPTH):
        level = [inner for node in level for inner in _within(node)]
        values += len(level)
        if values > MOST_VALUES:
            return f"more than {MOST_VALUES} keys and values, more than any scenario has"
    return "tables are nested too deeply" if level else ""


def _within(node: object) -> Iterable[object]:
    """What a table or a list holds."""
    if isinstance(node, dict):
        return node.values()
    return node if isinstance(node, list) else ()


def _text(path: FilePath) -> str:
    """Read the file as UTF-8, with or without a byte order mark."""
    label = one_line(str(path))
    try:
        if path.is_dir():
            names = ", ".join(_scenarios_in(path)[:MOST_LISTED])
            raise ScenarioError(
                f"{label}: this is a folder; name a .toml file in it{': ' if names else ''}{names}"
            )
        return read_plain(path, MOST_BYTES).decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        raise ScenarioError(
            f"{label}: no such file{did_you_mean(path.name, _scenarios_in(path.parent))}"
        ) from None
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{label}:{_not_utf8(error)}") from None
    except TooManyBytesError as error:
        raise ScenarioError(f"{label}: {error} are more than a scenario may have") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(f"{label}: cannot be read: {reason}") from None


def _not_utf8(error: UnicodeDecodeError) -> str:
    line = error.object[: error.start].count(b"\n") + 1
    column = error.start - error.object.rfind(b"\n", 0, error.start)
    return f"{line}:{column}: byte 0x{error.object[error.start]:02x} is not UTF-8; save the file as UTF-8"


def _plain_syntax(label: str, text: str, message: str) -> str:
    """Put the place before the parser's message, and what it means and the line after."""
    lines = text.replace("\r\n", "\n").split("\n")
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line, column = (int(found[1]), int(found[2])) if found else (len(lines), len(lines[-1]) + 1)
    said = re.sub(r" \(at [^)]*\)$", "", message)
    meaning = next((plain for start, plain in PLAIN_SYNTAX if said.startswith(start)), "not valid TOML")
    reads = lines[line - 1].strip()
    return f"{label}:{line}:{column}: {meaning} ({said})" + (
        f"; the line reads: {one_line(reads[:60])}" if reads else ""
    )
