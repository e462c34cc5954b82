"""Small charts as SVG: lines over time, and bars of causes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.view.markup import joined, safe

WIDTH, HEIGHT = 320.0, 120.0
SPANS = (3, 7, 14, 30, 60, 120, 365)  # days shown
LEFT, RIGHT, TOP, BOTTOM = 30.0, 8.0, 8.0, 18.0


@dataclass(frozen=True)
class Line:
    """A series over the ticks, values from 0 to 1; ``kind`` is its class and its second channel."""

    name: str
    values: Sequence[float]
    kind: str


def line_chart(title: str, lines: Sequence[Line], last: float, ticks_per_day: float, now: int) -> str:
    """Shares from 0 to 100 % as far as anyone has looked, with the present marked."""
    known = max(len(line.values) for line in lines) - 1
    last = min(last, next((d * ticks_per_day for d in SPANS if d * ticks_per_day >= known), last))
    x_now = across(now, last)
    cursor = f'<line class="now" x1="{x_now:.1f}" x2="{x_now:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
    drawn = joined(polyline(line, last) for line in lines)
    dots = joined(end_mark(line, now, last) for line in lines)
    keys = joined(key(line, now) for line in lines)
    words = f"{title} by day; now " + ", ".join(f"{line.name} {told(line, now)}" for line in lines)
    return (
        f'<figure class="rout-chart"><figcaption>{safe(title)} {keys}</figcaption>'
        f'<svg viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" aria-label="{safe(words)}">'
        f"{axes(last, ticks_per_day)}{cursor}{drawn}{dots}</svg></figure>"
    )


def key(line: Line, now: int) -> str:
    """A line's entry in the legend, with its value now."""
    stroke = f'<line class="{line.kind}" x1="1" x2="21" y1="4" y2="4"/>'
    sample = f'<svg class="sample" viewBox="0 0 22 8" aria-hidden="true">{stroke}</svg>'
    return f"<span>{sample}{safe(line.name)} <b>{told(line, now)}</b></span>"


def told(line: Line, now: int) -> str:
    """A line's value at a tick."""
    return percent(line.values[now] if now < len(line.values) else math.nan)


def percent(share: float) -> str:
    """A share in per cent."""
    return "none" if math.isnan(share) else f"{100 * share:.0f} %"


def axes(last: float, ticks_per_day: float) -> str:
    """Grid lines at 0, 50 and 100 %, and days."""
    days = last / ticks_per_day
    step = next((s for s in (1, 2, 5, 7, 10, 14, 30, 60, 100, 365) if days / s <= 7), days)
    parts = []
    for share in (0.0, 0.5, 1.0):
        y = up(share)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text x="{LEFT - 4}" y="{y + 3.5}" text-anchor="end">{100 * share:.0f}</text>')
    for count in range(math.floor(days / step) + 1):
        x = across(count * step * ticks_per_day, last)
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 5}" text-anchor="middle">{count * step:g}</text>')
    return joined(parts)


def across(tick: float, last: float) -> float:
    """Where a tick lies."""
    return LEFT + (WIDTH - LEFT - RIGHT) * tick / max(last, 1)


def up(share: float) -> float:
    """Where a share lies."""
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - share), 1)


def polyline(line: Line, last: float) -> str:
    """A series as a line, broken where it has no value."""
    runs: list[list[str]] = [[]]
    for tick, value in enumerate(line.values):
        if math.isnan(value):
            runs.append([])
        else:
            runs[-1].append(f"{across(tick, last):.1f} {up(value)}")
    return joined(f'<polyline class="{line.kind}" points="{",".join(run)}"/>' for run in runs if run)


def end_mark(line: Line, now: int, last: float) -> str:
    """A dot on a line at the present."""
    if now >= len(line.values) or math.isnan(line.values[now]):
        return ""
    return f'<circle class="{line.kind}" cx="{across(now, last):.1f}" cy="{up(line.values[now])}" r="3"/>'


def stacked(parts: Sequence[tuple[str, float]], total_words: str) -> str:
    """Causes of morale, log-odds, each as a bar from the zero line, the heaviest first, with their sum."""
    shown = sorted((part for part in parts if abs(part[1]) >= 0.005), key=lambda part: -abs(part[1]))
    most = max((abs(value) for _, value in shown), default=1.0)
    rows = joined(cause(label, value, most) for label, value in shown)
    head = '<tr><th scope="col">Cause</th><th scope="col">log-odds</th><th scope="col"></th></tr>'
    foot = f'<tr class="sum"><td colspan="3">{total_words}</td></tr>'
    return f'<table class="rout-causes">{head}{rows}{foot}</table>'


def cause(label: str, value: float, most: float) -> str:
    """One cause as a row."""
    share = 50.0 * abs(value) / most
    left = 50.0 if value >= 0 else 50.0 - share
    kind = "up" if value >= 0 else "down"
    bar = f'<i class="bar"><i class="{kind}" style="left:{left:.1f}%;width:{share:.1f}%"></i></i>'
    signed = f"{value:+.2f}".replace("-", "−")
    return f"<tr><td>{safe(label)}</td><td>{signed}</td><td>{bar}</td></tr>"
