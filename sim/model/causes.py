"""The causes of morale: what each adds to the value that a formation's morale moves towards, in log-odds.

One function for each cause and one line of ``CAUSES`` for each function; their sums are written from it.
Some depend on the formation alone (``own``) and are added up only when it has changed, some on its place
alone (``common``) and are added up once for all who are there, and the rest is ``contact``.
Assumptions A6, A9 and A13 to A24.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.model import vocabulary as v
from sim.model.state import Row, State
from sim.model.written import written


def cohesion(s: State, unit: Row, place: Row) -> float:
    """What the formation is made of."""
    return unit.cohesion


def news_of_breaking(s: State, unit: Row, place: Row) -> float:
    """News that comrades broke."""
    return -(s.parameters.news_effect * place.shift_broke)


def news_of_standing(s: State, unit: Row, place: Row) -> float:
    """News that comrades held."""
    return s.parameters.news_effect * place.shift_held


def expectation(s: State, unit: Row, place: Row) -> float:
    """How long soldiers expected comrades in contact to last."""
    return s.parameters.news_effect * s.nation.expectation


def comrades(s: State, unit: Row, place: Row) -> float:
    """What the sub-units of its formation have done."""
    return s.parameters.comrades_effect * s.siblings[unit.parent].shift


def force_ratio(s: State, unit: Row, place: Row) -> float:
    """The force ratio, in contact."""
    return place.force if unit.status == v.HOLDING else 0.0


def support(s: State, unit: Row, place: Row) -> float:
    """Backers of the state who have stepped back, or have come, since the start."""
    return -(s.parameters.support_effect * (s.nation.support_at_start - s.nation.support))


def isolation(s: State, unit: Row, place: Row) -> float:
    """Cut off from the capital since the start."""
    isolated = s.mechanisms.isolation == 1 and place.isolation > 0.0
    return -(s.parameters.isolation_effect * place.isolation) if isolated else -0.0


def losses(s: State, unit: Row, place: Row) -> float:
    """Its own dead."""
    return -(s.parameters.loss_effect * unit.dead / unit.men_start)


def conscripts(s: State, unit: Row, place: Row) -> float:
    """Conscripts among its men."""
    return -(s.parameters.conscript_effect * unit.conscript_share)


def pay(s: State, unit: Row, place: Row) -> float:
    """A rise in pay, which conscripts may not get."""
    if s.nation.pay_tick < 0:
        return 0.0
    paid = 1.0 if s.mechanisms.pay_reaches_conscripts == 1 else 1.0 - unit.conscript_share
    return s.parameters.pay_effect * paid


def officers(s: State, unit: Row, place: Row) -> float:
    """Officers who have left."""
    return -(s.parameters.officers_effect * (1 - unit.officers))


def advisers(s: State, unit: Row, place: Row) -> float:
    """Advisers of its backer who have left."""
    if unit.backer < 0 or s.mechanisms.advisers == 0:
        return -0.0
    return -(s.parameters.advisers_effect * unit.adviser_share * (1.0 - s.backers[unit.backer].commitment))


def people_around(s: State, unit: Row, place: Row) -> float:
    """The people of the place."""
    return s.parameters.home_effect * place.around


def at_home(s: State, unit: Row) -> bool:
    """Whether it defends the place that it was raised from. Assumption A121."""
    return unit.native == 1 and unit.place == unit.home and s.mechanisms.home_ground == 1


def home_ground(s: State, unit: Row, place: Row) -> float:
    """News of the army that does not count for who defends the place that they were raised from."""
    if not at_home(s, unit):
        return 0.0
    p = s.parameters
    return p.home_share * (p.news_effect * (place.shift_broke - place.shift_held))


def leadership(s: State, unit: Row, place: Row) -> float:
    """A leadership that has left."""
    return -s.parameters.leadership_effect if s.nation.left_tick >= 0 else -0.0


OWN, COMMON, CONTACT = "own", "common", "contact"


@dataclass(frozen=True)
class Cause:
    """One cause: its name, the sign of its effect (0: either), what it depends on, and its function."""

    name: str
    sign: int
    of: str
    function: Callable[[State, Row, Row], float]

    @property
    def meaning(self) -> str:
        """What it stands for, in words."""
        return (self.function.__doc__ or "").strip()

    @property
    def call(self) -> str:
        """How it is called where ``s``, ``unit`` and ``place`` are known."""
        return f"{self.function.__name__}(s, {'place' if self.of == COMMON else 'unit'}, place)"


CAUSES = (
    Cause("cohesion", 0, OWN, cohesion),
    Cause("news of breaking", -1, COMMON, news_of_breaking),
    Cause("news of standing", 0, COMMON, news_of_standing),
    Cause("expectation", 0, COMMON, expectation),
    Cause("comrades of the same unit", 0, CONTACT, comrades),
    Cause("force ratio", 0, CONTACT, force_ratio),
    Cause("backers' support", 0, COMMON, support),
    Cause("isolation", -1, COMMON, isolation),
    Cause("losses", -1, OWN, losses),
    Cause("conscripts", -1, OWN, conscripts),
    Cause("pay", 1, OWN, pay),
    Cause("officers gone", -1, OWN, officers),
    Cause("advisers gone", -1, OWN, advisers),
    Cause("people around", 0, COMMON, people_around),
    Cause("home ground", 0, CONTACT, home_ground),
    Cause("leadership gone", -1, COMMON, leadership),
)
CAUSE_NAMES = tuple(cause.name for cause in CAUSES)
COHESION, CONSCRIPTS = CAUSE_NAMES.index("cohesion"), CAUSE_NAMES.index("conscripts")
OFFICERS = CAUSE_NAMES.index("officers gone")


def _sum(of: str) -> str:
    """The causes of one kind added up, in the order of ``CAUSES``."""
    return " + ".join(cause.call for cause in CAUSES if cause.of == of)


own: Callable[[State, Row, Row], float] = written("own(s, unit, place)", _sum(OWN), globals())
"""What depends on the formation alone, log-odds."""

common: Callable[[State, Row], float] = written("common(s, place)", _sum(COMMON), globals())
"""What all formations at a place share, log-odds."""

contact: Callable[[State, Row, Row], float] = written("contact(s, unit, place)", _sum(CONTACT), globals())
"""What depends on both: comrades, and the enemy before them, log-odds."""

parts: Callable[[State, Row, Row], tuple[float, ...]] = written(
    "parts(s, unit, place)", f"({', '.join(cause.call for cause in CAUSES)})", globals()
)
"""Every cause's part, in the order of ``CAUSES``; morale moves towards their sum."""
