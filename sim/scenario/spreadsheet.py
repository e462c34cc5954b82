"""Places and roads out of CSV files, with every mistake told by file, line and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sim.errors import ScenarioError
from sim.files import read_plain
from sim.scenario.references import MOST, STATE_NAME, name_rule
from sim.scenario.words import MOST_PROBLEMS, did_you_mean, one_line, read_number, shown

MOST_BYTES = 3_000_000
DELIMITERS = ",;\t"
YES, NO = ("yes", "true", "1", "x"), ("no", "false", "0")
SEATS = ("capital", "bellwether", "refuge")
WHOLE = ("men", "population")
LONGEST_SOURCE = 1_000

PLACE_COLUMNS: Mapping[str, str] = {
    "place": "its name; needed",
    "lat": "latitude, degrees north; needed",
    "lon": "longitude, degrees east; needed",
    "holder": "the group that holds it; empty or state: the state",
    "men": "men there: its garrison, or fighters of the group that holds it",
    "prestige": "how loudly an event there is heard, 0 to 20; 1 is an ordinary town",
    "population": "people",
    "seat": "capital, bellwether or refuge, at one place each",
    "provincial": "yes for a provincial capital",
    "source": "where the numbers of the line come from",
}
ROAD_COLUMNS: Mapping[str, str] = {
    "from": "a place; needed",
    "to": "another place; needed",
    "km": "length by road; where it is empty, the great circle times the winding factor",
    "name": "the road's name, such as M5",
    "source": "where the length comes from",
}


Line = TypeVar("Line")


@dataclass(frozen=True)
class PlaceLine:
    """A line of the table of places; ``men`` and the others are None where the cell is empty."""

    name: str
    lat: float
    lon: float
    holder: str = STATE_NAME
    men: int | None = None
    prestige: float | None = None
    population: int | None = None
    seat: str = ""
    provincial: bool = False
    source: str = ""


@dataclass(frozen=True)
class RoadLine:
    """A line of the table of roads."""

    ends: tuple[str, str]
    km: float | None = None
    name: str = ""
    source: str = ""


class Sheet:
    """A CSV file cell by cell; problems are collected in ``problems``, each with its line and column."""

    def __init__(self, path: Path, columns: Mapping[str, str], needed: Sequence[str]) -> None:
        self.label = one_line(str(path))
        self.problems: list[str] = []
        self.at: dict[str, int] = {}
        rows = _rows(path, self.label)
        if not rows:
            names = ", ".join(columns)
            raise ScenarioError(f"{self.label}:1:1: the file is empty; its first line names columns: {names}")
        line, head = rows[0]
        self._read_head(line, head, columns)
        self.problems += [
            f"{self.label}:{line}:1: the column {key} is missing ({columns[key]})"
            for key in needed
            if key not in self.at
        ]
        if self.problems:
            raise ScenarioError(*self.problems)
        self.rows = [self._row(line, cells, len(head)) for line, cells in rows[1:]]

    def _read_head(self, line: int, head: Sequence[str], columns: Mapping[str, str]) -> None:
        for number, cell in enumerate(head, start=1):
            key = cell.strip().casefold()
            rule = ""
            if key and key not in columns:
                rule = f"unknown column{did_you_mean(key, columns)}"
            elif key in self.at:
                rule = "this column is there twice; leave one out"
            elif key:
                self.at[key] = number
            if rule:
                self.problems.append(f"{self.label}:{line}:{number}: {shown(cell.strip())}: {rule}")

    def _row(self, line: int, cells: Sequence[str], width: int) -> tuple[int, dict[str, str]]:
        """A line's cells by column; short lines are filled up."""
        if len(cells) > width:
            rule = f"{len(cells)} cells in a table of {width} columns; a text that holds a comma is quoted"
            self.problems.append(f"{self.label}:{line}:{width + 1}: {rule}")
        padded = [*cells, *[""] * (width - len(cells))]
        return line, {key: padded[number - 1].strip() for key, number in self.at.items()}

    def problem(self, line: int, key: str, rule: str) -> None:
        """Note what is wrong with a cell."""
        self.problems.append(f"{self.label}:{line}:{self.at.get(key, 1)}: {key}: {rule}")

    def number(self, line: int, row: Mapping[str, str], key: str, span: tuple[float, float]) -> float | None:
        """A cell as a number in a range; None where it is empty, or wrong and told."""
        text = row.get(key, "")
        if not text:
            return None
        decimal = key not in WHOLE and text.count(",") == 1 and "." not in text
        plain = read_number(text.replace(",", ".") if decimal else text)
        low, high = span
        if not plain or plain != text:
            instead = f"write {plain}" if plain else f"expected a number from {low:g} to {high:g}"
            self.problem(line, key, f"{shown(text)} is no number; {instead}")
            return None
        value = float(plain)
        if not low <= value <= high:
            self.problem(line, key, f"{text} is outside {low:g} to {high:g}")
            return None
        return value

    def text(self, line: int, row: Mapping[str, str], key: str, rule_of: Callable[[str], str]) -> str:
        """A cell as a text that keeps a rule; empty where it is empty, or wrong and told."""
        text = row.get(key, "")
        rule = rule_of(text) if text else ""
        if rule:
            self.problem(line, key, f"{shown(text)}: {rule}")
            return ""
        return text


def read_places(path: Path) -> list[PlaceLine]:
    """The table of places. Raises ScenarioError with every mistake."""
    sheet = Sheet(path, PLACE_COLUMNS, ("place", "lat", "lon"))
    found = [one for line, row in sheet.rows if (one := _place(sheet, line, row)) is not None]
    lines = {row["place"]: line for line, row in reversed(sheet.rows)}
    _check_names(sheet)
    _check_holders(sheet)
    if not sheet.problems:
        _check_sides(sheet, found, lines)
    return _or_problems(sheet, found)


def read_roads(path: Path, places: Sequence[PlaceLine]) -> list[RoadLine]:
    """The table of roads between those places. Raises ScenarioError with every mistake."""
    sheet = Sheet(path, ROAD_COLUMNS, ("from", "to"))
    names = [place.name for place in places]
    joined: dict[frozenset[str], int] = {}
    found = []
    for line, row in sheet.rows:
        ends = row["from"], row["to"]
        for key, end in zip(("from", "to"), ends, strict=True):
            if end not in names:
                sheet.problem(line, key, f"there is no place {shown(end)}{did_you_mean(end, names)}")
        first = joined.setdefault(frozenset(ends), line)
        if ends[0] == ends[1]:
            sheet.problem(line, "to", f"joins {shown(ends[0])} to itself; name two different places")
        elif first != line:
            rule = f"{shown(ends[0])} and {shown(ends[1])} are joined in line {first} already"
            sheet.problem(line, "to", rule)
        km = sheet.number(line, row, "km", (0.1, 5000))
        name, source = (sheet.text(line, row, key, _text_rule) for key in ("name", "source"))
        found.append(RoadLine(ends, km, name, source))
    return _or_problems(sheet, found)


def _place(sheet: Sheet, line: int, row: Mapping[str, str]) -> PlaceLine | None:
    """One line of the table of places; None where it has no name or no coordinates."""
    for key in ("place", "lat", "lon"):
        if not row[key]:
            sheet.problem(line, key, f"empty ({PLACE_COLUMNS[key]})")
    lat, lon = sheet.number(line, row, "lat", (-90, 90)), sheet.number(line, row, "lon", (-180, 180))
    men, people = (sheet.number(line, row, key, (low, 1e7)) for key, low in (("men", 1), ("population", 0)))
    prestige = sheet.number(line, row, "prestige", (0, 20))
    holder = sheet.text(line, row, "holder", name_rule) or STATE_NAME
    name = sheet.text(line, row, "place", name_rule)
    source = sheet.text(line, row, "source", _text_rule)
    seat = sheet.text(line, row, "seat", lambda text: _one_of(text, SEATS))
    provincial = sheet.text(line, row, "provincial", lambda text: _one_of(text, (*YES, *NO)))
    if not name or lat is None or lon is None:
        return None
    return PlaceLine(
        name, lat, lon, STATE_NAME if holder.casefold() == STATE_NAME else holder,
        None if men is None else round(men), prestige, None if people is None else round(people),
        seat.casefold(), provincial.casefold() in YES, source,
    )  # fmt: skip


def _check_names(sheet: Sheet) -> None:
    """No two lines have one name."""
    seen: dict[str, int] = {}
    for line, row in sheet.rows:
        first = seen.setdefault(row["place"].casefold(), line)
        if row["place"] and first != line:
            rule = f"{shown(row['place'])} is in line {first} already; give each place one line"
            sheet.problem(line, "place", rule)


def _check_holders(sheet: Sheet) -> None:
    """A group is spelled in one way."""
    seen: dict[str, str] = {}
    for line, row in sheet.rows:
        holder = row.get("holder", "")
        first = seen.setdefault(holder.casefold(), holder)
        if first != holder and holder.casefold() != STATE_NAME:
            sheet.problem(line, "holder", f"{shown(holder)} differs only in case from {shown(first)}")


def _check_sides(sheet: Sheet, places: Sequence[PlaceLine], lines: Mapping[str, int]) -> None:
    """There are two sides, each seat is one place of the state's, and there are not too many of anything."""
    state = [place for place in places if place.holder == STATE_NAME]
    rules = {
        "the state holds fewer than two places; a capital and a bellwether are needed": len(state) < 2,
        "no group holds a place; write its name into a column holder": len(state) == len(places),
        f"{len(places)} places are more than the {MOST['places']} allowed": len(places) > MOST["places"],
    }
    sheet.problems += [f"{sheet.label}:1:1: {rule}" for rule, broken in rules.items() if broken]
    for seat in SEATS:
        named = [place for place in places if place.seat == seat]
        for place in named[1:]:
            sheet.problem(lines[place.name], "seat", f"{shown(named[0].name)} is the {seat} already")
        for place in named:
            if place.holder != STATE_NAME:
                rule = f"the {seat} must be the state's; {shown(place.holder)} holds this place"
                sheet.problem(lines[place.name], "seat", rule)


def _or_problems(sheet: Sheet, found: list[Line]) -> list[Line]:
    if sheet.problems:
        more = ["and more problems; mend these first"] if len(sheet.problems) > MOST_PROBLEMS else []
        raise ScenarioError(*sheet.problems[:MOST_PROBLEMS], *more)
    return found


def _one_of(text: str, words: Sequence[str]) -> str:
    rule = f"expected one of {', '.join(words)}{did_you_mean(text, words)}"
    return "" if text.casefold() in words else rule


def _text_rule(text: str) -> str:
    if len(text) > LONGEST_SOURCE:
        return f"has {len(text)} letters; at most {LONGEST_SOURCE} are allowed"
    return "" if text.isprintable() else "holds a line break or a character that is no letter; leave it out"


def _rows(path: Path, label: str) -> list[tuple[int, list[str]]]:
    """Lines that hold anything, each with its number; commas, semicolons or tabs between the cells."""
    try:
        text = read_plain(path, MOST_BYTES).decode("utf-8-sig")
        head = text.partition("\n")[0]
        delimiter = max(DELIMITERS, key=head.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return list(_filled(reader))
    except UnicodeDecodeError:
        raise ScenarioError(f"{label}: not UTF-8; save the file as CSV UTF-8") from None
    except OSError as error:
        raise ScenarioError(f"{label}: cannot be read: {error.strerror or error}") from None
    except (ValueError, csv.Error) as error:
        raise ScenarioError(f"{label}: no table: {one_line(str(error))}") from None


def _filled(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells  # type: ignore[attr-defined]
