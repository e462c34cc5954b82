"""Where each key of a TOML text stands.

The standard library's parser tells no positions, so this scanner walks a text that the
parser has already accepted. It checks nothing; it runs only when there is something to report.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
SPACES = re.compile(r"[ \t]*")
BARE_KEY = re.compile(r"[^\s.=\]\"'#]+")
BARE_VALUE = re.compile(r"[^,\]}#\n]*")
STRING = re.compile(
    r'"""(?:\\.|(?!""").)*"{3,5}' + r"|'''(?:(?!''').)*'{3,5}" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'",
    re.DOTALL,
)


def key_positions(text: str) -> dict[Path, tuple[int, int]]:
    """The line and column, from 1, at which each key and each item of an array starts."""
    text = text.replace("\r\n", "\n")
    line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
    offsets = _Scanner(text).scan()
    return {path: _line_column(line_starts, offset) for path, offset in offsets.items()}


def _line_column(line_starts: list[int], offset: int) -> tuple[int, int]:
    line = bisect_right(line_starts, offset)
    return line, offset - line_starts[line - 1] + 1


class _Scanner:
    """A walk through a text; `at` is the offset reached, `found` the first offset of each path."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, int] = {}
        self.array_lengths: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self._skip(BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(BLANK)
        return self.found

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            self.at += 1  # never stand still, whatever the text
            return ""
        self.at = match.end()
        return match.group()

    def _header(self) -> Path:
        """[a.b] or [[a.b]]: the path of the table that it opens."""
        array = self.text.startswith("[[", self.at)
        self.at += 2 if array else 1
        keys = self._keys()
        self.at += 2 if array else 1
        path = self._record((), keys, in_arrays=True, opens_item=array)
        return path

    def _pair(self, table: Path) -> None:
        path = self._record(table, self._keys())
        self.at += 1  # the equals sign
        self._skip(SPACES)
        self._value(path)

    def _keys(self) -> list[tuple[str, int]]:
        """A dotted key: its parts and where each starts."""
        keys = []
        while True:
            self._skip(SPACES)
            start = self.at
            if self.text[start : start + 1] in ('"', "'"):
                raw = self._skip(STRING)
                keys.append((str(tomllib.loads(f"key = {raw}")["key"]), start))
            else:
                keys.append((self._skip(BARE_KEY), start))
            self._skip(SPACES)
            if self.text[self.at : self.at + 1] != ".":
                return keys
            self.at += 1

    def _record(
        self, table: Path, keys: list[tuple[str, int]], *, in_arrays: bool = False, opens_item: bool = False
    ) -> Path:
        """Note where each part of a key stands; in headers, a name of an array means its last item."""
        path = table
        for number, (key, offset) in enumerate(keys):
            path = (*path, key)
            self.found.setdefault(path, offset)
            if opens_item and number == len(keys) - 1:
                self.array_lengths[path] = self.array_lengths.get(path, 0) + 1
            if in_arrays and path in self.array_lengths:
                path = (*path, self.array_lengths[path] - 1)
                self.found.setdefault(path, offset)
        return path

    def _value(self, path: Path) -> None:
        first = self.text[self.at : self.at + 1]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        else:
            self._skip(STRING if first in ('"', "'") else BARE_VALUE)

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        self._skip(BLANK)
        while self.text[self.at : self.at + 1] not in ("]", ""):
            item = (*path, index)
            self.found[item] = self.at
            self._value(item)
            index += self._next_item()
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        self._skip(BLANK)
        while self.text[self.at : self.at + 1] not in ("}", ""):
            self._pair(path)
            self._next_item()
        self.at += 1

    def _next_item(self) -> int:
        """Step over a comma and the blanks around it; returns 1, the step of an index."""
        self._skip(BLANK)
        if self.text[self.at : self.at + 1] == ",":
            self.at += 1
        self._skip(BLANK)
        return 1
