"""Where the evidence comes from: what every place has heard, kept by kind of event and source.

What a place has heard is a sum over sources of (share heard there) times (evidence, faded).
The share depends only on where the event was, so one faded sum per source is enough to
split what any place has heard; the parts add up to the whole within rounding.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sim import vocabulary as v
from sim.vocabulary import EVIDENCE_UNIT

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
    v.RUMOUR: "false report from {}",
    v.LEADERSHIP_LEFT: "{}'s leaving",
    v.STAND: "stand at {}",
}


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
    """Evidence of one sign by source: faded sums, and what is heard in the next tick."""

    faded: dict[Source, float] = field(default_factory=dict)
    sent: dict[Source, int] = field(default_factory=dict)

    def send(self, source: Source, millionths: int) -> None:
        """Evidence on its way; a denial sends less than nothing."""
        self.sent[source] = self.sent.get(source, 0) + millionths

    def hear(self, left: float) -> None:
        """Old evidence fades to the share ``left``, what was sent arrives."""
        for source in self.faded:
            self.faded[source] *= left
        for source, millionths in self.sent.items():
            self.faded[source] = self.faded.get(source, 0.0) + millionths / EVIDENCE_UNIT
        self.sent.clear()

    def heard(self, hears: list[float]) -> dict[str, float]:
        """Evidence by label as heard where news from place k counts ``hears[k]``."""
        parts: dict[str, float] = {}
        for source, evidence in self.faded.items():
            share = 1.0 if source.place < 0 else hears[source.place]
            parts[source.label] = parts.get(source.label, 0.0) + max(0.0, share * evidence)
        return parts
