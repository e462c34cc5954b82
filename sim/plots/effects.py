"""Two arms and the effect between them along a number, and the values that the record allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.arms import Arms, EffectCurve
from sim.analysis.assumptions import Assumption
from sim.analysis.compare import Comparison
from sim.analysis.findings import arms_finding, assumption_finding, curve_finding
from sim.analysis.sentences import worst_error
from sim.analysis.statistics import Estimate, Floats
from sim.plots.style import (
    FAINT,
    INK,
    PAPER,
    error_line,
    finished,
    foot,
    headed,
    legend_label,
    style,
    styles_of,
)

POINTS = "Change, percentage points"
DAYS = "Days later (below 0: earlier) that it falls"
ARMS = ("held", "let fall")


def effect_curve(axes: Axes, curve: EffectCurve, *, days: bool = False) -> Axes:
    """Difference made at each value: of the chance that the capital falls, or of its day.

    The shaded range is what the record allows; the band and whiskers are 95 % intervals.
    """
    effects = curve.delay if days else curve.happened
    scale = 1.0 if days else 100.0
    values = scale * np.array([(effect.low, effect.value, effect.high) for effect in effects])
    if curve.admissible is not None:
        axes.axvspan(*curve.admissible, color=style(3).colour, alpha=0.15, linewidth=0, zorder=0)
        axes.annotate(
            "what the record\nallows", (np.mean(curve.admissible), 0.98), ha="center", va="top",
            xycoords=axes.get_xaxis_transform(), fontsize=8.5, color=FAINT, zorder=4,
            bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.8, "pad": 1.5},
        )  # fmt: skip
    low, _, high = values.T
    axes.fill_between(curve.points, low, high, color=style(1).colour, alpha=0.2, linewidth=0)
    error_line(axes, curve.points, values.T, replace(style(1), line="-"))
    axes.axhline(0.0, color=INK, linewidth=0.8)
    axes.set_ylabel(DAYS if days else POINTS)
    headed(axes, curve_finding(curve, days=days))
    least = min(curve.pairs)
    error = max(scale * effect.error for effect in effects)
    unit = "days" if days else "points"
    size = f"n = {least:,} pairs or more at each value"
    chance = f"Monte Carlo error at most ±{1.96 * error:.1f} {unit} (95 %)"
    note = f"{size}; {chance}; within {curve.horizon_days:g} days"
    foot(axes, curve.number, note)
    return axes


def arm_chances(axes: Axes, arms: Arms) -> Axes:
    """Chance that the capital falls in each arm, along the number that is varied."""
    curve = arms.curve
    for i, (name, estimates) in enumerate(zip(ARMS, (arms.hold, arms.fall), strict=True)):
        error_line(axes, curve.points, percent_ends(estimates), style(i), name)
    axes.set_ylim(-3.0, 103.0)
    axes.set_ylabel(f"{arms.theatre.capital} falls, % of runs")
    headed(axes, arms_finding(arms))
    error = worst_error(min(curve.pairs))
    note = (
        f"n = {min(curve.pairs):,} runs at each value; Monte Carlo error at most ±{error:.1f} points (95 %)"
    )
    return finished(axes, ARMS, curve.number, note)


def percent_ends(estimates: Sequence[Estimate]) -> Floats:
    """Lower ends, values and upper ends of some shares, in per cent: (3, n)."""
    return 100.0 * np.array([(one.low, one.value, one.high) for one in estimates]).T


def by_assumption(axes: Axes, comparison: Comparison, assumption: Assumption) -> Axes:
    """Chance that the capital falls in each result, by what each run drew for a number that is not known."""
    middles = assumption.middles
    marks = styles_of(comparison.names)
    for name, mark, estimates in zip(comparison.names, marks, assumption.shares, strict=True):
        error_line(axes, middles, percent_ends(estimates), mark, legend_label(name))
    axes.set_ylim(-3.0, 103.0)
    axes.set_ylabel(f"{comparison.theatre.capital} falls, % of runs")
    headed(axes, assumption_finding(comparison, assumption))
    least = min(assumption.runs)
    note = (
        f"runs in {len(middles)} groups by what each drew, n = {least:,} or more in each; Monte Carlo error "
        f"at most ±{worst_error(least):.1f} points (95 %)"
    )
    label = f"{assumption.words[0].upper()}{assumption.words[1:]}: not known, drawn for each run"
    return finished(axes, comparison.names, label, note)
