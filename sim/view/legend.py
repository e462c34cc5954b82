"""What the marks of the map mean."""

from __future__ import annotations

from sim.view.markup import joined, safe

DOT, LINE = "-8 -8 16 16", "0 -6 26 12"
MORALE = (("▲", "steady", "steady"), ("◆", "shaken", "shaken"), ("▼", "breaking", "near breaking"))


def legend_of(state: str) -> str:
    """The legend as HTML; ``state`` is what the scenario calls the side that holds."""
    drawn = [
        (DOT, '<circle class="place state" r="6"/>', f"held by {state}"),
        (DOT, '<rect class="place lost" x="-5" y="-5" width="10" height="10"/>', "held by others"),
        (LINE, way("retreat"), "retreat"),
        (LINE, way("ordered"), "ordered move"),
        (LINE, way("counter"), "counter-attack"),
        (LINE, way("group pressing"), "attack"),
        (LINE, way("group paused"), "halted before it"),
        (DOT, '<circle class="ring bad" r="6"/>', "news of breaking"),
        (DOT, '<circle class="ring good" r="6"/>', "news of standing"),
    ]
    marks = [
        f'<svg viewBox="{box}" aria-hidden="true">{inner}</svg> {safe(words)}' for box, inner, words in drawn
    ]
    signs = [f'<b class="sign {kind}">{sign}</b> {words} formation' for sign, kind, words in MORALE]
    return joined(f"<span>{each}</span>" for each in [*marks[:2], *signs, *marks[2:]])


def way(kind: str) -> str:
    """A sample of an arrow's line."""
    return f'<line class="way {kind}" x1="1" x2="25" y1="0" y2="0"/>'
