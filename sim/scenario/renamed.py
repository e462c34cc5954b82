"""Keys of scenarios that have another name since the last version, which still reads the old one.

An old name is accepted wherever a key is written: in files, overrides, designs and links.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping

from sim.errors import RenamedKeyWarning
from sim.scenario.positions import Path
from sim.scenario.schema import NAMED_TABLES
from sim.scenario.words import dotted, shown, split_name

WILL = {"heart": "will_to_fight"}
CERTAINTY = {"sure": "certainty"}
RENAMED: Mapping[str, Mapping[str, str]] = {
    **dict.fromkeys((*NAMED_TABLES, "command"), CERTAINTY),
    **dict.fromkeys(("groups", "communities"), WILL | CERTAINTY),
    "parameters": {"heart_effect": "will_effect", "press_heart": "press_will"},
}
"""For each table of a scenario: old key to current key. Notes on a field are found under its name."""


def current(path: Path) -> Path:
    """The path under the name that its field has now: groups.X.heart is groups.X.will_to_fight."""
    names = RENAMED.get(str(path[0]), {}) if path else {}
    field = 2 if path and path[0] in NAMED_TABLES else 1
    at = field + 1 if path[field : field + 1] == ("notes",) else field
    return (*path[:at], *(names.get(str(key), key) for key in path[at : at + 1]), *path[at + 1 :])


def current_name(name: str) -> str:
    """A dotted name under the name that its field has now."""
    return dotted(current(split_name(name, {})))


def renewed(tree: Mapping[str, object], path: Path = ()) -> dict[str, object]:
    """The tree under the current names of its keys, in the same order."""
    return {
        str(current(here)[-1]): renewed(value, here) if isinstance(value, dict) else value
        for key, value in tree.items()
        for here in [(*path, key)]
    }


def old_keys(tree: Mapping[str, object], path: Path = ()) -> Iterator[Path]:
    """Paths of the keys that have another name now."""
    for key, value in tree.items():
        here = (*path, key)
        if current(here) != here:
            yield here
        if isinstance(value, dict):
            yield from old_keys(value, here)


def warn_of_old_names(notes: Iterable[str]) -> None:
    """Warn the user of old names that were read; each note says where."""
    for note in notes:
        warnings.warn(note, RenamedKeyWarning, stacklevel=3)


def advice(path: Path) -> str:
    """What to write instead of an old key."""
    new = shown(current(path)[-1])
    return f"this key is called {new} now; the next version of Rout no longer reads the old name."
