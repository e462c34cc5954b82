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
    """Evidence of one sign by source; ``left`` is the share of it left after a tick.

    ``known`` holds (evidence, tick in which it was that much): it fades only when looked at.
    """

    left: float
    tick: int = 0
    known: dict[Source, tuple[float, int]] = field(default_factory=dict)
    sent: dict[Source, int] = field(default_factory=dict)

    def send(self, source: Source, millionths: int) -> None:
        """Evidence on its way; a denial sends less than nothing."""
        self.sent[source] = self.sent.get(source, 0) + millionths

    def hear(self) -> None:
        """A tick passes, and what was sent arrives."""
        self.tick += 1
        for source, millionths in self.sent.items():
            self.add(source, millionths / EVIDENCE_UNIT)
        self.sent.clear()

    def add(self, source: Source, evidence: float) -> None:
        """Evidence that is heard now."""
        self.known[source] = (self.faded(source) + evidence, self.tick)

    def faded(self, source: Source) -> float:
        """What is left of a source's evidence."""
        evidence, tick = self.known.get(source, (0.0, self.tick))
        return float(evidence * self.left ** (self.tick - tick))

    def heard(self, hears: list[float]) -> dict[str, float]:
        """Evidence by label as heard where news from place k counts ``hears[k]``."""
        parts: dict[str, float] = {}
        for source in self.known:
            share = 1.0 if source.place < 0 else hears[source.place]
            heard = max(0.0, share * self.faded(source))
            parts[source.label] = parts.get(source.label, 0.0) + heard
        return parts
