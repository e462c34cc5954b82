"""Men, belief and morale by day, of one run or of two."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.scenario.calendar import date_of, in_brackets
from sim.story.history import Snapshot
from sim.view.charts import Chart, Frame, Line, line_chart
from sim.view.pair import Pair
from sim.view.watched import Watched

SIDES = ("left", "right")
MEN = "Men under command"


def courses(watched: Watched, now: int, chosen: int = -1) -> list[Chart]:
    """Men under command, belief and morale by day, as far as anyone has looked."""
    setting, snapshots = watched.scenario.scenario, watched.history.snapshots
    last = watched.history.last_tick
    capital, bellwether = watched.index(setting.capital), watched.index(setting.bellwether)
    men = [Line("of the start", [seen.men_share for seen in snapshots], "a")]
    beliefs = [
        Line(setting.bellwether, [seen.places[bellwether].belief for seen in snapshots], "a"),
        Line(setting.capital, [seen.places[capital].belief for seen in snapshots], "b"),
    ]
    morale = [Line("mean", [seen.morale for seen in snapshots], "a")]
    if chosen >= 0:
        own = [seen.formations[chosen] for seen in snapshots]
        values = [unit.morale if unit.under_command else math.nan for unit in own]
        morale.append(Line(watched.names.formations[chosen], values, "b"))
    charts = ((MEN, men), ("Belief that the army holds", beliefs), ("Morale", morale))
    return [line_chart(frame_of(watched, title, last), lines, now) for title, lines in charts]


def frame_of(watched: Watched, title: str, last: int) -> Frame:
    """What a chart of a run is drawn in."""
    setting = watched.scenario.scenario
    start = in_brackets(date_of(setting.start, 0.0))
    return Frame(title, last, 24.0 / setting.tick_hours, start, of_men=title == MEN)


def both_courses(pair: Pair, now: int) -> list[Chart]:
    """Men, belief at the capital and morale of two runs in the same charts."""
    setting = pair.left.scenario.scenario
    capital = pair.left.index(setting.capital)
    names = [f"{word} ({side.scenario.branch.kind})" for word, side in zip(SIDES, pair.sides, strict=True)]

    def lines(value: Callable[[Snapshot], float]) -> list[Line]:
        return [
            Line(name, [value(seen) for seen in side.history.snapshots], kind)
            for name, side, kind in zip(names, pair.sides, ("a", "b"), strict=True)
        ]

    charts = (
        (MEN, lines(lambda seen: seen.men_share)),
        (f"Belief at {setting.capital}", lines(lambda seen: seen.places[capital].belief)),
        ("Mean morale", lines(lambda seen: seen.morale)),
    )
    return [line_chart(frame_of(pair.left, title, pair.last_tick), each, now) for title, each in charts]
