"""What happened in a run, told: events with names, reasons and what the agent saw or felt."""

from __future__ import annotations

from dataclasses import dataclass

from sim.model import vocabulary as v
from sim.scenario.calendar import day_and_date

Parts = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. The first six numbers are the log's.

    ``causes`` of a break are the shares (they add up to 1) in which each cause had lowered
    morale below its resting value; ``measured`` is what the agent saw or felt when it acted.
    """

    tick: int
    day: float
    kind: int
    place: int
    agent_kind: int
    agent: int
    amount: int
    causes: Parts = ()
    measured: Parts = ()
    where: str = ""  # the place's name
    who: str = ""  # the agent's name
    towards: str = ""  # where it goes
    trigger: str = ""  # what made it break: its own hazard, being overrun, an intervention

    @property
    def row(self) -> tuple[int, int, int, int, int, int]:
        """The event as the log stores it."""
        return self.tick, self.kind, self.place, self.agent_kind, self.agent, self.amount

    @property
    def name(self) -> str:
        """The kind in words."""
        return v.EVENT_NAMES[self.kind]

    def sentence(self, start: str = "") -> str:
        """The event in one plain sentence; with the scenario's ``start``, the day has its date and hour."""
        return sentence_of(self, start)


MOST_CAUSES = 4
LEAST_SHARE = 0.05

SENTENCES = {
    v.RETREAT: "{who} retreats from {where} to {towards}",
    v.DISSOLUTION: "{who} disbands at {where}",
    v.SURRENDER: "{who} surrenders at {where}",
    v.DEFECTION: "{who} goes over to those who have risen at {where}",
    v.WITHDRAWAL: "{who} leaves {where} for {towards} on orders",
    v.OFFICERS_LEFT: "the officers of {who} leave their men at {where}",
    v.PLACE_LOST: "{where} falls to {who}",
    v.PLACE_REGAINED: "the state regains {where}",
    v.ATTACK_BEGUN: "{who} attacks {where}",
    v.ATTACK_REPELLED: "{who} breaks off its attack on {where}",
    v.PAUSE: "{who} halts before {where}",
    v.DEFIANCE: "{who} refuses orders at {where}",
    v.RISING: "{who} rises at {where}",
    v.CALM: "{who} takes a step back at {where}",
    v.BACKING_BEGUN: "{who} comes to the state's aid",
    v.URGED_EXILE: "{who} urges exile",
    v.RUMOUR: "a false report says that {where} has been left",
    v.DENIAL: "the report from {where} is denied",
    v.PAY_RISE: "{who} raises pay",
    v.CEDED: "{who} orders the garrison of {where} to the capital",
    v.LEADERSHIP_LEFT: "{who} leaves {where}",
    v.ARRIVAL: "{who} reaches {where}",
    v.COUNTER_ATTACK: "{who} sets out to retake {where}",
    v.CORRIDOR_CUT: "no held road joins the capital and {where} any longer",
    v.CORRIDOR_OPENED: "held roads join the capital and {where} again",
}
STEPS_BACK = {v.SCALED_DOWN: "{who} scales down its support", v.ORDERED_HOME: "{who} orders its people home"}
STEPS_FORWARD = {v.SUPPORTING: "{who} supports as before again", v.SCALED_DOWN: "{who} comes back in part"}


def sentence_of(event: Event, start: str = "") -> str:
    """An event as one sentence: day (and date), what happened, and what stood behind it."""
    text = template(event).format(who=the(event), where=event.where, towards=event.towards)
    reasons = [words for words in (measures(event), causes(event)) if words]
    tail = "; " + ": ".join(reasons) if reasons else ""
    return f"D{day_and_date(start, event.day)[1:]}: {text}{tail}."


def template(event: Event) -> str:
    """The sentence for a kind of event, without names."""
    if event.kind == v.DEPARTURE:
        return STEPS_BACK[event.amount]
    if event.kind == v.RETURN:
        return STEPS_FORWARD[event.amount]
    if event.kind == v.REINFORCEMENT:
        if event.agent_kind == v.BACKER_AGENT:
            return f"{event.amount} men sent by {{who}} join {{towards}} at {{where}}"
        return "{who} sets out for {where} on orders"
    return SENTENCES[event.kind]


def the(event: Event) -> str:
    """The agent's name, with an article where a formation's name takes one."""
    if event.agent_kind == v.FORMATION_AGENT and not event.who.lower().startswith("the "):
        return f"the {event.who}"
    return event.who


def measures(event: Event) -> str:
    """What the agent saw or felt: "morale 0.28, exposure 1.00"."""
    trigger = {"overrun": "overrun", "intervention": "by intervention", "hopeless": "no hope of relief"}.get(
        event.trigger, ""
    )
    numbers = [f"{label} {value:.2f}" for label, value in event.measured]
    return ", ".join([*([trigger] if trigger else []), *numbers])


def causes(event: Event) -> str:
    """The heaviest causes of a break and their shares."""
    heavy = [(label, share) for label, share in event.causes if share >= LEAST_SHARE][:MOST_CAUSES]
    return ", ".join(f"{label} {share:.0%}" for label, share in heavy)
