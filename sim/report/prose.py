"""The report's words on method, limits and how to make it again; generated, so they say what was run."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sim.analysis.compare import Comparison
from sim.analysis.sentences import caveats, worst_error


def method(comparison: Comparison) -> str:
    """What was done, in five lines."""
    theatre = comparison.theatre
    sizes = ", ".join(f"{side.runs:,} of {side.name}" for side in comparison.sides)
    error = worst_error(min(side.runs for side in comparison.sides))
    return _list(
        "ol",
        [
            "Formations, armed groups, communities, backers and the command are agents on a map of "
            f"{len(theatre.places)} places and {len(theatre.roads)} roads.",
            "Each formation asks whether its comrades will stand, and reads the answer off what the others "
            "have just done. Its morale is a sum of named causes; the lower it is, the likelier it breaks.",
            "Nothing after the start is scripted, unless as an intervention at one place, as a title says.",
            f"The war is run many times: {sizes}. Numbers that are not known are drawn anew in every run "
            "from a stated range, and every draw of chance is tied to the number of its run.",
            f"All intervals are 95 % intervals. Chance alone moves a share by up to {error:.1f} points. "
            "Runs in which something never happens are shown as such and never left out.",
        ],
    )


def limits(comparison: Comparison) -> str:
    """What the numbers do not say."""
    lines = [
        "One war is one draw. Whatever the real course was, it neither proves nor refutes a share of runs.",
        "The shares are those of the model. Its rules are hypotheses with sources, many of its numbers are "
        "judgements, and the intervals here hold the error of chance, not that of the model.",
        "It is made to understand how armies come apart. It is not for targeting, and not for "
        "forecasting a war that is going on.",
        "People died in this war. A share of runs is a way to think about what decided their fate, "
        "and no measure of it.",
    ]
    if any(side.branch != "free" for side in comparison.sides):
        lines.append(
            f"An intervention at {comparison.theatre.bellwether} is not something that anyone could have "
            "ordered; it asks what follows from its fate alone."
        )
    return _list("ul", [*lines, *caveats(comparison)])


def reproduction(comparison: Comparison, command: str) -> str:
    """The exact commands."""
    runs = dict.fromkeys(side.command for side in comparison.sides if side.command)
    lines = "\n".join([*runs, command])
    return (
        "<p>The same version, scenario and seed give the same runs on every machine.</p>"
        f"<pre><code>{escape(lines)}</code></pre>"
    )


def _list(tag: str, lines: Sequence[str]) -> str:
    return f"<{tag}>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + f"</{tag}>"
