"""Figures of the studies: the branch by its day, the weight of a stand, and each mechanism in turn."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.ablation import Ablation
from sim.analysis.alike import Alike
from sim.analysis.arms import LEAST_WITHIN, MOST_ERROR_DAYS, Arms, RecordFit, close
from sim.analysis.sentences import OUTCOME_WORDS, percent_interval, points, worst_error
from sim.analysis.statistics import Estimate
from sim.model.vocabulary import OUTCOME_NAMES
from sim.plots.effects import effect_curve
from sim.plots.style import FAINT, INK, finished, foot, look, new_figure, save_all, styled, whiskers

ARMS = ("held", "let fall")
PANEL_INCHES = (4.4, 3.5)
WEIGHT_TICKS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
ROW_INCHES = 0.3


def arm_chances(axes: Axes, arms: Arms) -> Axes:
    """Chance that the capital falls in each arm, along the number that is varied."""
    curve = arms.curve
    for i, (name, estimates) in enumerate(zip(ARMS, (arms.hold, arms.fall), strict=True)):
        low, middle, high = _ends(estimates)
        mark = look(i)
        axes.errorbar(
            curve.points, middle, yerr=[middle - low, high - middle], color=mark.colour, marker=mark.marker,
            linestyle=mark.line, markersize=5, linewidth=1.6, elinewidth=1.0, capsize=2.0, label=name,
        )  # fmt: skip
    axes.set_ylim(-3.0, 103.0)
    axes.set_ylabel("Runs, %")
    words = f"{arms.theatre.capital} falls, {arms.theatre.bellwether} …"
    axes.set_title(f"{arms.title}:\n{words}", fontsize=10)
    error = worst_error(min(curve.pairs))
    note = (
        f"n = {min(curve.pairs):,} runs at each value; Monte Carlo error at most ±{error:.1f} points (95 %)"
    )
    return finished(axes, ARMS, curve.number, note)


def _ends(estimates: tuple[Estimate, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    low, middle, high = 100.0 * np.array([(one.low, one.value, one.high) for one in estimates]).T
    return low, middle, high


def record_fits(axes: Axes, weights: Arms, fits: Sequence[RecordFit]) -> Axes:
    """How free runs at each weight meet the record: places within the 5 to 95 % range of the runs."""
    within, mark = 100.0 * np.array([fit.within_share for fit in fits]), look(2)
    axes.plot(weights.curve.points, within, color=mark.colour, marker=mark.marker, linestyle="-")
    axes.axhline(100.0 * LEAST_WITHIN, color=INK, linewidth=0.8, linestyle="--")
    strict = close(fits)
    if strict is not None:
        axes.axvspan(*strict, color=look(5).colour, alpha=0.2, linewidth=0, zorder=0)
        axes.annotate(
            f"medians within\n{MOST_ERROR_DAYS:g} days", (strict[0], 0.03), fontsize=8.5, color=FAINT,
            xycoords=axes.get_xaxis_transform(), xytext=(3, 0), textcoords="offset points",
        )  # fmt: skip
    axes.set_ylim(-3.0, 103.0)
    axes.set_ylabel("Recorded days within the runs, %")
    axes.set_title("How free runs meet the record", fontsize=10)
    note = f"{fits[0].places} places, 5 to 95 % of n = {min(weights.curve.pairs):,} runs at each weight"
    foot(axes, weights.curve.number, note)
    return axes


def dates_figure(dates: Arms, weights: Arms, fits: Sequence[RecordFit]) -> Figure:
    """The effect by the day of the branch, and beside it by the weight of a stand."""
    dates, weights = _named(dates, "Day from which it is in force"), _named(weights, "Weight of a stand")
    with styled():
        figure = new_figure(3 * PANEL_INCHES[0], 2 * PANEL_INCHES[1] + 0.6)
        axes = figure.subplots(2, 3)
        for one in axes[1]:
            one.set_xscale("log")
            one.set_xticks(WEIGHT_TICKS, [f"{value:g}" for value in WEIGHT_TICKS])
            one.minorticks_off()
        for one in axes[0]:
            one.xaxis.set_major_locator(MaxNLocator(integer=True))
        for row, arms in zip(axes, (dates, weights), strict=True):
            arm_chances(row[0], arms)
            effect_curve(row[1], arms.curve).set_title(_effect_title(arms), fontsize=10)
        effect_curve(axes[0, 2], dates.curve, days=True).set_title("… and its day", fontsize=10)
        if fits:
            record_fits(axes[1, 2], weights, fits)
        else:
            axes[1, 2].set_axis_off()
        words = f"When could {dates.theatre.bellwether} still decide?"
        figure.suptitle(words, x=0.01, ha="left", fontsize=12.5, fontweight="bold")
    return figure


def _named(arms: Arms, number: str) -> Arms:
    return replace(arms, curve=replace(arms.curve, number=number, names=("do(hold)", "do(fall)")))


def _effect_title(arms: Arms) -> str:
    return f"What {arms.theatre.bellwether}'s fall changes"


def dates_alt(dates: Arms, weights: Arms) -> str:
    """Words for ``dates_figure``."""
    return (
        f"Points of the chance that {dates.theatre.capital} falls, {dates.theatre.bellwether} let fall minus "
        f"held, by day: {_listed(dates)} By weight of a stand: {_listed(weights)}"
    )


def _listed(arms: Arms) -> str:
    pairs = zip(arms.curve.points, arms.curve.happened, strict=True)
    return "; ".join(f"{value:g}: {points(effect)}" for value, effect in pairs) + "."


def ablation_bars(axes: Axes, found: Ablation) -> Axes:
    """For the whole model and without each mechanism: the chance that the capital falls in either arm.

    The bar between the two marks is the effect; the dashed lines are the whole model's.
    """
    rows = (found.whole, *sorted(found.without, key=lambda one: one.effect.value))
    at = np.arange(len(rows), dtype=np.float64)
    ends = [_ends(tuple(getattr(row, arm) for row in rows)) for arm in ("hold", "fall")]
    axes.hlines(at, ends[0][1], ends[1][1], color=INK, linewidth=2.0, alpha=0.35)
    for i, (name, (low, middle, high)) in enumerate(zip(ARMS, ends, strict=True)):
        mark = look(i)
        axes.axvline(middle[0], color=mark.colour, linestyle=":", linewidth=1.0)
        axes.plot(middle, at, linestyle="", marker=mark.marker, color=mark.colour, markersize=6, label=name)
        whiskers(axes, middle, at, np.stack([low, high], axis=1), across=True)
    axes.set_yticks(at, [row.off.replace("_", " ") or "nothing" for row in rows])
    axes.set_ylabel("Switched off")
    axes.invert_yaxis()
    axes.set_xlim(-3.0, 103.0)
    axes.set_title(f"{found.theatre.capital} falls, {found.theatre.bellwether} …", fontsize=10)
    n = found.whole.runs
    note = f"n = {n:,} pairs in each row; Monte Carlo error at most ±{worst_error(n):.1f} points (95 %)"
    return finished(axes, ARMS, "Runs, %", note, width=0.65)


def ablation_figure(found: Ablation) -> Figure:
    """``ablation_bars`` on a figure of its own."""
    with styled():
        figure = new_figure(7.2, 1.8 + ROW_INCHES * (1 + len(found.without)))
        ablation_bars(figure.add_subplot(), found)
    return figure


def ablation_alt(found: Ablation) -> str:
    """Words for ``ablation_figure``."""
    rows = [
        f"{'without ' + row.off.replace('_', ' ') if row.off else 'whole model'}: held "
        f"{percent_interval(row.hold)}, let fall {percent_interval(row.fall)}"
        for row in (found.whole, *found.without)
    ]
    return f"Share of runs in which {found.theatre.capital} falls. " + "; ".join(rows) + "."


def resolution_figure(found: Alike) -> Figure:
    """Share of runs by outcome along the number of sub-units per formation."""
    with styled():
        figure = new_figure(6.4, 3.9)
        axes = figure.subplots()
        splits = np.array([float(one.label) for one in found.variants])
        seen = [k for k in range(len(OUTCOME_NAMES)) if any(one.outcomes[k].value for one in found.variants)]
        for i, k in enumerate(seen):
            low, middle, high = _ends(tuple(one.outcomes[k] for one in found.variants))
            mark = look(i)
            axes.errorbar(
                splits, middle, yerr=[middle - low, high - middle], color=mark.colour, marker=mark.marker,
                linestyle=mark.line, markersize=4, linewidth=1.4, elinewidth=0.9, capsize=1.8,
                label=OUTCOME_WORDS[OUTCOME_NAMES[k]],
            )  # fmt: skip
        axes.set_xscale("log", base=2)
        axes.set_xticks(splits, [one.label for one in found.variants])
        axes.set_ylim(bottom=0.0)
        axes.set_ylabel("Runs, %")
        axes.set_title(found.title, fontsize=10)
        least = min(one.runs for one in found.variants)
        note = (
            f"n = {least:,} runs at each; Monte Carlo error at most ±{worst_error(least):.1f} points (95 %)"
        )
        names = [OUTCOME_WORDS[OUTCOME_NAMES[k]] for k in seen]
        finished(axes, names, "Sub-units per formation", note)
    return figure


def resolution_alt(found: Alike) -> str:
    """Words for ``resolution_figure``."""
    rows = []
    for one in found.variants:
        pairs = zip(OUTCOME_NAMES, one.outcomes, strict=True)
        shares = [f"{OUTCOME_WORDS[name]} {percent_interval(each)}" for name, each in pairs if each.value > 0]
        rows.append(f"{one.label}: {', '.join(shares)}")
    return "Share of runs by outcome and sub-units per formation. " + "; ".join(rows) + "."


def save_study(figure: Figure, folder: Path, name: str, title: str, alt: str) -> list[Path]:
    """Write a figure as PNG and SVG; returns the files."""
    return save_all(figure, folder, name, textwrap.shorten(title, 120), alt)
