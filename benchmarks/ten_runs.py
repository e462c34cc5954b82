"""What was read in ten runs, counted over many: a section of docs/limits.md.

    python -m benchmarks.ten_runs -n 300 --seed 2024

In how many runs of ``offensive.toml`` something happens as it did in the record. Each run is made alone, step
by step, so that its events can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from benchmarks.options import options
from benchmarks.pages import LIMITS, section
from sim.analysis.sentences import percent
from sim.engines.events import Event
from sim.engines.trace import Trace, trace
from sim.model import vocabulary as v
from sim.model.world import World, build_world
from sim.report.table import Table
from sim.studies.runner import scenario_named

SCENARIO = "offensive"
NEVER = float("inf")
TOLD = 50
"""After how many runs a line says how far it is."""
ORDER = ("Aleppo", "Hama", "Homs", "Damascus")
HINGE = ("Deir ez-Zor", "Daraa", "Suwayda")
HINGE_FROM, HINGE_TO = "2024-12-05T12:00", "2024-12-07T18:00"
SOUTH = "Southern Operations Room"
SUBURBS = {"Douma": "Eastern Ghouta fighters", "Darayya": "Western Ghouta fighters"}
OWN = {"Daraa": SOUTH, "Suwayda": "Druze factions of Suwayda", **SUBURBS}
"""Who are a place's own people."""
NEAR_CAPITAL = {SOUTH, "Northern Hauran factions", *SUBURBS.values()}
FOUGHT_FOR, FOUGHT_DAYS = "Hama", 0.5
BACKER = "Iran"
FLED = "Homs"
WEST = {"Tartus", "Latakia", "Baniyas", "Jableh", "Masyaf"}
"""The coast, and the way to it."""
GAVE_UP = (v.SURRENDER, v.DEFECTION)
BROKE = (v.RETREAT, v.DISSOLUTION, *GAVE_UP)


@dataclass(frozen=True)
class Reading:
    """One run, and what is asked of it."""

    trace: Trace

    @property
    def world(self) -> World:
        """What it is a run of."""
        return self.trace.world

    def lost(self, place: str) -> float:
        """Day on which a place was first lost."""
        day = float(self.trace.row.columns[f"place_lost_day.{place}"][0])
        return day if day == day else NEVER  # not a number: never

    @cached_property
    def takers(self) -> dict[str, str]:
        """Who first took each place."""
        found: dict[str, str] = {}
        for event in self.trace.events:
            if event.kind == v.PLACE_LOST:
                found.setdefault(event.where, event.who)
        return found

    def together(self, *places: str) -> bool:
        """Whether places were lost within a day of each other."""
        days = [self.lost(place) for place in places]
        return max(days) < NEVER and max(days) - min(days) <= 1.0

    def day_of(self, date: str) -> float:
        """A date as a day of the run."""
        start = datetime.fromisoformat(self.world.scenario.scenario.start)
        return (datetime.fromisoformat(date) - start).total_seconds() / 86_400.0

    def fought_for(self, place: str) -> bool:
        """Whether groups stood before a place for half a day or longer while the state held it."""
        at = list(self.world.places).index(place)
        steps = range(1, len(self.trace.blocks))
        rows = (self.trace.state(step).places[at] for step in steps)
        contact = sum(row.besieging > 0 and row.controller == 0 for row in rows)
        return bool(contact * self.world.tick_days >= FOUGHT_DAYS)

    def stepped_back(self, backer: str) -> float:
        """Day on which a backer first did less."""
        days = (one.day for one in self.trace.events if one.kind == v.DEPARTURE and one.who == backer)
        return min(days, default=NEVER)

    def broke(self, place: str) -> list[Event]:
        """What broke at a place while its road to the coast was open."""
        cut = float(self.trace.row.columns["corridor_cut_day"][0])
        return [
            one for one in self.trace.events
            if one.kind in BROKE and one.where == place and not one.day > cut
        ]  # fmt: skip


def in_order(run: Reading) -> bool:
    """The four cities, one after the other; two may fall in one step."""
    days = [run.lost(place) for place in ORDER]
    return days[-1] < NEVER and all(before <= after for before, after in pairwise(days))


def in_time(run: Reading) -> bool:
    """The hinge within the days of the record."""
    low, high = run.day_of(HINGE_FROM), run.day_of(HINGE_TO)
    return all(low <= run.lost(place) <= high for place in HINGE)


def own_people(place: str) -> Callable[[Reading], bool]:
    """Whether a place is taken by its own people."""
    return lambda run: run.takers.get(place) == OWN[place]


WANTED: dict[str, Callable[[Reading], bool]] = {
    "Aleppo, Hama, Homs, Damascus in this order (two in one time step allowed)": in_order,
    "Deir ez-Zor, Daraa and Suwayda within a day of each other": lambda run: run.together(*HINGE),
    "Daraa and Suwayda within a day of each other": lambda run: run.together("Daraa", "Suwayda"),
    "all three between 12:00 on 5 December and 18:00 on 7 December": in_time,
    "Deir ez-Zor before Damascus": lambda run: run.lost("Deir ez-Zor") < run.lost("Damascus"),
    **{f"{place} taken by its own people": own_people(place) for place in OWN},
    "Damascus taken by forces of the south or the suburbs": lambda run: (
        run.takers.get("Damascus") in NEAR_CAPITAL
    ),
    "Hama fought for: half a day or more of contact": lambda run: run.fought_for(FOUGHT_FOR),
    "Iran steps back before Damascus falls": lambda run: run.stepped_back(BACKER) < run.lost("Damascus"),
}
"""What is wanted, as in the record."""


def counts(seen: Sequence[Sequence[bool]]) -> Table:
    """In how many runs each happens, of what was (runs, wanted) seen."""
    rows = tuple((words, f"{sum(runs)}") for words, runs in zip(WANTED, zip(*seen, strict=True), strict=True))
    return Table("", ("Wanted, as in the record", f"runs of {len(seen)}"), rows)


def fled(broke: Sequence[Event]) -> Table:
    """Where the men went who broke at the place that everyone watched, while its road was open."""
    gone = [one for one in broke if one.kind == v.RETREAT]
    rows = (
        ("disbanded", _share([one for one in broke if one.kind == v.DISSOLUTION], broke)),
        ("surrendered or changed sides", _share([one for one in broke if one.kind in GAVE_UP], broke)),
        ("retreated", _share(gone, broke)),
        (
            "of those who retreated: towards the coast",
            _share([one for one in gone if one.towards in WEST], gone),
        ),
    )
    return Table("", (f"Men who broke at {FLED}, its road to the coast open", "share"), rows)


def _share(some: Sequence[Event], whole: Sequence[Event]) -> str:
    men = sum(one.amount for one in whole)
    return percent(sum(one.amount for one in some) / men) if men else "–"


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the runs, count, and write the section."""
    parser = options(__doc__)
    parser.add_argument("-n", type=int, default=300, help="runs")
    parser.add_argument("--seed", type=int, default=2024)
    given = parser.parse_args(arguments)
    world = build_world(scenario_named(SCENARIO))
    seen: list[list[bool]] = []
    broke: list[Event] = []
    for number in range(given.n):
        run = Reading(trace(world, given.seed, number))
        seen.append([wanted(run) for wanted in WANTED.values()])
        broke += run.broke(FLED)
        if len(seen) % TOLD == 0:
            print(f"{len(seen)} of {given.n} runs", flush=True)
    command = f"python -m benchmarks.ten_runs -n {given.n} --seed {given.seed}"
    note = f"`{command}`: n = {given.n:,} runs of `{SCENARIO}`, seed {given.seed}."
    section(LIMITS, "ten-runs", counts(seen), fled(broke), note)


if __name__ == "__main__":
    main()
