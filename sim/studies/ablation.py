"""Which mechanisms carry the effect of a place? do(hold) and do(fall) without each in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import typer
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.arms import spread
from sim.analysis.pairs import in_all
from sim.analysis.sentences import in_points, percent, percent_interval, points, signed, worst_error
from sim.analysis.source import ResultLike, Theatre, read_runs
from sim.analysis.statistics import Estimate, Floats, mean_t, paired_share_difference, share
from sim.errors import UsageError
from sim.files import write_atomically
from sim.plots.effects import ARMS, percent_ends
from sim.plots.style import INK, finished, headed, save_kinds, single, style, whiskers
from sim.report.table import Table, csv_text
from sim.scenario import Scenario
from sim.scenario.schema import Mechanisms
from sim.scenario.words import did_you_mean
from sim.studies.runner import ARM_HEADS, Study, StudyRunner, changed, study_options

MECHANISMS = (
    "prestige", "public_attention", "corridor", "isolation", "recovery", "stands", "news",
    "officers", "rumours", "pausing", "risings", "backers_leave", "ceding", "reserve", "exile",
)  # fmt: skip
"""What is asked about unless told otherwise: the ways in which a stand can matter, and its surroundings."""
ROW_INCHES = 0.3

OffOption = Annotated[
    str | None, typer.Option(help="Mechanisms to switch off, one at a time.", metavar="prestige,corridor,...")
]


@dataclass(frozen=True)
class Ablated:
    """One row: the effect, do(fall) minus do(hold), without a mechanism (or with all of them).

    ``effect`` is the difference of the chance that the capital falls, ``delay`` that of its day
    with every run watched to the horizon, ``change`` this row's effect minus that of the whole
    model over the same runs (0 for the whole model itself).
    """

    off: str
    hold: Estimate
    fall: Estimate
    effect: Estimate
    delay: Estimate
    change: Estimate
    runs: int

    @property
    def words(self) -> str:
        """The mechanism in plain words; empty for the whole model."""
        return self.off.replace("_", " ")

    def row(self) -> dict[str, float | int | str]:
        """Plain numbers: shares as shares, days as days."""
        return {
            "off": self.off,
            "runs": self.runs,
            **spread("capital_falls_hold", self.hold),
            **spread("capital_falls_fall", self.fall),
            **spread("effect", self.effect),
            **spread("change", self.change),
            **spread("effect_days", self.delay),
        }


@dataclass(frozen=True)
class Ablation:
    """The whole model and what is left of its effect without each mechanism."""

    theatre: Theatre
    whole: Ablated
    without: tuple[Ablated, ...]

    def rows(self) -> Iterator[dict[str, float | int | str]]:
        """One row of plain numbers each, the whole model first."""
        for one in (self.whole, *self.without):
            yield one.row()


def ablation(
    runner: StudyRunner, scenario: Scenario, name: str, mechanisms: Sequence[str] = MECHANISMS
) -> Ablation:
    """The effect of the place's fate with all mechanisms and without each of those named.

    A mechanism that the scenario has off already is left out.
    """
    off = ["", *(one for one in mechanisms if getattr(scenario.mechanisms, one))]
    pairs = [_pair(runner, scenario, name, one) for one in off]
    runs = [read_runs(result) for pair in pairs for result in pair]
    theatre = runs[0].theatre
    shared = zip(runs, in_all([one.keys for one in runs]), strict=True)
    days = [one.days("capital_lost_day", theatre.horizon_days)[at] for one, at in shared]
    rows = [_row(one, days[2 * k :][:2], days[:2], theatre.horizon_days) for k, one in enumerate(off)]
    return Ablation(theatre, rows[0], tuple(rows[1:]))


def _pair(runner: StudyRunner, scenario: Scenario, name: str, off: str) -> list[ResultLike]:
    """Results of do(hold) and do(fall) without one mechanism; '' with all of them."""
    switched = {f"mechanisms.{off}": False} if off else {}
    suffix = f"without-{off}" if off else "whole"
    return [
        runner.run(changed(scenario, {"branch.kind": kind, **switched}), f"{name}-{suffix}-{kind}")
        for kind in ("hold", "fall")
    ]


def _row(off: str, days: Sequence[Floats], all_on: Sequence[Floats], horizon: float) -> Ablated:
    """Effect over runs; ``days`` and ``all_on`` (2, runs) under do(hold) and do(fall), NaN for never."""
    hold, fall = (~np.isnan(one) for one in days)
    whole_hold, whole_fall = (~np.isnan(one) for one in all_on)
    n = len(hold)
    effect = fall.astype(np.float64) - hold
    before = whole_fall.astype(np.float64) - whole_hold
    watched = [np.minimum(np.nan_to_num(one, nan=np.inf), horizon) for one in days]
    return Ablated(
        off=off,
        hold=share(int(hold.sum()), n),
        fall=share(int(fall.sum()), n),
        effect=paired_share_difference(int((hold & ~fall).sum()), int((fall & ~hold).sum()), n),
        delay=_mean(watched[1] - watched[0]),
        change=_mean(effect - before),
        runs=n,
    )


def _mean(values: Floats) -> Estimate:
    distinct, counts = np.unique(values, return_counts=True)
    return mean_t(distinct, counts)


def sentence(found: Ablation) -> str:
    """Which mechanisms carry the effect."""
    whole, theatre = found.whole, found.theatre
    lower = sorted((one for one in found.without if one.change.high < 0.0), key=lambda one: one.change.value)
    higher = sorted((one for one in found.without if one.change.low > 0.0), key=lambda one: -one.change.value)
    text = (
        f"Letting {theatre.branch_place} fall instead of holding it changes the chance that "
        f"{theatre.capital} falls by {points(whole.effect)} points"
    )
    if lower:
        text += "; it is smaller, or turned round, without " + ", ".join(_left(one) for one in lower)
    if higher:
        text += "; larger without " + ", ".join(_left(one) for one in higher)
    rest = len(found.without) - len(lower) - len(higher)
    return f"{text}; without any of the other {rest} it cannot be told from that." if rest else f"{text}."


def finding(found: Ablation) -> str:
    """The effect, and the mechanism without which least of it is left."""
    whole, theatre = found.whole.effect, found.theatre
    if not whole.excludes_zero:
        return f"Letting {theatre.branch_place} fall or holding it cannot be told apart for {theatre.capital}"
    text = f"Letting {theatre.branch_place} fall changes how often {theatre.capital} falls by"
    text = f"{text} {in_points(whole)} points"
    least = min(found.without, key=lambda one: one.change.value, default=None)
    if least is None or least.change.high >= 0.0:
        return f"{text}; without any one mechanism it is not told to be smaller"
    return f"{text}, without {least.words} by {in_points(least.effect)}"


def _left(one: Ablated) -> str:
    return f"{one.words} ({signed(100.0 * one.effect.value)})"


def table(found: Ablation) -> Table:
    """The effect without each mechanism."""
    heads = ("Switched off", *ARM_HEADS, "Change of the effect")
    rows = tuple(_cells(one) for one in (found.whole, *found.without))
    return Table(f"What {found.theatre.branch_place} changes without each mechanism", heads, rows)


def _cells(one: Ablated) -> tuple[str, ...]:
    change = points(one.change, 0) if one.off else ""
    arms = percent(one.hold.value), percent(one.fall.value)
    return one.words or "nothing", *arms, points(one.effect, 0), change


def bars(axes: Axes, found: Ablation) -> Axes:
    """For the whole model and without each mechanism: the chance that the capital falls in either arm.

    The bar between the two marks is the effect; the dashed lines are the whole model's.
    """
    rows = (found.whole, *sorted(found.without, key=lambda one: one.effect.value))
    at = np.arange(len(rows), dtype=np.float64)
    ends = [percent_ends([getattr(row, arm) for row in rows]) for arm in ("hold", "fall")]
    axes.hlines(at, ends[0][1], ends[1][1], color=INK, linewidth=2.0, alpha=0.35)
    for i, (name, (low, middle, high)) in enumerate(zip(ARMS, ends, strict=True)):
        mark = style(i)
        axes.axvline(middle[0], color=mark.colour, linestyle=":", linewidth=1.0)
        axes.plot(middle, at, linestyle="", marker=mark.marker, color=mark.colour, markersize=6, label=name)
        whiskers(axes, middle, at, np.stack([low, high], axis=1), across=True)
    axes.set_yticks(at, [row.words or "nothing" for row in rows])
    axes.set_ylabel("Switched off")
    axes.invert_yaxis()
    axes.set_xlim(-3.0, 103.0)
    headed(axes, finding(found), width=0.85)
    n = found.whole.runs
    note = f"n = {n:,} pairs in each row; Monte Carlo error at most ±{worst_error(n):.1f} points (95 %)"
    label = f"Runs in which {found.theatre.capital} falls, %"
    return finished(axes, ARMS, label, note, width=0.65)


def figure(found: Ablation) -> Figure:
    """``bars`` on a figure of its own."""
    return single(lambda axes: bars(axes, found), 7.2, 1.8 + ROW_INCHES * (1 + len(found.without)))


def alt_text(found: Ablation) -> str:
    """Words for ``figure``."""
    rows = [
        f"{'without ' + row.words if row.off else 'whole model'}: held "
        f"{percent_interval(row.hold)}, let fall {percent_interval(row.fall)}"
        for row in (found.whole, *found.without)
    ]
    return f"Share of runs in which {found.theatre.capital} falls. " + "; ".join(rows) + "."


@study_options("ablation")
def ablate(study: Study, off: OffOption = None) -> None:
    """Which mechanisms carry the effect of a place? Hold it and let it fall without each in turn.

    [bold]rout ablate homs -n 1000[/bold]

    Runs are paired on common random numbers. The table, the figure and the runs go to \
results/ablation-SCENARIO.
    """
    found = ablation(study.runner, study.scenario, study.name, _mechanisms(off) if off else MECHANISMS)
    shown, said = table(found), sentence(found)
    files = [write_atomically(study.folder / "ablation.csv", csv_text(found.rows()))]
    files += save_kinds(figure(found), study.folder, "ablation", shown.title, alt_text(found))
    study.show([shown], [said], files, {"sentence": said, "rows": list(found.rows())})


def _mechanisms(text: str) -> tuple[str, ...]:
    """Names of mechanisms with commas between them. Raises UsageError for one that does not exist."""
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    for name in names:
        if name not in Mechanisms.model_fields:
            raise UsageError(f"--off {name}: no such mechanism{did_you_mean(name, Mechanisms.model_fields)}")
    return names
