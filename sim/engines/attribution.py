"""Why it happened: causes attributed afterwards, from the evidence that was sent and heard, for any engine.

What a place has heard is a sum over sources of (share heard there) times (evidence, faded). The share
depends only on where the event was, so one faded sum for each source is enough to split what any place
has heard. Morale is a sum of parts that all relax at the same rate, so they can be named; what news
does to it is split in proportion to the evidence of each source heard where the formation stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.engines.events import Event, Parts
from sim.model import vocabulary as v
from sim.model.causes import CAUSE_NAMES, COHESION, CONSCRIPTS
from sim.model.numeric import logistic
from sim.model.rules.news import fading, in_units
from sim.model.stages.command import believes
from sim.model.stages.communities import fear
from sim.model.stages.start import history_broke, history_held, history_left
from sim.model.state import Row, State
from sim.model.world import World

INTERVENTION = "intervention"
OVERRUN = "overrun"
NO_HOPE = "no hope of relief"
CHANCE = "chance"  # it broke though nothing had lowered its morale
OLDER = "older news"

NEWS_OF_BREAKING = CAUSE_NAMES.index("news of breaking")
NEWS_OF_STANDING = CAUSE_NAMES.index("news of standing")
AT_REST = (COHESION, CONSCRIPTS, CAUSE_NAMES.index("expectation"))
"""What a formation is made of, before anything happens: these two are its resting morale."""

LABELS = {
    v.RETREAT: "retreat at {}",
    v.DISSOLUTION: "dissolution at {}",
    v.SURRENDER: "surrender at {}",
    v.DEFECTION: "defection at {}",
    v.WITHDRAWAL: "withdrawal from {}",
    v.OFFICERS_LEFT: "officers' flight at {}",
    v.PLACE_LOST: "loss of {}",
    v.PLACE_REGAINED: "{} regained",
    v.ATTACK_REPELLED: "attack repelled at {}",
    v.RISING: "rising at {}",
    v.DEPARTURE: "{}'s departure",
    v.RETURN: "{}'s return",
    v.BACKING_BEGUN: "{}'s arrival",
    v.CEDED: "orders to give places up",
    v.RUMOUR: "false report from {}",
    v.LEADERSHIP_LEFT: "news that the leadership left",
    v.STAND: "stand at {}",
}
BREAKS = (v.RETREAT, v.DISSOLUTION, v.SURRENDER, v.DEFECTION)


@dataclass(frozen=True, slots=True)
class Source:
    """An origin of news: a kind of event at a place, or one heard everywhere (place -1)."""

    kind: int
    place: int
    who: str  # the place's name, or whose event it was

    @property
    def label(self) -> str:
        """The source in words, such as "retreat at" and the place."""
        if not self.who:
            return f"{v.EVENT_NAMES[self.kind]} before the start"
        if self.place >= 0 and self.kind in (v.DEPARTURE, v.RETURN):
            return f"{v.EVENT_NAMES[self.kind]} at {self.who}"
        return LABELS[self.kind].format(self.who)


@dataclass(slots=True)
class Ledger:
    """Evidence of one sign by source; ``left`` is the share of it left after a step.

    ``known`` holds (evidence, step in which it was that much): it fades only when looked at.
    """

    left: float
    tick: int = 0
    known: dict[Source, tuple[float, int]] = field(default_factory=dict)
    sent: dict[Source, int] = field(default_factory=dict)

    def send(self, source: Source, millionths: int) -> None:
        """Evidence on its way; a denial sends less than nothing."""
        self.sent[source] = self.sent.get(source, 0) + millionths

    def hear(self) -> None:
        """A step passes, and what was sent arrives."""
        self.tick += 1
        for source, millionths in self.sent.items():
            self.add(source, in_units(millionths))
        self.sent.clear()

    def add(self, source: Source, evidence: float) -> None:
        """Evidence that is heard now."""
        self.known[source] = (self.faded(source) + evidence, self.tick)

    def faded(self, source: Source) -> float:
        """What is left of a source's evidence."""
        evidence, tick = self.known.get(source, (0.0, self.tick))
        return float(evidence * self.left ** (self.tick - tick))

    def heard(self, state: State, place: int) -> dict[str, float]:
        """Evidence by label as heard at a place."""
        parts: dict[str, float] = {}
        for source in self.known:
            share = 1.0 if source.place < 0 else state.hears[source.place, place]
            heard = max(0.0, share * self.faded(source))
            parts[source.label] = parts.get(source.label, 0.0) + heard
        return parts


class Attribution:
    """Follows a watched run step by step and tells its events.

    ``follow`` is called after each step with the state as it then stands, whichever engine made it.
    """

    def __init__(self, world: World, state: State) -> None:
        left = fading(state.nation.tick_days, state.parameters.news_half_life_days)
        self.world = world
        self.broke = Ledger(left)
        self.held = Ledger(left)
        self.events: list[Event] = []
        self.reports = 0  # pieces of evidence seen so far
        self.over = False
        for event in state.history:
            self._observe(state, event)
        self._collect(state)

    def follow(self, state: State) -> list[Event]:
        """The events of the step that has just ended; once a run is over nothing more is heard."""
        if self.over:
            return []
        self.over = state.nation.over == 1
        self.broke.hear()
        self.held.hear()
        new = [self._tell(state, state.events[k]) for k in range(len(self.events), state.nation.events)]
        self.events += new
        self._collect(state)
        return new

    def news(self, state: State, unit: int) -> list[tuple[str, float]]:
        """(label, log-odds) of everything a formation has heard, the heaviest first; the two news causes."""
        bad = self._split(state, unit, self.broke, NEWS_OF_BREAKING)
        good = self._split(state, unit, self.held, NEWS_OF_STANDING)
        return sorted([*bad, *good], key=lambda part: (-abs(part[1]), part[0]))

    # --- evidence ------------------------------------------------------------------
    def _collect(self, state: State) -> None:
        """What has been sent since it was last asked."""
        for k in range(self.reports, state.nation.reports):
            entry = state.reports[k]
            ledger = self.held if entry.held == 1 else self.broke
            ledger.send(Source(entry.kind, entry.place, self._sender(entry)), entry.size)
        self.reports = state.nation.reports

    def _observe(self, state: State, event: Row) -> None:
        """One event of the past."""
        if event.place < 0 and state.mechanisms.news == 0:
            return
        source = Source(event.kind, event.place, self._name("places", event.place))
        left = history_left(state, event)
        for ledger, evidence in (
            (self.broke, history_broke(state, event)), (self.held, history_held(state, event)),
        ):  # fmt: skip
            if evidence > 0.0:
                ledger.add(source, left * evidence)

    def _sender(self, entry: Row) -> str:
        """The place that evidence comes from, or whose event it was."""
        return self._name("places", entry.place) or self._agent(entry.agent_kind, entry.agent)

    def _name(self, table: str, row: int) -> str:
        return self.world.names[table][row] if row >= 0 else ""

    def _agent(self, kind: int, row: int) -> str:
        tables = {
            v.FORMATION_AGENT: "formations", v.GROUP_AGENT: "groups",
            v.COMMUNITY_AGENT: "communities", v.BACKER_AGENT: "backers",
        }  # fmt: skip
        return self._name(tables[kind], row) if kind in tables else self._command(kind)

    def _command(self, kind: int) -> str:
        return self.world.scenario.command.name if kind == v.COMMAND_AGENT else ""

    # --- events --------------------------------------------------------------------
    def _tell(self, state: State, event: Row) -> Event:
        """An event with names and reasons."""
        return Event(
            tick=event.tick,
            day=(event.tick + 1) * state.nation.tick_days,
            kind=event.kind,
            place=event.place,
            agent_kind=event.agent_kind,
            agent=event.agent,
            amount=event.amount,
            causes=self._causes(state, event) if event.trigger != v.NO_TRIGGER else (),
            measured=tuple(measured(state, event)),
            where=self._name("places", event.place),
            who=self._agent(event.agent_kind, event.agent),
            towards=self._name(
                "formations" if event.agent_kind == v.BACKER_AGENT else "places", event.towards
            ),
            trigger=v.TRIGGER_NAMES[event.trigger],
        )

    def _causes(self, state: State, event: Row) -> Parts:
        """Why a formation broke, in shares: intervention, being overrun, or what had lowered its morale."""
        if event.trigger == v.BY_INTERVENTION:
            return ((INTERVENTION, 1.0),)
        if event.trigger == v.BY_OVERRUN:
            return ((OVERRUN, 1.0),)
        if event.trigger == v.HOPELESS:
            return ((NO_HOPE, 1.0),)
        parts = self._burdens(state, event)
        whole = 0.0
        for _, part in parts:
            whole += part
        if whole == 0.0:
            return ((CHANCE, 1.0),)
        return tuple((label, part / whole) for label, part in parts)

    def _burdens(self, state: State, event: Row) -> list[tuple[str, float]]:
        """What holds morale below its resting value, log-odds, the heaviest first."""
        parts = self._split(state, event.agent, self.broke, NEWS_OF_BREAKING, event.place)
        for k, name in enumerate(CAUSE_NAMES):
            part = state.parts[event.agent, k]
            if part < 0.0 and k not in AT_REST and k != NEWS_OF_BREAKING:
                parts.append((name, part))
        return sorted(parts, key=lambda part: (part[1], part[0]))

    def _split(
        self, state: State, unit: int, ledger: Ledger, cause: int, place: int = v.NOWHERE
    ) -> list[tuple[str, float]]:
        """A news cause of a formation divided among the sources heard at a place, or where it stands."""
        effect = state.parts[unit, cause]
        if effect == 0.0:
            return []
        heard = ledger.heard(state, place if place >= 0 else state.formations[unit].place)
        whole = 0.0
        for evidence in heard.values():
            whole += evidence
        if whole <= 0.0:
            return [(OLDER, effect)]
        return [(label, effect * evidence / whole) for label, evidence in heard.items() if evidence > 0.0]


def resting(state: State, unit: int) -> float:
    """Morale of a formation at rest, log-odds: cohesion, conscripts, and what it expects of others."""
    rest = 0.0
    for cause in AT_REST:
        rest += state.parts[unit, cause]
    return rest


def measured(state: State, event: Row) -> Iterator[tuple[str, float]]:
    """What the agent of an event saw or felt when it acted: nothing of that changes within a step."""
    n = state.nation
    kind = event.kind
    if event.trigger != v.NO_TRIGGER:
        yield "morale", logistic(state.formations[event.agent].morale)
        yield "morale at rest", logistic(resting(state, event.agent))
        yield "exposure", state.places[event.place].exposure
    elif kind == v.COUNTER_ATTACK:
        yield "morale", logistic(state.formations[event.agent].morale)
    elif kind == v.OFFICERS_LEFT:
        yield "belief", state.places[event.place].belief
    elif kind in (v.DEPARTURE, v.RETURN, v.URGED_EXILE):
        yield "belief", state.places[n.capital].belief
        yield "patience", state.backers[event.agent].patience
    elif kind in (v.PAY_RISE, v.CEDED):
        yield "prestige lost", n.lost_share
    elif kind == v.LEADERSHIP_LEFT:
        yield "belief", believes(state)
        yield "support", n.support
    elif kind == v.MOBILISATION:
        yield "belief", state.places[event.place].belief
    elif kind in (v.DEFIANCE, v.RISING, v.CALM):
        yield "grievance", state.communities[event.agent].grievance
        yield "fear", fear(state, state.communities[event.agent])
