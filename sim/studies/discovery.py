"""Under which numbers does the place hold, and under which does its fate matter? Rules of a few limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.discovery import FOLDS, MOST_NUMBERS, Rule
from sim.analysis.discovery import discover as find_rule
from sim.analysis.sentences import percent
from sim.calibration.priors import Unknown
from sim.counting import begun
from sim.files import write_atomically
from sim.plots.style import FAINT, INK, foot, headed, new_figure, save_kinds, style, styled
from sim.report.table import Table, csv_text
from sim.studies.runner import Study, study_options
from sim.studies.sources import PosteriorOption, Source, sources_of
from sim.studies.vectors import Outcomes, PriorsOption, Subject, WarOption, run_vectors, subject_of

RUNS = 8
DRAWS = 1_500
MATTERS = 20.0
"""Percentage points: a place with a larger effect on whether the capital falls is one that matters."""
STEPS_SHOWN = 6
ROW_INCHES = 2.9

Row = dict[str, float | int | str]
DrawsOption = Annotated[
    int, typer.Option(min=100, max=1_000_000, metavar="N", help="Vectors drawn from each source.")
]
MostOption = Annotated[
    int, typer.Option(min=1, max=10, metavar="N", help="At most so many numbers in a rule.")
]
MattersOption = Annotated[
    float, typer.Option(min=0, max=100, metavar="POINTS", help="From which effect on the place matters.")
]


@dataclass(frozen=True)
class Question:
    """A thing that may be so: in words, and how often it is so of each vector."""

    name: str
    words: str
    cases: np.ndarray


@dataclass(frozen=True)
class Found:
    """The rule of one question over the vectors of one source; none where there are too few cases."""

    source: str
    question: str
    words: str
    share: float
    vectors: int
    rule: Rule | None


@dataclass(frozen=True)
class Discovery:
    """Every rule; ``unknowns`` are the numbers."""

    unknowns: tuple[Unknown, ...]
    found: tuple[Found, ...]
    runs: int

    def rows(self) -> Iterator[Row]:
        """A row of plain numbers for each limit of each rule, and one for a question without any."""
        for one in self.found:
            base: Row = {
                "source": one.source, "question": one.question, "vectors": one.vectors, "share": one.share,
            }  # fmt: skip
            yield from ({**base, **row} for row in _limit_rows(one.rule, self.unknowns))

    def path_rows(self) -> Iterator[Row]:
        """A row for each box on the way to each rule."""
        for one in self.found:
            for step in one.rule.path if one.rule else ():
                yield {
                    "source": one.source, "question": one.question, "mass": step.mass,
                    "coverage": step.coverage, "density": step.density,
                    "numbers": " ".join(_plain(self.unknowns[k]) for k in step.box.restricted),
                }  # fmt: skip


def _limit_rows(rule: Rule | None, unknowns: Sequence[Unknown]) -> Iterator[Row]:
    blank = float("nan")
    whole: Row = dict.fromkeys(
        ("mass", "coverage", "density", "outside", "tested_density", "tested_low", "tested_high",
         "tested_coverage"), blank,
    )  # fmt: skip
    if rule is not None:
        whole = {
            "mass": rule.kept.mass, "coverage": rule.kept.coverage, "density": rule.kept.density,
            "outside": rule.outside, "tested_density": rule.tested.value, "tested_low": rule.tested.low,
            "tested_high": rule.tested.high, "tested_coverage": rule.tested_coverage,
        }  # fmt: skip
    if rule is None or not rule.numbers:
        yield {**whole, "number": "", "low": blank, "high": blank, "quasi_p": blank, "folds": 0}
        return
    for k, p, repeated in zip(rule.numbers, rule.p_values, rule.repeated, strict=True):
        low, high = _ends(rule, k, unknowns[k])
        yield {**whole, "number": unknowns[k].name, "low": low, "high": high, "quasi_p": p, "folds": repeated}


def questions(asked: Subject, found: Outcomes, matters: float) -> tuple[Question, ...]:
    """Whether the place holds, as a share of runs, and whether its effect matters, as it is estimated."""
    holds = found.place_holds.mean(axis=1)
    effect = 100.0 * found.effect.mean(axis=1)
    return (
        Question("holds", f"{asked.place} holds", holds),
        Question(
            "matters", f"{asked.place} changes the outcome by more than {matters:g} points",
            (effect > matters).astype(np.float64),
        ),
    )  # fmt: skip


def rules(
    study: Study, asked: Subject, sources: Sequence[Source], *, most: int = MOST_NUMBERS,
    matters: float = MATTERS,
) -> Discovery:  # fmt: skip
    """Run the vectors of each source and find a rule for each question."""
    seed, runs = study.runner.seed, study.runner.n
    every = []
    for source in sources:
        came = run_vectors(study, asked, f"vectors-{source.name}", source.vectors, runs)
        for one in questions(asked, came, matters):
            rule = find_rule(source.vectors.shares, one.cases, seed, most)
            share = float(one.cases.mean())
            every.append(Found(source.words, one.name, one.words, share, len(one.cases), rule))
    return Discovery(asked.unknowns, tuple(every), runs)


# --- in words ----------------------------------------------------------------------------
def sentences(found: Discovery) -> Iterator[str]:
    """Each rule, and how good it is on vectors that it has not seen."""
    for one in found.found:
        yield f"Over {one.source}: {_sentence(one, found.unknowns)}"


def finding(one: Found, rule: Rule) -> str:
    """How much more often it happens within the limits than elsewhere, over where the vectors are from."""
    if not rule.numbers:
        return f"{begun(one.words)} over {one.source}: no limits on a few numbers tell when"
    shares = f"{percent(rule.kept.density)} within the limits, {percent(rule.outside)} elsewhere"
    unseen = "" if rule.holds_up else ", no better on unseen vectors than without"
    return f"{begun(one.words)} over {one.source}: {shares}{unseen}"


def _sentence(one: Found, unknowns: Sequence[Unknown]) -> str:
    rule = one.rule
    kind = "runs" if one.question == "holds" else f"{one.vectors:,} vectors"
    start = f"{one.words} in {percent(one.share)} of the {kind}"
    if rule is None:
        return f"{start}; too few cases of either kind for a rule."
    if not rule.numbers:
        return f"{start}; no limits on a few numbers tell when."
    limits = " and ".join(_limit(rule, k, unknowns[k]) for k in rule.numbers)
    tested = f"{percent(rule.tested.value)} ({percent(rule.tested.low)} to {percent(rule.tested.high)})"
    text = (
        f"{start}; in {percent(rule.kept.density)} if {limits}, in {percent(rule.outside)} elsewhere. "
        f"That is {percent(rule.kept.mass)} of the vectors, with {percent(rule.kept.coverage)} of all "
        f"cases. On vectors that such rules were not found on: in {tested}, with "
        f"{percent(rule.tested_coverage)} of all cases"
    )
    return f"{text}." if rule.holds_up else f"{text}: no better than without a rule."


def _limit(rule: Rule, k: int, unknown: Unknown) -> str:
    return f"{_plain(unknown)} is {_span(*_ends(rule, k, unknown))}"


def _span(low: float, high: float) -> str:
    """Limits in words; not a number where there is none."""
    ends = [f"{end:.3g}".replace("-", "−") for end in (low, high)]
    if np.isnan(low):
        return f"at most {ends[1]}"
    return f"at least {ends[0]}" if np.isnan(high) else f"{ends[0]} to {ends[1]}"


def _ends(rule: Rule, k: int, unknown: Unknown) -> tuple[float, float]:
    """Limits of a number in its unit; not a number where there is none."""
    box = rule.kept.box
    low, high = float(box.low[k]), float(box.high[k])
    at = unknown.values(np.clip(np.array([low, high]), 1e-9, 1.0 - 1e-9))
    return float(at[0]) if low > 0.0 else float("nan"), float(at[1]) if high < 1.0 else float("nan")


def _plain(unknown: Unknown) -> str:
    return unknown.name.removeprefix("parameters.").replace("_", " ").replace("parameters.", "")


def tables(found: Discovery) -> Iterator[Table]:
    """For each rule its limits, and some of the boxes on the way to it."""
    for one in found.found:
        if one.rule is not None and one.rule.numbers:
            yield _limits_table(one, one.rule, found.unknowns)
            yield _path_table(one, one.rule)


def _limits_table(one: Found, rule: Rule, unknowns: Sequence[Unknown]) -> Table:
    heads = ("Number", "Limits", "Prior 5–95 %", "Quasi-p", f"In {FOLDS} rules")
    rows = []
    for k, p, repeated in zip(rule.numbers, rule.p_values, rule.repeated, strict=True):
        low, high = _ends(rule, k, unknowns[k])
        span = unknowns[k].values(np.array([0.05, 0.95]))
        limits = " to ".join("" if np.isnan(end) else f"{end:.3g}" for end in (low, high))
        rows.append(
            (
                _plain(unknowns[k]),
                limits.strip(),
                f"{span[0]:.3g} to {span[1]:.3g}",
                f"{p:.1g}",
                f"{repeated}",
            )
        )
    return Table(f"{one.words}: over {one.source}", heads, tuple(rows), text=(0, 1, 2))


def _path_table(one: Found, rule: Rule) -> Table:
    heads = ("Vectors", "Cases in it (coverage)", "Of these (density)", "Limits on")
    chosen = np.unique(np.linspace(0, len(rule.path) - 1, STEPS_SHOWN).round().astype(int))
    rows = tuple(
        (percent(step.mass), percent(step.coverage), percent(step.density), f"{len(step.box.restricted)}")
        for step in (rule.path[k] for k in chosen)
    )
    kept, tested = rule.kept, rule.tested
    own = (percent(kept.mass), percent(kept.coverage), percent(kept.density), f"{len(kept.box.restricted)}")
    new = ("unseen", percent(rule.tested_coverage), percent(tested.value), "")
    caption = "The last rows: the rule itself, and such rules on vectors that they were not found on."
    return Table("Coverage against density", heads, (*rows, own, new), caption=caption)


# --- the figure --------------------------------------------------------------------------
def figure(found: Discovery) -> Figure:
    """For each question: coverage against density on the way, and where the kept limits lie."""
    shown = [one for one in found.found if one.rule is not None]
    with styled():
        drawn = new_figure(9.0, 0.6 + ROW_INCHES * max(1, len(shown)))
        grid = drawn.subplots(max(1, len(shown)), 2, squeeze=False)
        for (left, right), one in zip(grid, shown, strict=False):
            assert one.rule is not None
            _trade_off(left, one, one.rule)
            _limits(right, one.rule, found.unknowns)
        if not shown:
            for axes in grid[0]:
                axes.set_axis_off()
    return drawn


def _trade_off(axes: Axes, one: Found, rule: Rule) -> None:
    coverage = [100.0 * step.coverage for step in rule.path]
    density = [100.0 * step.density for step in rule.path]
    axes.plot(coverage, density, color=style(0).colour, marker=".", linewidth=1.2, label="boxes on the way")
    kept = rule.kept
    axes.plot(
        100.0 * kept.coverage, 100.0 * kept.density, linestyle="", marker="o", color=style(0).colour,
        markersize=9, label="the rule",
    )  # fmt: skip
    reach = 100.0 * np.array([[rule.tested.value - rule.tested.low], [rule.tested.high - rule.tested.value]])
    axes.errorbar(
        100.0 * rule.tested_coverage, 100.0 * rule.tested.value, yerr=reach, linestyle="", marker="s",
        color=style(1).colour, markersize=7, capsize=2.0, label="on unseen vectors",
    )  # fmt: skip
    axes.axhline(100.0 * rule.base, color=INK, linestyle=":", linewidth=1.0, label="all vectors")
    axes.set_xlim(-3.0, 103.0)
    axes.set_ylim(-3.0, 103.0)
    axes.set_ylabel("Density, %")
    headed(axes, finding(one, rule))
    axes.legend(fontsize=7.5)
    foot(axes, "Coverage: share of all cases that lie in the box, %", f"n = {one.vectors:,} vectors")


def _limits(axes: Axes, rule: Rule, unknowns: Sequence[Unknown]) -> None:
    numbers, box = rule.numbers, rule.kept.box
    at = np.arange(len(numbers), dtype=np.float64)
    axes.barh(at, 100.0, color=FAINT, alpha=0.15, height=0.5)
    for y, k in zip(at, numbers, strict=True):
        low, high = 100.0 * float(box.low[k]), 100.0 * float(box.high[k])
        axes.barh(y, high - low, left=low, color=style(0).colour, height=0.5)
        axes.annotate(
            _limit(rule, k, unknowns[k]),
            (0.0, y + 0.25),
            xytext=(3, 4),
            textcoords="offset points",
            fontsize=8.5,
        )
    axes.set_yticks([])
    axes.set_ylim(-0.6, max(2.0, len(numbers)) - 0.2)  # one bar is as high as each of two
    axes.set_xlim(0.0, 100.0)
    foot(axes, "Limits: of the number's prior probability, %" if numbers else "No limits", "")


def alt_text(found: Discovery) -> str:
    """Words for ``figure``."""
    return " ".join(sentences(found))


@study_options("discover", RUNS)
def discover(
    study: Study,
    priors: PriorsOption,
    draws: DrawsOption = DRAWS,
    posterior: PosteriorOption = None,
    matters: MattersOption = MATTERS,
    most: MostOption = MOST_NUMBERS,
    war: WarOption = "",
) -> None:
    """Under which numbers does a place hold, and when does it matter? Rules of a few limits, by PRIM.

    [bold]rout discover homs-record --priors syria[/bold]

    Vectors are drawn from a file of priors and, if one is given, from a posterior. A rule is a box of \
limits on a few numbers: its coverage is how many of all cases lie in it, its density how many of the \
vectors in it are cases. Both are given too for vectors that rules were not found on, and for each limit how \
likely it is chance (quasi-p). The tables, the figure and the runs go to results/discover-SCENARIO.
    """
    asked = subject_of(study, priors, war)
    sources = sources_of(asked, study.runner.seed, draws, posterior)
    found = rules(study, asked, sources, most=most, matters=matters)
    said = list(sentences(found))
    folder: Path = study.folder
    files = [write_atomically(folder / "rules.csv", csv_text(found.rows()))]
    paths = list(found.path_rows())
    files += [write_atomically(folder / "boxes.csv", csv_text(paths))] if paths else []
    files += save_kinds(figure(found), folder, "rules", "Rules of a few limits", alt_text(found))
    study.show(list(tables(found)), said, files, {"sentences": said, "rows": list(found.rows())})
