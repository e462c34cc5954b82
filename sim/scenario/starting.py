"""A new theatre out of tables of places and roads: a scenario that passes the checks, to be filled in."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.scenario.distances import WINDING, great_circle_km
from sim.scenario.reading import build
from sim.scenario.references import LONGEST_NAME, STATE_NAME
from sim.scenario.spreadsheet import PlaceLine, RoadLine

GARRISON_MEN = 500
GROUP_MEN = 1_000
MOST_AIMS = 4
START = "2001-01-01T06:00"
FILL = "# TO FILL IN: "
HEAD = """\
# {title}: a theatre begun from a table of places. It passes `rout check`, and claims nothing yet.
# Question: what is asked of this war?
# Sources: named in `source`, with `certainty` (reported, weak, inferred, memory or assumed) and `notes`.
# Assumptions: every line that is marked TO FILL IN, and every field that is left out, which has its default.
# `rout schema` lists all fields; `rout check --summary` tells what they imply.

{extends}
[scenario]
title = {quoted}
question = ""
start = "{start}"  {fill}when day 0 begins, local time
horizon_days = 45
capital = {capital}
bellwether = {bellwether}  {fill}the place that everyone watches
{refuge}
{fill}aircraft of the state's own ([command] air), and its backers ([backers]): docs/scenarios.md

# --- places

"""
EXTENDS = """\
# The parameters that the shipped wars share, fitted to three of them: say so, or set your own. One more
# differs between wars, the level of the army, and has its default here: army_cohesion (0; the three have
# -0.6 to 0.99). Better than one set of numbers: each run draws its own from what three wars leave open,
# and the level from all that is assumed of any war. Take away this #, and then see rout stand --help:
# posterior.file = "posterior/three-wars.parquet"
extends = ["behaviour.toml"]
"""


def begin(title: str, places: Sequence[PlaceLine], roads: Sequence[RoadLine] | None, label: str) -> str:
    """The text of a scenario with these places; where no roads are given, they are guessed.

    Raises ScenarioError, under ``label``, when no scenario can be made of them: when the roads do not
    join all places.
    """
    theatre = _Theatre(title, places)
    chosen = guessed_roads(places) if roads is None else roads
    parts = (theatre.head(), *theatre.places_text(), *_roads_text(chosen, guessed=roads is None))
    text = "".join((*parts, *theatre.units_text(), *theatre.groups_text()))
    build(tomllib.loads(text), label)
    return text


def guessed_roads(places: Sequence[PlaceLine]) -> list[RoadLine]:
    """The relative neighbourhood graph: two places are joined unless a third is nearer to both of them.

    It joins all places, however few they are.
    """
    spots = [(place.lat, place.lon) for place in places]
    km = [[great_circle_km(here, there) for there in spots] for here in spots]
    pairs = ((a, b) for a in range(len(spots)) for b in range(a + 1, len(spots)))
    return [
        RoadLine((places[a].name, places[b].name), source="guessed: no other place lies between")
        for a, b in pairs
        if not any(near < km[a][b] and far < km[a][b] for near, far in zip(km[a], km[b], strict=True))
    ]


@dataclass(frozen=True)
class _Theatre:
    """The places of a new theatre, and what follows from them."""

    title: str
    places: Sequence[PlaceLine]

    @property
    def state(self) -> list[PlaceLine]:
        """Places of the state's, the most prominent first; those of equal rank in the table's order."""
        held = [place for place in self.places if place.holder == STATE_NAME]
        return sorted(held, key=lambda place: (-(place.prestige or 1.0), -(place.population or 0)))

    def marked(self, seat: str) -> str:
        """The place that the table marks as a seat, if any."""
        return next((place.name for place in self.places if place.seat == seat), "")

    @property
    def capital(self) -> str:
        """The place that is marked, else the most prominent of the state's without a seat."""
        return self.marked("capital") or next(place.name for place in self.state if not place.seat)

    @property
    def bellwether(self) -> str:
        """The same for the bellwether; the capital is none."""
        others = (place.name for place in self.state if not place.seat and place.name != self.capital)
        return self.marked("bellwether") or next(others)

    def head(self) -> str:
        """Comments, what is extended, and the frame."""
        refuge = self.marked("refuge")
        none = f"{FILL}refuge, the state's second stronghold, if any\n"
        return HEAD.format(
            title=self.title, quoted=_quoted(self.title), extends=EXTENDS, start=START, fill=FILL,
            capital=_quoted(self.capital), bellwether=_quoted(self.bellwether),
            refuge=f"refuge = {_quoted(refuge)}\n" if refuge else none,
        )  # fmt: skip

    def places_text(self) -> Iterator[str]:
        """A table for each place."""
        for place in self.places:
            yield f"[places.{_quoted(place.name)}]\nlat = {place.lat!r}\nlon = {place.lon!r}\n"
            yield from _given("population", place.population)
            yield from _given("prestige", place.prestige, "how loudly it is heard; 1 is an ordinary town")
            if place.holder != STATE_NAME:
                yield f"controller = {_quoted(place.holder)}\n"
            if place.provincial or place.name == self.capital:
                yield "provincial_capital = true\n"
            yield f"source = {_quoted(place.source)}\n\n"

    def units_text(self) -> Iterator[str]:
        """A garrison for each place of the state's that has men; for every one if no place says."""
        told = any(place.men for place in self.state)
        yield "# --- the state's formations\n\n"
        for number, place in enumerate(self.state, start=1):
            men = place.men or (None if told else GARRISON_MEN)
            if men is None:
                yield f"{FILL}{place.name} has no garrison\n\n"
                continue
            name = _short(f"{place.name} garrison", f"Garrison {number}")
            yield f"[units.{_quoted(name)}]\nplace = {_quoted(place.name)}\n"
            yield f"men = {men}\n" if place.men else f"men = {men}  {FILL}men present, not on paper\n"
            yield f"cohesion = 1.0  {FILL}morale at rest, log-odds: 0 is 0.50, 1 is 0.73, 2 is 0.88\n"
            yield f"conscript_share = 0.5  {FILL}0 where all are volunteers\n"
            yield f"source = {_quoted(place.source)}\n\n"

    def groups_text(self) -> Iterator[str]:
        """A group for each holder, where it has the most men, after the nearest places and the capital."""
        yield "# --- the groups\n\n"
        for name in dict.fromkeys(place.holder for place in self.places if place.holder != STATE_NAME):
            held = [place for place in self.places if place.holder == name]
            home = max(held, key=lambda place: place.men or 0)
            men = sum(place.men or 0 for place in held)
            yield f"[groups.{_quoted(name)}]\nplace = {_quoted(home.name)}\n"
            yield f"men = {men}\n" if men else f"men = {GROUP_MEN}  {FILL}fighters\n"
            yield f"will_to_fight = 0.5  {FILL}log-odds, the higher the sooner it attacks\n"
            aims = json.dumps(self._aims(home), ensure_ascii=False)
            yield f"aims = {aims}  {FILL}in order; here the nearest, then the capital\n"
            yield f"reach_km = {self._reach(home)}  {FILL}how far from home it goes, by road\n"
            yield f"quarter = 1  {FILL}1: who gives up to it is known to live; 0: to be killed\n"
            yield f"deals = 1  {FILL}1: garrisons may go home by agreement; 0: it does not bargain\n"
            yield f"source = {_quoted(home.source)}\n\n"

    def _aims(self, home: PlaceLine) -> list[str]:
        near = sorted(self.state, key=lambda place: _km(home, place))[: MOST_AIMS - 1]
        return list(dict.fromkeys([*(place.name for place in near), self.capital]))

    def _reach(self, home: PlaceLine) -> int:
        """Twice the way to the farthest aim as the crow flies, in whole hundreds, so that roads may wind."""
        aims = self._aims(home)
        farthest = max(_km(home, place) for place in self.state if place.name in aims)
        return min(5000, 100 * (1 + int(2 * farthest / 100)))


def _km(here: PlaceLine, there: PlaceLine) -> float:
    return great_circle_km((here.lat, here.lon), (there.lat, there.lon))


def _roads_text(roads: Sequence[RoadLine], *, guessed: bool) -> Iterator[str]:
    """The roads, one a line."""
    if guessed:
        yield f"{FILL}these roads are guessed: two places are joined unless a third is nearer to both.\n"
    yield f"# A road without km is as long as the great circle times {WINDING}, or times a winding = ...\n"
    yield "# that stands above [scenario].\n[roads]\n"
    for number, road in enumerate(roads, start=1):
        parts = [f"between = [{', '.join(map(_quoted, road.ends))}]"]
        parts += [f"km = {road.km!r}"] if road.km is not None else []
        parts += [f"name = {_quoted(road.name)}"] if road.name else []
        parts += [f"source = {_quoted(road.source)}"]
        yield f"{_quoted(_short(' - '.join(road.ends), f'Road {number}'))} = {{ {', '.join(parts)} }}\n"
    yield "\n"


def _short(name: str, otherwise: str) -> str:
    """A name, or another where it is too long for a scenario."""
    return name if len(name) <= LONGEST_NAME else otherwise


def _given(key: str, value: float | None, fill: str = "") -> Iterator[str]:
    """A line for a number that the table gives, or a comment where it should."""
    if value is not None:
        yield f"{key} = {value!r}\n"
    elif fill:
        yield f"{FILL}{key}: {fill}\n"


def _quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)
