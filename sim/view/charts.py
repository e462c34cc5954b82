"""What the small charts show: lines over time, and causes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SPANS = (3, 7, 14, 30, 60, 120, 365)  # days shown
STEPS = (1, 2, 5, 7, 10, 14, 30, 60, 100, 365)  # days between two that are named
MOST_NAMED = 7
Chart = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """A series over the ticks, values from 0 to 1; ``kind`` is its class and its second channel."""

    name: str
    values: Sequence[float]
    kind: str


@dataclass(frozen=True)
class Frame:
    """What a chart is drawn in: what it shows, its last tick, ticks a day, the start's date in brackets.

    What is no share ``of_men`` is told from 0 to 1, as everywhere else on the page.
    """

    title: str
    last: float
    ticks_per_day: float
    start: str
    of_men: bool = False


def line_chart(frame: Frame, lines: Sequence[Line], now: int) -> Chart:
    """Values from 0 to 1 as far as anyone has looked, the days to name, and the present."""
    title, last, ticks_per_day = frame.title, frame.last, frame.ticks_per_day
    words = percent if frame.of_men else plain
    told = [words(value_at(line, now)) for line in lines]
    known = max(len(line.values) for line in lines) - 1
    last = min(last, next((d * ticks_per_day for d in SPANS if d * ticks_per_day >= known), last))
    days = last / ticks_per_day
    step = next((s for s in STEPS if days / s <= MOST_NAMED), days)
    return {
        "title": title,
        "words": f"{title} by day; now "
        + ", ".join(f"{line.name} {value}" for line, value in zip(lines, told, strict=True)),
        "lines": [
            {"name": line.name, "kind": line.kind, "told": value, "values": whole(line.values)}
            for line, value in zip(lines, told, strict=True)
        ],
        "days": [(n * step * ticks_per_day, f"{n * step:g}") for n in range(math.floor(days / step) + 1)],
        "values": [(0.0, words(0.0)), (0.5, words(0.5)), (1.0, words(1.0))],
        "below": f"days after the start{frame.start}",
        "last": last,
        "now": now,
    }


def whole(values: Sequence[float]) -> list[float | None]:
    """Values as a page can hold them: None where there is none."""
    return [None if math.isnan(value) else value for value in values]


def value_at(line: Line, now: int) -> float:
    """A line's value at a tick; not a number where there is none."""
    return line.values[now] if now < len(line.values) else math.nan


def plain(value: float) -> str:
    """A number from 0 to 1."""
    return "none" if math.isnan(value) else f"{value:.2f}"


def percent(share: float) -> str:
    """A share in per cent."""
    return "none" if math.isnan(share) else f"{100 * share:.0f} %"


def causes(parts: Sequence[tuple[str, float]]) -> list[dict[str, Any]]:
    """Causes of morale, log-odds, the heaviest first, each with a bar from the zero line in per cent."""
    shown = sorted((part for part in parts if abs(part[1]) >= 0.005), key=lambda part: -abs(part[1]))
    most = max((abs(value) for _, value in shown), default=1.0)
    shares = [50.0 * abs(value) / most for _, value in shown]
    return [
        {
            "label": label,
            "value": signed(value),
            "kind": "up" if value >= 0 else "down",
            "left": 50.0 if value >= 0 else 50.0 - share,
            "share": share,
        }
        for (label, value), share in zip(shown, shares, strict=True)
    ]


def signed(value: float) -> str:
    """A number with its sign."""
    return f"{value:+.2f}".replace("-", "−")
