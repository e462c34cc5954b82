"""One run told in words: for the terminal, as Markdown and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sim.analysis.sentences import OUTCOME_WORDS, percent
from sim.counting import counted
from sim.scenario.calendar import day_and_date, on_day
from sim.story.story import MOST_CAUSES, MOST_CAUSES_OF_A_RUN, Break, Shares, Story, in_short

TRIGGERS = {
    "overrun": "overrun by an attack too strong for it",
    "intervention": "let fall by intervention",
    "hopeless": "gave up without hope of relief",
    "deal": "handed over by agreement",
    "hazard": "",
    "on the road": "its goal lost",
}


def summary(story: Story, start: str = "") -> str:
    """How the run ends, in a few sentences; with the ``start``, days have their dates."""
    told = "; ".join(f"{words} on {day_and_date(start, day)}" for words, day in story.landmarks)
    broke = len({one.formation for one in story.breaks})
    return (
        f"Outcome after {story.horizon_days:g} days: {OUTCOME_WORDS[story.outcome]}. "
        + (f"{told[0].upper()}{told[1:]}. " if told else "")
        + f"{counted(broke, 'formation')} broke at least once, of {story.formations}; "
        f"{story.dead:,} of the state's {story.men_start:,} men died, and "
        f"{story.men_end:,} were under command at the end."
    )


def lines(story: Story) -> Iterator[str]:
    """What happened, one sentence per key event or break that mattered, in order."""
    for event in story.told:
        sentence = event.sentence(story.start)
        yield sentence if event in story.key_events else without_reasons(sentence)


def without_reasons(sentence: str) -> str:
    """An event's sentence without what is told of its causes."""
    return sentence.split("; ")[0].rstrip(".") + "."


def reason(one: Break, start: str) -> str:
    """Why a formation broke, and when by the calendar: causes in whole per cent that add up to 100."""
    trigger = TRIGGERS.get(one.trigger, one.trigger)
    state = f"morale {one.morale:.2f}, at rest {one.morale_at_rest:.2f}"
    men = counted(one.men, "man", "men")
    head = f"{on_day(start, one.day)}: {one.formation} ({men}) {one.fate} {_where(one)}"
    words = ", ".join([*([trigger] if trigger else []), state])
    return f"{head}; {words}. {causes(one.causes)}."


def _where(one: Break) -> str:
    """The place of a break, with its preposition."""
    if one.trigger == "on the road":
        return f"on the way to {one.where}"
    return f"from {one.where}" if one.fate == "retreated" else f"at {one.where}"


def causes(shares: Shares, most: int = MOST_CAUSES) -> str:
    """Causes with their shares in whole per cent: they add up to 100."""
    return ", ".join(f"{label} {share} %" for label, share in in_short(shares, most))


def overall(story: Story) -> str:
    """What weighed on all that broke, each by its men."""
    if not story.causes:
        return "No formation broke."
    shares = causes(story.causes, MOST_CAUSES_OF_A_RUN)
    return f"What had lowered the morale of all that broke, each by its men: {shares}."


def text(story: Story, head: str) -> str:
    """The whole story as plain lines."""
    parts = [head, "", summary(story, story.start), "", "What happened", *lines(story), ""]
    parts += [
        "Why those that mattered most broke",
        *(reason(one, story.start) for one in story.mattered),
        "",
        overall(story),
    ]
    return "\n".join(parts) + "\n"


def markdown(story: Story, head: str) -> str:
    """The same as Markdown."""
    parts = [f"# {head}", "", summary(story, story.start), "", "## What happened", ""]
    parts += [f"* {line}" for line in lines(story)]
    parts += ["", "## Why those that mattered most broke", ""]
    parts += ["A formation matters by its men times the prestige of the place where it broke.", ""]
    parts += [f"* {reason(one, story.start)}" for one in story.mattered]
    return "\n".join([*parts, "", overall(story), ""])


def plain(story: Story) -> dict[str, Any]:
    """The same for programs: every event, every break with all its causes, shares as shares."""
    return {
        "outcome": story.outcome,
        "summary": summary(story),
        "horizon_days": story.horizon_days,
        "men_start": story.men_start,
        "men_end": story.men_end,
        "dead_men": story.dead,
        "key_events": [
            {"day": e.day, "kind": e.name, "where": e.where, "who": e.who, "sentence": e.sentence()}
            for e in story.key_events
        ],
        "breaks": [_plain_break(one, one in story.mattered) for one in story.breaks],
        "causes": dict(story.causes),
    }


def _plain_break(one: Break, mattered: bool) -> dict[str, Any]:
    shares = {"causes": dict(one.causes), "causes_per_cent": dict(in_short(one.causes))}
    return {**asdict(one), "mattered": mattered, **shares}


def alt(story: Story) -> str:
    """Words for the figure of morale."""
    broke = ", ".join(f"{one.formation} on day {one.day:.1f}" for one in story.mattered)
    lost = percent(len({one.formation for one in story.breaks}) / max(1, story.formations))
    return f"Morale by formation and day. {lost} of the formations broke; those that mattered most: {broke}."
