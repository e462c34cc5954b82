"""What a batch keeps of each run: one line for each column, with how it is read off the last state.

The table makes the schema of the results, what every engine writes, the reference in
``docs/results.md`` and what ``--until`` accepts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.model import vocabulary as v
from sim.model.numeric import logistic
from sim.model.outcome import classify
from sim.model.stages.formations import under_command
from sim.model.state import Row, State
from sim.model.written import written

MORALE_UNIT = 1_000_000  # morale is averaged in whole millionths: exact in any order


@dataclass(frozen=True)
class Column:
    """One output of a run, or one for each row of the table ``of``.

    ``kind``: ``outcome``, ``day`` (read as a step, or -1 for never), ``count`` or ``share``. ``read``
    takes the state, and the row where there is one for each. ``label`` is for axes and headings; in
    it stand ``{}`` for the row's name, ``{capital}``, ``{bellwether}`` and ``{refuge}`` for those of places.
    """

    name: str
    kind: str
    dtype: Any
    unit: str
    label: str
    meaning: str
    read: Callable[..., float]
    of: str = ""
    single: bool = False  # kept in single precision, like the daily series

    def names(self, rows: Mapping[str, Sequence[str]]) -> list[str]:
        """The column's names in a result: one, or one for each row, given the rows of each table."""
        return [f"{self.name}.{row}" for row in rows[self.of]] if self.of else [self.name]

    def labels(self, rows: Mapping[str, Sequence[str]], seats: Mapping[str, str]) -> list[str]:
        """The label of each of ``names``; ``seats`` are the capital, the bellwether and the refuge."""
        return [self.label.format(row, **seats) for row in (rows[self.of] if self.of else ("",))]


# --- how they are read -----------------------------------------------------------------
def outcome(s: State) -> int:
    """The class of the run if it ended now."""
    n = s.nation
    lost = s.places[n.capital].first_lost
    return classify(
        (lost + 1) * n.tick_days if lost >= 0 else -1.0,
        (n.left_tick + 1) * n.tick_days if n.left_tick >= 0 else -1.0,
        regained_capital(s),
        1 if s.places[n.bellwether].controller == 0 else 0,
        junctions_held(s),
        1 if n.refuge < 0 or s.places[n.refuge].controller == 0 else 0,
        n.corridor,
    )


def regained_capital(s: State) -> int:
    """1 when a lost provincial capital was regained and is held."""
    for place in s.places:
        if place.provincial == 1 and place.first_regained >= 0 and place.controller == 0:
            return 1
    return 0


def junctions_held(s: State) -> int:
    """1 while the state holds all junctions of the corridor."""
    for junction in s.junctions:
        if s.places[junction.place].controller != 0:
            return 0
    return 1


def capital_lost(s: State) -> int:
    """Step of the capital's first loss."""
    return s.places[s.nation.capital].first_lost


def bellwether_lost(s: State) -> int:
    """Step of the bellwether's first loss."""
    return s.places[s.nation.bellwether].first_lost


def refuge_lost(s: State) -> int:
    """Step of the refuge's first loss."""
    if s.nation.refuge < 0:
        return v.NEVER
    return s.places[s.nation.refuge].first_lost


def corridor_cut(s: State) -> int:
    """First step without a state-held road from the capital to the refuge."""
    return s.nation.first_cut


def leadership_left(s: State) -> int:
    """Step in which the leadership left."""
    return s.nation.left_tick


def pay_rise(s: State) -> int:
    """Step in which pay was raised."""
    return v.NEVER if s.nation.pay_raised == 1 else int(s.nation.pay_tick)


def first_lost(s: State, place: Row) -> int:
    """Step of a place's first loss."""
    return place.first_lost


def first_regained(s: State, place: Row) -> int:
    """Step in which a place was first regained."""
    return place.first_regained


def first_risen(s: State, community: Row) -> int:
    """Step of a community's first rising."""
    return community.first_risen


def first_left(s: State, backer: Row) -> int:
    """Step in which a backer first ordered its people home."""
    return backer.first_left


def men_start(s: State) -> int:
    """Men of the army at the start."""
    return s.nation.army_men


def men_now(s: State) -> int:
    """Men under command."""
    men = 0
    for unit in s.formations:
        if under_command(unit):
            men += unit.men
    return men


def dead(s: State) -> int:
    """Men of the state's side killed in combat."""
    men = 0
    for unit in s.formations:
        men += unit.dead
    return men


def dead_rebels(s: State) -> int:
    """Men of the armed groups killed in combat."""
    men = 0
    for group in s.groups:
        men += group.dead
    return men


def formations_with_men(s: State) -> int:
    """Formations that had men."""
    count = 0
    for unit in s.formations:
        if unit.men_start > 0:
            count += 1
    return count


def broken(s: State) -> int:
    """Formations that broke at least once."""
    count = 0
    for unit in s.formations:
        count += unit.broken
    return count


def withdrawals(s: State) -> int:
    """Ordered withdrawals."""
    return s.nation.withdrawals


def officers_left(s: State) -> int:
    """Formations whose officers left."""
    return s.nation.officers_gone


def rumours(s: State) -> int:
    """False reports."""
    return s.nation.rumours


def prestige_held(s: State) -> float:
    """Prestige that the state holds, as a share of all."""
    whole = 0.0
    own = 0.0
    for place in s.places:
        whole = whole + place.prestige
        if place.controller == 0:
            own = own + place.prestige
    return own / max(whole, 1.0e-9)


def population_held(s: State) -> float:
    """People in places that the state holds, as a share of all."""
    whole = 0.0
    own = 0.0
    for place in s.places:
        whole = whole + place.population
        if place.controller == 0:
            own = own + place.population
    return own / max(whole, 1.0e-9)


def mean_morale(s: State) -> float:
    """Mean morale of the men under command, share; not a number when there are none."""
    men = 0
    total = 0
    for unit in s.formations:
        if under_command(unit):
            men += unit.men
            total += unit.men * math.floor(logistic(unit.morale) * MORALE_UNIT)
    return total / men / MORALE_UNIT if men > 0 else math.nan


def men_share(s: State) -> float:
    """Men under command as a share of those at the start."""
    return men_now(s) / s.nation.army_men


# --- the table -------------------------------------------------------------------------
def _day(name: str, label: str, meaning: str, read: Callable[..., float], of: str = "") -> Column:
    return Column(name, "day", np.float64, "days", label, meaning, read, of)


def _count(name: str, dtype: Any, unit: str, label: str, meaning: str, read: Callable[..., float]) -> Column:
    return Column(name, "count", dtype, unit, label, meaning, read)


def _share(name: str, label: str, meaning: str, read: Callable[..., float]) -> Column:
    return Column(name, "share", np.float64, "share", label, meaning, read)


_ONE_OF = f"exactly one of {', '.join(f'`{name}`' for name in v.OUTCOME_NAMES)}"

COLUMNS: tuple[Column, ...] = (
    Column("outcome", "outcome", np.int8, "", "outcome", _ONE_OF, outcome),
    _day("capital_lost_day", "{capital} falls", "first loss of the capital", capital_lost),
    _day("bellwether_lost_day", "{bellwether} falls", "first loss of the bellwether", bellwether_lost),
    _day("refuge_lost_day", "{refuge} falls", "first loss of the refuge", refuge_lost),
    _day(
        "corridor_cut_day", "{capital} is cut off from {refuge}",
        "first step without a state-held road from the capital to the refuge", corridor_cut,
    ),
    _day("leadership_left_day", "The leadership leaves", "the leadership left", leadership_left),
    _day(
        "pay_rise_day", "Pay is raised", "pay was raised; null too if that was before the start", pay_rise
    ),
    _day("place_lost_day", "{} is lost", "the state first lost the place", first_lost, "places"),
    _day("place_regained_day", "{} is regained", "the state first regained it", first_regained, "places"),
    _day(
        "risen_day", "Rising: {}", "the community first rose; loyal communities have no column",
        first_risen, "communities",
    ),
    _day("left_day", "Departure: {}", "the backer first ordered its people home", first_left, "backers"),
    _count("men_start", np.int64, "men", "men at the start", "under command at the start", men_start),
    _count(
        "men_end", np.int64, "men", "men at the end",
        "under command, holding or on the road, at the horizon", men_now,
    ),
    _count("dead_men", np.int64, "people", "dead of the army", "killed in combat, of the army", dead),
    _count("dead_rebels", np.int64, "people", "dead rebels", "killed in combat, of the groups", dead_rebels),
    _count(
        "formations", np.int32, "formations", "formations",
        "all that had men; sub-units if `resolution` is above 1", formations_with_men,
    ),
    _count(
        "formations_broken", np.int32, "formations", "formations broken", "that broke at least once", broken
    ),
    _count(
        "withdrawals_ordered", np.int32, "orders", "withdrawals ordered",
        "formations that withdrew on orders", withdrawals,
    ),
    _count(
        "officers_left", np.int32, "formations", "officers left",
        "formations whose officers left before their men", officers_left,
    ),
    _count("rumours", np.int32, "reports", "false reports", "false reports of retreat", rumours),
    _share(
        "prestige_held_share", "prestige held", "of all prestige, held by the state at the horizon",
        prestige_held,
    ),
    _share(
        "population_held_share",
        "population held",
        "of all people, those in places held by the state at the horizon",
        population_held,
    ),
    Column(
        "morale_end", "share", np.float64, "share", "mean morale at the end",
        "mean morale at the horizon weighted by men; null when no one is left", mean_morale, single=True,
    ),
)  # fmt: skip
"""Every column that is read off the last state, in the order of the results."""


def kind_of(name: str) -> str:
    """The kind of a column by its name in a result, such as ``left_day.X``; "" for what is no output."""
    family = name.partition(".")[0]
    return next((column.kind for column in COLUMNS if column.name == family), "")


# --- writing them ----------------------------------------------------------------------
def width(lengths: Any) -> int:
    """Numbers that a run's row takes, given the rows of each table."""
    return sum(lengths[column.of] if column.of else 1 for column in COLUMNS)


def _lines() -> Iterator[str]:
    """The body of ``write_row``, so that compiled code calls one function and not one after another."""
    for column in COLUMNS:
        read = column.read.__name__
        if column.of:
            yield f"for one in s.{column.of}:"
            yield f"    row[at + one.index] = {read}(s, one)"
            yield f"at += len(s.{column.of})"
        else:
            yield f"row[at] = {read}(s)"
            yield "at += 1"
    yield "return at"


write_row: Callable[[State, Any, int], int] = written("write_row(s, row, at)", "\n".join(_lines()), globals())
"""``write_row(s, row, 0)`` writes every column's number, a step for a day, into ``row`` (width,)."""


def write_day(s: State, shares: Any, morale: Any, held: Any, day: int) -> None:
    """Write what is kept of every day: ``shares`` and ``morale`` (days + 1,), ``held`` (days + 1, places)."""
    shares[day] = men_share(s)
    morale[day] = mean_morale(s)
    for place in s.places:
        held[day, place.index] = 1 if place.controller == 0 else 0
