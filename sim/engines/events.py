"""What happened in a run, told: events with names, reasons and what the agent saw or felt."""

from __future__ import annotations

from dataclasses import dataclass

from sim.counting import counted
from sim.model import vocabulary as v
from sim.scenario.calendar import on_day

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
    v.RETREAT: "{who} retreated from {where} to {towards}",
    v.DISSOLUTION: "{who} disbanded at {where}",
    v.SURRENDER: "{who} surrendered at {where}",
    v.DEFECTION: "{who} changed sides at {where}",
    v.WITHDRAWAL: "{who} left {where} for {towards} on orders",
    v.OFFICERS_LEFT: "the officers of {who} left their men at {where}",
    v.PLACE_LOST: "{where} fell to {who}",
    v.PLACE_REGAINED: "the state regained {where}",
    v.ATTACK_BEGUN: "{who} attacked {where}",
    v.ATTACK_REPELLED: "{who} broke off the attack on {where}",
    v.PAUSE: "{who} halted before {where}",
    v.DEFIANCE: "{who} defied the state at {where}",
    v.RISING: "{who} rose at {where}",
    v.CALM: "{who} calmed down at {where}",
    v.MOBILISATION: "{who} took up arms for the state at {where}",
    v.BACKING_BEGUN: "{who} came to the state's aid",
    v.URGED_EXILE: "{who} urged exile",
    v.RUMOUR: "a false report said that {where} had been abandoned",
    v.DENIAL: "the report from {where} was denied",
    v.PAY_RISE: "{who} raised pay",
    v.CEDED: "{who} ordered the garrison of {where} to {towards}",
    v.LEADERSHIP_LEFT: "{who} left {where}",
    v.ARRIVAL: "{who} reached {where}",
    v.COUNTER_ATTACK: "{who} set out to retake {where}",
    v.CORRIDOR_CUT: "no held road joined the capital and {where} any longer",
    v.CORRIDOR_OPENED: "held roads joined the capital and {where} again",
}
"""In the past tense and without articles: a name in them may be singular or plural."""
STEPS_BACK = {v.SCALED_DOWN: "{who} scaled down its support", v.ORDERED_HOME: "{who} ordered its people home"}
STEPS_FORWARD = {v.SUPPORTING: "{who} supported as before again", v.SCALED_DOWN: "{who} came back in part"}
TRIGGERS = {
    "overrun": "overrun", "intervention": "by intervention", "hopeless": "no hope of relief",
    "deal": "by agreement",
}  # fmt: skip
ON_THE_WAY = "{who} disbanded on the way to {where}"


def what_happened(event: Event) -> str:
    """An event in words, without its day and what stood behind it."""
    return template(event).format(who=event.who, where=event.where, towards=event.towards)


def sentence_of(event: Event, start: str = "") -> str:
    """An event as one sentence: day (and date), what happened, and what stood behind it."""
    text = what_happened(event)
    reasons = [words for words in (measures(event), causes(event)) if words]
    tail = "; " + ": ".join(reasons) if reasons else ""
    return f"{on_day(start, event.day)}: {text}{tail}."


def template(event: Event) -> str:
    """The sentence for a kind of event, without names."""
    if event.kind == v.DEPARTURE:
        return STEPS_BACK[event.amount]
    if event.kind == v.RETURN:
        return STEPS_FORWARD[event.amount]
    if event.kind == v.REINFORCEMENT:
        if event.agent_kind == v.BACKER_AGENT:
            return f"{counted(event.amount, 'man', 'men')} sent by {{who}} joined {{towards}} at {{where}}"
        return "{who} set out for {where} on orders"
    if event.kind == v.DISSOLUTION and event.trigger == v.TRIGGER_NAMES[v.ON_THE_ROAD]:
        return ON_THE_WAY
    return SENTENCES[event.kind]


def measures(event: Event) -> str:
    """What the agent saw or felt: "morale 0.28, exposure 1.00"."""
    trigger = TRIGGERS.get(event.trigger, "")
    numbers = [f"{label} {value:.2f}" for label, value in event.measured]
    return ", ".join([*([trigger] if trigger else []), *numbers])


def causes(event: Event) -> str:
    """The heaviest causes of a break and their shares."""
    heavy = [(label, share) for label, share in event.causes if share >= LEAST_SHARE][:MOST_CAUSES]
    return ", ".join(f"{label} {100 * share:.0f} %" for label, share in heavy)
